"""Office files as pages, where LibreOffice is installed: a PDF that is made for reading here, and leaves as no copy.

It lies under `files/near` for as long as somebody reads it, and is made anew afterwards (`store.forget_stranded`).  What cannot be made
is not tried again for as long, and is read by its words.
"""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from collab.files.bounded import Overrun, run_bounded
from collab.files.store import forget_near, near_place, store

PROGRAM = Path(__file__).with_name("office_maker.py")
SECONDS = 60.0  # for one file, by the clock
_turn = threading.Lock()  # one at a time in a process: each takes a core and some hundred MiB


def converter() -> Path | None:
    """LibreOffice itself, behind the script that starts it, or None where it is not installed, or not wanted (OFFICE_PAGES)."""
    found = shutil.which("soffice") if settings.OFFICE_PAGES else None
    inner = Path(found).resolve().with_name("soffice.bin") if found else None
    return inner if inner is not None and inner.is_file() else None


@contextmanager
def as_pdf(sha256: str, extension: str) -> Iterator[Path | None]:
    """What LibreOffice makes of the file under a hash; None where it makes nothing of it, or is not there."""
    program = converter()
    yield _made(program, sha256, extension) if program is not None else None


def _made(program: Path, sha256: str, extension: str) -> Path | None:
    place, failed = near_place(sha256, ".pdf"), near_place(sha256, ".none")
    if not place.exists() and not failed.exists():
        if not _turn.acquire(timeout=SECONDS):
            return None
        try:
            if not place.exists():
                _make(program, sha256, extension, place, failed)
        finally:
            _turn.release()
    if not place.exists():
        return None
    os.utime(place)
    return place


def _make(program: Path, sha256: str, extension: str, place: Path, failed: Path) -> None:
    folder = Path(settings.FILES_DIR) / "making"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder) as name, store().near(sha256) as path:
        source, made = Path(name) / f"source.{extension}", Path(name) / "source.pdf"
        source.symlink_to(path.absolute())
        try:
            run_bounded(PROGRAM, str(program), str(source), name, seconds=SECONDS)
        except Overrun:
            failed.touch()
        else:
            os.replace(made, place)
    if not store().has(sha256):  # destroyed meanwhile: nobody was there to throw this away
        forget_near(sha256)
