"""What a browser sends of a text that is written here."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import Abstract, Language, Title
from discussions.frameworks import Capabilities
from groups.badges import Badge


class TextDraft(Request):
    """A text to be started.  Without a label it takes the space's."""

    client_id: UUID
    title: Title
    abstract: Abstract = ""
    type: DocumentType = DocumentType.PAPER
    language: Language = "en"
    capabilities: Capabilities = []
    label: Label | None = None
    everyone: bool = True  # whoever may write in the space writes in it; else its source and moderators


class Settled(Request):
    """A suggestion that the edit puts into the text, or takes out of it."""

    key: UUID
    accepted: bool


class EditDraft(Request):
    """What was written: an update of Yjs; and which suggestions it settles."""

    data: Annotated[str, Field(min_length=4, max_length=360_000)]  # base64
    settled: Annotated[list[Settled], Field(max_length=100)] = []


class SuggestionShape(BaseModel):
    """Who suggested something, and who decided.  What is suggested stands in the text, under `key`."""

    key: UUID
    by: Badge
    at: datetime
    mine: bool
    accepted: bool | None  # None: nobody has decided
    settled_by: Badge | None
    settled_at: datetime | None


class SuggestionsPage(BaseModel):
    """What was suggested in a text, oldest first; `open`: how many suggestions stand in it now."""

    open: int
    items: list[SuggestionShape]


class PrintMark(BaseModel):
    """What stands on each page that somebody prints of a text: who, for whom, under which label, when."""

    mark: str


class Kept(BaseModel):
    """The number of the text's stream under which an edit is kept."""

    rev: int
