"""`manage.py restore FOLDER`: a backup, back into an empty site."""

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from collab.ops.backup.manifest import BackupError
from collab.ops.backup.restore import checked, chosen, restore


class Command(BaseCommand):
    """Checks a backup, and puts it back."""

    help = "Put back the newest backup of a folder, or the one named; see docs/operating.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from, and whether to look only."""
        parser.add_argument("folder", type=Path, help="a folder of backups, or one backup in it")
        parser.add_argument("--check", action="store_true", help="read all of it, say whether it is whole, change nothing")

    def handle(self, **options: Any) -> None:
        """Restore, or say in one line why not."""
        folder: Path = options["folder"].resolve()
        try:
            if options["check"]:
                backup = chosen(folder)
                manifest = checked(backup)
            else:
                backup, manifest = restore(folder)
        except (BackupError, OSError, DatabaseError, sqlite3.Error) as error:
            raise CommandError(f"Nothing was put back: {error}") from None
        holds = f"{sum(manifest.rows.values())} rows, {manifest.files} files, as of {manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
        self.stdout.write(f"{backup} is {'whole' if options['check'] else 'back'}: {holds}.")
        if not options["check"]:
            self.stdout.write(f"Everybody has to sign in again. The site was set by {', '.join(manifest.settings)}.")
        for sha256 in manifest.missing:
            self.stderr.write(f"A file was missing already when the backup was made: {sha256}")
