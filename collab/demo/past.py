"""Acting as if it were earlier: the example alliance has talked for ten days before anybody opens it."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from collab import clock

_SPAN = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?")

Event = tuple[timedelta, Callable[[], object]]  # how long before loading, and what happens


def span(text: str) -> timedelta:
    """`1d4h30m` as a duration.  Raises ValueError."""
    found = _SPAN.fullmatch(text)
    if not text or found is None:
        raise ValueError(f"not a duration: {text!r}")
    days, hours, minutes = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes)


class Past:
    """Sets this process's clock to moments before `loaded` (UTC), and back."""

    def __init__(self, loaded: datetime) -> None:
        self.loaded = loaded

    def before(self, ago: timedelta) -> datetime:
        """The moment that lay `ago` before loading."""
        return self.loaded - ago

    def go(self, ago: timedelta) -> None:
        """From here on it is `ago` before loading; the clock runs on from there."""
        clock.shift(timedelta())
        clock.shift(self.before(ago) - clock.now())

    def live(self, events: Iterable[Event]) -> None:
        """Let everything happen, the oldest first; what happens at one moment, in the order given."""
        for ago, happen in sorted(events, key=lambda event: -event[0]):
            self.go(ago)
            happen()


@contextmanager
def past() -> Iterator[Past]:
    """A way into the past; whatever happens, the clock is put right afterwards."""
    before = clock.shift(timedelta())
    try:
        yield Past(clock.now())
    finally:
        clock.shift(before)
