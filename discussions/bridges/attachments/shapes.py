"""What goes with a post, as it travels between its author, the desk and the site.  Readers get `chat.shapes.AttachmentShape`."""

from typing import Annotated

from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.chat.shapes import AttachmentShape

ATTACHED_MOST = 5


class VersionRef(Request):
    """The address of a version in its space."""

    space: int
    place: int
    version: int


VersionRefs = Annotated[list[VersionRef], Field(max_length=ATTACHED_MOST)]


class AttachedShape(AttachmentShape):
    """An attachment before its author and the moderators: where it lies, and whether it can still be passed on."""

    space: int
    place: int
    version: int
    stands: bool


class AttachableShape(BaseModel):
    """A version that one could attach."""

    space: int
    place: int
    version: int
    called: str  # what people call the version: `2`, or `2.1`
    title: str
    space_title: str
    label: Label
    extension: str
    size: int  # bytes


class Speech(Request):
    """By which of one's seats one would speak (None: the first that may post), and what would go with the post."""

    seat: int | None = None
    attachments: VersionRefs = []


class AttachmentPage(BaseModel):
    """An attachment before somebody who may read it: `message` is the place of its post, None while that waits."""

    number: int
    title: str
    label: Label  # of the document, now
    language: str
    extension: str
    size: int
    bridge: int
    message: int | None
