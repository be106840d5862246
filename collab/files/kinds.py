"""The kinds of file that a site takes in, and the one way to say no to the others."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid

TEXT_LIMIT = 200_000  # characters kept for search
Why = Literal["not_accepted", "encrypted", "macros", "attachments", "scripts", "unreadable", "names", "names_inside", "malware"]


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is, by its content; `extension` is given to it whenever it leaves, whatever it was called."""

    mime: str
    extension: str


PDF = FileKind("application/pdf", "pdf")
TXT = FileKind("text/plain", "txt")
MARKDOWN = FileKind("text/markdown", "md")
CSV = FileKind("text/csv", "csv")
_OOXML, _ODF = "application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument."
DOCX = FileKind(_OOXML + "wordprocessingml.document", "docx")
XLSX = FileKind(_OOXML + "spreadsheetml.sheet", "xlsx")
PPTX = FileKind(_OOXML + "presentationml.presentation", "pptx")
ODT = FileKind(_ODF + "text", "odt")
ODS = FileKind(_ODF + "spreadsheet", "ods")
ODP = FileKind(_ODF + "presentation", "odp")
ACCEPTED = (PDF, DOCX, XLSX, PPTX, ODT, ODS, ODP, TXT, MARKDOWN, CSV)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file that may enter: what it is, and its words for search ("" where they cannot be had)."""

    kind: FileKind
    text: str
    cut: bool = False  # there is more of it than `text` holds


def refusal(why: Why) -> Invalid:
    """The refusal of a file, in a sentence that says what to do."""
    sentences: dict[Why, Any] = {
        "not_accepted": _("This kind of file is not taken in. Share a PDF, a Word, Excel, PowerPoint or OpenDocument file, or text."),
        "encrypted": _("This file is protected by a password or in an old format. Save it without one, as PDF, DOCX or ODT."),
        "macros": _("This file carries macros. Save it without them."),
        "attachments": _("This PDF carries other files inside. Save it without them."),
        "scripts": _("This PDF carries scripts. Print it to a new PDF and share that."),
        "names": _("Here people write under chosen names, and this kind of file can carry real ones. Share plain text."),
        "names_inside": _("The names of its makers cannot be taken out of this file. Leave them in, or save it anew and try again."),
        "malware": _("This file carries malware. Clean the computer that it comes from, and share it from a clean one."),
        "unreadable": _("This file cannot be read. Open it where you made it, save it anew and try again."),
    }
    return Invalid(Code.FILE_TYPE_REFUSED, sentences[why], why=why, accepted=[kind.extension for kind in ACCEPTED])
