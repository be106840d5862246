"""What a file is, by its content.  Its name only chooses among the kinds of plain text."""

import codecs
import re
from pathlib import Path, PurePosixPath

from collab.files.kinds import CSV, MARKDOWN, TEXT_LIMIT, TXT, FileKind, Recognised, refusal
from collab.files.office import read_office
from collab.files.pdf import read_pdf
from collab.files.store import PIECE_BYTES

TEXT_KINDS: dict[str, FileKind] = {"": TXT, "txt": TXT, "text": TXT, "md": MARKDOWN, "markdown": MARKDOWN, "csv": CSV}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MARKUP = re.compile(r"\s*<(!doctype|html|head|body|svg|script|iframe|\?xml)\b", re.IGNORECASE)


def recognise(path: Path, name: str) -> Recognised:
    """What the file at `path`, called `name` by whoever sent it, is.

    Raises Invalid (file_type_refused; `facts.why` says which of the reasons).
    """
    with path.open("rb") as file:
        head = file.read(1024)
    if head.startswith(b"%PDF-"):
        return read_pdf(path)
    if head.startswith(b"PK\x03\x04"):
        return read_office(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):  # an OLE container: an old or an encrypted Office file
        raise refusal("encrypted")
    kind = TEXT_KINDS.get(extension_of(name))
    if kind is None:
        raise refusal("not_accepted")
    text, cut = read_text(path, head)
    return Recognised(kind, text, cut=cut)


def extension_of(name: str) -> str:
    """The extension of a display name, in lower case, without its dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower().removeprefix(".")


def read_text(path: Path, head: bytes) -> tuple[str, bool]:
    """The beginning of a text, when all of it is text, and whether there is more.  Memory does not grow with the file."""
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if utf16 else "utf-8-sig")("strict")
    kept: list[str] = []
    length = 0
    try:
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                length += _keep(decoder.decode(piece), kept, length)
        length += _keep(decoder.decode(b"", final=True), kept, length)
    except UnicodeError:
        raise refusal("not_accepted") from None
    return "".join(kept)[:TEXT_LIMIT], length > TEXT_LIMIT


def _keep(text: str, kept: list[str], length: int) -> int:
    """Keep what search needs of a piece; its length.  Raises UnicodeError for what no text has."""
    if _CONTROLS.search(text) or (not length and _MARKUP.match(text)):
        raise UnicodeError("not plain text")
    if length < TEXT_LIMIT:
        kept.append(text)
    return len(text)
