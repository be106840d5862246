"""Taking a copy of a version: what leaves, under which name, and who has taken it."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO

from collab.errors import NotFound
from collab.files import pages
from collab.files.kinds import DOCX, MARKDOWN, PDF, FileKind
from collab.files.serving import sent_elsewhere
from collab.files.store import store
from collab.labels import Label, above
from discussions.documents.coedit import TEXT_LIMIT, blocks_of
from discussions.documents.living_reads import content_of, text_before
from discussions.documents.manuscript import as_markdown
from discussions.documents.models import Document, Download, Version
from discussions.documents.policies import check_hear_text, check_take, sees_log
from discussions.documents.reading import Reading
from discussions.documents.roles import called


@dataclass(frozen=True, slots=True)
class Copy:
    """A file on its way out; whoever has it closes it.  `file` None: the bytes under `sha256` are sent by somebody else."""

    file: BinaryIO | None
    size: int  # bytes
    mime: str
    name: str
    sha256: str = ""


def take(reading: Reading) -> Copy:
    """A copy of what one reads, logged each time.  In no transaction: another machine may take its time.

    From TLP:AMBER on, a PDF carries the mark of who takes it; its source and its moderators take the bytes that were approved.
    Raises Refused (not_allowed: TLP:RED), Invalid (not_shown: a PDF that cannot be marked).
    """
    check_take(reading.label)
    document, version = reading.document, reading.version
    if version.mime == PDF.mime and leaves_marked(reading):
        with store().near(version.sha256) as path:
            file, size = pages.marked(path, reading.mark)
    elif sent_elsewhere(reading.label):
        return taken_elsewhere(reading)
    else:
        file, size = store().open(version.sha256), version.size
    try:
        log_taking(reading)
    except BaseException:
        file.close()
        raise
    return Copy(file, size, version.mime, leaving_name(document, version))


def taken_elsewhere(reading: Reading) -> Copy:
    """The same of bytes that somebody else sends as they lie: logged before, since nobody tells afterwards."""
    version = reading.version
    if not store().has(version.sha256):
        raise FileNotFoundError(version.sha256)
    log_taking(reading)
    return Copy(None, version.size, version.mime, leaving_name(reading.document, version), version.sha256)


def take_word(reading: Reading) -> Copy:
    """A Markdown version as a Word file, made anew each time: what was approved is the Markdown.  By the gate and log of any copy.

    Raises NotFound for other kinds of file and for longer ones than any that is written here, Refused (not_allowed: TLP:RED).
    """
    check_take(reading.label)
    version = reading.version
    if version.mime != MARKDOWN.mime or version.size > TEXT_LIMIT:
        raise NotFound
    with store().open(version.sha256) as file:
        source = file.read().decode("utf-8-sig", "replace")
    return made(reading, word_of(reading, source), DOCX)


def of_text(person_id: int, space_id: int, place: int) -> Reading:
    """A text that is written here, before somebody who reads along.  Raises NotFound, Conflict (already_gone)."""
    text, standing, facts = text_before(person_id, space_id, place)
    check_hear_text(standing, facts)
    newest = Version.objects.filter(document=text.document).latest("number")
    return Reading(text.document, newest, standing.seat, standing.now, sees_log(standing, facts), living=True)


def take_text(reading: Reading, *, word: bool) -> Copy:
    """What a text says now, without what is only suggested, as Markdown or as a Word file.  Raises Refused (not_allowed: TLP:RED)."""
    check_take(reading.label)
    source = as_markdown(reading.document.title, blocks_of(*content_of(reading.document)))
    if word:
        return made(reading, word_of(reading, source), DOCX)
    edge = reading.mark if leaves_marked(reading) else reading.label.label
    return made(reading, f"{edge}\n\n{source}\n{edge}\n".encode(), MARKDOWN)


def made(reading: Reading, content: bytes, kind: FileKind) -> Copy:
    """A copy that was made for one who takes it, logged."""
    log_taking(reading)
    return Copy(BytesIO(content), len(content), kind.mime, leaving_name(reading.document, reading.version, kind.extension, reading.living))


def log_taking(reading: Reading) -> None:
    """Write into the log that somebody took a copy."""
    Download.objects.create(
        version=reading.version, seat_id=reading.seat_id, at=reading.moment, living=reading.living, between=reading.between
    )


def leaves_marked(reading: Reading) -> bool:
    """Whether a copy names who takes it: from TLP:AMBER on, but for its source and its moderators."""
    return above(reading.label, Label.GREEN) and not reading.is_owner


def word_of(reading: Reading, source: str) -> bytes:
    """Markdown as a Word file for whoever takes it: its label on each page, and her mark where copies are marked."""
    from collab.text.word import Leaf, as_word  # 17 MB of libraries: loaded by those who have work for them

    mark = reading.mark if leaves_marked(reading) else ""
    return as_word(source, Leaf(reading.document.title, reading.document.language, reading.label.label, mark))


def leaving_name(document: Document, version: Version, extension: str = "", living: bool = False) -> str:
    """`Title, version 2 (TLP-AMBER).pdf`: the label travels with the copy; no character that a file system reads its own way."""
    title = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in document.title)
    label = Label(document.entry.label).label.replace(":", "-")
    name = " ".join(title.split())[:120].strip(" .") or "Document"
    number = called(version.major, version.minor)
    return f"{name}, {f'after v{number}' if living else f'v{number}'} ({label}).{extension or version.extension}"
