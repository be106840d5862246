"""Bridges, proposals and crossings as they travel."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from collab.text.identifying import Trace
from discussions.bridges.attachments.shapes import AttachedShape, VersionRefs
from discussions.bridges.custody.roles import Custody
from discussions.bridges.custody.shapes import CustodianShape, CustodyShape, PublicKey
from discussions.bridges.custody.unseal_shapes import UnsealingShape
from discussions.bridges.roles import Attribution, BridgeState, CrossingState, Gate, SideAct, SideState
from discussions.chat.shapes import ExcerptShape
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge

Body = Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]  # longer than the limit is refused by the action, with its own code
Title = Annotated[str, Field(max_length=160)]
Note = Annotated[str, Field(max_length=160)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Seats = Annotated[list[int], Field(max_length=200)]


class BridgeDraft(Request):
    """A bridge to propose: from which group, to which, and its charter."""

    group: int
    groups: Annotated[list[int], Field(min_length=1, max_length=12)]
    title: Annotated[str, Field(min_length=1, max_length=160)]
    purpose: Annotated[str, Field(max_length=2000)] = ""
    label: Label | None = None
    ceiling: Label | None = None
    attributions: Annotated[list[Attribution], Field(min_length=1, max_length=4)] = [Attribution.NAME]
    response_hours: Annotated[int, Field(ge=1, le=336)] = 24
    history: Literal["joining", "all"] = "joining"
    chatham: bool = False
    unasked: bool = False  # authors may let what is CLEAR or GREEN be carried on without being asked again
    seats: Seats | None = None  # of the proposing group; None: the proposer's own
    gate: Gate = Gate.PRE  # of the proposing group
    trusted: Seats = []
    draft: bool = False  # kept on one's own desk, not sent yet


class CharterChanges(Request):
    """What is to be different in a charter; what is None stays.  `invite`: further groups to ask."""

    purpose: Annotated[str, Field(max_length=2000)] | None = None
    label: Label | None = None
    ceiling: Label | None = None
    attributions: Annotated[list[Attribution], Field(min_length=1, max_length=4)] | None = None
    response_hours: Annotated[int, Field(ge=1, le=336)] | None = None
    history: Literal["joining", "all"] | None = None
    chatham: Literal[True] | None = None  # there is no way back from it
    unasked: bool | None = None
    gate: Gate | None = None  # of the group that asks
    custodian: int | None = None  # a seat of the group that asks; 0: none any more
    custody_needed: Annotated[int, Field(ge=2, le=12)] | None = None
    custodian_key: PublicKey | None = None  # written by the site: the key of the custodian at the moment of asking
    invite: Annotated[list[int], Field(max_length=12)] = []


class CharterChangeDraft(Request):
    """A change of the charter to ask the other sides for; of an invited group a counter.  `group`: for whom one asks."""

    changes: CharterChanges
    words: Annotated[str, Field(max_length=1000)] = ""
    group: int | None = None


class Consent(Request):
    """Yes or no to a change of the charter.  A side's no to its own change takes it back."""

    agree: bool
    reason: Annotated[str, Field(max_length=1000)] = ""
    group: int | None = None
    charter: Hash | None = None  # the one over which one agrees


class Because(Request):
    """Why somebody does something that others will ask about; `group`: for whom, where one moderates several sides."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    group: int | None = None


class PauseDraft(Because):
    """A pause: for so many hours, and why."""

    hours: Annotated[int, Field(ge=1, le=72)] = 72


class OnBehalf(Request):
    """For which of the groups that one moderates."""

    group: int | None = None


class Answer(Request):
    """A yes: `seats` of one's group speak in the bridge; None: one's own alone.

    `group`: for whom one answers, where one moderates several of those invited.
    """

    seats: Seats | None = None
    group: int | None = None
    gate: Gate = Gate.PRE
    trusted: Seats = []  # of `seats`, whose posts pass at once where the gate trusts
    charter: Hash | None = None  # the one that was read: another one is not accepted


class SeatChoice(Request):
    """The seats that speak for one's side from now on; `trusted`: of them, whose posts pass at once where the gate trusts."""

    seats: Seats
    trusted: Seats | None = None
    group: int | None = None


class CrossingDraft(Request):
    """A post for a bridge: in a `topic`, or opening one called `title`.  `seat`: speak as this of one's seats; None: the first that may."""

    client_id: UUID
    body: Body
    attribution: Attribution
    topic: int | None = None
    title: Title = ""
    label: Label | None = None
    note: Note = ""
    seat: int | None = None
    custody: Custody = Custody.MODERATOR
    unasked: bool = False  # it may be carried on without asking me again
    attachments: VersionRefs = []


class CrossingEdit(Request):
    """New words; they are held anew, and every earlier release of them is void."""

    body: Body | None = None
    attribution: Attribution | None = None
    title: Title | None = None
    label: Label | None = None
    note: Note | None = None
    unasked: bool | None = None
    attachments: VersionRefs | None = None


class CrossingRevision(Request):
    """New words for one's post that readers see; what is None stays."""

    client_id: UUID
    body: Body
    label: Label | None = None
    note: Note | None = None
    unasked: bool | None = None
    attachments: VersionRefs | None = None


class TurnDown(Request):
    """Why a post is returned, and the words that would be released: its author takes them over or does not."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    suggestion: Body = ""


class Release(Request):
    """The hash of what the moderator has read."""

    hash: Hash


class SideShape(BaseModel):
    """A group that a proposal names.  `state` is empty where the reader is not told."""

    group: GroupRef
    state: SideState | Literal[""]
    proposing: bool
    reason: str
    gate: Gate | Literal[""]  # empty where the side does not take part, or the reader is not told


class CharterChangeShape(BaseModel):
    """A change of the charter that waits for the sides.  `by` is None where the reader is not told which group asks."""

    number: int
    by: GroupRef | None
    ours: bool
    words: str
    changes: CharterChanges
    invite: list[GroupRef]
    custodian: CustodianShape | None  # whom the side that asks would name
    agreed: list[GroupRef]
    waits: bool  # for the reader's group
    at: datetime


class ProposalShape(BaseModel):
    """On a group's desk: a bridge proposed to it, or by it."""

    kind: Literal["proposal"] = "proposal"
    place: int
    rev: int
    bridge: int  # its space, once it is open
    group: int  # whose desk this is
    state: BridgeState
    answer: SideState  # this group's
    proposing: bool
    title: str
    purpose: str
    label: Label
    ceiling: Label
    attributions: list[Attribution]
    response_hours: int
    history: Literal["joining", "all"]
    chatham: bool
    unasked: bool
    custody: CustodyShape
    unsealings: list[UnsealingShape]  # that were asked for in the thread, the newest first
    sides: list[SideShape]
    asked: list[int]  # groups that a draft is to be sent to
    charter: str  # hash of what one agrees to
    amendments: list[CharterChangeShape]
    may: list[SideAct]  # what this group's moderators may do with it now
    paused_until: datetime | None
    paused_by: GroupRef | None
    pause_reason: str
    gate: Gate  # this group's
    trusted: list[int]
    seats: list[int]  # this group's, in the bridge or to be admitted at its opening
    by: Badge
    proposed_at: datetime
    answered_by: Badge | None
    answered_at: datetime | None
    closed_at: datetime | None
    close_reason: str


class Reading(BaseModel):
    """A side that could read a released post: how many people then, and how many of the thread now.

    0 now: it has left, or the post is held for everybody.
    """

    group: GroupRef
    then: int
    now: int


class CrossingShape(BaseModel):
    """On the desk of the author's group, and in the author's own stream: a post on its way."""

    kind: Literal["crossing"] = "crossing"
    place: int
    rev: int
    crossing: int
    bridge: int
    bridge_title: str
    group: int  # whose moderators decide
    topic: int | None  # None until a new topic has been opened
    title: str  # of the topic
    by: Badge  # of a sealed post no more than readers see
    sealed: bool
    approved_by: list[Badge]  # moderators who would release exactly this, where it takes two
    shown_as: Badge
    attribution: Attribution
    crowd: int
    body: str
    html: str
    note: str
    traces: list[Trace]  # what in the words may point to one person
    label: Label
    hash: str
    readers: int
    state: CrossingState
    reason: str
    suggestion: str
    appeal: str
    declined_by: int  # the seat that does not decide on the appeal; 0: none
    revises: int | None  # the place of the message for which these are new words
    overdue: bool
    decided_by: Badge | None
    submitted_at: datetime
    due_at: datetime
    decided_at: datetime | None
    travels_at: datetime | None  # of what has passed: when its batch goes out
    message: int | None  # its place in the bridge, once released
    readable_by: list[Reading]  # of a released post
    carried: ExcerptShape | None = None  # an excerpt of another thread: whose words they are
    unasked: bool = False  # may be carried on without asking its author again
    attachments: list[AttachedShape]
