"""Polls and ballots as they travel: in answers, pushes and catch-ups alike."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.chat.shapes import MessageShape
from discussions.polls.ballots import OPTIONS_LIMIT, Content
from discussions.polls.draft_shapes import PollText
from discussions.polls.proxies.shapes import ProxiesShape
from discussions.polls.recorded.shapes import RecordingShape
from discussions.polls.result_shapes import ResultShape
from discussions.polls.roles import PollKind, PollState, Reasons, Secrecy, Unit
from discussions.polls.rules import Rule
from discussions.polls.silence.shapes import ExtensionShape, SilenceDraft, SilenceShape
from groups.badges import Badge


class PollDraft(PollText):
    """A poll to be opened: now, or at `opens_at`.  With a topic, a message there carries it (`body`, or the question).

    `draft`: the id of the kept draft that it was; it goes.
    """

    client_id: UUID
    question: Annotated[str, Field(min_length=1, max_length=500)]
    silence: SilenceDraft | None = None
    closes_at: AwareDatetime
    draft: int | None = None


class BallotDraft(Content, Request):
    """A vote: what the poll asks for, or an abstention.  `version`: of the poll that the voter has read.

    `secret`: 128 bits from the browser, by which a secret vote is known again; of other votes nothing is made of it.
    """

    client_id: UUID
    version: int | None = None
    secret: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")] | None = None


class OptionShape(BaseModel):
    """An answer.  Without words: one of those that the kind brings, named by its key, or a slot."""

    key: str
    text: str
    note: str
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None


class OutcomeDraft(Request):
    """What follows from a poll.  `document`: the place of a document of the same space, which carries it out."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    dissent: Annotated[str, Field(max_length=4000)] = ""
    owner: Annotated[str, Field(max_length=160)] = ""
    review_on: date | None = None
    document: int | None = None


class OutcomeShape(BaseModel):
    """What follows from a poll, as declared."""

    by: Badge
    text: str
    dissent: str
    owner: str
    review_on: date | None
    document: int | None
    declared_at: AwareDatetime


class PollShape(BaseModel):
    """A poll.  Before it is closed nothing in here depends on what anybody chose.

    `state` follows the clock.  Closed and without a result: being counted, which takes about a second.
    """

    kind: Literal["poll"] = "poll"
    space: int
    place: int
    rev: int
    topic: int | None
    poll_kind: PollKind
    secrecy: Secrecy
    unit: Unit
    question: str
    version: int
    options: list[OptionShape]
    min_choices: int
    max_choices: int
    max_points: int
    budget: int
    reasons: Reasons
    quorum: int | None
    rule: Rule
    label: Label
    capabilities: list[str]
    by: Badge
    state: PollState
    opens_at: AwareDatetime
    closes_at: AwareDatetime
    closed_at: AwareDatetime | None
    reason: str
    eligible: int
    cast: int
    roll_hash: str
    withheld: bool  # closed, and too few secret votes to show what they come to
    result: ResultShape | None
    outcome: OutcomeShape | None
    silence: SilenceShape | None  # of a silence procedure: its text
    extension: ExtensionShape | None


class VoteShape(Content):
    """How a unit voted, and who cast it: for its own members alone."""

    unit_name: str
    by: Badge
    cast_at: AwareDatetime
    version: int  # of the poll on which it was cast; of an earlier one it needs to be confirmed
    by_proxy: bool = False  # another unit cast it, and one's own vote would stand over it


class BallotShape(VoteShape):
    """The same in one's own stream."""

    kind: Literal["ballot"] = "ballot"
    place: int
    rev: int
    space: int
    poll: int  # its place


class SecretVoteShape(BaseModel):
    """A secret vote is in.  Sent to the asker alone, and to no stream."""

    kind: Literal["secret_vote"] = "secret_vote"
    space: int
    poll: int  # its place
    unit_name: str


class ReceiptShape(Content):
    """A secret ballot as it is published, under the name that its voter alone can make."""

    handle: str  # SHA-256 of "space/poll/secret"


class VoterShape(BaseModel):
    """A unit on the roll.  `voted` and, where votes are named, `vote` are told after closing; None before."""

    key: str
    name: str
    constituency: str
    voted: bool | None
    vote: Content | None
    by_proxy: str = ""  # where votes are named, after closing: who cast it for the unit
    speaker: str = ""  # under silence: who may break it for this unit


class AmendmentDraft(Request):
    """A change of the roll: the unit of a seat is added, or a unit without a vote removed."""

    add: int | None = None  # id of a seat
    remove: Annotated[str, Field(max_length=64)] | None = None  # key of a unit
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class AmendmentShape(BaseModel):
    """A change of the roll."""

    name: str
    added: bool
    reason: str
    by: Badge
    at: AwareDatetime
    roll_hash: str


class OptionText(Request):
    """New words for an option."""

    key: str
    text: Annotated[str, Field(max_length=200)]
    note: Annotated[str, Field(max_length=500)] = ""


class PollEdit(Request):
    """New words for a poll.  `material`: they change what is voted on; votes cast before need to be confirmed then."""

    question: Annotated[str, Field(min_length=1, max_length=500)]
    options: Annotated[list[OptionText], Field(max_length=OPTIONS_LIMIT)] = []
    material: bool
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class RewordingShape(BaseModel):
    """A change of the text, and how the question read before."""

    version: int
    material: bool
    question: str
    reason: str
    by: Badge
    at: AwareDatetime


class CandidateShape(BaseModel):
    """A unit that could be added to the roll."""

    seat: int
    name: str


class PollPage(BaseModel):
    """A poll, its roll, and what the reader may do with it."""

    poll: PollShape
    roll: list[VoterShape]
    unit_name: str  # for whom the reader votes; "" for nobody
    ballot: VoteShape | None  # of that unit; None too where it is secret
    has_voted: bool  # that unit
    may_vote: bool
    why_not: str  # a code, where the reader may not vote
    may_close: bool
    may_declare: bool
    may_cancel: bool
    may_amend: bool
    may_edit: bool
    may_break: bool  # the silence, for one's unit
    may_extend: bool
    proxies: ProxiesShape
    recording: RecordingShape
    amendments: list[AmendmentShape]
    revisions: list[RewordingShape]
    candidates: list[CandidateShape]  # for whoever may amend the roll


class PollOpened(BaseModel):
    """A new poll, and the message that carries it where a topic was named."""

    poll: PollShape
    message: MessageShape | None
