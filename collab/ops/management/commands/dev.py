"""`manage.py dev`: the site, started again whenever its code changes, beside a front-end build that watches."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from collab.ops.children import Children

HOUSE: Path = settings.HOUSE
WATCHED = ("collab", "groups", "discussions")
BUILT = HOUSE / "frontend" / "dist" / ".vite" / "manifest.json"  # the names that the page refers to
SUFFIXES = {".py", ".html", ".mo", ".json", ".txt"}
LOOK_EVERY_SECONDS = 0.5


class Command(BaseCommand):
    """Runs two children: the server and the front-end build."""

    help = "Serve the site and reload on change."
    requires_system_checks = ()

    def handle(self, **options: Any) -> None:
        """Run until SIGTERM or Ctrl-C; both children end with this process."""
        over = Event()
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, lambda *_: over.set())
        children = Children()
        serve = [sys.executable, "manage.py", "serve", "--prepare"]
        environment = os.environ | {"DEBUG": "1"}
        try:
            children.start("front end", ["npx", "vite", "build", "--watch", "--mode", "development"], folder=HOUSE / "frontend")
            children.start("server", serve, folder=HOUSE, environment=environment)
            before = dict(stamps())
            while not over.wait(LOOK_EVERY_SECONDS):
                now = dict(stamps())
                if now != before:
                    before = now
                    self.stdout.write("Code has changed: starting the server again")
                    children.start("server", serve, folder=HOUSE, environment=environment)
        finally:
            children.stop()


def stamps() -> Iterator[tuple[str, int]]:
    """Every file whose change matters to the server, with the time of its last change in nanoseconds."""
    if BUILT.exists():
        yield str(BUILT), BUILT.stat().st_mtime_ns
    for folder in WATCHED:
        for path in (HOUSE / folder).rglob("*"):
            if path.suffix in SUFFIXES and "__pycache__" not in path.parts:
                yield str(path), path.stat().st_mtime_ns
