"""`manage.py demo seed` fills an empty database with the example alliance; `demo accounts` tells how to sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab.demo.accounts import as_json, as_table


class Command(BaseCommand):
    """The example alliance."""

    help = "Fill an empty database with the example alliance (seed), or list its accounts (accounts)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        parser.add_argument("what", choices=["seed", "accounts"])
        parser.add_argument("--json", action="store_true", help="accounts: all of them, for scripts")

    def handle(self, **options: Any) -> None:
        """Do it, or say in one line why not."""
        if options["what"] == "seed":
            from collab.demo.seed import NotEmpty, seed  # all that people can do, which a list of accounts can do without

            try:
                seed()
            except NotEmpty:
                raise CommandError("There are people in this database already: the example alliance goes into an empty one.") from None
        if options["what"] == "accounts" and options["json"]:
            self.stdout.write(as_json())
        elif table := as_table():
            self.stdout.write(table)
