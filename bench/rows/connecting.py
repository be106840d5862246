"""Coming in: what a socket costs, and how fast many of them are there and know everything."""

import asyncio
import time

from bench.crowd import until
from bench.figures import Figures, of_spent
from bench.line import Line
from bench.load import Load
from bench.machine import Moment
from bench.stage import EVERYBODY, Stage

WARM = 50  # sockets that are there before memory is looked at
PATIENCE = 30.0  # seconds for a storm


def corridors(stage: Stage) -> dict[int, int | None]:
    """The twenty spaces, from a first page on."""
    return {room.space: None for room in stage.site.corridors}


async def memory(stage: Stage) -> Figures:
    """What the server holds for one more idle socket that watches twenty spaces."""
    stage.close()
    many = 800 if stage.full else 200
    warm = await stage.lines(WARM)
    await stage.crowd.watch(warm, corridors(stage), PATIENCE)
    before = stage.site.memory_bytes()
    lines = (await stage.lines(WARM + many))[WARM:]
    await stage.crowd.watch(lines, corridors(stage), 4 * PATIENCE)
    await asyncio.sleep(1)
    caught_up = sum(line.caught_up >= len(stage.site.corridors) for line in lines)
    grown = stage.site.memory_bytes() - before
    stage.close()
    return {"kb_per_socket": round(grown / many / 1000, 1), "sockets": many, "caught_up": caught_up}


async def connects(stage: Stage) -> Figures:
    """Sockets of signed-in people opened per second, from the first connection to the last hello."""
    stage.close()
    await asyncio.sleep(0.5)  # the server sees them go
    many = EVERYBODY if stage.full else EVERYBODY // 2
    before = Moment.now(stage.site.pid)
    lines = await stage.crowd.open(range(many), PATIENCE)
    spent = before.until(Moment.now(stage.site.pid))
    return {
        "connects_per_second": round(len(lines) / spent.wall),
        "connects_per_cpu_second": round(len(lines) / spent.server),
        "opened": len(lines),
        "asked": many,
        **of_spent(spent),
    }


async def catch_up(stage: Stage) -> Figures:
    """A thousand people come back at once to twenty spaces each: seconds until the last one knows what was said meanwhile."""
    stage.close()
    await asyncio.sleep(0.5)
    wanted = {room.space: room.rev for room in stage.site.corridors}
    stage.crowd.begin(Load([], lambda _line, _key: b""))

    def watch(line: Line) -> None:
        for text in stage.site.watch(wanted):
            line.say(text)

    before = Moment.now(stage.site.pid)
    lines = await stage.crowd.open(range(stage.people), PATIENCE, then=watch)
    deadline = before.wall + PATIENCE
    await until(lambda: all(line.closed or line.caught_up >= len(wanted) for line in lines), deadline)
    spent = before.until(Moment.now(stage.site.pid))
    there = [line for line in lines if line.caught_up >= len(wanted)]
    lost = doubled = 0
    for line in there:
        heard = [key for text in line.heard for key in text.delivered]
        lost += stage.site.missed - len(set(heard))
        doubled += len(heard) - len(set(heard))
    stage.crowd.load = None
    stage.close()
    whole = len(there) == stage.people
    took = stage.crowd.changed_at - before.wall
    return {
        "seconds": round(took, 2) if whole else None,
        "caught_up": len(there),
        "asked": stage.people,
        "clients_per_cpu_second": round(len(there) / spent.server),
        **of_spent(spent),
        "check": {"lost": lost, "doubled": doubled},
    } | ({} if whole else {"happened": f"{len(there):,} of {stage.people:,} caught up in {time.perf_counter() - before.wall:.0f} s"})
