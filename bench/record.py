"""What is kept of a run: all its figures as JSON, and the table in docs/speed.md."""

import json
import os
import platform
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench import table
from bench.machine import OTHER_CORE, SERVER_CORE
from tests.server import HOUSE

PAGE, KEPT = HOUSE / "docs" / "speed.md", HOUSE / "build" / "bench"


@dataclass
class Record:
    """One finished run."""

    results: table.Results
    full: bool
    seconds: int  # that it took
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The lines of the table."""
        return table.lines(self.results)

    @property
    def heading(self) -> str:
        """When, on which code and where, in one line."""
        cores = f"server on core {SERVER_CORE}, generator and engines on core {OTHER_CORE}"
        return f"{self.at:%Y-%m-%d %H:%M} UTC, {_commit()}, {_machine()}; {cores}; {self.seconds} s."

    def keep(self) -> Path:
        """Store everything; the path from the top of the project."""
        content = {
            "at": self.at.isoformat(),
            "commit": _commit(),
            "machine": _machine(),
            "full": self.full,
            "seconds": self.seconds,
            "table": [dict(zip(table.HEAD, line, strict=True)) for line in self.rows],
            "figures": {f"{row} ({engine})": found for (row, engine), found in self.results.items()},
        }
        KEPT.mkdir(parents=True, exist_ok=True)
        path = KEPT / f"{self.at:%Y-%m-%dT%H-%M-%S}.json"
        path.write_text(json.dumps(content, indent=1) + "\n")
        return path.relative_to(HOUSE)

    def write_page(self) -> None:
        """Put the table into docs/speed.md, in place of the last one."""
        PAGE.write_text(table.written_into(PAGE.read_text(), self.heading, self.rows))


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, check=False).stdout.strip() or "no commit"


def _machine() -> str:
    named = (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().split("\n") if line.startswith("model name"))
    return f"{os.cpu_count()} cores of {next(named, platform.machine())}, Python {platform.python_version()}"
