"""Where the bytes of files lie: under the name of their own SHA-256, so that a name can never show other bytes."""

import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid

PIECE_BYTES = 256 * 1024  # read and written at once
STRANDED_SECONDS = 3600.0  # longer than any upload lasts
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived whole and is not kept yet.  Nobody but the code that checks it can open it."""

    path: Path
    sha256: str
    size: int  # bytes


class Store(Protocol):
    """What the site asks of a place for files; another place (an object store) answers the same three calls."""

    def keep(self, arrival: Arrival) -> None:
        """Put an arrival under its hash.  The same bytes again change nothing."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes kept under a hash.  Raises FileNotFoundError."""

    def has(self, sha256: str) -> bool:
        """Whether bytes are kept under this hash."""


class DiskStore:
    """Files in a folder: `ab/abcdef…`, written once, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where a hash lies.  A name that is no hash is a bug of the caller: names from people never reach the disk (S68)."""
        assert _NAME.fullmatch(sha256), "files are named by their SHA-256 alone"
        return self.folder / sha256[:2] / sha256

    def keep(self, arrival: Arrival) -> None:
        """See `Store`.  The rename is atomic and made durable before this returns."""
        goal = self.path_of(arrival.sha256)
        if goal.exists():
            return
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(arrival.path, goal)
        for folder in (goal.parent, self.folder):
            _sync_folder(folder)

    def open(self, sha256: str) -> BinaryIO:
        """See `Store`."""
        return self.path_of(sha256).open("rb")

    def has(self, sha256: str) -> bool:
        """See `Store`."""
        return self.path_of(sha256).is_file()


def store() -> Store:
    """The store of this site."""
    return DiskStore(Path(settings.FILES_DIR))


@contextmanager
def arriving(pieces: Iterable[bytes]) -> Iterator[Arrival]:
    """Take in a file, on disk and hashed; what has not been kept at the end is thrown away.

    Memory does not grow with the file.  Raises Invalid (empty, too_large).
    """
    folder = Path(settings.FILES_DIR) / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    try:
        yield _write(path, pieces)
    finally:
        path.unlink(missing_ok=True)


def _write(path: Path, pieces: Iterable[bytes]) -> Arrival:
    digest, size = hashlib.sha256(), 0
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        for piece in pieces:
            size += len(piece)
            if size > settings.UPLOAD_LIMIT_BYTES:
                limit = settings.UPLOAD_LIMIT_BYTES // (1024 * 1024)
                raise Invalid(
                    Code.TOO_LARGE, _("This file is larger than %(limit)d MB. Shorten or split it.") % {"limit": limit},
                    limit_bytes=settings.UPLOAD_LIMIT_BYTES,
                )  # fmt: skip
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise Invalid(Code.EMPTY, _("This file is empty."))
    return Arrival(path, digest.hexdigest(), size)


def forget_stranded() -> int:
    """Throw away what arrived and was never kept because its process fell; how many files that were."""
    stranded = [path for path in (Path(settings.FILES_DIR) / "arriving").glob("*") if path.stat().st_mtime < time.time() - STRANDED_SECONDS]
    for path in stranded:
        path.unlink(missing_ok=True)
    return len(stranded)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces, closed at the end."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
