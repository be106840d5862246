"""The clock of one process: what is due is done at its second, whether or not anybody is online.

Each job does everything that is due, claims it so that no other process does it too, and says what
comes next.  The clock sleeps until then, and at most for a second: another process may have set
something sooner.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from collab import clock, metrics
from collab.realtime.lanes import writing

log = logging.getLogger("collab.realtime")
DueJob = Callable[[datetime], datetime | None]  # does what is due at that moment (UTC), returns the next one
LONGEST_SLEEP = 1.0  # seconds
SHORTEST_SLEEP = 0.02  # a job that fails to do what is due must not spin


class Deadlines:
    """The clock.  Lives on one event loop."""

    def __init__(self) -> None:
        self.loop: asyncio.AbstractEventLoop | None = None
        self.rung = asyncio.Event()

    async def keep(self, jobs: Sequence[DueJob]) -> None:
        """Run jobs when they are due, until cancelled."""
        self.loop, self.rung = asyncio.get_running_loop(), asyncio.Event()
        expected: dict[DueJob, datetime] = {}
        while True:
            self.rung.clear()
            sleep = await run_due(jobs, expected)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.rung.wait(), sleep)

    def ring(self) -> None:
        """Look again at once, from any thread.  Without a serving loop nothing happens."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.rung.set)


deadlines = Deadlines()


async def run_due(jobs: Sequence[DueJob], expected: dict[DueJob, datetime] | None = None) -> float:
    """Do what is due now, and return how long to sleep, in seconds.  A job that fails is logged and does not stop the others.

    `expected`: by job, the moment that it named last; from one call to the next, so that lateness is measured.
    """
    sleep = LONGEST_SLEEP
    expected = {} if expected is None else expected
    for job in jobs:
        begun = clock.now()
        if job in expected and begun >= expected[job]:
            metrics.DUE_LAG.observe((begun - expected.pop(job)).total_seconds())
        try:
            upcoming = await writing(job, begun)
        except Exception:
            metrics.DUE_FAILED.inc()
            log.exception("something that was due could not be done; the clock tries again")
            continue
        if upcoming is None:
            expected.pop(job, None)
        else:
            expected[job] = upcoming
            sleep = min(sleep, (upcoming - clock.now()).total_seconds())
    return max(SHORTEST_SLEEP, sleep)


def ring_clock_after_commit() -> None:
    """Tell the clock of this process that something may be due sooner than it knows.  Part of the caller's transaction."""

    def tell() -> None:  # a def: Django logs its __qualname__ when it fails, which a bound method's wrapper may lack
        deadlines.ring()

    transaction.on_commit(tell, robust=True)
