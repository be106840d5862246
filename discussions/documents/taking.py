"""Taking a copy of a version: what leaves, under which name, and who has taken it."""

from dataclasses import dataclass
from typing import BinaryIO

from collab.files import pages
from collab.files.kinds import PDF
from collab.files.store import store
from collab.labels import Label, above
from discussions.documents.models import Document, Download, Version
from discussions.documents.policies import check_take
from discussions.documents.reading import Reading
from discussions.documents.roles import called


@dataclass(frozen=True, slots=True)
class Copy:
    """A file on its way out; whoever has it closes it."""

    file: BinaryIO
    size: int  # bytes
    mime: str
    name: str


def take(reading: Reading) -> Copy:
    """A copy of what one reads, logged each time.  In no transaction: another machine may take its time.

    From TLP:AMBER on, a PDF carries the mark of who takes it; its source and its moderators take the bytes that were approved.
    Raises Refused (not_allowed: TLP:RED), Invalid (not_shown: a PDF that cannot be marked).
    """
    check_take(reading.label)
    document, version = reading.document, reading.version
    if version.mime == PDF.mime and above(reading.label, Label.GREEN) and not reading.is_owner:
        with store().near(version.sha256) as path:
            file, size = pages.marked(path, reading.mark)
    else:
        file, size = store().open(version.sha256), version.size
    try:
        Download.objects.create(version=version, seat_id=reading.seat_id, at=reading.moment)
    except BaseException:
        file.close()
        raise
    return Copy(file, size, version.mime, leaving_name(document, version))


def leaving_name(document: Document, version: Version) -> str:
    """`Title, version 2 (TLP-AMBER).pdf`: the label travels with the copy; no character that a file system reads its own way."""
    title = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in document.title)
    label = Label(document.entry.label).label.replace(":", "-")
    name = " ".join(title.split())[:120].strip(" .") or "Document"
    return f"{name}, v{called(version.major, version.minor)} ({label}).{version.extension}"
