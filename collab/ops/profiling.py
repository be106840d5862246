"""Where the time of a process goes: samples of all its threads, switched on and off while it serves.

SIGUSR1 starts it, SIGUSR1 again stops it and writes a file; with PROFILE=1 it runs from the start to the end.  A hundred
times a second each thread's stack is noted, with the processor time that the thread has spent since the last time.  That
costs a few percent and bends nothing, while a tracing profiler made our code 3 to 13 times slower, unevenly.  The file
holds names of functions and microseconds, no content, in the "folded" format that flame graph viewers read.
"""

import logging
import os
import signal
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from types import FrameType

from django.conf import settings

from collab.logs import short_path

log = logging.getLogger("collab.ops")
EVERY_SECONDS = 0.01
DEEPEST = 200  # frames


class Sampler(threading.Thread):
    """Notes stacks until it is told to stop."""

    def __init__(self) -> None:
        super().__init__(name="sampler", daemon=True)
        self.spent: Counter[str] = Counter()  # nanoseconds of processor time by folded stack
        self._known: dict[int, int] = {}  # by thread of the system: what it had spent when it was last looked at
        self._over = threading.Event()

    def run(self) -> None:
        """Take samples."""
        while not self._over.wait(EVERY_SECONDS):
            frames = sys._current_frames()
            for thread in threading.enumerate():
                if thread is not self and thread.ident in frames and thread.native_id is not None:
                    self._note(thread.name, thread.native_id, frames[thread.ident])

    def stop(self) -> None:
        """Come back when the last sample has been taken."""
        self._over.set()
        self.join()

    def _note(self, name: str, thread: int, frame: FrameType) -> None:
        now = processor_time(thread)
        before = self._known.get(thread, now)
        self._known[thread] = now
        if now > before:
            self.spent[f"{name};{folded(frame)}"] += now - before


def processor_time(thread: int) -> int:
    """Nanoseconds that a thread of this process has run for, as Linux counts them; 0 once it has gone."""
    try:
        return int(Path(f"/proc/self/task/{thread}/schedstat").read_text().split()[0])
    except OSError:
        return 0


def folded(frame: FrameType | None) -> str:
    """A stack as one line, outermost first."""
    names: list[str] = []
    while frame is not None and len(names) < DEEPEST:
        names.append(f"{short_path(frame.f_code.co_filename)}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return ";".join(reversed(names))


class Profile:
    """The switch of this process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._sampler: Sampler | None = None

    @property
    def running(self) -> bool:
        """Whether samples are being taken."""
        return self._sampler is not None

    def arm(self) -> None:
        """Listen to SIGUSR1; with PROFILE=1 start now.  Call on the main thread."""
        signal.signal(signal.SIGUSR1, self._switch)
        if settings.PROFILE:
            self.start()

    def start(self) -> None:
        """Begin to sample every thread."""
        self._sampler = Sampler()
        self._sampler.start()
        log.warning("a profile has begun")

    def stop(self) -> Path | None:
        """Write what was found, the most expensive stack first, and return where; None if nothing was running."""
        if self._sampler is None:
            return None
        sampler, self._sampler = self._sampler, None
        sampler.stop()
        folder = Path(settings.PROFILES_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / f"{self.name}-{os.getpid()}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}.folded"
        path.write_text("".join(f"{stack} {spent // 1000}\n" for stack, spent in sampler.spent.most_common()))
        log.warning("a profile has been written")
        return path

    def _switch(self, number: int, frame: FrameType | None) -> None:
        if self.running:
            self.stop()
        else:
            self.start()
