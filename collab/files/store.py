"""Where the bytes of files lie: under the name of their own SHA-256, so that a name can never show other bytes."""

import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.env import Bucket
from collab.errors import Code, Invalid

PIECE_BYTES = 256 * 1024  # read and written at once
STRANDED_SECONDS = 3600.0  # longer than any upload lasts
_NAME = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that has arrived whole and is not kept yet.  Nobody but the code that checks it can open it."""

    path: Path
    sha256: str
    size: int  # bytes


class Store(Protocol):
    """What the site asks of a place for files: a folder, or a bucket of an object store (objects.py)."""

    def at_hand(self, arrival: Arrival) -> AbstractContextManager[None]:
        """Do beforehand whatever of `keep` takes long, so that no row is locked meanwhile.  What is not kept is thrown away at the end."""

    def keep(self, arrival: Arrival) -> None:
        """Put an arrival under its hash, durably.  Inside `at_hand`.  The same bytes again change nothing."""

    def open(self, sha256: str) -> BinaryIO:
        """The bytes kept under a hash, to be read in pieces.  Raises FileNotFoundError."""

    def near(self, sha256: str) -> AbstractContextManager[Path]:
        """The bytes kept under a hash as a file of this machine, for programs that read by path.  Raises FileNotFoundError."""

    def has(self, sha256: str) -> bool:
        """Whether bytes are kept under this hash."""

    def link(self, sha256: str, *, mime: str, disposition: str, seconds: int) -> str:
        """An address at which the store itself gives the bytes, with these headers, for so long; empty where it has none."""

    def destroy(self, sha256: str) -> None:
        """Destroy the bytes kept under a hash.  What is gone already is no error.  The caller knows that nothing names them."""

    def keep_part(self, upload: int, name: str, arrival: Arrival) -> None:
        """Put an arrival aside as a part of an upload, durably.  Nothing that is served is ever opened from there."""

    def open_part(self, upload: int, name: str) -> BinaryIO:
        """The bytes of a part, to be read in pieces.  Raises FileNotFoundError."""

    def drop_parts(self, upload: int, name: str = "") -> None:
        """Throw away one part of an upload, or all that lies there under its number.  What is gone already is no error."""

    def seal(self, case: int, arrival: Arrival) -> None:
        """Put an arrival where nothing opens it any more, durably.  There is no way back but `destroy_sealed`."""

    def destroy_sealed(self, case: int) -> None:
        """Destroy what was sealed."""

    def prepare(self) -> None:
        """Make the place if it is not there yet, and throw away what is stranded in it."""


class DiskStore:
    """Files in a folder: `ab/abcdef…`, written once, never changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str) -> Path:
        """Where a hash lies."""
        return self.folder / address_of(sha256)

    def at_hand(self, arrival: Arrival) -> AbstractContextManager[None]:
        """See `Store`: it lies on the same disk already."""
        return nullcontext()

    def keep(self, arrival: Arrival) -> None:
        """See `Store`.  The rename is atomic and made durable before this returns."""
        goal = self.path_of(arrival.sha256)
        if goal.exists():
            return
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._show(arrival.path, goal.parent)
        os.replace(arrival.path, goal)
        for folder in (goal.parent, self.folder):
            sync_folder(folder)

    def _show(self, *paths: Path) -> None:
        """Let the group of this process read these, where a proxy of that group is to send them."""
        if settings.FILES_REDIRECT:
            for path in paths:
                path.chmod(0o750 if path.is_dir() else 0o640)

    def open(self, sha256: str) -> BinaryIO:
        """See `Store`."""
        return self.path_of(sha256).open("rb")

    def near(self, sha256: str) -> AbstractContextManager[Path]:
        """See `Store`."""
        return nullcontext(self.path_of(sha256))

    def has(self, sha256: str) -> bool:
        """See `Store`."""
        return self.path_of(sha256).is_file()

    def link(self, sha256: str, *, mime: str, disposition: str, seconds: int) -> str:
        """See `Store`: a folder has none."""
        return ""

    def destroy(self, sha256: str) -> None:
        """See `Store`.  What was made of them goes first."""
        forget_near(sha256)
        path = self.path_of(sha256)
        if path.exists():
            path.unlink(missing_ok=True)
            sync_folder(path.parent)

    def keep_part(self, upload: int, name: str, arrival: Arrival) -> None:
        """See `Store`."""
        goal = self.folder / address_of_part(upload, name)
        goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.replace(arrival.path, goal)
        sync_folder(goal.parent)

    def open_part(self, upload: int, name: str) -> BinaryIO:
        """See `Store`."""
        return (self.folder / address_of_part(upload, name)).open("rb")

    def drop_parts(self, upload: int, name: str = "") -> None:
        """See `Store`."""
        if name:
            (self.folder / address_of_part(upload, name)).unlink(missing_ok=True)
        else:
            shutil.rmtree(self.folder / "parts" / f"{upload:d}", ignore_errors=True)

    def seal(self, case: int, arrival: Arrival) -> None:
        """See `Store`.  A link, since whoever takes in the file goes on to throw away its own name for it."""
        place = self.folder / "sealed"
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.link(arrival.path, place / f"{case:d}")
        (place / f"{case:d}").chmod(0)
        sync_folder(place)

    def destroy_sealed(self, case: int) -> None:
        """See `Store`."""
        (self.folder / "sealed" / f"{case:d}").unlink(missing_ok=True)

    def prepare(self) -> None:
        """See `Store`: folders are made as files come.  What was kept before a proxy was to send it is shown to it; nothing else is."""
        if settings.FILES_REDIRECT and self.folder.is_dir():
            self.folder.chmod(0o710)
            for folder in self.folder.glob("[0-9a-f][0-9a-f]"):
                self._show(folder, *folder.iterdir())


def near_place(sha256: str, end: str = "") -> Path:
    """Where a copy of what lies under a hash, or with `end` what was made of it, is kept for who reads it now.  The folder is there."""
    assert _NAME.fullmatch(sha256), "files are named by their SHA-256 alone"
    folder = Path(settings.FILES_DIR) / "near"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{sha256}{end}"


def forget_near(sha256: str) -> None:
    """Throw away the copies of what lies under a hash, and what was made of it."""
    for end in ("", ".pdf", ".none"):
        near_place(sha256, end).unlink(missing_ok=True)


def address_of(sha256: str) -> str:
    """Where a hash lies in any store.  A name that is no hash is a bug of the caller: names from people never become a path (S68)."""
    assert _NAME.fullmatch(sha256), "files are named by their SHA-256 alone"
    return f"{sha256[:2]}/{sha256}"


def address_of_part(upload: int, name: str) -> str:
    """Where a part of an upload lies in any store.  Both are numbers of ours."""
    assert _PART.fullmatch(name), "parts are named by chance alone"
    return f"parts/{upload:d}/{name}"


def store() -> Store:
    """The store of this site."""
    return DiskStore(Path(settings.FILES_DIR)) if settings.STORAGE is None else _object_store(settings.STORAGE)


@cache
def _object_store(bucket: Bucket) -> Store:
    from collab.files.objects import ObjectStore  # here: a site that keeps its files on disk never loads the library

    return ObjectStore(bucket)


@contextmanager
def arriving(pieces: Iterable[bytes], limit_bytes: int | None = None) -> Iterator[Arrival]:
    """Take in a file, on disk and hashed; what has not been kept at the end is thrown away.

    `limit_bytes` None: what people may send.  Memory does not grow with the file.  Raises Invalid (empty, too_large).
    """
    folder = Path(settings.FILES_DIR) / "arriving"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / secrets.token_hex(16)
    try:
        yield _write(path, pieces, settings.UPLOAD_LIMIT_BYTES if limit_bytes is None else limit_bytes)
    finally:
        path.unlink(missing_ok=True)


def _write(path: Path, pieces: Iterable[bytes], limit_bytes: int) -> Arrival:
    digest, size = hashlib.sha256(), 0
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        for piece in pieces:
            size += len(piece)
            if size > limit_bytes:
                limit = limit_bytes // (1024 * 1024)
                raise Invalid(
                    Code.TOO_LARGE, _("This file is larger than %(limit)d MB. Shorten or split it.") % {"limit": limit},
                    limit_bytes=limit_bytes,
                )  # fmt: skip
            digest.update(piece)
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    if not size:
        raise Invalid(Code.EMPTY, _("This file is empty."))
    return Arrival(path, digest.hexdigest(), size)


def forget_stranded() -> int:
    """Throw away what arrived and was never kept because its process fell, and copies that nobody reads now; how many files that were."""
    places = [path for place in ("arriving", "near", "making") for path in (Path(settings.FILES_DIR) / place).glob("*")]
    stranded = [path for path in places if path.stat().st_mtime < time.time() - STRANDED_SECONDS]
    for path in stranded:
        if path.is_dir():  # in which pages were being made
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(stranded)


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """A file in pieces, closed at the end."""
    with file:
        while piece := file.read(PIECE_BYTES):
            yield piece


def sync_folder(folder: Path) -> None:
    """Make names that were given, moved or taken away in a folder as durable as the bytes behind them."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
