"""Children that are to run for as long as this process does: started again when they fall, with growing pauses."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from django.conf import settings

from collab.ops import lifeline
from collab.ops.children import GRACE_SECONDS, Child, stop

log = logging.getLogger("collab.ops")
LOOK_EVERY_SECONDS = 0.1
PAUSES = (0.0, 1.0, 2.0, 5.0, 15.0, 60.0)  # seconds before the first, second … start after a fall
STEADY_SECONDS = 60.0  # a child that ran for so long is well: the pauses begin anew


class Kept:
    """One child that is kept running by whoever looks after it."""

    def __init__(self, name: str, start: Callable[[], Child]) -> None:
        """`name` is for the log."""
        self.name, self._start = name, start
        self.child: Child | None = None
        self._falls, self._due_at = 0, 0.0

    def look(self) -> None:
        """Start it, if its time has come; see whether it has fallen.  Never waits."""
        if self.child is None:
            if monotonic() >= self._due_at:
                self.child = self._start()
        elif self.child.ended:
            self._falls = 0 if monotonic() - self.child.started_at > STEADY_SECONDS else self._falls
            pause = PAUSES[min(self._falls, len(PAUSES) - 1)]
            self._falls += 1
            self.child, self._due_at = None, monotonic() + pause
            log.warning("the %s has fallen; it starts again in %d s", self.name, pause)


def kept_worker() -> Kept:
    """The worker of this site, as a child of this process."""

    def start() -> Child:
        line = lifeline.reading_end()
        return Child([sys.executable, "manage.py", "work", "--lifeline", str(line)], folder=settings.HOUSE, handed=[line])

    return Kept("worker", start)


class Supervisor:
    """A thread that looks after one child, beside a main thread that serves."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the child, and keep it running.  Comes back at once."""
        self._keeper.start()

    def leave(self) -> None:
        """Ask the child to end, and start it no more.  Comes back at once."""
        self._leaving.set()

    def join(self) -> None:
        """Come back when the child has ended; it is made to after GRACE_SECONDS."""
        self.leave()
        if self._keeper.is_alive():
            self._keeper.join(GRACE_SECONDS + 1)

    def _keep(self) -> None:
        try:
            while not self._leaving.is_set():
                self._kept.look()
                self._leaving.wait(LOOK_EVERY_SECONDS)
        finally:
            stop([self._kept.child] if self._kept.child is not None else [])


@contextmanager
def supervised(kept: Kept | None) -> Iterator[Supervisor | None]:
    """A supervisor for the block, to be started when the site serves; its child ends with the block.  None for nobody."""
    if kept is None:
        yield None
        return
    supervisor = Supervisor(kept)
    try:
        yield supervisor
    finally:
        supervisor.join()
