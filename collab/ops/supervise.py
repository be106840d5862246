"""The worker as a child of the serving process: started once the site serves, started again when it falls."""

import logging
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from django.conf import settings

from collab.ops.children import GRACE_SECONDS, Children

log = logging.getLogger("collab.ops")
NAME = "worker"
LOOK_EVERY_SECONDS = 0.2
PAUSES = (1.0, 2.0, 5.0, 15.0, 60.0)  # seconds before the first, second … start after a fall
STEADY_SECONDS = 60.0  # a worker that ran for so long is well: the pauses begin anew


class Supervisor:
    """Keeps one worker running."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command, self._children = command, Children()
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="supervisor", daemon=True)

    def start(self) -> None:
        """Start the worker, and keep it running.  Comes back at once."""
        self._keeper.start()

    def leave(self) -> None:
        """Ask the worker to end, and start it no more.  Comes back at once."""
        self._leaving.set()

    def join(self) -> None:
        """Come back when the worker has ended; it is made to after GRACE_SECONDS."""
        self.leave()
        if self._keeper.is_alive():
            self._keeper.join(GRACE_SECONDS + 1)

    def _keep(self) -> None:
        falls = 0
        try:
            while not self._leaving.is_set():
                started_at = monotonic()
                self._children.start(NAME, self._command, folder=settings.HOUSE)
                while not self._leaving.wait(LOOK_EVERY_SECONDS) and not self._children.ended(NAME):
                    pass
                if self._leaving.is_set():
                    return
                falls = 0 if monotonic() - started_at > STEADY_SECONDS else falls
                pause = PAUSES[min(falls, len(PAUSES) - 1)]
                falls += 1
                log.warning("the worker has fallen; it starts again in %d s", pause)
                self._leaving.wait(pause)
        finally:
            self._children.stop()


@contextmanager
def worker_child(wanted: bool) -> Iterator[Supervisor | None]:
    """A supervisor for the block, to be started when the site serves; its worker ends with the block.  None if not wanted."""
    if not wanted:
        yield None
        return
    supervisor = Supervisor([sys.executable, "manage.py", "work", "--parent", str(os.getpid())])
    try:
        yield supervisor
    finally:
        supervisor.join()
