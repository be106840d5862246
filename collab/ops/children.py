"""Processes that belong to this one, and end with it."""

import os
import signal
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

GRACE_SECONDS = 8.0  # between asking a child to end and making it


class Child:
    """A running process with a process group of its own: Ctrl-C reaches its parent alone, and its own children end with it."""

    def __init__(
        self, command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None, handed: Sequence[int] = ()
    ) -> None:
        """`handed`: open files that it gets, under the same numbers."""
        self.started_at = monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - commands are written in this project
            command, cwd=folder, start_new_session=True, stdin=subprocess.DEVNULL, env=environment, pass_fds=handed
        )

    @property
    def pid(self) -> int:
        """Its number."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def tell(self, what: signal.Signals) -> None:
        """Send a signal to it and its children."""
        with suppress(ProcessLookupError):  # it ended meanwhile
            os.killpg(self._process.pid, what)

    def wait(self, seconds: float | None = None) -> bool:
        """Whether it has ended, at the latest after so many seconds."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


def stop(leaving: Iterable[Child], seconds: float = GRACE_SECONDS) -> None:
    """Ask children to end, all at once; after so many seconds make them.  Comes back when they have ended."""
    children = list(leaving)
    for child in children:
        child.tell(signal.SIGTERM)
    deadline = monotonic() + seconds
    for child in children:
        if not child.wait(max(0.0, deadline - monotonic())):
            child.tell(signal.SIGKILL)
            child.wait()


class Children:
    """Children by name."""

    def __init__(self) -> None:
        self._running: dict[str, Child] = {}

    def start(self, name: str, command: Sequence[str], *, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        """Start a child, after ending the one of the same name."""
        self.stop(name)
        self._running[name] = Child(command, folder=folder, environment=environment)

    def ended(self, name: str) -> bool:
        """Whether the child has ended by itself, or was never started."""
        return name not in self._running or self._running[name].ended

    def stop(self, *names: str) -> None:
        """Ask these children to end, all of them if none is named; after GRACE_SECONDS make them.  Comes back when they have ended."""
        stop([self._running.pop(name) for name in names or list(self._running) if name in self._running], GRACE_SECONDS)
