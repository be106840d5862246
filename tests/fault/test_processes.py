"""Several processes as one site, on PostgreSQL and Redis: what one commits is on the screens of all, whatever ends or is lost."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests.conftest import ON_ENGINES
from tests.engines import free_port, redis
from tests.fault.line import Line
from tests.fault.test_worker import children_of, lives
from tests.server import HOUSE, Server, running

pytestmark = [
    pytest.mark.engine,
    pytest.mark.timeout(300),  # up to four processes that start one after another
    pytest.mark.skipif(not ON_ENGINES, reason="needs PostgreSQL and Redis: make test-engines"),
]
POOL = 8  # the least that a process should have: its lanes keep five


@dataclass
class Sites:
    """Two serving processes of one site, and who may sign in."""

    first: Server
    second: Server
    space: int
    topic: int
    cookies: list[str]

    def line(self, site: Server, person: int) -> Line:
        """An open tab of a person on one of the two, caught up."""
        line = Line(site, self.cookies[person], self.space, self.topic)
        line.until(lambda: line.has("caught_up"))
        return line


def new_database(name: str) -> str:
    """The address of a new, empty database beside the one of the tests."""
    url = urlsplit(os.environ["DATABASE_URL"])
    with psycopg.connect(urlunsplit(url), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(url._replace(path=f"/{name}"))


def seeded(site: Server, people: int) -> tuple[int, int, list[str]]:
    """The space, its topic, and the cookies of signed-in people of a new site."""
    seed = [sys.executable, "-m", "tests.fault.small_seed", str(people)]
    made = json.loads(subprocess.run(seed, cwd=HOUSE, env=site.environment(), capture_output=True, text=True, check=True).stdout)
    return made["space"], made["topic"], [f"{made['cookie']}={session}" for session in made["sessions"]]


@pytest.fixture(scope="module")
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with redis(tmp_path_factory.mktemp("redis") / "data") as url:
        yield url


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory, own_redis: str, worker_id: str) -> Iterator[Sites]:
    engines = {"DATABASE_URL": new_database(f"processes_{worker_id}"), "REDIS_URL": own_redis}
    folder = tmp_path_factory.mktemp("processes")
    one = Server(folder, free_port(), engines)
    space, topic, cookies = seeded(one, 4)
    other = Server(folder, free_port(), engines)
    with running(one), running(other):
        yield Sites(one, other, space, topic, cookies)


def test_what_one_process_commits_is_on_the_screens_of_the_other(sites: Sites) -> None:
    here, there = sites.line(sites.first, 0), sites.line(sites.second, 1)
    for number in range(20):
        (here if number % 2 else there).post(f"Across {number}.")
    for line in (here, there):
        line.until(lambda line=line: sum(body.startswith("Across") for body in line.said.values()) == 20)  # type: ignore[misc]  # a default argument
    assert here.said == there.said
    places = sorted(place for place, body in here.said.items() if body.startswith("Across"))
    assert places == list(range(places[0], places[0] + 20))
    here.close()
    there.close()


def test_typing_and_presence_cross_between_processes(sites: Sites) -> None:
    here, there = sites.line(sites.first, 0), sites.line(sites.second, 1)
    for line in (here, there):
        line.send(do="focus", space=sites.space)
    there.until(lambda: there.has("presence", here=2))
    here.send(do="typing", space=sites.space, topic=sites.topic)
    there.until(lambda: there.has("typing", topic=sites.topic))
    here.close()
    there.close()


def test_a_session_that_ends_in_one_process_closes_its_sockets_in_the_other(sites: Sites) -> None:
    there = sites.line(sites.second, 2)
    key = sites.cookies[2].partition("=")[2]
    ending = f"from django.contrib.sessions.models import Session; Session.objects.get(session_key={key!r}).delete()"
    sites.first.manage("shell", "-v", "0", "-c", ending)
    with pytest.raises(ConnectionClosed) as closed:
        there.until(lambda: False, 10)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 4001


def test_without_redis_chat_goes_on_and_loses_nothing(tmp_path: Path, worker_id: str) -> None:
    with ExitStack() as stack:
        with redis(tmp_path / "redis") as url:
            engines = {"DATABASE_URL": new_database(f"without_{worker_id}"), "REDIS_URL": url}
            one, other = Server(tmp_path, free_port(), engines), Server(tmp_path, free_port(), engines)
            space, topic, cookies = seeded(one, 2)
            for each in (one, other):
                stack.enter_context(running(each))
            both = Sites(one, other, space, topic, cookies)
            here, there = both.line(one, 0), both.line(other, 1)
            here.post("With it.")
            there.until(lambda: "With it." in there.said.values())
        for number in range(5):
            here.post(f"Without it {number}.")
        here.until(lambda: sum(each["kind"] == "ack" for each in here.frames) == 6)
        there.until(lambda: "Without it 4." in there.said.values())
        assert [there.said[place] for place in sorted(there.said)][-5:] == [f"Without it {number}." for number in range(5)]
        here.close()
        there.close()


@pytest.fixture
def rolling(tmp_path: Path, own_redis: str, worker_id: str) -> Iterator[Server]:
    """One site of two serving processes, which are all gone after the test, however it ended."""
    engines = {"DATABASE_URL": new_database(f"rolling_{worker_id}"), "REDIS_URL": own_redis, "SECRET_KEY_FILE": str(tmp_path / "key")}
    engines["DATABASE_POOL"] = str(POOL)
    (tmp_path / "key").write_text("a key of this test alone, long enough to sign with")
    site = Server(tmp_path, free_port(), engines)
    try:
        site.start("--processes", "2")
        wait_until(lambda: "Collab is at" in site.said())
        yield site
    finally:
        assert site.process is not None
        site.process.kill()
        site.process.wait()
        wait_until(lambda: not serving_on(site.port))


def test_several_processes_are_replaced_and_restarted_and_lose_nothing(rolling: Server) -> None:
    site = rolling
    space, topic, cookies = seeded(site, 3)
    assert site.process is not None
    before = children(site.process.pid)
    assert len(before) == 2
    writers = [Line(site, cookie, space, topic) for cookie in cookies]
    done = threading.Event()
    counts = [0, 0, 0]

    def write(number: int) -> None:
        while not done.is_set() or counts[number] < 5:
            writers[number].surely(f"{number}/{counts[number]}")
            counts[number] += 1

    threads = [threading.Thread(target=write, args=(number,), daemon=True) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        site.process.send_signal(signal.SIGHUP)
        wait_until(lambda: len(children(site.process.pid) - before) == 2 and not children(site.process.pid) & before)
        replaced = children(site.process.pid)
        os.kill(min(replaced), signal.SIGKILL)
        wait_until(lambda: len(children(site.process.pid)) == 2 and min(replaced) not in children(site.process.pid))
    finally:
        done.set()
    for thread in threads:
        thread.join(60)
    last = Line(site, cookies[0], space, topic)
    expected = [f"{number}/{count}" for number in range(3) for count in range(counts[number])]
    last.until(lambda: last.has("caught_up"))
    for writer in writers:
        writer.again()
        writer.until(lambda writer=writer: set(expected) <= set(writer.said.values()))  # type: ignore[misc]  # a default argument
        heard = [body for _, body in sorted(writer.said.items()) if "/" in body]
        assert sorted(heard) == sorted(expected)
        assert [each for each in heard if each.startswith("0/")] == [f"0/{count}" for count in range(counts[0])]
        writer.close()
    last.close()
    assert site.stop() == 0


def test_nobody_goes_on_serving_when_the_one_that_looks_after_them_is_killed(rolling: Server) -> None:
    assert rolling.process is not None
    left = set(children_of(rolling.process.pid))
    assert len(left) == 3  # two that serve, and the worker
    rolling.process.kill()
    rolling.process.wait()
    wait_until(lambda: not any(lives(each) for each in left), 15)
    assert not rolling.lives()


def test_a_site_that_is_told_to_end_while_processes_are_replaced_ends(rolling: Server) -> None:
    assert rolling.process is not None
    before = children(rolling.process.pid)
    rolling.process.send_signal(signal.SIGHUP)
    wait_until(lambda: children(rolling.process.pid) - before)  # a successor is about to serve
    all_of_them = children_of(rolling.process.pid)
    assert rolling.stop() == 0
    assert [each for each in all_of_them if lives(each)] == []
    assert "did not come up" not in rolling.said()


def test_a_successor_that_cannot_start_leaves_the_old_ones_serving(rolling: Server) -> None:
    assert rolling.process is not None
    before = children(rolling.process.pid)
    (rolling.folder / "key").write_text("")  # a setting that stops every start
    rolling.process.send_signal(signal.SIGHUP)
    wait_until(lambda: "A new serving process did not come up; the old ones go on." in rolling.said())
    assert children(rolling.process.pid) == before
    assert rolling.lives()
    # One of them falls, and none can take its place: attempts at growing pauses, while the other one serves.
    os.kill(min(before), signal.SIGKILL)
    fallen = re.compile(r"serving process \d has fallen; it starts again in (\d+) s")
    wait_until(lambda: len(fallen.findall(rolling.log.read_text())) >= 3)
    assert fallen.findall(rolling.log.read_text())[:3] == ["0", "1", "2"]
    assert "Traceback" not in rolling.log.read_text()  # one line says which setting it is
    assert rolling.lives()
    assert rolling.stop() == 0


def test_a_site_takes_no_more_connections_of_the_database_than_it_may(rolling: Server) -> None:
    """docs/operating.md tells operators to count DATABASE_POOL for each process; the one that looks after them takes none."""
    space, topic, [cookie] = seeded(rolling, 1)
    line = Line(rolling, cookie, space, topic)
    line.until(lambda: line.has("caught_up"))
    taken: list[int] = []

    def ask() -> int:
        return httpx.get(f"{rolling.origin}/api/me", headers={"Cookie": cookie}, trust_env=False, timeout=60).status_code

    with psycopg.connect(rolling.settings["DATABASE_URL"], autocommit=True) as looker, ThreadPoolExecutor(40) as crowd:
        asked = [crowd.submit(ask) for _ in range(400)]
        line.surely("Meanwhile.")
        while not taken or not all(each.done() for each in asked):
            rows = looker.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            taken.append(len(rows.fetchall()))
    assert {each.result() for each in asked} == {200}
    line.close()
    assert 3 < max(taken) <= 3 * POOL  # two that serve, and the worker


def test_several_processes_need_both_engines(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "serve", "--processes", "2"]
    site = Server(tmp_path, free_port())
    run = subprocess.run(command, cwd=HOUSE, env=site.environment(), capture_output=True, text=True, check=False, timeout=60)
    assert run.returncode == 1
    assert run.stderr.strip() == (
        "CommandError: Several processes are one site only with PostgreSQL and Redis: set DATABASE_URL and REDIS_URL."
    )


def children(pid: int) -> set[int]:
    """The serving processes below one."""
    found = subprocess.run(["pgrep", "-P", str(pid), "-f", "--", "--listening"], capture_output=True, text=True, check=False).stdout
    return {int(line) for line in found.split()}


def serving_on(port: int) -> bool:
    """Whether anybody holds the port."""
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def wait_until(holds: object, seconds: float = 90.0) -> None:
    """Wait for a fact about processes."""
    assert callable(holds)
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)  # between two looks at the process table
