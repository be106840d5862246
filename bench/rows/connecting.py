"""Coming in: what a socket costs, and how fast many of them are there and know everything."""

import asyncio

from bench.crowd import until
from bench.figures import Figures, of_spent
from bench.line import Line
from bench.load import Load
from bench.machine import Meter
from bench.stage import EVERYBODY, Stage

WARM = 50  # sockets that are there before memory is looked at
PATIENCE = 15.0  # seconds for a storm; four times that where there is time


def corridors(stage: Stage) -> dict[int, int | None]:
    """The twenty spaces, each from the number on that those know who missed what was seeded last."""
    return {room.space: room.rev for room in stage.site.corridors}


async def memory(stage: Stage) -> Figures:
    """What the server holds for one more idle socket that watches twenty spaces."""
    stage.close()
    many = 800 if stage.full else 100
    warm = await stage.lines(WARM)
    await stage.crowd.watch(warm, corridors(stage), 4 * PATIENCE)
    before = stage.site.memory_bytes()
    lines = (await stage.lines(WARM + many))[WARM:]
    await stage.crowd.watch(lines, corridors(stage), 4 * PATIENCE)
    await asyncio.sleep(1)
    caught_up = sum(line.caught_up >= len(stage.site.corridors) for line in lines)
    grown = stage.site.memory_bytes() - before
    stage.close()
    return {"kb_per_socket": round(grown / many / 1000, 1), "sockets": many, **partly(caught_up, many, "caught up", "caught_up")}


async def connects(stage: Stage) -> Figures:
    """Sockets of signed-in people opened per second, from the first connection to the last hello."""
    stage.close()
    await asyncio.sleep(0.5)  # the server sees them go
    many = EVERYBODY if stage.full else EVERYBODY // 2
    meter = Meter(stage.site.pid)
    lines = await stage.crowd.open(range(many), 2 * PATIENCE)
    spent = meter.stop()
    return {
        "connects_per_second": round(len(lines) / spent.wall),
        "connects_per_cpu_second": round(len(lines) / spent.server),
        **of_spent(spent),
        **partly(len(lines), many, "opened", "opened"),
    }


async def catch_up(stage: Stage) -> Figures:
    """A thousand people come back at once to twenty spaces each: seconds until the last one knows what was said meanwhile."""
    stage.close()
    await asyncio.sleep(0.5)
    wanted = corridors(stage)
    stage.crowd.begin(Load([], lambda _line, _key: b""))

    def watch(line: Line) -> None:
        for text in stage.site.watch(wanted):
            line.say(text)

    patience = stage.seconds(PATIENCE, 4 * PATIENCE)
    meter = Meter(stage.site.pid)
    lines = await stage.crowd.open(range(stage.people), patience, then=watch)
    deadline = meter.before.wall + patience
    await until(lambda: all(line.closed or line.caught_up >= len(wanted) for line in lines), deadline)
    spent = meter.stop()
    there = [line for line in lines if line.caught_up >= len(wanted)]
    lost = doubled = 0
    for line in there:
        heard = [key for text in line.heard for key in text.delivered]
        lost += stage.site.missed - len(set(heard))
        doubled += len(heard) - len(set(heard))
    stage.crowd.load = None
    stage.close()
    took = round(stage.crowd.changed_at - meter.before.wall, 2)
    return {
        "seconds": took if len(there) == stage.people else None,
        "clients_per_cpu_second": round(len(there) / spent.server, 1),
        **of_spent(spent),
        "check": {"lost": lost, "doubled": doubled},
        **partly(len(there), stage.people, "caught up", "caught_up"),
    }


def partly(done: int, wanted: int, how: str, name: str) -> Figures:
    """How many got there, and a remark if not all did."""
    return {name: done} | ({} if done == wanted else {"happened": f"{done:,} of {wanted:,} {how} in time"})
