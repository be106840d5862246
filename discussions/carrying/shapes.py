"""Requests to carry on, and consents, as they travel."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.bridges.roles import Attribution
from discussions.bridges.room_shapes import AttributionChoice
from discussions.bridges.shapes import Body, Hash
from discussions.carrying.roles import Answered, Part
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge


class CarryDraft(Request):
    """Where a post is to go: a topic of a space.  `body`: an unbroken passage of it; empty: the whole.  `words`: why, for those asked.

    `attribution`: how one is shown oneself, where the space is that of another thread between groups.
    """

    space: int
    topic: int
    body: Body = ""
    words: Annotated[str, Field(max_length=1000)] = ""
    attribution: Attribution = Attribution.NAME


class ConsentAnswer(Request):
    """Yes or no.  With a yes comes the hash of what was read; of an author also the label and how to be shown to the new readers.

    A no after the excerpt was carried takes it back.
    """

    agree: bool
    hash: Hash | None = None
    label: Label | None = None
    attribution: Attribution | None = None
    reason: Annotated[str, Field(max_length=1000)] = ""


class Where(BaseModel):
    """Where a post is to go, for those who are asked."""

    title: str
    group: GroupRef | None  # None: another thread between groups
    people: int  # who read there now
    ceiling: Label


class CarryShape(BaseModel):
    """In the stream of whoever asked: nothing of who is asked, nor of how far it has come."""

    kind: Literal["carry"] = "carry"
    place: int
    rev: int
    carry: int
    bridge: int
    bridge_title: str
    message: int
    html: str
    label: Label
    space: int
    space_title: str
    state: Literal["asked", "carried", "refused", "expired", "void", "taken_back"]
    asked_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    copy_place: int | None  # in the space of a group


class ConsentShape(BaseModel):
    """In an author's own stream, or on the desk of the author's group: a post that somebody wants to carry on."""

    kind: Literal["consent"] = "consent"
    place: int
    rev: int
    consent: int
    part: Part
    group: int  # whose moderators are asked; 0: an author is
    bridge: int
    bridge_title: str
    message: int
    by: Badge  # who asks
    words: str
    author: Badge | None  # on the desk: whose words they are
    sealed: bool  # nobody knows whose
    agreed_by: Badge | None  # on the desk, where it takes two moderators: who has agreed already
    where: Where
    html: str
    note: str
    least: Label  # no lower
    label: Label
    attribution: Attribution | None
    shown_as: Badge | None
    ways: list[AttributionChoice]  # for whoever wrote the words
    hash: str
    answer: Answered
    unasked: bool  # it was given beforehand, with the post and its release
    carried: bool
    may_answer: bool
    asked_at: datetime
    expires_at: datetime
    at: datetime | None


class Origin(BaseModel):
    """Where a carried post was said, as far as the reader may know: `space` is None for who does not sit there."""

    space: int | None
    place: int | None
    title: str
