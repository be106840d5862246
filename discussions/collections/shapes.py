"""What clients send and are sent about collections."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.collections.roles import ItemState
from discussions.documents.attributes.shapes import Said
from discussions.documents.centre import PublishedShape
from discussions.documents.roles import DocumentType
from discussions.documents.shapes import Abstract, DocumentShape, Language
from discussions.documents.shapes import Title as DocumentTitle
from discussions.frameworks import Capabilities
from groups.badges import Badge

Title = Annotated[str, Field(min_length=1, max_length=120)]
Words = Annotated[str, Field(max_length=2000)]


class CollectionDraft(Request):
    """A new collection of a group.  `curator` is a seat of it; `open`: the whole alliance finds it."""

    title: Title
    description: Words = ""
    curator: int
    ceiling: Label = Label.GREEN
    open: bool = False


class CollectionEdit(Request):
    """What changes; the curator may change the words, a moderator everything."""

    title: Title | None = None
    description: Words | None = None
    curator: int | None = None
    ceiling: Label | None = None
    open: bool | None = None
    closed: bool | None = None


class Submission(Request):
    """A document for a collection, by its address, and why it belongs there."""

    space: int
    place: int
    note: Annotated[str, Field(max_length=1000)] = ""


class Declining(Request):
    """Why a document does not come in, or goes: its submitter reads it."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class Order(Request):
    """Before which item another one is to stand; None: last."""

    before: int | None = None


class Description(Request):
    """What a curator may say anew about a document of the collection's own group."""

    title: DocumentTitle | None = None
    abstract: Abstract | None = None
    type: DocumentType | None = None
    language: Language | None = None
    capabilities: Capabilities | None = None
    attributes: Said | None = None


class CollectionShape(BaseModel):
    """A collection as one person sees it.  `count` and `waiting` are of what the person may read."""

    id: int
    group_id: int | None  # None: of a group of which the person may not know
    group: str
    title: str
    description: str
    curator: Badge | None  # None: the seat has ended, and the moderators decide
    ceiling: Label
    open: bool
    closed: bool
    count: int
    waiting: int  # for those who decide; 0 for the others
    may_curate: bool
    may_keep: bool


class ItemShape(BaseModel):
    """One document in a collection.  `document` for those who read it in its space, `published` for the others; neither: not readable.

    `by` and `reason` are told to the submitter and to those who decide.
    """

    id: int
    state: ItemState
    note: str
    at: datetime  # submitted
    by: Badge | None
    reason: str
    may_describe: bool
    document: DocumentShape | None
    published: PublishedShape | None


class CollectionPage(BaseModel):
    """A collection, what is in it, in its order, and what is on its way: all of it for those who decide, else one's own."""

    collection: CollectionShape
    items: list[ItemShape]
    submitted: list[ItemShape]
