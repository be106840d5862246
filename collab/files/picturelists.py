"""Lists of perceptual hashes that an operator brings: what no picture in a file may look like.

A list is one file in HASHES_DIR, `<name>.pictures`: a line that says how many hashes follow, then these, then for each of sixteen bands of
sixteen bits which hashes have which value there.  It is replaced by renaming, as lists of exact hashes are (hashlists.py).

Two hashes of 256 bits that differ in 31 or fewer agree in some band but for one bit: so seventeen values in each of sixteen
bands find all that are near enough, whatever the length of the list, and only these are compared.
"""

import mmap
import os
import re
from array import array
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from django.conf import settings

from collab.files.hashlists import BadList, path_of
from collab.files.store import sync_folder

WIDTH, BANDS, VALUES = 32, 16, 65_536
FARTHEST = 31  # bits: beyond, the bands do not find all
MOST = 2_000_000  # hashes in a list: building one needs some 350 bytes of memory for each
_HEAD = re.compile(rb"collab-pictures/1 count=(\d{12})\n")
_HASH = re.compile(r"[0-9a-fA-F]{64}")


@dataclass(frozen=True, slots=True)
class Near:
    """Which list knew a picture like it, by which of its hashes (hexadecimal), how many bits away."""

    list: str
    digest: str
    distance: int


class _List:
    """A list as this process has it open."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self.file = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        head = _HEAD.match(self.file)
        if head is None:
            raise BadList(f"{path.name} is no list of pictures.")
        self.count, self.start = int(head[1]), head.end()
        self.bands = self.start + self.count * WIDTH
        self.band = 4 * (VALUES + 1 + self.count)
        if len(self.file) != self.bands + BANDS * self.band:
            raise BadList(f"{path.name} is cut short.")

    def nearest(self, wanted: int, farthest: int) -> tuple[int, int] | None:
        """The hash that is nearest to `wanted`, and how far it is; None where none is near enough."""
        found: tuple[int, int] | None = None
        compared: set[int] = set()
        for band in range(BANDS):
            value = wanted >> 16 * band & 0xFFFF
            for each in (value, *(value ^ 1 << bit for bit in range(16 if farthest >= BANDS else 0))):
                for number in self._of(band, each):
                    if number in compared:
                        continue
                    compared.add(number)
                    at = self.start + number * WIDTH
                    known = int.from_bytes(self.file[at : at + WIDTH], "little")
                    distance = (known ^ wanted).bit_count()
                    if distance <= farthest and (found is None or distance < found[1]):
                        found = known, distance
        return found

    def _of(self, band: int, value: int) -> "array[int]":
        """The numbers of the hashes that have this value in this band."""
        table = self.bands + band * self.band
        begin, end = array("I", self.file[table + 4 * value : table + 4 * value + 8])
        numbers = table + 4 * (VALUES + 1)
        return array("I", self.file[numbers + 4 * begin : numbers + 4 * end])


_open: dict[Path, tuple[tuple[int, int, int], _List]] = {}
_lock = Lock()


def picture_lists() -> list[Path]:
    """The lists of this site, by name."""
    return sorted(Path(settings.HASHES_DIR).glob("*.pictures"))


def find_near(digest: str) -> Near | None:
    """The first list that holds a hash within PICTURE_DISTANCE of this one (hexadecimal), or None."""
    wanted = int(digest, 16)
    for path in picture_lists():
        with suppress(FileNotFoundError):  # taken away this moment
            if (found := _opened(path).nearest(wanted, settings.PICTURE_DISTANCE)) is not None:
                return Near(path.stem, f"{found[0]:064x}", found[1])
    return None


def count_of(path: Path) -> int:
    """How many hashes a list holds."""
    return _opened(path).count


def replace_pictures(name: str, lines: Iterable[str]) -> int:
    """Make or replace a list by these hashes of 256 bits in hexadecimal, one a line; how many, each once.

    Raises BadList, and then the list is as before.
    """
    goal = path_of(name).with_suffix(".pictures")
    goal.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    hashes = sorted(set(_read(lines)))
    draft = goal.with_suffix(".new")
    try:
        _write(draft, hashes)
        os.replace(draft, goal)
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    sync_folder(goal.parent)
    return len(hashes)


def remove_pictures(name: str) -> bool:
    """Take a list away; whether there was one."""
    path = path_of(name).with_suffix(".pictures")
    found = path.exists()
    path.unlink(missing_ok=True)
    return found


def _read(lines: Iterable[str]) -> Iterator[bytes]:
    """Each hash, its lowest bits first.  What follows a comma or a blank is passed over, so are empty lines and lines that begin with #."""
    for number, line in enumerate(lines, 1):
        words = line.replace(",", " ").replace('"', " ").split()
        if not words or words[0].startswith("#"):
            continue
        if not _HASH.fullmatch(words[0]):
            raise BadList(f"Line {number} begins with no hash of 256 bits in hexadecimal.")
        if number > MOST:
            raise BadList(f"A list of pictures holds {MOST:,} hashes at most.")
        yield bytes.fromhex(words[0])[::-1]


def _write(draft: Path, hashes: list[bytes]) -> None:
    with open(draft, "wb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(b"collab-pictures/1 count=%012d\n" % len(hashes))
        file.writelines(hashes)
        for band in range(BANDS):
            values = array("H", b"".join(each[2 * band : 2 * band + 2] for each in hashes))
            counts = [0] * (VALUES + 1)
            for value in values:
                counts[value + 1] += 1
            for value in range(VALUES):
                counts[value + 1] += counts[value]
            file.write(array("I", counts).tobytes())
            file.write(array("I", sorted(range(len(hashes)), key=values.__getitem__)).tobytes())
        file.flush()
        os.fsync(file.fileno())


def _opened(path: Path) -> _List:
    """The list as it is now: opened anew when another file lies under its name.  Raises BadList for what is none."""
    stat = path.stat()
    seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
    with _lock:
        known = _open.get(path)
        if known is None or known[0] != seen:
            known = _open[path] = (seen, _List(path))
        return known[1]
