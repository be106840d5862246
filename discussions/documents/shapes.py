"""Documents as they travel: in answers, pushes and catch-ups alike."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.documents.attributes.shapes import Said, SaidShape
from discussions.documents.reading_shapes import DownloadShape
from discussions.documents.roles import DocumentState, DocumentType
from discussions.frameworks import Capabilities
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge

Title = Annotated[str, Field(min_length=1, max_length=200)]
Abstract = Annotated[str, Field(max_length=2000)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class DocumentDraft(Request):
    """A document to be shared, beside its file.  Without a label it takes the space's."""

    client_id: UUID
    title: Title
    abstract: Abstract = ""
    type: DocumentType = DocumentType.PAPER
    language: Language = "en"
    capabilities: Capabilities = []
    label: Label | None = None
    note: Annotated[str, Field(max_length=1000)] = ""
    names_stay: bool = False  # the file goes on saying who made it, and when
    attributes: Said = {}
    translates: int | None = None  # place of the original, in the same space


class VersionDraft(Request):
    """A new version, beside its file."""

    client_id: UUID
    note: Annotated[str, Field(max_length=1000)] = ""
    minor: bool = False  # nothing that readers must read anew
    follows: Annotated[int, Field(ge=1)] | None = None  # of a translation: it says what this version of the original says
    names_stay: bool = False  # the file goes on saying who made it, and when


class Freezing(Request):
    """What to say of the version that is made of a text as it is submitted; of other documents nothing."""

    note: Annotated[str, Field(max_length=1000)] = ""
    minor: bool = False  # nothing that readers must read anew


class DocumentEdit(Request):
    """What may change of a document without a new version.  `rev`, when given, must still be the document's."""

    title: Title | None = None
    abstract: Abstract | None = None
    type: DocumentType | None = None
    language: Language | None = None
    capabilities: Capabilities | None = None
    attributes: Said | None = None  # those that are said anew; an empty list silences one
    label: Label | None = None
    supersedes: Annotated[int, Field(ge=0)] | None = None  # place of another document of the space; 0: none
    translates: Annotated[int, Field(ge=0)] | None = None  # place of the original, in the same space; 0: none
    rev: int | None = None


class Which(Request):
    """The number of a version."""

    version: Annotated[int, Field(ge=1)]


class Publishing(Request):
    """Publish exactly this version: now, or when its embargo ends; until it expires, or for good."""

    version: Annotated[int, Field(ge=1)]
    embargo_until: AwareDatetime | None = None
    expires_at: AwareDatetime | None = None


class CheckOut(Request):
    """For how long one works on a document alone."""

    hours: Annotated[int, Field(ge=1, le=72)] = 8


class Why(Request):
    """A reason that goes into the audit."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class MaybeWhy(Request):
    """A reason, where one is asked for."""

    reason: Annotated[str, Field(max_length=1000)] = ""


class CoOwner(Request):
    """A further group that owns a document, or no longer."""

    group: int


class AskingDraft(Request):
    """By when readers are to confirm the version in force."""

    due_at: AwareDatetime


class Confirming(Request):
    """One has read this version, and will handle it as this label says."""

    version: Annotated[int, Field(ge=1)]
    label: Label


class ReturnDraft(Request):
    """A version that goes back to its authors, with the reason that only they and the moderators read."""

    version: Annotated[int, Field(ge=1)]
    reason: Annotated[str, Field(min_length=1, max_length=2000)]


class Withdrawal(Request):
    """Why a document goes; everyone in the space reads it."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class ApprovalShape(BaseModel):
    """One moderator's yes, for the group for which she sits."""

    by: Badge
    group: int
    at: datetime


class CheckOutShape(BaseModel):
    """Who works on a document alone, until when."""

    by: Badge
    until: datetime


class VersionShape(BaseModel):
    """One version.  `approved_at` is set once enough moderators have approved exactly these bytes."""

    n: int  # its address; people call it by `major` and `minor`
    major: int
    minor: int
    sha256: str
    size: int  # bytes
    name: str
    mime: str
    extension: str
    note: str
    by: Badge
    at: datetime
    approvals: list[ApprovalShape]
    approved_at: datetime | None
    published_at: datetime | None


class DocumentShape(BaseModel):
    """A document with its versions, oldest first.  `approved_n` is the version in force; a newer one may be in work.

    `supersedes`, `superseded_by` and `translates` are places in the same space; the successor is told once it is published.
    `follows` is the number of the version of the original that a translation says.
    """

    kind: Literal["document"] = "document"
    space: int
    place: int
    rev: int
    title: str
    abstract: str
    type: DocumentType
    language: str
    capabilities: list[str]
    attributes: dict[str, list[str]]  # what is said, by key
    label: Label
    by: Badge
    state: DocumentState
    versions: list[VersionShape]
    approved_n: int | None
    approvals_needed: int
    submitted_by: Badge | None
    submitted_at: datetime | None
    shared_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    withdrawn_reason: str
    owners: list[GroupRef]  # first the group in whose space it lies
    published_n: int | None
    published_at: datetime | None
    planned_n: int | None
    embargo_until: datetime | None
    expires_at: datetime | None
    expired_at: datetime | None
    archived_at: datetime | None
    disposed_at: datetime | None  # then its title is empty, if its label was above TLP:GREEN
    disposed_by: Badge | None  # None: the clock, as the group said
    disposed_reason: str
    red: Literal["", "wished", "red"]  # somebody wishes it to be TLP:RED; it is, and left the space
    supersedes: int | None
    superseded_by: int | None
    translates: int | None
    follows: int | None
    checked_out: CheckOutShape | None
    text: int | None  # it is written here: the number of the stream that carries its edits


class ReturnShape(BaseModel):
    """Why a version came back."""

    n: int
    reason: str
    by: Badge
    at: datetime


class AcknowledgementShape(BaseModel):
    """How far the readers have confirmed the version in force.  Who is missing is told to its source and moderators alone."""

    version: int
    due_at: datetime | None  # None: nobody was asked
    confirmed_at: datetime | None  # the reader's own, under the label that holds now
    done: int
    of: int
    missing: list[Badge]


class Abilities(BaseModel):
    """What the reader may do with the document now: the same rules that the actions ask."""

    describe: bool
    add_version: bool
    submit: bool  # of a text that is written here: make a version of it, and submit that
    write_text: bool
    review: bool
    withdraw: bool
    raise_label: bool  # anyone who reads, up to the space's ceiling
    lower_label: bool
    read: bool
    hear: bool  # the comments
    comment: bool
    download: bool
    publish: bool
    archive: bool
    check_out: bool
    end_check_out: bool  # one's own, or as a moderator somebody else's
    hold: bool
    lift_hold: bool
    dispose: bool
    co_own: bool
    ask: bool
    acknowledge: bool
    wish: bool  # that it be TLP:RED
    decide_wish: bool
    translate: bool  # share what says the same in another language


class VariantShape(BaseModel):
    """The same document in another language.  `n` is its version in force, else its newest; people call it `called`."""

    place: int
    language: str
    title: str
    state: DocumentState
    original: bool  # the others translate it
    follows: int | None
    n: int
    called: str


class DocumentPage(BaseModel):
    """A document with what only some of its readers may see: reasons of returns, and the log of downloads, newest first."""

    document: DocumentShape
    said: list[SaidShape]  # its attributes in words, and those that it needs
    may: Abilities
    held_at: datetime | None  # a legal hold, told to moderators of its group alone
    keep_until: datetime | None  # when it is due for disposal; None: it is kept for ever, or is not over
    returns: list[ReturnShape]
    downloads: list[DownloadShape]
    acknowledgement: AcknowledgementShape | None
    variants: list[VariantShape]  # the same in other languages, as far as the reader may see them; the original first


class LibraryPage(BaseModel):
    """Documents that the reader may open, newest change first; `count` of all that the filters let through."""

    items: list[DocumentShape]
    count: int
    cursor: str | None
