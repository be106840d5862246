"""A moderator opens a desk on which many posts wait at the gate of a thread between groups."""

import asyncio
import http.client
import time

from bench.figures import Figures, milliseconds, of_spent
from bench.machine import Meter
from bench.site import Site
from bench.stage import Stage

WAITING = 500  # posts
WARM = 3  # the first few open database connections
ONE = b'"kind":"crossing"'


async def queue(stage: Stage) -> Figures:
    """Time until the desk with everything that waits on it has come, over HTTP on one connection."""
    group, session = await asyncio.to_thread(stage.site.fill_desk, WAITING)
    return await asyncio.to_thread(opened, stage.site, group, session, round(stage.seconds(20, 60)))


def opened(site: Site, group: int, session: str, many: int) -> Figures:
    """Times of opening the desk, one after the other."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=30)
    headers = {"Host": f"localhost:{site.port}", "Cookie": f"{site.cookie}={session}"}
    times = []
    meter = Meter(site.pid)
    for number in range(many + WARM):
        begun = time.perf_counter()
        connection.request("GET", f"/api/groups/{group}/desk", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if number >= WARM:
            times.append(time.perf_counter() - begun)
        if answer.status != 200 or body.count(ONE) != WAITING:
            raise ConnectionError(f"a desk was answered {answer.status} with {body.count(ONE)} posts: {body[:200]!r}")
    spent = meter.stop()
    connection.close()
    return {**milliseconds("desk", times), "cpu_ms_per_desk": round(spent.server * 1000 / (many + WARM), 3), **of_spent(spent)}
