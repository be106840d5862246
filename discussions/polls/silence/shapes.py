"""Texts under silence as they travel."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from discussions.polls.models import Break, Extension, Silence
from groups.badges import Badge

TEXT_LIMIT, WORDS_LIMIT = 40_000, 4000  # characters


class SilenceDraft(Request):
    """The text of a silence procedure: words, or a version of a document of the space (its place, the version's number).

    `follows`: place of the procedure of this space that was broken, and is begun again with this text.
    """

    text: Annotated[str, Field(max_length=TEXT_LIMIT)] = ""
    document: int | None = None
    version: int | None = None
    follows: int | None = None


class BreakDraft(Request):
    """Why a silence is broken.  `text`: SHA-256 of the text that was read."""

    client_id: UUID
    text: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    reason: Annotated[str, Field(max_length=WORDS_LIMIT)] = ""
    remedy: Annotated[str, Field(max_length=WORDS_LIMIT)] = ""


class ExtensionDraft(Request):
    """A later time, and why."""

    closes_at: AwareDatetime
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class BreakShape(BaseModel):
    """What broke a silence."""

    by: Badge
    reason: str
    remedy: str
    at: AwareDatetime


class SilenceShape(BaseModel):
    """The text of a silence procedure, and what broke it.  Closed and not broken: adopted."""

    text: str
    document: int | None  # its place
    version: int | None  # number of the document's version
    title: str  # of the document
    sha256: str
    follows: int | None  # place of the procedure that was broken before
    broken: BreakShape | None

    @classmethod
    def of(cls, silence: Silence) -> "SilenceShape":
        """The shape of a text.  Needs WITH_SILENCE."""
        version, broken = silence.version, getattr(silence, "broken", None)
        return cls(
            text=silence.text, document=version.document.entry.place if version else None, version=version.number if version else None,
            title=version.document.title if version else "", sha256=silence.sha256,
            follows=silence.follows.entry.place if silence.follows else None, broken=break_shape(broken) if broken else None,
        )  # fmt: skip


class ExtensionShape(BaseModel):
    """A deadline that was moved."""

    was: AwareDatetime
    reason: str
    by: Badge
    at: AwareDatetime

    @classmethod
    def of(cls, extension: Extension) -> "ExtensionShape":
        """The shape of an extension.  Needs its author."""
        return cls(was=extension.was, reason=extension.reason, by=Badge.of(extension.author), at=extension.at)


def break_shape(row: Break) -> BreakShape:
    """What broke a silence.  Needs its seat."""
    return BreakShape(by=Badge.of(row.by), reason=row.reason, remedy=row.remedy, at=row.at)


# For select_related of polls: what SilenceShape and ExtensionShape need.
WITH_SILENCE = (
    "silence__version__document__entry", "silence__follows__entry", "silence__broken__by__person", "silence__broken__by__organisation",
    "extension__author__person", "extension__author__organisation",
)  # fmt: skip
