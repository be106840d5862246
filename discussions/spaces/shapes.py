"""Spaces and their people as they travel."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from groups.badges import Badge
from groups.models import Group


class SpaceDraft(Request):
    """A space to be opened in a group.  With `seats` it is a closed space of exactly these seats and its opener's.

    With `seats` and `label` or `ceiling` TLP:RED it is an exchange, which carries nothing else and lets nobody in later.
    """

    group: int
    title: Annotated[str, Field(min_length=1, max_length=160)]
    purpose: Annotated[str, Field(max_length=2000)] = ""
    label: Label | None = None
    ceiling: Label | None = None
    history: Literal["all", "joining"] = "all"
    observers_post: bool = False
    seats: Annotated[list[int], Field(max_length=200)] | None = None


class SpaceEdit(Request):
    """What moderators may change of a space.  Its history rule is fixed at creation."""

    title: Annotated[str, Field(min_length=1, max_length=160)] | None = None
    purpose: Annotated[str, Field(max_length=2000)] | None = None
    archived: bool | None = None


class GroupRef(BaseModel):
    """A group, as far as a space needs to name it."""

    id: int
    name: str
    kind: str
    constituency: str | None

    @classmethod
    def of(cls, group: Group) -> "GroupRef":
        """A group by its row."""
        return cls(id=group.pk, name=group.name, kind=group.kind, constituency=group.constituency_id)


class SpaceShape(BaseModel):
    """A space as one person sees it: with their rights and their counts."""

    id: int
    group: GroupRef | None
    bridge: bool
    title: str
    purpose: str
    closed: bool
    label: Label
    ceiling: Label
    history: Literal["all", "joining"]
    archived: bool
    observers_post: bool
    slow_seconds: int  # how long each person waits between two messages; moderators do not
    people: int
    organisations: int
    seat: int  # the reader's own, which speaks here
    may_post: bool  # but for a mute, which ends by itself
    muted_until: datetime | None  # the reader, by a moderator
    may_moderate: bool
    presence: bool
    floor: int
    rev: int
    frozen_at: datetime | None  # of a TLP:RED exchange: since when its readers are named (UTC)


class DoorShape(BaseModel):
    """In one's own stream: a space opened to oneself, or closed."""

    kind: Literal["door"] = "door"
    place: int
    rev: int
    open: bool
    space_id: int
    space: SpaceShape | None


class SeatShape(BaseModel):
    """In a space's stream: somebody who reads it (`inside`), or no longer does.  No moment of it: in a circle that would tell who."""

    kind: Literal["seat"] = "seat"
    space: int
    place: int
    rev: int
    by: Badge
    post: str
    inside: bool
