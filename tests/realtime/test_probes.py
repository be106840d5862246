"""What operators ask: /readyz and /metrics."""

import asyncio
import os
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from collab import clock, metrics
from collab.asgi import application
from collab.probes import numbers as module
from collab.probes import ready
from collab.probes.numbers import write_numbers
from collab.probes.ready import Phase, readiness
from collab.realtime.deadlines import DueJob, run_due
from tests.clamd import scanning
from tests.engines import free_port
from tests.live import knock, tab_of
from tests.world import World


@pytest.fixture(autouse=True)
def _nothing_known(settings: Settings, tmp_path: Path) -> Iterator[None]:
    """A process that has not been asked yet, with a folder of its own for numbers."""
    settings.METRICS_DIR = tmp_path / "metrics"
    ready._found.clear()
    readiness._look = None
    yield
    readiness.phase, readiness._look = Phase.SERVING, None
    ready._found.clear()
    ready.probing.close()
    ready.probing_redis.close()
    ready.probing_clamd.close()
    module.call_this_process("web")


async def get(path: str, client: str = "127.0.0.1", host: str = "testserver", **headers: str) -> httpx.Response:
    """What the application answers to this address of a network."""
    transport = httpx.ASGITransport(app=application, client=(client, 5))  # type: ignore[arg-type]  # channels' types are its own
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as browser:
        return await browser.get(path, headers=named)


async def test_ready_when_the_database_answers(transactional_db: None, settings: Settings) -> None:
    settings.REDIS_URL = ""
    answer = await get("/readyz", host="10.1.2.3:8000")  # a name that Django would refuse
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("phase", [Phase.STARTING, Phase.LEAVING])
async def test_not_ready_before_and_after(transactional_db: None, phase: Phase) -> None:
    readiness.phase = phase
    answer = await get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready", "reason": phase.value})
    assert (await get("/livez")).status_code == 200


async def test_not_ready_while_migrations_are_due(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: ["one"])
    answer = await get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready", "reason": "migrations"})


async def test_not_ready_without_its_database_and_it_says_nothing_about_it(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(ready, "connection", _Away())
    answer = await get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "unready", "reason": "database"})
    assert [each.message for each in caplog.records] == ["the database does not answer: RuntimeError"]


class _Away:
    """A database that does not answer."""

    def __getattr__(self, name: str) -> object:
        if name == "close":
            return lambda: None
        raise RuntimeError("no connection to a-secret-host with password a-secret")


async def test_a_database_that_hangs_does_not_hang_the_answer(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "PATIENCE_SECONDS", 0.1)
    monkeypatch.setattr(ready, "what_the_database_lacks", lambda: time.sleep(0.6) or "")  # type: ignore[func-returns-value]  # it sleeps
    begun = time.monotonic()
    answer = await get("/readyz")
    assert answer.json() == {"status": "unready", "reason": "database"}
    assert time.monotonic() - begun < 0.55


async def test_many_who_ask_look_once(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    monkeypatch.setattr(ready, "what_the_database_lacks", lambda: looks.append(1) or "")  # type: ignore[func-returns-value]  # it notes
    answers = await asyncio.gather(*(get("/readyz") for _ in range(20)))
    assert {each.status_code for each in answers} == {200}
    assert len(looks) == 1
    monkeypatch.setattr(ready, "KEPT_SECONDS", 0.0)
    await get("/readyz")
    assert len(looks) == 2


async def test_without_redis_the_site_is_ready_only_slower(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "PATIENCE_SECONDS", 30.0)  # a busy machine is no failure
    settings.REDIS_URL = f"redis://127.0.0.1:{free_port()}/0"
    answer = await get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "parts": ["redis"]})


async def test_without_its_scanner_the_site_is_ready_but_for_files(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ready, "PATIENCE_SECONDS", 30.0)
    monkeypatch.setattr(ready, "KEPT_SECONDS", 0.0)
    monkeypatch.setattr("collab.files.clamd.CONNECT_SECONDS", 30.0)
    with scanning() as daemon:
        settings.CLAMD = daemon.address
        monkeypatch.setattr(ready, "PART_SECONDS", 30.0)
        assert (await get("/readyz")).json() == {"status": "ready"}
        daemon.answer = b"BUSY\0"
        answer = await get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "degraded", "parts": ["clamd"]})


async def test_numbers_are_for_this_machine_alone(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    assert (await get("/metrics")).status_code == 200
    assert (await get("/metrics", client="::1")).status_code == 200
    for client in ("10.1.2.3", "2001:db8::1", "", "a name"):
        assert (await get("/metrics", client=client)).status_code == 404
    for header in ("X_Forwarded_For", "Forwarded", "Via", "X_Real_IP"):
        assert (await get("/metrics", **{header: "127.0.0.1"})).status_code == 404


async def test_numbers_for_whoever_brings_the_token(settings: Settings) -> None:
    settings.METRICS_TOKEN = "a token (example)"
    assert (await get("/metrics", client="10.1.2.3", Authorization="Bearer a token (example)")).status_code == 200
    for brought in ("Bearer another", "a token (example)", "Bearer ", ""):
        assert (await get("/metrics", Authorization=brought)).status_code == 404
    assert (await get("/metrics")).status_code == 404


def samples(text: str) -> dict[tuple[str, str], float]:
    """By name and process, of samples without another label."""
    families = text_string_to_metric_families(text)
    found = [each for family in families for each in family.samples]
    return {(each.name, each.labels["process"]): each.value for each in found if set(each.labels) == {"process"}}


async def test_one_process_tells_what_the_others_have_counted(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    metrics.LETTERS_WAITING.set(3)
    module.call_this_process("worker")
    write_numbers()
    module.call_this_process("web")
    metrics.LETTERS_WAITING.set(0)
    (settings.METRICS_DIR / "broken.prom").write_text("no numbers {")
    found = samples((await get("/metrics")).text)
    assert found["collab_letters_waiting", "web"] == 0
    assert found["collab_letters_waiting", "worker"] == 3
    old = time.time() - 60
    os.utime(settings.METRICS_DIR / "worker.prom", (old, old))
    assert {process for _, process in samples((await get("/metrics")).text)} == {"web"}


async def test_each_family_is_described_once(settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    module.call_this_process("worker")
    write_numbers()
    module.call_this_process("web")
    text = (await get("/metrics")).text
    described = re.findall(r"^# TYPE (\S+)", text, re.MULTILINE)
    assert len(described) == len(set(described)) > 15


async def test_open_tabs_are_counted(world: World, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    async with tab_of(world.ben) as tab:
        await tab.open(world.loom.pk)
        found = samples((await get("/metrics")).text)
    assert (found["collab_connections", "web"], found["collab_watchers", "web"], found["collab_streams", "web"]) == (1, 1, 1)
    assert samples((await get("/metrics")).text)["collab_connections", "web"] == 0


async def test_who_is_turned_away_is_counted_by_code(world: World) -> None:
    def closed(code: str) -> float:
        return metrics.REGISTRY.get_sample_value("collab_closes_total", {"code": code}) or 0.0

    before = closed("4001"), closed("4003")
    for who, origin in ((None, "http://testserver"), (world.ben, "http://evil.example")):
        line = await knock(who, origin)
        while (await line.receive_output(10))["type"] != "websocket.close":
            pass
    assert (closed("4001"), closed("4003")) == (before[0] + 1, before[1] + 1)


async def test_lateness_is_counted(transactional_db: None) -> None:
    def count() -> float:
        return metrics.REGISTRY.get_sample_value("collab_due_lag_seconds_count") or 0.0

    def job(moment: datetime) -> None:
        return None

    before = count()
    await run_due([job])
    assert count() == before
    expected: dict[DueJob, datetime] = {job: clock.now() - timedelta(seconds=3)}
    await run_due([job], expected)
    assert (count(), expected) == (before + 1, {})
