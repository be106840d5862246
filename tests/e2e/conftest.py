"""One site and one Chromium per worker; browsers of people per test."""

import fcntl
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.browser import chromium
from tests.e2e.person import Cast
from tests.e2e.still import START, set_clock
from tests.server import HOUSE, Server, serving
from tests.tools import CHROMIUM, allowed_to_miss

RESULTS = HOUSE / "test-results"
OUTCOME = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in a browser runs on the one loop that the browser lives on, and may wait for the first site to be filled."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.timeout(300))
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Remember whether the test itself failed, for the pictures."""
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]  # the report, whose type the hook does not state
        item.stash[OUTCOME] = report.failed  # type: ignore[attr-defined]  # as above
    return report


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the example alliance, made once for all workers."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-") else shared
    folder, done = shared / "seeded", shared / "seeded.done"
    with (shared / "seeded.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            with serving(folder, EXAMPLE_DATA="1"):
                done.touch()
    return folder


@pytest.fixture(scope="session")
def server(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """This worker's own site, with the example alliance."""
    folder = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(seeded, folder)
    with serving(folder) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """This worker's Chromium."""
    if CHROMIUM.path() is None:
        (pytest.skip if allowed_to_miss() else pytest.fail)("Chromium is missing: install the Debian package chromium.")
    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where sign-ins are kept for the run."""
    return tmp_path_factory.mktemp("states")


@pytest_asyncio.fixture(loop_scope="session")
async def cast(browser: Browser, server: Server, states: Path, request: pytest.FixtureRequest) -> AsyncIterator[Cast]:
    """People for this test.  Afterwards their browsers close, and no page may have complained."""
    cast = Cast(browser, server, states)
    yield cast
    failed = request.node.stash.get(OUTCOME, False)
    complaints = await cast.leave(RESULTS / request.node.name if failed else None)
    assert failed or not complaints, complaints


@pytest_asyncio.fixture(loop_scope="session")
async def still(browser: Browser, seeded: Path, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Cast]:
    """The same at a site of their own, where it is START until the test sets the clock."""
    folder = tmp_path / "data"
    shutil.copytree(seeded, folder)
    set_clock(folder, START)
    with serving(folder, DJANGO_SETTINGS_MODULE="tests.e2e.frozen") as server:
        cast = Cast(browser, server, tmp_path)
        yield cast
        failed = request.node.stash.get(OUTCOME, False)
        complaints = await cast.leave(RESULTS / request.node.name if failed else None)
        assert failed or not complaints, complaints
