"""The ways in which a load comes: at a steady pace, so many under way at once, one after the other."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from itertools import cycle

from bench.crowd import until
from bench.line import Line
from bench.load import Load

STUCK = 5.0  # seconds without any arrival: what is missing then does not come
LONGEST = 60.0  # seconds that what is under way may take to come back
TOO_EARLY = 0.05  # seconds until a writer whose message was refused writes again


def in_turn(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines that are open, over and over: no one of them sends more than the server allows a person."""
    for line in cycle(lines):
        if not line.closed:
            yield line
        elif all(each.closed for each in lines):
            raise ConnectionError(f"every writer's socket was closed, the last with {line.closed}")


async def steady(load: Load, writers: Sequence[Line], per_second: float, seconds: float) -> None:
    """Post at a steady pace, whatever is still under way."""
    turn, begun = in_turn(writers), time.perf_counter()
    for number in range(round(per_second * seconds)):
        if (early := begun + number / per_second - time.perf_counter()) > 0:
            await asyncio.sleep(early)
        elif number % 50 == 0:
            await asyncio.sleep(0)  # behind: let arrivals in all the same
        load.post(next(turn))


async def under_way(load: Load, writers: Sequence[Line], many: int, seconds: float) -> None:
    """Keep so many messages under way: the next one goes when one was answered and its author has the copy."""
    loop, turn, over = asyncio.get_running_loop(), in_turn(writers), time.perf_counter() + seconds
    left = many

    def again(key: bytes) -> None:
        nonlocal left
        if time.perf_counter() >= over:
            left -= 1
        elif key in load.refused:
            loop.call_later(TOO_EARLY, load.post, next(turn))
        else:
            load.post(next(turn))

    load.when_done = again
    for _ in range(many):
        load.post(next(turn))
    await until(lambda: not left or time.perf_counter() > max(over, load.changed_at + STUCK), over + LONGEST)
    load.when_done = None


async def one_by_one(load: Load, writers: Sequence[Line], seconds: float) -> None:
    """Post the next message when the last one has reached everybody, so that each travels in a frame of its own."""
    turn, over = in_turn(writers), time.perf_counter() + seconds
    arrived = asyncio.Event()
    load.when_everywhere = lambda _text: arrived.set()
    while time.perf_counter() < over:
        arrived.clear()
        load.post(next(turn))
        try:
            await asyncio.wait_for(arrived.wait(), STUCK)
        except TimeoutError:
            break
    load.when_everywhere = None


async def settle(load: Load, seconds: float) -> None:
    """Wait until everything has arrived; give up when nothing comes any more, or after so many seconds."""
    deadline = time.perf_counter() + seconds
    await until(lambda: load.is_whole() or time.perf_counter() - load.changed_at > STUCK, deadline)
