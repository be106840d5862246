"""`python -m bench.front`: what a busy space costs a browser, and how fast a slow machine opens one.

A real site with the example alliance, real Chromium.  Messages are put into the page's socket (tests/e2e/flood.py), so the
server's speed has no part in it.

* busy: 50 messages a second in an open topic; the longest tasks of the page's main thread, and rows in the page;
* heap: after 5,000, 10,000, 20,000 and 30,000 messages, when all that is garbage has been collected;
* opening: from the address to the first message, four times slowed and behind 1.6 Mbit/s, with an empty and with a warm cache;
* weight: bytes of the first view over the wire.

Tasks are told in the thread's own CPU time: on a busy machine it tells the page's cost, where the clock tells the neighbours'.
The script's build is the one in `static/`.  Prints JSON.
"""

import asyncio
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, CDPSession, Page

from tests.e2e.browser import chromium
from tests.e2e.flood import Flood, to_end
from tests.e2e.person import Cast, Person
from tests.e2e.screens import space_of
from tests.server import Server, serving

SPACE, WHO = "Legislation menu", "ines.vale"
PER_SECOND, BUSY_SECONDS = 50, 10
HEAP_AT, PER_FRAME = (5_000, 10_000, 20_000, 30_000), 50
SLOWER, BYTES_PER_SECOND, LATENCIES_MS = 4, 1_600_000 / 8, (0, 150)
STAY_SECONDS = 3  # as people do: a browser keeps what it compiled of pages that stay for a moment
LONG_MS = 50.0
TRACED = ["toplevel", "disabled-by-default-devtools.timeline"]
FIRST_MESSAGE = """
new MutationObserver((_, watcher) => {
  if (!document.querySelector('article.msg')) return;
  watcher.disconnect();
  requestAnimationFrame(() => setTimeout(() => firstMessageAt(String(performance.now()))));
}).observe(document, { childList: true, subtree: true });
"""


async def busy(person: Person, browser: Browser, space: int) -> dict[str, Any]:
    """50 messages a second in an open topic, the reader at its end."""
    page, flood = await flooded(person, space)
    topic = flood.pattern["topic"]
    await page.goto(f"{person.server.origin}/s/{space}/t/{topic}")
    await page.locator("article.msg").first.wait_for()
    await to_end(page)
    for _ in range(6):
        flood.pour(PER_FRAME)  # so that the page is full before the clock starts
    await settled(page, flood)
    await browser.start_tracing(page=page, categories=TRACED)
    begun = asyncio.get_running_loop().time()
    for number in range(PER_SECOND * BUSY_SECONDS):
        await asyncio.sleep(max(0.0, begun + number / PER_SECOND - asyncio.get_running_loop().time()))
        flood.pour()
    await settled(page, flood)
    tasks = main_thread_tasks(json.loads(await browser.stop_tracing()))
    rows = await page.locator("article.msg").count()
    await page.close()
    longest = sorted((cpu for cpu, _ in tasks), reverse=True)
    return {
        "messages": PER_SECOND * BUSY_SECONDS, "rows": rows, "longest_tasks_cpu_ms": longest[:5],
        "tasks_over_50_ms_cpu": sum(cpu > LONG_MS for cpu in longest), "tasks_over_50_ms_clock": sum(clock > LONG_MS for _, clock in tasks),
        "cpu_ms_per_message": round(sum(longest) / (PER_SECOND * BUSY_SECONDS), 2),
    }  # fmt: skip


def main_thread_tasks(trace: dict[str, Any]) -> list[tuple[float, float]]:
    """(CPU time, clock time) in milliseconds of each task of the page's main thread."""
    events = trace["traceEvents"]
    mains = {(each["pid"], each["tid"]) for each in events if each["name"] == "thread_name" and each["args"]["name"] == "CrRendererMain"}
    tasks = [each for each in events if each["name"] == "RunTask" and (each["pid"], each["tid"]) in mains and "dur" in each]
    return [(round(each.get("tdur", each["dur"]) / 1000, 1), round(each["dur"] / 1000, 1)) for each in tasks]


async def heap(person: Person, space: int) -> dict[str, Any]:
    """Megabytes of live objects, and nodes of the page, after so many messages."""
    page, flood = await flooded(person, space)
    await to_end(page)
    line = await person.context.new_cdp_session(page)
    await line.send("HeapProfiler.enable")
    await line.send("Performance.enable")
    found = {"0": await live(line)}
    for count in HEAP_AT:
        while flood.sent < count:
            flood.pour(PER_FRAME)
            await settled(page, flood)
        found[str(count)] = await live(line)
    await page.close()
    return found


async def live(line: CDPSession) -> dict[str, Any]:
    """What is left when all that is garbage has been collected."""
    for _ in range(3):
        await line.send("HeapProfiler.collectGarbage")
        await asyncio.sleep(0.2)
    used = (await line.send("Runtime.getHeapUsage"))["usedSize"]
    metrics = {each["name"]: each["value"] for each in (await line.send("Performance.getMetrics"))["metrics"]}
    return {"megabytes": round(used / 1e6, 2), "nodes": metrics["Nodes"], "listeners": metrics["JSEventListeners"]}


async def opening(cast: Cast, space: int, latency: int) -> dict[str, Any]:
    """Milliseconds from the address to the first message that is drawn; the middle of three with a warm cache."""
    person = await cast.enter(cast.account(mail=WHO))
    await person.page.close()
    cold = await opened(person, space, latency)
    warm = sorted([await opened(person, space, latency) for _ in range(3)])
    return {"cold_ms": cold, "warm_ms": warm[1]}


async def opened(person: Person, space: int, latency: int) -> int:
    """One opening."""
    page = await person.context.new_page()
    line = await person.context.new_cdp_session(page)
    await line.send("Network.enable")
    network = {"offline": False, "latency": latency, "downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    await line.send("Network.emulateNetworkConditions", network)
    await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    line.on("Runtime.bindingCalled", lambda event: told.set_result(event["payload"]))
    await line.send("Runtime.enable")
    await line.send("Runtime.addBinding", {"name": "firstMessageAt"})  # asking the page again and again would slow it down
    await page.add_init_script(FIRST_MESSAGE)
    await page.goto(f"{person.server.origin}/s/{space}", wait_until="commit")
    at = float(await asyncio.wait_for(told, 60))
    await asyncio.sleep(STAY_SECONDS)
    await page.close()
    return round(at)


async def weight(cast: Cast, path: str) -> int:
    """Bytes over the wire for the first view at this address, everything counted: of a space, what is said there too."""
    person = await cast.enter(cast.account(mail=WHO))
    line = await person.context.new_cdp_session(person.page)
    await line.send("Network.enable")
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    await person.go(path)
    await person.page.wait_for_load_state("networkidle")
    return sum(sizes)


async def flooded(person: Person, space: int) -> tuple[Page, Flood]:
    """A page with the space open, and the tap of its flood."""
    page = await person.context.new_page()
    flood = await Flood(space).over(page)
    await page.goto(f"{person.server.origin}/s/{space}")
    await page.locator("article.msg").first.wait_for()
    return page, flood


async def settled(page: Page, flood: Flood) -> None:
    """Wait until the newest message is in the page."""
    await page.locator(f"#m{flood.rev}").wait_for(state="attached", timeout=60_000)


async def measure(server: Server, folder: Path) -> dict[str, Any]:
    """All figures."""
    async with chromium() as browser:
        cast = Cast(browser, server, folder)
        person = await cast.enter(cast.account(mail=WHO))
        space = await space_of(person, SPACE)
        found = {
            "busy": await busy(person, browser, space),
            "heap": await heap(person, space),
            "opening": {f"latency_{each}_ms": await opening(cast, space, each) for each in LATENCIES_MS},
            "weight_bytes": {"home": await weight(cast, "/"), "space": await weight(cast, f"/s/{space}")},
        }
        await cast.leave(None)
    return found


def main() -> int:
    """Measure and print; 1 if the page kept more rows than it may."""
    with tempfile.TemporaryDirectory(prefix="collab-bench-") as folder, serving(Path(folder) / "data", EXAMPLE_DATA="1") as running:
        found = asyncio.run(measure(running, Path(folder)))
    print(json.dumps(found, indent=2))
    return 0 if found["busy"]["rows"] <= 300 else 1


if __name__ == "__main__":
    sys.exit(main())
