"""`manage.py export_schema`: the API's description, for the snapshot and the types of the front end."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

SNAPSHOT = Path(__file__).resolve().parents[3] / "api" / "openapi.json"


class Command(BaseCommand):
    """Writes or compares the OpenAPI snapshot."""

    help = "Write the OpenAPI snapshot, or with --check compare it."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail if the snapshot is not what the code says")

    def handle(self, **options: Any) -> None:
        """Write the snapshot, or exit with 1 if it is old."""
        from collab.urls import api

        schema = json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"
        if not options["check"]:
            SNAPSHOT.write_text(schema, encoding="utf-8")
        elif not SNAPSHOT.exists() or SNAPSHOT.read_text(encoding="utf-8") != schema:
            self.stderr.write("The OpenAPI snapshot is old: run `make schema` and commit what it changes.")
            sys.exit(1)
