"""Processes that belong to this one, and end with it."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

GRACE_SECONDS = 8.0  # between asking a child to end and making it


class Children:
    """Named child processes, each with a process group of its own, so that grandchildren end as well."""

    def __init__(self) -> None:
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start a child, after ending the one of the same name."""
        self.stop(name)
        self._running[name] = subprocess.Popen(  # noqa: S603 - commands are written in this project
            command, cwd=folder, start_new_session=True, stdin=subprocess.DEVNULL, env=environment
        )

    def ended(self, name: str) -> bool:
        """Whether the child has ended by itself, or was never started."""
        child = self._running.get(name)
        return child is None or child.poll() is not None

    def stop(self, *names: str) -> None:
        """Ask these children to end, all of them if none is named; after GRACE_SECONDS make them.  Comes back when they have ended."""
        leaving = {name: self._running.pop(name) for name in names or list(self._running) if name in self._running}
        for child in leaving.values():
            _tell(child, signal.SIGTERM)
        deadline = monotonic() + GRACE_SECONDS
        for child in leaving.values():
            try:
                child.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                _tell(child, signal.SIGKILL)
                child.wait()


def _tell(child: subprocess.Popen[bytes], what: signal.Signals) -> None:
    with suppress(ProcessLookupError):  # it ended meanwhile
        os.killpg(child.pid, what)
