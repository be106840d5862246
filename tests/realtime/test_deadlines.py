"""The clock of a process."""

import asyncio
from datetime import datetime, timedelta

import pytest

from collab import clock
from collab.realtime.deadlines import LONGEST_SLEEP, SHORTEST_SLEEP, Deadlines, run_due


async def test_it_sleeps_until_the_nearest_moment_and_never_long() -> None:
    def in_a_day(moment: datetime) -> datetime:
        return moment + timedelta(days=1)

    def in_half_a_second(moment: datetime) -> datetime:
        return moment + timedelta(seconds=0.5)

    assert await run_due([in_a_day]) == LONGEST_SLEEP
    assert 0.3 < await run_due([in_a_day, in_half_a_second]) <= 0.5
    assert await run_due([lambda moment: None]) == LONGEST_SLEEP


async def test_what_stays_due_does_not_spin() -> None:
    assert await run_due([lambda moment: moment - timedelta(days=1)]) == SHORTEST_SLEEP


async def test_a_job_that_fails_is_logged_and_the_next_one_runs(caplog: pytest.LogCaptureFixture) -> None:
    done = []

    def fails(moment: datetime) -> None:
        raise RuntimeError("the database is away")

    def works(moment: datetime) -> None:
        done.append(moment)

    assert await run_due([fails, works]) == LONGEST_SLEEP
    assert len(done) == 1
    assert "the clock tries again" in caplog.text


class Called:
    """A job that has nothing to do and tells that it was asked."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.moments: asyncio.Queue[datetime] = asyncio.Queue()

    def __call__(self, moment: datetime) -> None:
        self.loop.call_soon_threadsafe(self.moments.put_nowait, moment)


async def test_a_ring_wakes_it_at_once() -> None:
    called, deadlines = Called(), Deadlines()
    task = asyncio.create_task(deadlines.keep([called]))
    await called.moments.get()
    before = called.loop.time()
    deadlines.ring()
    await asyncio.wait_for(called.moments.get(), 1)
    assert called.loop.time() - before < LONGEST_SLEEP / 2
    task.cancel()


async def test_it_notices_what_others_have_set_within_a_second() -> None:
    called = Called()
    task = asyncio.create_task(Deadlines().keep([called]))
    await called.moments.get()
    clock.shift(timedelta(hours=1))
    assert await asyncio.wait_for(called.moments.get(), 2) > clock.now() - timedelta(minutes=1)
    task.cancel()


def test_a_ring_without_a_loop_is_no_error() -> None:
    Deadlines().ring()
