"""Making a backup while people go on writing."""

import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collab import clock
from collab.files.store import pieces_of, store
from collab.ops.backup import databases
from collab.ops.backup.manifest import (
    FILE_LIST,
    NAME_FORMAT,
    POOL,
    UNFINISHED,
    BackupError,
    Manifest,
    hash_of,
    listed_files,
    part_of,
    pool_path,
    sync,
    whole_backups,
    write_durably,
)  # fmt: skip

# Settings whose values a restored site needs from elsewhere: they are no part of a backup.
NEEDED = (
    "SECRET_KEY", "SEALING_KEY", "SITE_ORIGIN", "ALLOWED_HOSTS", "LIVE_ORIGINS", "BEHIND_PROXY", "TRUSTED_PROXY_COUNT", "DATABASE_URL",
    "REDIS_URL", "STORAGE_URL", "EMAIL_URL", "MAIL_FROM", "UPLOAD_LIMIT_MB", "APPROVERS_FROM_AMBER", "QUICK_EXIT_TO",
    "CROWD_ORGANISATION", "CROWD_CONSTITUENCY",
)  # fmt: skip
KEYS = ("SECRET_KEY", "SEALING_KEY")  # every site has them


def back_up(folder: Path, keep: int = 0) -> tuple[Path, Manifest]:
    """Add a backup to a folder, and keep only the newest `keep` (0: all).  Comes back with where it is, and its manifest.

    The database is one moment; the files are those that its rows name.  The name of the backup appears when everything in it is
    on the disk.  Raises BackupError; what was made until then is not taken for a backup, and goes with the next one.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _alone(folder):
        for left in folder.glob(f"*{UNFINISHED}"):
            shutil.rmtree(left)
        begun = clock.now()
        goal = folder / begun.strftime(NAME_FORMAT)
        draft = folder / f"{goal.name}{UNFINISHED}"
        draft.mkdir(mode=0o700)
        contents = databases.dump(draft)
        sizes = {sha256: _into_pool(folder / POOL, sha256) for sha256 in contents.hashes}
        kept = {sha256: size for sha256, size in sizes.items() if size is not None}
        write_durably(draft / FILE_LIST, "".join(f"{sha256} {size}\n" for sha256, size in kept.items()))
        manifest = Manifest(
            made_at=begun, engine=databases.engine(), migrations=contents.migrations, rows=contents.rows, files=len(kept),
            files_bytes=sum(kept.values()), missing=sorted(sizes.keys() - kept.keys()),
            parts=[part_of(path) for path in sorted(draft.iterdir())],
            settings=[name for name in NEEDED if name in KEYS or name in os.environ or f"{name}_FILE" in os.environ],
        )  # fmt: skip
        manifest.write(draft)
        sync(draft)
        os.rename(draft, goal)
        sync(folder)
        if keep:
            _forget(folder, keep)
    return goal, manifest


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold a folder of backups: of two at once, the second gives up."""
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupError(f"Another backup into {folder} is under way.") from None
        yield


def _into_pool(pool: Path, sha256: str) -> int | None:
    """Have a file in the pool; its size in bytes, or None if the store does not hold those bytes."""
    goal = pool_path(pool, sha256)
    if goal.is_file():
        return goal.stat().st_size
    goal.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = goal.with_name(f"{secrets.token_hex(8)}{UNFINISHED}")
    try:
        with open(draft, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            for piece in pieces_of(store().open(sha256)):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if hash_of(draft) != sha256:
            return None
        os.replace(draft, goal)
        sync(goal.parent)
    except FileNotFoundError:
        return None
    finally:
        draft.unlink(missing_ok=True)
    return goal.stat().st_size


def _forget(folder: Path, keep: int) -> None:
    """Remove all backups but the newest `keep`, and the files that none of those names."""
    backups = whole_backups(folder)
    for old in backups[:-keep]:
        gone = old.with_name(f"{old.name}{UNFINISHED}")
        os.rename(old, gone)  # first: what is half removed must not look whole
        shutil.rmtree(gone)
    named = {sha256 for backup in backups[-keep:] for sha256, _ in listed_files(backup)}
    for path in (folder / POOL).glob("*/*"):
        if path.name not in named:
            path.unlink()
