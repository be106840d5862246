"""Summaries as they travel."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from django.conf import settings
from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.bridges.shapes import Hash
from discussions.spaces.shapes import GroupRef
from discussions.summaries.roles import SummaryAct, SummaryState
from groups.badges import Badge

Text = Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]  # longer than the limit is refused by the action, with its own code
Sources = Annotated[list[int], Field(max_length=200)]


class SummaryDraft(Request):
    """What a thread came to: for the people of one's own group (`group`: which, where one sits for several), or joint."""

    client_id: UUID
    title: Annotated[str, Field(min_length=1, max_length=160)]
    body: Text
    sources: Sources  # places of the released posts that it draws on
    joint: bool = False
    label: Label | None = None  # None: the highest of what it draws on
    names: bool = False
    group: int | None = None


class SummaryEdit(Request):
    """Other words; what is None stays.  One changed byte voids every signature."""

    title: Annotated[str, Field(min_length=1, max_length=160)] | None = None
    body: Text | None = None
    sources: Sources | None = None
    label: Label | None = None
    names: bool | None = None


class DissentDraft(Request):
    """Where a side does not agree; empty: it takes that back."""

    body: Annotated[str, Field(max_length=4000)]
    group: int | None = None


class Signing(Request):
    """A yes to exactly the bytes that were read, and the space of one's group in which they will stand."""

    sha256: Hash
    space: int
    group: int | None = None


class SourceShape(BaseModel):
    """A post that a summary draws on, named as the summary names its author."""

    place: int
    who: str
    at: datetime


class DissentShape(BaseModel):
    """Where a side does not agree."""

    group: GroupRef
    body: str
    html: str


class SignatureShape(BaseModel):
    """A side whose signature a summary takes."""

    group: GroupRef
    by: Badge | None  # None: it has not signed these bytes
    at: datetime | None
    space: int | None  # where its document stands, for who reads there
    place: int | None


class SummaryShape(BaseModel):
    """A summary, for the people of its side in the thread and its moderators; a joint one for those of every side."""

    number: int
    bridge: int
    group: GroupRef | None  # None: joint
    drafting: GroupRef  # the side that drafted it; never the person
    state: SummaryState
    title: str
    body: str
    label: Label
    names: bool
    sources: list[SourceShape]
    html: str  # of all that is signed
    sha256: str
    dissents: list[DissentShape]
    signatures: list[SignatureShape]
    may: list[SummaryAct]
    drafted_at: datetime
    changed_at: datetime
    settled_at: datetime | None


class SummaryList(BaseModel):
    """The summaries of a thread that the reader may see, the newest first, and what may be drafted: for which groups, and jointly."""

    title: str
    items: list[SummaryShape]
    may_draft: list[GroupRef]
    may_draft_joint: bool
    spaces: list["Target"]  # where the reader may put a document, by the group for which they sign


class Target(BaseModel):
    """A space of a group that the reader moderates."""

    space: int
    title: str
    group: int
    ceiling: Label
