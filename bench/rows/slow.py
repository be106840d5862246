"""One reader who stops reading: the others must not notice, and the server must not keep for ever what nobody takes."""

import socket
import time

from bench.crowd import until
from bench.figures import Figures
from bench.pace import steady
from bench.stage import FEW, Stage

BODY = "The quick brown fox jumps over the lazy dog. " * 88  # almost the longest message there may be
PER_SECOND = 25.0


async def slow_reader(stage: Stage) -> Figures:
    """Delivery to the others before and while one of them does not read, the server's growth, and how the slow one ends."""
    room, lines = await stage.room(FEW)
    stage.crowd.hang_up(lines[-1:])
    [slow] = await stage.crowd.open([FEW - 1], 10, narrow=True)
    await stage.crowd.watch([slow], {room.space: None}, 10)
    others = lines[:-1]
    saying = stage.saying(room, BODY.strip())
    before = await stage.under(others, saying, lambda load: steady(load, others, PER_SECOND, stage.seconds(2, 8)))
    memory = stage.site.memory_bytes()
    stage.crowd.deafen(slow)
    found = await stage.under(others, saying, lambda load: steady(load, others, PER_SECOND, stage.seconds(6, 20)))
    grown = stage.site.memory_bytes() - memory
    slow.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 * 1024 * 1024)
    stage.crowd.listen_again(slow)  # what the server said last comes behind what was not read
    await until(lambda: bool(slow.closed), time.perf_counter() + 3)
    code = slow.closed
    stage.crowd.hang_up([slow])
    stage.rooms.pop(room.space)
    return {
        **found,
        "p99_before_ms": before["delivery_p99_ms"],
        "p99_times": round(found["delivery_p99_ms"] / before["delivery_p99_ms"], 2),
        "grown_kb": round(grown / 1000),
        "unread_kb": round(found["messages"] * 2.1 * len(BODY) / 1000),
        "slow_closed_with": code,
    }
