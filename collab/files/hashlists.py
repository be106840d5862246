"""Lists of hashes that an operator brings: what no file may be, and no part of one.

A list is one file in HASHES_DIR, `<name>.hashes`: a line that says how many digests follow, then these, by kind, sorted, each of
its fixed width.  It is replaced by renaming another one over it, so whoever looks sees the old list or the new one, whole;
every process looks at the name anew each time.  A look-up halves the file: 24 steps among ten million.
"""

import bisect
import mmap
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from threading import Lock
from typing import IO, overload

from django.conf import settings

from collab.files.store import sync_folder

WIDTHS = {"md5": 16, "sha1": 20, "sha256": 32}  # bytes of a digest
_KINDS = {width: kind for kind, width in WIDTHS.items()}
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_HEAD = re.compile(rb"collab-hashes/1 md5=(\d+) sha1=(\d+) sha256=(\d+)\n")
BUCKETS = 64  # by the first bits: each is sorted in memory by itself


class BadList(Exception):
    """What was brought is no list of hashes; the sentence says where."""


@dataclass(frozen=True, slots=True)
class Digests:
    """The three digests of the same bytes."""

    md5: bytes
    sha1: bytes
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Match:
    """Where a digest was found."""

    list: str
    kind: str


class _Sorted(Sequence[bytes]):
    """Digests of one kind, as they lie in a file."""

    def __init__(self, file: mmap.mmap, start: int, count: int, width: int) -> None:
        self._file, self._start, self._count, self._width = file, start, count, width

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, n: int) -> bytes: ...

    @overload
    def __getitem__(self, n: slice) -> Sequence[bytes]: ...

    def __getitem__(self, n: int | slice) -> bytes | Sequence[bytes]:
        assert isinstance(n, int), "digests are read one by one"
        at = self._start + n * self._width
        return self._file[at : at + self._width]

    def __contains__(self, digest: object) -> bool:
        assert isinstance(digest, bytes)
        at = bisect.bisect_left(self, digest)
        return at < self._count and self[at] == digest


@dataclass(slots=True)
class _Open:
    """A list as this process has it open; `seen` says which file that is."""

    seen: tuple[int, int, int]
    kinds: dict[str, _Sorted] = field(default_factory=dict)


_open: dict[Path, _Open] = {}
_lock = Lock()


def find(digests: Digests) -> Match | None:
    """The first list that holds one of the digests, or None."""
    for path in paths():
        with suppress(FileNotFoundError):  # taken away this moment
            kinds = _opened(path)
            for kind in WIDTHS:
                if getattr(digests, kind) in kinds[kind]:
                    return Match(path.stem, kind)
    return None


def paths() -> list[Path]:
    """The lists of this site, by name."""
    return sorted(Path(settings.HASHES_DIR).glob("*.hashes"))


def counts(path: Path) -> dict[str, int]:
    """How many digests of each kind a list holds."""
    return {kind: len(digests) for kind, digests in _opened(path).items()}


def replace(name: str, lines: Iterable[str]) -> dict[str, int]:
    """Make or replace a list by these digests in hexadecimal, one a line, of any kind; how many of each, once each.

    Memory does not grow with the list.  Raises BadList, and then the list is as before.
    """
    goal = path_of(name)
    goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        piles = {kind: [stack.enter_context(TemporaryFile(dir=goal.parent)) for _ in range(BUCKETS)] for kind in WIDTHS}
        for kind, digest in _read(lines):
            piles[kind][digest[0] * BUCKETS // 256].write(digest)
        draft = goal.with_suffix(".new")
        try:
            told = _write(draft, piles)
            os.replace(draft, goal)
        finally:
            with suppress(FileNotFoundError):
                draft.unlink()
    sync_folder(goal.parent)
    return told


def remove(name: str) -> bool:
    """Take a list away; whether there was one."""
    path = path_of(name)
    found = path.exists()
    path.unlink(missing_ok=True)
    return found


def path_of(name: str) -> Path:
    """Where a list lies.  Raises BadList for a name with other signs than small letters, digits and hyphens."""
    if not _NAME.fullmatch(name):
        raise BadList("A list is named by small letters, digits and hyphens, 40 at most.")
    return Path(settings.HASHES_DIR) / f"{name}.hashes"


def _read(lines: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Each digest with its kind.  What follows a comma or a blank is passed over, so are empty lines and lines that begin with #."""
    for number, line in enumerate(lines, 1):
        words = line.replace(",", " ").replace('"', " ").split()
        if not words or words[0].startswith("#"):
            continue
        try:
            digest = bytes.fromhex(words[0])
            yield _KINDS[len(digest)], digest
        except (ValueError, KeyError):
            raise BadList(f"Line {number} begins with no MD5, SHA-1 or SHA-256 in hexadecimal.") from None


def _write(draft: Path, piles: Mapping[str, Sequence[IO[bytes]]]) -> dict[str, int]:
    told = dict.fromkeys(WIDTHS, 0)
    with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(_head(told))
        for kind, width in WIDTHS.items():
            for pile in piles[kind]:
                pile.seek(0)
                raw = pile.read()
                digests = sorted({raw[at : at + width] for at in range(0, len(raw), width)})
                told[kind] += len(digests)
                file.write(b"".join(digests))
        file.seek(0)
        file.write(_head(told))
        file.flush()
        os.fsync(file.fileno())
    return told


def _head(told: dict[str, int]) -> bytes:
    return b"collab-hashes/1 md5=%012d sha1=%012d sha256=%012d\n" % (told["md5"], told["sha1"], told["sha256"])


def _opened(path: Path) -> dict[str, _Sorted]:
    """The list as it is now: opened anew when another file lies under its name.  Raises BadList for what is none."""
    stat = path.stat()
    seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    with _lock:
        known = _open.get(path)
        if known is None or known.seen != seen:
            known = _open[path] = _Open(seen, _kinds(path))
        return known.kinds


def _kinds(path: Path) -> dict[str, _Sorted]:
    with path.open("rb") as file:
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    head = _HEAD.match(mapped)
    if head is None:
        raise BadList(f"{path.name} is no list of hashes.")
    at, kinds = head.end(), {}
    for (kind, width), count in zip(WIDTHS.items(), map(int, head.groups()), strict=True):
        kinds[kind] = _Sorted(mapped, at, count, width)
        at += count * width
    if at != len(mapped):
        raise BadList(f"{path.name} is cut short.")
    return kinds
