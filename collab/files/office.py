"""Office files: zip containers of a known inside.  No XML parser runs here, so no XML can attack one."""

import codecs
import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from collab.files.kinds import DOCX, ODP, ODS, ODT, PPTX, TEXT_LIMIT, XLSX, FileKind, Recognised, refusal

MEMBERS_LIMIT = 5_000
UNPACKED_LIMIT_BYTES = 1024 * 1024 * 1024  # announced by the container as a whole
DIRECTORY_LIMIT_BYTES = 2 * 1024 * 1024  # the table of contents
END_LIMIT_BYTES = 22 + 65_535 + 20  # where the end of a container is looked for
RATIO_LIMIT = 200  # unpacked : packed, of members that are large unpacked
LARGE_BYTES = 4 * 1024 * 1024
PART_LIMIT_BYTES = 8 * 1024 * 1024  # read of one member, whatever it announces
WORDS_BYTES = 256 * 1024  # of a member, looked at for words at once
TEXT_PARTS = 40  # members read for search at most

OOXML = {
    "word/document.xml": (DOCX, b"wordprocessingml.document.main+xml"),
    "xl/workbook.xml": (XLSX, b"spreadsheetml.sheet.main+xml"),
    "ppt/presentation.xml": (PPTX, b"presentationml.presentation.main+xml"),
}
ODF = {kind.mime.encode(): kind for kind in (ODT, ODS, ODP)}
_WORDS_IN = re.compile(r"word/document\.xml|word/(foot|end)notes\.xml|xl/sharedStrings\.xml|ppt/slides/slide\d+\.xml|content\.xml")
_MACRO_PART = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|activeX\d*\.bin)$|^(Basic|Scripts)/", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</(w:p|a:p|si|text:p|text:h)>")
_GAP = re.compile(r"<(w:tab|w:br|text:tab|text:s|text:line-break)\b[^<>]*/>")
_BLANKS = str.maketrans("\t\r\n", "   ")  # line ends in the source are none in the text
_TAG = re.compile(r"<[^<>]*>")  # neither sign inside: on a row of "<" any other pattern takes quadratic time


def read_office(path: Path) -> Recognised:
    """The kind and the words of an Office file.  Raises Invalid (file_type_refused)."""
    try:
        check_directory(path)
        with zipfile.ZipFile(path) as container:
            check_container(container)
            kind = kind_of(container)
            text, cut = words_of(container)
            return Recognised(kind, text, cut=cut)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
        raise refusal("unreadable") from None


def check_directory(path: Path) -> None:
    """Raise for a container whose table of contents alone would fill the memory, before anything reads that table."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - END_LIMIT_BYTES))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22 or tail[max(0, at - 20) :].startswith(b"PK\x06\x07"):  # the last: beyond 4 GB, no document
        raise refusal("unreadable")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > DIRECTORY_LIMIT_BYTES:
        raise refusal("unreadable")


def check_container(container: zipfile.ZipFile) -> None:
    """Raise for bombs, for members that are encrypted, named to escape, or there twice."""
    members = container.infolist()
    names = [member.filename for member in members]
    if len(members) > MEMBERS_LIMIT or len(set(names)) != len(names):
        raise refusal("unreadable")
    if any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names):
        raise refusal("unreadable")
    if any(member.flag_bits & 0x1 for member in members):
        raise refusal("encrypted")
    if sum(member.file_size for member in members) > UNPACKED_LIMIT_BYTES or any(map(is_bomb, members)):
        raise refusal("unreadable")
    if any(_MACRO_PART.search(name) for name in names):
        raise refusal("macros")


def is_bomb(member: zipfile.ZipInfo) -> bool:
    """Whether a member is large, and packed beyond what documents reach."""
    return member.file_size > LARGE_BYTES and member.file_size > RATIO_LIMIT * max(member.compress_size, 1)


def kind_of(container: zipfile.ZipFile) -> FileKind:
    """Which Office file this is, by the parts that its format demands."""
    names = set(container.namelist())
    if "[Content_Types].xml" in names:
        types = part(container, "[Content_Types].xml")
        if b"macroEnabled" in types or b"vbaProject" in types:
            raise refusal("macros")
        for main, (kind, mime) in OOXML.items():
            if main in names and mime in types:
                return kind
    if "mimetype" in names and "content.xml" in names:
        mime = part(container, "mimetype").strip()
        if "META-INF/manifest.xml" in names and b"encryption-data" in part(container, "META-INF/manifest.xml"):
            raise refusal("encrypted")
        if mime in ODF:
            return ODF[mime]
    raise refusal("not_accepted")


def part(container: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one member, up to the limit."""
    with container.open(name) as member:
        return member.read(PART_LIMIT_BYTES)


def words_of(container: zipfile.ZipFile) -> tuple[str, bool]:
    """The words of a document, one paragraph a line, and whether there are more.  Memory does not grow with the document."""
    names = sorted(name for name in container.namelist() if _WORDS_IN.fullmatch(name))
    kept: list[str] = []
    length, cut = 0, len(names) > TEXT_PARTS
    for name in names[:TEXT_PARTS]:
        cut = cut or container.getinfo(name).file_size > PART_LIMIT_BYTES
        for text in words_in(container, name):
            kept.append(text)
            length += len(text)
            if length > 2 * TEXT_LIMIT:  # blank space and empty lines, which go below, are half of it at the most, but in odd files
                return one_a_line("".join(kept))[:TEXT_LIMIT], True
        kept.append("\n")
    text = one_a_line("".join(kept))
    return text[:TEXT_LIMIT], cut or len(text) > TEXT_LIMIT


def words_in(container: zipfile.ZipFile, name: str) -> Iterator[str]:
    """The words of one member, up to the limit, piece by piece; a piece ends where a tag ends."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    rest, read = "", 0
    with container.open(name) as member:
        while read < PART_LIMIT_BYTES and (piece := member.read(WORDS_BYTES)):
            read += len(piece)
            source = rest + decoder.decode(piece).translate(_BLANKS)
            end = source.rfind(">") + 1
            rest = source[end:][-WORDS_BYTES:]  # longer than any text between two tags
            yield plain(source[:end])
    yield plain(rest)


def plain(source: str) -> str:
    """What is left of a piece without its tags."""
    return html.unescape(_TAG.sub("", _PARAGRAPH.sub("\n", _GAP.sub(" ", source))))


def one_a_line(text: str) -> str:
    """Without blank space that says nothing."""
    return "\n".join(line for line in (" ".join(line.split()) for line in text.split("\n")) if line)
