"""Posts that are held for everybody, as they travel to the desks of all sides.  No word of a post is in what a stream carries."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.chat.shapes import AttachmentShape
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge


class FlagDraft(Request):
    """Why a post is held for everybody; `group`: for whom one speaks, where one moderates several sides."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    group: int | None = None


class FlagVoiceDraft(Request):
    """Whether a post goes or stands, and why; the audit of every side keeps the words."""

    remove: bool
    words: Annotated[str, Field(min_length=1, max_length=1000)]


class FlagVoiceShape(BaseModel):
    """What one moderator said."""

    by: Badge
    group: GroupRef
    remove: bool
    words: str
    at: datetime


class FlagShape(BaseModel):
    """In a desk's stream: a post that is held for everybody.  `by` is who wrote it, as its readers see them; the same on every desk."""

    kind: Literal["flag"] = "flag"
    group: int
    place: int
    rev: int
    space: int
    message: int
    space_title: str
    label: Label
    by: Badge | None
    reason: str
    flagged_by: Badge
    flagged_for: GroupRef
    at: datetime
    until: datetime
    state: Literal["open", "removed", "released", "lapsed", "withdrawn"]
    voices: list[FlagVoiceShape]
    decided_at: datetime | None


class FlaggedText(BaseModel):
    """What is held for everybody, for a moderator who opens it."""

    group: int
    place: int
    topic: str
    html: str
    note: str
    attachments: list[AttachmentShape]
