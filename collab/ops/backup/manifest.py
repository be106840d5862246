"""What a backup says of itself: its parts with their hashes, what is counted in them, and which settings a restored site needs."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

VERSION = 1  # of this format
MANIFEST, FILE_LIST, POOL = "manifest.json", "files.txt", "files"
UNFINISHED = ".unfinished"  # at the end of a name: under way, or interrupted
NAME_FORMAT = "%Y-%m-%dT%H%M%S.%fZ"
_NAME = re.compile(r"\d{4}-\d\d-\d\dT\d{6}\.\d{6}Z")
_LINE = re.compile(r"([0-9a-f]{64}) (\d+)")
PIECE_BYTES = 1024 * 1024


class BackupError(Exception):
    """A backup that cannot be made, trusted or restored; in one sentence for an operator."""


class Part(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(extra="forbid")
    name: str
    sha256: str
    bytes: int


class Manifest(BaseModel):
    """Written last: a folder without it is no backup."""

    model_config = ConfigDict(extra="forbid")
    version: int = VERSION
    made_at: AwareDatetime
    engine: Literal["sqlite", "postgresql"]
    migrations: list[str]  # applied, "app.name"
    rows: dict[str, int]  # by table
    files: int
    files_bytes: int
    missing: list[str]  # hashes that rows name and the store did not hold
    parts: list[Part]
    settings: list[str]  # names only: what the site was set by; a restored one needs the same

    def write(self, folder: Path) -> None:
        """Put it into a backup, durably."""
        write_durably(folder / MANIFEST, self.model_dump_json(indent=1) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup.  Raises BackupError."""
    try:
        content = json.loads((folder / MANIFEST).read_text())
        if not isinstance(content, dict) or content.get("version") != VERSION:
            raise BackupError(f"{folder} was written in another format than this version of Collab reads.")
        return Manifest.model_validate(content)
    except FileNotFoundError:
        raise BackupError(f"{folder} holds no {MANIFEST}: it is not a whole backup.") from None
    except (ValidationError, ValueError):
        raise BackupError(f"The manifest of {folder} cannot be read.") from None


def whole_backups(folder: Path) -> list[Path]:
    """The whole backups in a folder, oldest first."""
    return sorted(path for path in folder.glob("*") if _NAME.fullmatch(path.name) and (path / MANIFEST).is_file())


def moment_of(backup: Path) -> datetime:
    """When a backup was begun, UTC, by its name."""
    return datetime.strptime(f"{backup.name}+0000", f"{NAME_FORMAT}%z")


def listed_files(backup: Path) -> Iterator[tuple[str, int]]:
    """Hash and size in bytes of each file that belongs to a backup.  Raises BackupError."""
    with (backup / FILE_LIST).open() as lines:
        for line in lines:
            if not (found := _LINE.fullmatch(line.rstrip("\n"))):
                raise BackupError(f"{backup / FILE_LIST} cannot be read.")
            yield found[1], int(found[2])


def pool_path(pool: Path, sha256: str) -> Path:
    """Where a file lies in the pool that all backups of a folder share."""
    return pool / sha256[:2] / sha256


def hash_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def part_of(path: Path) -> Part:
    """A file of a backup, as the manifest names it."""
    return Part(name=path.name, sha256=hash_of(path), bytes=path.stat().st_size)


def write_durably(path: Path, text: str) -> None:
    """Write a small file for its owner alone, and wait for the disk."""
    with open(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def sync(path: Path) -> None:
    """Wait until a file or a folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
