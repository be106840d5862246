"""Rules of retention as they travel, and what is due by them."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.documents.roles import DocumentState, DocumentType

LONGEST_DAYS = 36_500  # a hundred years: who means longer means for ever


class RetentionRule(Request):
    """For how many days documents of a type are kept once they are archived or withdrawn; None: for ever."""

    type: DocumentType
    days: Annotated[int, Field(ge=1, le=LONGEST_DAYS)] | None
    automatic: bool = False


class RetentionShape(BaseModel):
    """What holds for documents of one type."""

    type: DocumentType
    days: int | None  # None: for ever
    automatic: bool


class DueShape(BaseModel):
    """A document whose time is over.  `automatic_at`: when the clock disposes of it, unless somebody does something before."""

    space: int
    place: int
    title: str
    type: DocumentType
    label: Label
    state: DocumentState
    over_at: datetime  # when it was archived or withdrawn
    keep_until: datetime
    held: bool
    automatic_at: datetime | None


class RetentionPage(BaseModel):
    """How long a group keeps what is over, for every type, and what is due: as far as the reader reads it, the longest due first."""

    rules: list[RetentionShape]
    due: list[DueShape]
    announced_days: int  # how long before an automatic disposal the moderators are told
