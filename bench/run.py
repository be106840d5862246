"""`make bench`: what one core delivers, and how fast.

A real site on a private port, PEOPLE sockets in one space.  Two loads:

* quiet: ten messages a second, for latency (ack and delivery, p50 and p99);
* busy: WRITERS with one message each under way, for deliveries per second of the server's CPU time.

A delivery is one new message that reached one socket.  CPU time is the server process's own, user and
system.  Prints a table and, as the last line, the same as JSON.  Takes about a minute.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from bench.line import Line, open_line
from tests.server import HOUSE, Server, serving

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "200"))
QUIET_PER_SECOND, QUIET_SECONDS = 10.0, 10.0
BUSY_SECONDS = 10.0
WRITERS = 16
BODY = "The quick brown fox jumps over the lazy dog. " * 4  # about 200 bytes
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Load:
    """What one load showed."""

    sent: dict[str, float] = field(default_factory=dict)  # moment of sending by client_id
    acks: list[float] = field(default_factory=list)  # seconds
    deliveries: list[float] = field(default_factory=list)  # seconds
    frames: int = 0
    refused: int = 0
    under_way: dict[str, asyncio.Event] = field(default_factory=dict)  # by client_id

    def hear(self, payload: bytes, arrived: float) -> None:
        """Take in one frame.  Every frame is a list of objects."""
        for each in json.loads(payload):
            if each["kind"] == "ack":
                self.acks.append(arrived - self.sent[each["client_id"]])
                self.under_way.pop(each["client_id"]).set()
            elif each["kind"] == "refused":
                self.refused += 1
                self.under_way.pop(each["client_id"]).set()
            elif each["kind"] == "changes":
                self.frames += 1
                new = [item for item in each["items"] if item["kind"] == "message" and item["client_id"] in self.sent]
                self.deliveries += [arrived - self.sent[item["client_id"]] for item in new]


@dataclass
class Room:
    """The space under load, and the sockets in it."""

    server: Server
    space: int
    topic: int
    lines: list[Line] = field(default_factory=list)
    load: Load = field(default_factory=Load)

    async def fill(self, cookies: Iterable[str]) -> float:
        """Open a socket per session and watch the space; the seconds that took."""
        begun = time.perf_counter()
        for cookie in cookies:
            line = await open_line(self.server.port, self.server.origin, cookie, self.hear)
            line.send(do="watch", streams={f"space:{self.space}": None})
            self.lines.append(line)
        await self.until(lambda: self.load.frames >= len(self.lines), 60)
        return time.perf_counter() - begun

    def hear(self, payload: bytes, arrived: float) -> None:
        """Take in one frame, for the load that is on."""
        self.load.hear(payload, arrived)

    async def quiet(self) -> None:
        """Post at a steady pace, whatever is still under way."""
        begun = time.perf_counter()
        for number in range(int(QUIET_PER_SECOND * QUIET_SECONDS)):
            await asyncio.sleep(max(0.0, begun + number / QUIET_PER_SECOND - time.perf_counter()))
            self.post(self.lines[number % WRITERS])

    async def busy(self) -> None:
        """Post as fast as the answers come."""
        until = time.perf_counter() + BUSY_SECONDS
        await asyncio.gather(*(self.write(line, until) for line in self.lines[:WRITERS]))

    async def write(self, line: Line, until: float) -> None:
        """One writer: the next message when the last one was answered."""
        while time.perf_counter() < until:
            await asyncio.wait_for(self.post(line).wait(), 60)

    def post(self, line: Line) -> asyncio.Event:
        """Send one message; the event comes with its answer."""
        client_id = str(uuid4())
        answered = self.load.under_way[client_id] = asyncio.Event()
        self.load.sent[client_id] = time.perf_counter()
        line.send(do="post", space=self.space, topic=self.topic, client_id=client_id, body=BODY)
        return answered

    async def under(self, what: Callable[[], Awaitable[None]]) -> dict[str, Any]:
        """The figures of one load, taken when everything has been delivered."""
        self.load = load = Load()
        cpu, begun = cpu_seconds(self.server), time.perf_counter()
        await what()
        await self.until(lambda: len(load.deliveries) >= (len(load.sent) - load.refused) * len(self.lines), 60)
        return figures(load, cpu_seconds(self.server) - cpu, time.perf_counter() - begun)

    async def until(self, holds: Callable[[], bool], seconds: float) -> None:
        """Wait for a fact; go on without it after `seconds`, since what is missing shows in the figures."""
        deadline = time.perf_counter() + seconds
        while not holds() and time.perf_counter() < deadline:  # noqa: ASYNC110 - the facts are counts, which set no event
            await asyncio.sleep(0.02)


def cpu_seconds(server: Server) -> float:
    """User and system time of the server process so far."""
    assert server.process is not None
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def at(values: list[float], share: float) -> float | None:
    """The value below which this share lies, in milliseconds."""
    return round(sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000, 2) if values else None


def figures(load: Load, cpu: float, wall: float) -> dict[str, Any]:
    """One load in numbers."""
    return {
        "messages": len(load.sent), "refused": load.refused, "deliveries": len(load.deliveries),
        "deliveries_per_second": round(len(load.deliveries) / wall), "server_cpu_seconds": round(cpu, 2),
        "deliveries_per_cpu_second": round(len(load.deliveries) / cpu) if cpu else None,
        "ack_p50_ms": at(load.acks, 0.5), "ack_p99_ms": at(load.acks, 0.99),
        "delivery_p50_ms": at(load.deliveries, 0.5), "delivery_p99_ms": at(load.deliveries, 0.99),
    }  # fmt: skip


async def measure(server: Server, seeded: dict[str, Any]) -> dict[str, Any]:
    """All figures of one site."""
    room = Room(server, seeded["space"], seeded["topic"])
    opened = await room.fill(f"{seeded['cookie']}={session}" for session in seeded["sessions"])
    quiet = await room.under(room.quiet)
    busy = await room.under(room.busy)
    lost = sum(line.closed for line in room.lines)
    for line in room.lines:
        line.close()
    return {
        "people": len(room.lines),
        "sockets_opened_per_second": round(len(room.lines) / opened),
        "sockets_lost": lost,
        "quiet": quiet,
        "busy": busy,
    }


def main() -> int:
    """Measure and print; 1 if something was lost."""
    with tempfile.TemporaryDirectory(prefix="collab-bench-") as folder:
        server = Server(Path(folder), 0)
        seed = [sys.executable, "-m", "bench.seed", str(PEOPLE)]
        seeded = json.loads(subprocess.run(seed, cwd=HOUSE, env=server.environment(), capture_output=True, text=True, check=True).stdout)
        with serving(Path(folder)) as running:
            found = asyncio.run(measure(running, seeded))
    print(f"{found['people']} sockets in one space, opened at {found['sockets_opened_per_second']} a second, {found['sockets_lost']} lost")
    print(f"{'':28}{'quiet':>12}{'busy':>12}")
    for name in found["quiet"]:
        print(f"{name:28}{found['quiet'][name]!s:>12}{found['busy'][name]!s:>12}")
    print(json.dumps(found))
    whole = all(each["deliveries"] == (each["messages"] - each["refused"]) * found["people"] for each in (found["quiet"], found["busy"]))
    return 0 if whole and not found["sockets_lost"] else 1


if __name__ == "__main__":
    sys.exit(main())
