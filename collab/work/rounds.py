"""The worker's own clock: what it looks for by itself, whether or not anybody told it."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event

from collab import metrics
from collab.work.registry import with_connection

log = logging.getLogger("collab.work")
leaving = Event()  # set when this worker is to end: long work looks at it between two pieces


@dataclass(frozen=True, slots=True)
class Round:
    """Something to do again and again.  Safe to repeat, and safe in several workers at once."""

    name: str
    work: Callable[[], object]
    every: float  # seconds between two beginnings, at least


def keep(rounds: Sequence[Round], over: Event = leaving) -> None:
    """Do each round at its time, the first time at once, until `over`.  One that fails is logged and comes again."""
    due = {each.name: time.monotonic() for each in rounds}
    while not over.is_set():
        for each in rounds:
            if due[each.name] <= time.monotonic() and not over.is_set():
                due[each.name] = time.monotonic() + each.every
                try:
                    with_connection(each.work)
                except Exception:
                    metrics.ROUNDS_FAILED.inc()
                    log.exception("a round of the worker failed: %s", each.name)
        over.wait(max(0.0, min(due.values()) - time.monotonic()))
