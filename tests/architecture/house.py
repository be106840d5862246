"""The files of the project, as git knows them."""

import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent.parent
GENERATED = ("/migrations/", "frontend/src/wire/schema/", "openapi.json")


@cache
def tracked() -> tuple[str, ...]:
    """Every file that is committed, or new and not ignored; paths from the top of the house."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=True).stdout.split("\n")
    return tuple(sorted(name for name in set(listed) if name and (HOUSE / name).is_file()))


def sources(*suffixes: str, under: tuple[str, ...] = ("",)) -> Iterator[tuple[str, str]]:
    """Name and text of the files with one of these suffixes, written by hand."""
    for name in tracked():
        if name.endswith(suffixes) and name.startswith(under) and not any(part in name for part in GENERATED):
            yield name, (HOUSE / name).read_text(encoding="utf-8")
