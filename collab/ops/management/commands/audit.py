"""`manage.py audit verify | head | key`: prove the record of privileged acts, and sign where it stands."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab.audit.heads import Signed, Unsigned, public_key, read_signed, send, sign
from collab.audit.verify import verify

FAULTS_SHOWN = 50


class Command(BaseCommand):
    """Reads the audit; changes nothing."""

    help = "Prove the audit, or sign its heads; see docs/audit.md."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        verbs = parser.add_subparsers(dest="verb", required=True)
        prove = verbs.add_parser("verify", help="check every entry of every chain; exit status 1 if anything is wrong")
        prove.add_argument("--heads", type=Path, action="append", default=[], metavar="FILE", help="signed heads from earlier, one a line")
        prove.add_argument("--key", default="", metavar="HEX", help="the public key they were signed with, if it is no longer this site's")
        head = verbs.add_parser("head", help="print a signed line that fixes the record up to now")
        head.add_argument("--to", metavar="WHERE", help="send it to a mail address, or append it to a file (a path with a slash)")
        verbs.add_parser("key", help="print the public key that this site's heads are checked with")

    def handle(self, **options: Any) -> None:
        """Print what was found.  Raises CommandError where the record does not hold."""
        if options["verb"] == "verify":
            self._verify(earlier(options["heads"], options["key"]))
        elif options["verb"] == "key":
            self.stdout.write(public_key())
        else:
            heads = sign()
            if options["to"]:
                try:
                    send(heads, options["to"])
                except OSError as error:
                    raise CommandError(f"The head was not kept: {error}") from None
            self.stdout.write(heads.line())

    def _verify(self, signed: list[Signed]) -> None:
        found = verify(signed)
        for fault in found.faults[:FAULTS_SHOWN]:
            self.stderr.write(str(fault))
        told = f"{found.entries} entries in {found.chains} chains, {len(signed)} signed heads"
        if found.faults:
            raise CommandError(f"The record does not hold: {len(found.faults)} faults. {told}.")
        self.stdout.write(f"The record holds: {told}.")


def earlier(files: list[Path], key: str) -> list[Signed]:
    """Signed heads from files.  Raises CommandError: unreadable, or not signed with the key."""
    heads = []
    for file in files:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from None
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    heads.append(read_signed(line, key))
                except Unsigned as error:
                    raise CommandError(f"{file}, line {number}: {error}") from None
    return heads
