"""A page of history: fifty messages from anywhere in a long space, over HTTP, as a reader scrolls up."""

import http.client
import random
import time

from bench.figures import Figures, milliseconds, of_spent
from bench.machine import Meter
from bench.site import Room, Site
from bench.stage import Stage

SHOWN = 50  # messages of a page
WARM = 5  # the first few open database connections


async def history(stage: Stage) -> Figures:
    """Time of a page in the longest space, and how much longer that is than in the shortest."""
    found: Figures = {}
    sizes = sorted(stage.site.histories)
    for size in sizes:
        found[str(size)] = pages(stage.site, stage.site.histories[size], size, round(stage.seconds(60, 300)))
    longest, shortest = found[str(sizes[-1])], found[str(sizes[0])]
    flat = round(longest["page_p50_ms"] / shortest["page_p50_ms"], 2)
    return {**longest, "messages": sizes[-1], "times_the_shortest": flat, "by_size": found}


def pages(site: Site, room: Room, size: int, many: int) -> Figures:
    """Times of pages at random places, one after the other on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=10)
    headers = {"Host": f"localhost:{site.port}", "Cookie": f"{site.cookie}={site.sessions[0]}"}
    chance, times = random.Random(size), []
    meter = Meter(site.pid)
    for number in range(many + WARM):
        place = room.rev + chance.randint(60, size)
        begun = time.perf_counter()
        connection.request("GET", f"/api/spaces/{room.space}/history?before={place}&limit={SHOWN}", headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if number >= WARM:
            times.append(time.perf_counter() - begun)
        shown = body.count(b'"client_id"')
        if answer.status != 200 or shown != SHOWN:
            raise ConnectionError(f"a page of history was answered {answer.status} with {shown} messages: {body[:200]!r}")
    spent = meter.stop()
    connection.close()
    return {**milliseconds("page", times), "cpu_ms_per_page": round(spent.server * 1000 / (many + WARM), 3), **of_spent(spent)}
