"""`manage.py backup FOLDER`: the whole site, into a folder of backups, while it is being served."""

import logging
import signal
import sqlite3
import sys
from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from collab import clock
from collab.ops.backup.make import back_up
from collab.ops.backup.manifest import BackupError, moment_of, whole_backups

log = logging.getLogger("collab.ops")
DAY = timedelta(days=1)


class Command(BaseCommand):
    """Makes backups, once or daily, or says whether the newest is fresh."""

    help = "Back up database and files; see docs/operating.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to, how many to keep, and when."""
        parser.add_argument("folder", type=Path)
        parser.add_argument("--keep", type=int, default=0, metavar="N", help="remove all but the newest N backups; without it all are kept")
        parser.add_argument("--daily", type=moment, metavar="HH:MM", help="stay, and make one every day at this time (UTC)")
        parser.add_argument("--check", type=float, metavar="HOURS", help="make none; fail unless the newest is younger than this")

    def handle(self, **options: Any) -> None:
        """One backup; with --daily one each day until SIGTERM; with --check none."""
        folder: Path = options["folder"]
        if options["check"] is not None:
            self._check(folder, timedelta(hours=options["check"]))
        elif options["daily"] is not None:
            self._daily(folder, options["daily"], options["keep"])
        elif not self._make(folder, options["keep"]):
            sys.exit(1)

    def _make(self, folder: Path, keep: int) -> bool:
        """Whether everything is in it.  Raises CommandError."""
        try:
            made, manifest = back_up(folder, keep)
        except (BackupError, OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"No backup was made: {error}") from None
        rows = sum(manifest.rows.values())
        self.stdout.write(f"{made}: {rows} rows, {manifest.files} files of {manifest.files_bytes / 1e6:.1f} MB")
        for sha256 in manifest.missing:
            self.stderr.write(f"A file is missing or damaged in the store, and so in this backup: {sha256}")
        return not manifest.missing

    def _daily(self, folder: Path, at: time, keep: int) -> None:
        over = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: over.set())
        wait = timedelta() if age(folder) > DAY else until(at, clock.now())  # the first one comes at once
        while not over.wait(wait.total_seconds()):
            try:
                self._make(folder, keep)
            except CommandError as error:  # tomorrow again; --check tells whoever watches
                self.stderr.write(str(error))
            except Exception:  # a store that is away has errors of its own kind
                log.exception("no backup was made")
            connection.close()
            wait = until(at, clock.now())

    def _check(self, folder: Path, limit: timedelta) -> None:
        if (found := age(folder)) > limit:
            old = "there is none" if found == timedelta.max else f"the newest is {found.total_seconds() / 3600:.1f} hours old"
            raise CommandError(f"Backups in {folder}: {old}.")


def moment(text: str) -> time:
    """HH:MM.  Raises ArgumentTypeError."""
    try:
        return datetime.strptime(text, "%H:%M").time()
    except ValueError:
        raise ArgumentTypeError(f"{text} is no time of day such as 02:30") from None


def until(at: time, now: datetime) -> timedelta:
    """How long from now to the next such time of day, UTC."""
    upcoming = datetime.combine(now.date(), at, UTC)
    return upcoming - now if upcoming > now else upcoming + DAY - now


def age(folder: Path) -> timedelta:
    """How long ago the newest whole backup was begun; `timedelta.max` without one."""
    backups = whole_backups(folder)
    return clock.now() - moment_of(backups[-1]) if backups else timedelta.max
