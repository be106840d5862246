"""A poll closes in which everybody has voted, and everybody is there: who knows when, and does the talk elsewhere stall?"""

import asyncio
import time

from bench.crowd import until
from bench.figures import Figures
from bench.pace import steady
from bench.stage import FEW, Stage

PER_SECOND = 25.0  # messages in the smaller room, meanwhile
AHEAD = 6.0  # seconds from asking to closing: enough to write the votes
CLOSED = b'"state":"closed"'


async def closing(stage: Stage) -> Figures:
    """Seconds from the announced moment until the last tab was sent the result, and delivery in another room before and meanwhile."""
    room, lines = await stage.room(len(stage.site.sessions))
    small, few = await stage.room(FEW)
    saying = stage.saying(small)
    seconds = stage.seconds(6, 12)
    before = await stage.under(few, saying, lambda load: steady(load, few, PER_SECOND, seconds))
    closes_at = await asyncio.to_thread(stage.site.ask, room.space, AHEAD)
    ahead = closes_at - time.time()
    moment = time.perf_counter() + ahead
    await asyncio.sleep(max(0.0, ahead - seconds / 2))
    found = await stage.under(few, saying, lambda load: steady(load, few, PER_SECOND, seconds))
    await until(lambda: len(told(stage)) >= len(lines), time.perf_counter() + 3)
    arrivals = told(stage)
    return {
        **found,
        "told": len(arrivals),
        "seconds": round(max(arrivals) - moment, 3) if len(arrivals) >= len(lines) else None,
        "p99_before_ms": before["delivery_p99_ms"],
        "p99_times": round(found["delivery_p99_ms"] / before["delivery_p99_ms"], 2),
    }


def told(stage: Stage) -> list[float]:
    """The moments at which sockets were sent the closed poll."""
    return [at for text in stage.crowd.texts.values() if CLOSED in text.raw.replace(b" ", b"") for at in text.arrivals]
