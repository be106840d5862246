"""Pages of a PDF as pictures, words and a marked copy, each made in a process of its own."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid, NotFound
from collab.files.bounded import Overrun, run_bounded

PROGRAM = Path(__file__).with_name("pdf_pages.py")
SECONDS, MARK_SECONDS = 15.0, 60.0
WIDTHS = (160, 700, 1100, 1600)  # pixels: a thumbnail, a telephone, a page, a page for sharp eyes


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page, in points from its top left corner."""

    page: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a page that stand in one place."""

    text: str
    box: Box


def look(path: Path) -> tuple[int, list[tuple[float, float]]]:
    """How many pages a PDF has, and the size in points of those that can be read here.  Raises Invalid (not_shown)."""
    found = _asked("look", str(path))
    return int(found["pages"]), [(wide, high) for wide, high in found["sizes"]]


def paint(path: Path, page: int, width: int, mark: str) -> bytes:
    """One page as a WebP of this width in pixels, the mark in it.  Raises NotFound, Invalid (not_shown)."""
    assert width in WIDTHS, "whoever asks for any width asks for any amount of memory"
    if not (picture := _run("paint", str(path), str(page), str(width), mark)):
        raise NotFound
    return picture


def words(path: Path, page: int) -> list[Piece]:
    """The words of one page in the order in which they are read.  Raises NotFound, Invalid (not_shown)."""
    found = _asked("words", str(path), str(page))
    if found is None:
        raise NotFound
    return [Piece(text, Box(page, *box)) for text, *box in found]


def find(path: Path, sought: str) -> tuple[list[Box], bool]:
    """Where words stand in a PDF, and whether there may be more of them.  Raises Invalid (not_shown)."""
    found = _asked("find", str(path), sought)
    return [Box(*hit) for hit in found["hits"]], bool(found["more"])


def marked(path: Path, mark: str) -> tuple[BinaryIO, int]:
    """A copy of a PDF with the mark on each page, and its size in bytes; gone when it is closed.  Raises Invalid (not_shown)."""
    folder = Path(settings.FILES_DIR) / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = cast(BinaryIO, tempfile.TemporaryFile(dir=folder))
    try:
        _run("mark", str(path), mark, seconds=MARK_SECONDS, into=file)
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file, size


def _asked(*arguments: str) -> Any:
    return json.loads(_run(*arguments))


def _run(*arguments: str, seconds: float | None = None, into: BinaryIO | None = None) -> bytes:
    try:
        return run_bounded(PROGRAM, *arguments, seconds=seconds or SECONDS, into=into)
    except Overrun:
        raise Invalid(Code.NOT_SHOWN, _("This cannot be shown here: it takes more time or memory than one page may.")) from None
