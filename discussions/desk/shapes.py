"""Reports as they travel to the desk.  No word of the message or of its reporter is in what the stream carries."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.desk.roles import Decision, ReportReason
from groups.badges import Badge


class ReportDraft(Request):
    """Why the moderators should look at a message."""

    reason: ReportReason
    words: Annotated[str, Field(max_length=1000)] = ""


class WishDraft(Request):
    """Why a message should be TLP:RED."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class WishWord(Request):
    """Whether it is."""

    red: bool


class WishShape(BaseModel):
    """A wish that a message be TLP:RED, with what the message said as far as the reader may still read it."""

    space: int
    message: int
    reason: str
    title: str  # of a document
    by: Badge | None  # told to moderators alone, and to who wished it
    at: datetime
    state: Literal["open", "red", "kept"]
    html: str
    note: str
    may_decide: bool
    alone: bool  # the reader's one word decides
    red: int  # moderators who said yes
    kept: int  # and no
    mine: bool | None  # what the reader said, as one of them


class DecisionDraft(Request):
    """What is done about a report, and why; the audit keeps the words."""

    decision: Decision
    words: Annotated[str, Field(min_length=1, max_length=1000)]


class ClaimDraft(Request):
    """Take a report (on), or hand it back (off)."""

    on: bool


class MuteDraft(Request):
    """For how long somebody is muted, where, and why."""

    minutes: Annotated[int, Field(ge=5, le=60 * 24 * 90)]
    space: int | None = None  # None: in every space of the group, and for it between groups
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class MuteShape(BaseModel):
    """Somebody whom the moderators of a group have muted, in one space or, with none, in all."""

    by: Badge
    space: int | None
    title: str
    until: datetime


class DutyShape(BaseModel):
    """Beside a desk: how many reported texts the reader has opened today, of how many, and who is muted."""

    opened: int
    limit: int | None  # None: nobody else could go on
    mutes: list[MuteShape]


class Received(BaseModel):
    """The answer to a report, the same for the first and for every further one."""

    received: Literal[True] = True
    space: int
    message: int


class ReportShape(BaseModel):
    """In a desk's stream: a report.  `by` is who wrote the message, as its readers see them."""

    kind: Literal["report"] = "report"
    group: int
    place: int
    rev: int
    space: int
    message: int
    space_title: str
    label: Label
    reason: ReportReason
    by: Badge | None
    at: datetime
    state: Literal["open", "decided"]
    decision: Decision | Literal[""]
    decided_by: Badge | None
    decided_at: datetime | None
    claimed_by: Badge | None  # who has taken it, until `claimed_until`
    claimed_until: datetime | None


class ReportText(BaseModel):
    """What a report is about, for a moderator who opens it: the words, and what was said of them."""

    group: int
    place: int
    topic: str
    html: str
    body: str
    note: str
    gone: str  # taken back meanwhile: these are the sealed words
    posted_at: datetime
    words: str
    reporter: Badge


class PersonBehind(BaseModel):
    """Who shows a pseudonym.  Told in one answer, and nowhere else."""

    seat: int
    name: str
    email: str
