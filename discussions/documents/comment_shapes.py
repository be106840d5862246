"""Comments as they travel."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from collab.api.request import Request
from discussions.documents.passages import ANCHOR, LONGEST
from groups.badges import Badge


class CommentDraft(Request):
    """Something to be said about a passage of a version, or of the text that is written here (0); `answers`: in answer to that comment.

    `anchor` says where the passage stands in the text, in the words of the editor.
    """

    client_id: UUID
    version: Annotated[int, Field(ge=0)]
    passage: Annotated[str, Field(max_length=LONGEST)] = ""
    anchor: Annotated[str, Field(max_length=ANCHOR)] = ""
    body: Annotated[str, Field(min_length=1, max_length=4000)]
    answers: int | None = None


class Settling(Request):
    """Whether a comment is settled."""

    settled: bool


class CommentShape(BaseModel):
    """A comment beside one version; `on`: the version in which its passage was read.  Taken back, it has no words any more.

    Beside the text that is written here (0) the browser, which has the text, says what stands: by `anchor`, else by the words.
    """

    id: int
    on: int
    answers: int | None
    passage: str
    anchor: str
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
    """The comments made on a version or before it, oldest first; with version 0 all of them, beside the text that is written here."""

    version: int
    items: list[CommentShape]
