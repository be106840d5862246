"""Comments as they travel."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from collab.api.request import Request
from discussions.documents.passages import LONGEST
from groups.badges import Badge


class CommentDraft(Request):
    """Something to be said about a passage of a version; `answers`: in answer to that comment."""

    client_id: UUID
    version: Annotated[int, Field(ge=1)]
    passage: Annotated[str, Field(max_length=LONGEST)] = ""
    body: Annotated[str, Field(min_length=1, max_length=4000)]
    answers: int | None = None


class Settling(Request):
    """Whether a comment is settled."""

    settled: bool


class CommentShape(BaseModel):
    """A comment beside one version; `on`: the version in which its passage was read.  Taken back, it has no words any more."""

    id: int
    on: int
    answers: int | None
    passage: str
    html: str
    by: Badge
    at: datetime
    stands: bool  # the passage still stands in the version beside which it is shown
    settled_by: Badge | None
    settled_at: datetime | None
    unsaid_at: datetime | None
    mine: bool
    may_settle: bool
    may_unsay: bool


class CommentsPage(BaseModel):
    """The comments made on a version or before it, oldest first."""

    version: int
    items: list[CommentShape]
