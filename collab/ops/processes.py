"""Several serving processes on one machine: one that holds the port and looks after the others.

The children share the listening sockets, so whoever is free takes the next connection, and one that leaves loses none.
SIGTERM ends all in order, SIGHUP replaces them one after the other: the new one serves before the old one leaves.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic, sleep

from collab.ops.supervise import Supervisor

GRACE_SECONDS = 10.0  # between asking a child to end and making it
PAUSE_SECONDS = 1.0  # before a child that ended by itself is started again
START_SECONDS = 60.0  # for a replacement to say that it serves
READY = b"R"


@dataclass(slots=True)
class Child:
    """One serving process."""

    process: "subprocess.Popen[bytes]"
    ready: int  # the reading end of a pipe on which it says READY
    serves: bool = False
    started_at: float = field(default_factory=monotonic)

    def hear(self) -> None:
        """Note whether it has said that it serves."""
        if not self.serves:
            with suppress(BlockingIOError):
                self.serves = os.read(self.ready, 1) == READY

    def let_go(self) -> None:
        """Close our end of its pipe."""
        os.close(self.ready)


class Processes:
    """Keeps `count` children serving on `sockets` until told to end."""

    def __init__(self, count: int, sockets: Sequence[socket.socket], say: Callable[[str], object], worker: Supervisor | None) -> None:
        self.count, self.sockets, self.say, self.worker = count, sockets, say, worker
        self.children: list[Child] = []
        self.ending = self.replacing = self.said = False

    def run(self) -> None:
        """Look after the children.  Comes back when all have ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        signal.signal(signal.SIGHUP, self._replace)
        self.children = [self._start(number) for number in range(self.count)]
        while not self.ending:
            sleep(0.1)
            self._look_after()
            if self.replacing and not self.ending:
                self.replacing = False
                self._replace_all()
        if self.worker is not None:
            self.worker.leave()
        self._stop(self.children)

    def _end(self, *_: object) -> None:
        self.ending = True

    def _replace(self, *_: object) -> None:
        self.replacing = True

    def _start(self, number: int) -> Child:
        ours, theirs = os.pipe()
        os.set_blocking(ours, False)
        fds = [each.fileno() for each in self.sockets]
        command = [sys.executable, sys.argv[0], "serve", "--listening", ",".join(map(str, fds))]
        command += ["--ready", str(theirs), "--number", str(number)]
        # A session of its own: Ctrl-C reaches us alone, and we tell the children in order.
        process = subprocess.Popen(command, pass_fds=[*fds, theirs], start_new_session=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own command line again
        os.close(theirs)
        return Child(process, ours)

    def _look_after(self) -> None:
        """Start anew what ended by itself; say once that all serve."""
        for number, child in enumerate(self.children):
            child.hear()
            if child.process.poll() is None:
                continue
            child.let_go()
            self.say(f"A serving process ended with {child.process.returncode}; another one is started.")
            sleep(max(0.0, PAUSE_SECONDS - (monotonic() - child.started_at)))
            self.children[number] = self._start(number)
        if not self.said and all(child.serves for child in self.children):
            self.said = True
            self.say("")
            if self.worker is not None:
                self.worker.start()

    def _replace_all(self) -> None:
        for number, old in enumerate(self.children):
            new = self._start(number)
            deadline = monotonic() + START_SECONDS
            while not new.serves and new.process.poll() is None and monotonic() < deadline and not self.ending:
                sleep(0.05)
                new.hear()
            if not new.serves:
                self.say("A new serving process did not come up; the old ones go on.")
                self._stop([new])
                return
            self.children[number] = new
            self._stop([old])

    def _stop(self, leaving: Sequence[Child]) -> None:
        """Ask these to end, make them after GRACE_SECONDS, and wait."""
        for child in leaving:
            with suppress(ProcessLookupError):
                child.process.terminate()
        deadline = monotonic() + GRACE_SECONDS
        for child in leaving:
            try:
                child.process.wait(max(0.0, deadline - monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
            child.let_go()
