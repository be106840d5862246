"""Acting as if it were earlier: the example alliance has talked for ten days before anybody opens it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from collab import clock


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


@contextmanager
def past() -> Iterator[Past]:
    """A way into the past; whatever happens, the clock is put right afterwards."""
    before = clock.shift(timedelta())
    try:
        yield Past(clock.now())
    finally:
        clock.shift(before)
