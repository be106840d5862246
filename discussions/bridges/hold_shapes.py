"""Posts that a side keeps from its own people, as they travel to its desk.  No word of a post is in what the stream carries."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.bridges.roles import HoldDecision
from discussions.chat.shapes import AttachmentShape
from groups.badges import Badge


class HoldDraft(Request):
    """Why a post is kept from one's own people; `group`: for whom, where one moderates several sides."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]
    group: int | None = None


class HoldDecisionDraft(Request):
    """What becomes of a post that is kept back, and why; the audit keeps the words."""

    decision: HoldDecision
    words: Annotated[str, Field(min_length=1, max_length=1000)]


class HoldShape(BaseModel):
    """In a desk's stream: a post that is kept from the group's people.  `by` is who wrote it, as its readers see them."""

    kind: Literal["hold"] = "hold"
    group: int
    place: int
    rev: int
    space: int
    message: int
    space_title: str
    label: Label
    by: Badge | None
    reason: str
    held_by: Badge
    at: datetime
    state: Literal["held", "kept", "released"]
    words: str  # of the latest decision
    decided_by: Badge | None
    decided_at: datetime | None


class HeldText(BaseModel):
    """What is kept back, for a moderator who opens it."""

    group: int
    place: int
    topic: str
    html: str
    note: str
    attachments: list[AttachmentShape]
    gone: str  # taken back meanwhile by its own side
