"""Rulings as those read them whom they concern, and appeals as they travel to the desk.  No redacted word is in what a stream carries."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.desk.roles import RulingKind
from groups.badges import Badge

AppealState = Literal["open", "lifted", "stands", "over"]


class AppealDraft(Request):
    """Why a ruling is wrong."""

    note: Annotated[str, Field(min_length=1, max_length=1000)]


class AppealWord(Request):
    """Whether a ruling is lifted or stands, and why; the audit keeps the words."""

    answer: Literal["lifted", "stands"]
    words: Annotated[str, Field(min_length=1, max_length=1000)]


class OwnAppeal(BaseModel):
    """One's own appeal: what one wrote, until when it is answered, and what was answered."""

    note: str
    at: datetime
    due_at: datetime
    state: AppealState
    words: str
    decided_at: datetime | None


class RulingShape(BaseModel):
    """What a moderator decided about oneself.  `place`: of the message, where one still reads its space."""

    number: int
    kind: RulingKind
    space: int | None
    title: str
    place: int | None
    reason: str
    at: datetime
    until: datetime  # of a mute: its end; of a redaction: the last moment of an appeal
    in_force: bool  # and can be undone
    may_appeal: bool
    alone: bool  # nobody could answer an appeal but who decided
    appeal: OwnAppeal | None


class AppealShape(BaseModel):
    """In a desk's stream: an appeal against a mute or a redaction.  `by` made it, `ruled_by` decided before."""

    kind: Literal["appeal"] = "appeal"
    group: int
    place: int
    rev: int
    about: RulingKind
    by: Badge
    ruled_by: Badge
    reason: str
    ruled_at: datetime
    until: datetime
    space: int | None
    space_title: str
    message: int | None
    label: Label | Literal[""]
    note: str
    at: datetime
    due_at: datetime
    state: AppealState
    words: str  # of the answer
    decided_by: Badge | None
    decided_at: datetime | None


class AppealText(BaseModel):
    """What was redacted, for a moderator who opens it.  `kept`: false where there is nothing any more that could be given back."""

    group: int
    place: int
    kept: bool
    html: str
    note: str
