"""`manage.py hashes load [--pictures] NAME FILE… | list | remove NAME`: lists of hashes that no file of this site may match."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab.audit.record import record
from collab.files import hashlists, picturelists
from discussions.safeguarding.reads import leads


class Command(BaseCommand):
    """Keeps the lists; every serving process and worker of this machine looks into the new one from the next file on."""

    help = "Load, list or remove lists of hashes; see docs/safeguarding.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        load = verbs.add_parser("load", help="make or replace a list: one MD5, SHA-1 or SHA-256 a line, in hexadecimal")
        load.add_argument("name", help="small letters, digits and hyphens")
        load.add_argument("--pictures", action="store_true", help="perceptual hashes of pictures (PDQ), 256 bits each")
        load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="- reads the standard input")
        verbs.add_parser("list", help="which lists there are, and how many hashes each holds")
        remove = verbs.add_parser("remove", help="take a list away, of either kind")
        remove.add_argument("name")

    def handle(self, **options: Any) -> None:
        """Raises CommandError where nothing was changed."""
        try:
            {"load": self._load, "list": self._list, "remove": self._remove}[options["verb"]](options)
        except (hashlists.BadList, OSError) as error:
            raise CommandError(str(error)) from None

    def _load(self, options: dict[str, Any]) -> None:
        if not leads():
            raise CommandError("Nobody would hear of a match: name people of this site in SAFEGUARDING_LEADS first.")
        with ExitStack() as stack:
            lines = _lines(stack, options["files"])
            if options["pictures"]:
                told = {"pictures": picturelists.replace_pictures(options["name"], lines)}
            else:
                told = hashlists.replace(options["name"], lines)
        record("hashes.load", group_id=None, actor_id=None, subject=("hashes", options["name"]), counts=told)
        self.stdout.write(_told(options["name"], told))

    def _list(self, options: dict[str, Any]) -> None:
        for path in hashlists.paths():
            self.stdout.write(_told(path.stem, hashlists.counts(path)))
        for path in picturelists.picture_lists():
            self.stdout.write(_told(path.stem, {"pictures": picturelists.count_of(path)}))

    def _remove(self, options: dict[str, Any]) -> None:
        if not hashlists.remove(options["name"]) | picturelists.remove_pictures(options["name"]):
            raise CommandError("There is no such list.")
        record("hashes.remove", group_id=None, actor_id=None, subject=("hashes", options["name"]))


def _lines(stack: ExitStack, files: list[Path]) -> Iterator[str]:
    for path in files:
        yield from sys.stdin if str(path) == "-" else stack.enter_context(path.open(encoding="ascii", errors="replace"))


def _told(name: str, counts: dict[str, int]) -> str:
    return f"{name}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items())
