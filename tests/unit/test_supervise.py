"""A child that falls again and again is started at growing pauses, and one that ran well at once."""

from itertools import pairwise

import pytest

from collab.ops import supervise
from collab.ops.supervise import PAUSES, STEADY_SECONDS, Kept


class Time:
    """A clock that the test moves on."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Short:
    """A child that ends when the test says so."""

    def __init__(self, started_at: float) -> None:
        self.started_at, self.ended = started_at, False


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    time = Time()
    monkeypatch.setattr(supervise, "monotonic", time)
    return time


def looked_after(kept: Kept, time: Time, seconds: float) -> None:
    """Look ten times a second, for so long."""
    for _ in range(round(seconds * 10)):
        time.now += 0.1
        kept.look()


def test_one_that_cannot_start_does_not_spin(time: Time) -> None:
    starts: list[float] = []

    def start() -> Short:
        starts.append(time.now)
        child = Short(time.now)
        child.ended = True
        return child

    kept = Kept("example", start)  # type: ignore[arg-type]  # as much of a child as is looked at
    looked_after(kept, time, 300)
    pauses = [later - earlier for earlier, later in pairwise(starts)]
    assert [round(each) for each in pauses[:7]] == [0, 1, 2, 5, 15, 60, 60]
    assert len(starts) == len(PAUSES) + 4


def test_one_that_ran_well_is_started_again_at_once(time: Time) -> None:
    made: list[Short] = []

    def start() -> Short:
        made.append(Short(time.now))
        return made[-1]

    kept = Kept("example", start)  # type: ignore[arg-type]  # see above
    for _ in range(4):
        looked_after(kept, time, STEADY_SECONDS + 1)
        made[-1].ended = True
        fell_at = time.now
        looked_after(kept, time, 0.5)
        assert made[-1].started_at - fell_at < 0.3
    assert len(made) == 5
