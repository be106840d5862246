"""Putting a backup back into an empty site."""

from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from collab.files.store import arriving, pieces_of, store
from collab.ops.backup import databases
from collab.ops.backup.manifest import (
    FILE_LIST,
    MANIFEST,
    POOL,
    BackupError,
    Manifest,
    hash_of,
    listed_files,
    part_of,
    pool_path,
    read_manifest,
    whole_backups,
)  # fmt: skip


def restore(folder: Path) -> tuple[Path, Manifest]:
    """Put back the newest backup in a folder, or the one that the folder is.  Comes back with where it was, and its manifest.

    Everything of the backup is checked before anything of the site is touched; the files come before the database that names
    them, so what is interrupted leaves a site that is still empty.  Raises BackupError.
    """
    backup = chosen(folder)
    manifest = checked(backup)
    databases.check_empty()
    store().prepare()
    for sha256, size in listed_files(backup):
        path = pool_path(backup.parent / POOL, sha256)
        with arriving(pieces_of(path.open("rb")), limit_bytes=size) as arrival, store().at_hand(arrival):
            store().keep(arrival)
    databases.put_back(backup)
    return backup, manifest


def chosen(folder: Path) -> Path:
    """The backup that is meant.  Raises BackupError."""
    if (folder / MANIFEST).is_file():
        return folder
    if not (found := whole_backups(folder)):
        raise BackupError(f"There is no whole backup in {folder}.")
    return found[-1]


def checked(backup: Path) -> Manifest:
    """The manifest of a backup whose every byte is what it was, and which this version can read.  Raises BackupError."""
    manifest = read_manifest(backup)
    if manifest.engine != databases.engine():
        raise BackupError(f"This is a backup of {manifest.engine}, and this site stands on {databases.engine()}.")
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - known):
        raise BackupError(f"This backup was made by a newer version of Collab, which knew {unknown[0]}. Install that version first.")
    if {each.name for each in manifest.parts} != {databases.NAMES[manifest.engine], FILE_LIST}:
        raise BackupError(f"The manifest of {backup} names other parts than a backup has.")
    for part in manifest.parts:
        if not (backup / part.name).is_file() or part_of(backup / part.name) != part:
            raise BackupError(f"{backup / part.name} is not what it was when the backup was made.")
    count = 0
    for sha256, _ in listed_files(backup):
        path = pool_path(backup.parent / POOL, sha256)
        if not path.is_file() or hash_of(path) != sha256:
            raise BackupError(f"{path} is not what it was when the backup was made.")
        count += 1
    if count != manifest.files:
        raise BackupError(f"{backup / FILE_LIST} lists {count} files, and the manifest {manifest.files}.")
    return manifest
