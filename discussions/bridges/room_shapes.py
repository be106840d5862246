"""A bridge as its people see it: its sides, and how each of one's own seats could speak there."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from collab.labels import Label
from discussions.bridges.custody.shapes import CustodyShape
from discussions.bridges.custody.unseal_shapes import UnsealingShape
from discussions.bridges.roles import Attribution, BridgeState, Gate
from discussions.bridges.shapes import CrossingShape
from discussions.chat.shapes import Word
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge


class AudienceSide(BaseModel):
    """A side of an open bridge: how many read, and who answers for what it says."""

    group: GroupRef
    people: int
    gate: Gate
    moderators: list[Badge]


class AttributionChoice(BaseModel):
    """One way to be shown: `crowd` people of `groups` groups could have written it; `least` people of `least_groups` must."""

    attribution: Attribution
    shown_as: Badge
    crowd: int
    least: int
    groups: int
    least_groups: int
    allowed: bool
    sealable: bool  # and the author sealed


class Speaker(BaseModel):
    """One of the reader's own seats in a bridge: for whom it speaks, and how each way to be shown would look."""

    seat: int
    group: GroupRef
    by: Badge
    may_post: bool
    may_hold: bool  # keep posts from its side's people
    passes: bool  # what it submits is released at once, by its side's gate
    attributions: list[AttributionChoice]


class Reacted(BaseModel):
    """A word of one's own: in bridges the shapes of messages carry no names, not even one's own."""

    place: int
    word: Word


class BridgeShape(BaseModel):
    """A bridge as one of its people sees it."""

    id: int
    title: str
    purpose: str
    state: BridgeState
    label: Label
    ceiling: Label
    history: Literal["joining", "all"]
    response_hours: int
    batch_minutes: int  # how often posts go out together; 0: each at once
    chatham: bool
    unasked: bool  # authors may let what is CLEAR or GREEN be carried on without being asked again
    opened_at: datetime | None
    paused_until: datetime | None
    closed_at: datetime | None
    close_reason: str
    sides: list[AudienceSide]
    people: int
    speakers: list[Speaker]  # the reader's own seats; the first speaks unless another is named
    reacted: list[Reacted]
    custody: CustodyShape
    unsealings: list[UnsealingShape]  # that were asked for, the newest first
    sealed: list[CrossingShape]  # the reader's own sealed posts, the newest first: they are shown in no stream
