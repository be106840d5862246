"""How many messages are accepted: validated, allowed, rendered, durable, answered.

64 writers, each with one message under way, spread over the desks.  A writer takes turns among eight sockets, since no
person may send as fast as these.  One socket looks on at every desk, and must see each message exactly once.
"""

import asyncio
import random
from itertools import cycle

from bench.figures import Figures
from bench.line import Line
from bench.load import Load
from bench.pace import STUCK, under_way
from bench.stage import BODY, Stage

WRITERS, SOCKETS_EACH = 64, 8
ACKS = 150
MIXED = (  # what people write when they do more than answer
    BODY,
    "**Agreed**, with one change: the *second* paragraph should say `shall`, see [the draft](https://example.org/draft).",
    "Three points:\n\n1. the mandate\n2. the budget\n3. who reports to whom\n\n> As said on Monday.\n\nCan we settle the first today?",
    "| who | by when |\n|---|---|\n| Lantern (example) | Thursday |\n| Kiln (example) | Friday |\n\nBoth are ~~late~~ on time.",
    "Yes.",
    "### Minutes\n\n- opened at 10:00\n- *two* motions, both **carried**\n- closed at 11:30\n\n```\nvotes: 14 / 2 / 1\n```",
    "Нужно ли согласование? نعم، من فضلكم. 请在星期四之前答复。 Oui, d'ici jeudi.",
    'Long & short: costs < benefits, and "quotes" stay quotes -- see https://example.org/a?b=c&d=e.',
)


async def plain(stage: Stage) -> Figures:
    """200 bytes of plain text each."""
    return await accepted(stage, (BODY,))


async def mixed(stage: Stage) -> Figures:
    """Markdown of many kinds."""
    return await accepted(stage, MIXED)


async def accepted(stage: Stage, bodies: tuple[str, ...]) -> Figures:
    """Messages answered per second."""
    site, texts, many = stage.site, cycle(bodies), stage.seconds(4, 10)
    lines = await stage.lines(WRITERS * SOCKETS_EACH)
    witness: list[Line] = []
    if site.acks:
        witness = await stage.crowd.open([len(site.sessions) - 1], 10)
        await stage.crowd.watch(witness, {desk.space: None for desk in site.desks}, 20)
    else:  # who posts must hear the room to know that the message was taken
        for line in lines:
            for text in site.watch({site.desks[line.number].space: None}):
                line.say(text)
        await asyncio.sleep(1)

    def compose(line: Line, client_id: str) -> bytes:
        return site.post(site.desks[line.number % len(site.desks)], client_id, next(texts))

    found = await stage.under(witness, compose, lambda load: under_way(load, lines, WRITERS, many))
    stage.crowd.hang_up(witness)
    answered = found["answered"] if site.acks else found["deliveries"]
    return {
        **found,
        "accepted_per_second": round(answered / found["wall_seconds"]),
        "accepted_per_cpu_second": round(answered / found["server_cpu_seconds"]),
    }


async def ack(stage: Stage) -> Figures:
    """How long one person waits for the answer, on a server with nothing else to do."""
    lines = await stage.lines(20)
    room = stage.site.desks
    if not stage.site.acks:
        for line in lines:
            for text in stage.site.watch({room[line.number].space: None}):
                line.say(text)
        await asyncio.sleep(0.5)

    async def now_and_then(load: Load) -> None:
        for number in range(ACKS):
            done = asyncio.Event()
            load.when_done = lambda _key, done=done: done.set()
            load.post(lines[number % len(lines)])
            try:
                await asyncio.wait_for(done.wait(), STUCK)
            except TimeoutError:
                break
            await asyncio.sleep(random.uniform(0.005, 0.02))
        load.when_done = None

    found = await stage.under([], lambda line, key: stage.site.post(room[line.number % len(room)], key, BODY), now_and_then)
    if not stage.site.acks:
        found |= {"ack_p50_ms": found["delivery_p50_ms"], "ack_p99_ms": found["delivery_p99_ms"]}
    return found
