"""Recorded votes as they travel: to the unit, and to the moderators who recorded them."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from discussions.polls.ballots import Content
from groups.badges import Badge


class RecordedDraft(Content, Request):
    """A vote that a moderator was told.  `unit`: key on the roll; `how`: by whom, and how."""

    client_id: UUID
    version: int | None = None
    unit: Annotated[str, Field(max_length=64)]
    how: Annotated[str, Field(min_length=1, max_length=500)]


class RecordedDecision(Request):
    """Whether the unit confirms what was recorded for it."""

    recorded: int  # its id
    confirm: bool


class RecordedShape(Content):
    """A vote that waits for the unit's word, and does not count before."""

    id: int
    unit: str
    unit_name: str
    how: str
    by: Badge
    at: AwareDatetime
    version: int


class RecordingShape(BaseModel):
    """What recording means for one reader of one poll."""

    waiting: RecordedShape | None  # for the reader's unit
    may_record: bool
    pending: list[str]  # for moderators: keys of the units for which a recorded vote waits
