"""`manage.py prepare`: the database brought up to date, beside a front end that is being built."""

from typing import Any

from django.core.management.base import BaseCommand

from collab.ops.readiness import prepare_database


class Command(BaseCommand):
    """Migrates, and fills an empty database where the site wants the example."""

    help = "Bring the database up to date; with EXAMPLE_DATA=1 fill an empty one with the example alliance."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        """Comes back when the site can be served."""
        prepare_database(self.stdout.write)
