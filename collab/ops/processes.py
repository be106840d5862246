"""Several serving processes on one machine: one that holds the port and looks after the others.

The children share the listening sockets, so whoever is free takes the next connection, and one that leaves loses none.
SIGTERM ends all in order, SIGHUP replaces them one after the other: the new one serves before the old one leaves.
What this process started ends with it, even when it is killed (lifeline.py).
"""

import os
import signal
import socket
import sys
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic, sleep

from django.conf import settings

from collab.ops import lifeline
from collab.ops.children import Child, stop
from collab.ops.supervise import LOOK_EVERY_SECONDS, Kept

GRACE_SECONDS = 9.5  # between asking a child to end and making it; it makes itself a little earlier (serve.py)
START_SECONDS = 60.0  # for a successor to say that it serves


class Serving(Child):
    """One serving process."""

    serves = False
    asked_at: float | None = None  # when it was told to end

    def __init__(self, number: int, sockets: Sequence[socket.socket], ready: int) -> None:
        """`ready`: where it says that it serves, by its number among processes, in a line."""
        fds, line = [each.fileno() for each in sockets], lifeline.reading_end()
        command = [sys.executable, "manage.py", "serve", "--listening", ",".join(map(str, fds)), "--number", str(number)]
        command += ["--ready", str(ready), "--lifeline", str(line)]
        super().__init__(command, folder=settings.HOUSE, handed=[*fds, ready, line])


class Processes:
    """Keeps `count` children serving on `sockets`, and a worker where one is wanted, until told to end."""

    def __init__(self, count: int, sockets: Sequence[socket.socket], say: Callable[[str], object], worker: Kept | None) -> None:
        """`say` is given lines for the operator; an empty one when all serve for the first time."""
        self._say, self._worker = say, worker
        self._heard, ready = os.pipe()
        os.set_blocking(self._heard, False)
        self._start = partial(Serving, sockets=sockets, ready=ready)
        self._places = [Kept(f"serving process {number}", partial(self._start, number)) for number in range(count)]
        self._to_replace: deque[int] = deque()
        self._successor: tuple[int, Serving] | None = None  # of which place, and who is to take it
        self._leaving: list[Serving] = []
        self._over = self._said = False

    def run(self) -> None:
        """Look after the children.  Comes back when all have ended."""
        for each in (signal.SIGTERM, signal.SIGINT):
            signal.signal(each, self._end)
        signal.signal(signal.SIGHUP, self._begin_replacing)
        while not self._over:
            self._look()
            sleep(LOOK_EVERY_SECONDS)  # no Event: a signal's handler must not wait for a lock that this thread holds
        worker = [self._worker.child] if self._worker is not None and self._worker.child is not None else []
        stop([*self._serving(), *self._leaving, *worker], GRACE_SECONDS)

    def _end(self, *_: object) -> None:
        self._over = True

    def _begin_replacing(self, *_: object) -> None:
        self._to_replace = deque(range(len(self._places)))

    def _serving(self) -> list[Serving]:
        """All who serve or are about to."""
        found = [place.child for place in self._places if isinstance(place.child, Serving)]
        return [*found, self._successor[1]] if self._successor else found

    def _look(self) -> None:
        """One look at everything.  Never waits, so that a signal is obeyed at once."""
        for place in self._places:
            place.look()
        self._hear()
        self._see_off()
        self._replace()
        if not self._said and all(child.serves for child in self._serving()) and len(self._serving()) == len(self._places):
            self._said = True
            self._say("")
        if self._said and self._worker is not None:
            self._worker.look()

    def _hear(self) -> None:
        """Note who has said that it serves."""
        with suppress(BlockingIOError):
            said = set(os.read(self._heard, 65536).split())
            for child in self._serving():
                child.serves |= str(child.pid).encode() in said

    def _replace(self) -> None:
        """One step of a replacement: at most one more process than there are places at a time."""
        if self._successor is None:
            if self._to_replace and not self._leaving:
                number = self._to_replace.popleft()
                self._successor = number, self._start(number)
            return
        number, successor = self._successor
        if successor.serves:
            place, self._successor = self._places[number], None
            if isinstance(place.child, Serving):
                self._ask(place.child)
            place.child = successor
        elif successor.ended or monotonic() - successor.started_at > START_SECONDS:
            self._say("A new serving process did not come up; the old ones go on.")
            self._successor = None
            self._to_replace.clear()
            self._ask(successor)

    def _ask(self, child: Serving) -> None:
        """Tell one to end; it is seen off by later looks."""
        child.tell(signal.SIGTERM)
        child.asked_at = monotonic()
        self._leaving.append(child)

    def _see_off(self) -> None:
        for child in self._leaving:
            if child.asked_at is not None and monotonic() - child.asked_at > GRACE_SECONDS:
                child.tell(signal.SIGKILL)
        self._leaving = [child for child in self._leaving if not child.ended]
