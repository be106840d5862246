"""How many deliveries a second of the server's processor time buys, and how long each takes.

A delivery is one new message that reached one socket.  Every message is durable before it is delivered.
"""

from functools import partial

from bench.figures import Figures
from bench.pace import one_by_one, steady, under_way
from bench.stage import EVERYBODY, FEW, Stage

MOST_UNDER_WAY = (64, 256, 512)  # messages; tried from below until deliveries take too long
LONGEST_P99_MS = 1000.0
PER_CPU = "deliveries_per_cpu_second"
HOT = 64  # messages under way


async def one_event_per_frame(stage: Stage, people: int) -> Figures:
    """One message after the other, each delivered to all before the next is posted."""
    room, lines = await stage.room(people)
    return await stage.under(lines, stage.saying(room), lambda load: one_by_one(load, lines, stage.seconds(4, 10)))


async def most(stage: Stage, people: int) -> Figures:
    """As many messages under way as go with a p99 of a second; events may share frames."""
    room, lines = await stage.room(people)
    best: Figures = {}
    for many in MOST_UNDER_WAY:
        found = await stage.under(lines, stage.saying(room), partial(under_way, writers=lines, many=many, seconds=stage.seconds(2, 5)))
        too_slow = (found["delivery_p99_ms"] or 0) > LONGEST_P99_MS
        wrong = found["check"]
        if not best or (not too_slow and found[PER_CPU] > best[PER_CPU]):
            best = {**found, "under_way": many}
        if too_slow or wrong["lost"] or wrong["closed"]:
            break
    return best


async def hot(stage: Stage) -> Figures:
    """A thousand people, 64 messages under way."""
    room, lines = await stage.room(EVERYBODY)
    return await stage.under(lines, stage.saying(room), lambda load: under_way(load, lines, HOT, stage.seconds(4, 10)))


async def at_pace(stage: Stage, people: int, messages_per_second: float) -> Figures:
    """A steady pace, whatever is still under way."""
    room, lines = await stage.room(people)
    return await stage.under(lines, stage.saying(room), lambda load: steady(load, lines, messages_per_second, stage.seconds(4, 15)))


async def delivery_200(stage: Stage) -> Figures:
    """One event per frame, 200 people."""
    return await one_event_per_frame(stage, FEW)


async def delivery_1000(stage: Stage) -> Figures:
    """One event per frame, 1,000 people."""
    return await one_event_per_frame(stage, EVERYBODY)


async def most_200(stage: Stage) -> Figures:
    """Most deliveries with p99 up to a second, 200 people."""
    return await most(stage, FEW)


async def most_1000(stage: Stage) -> Figures:
    """Most deliveries with p99 up to a second, 1,000 people."""
    return await most(stage, EVERYBODY)


async def quiet(stage: Stage) -> Figures:
    """Ten messages a second to 200 people."""
    return await at_pace(stage, FEW, 10)


async def steady_200(stage: Stage) -> Figures:
    """5,000 deliveries a second in a room of 200."""
    return await at_pace(stage, FEW, 25)


async def steady_1000(stage: Stage) -> Figures:
    """5,000 deliveries a second in a room of 1,000."""
    return await at_pace(stage, EVERYBODY, 5)


async def steady_50k(stage: Stage) -> Figures:
    """50,000 deliveries a second in a room of 1,000."""
    return await at_pace(stage, EVERYBODY, 50)
