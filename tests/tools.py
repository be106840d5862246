"""`python -m tests.tools`: Chromium, Redis, PostgreSQL and nginx, found or brought.

What is missing is installed with apt-get where this user may; else one line says which tests cannot
run, and the exit status is 1 unless ALLOW_MISSING=1.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tool:
    """A program of the machine that tests need."""

    name: str
    package: str  # Debian's
    commands: tuple[str, ...]  # any of them will do
    tests: str

    def path(self) -> str | None:
        """Where it is, or None."""
        return next(filter(None, map(_find, self.commands)), None)


CHROMIUM = Tool("Chromium", "chromium", ("chromium", "chromium-browser", "google-chrome"), "tests/e2e")
REDIS = Tool("Redis", "redis-server", ("redis-server",), "tests marked `engine`")
POSTGRES = Tool("PostgreSQL", "postgresql", ("initdb",), "tests marked `engine`")
NGINX = Tool("nginx", "nginx-light", ("nginx",), "tests/fault/test_proxy.py")
TOOLS = (CHROMIUM, REDIS, POSTGRES, NGINX)


def allowed_to_miss() -> bool:
    """Whether tests that lack a tool are left out rather than failed."""
    return os.environ.get("ALLOW_MISSING") == "1"


def main() -> int:
    """0 if everything is there in the end, or may be missing."""
    missing = [each for each in TOOLS if each.path() is None]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"· Installing {', '.join(each.name for each in missing)}", flush=True)
        install([each.package for each in missing])
        missing = [each for each in TOOLS if each.path() is None]
    for each in missing:
        print(f"{each.name} is missing, so {each.tests} cannot run: install the Debian package {each.package}.", file=sys.stderr)
    return 1 if missing and not allowed_to_miss() else 0


def install(packages: list[str]) -> None:
    """Ask apt-get.  Its words are shown only if it fails; what is still missing then is the caller's to say."""
    quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        run = subprocess.run(
            ["apt-get", "-q", *command], env=quietly, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        if run.returncode:
            print(run.stdout[-2000:], run.stderr[-2000:], file=sys.stderr)


def _find(command: str) -> str | None:
    # Debian keeps PostgreSQL's own programs out of the PATH, beside one another.
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{command}"), key=lambda path: float(path.parts[-3]))
    return str(versions[-1]) if versions else shutil.which(command) or shutil.which(command, path="/usr/sbin")


if __name__ == "__main__":
    sys.exit(main())
