"""What a browser sends of a text that is written here."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import Abstract, Language, Title
from discussions.frameworks import Capabilities


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


class EditDraft(Request):
    """What was written: an update of Yjs."""

    data: Annotated[str, Field(min_length=4, max_length=360_000)]  # base64


class Kept(BaseModel):
    """The number of the text's stream under which an edit is kept."""

    rev: int
