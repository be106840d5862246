"""The worker as a process: mail leaves, comes through a killed worker and a closed mail server, and ends with its site."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.engines import free_port, redis
from tests.post_office import Office, post_office
from tests.server import HOUSE, Server, furnish, serving
from tests.tools import REDIS, allowed_to_miss

PATIENCE = 60.0  # seconds; a busy machine is no failure
WRITE = "from django.core.mail import send_mail; send_mail('News (example)', 'Come and see.', None, ['ben@example.org'])"


def until(holds: Callable[[], object], what: str) -> None:
    """Come back when it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what} has not come about"
        time.sleep(0.05)


def site_with(folder: Path, office: Office, **settings: str) -> Server:
    """A site with an empty database, whose mail goes to this office.  It does not run."""
    server = Server(folder, free_port(), {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}", **settings})
    if "DATABASE_URL" in settings:
        server.manage("migrate", "--verbosity", "0")
    else:
        furnish(folder)
    return server


@contextmanager
def working(server: Server) -> Iterator["subprocess.Popen[bytes]"]:
    """A worker of its own for the block."""
    with (server.folder / "worker.log").open("ab") as log:
        worker = subprocess.Popen([sys.executable, "manage.py", "work"], cwd=HOUSE, env=server.environment(), stdout=log, stderr=log)
    try:
        yield worker
    finally:
        worker.kill()
        worker.wait()


def letters(server: Server) -> int:
    """How many wait."""
    with closing(sqlite3.connect(server.folder / "collab.sqlite3")) as database:
        [(count,)] = database.execute("SELECT count(*) FROM mail_letter").fetchall()
    return int(count)


def pass_hold(server: Server) -> None:
    """What a killed worker held becomes free, as if its time had passed."""
    with closing(sqlite3.connect(server.folder / "collab.sqlite3", timeout=20)) as database, database:
        database.execute("UPDATE mail_letter SET try_at = written_at")


def test_mail_comes_through_a_worker_that_is_killed_in_the_middle(tmp_path: Path) -> None:
    with post_office() as office:
        server = site_with(tmp_path, office)
        office.may_answer.clear()
        server.manage("shell", "--no-imports", "-c", WRITE)
        with working(server) as worker:
            assert office.reading.wait(PATIENCE)
            worker.kill()  # the letter has been said, and not acknowledged
        assert letters(server) == 1
        office.may_answer.set()
        until(lambda: len(office.taken) == 1, "the office's own taking")  # nobody was there to hear it
        office.taken.clear()
        pass_hold(server)
        with working(server):
            until(lambda: letters(server) == 0, "the second attempt")
        assert [to for to, _ in office.taken] == ["ben@example.org"]


def test_mail_waits_for_a_mail_server_that_is_down(tmp_path: Path) -> None:
    with post_office() as office:
        server = site_with(tmp_path, office)
    server.manage("shell", "--no-imports", "-c", WRITE)  # answers as ever, though nobody listens
    with working(server) as worker:
        until(lambda: b"could not be sent, attempt 1" in (server.folder / "worker.log").read_bytes(), "the first attempt")
        with post_office(office.port) as reopened:
            pass_hold(server)
            until(lambda: letters(server) == 0, "the sending")
            assert [to for to, _ in reopened.taken] == ["ben@example.org"]
        worker.terminate()
        assert worker.wait(15) == 0
    assert b"ben@example.org" not in (server.folder / "worker.log").read_bytes()


def test_a_worker_finishes_the_letter_under_way_before_it_leaves(tmp_path: Path) -> None:
    with post_office() as office:
        server = site_with(tmp_path, office)
        office.may_answer.clear()
        server.manage("shell", "--no-imports", "-c", WRITE)
        with working(server) as worker:
            assert office.reading.wait(PATIENCE)
            worker.terminate()
            office.may_answer.set()
            assert worker.wait(15) == 0
        assert (letters(server), len(office.taken)) == (0, 1)


def children_of(pid: int) -> list[int]:
    """The processes that it started, from whichever thread, and that run."""
    started = [each for task in Path(f"/proc/{pid}/task").iterdir() for each in (task / "children").read_text().split()]
    return [int(each) for each in started if lives(int(each))]


def worker_of(server: Server) -> int:
    """The worker beside a serving process."""
    assert server.process is not None
    pid = server.process.pid
    until(lambda: children_of(pid), "a worker")
    return children_of(pid)[0]


def lives(pid: int) -> bool:
    """Whether the process runs, zombies aside."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_site_keeps_its_worker_running_and_takes_it_along(tmp_path: Path) -> None:
    with post_office() as office, serving(tmp_path, EMAIL_URL=f"smtp://127.0.0.1:{office.port}") as server:
        first = worker_of(server)
        os.kill(first, signal.SIGKILL)
        until(lambda: not lives(first), "its fall")
        second = worker_of(server)
        assert second != first
        server.manage("shell", "--no-imports", "-c", WRITE)
        until(lambda: office.taken, "the mail")
        assert server.stop() == 0
        assert not lives(second)


def test_a_worker_does_not_outlive_a_site_that_is_killed(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        worker = worker_of(server)
        until((tmp_path / "metrics" / "worker.prom").exists, "its first numbers")
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        until(lambda: not lives(worker), "its end")


def test_a_site_without_a_worker_starts_none(tmp_path: Path) -> None:
    with serving(tmp_path, WORKER="0") as server:
        assert server.process is not None
        until(lambda: "Collab is at" in server.said(), "the moment at which a worker would start")
        watched_until = time.monotonic() + 1
        while time.monotonic() < watched_until:
            assert children_of(server.process.pid) == []


def test_mail_leaves_though_redis_is_away_and_at_once_when_it_is_back(tmp_path: Path) -> None:
    if REDIS.path() is None:
        (pytest.skip if allowed_to_miss() else pytest.fail)("Redis is missing: install the Debian package redis-server.")
    with redis(tmp_path / "redis") as address, post_office() as office:
        server = site_with(tmp_path / "site", office, REDIS_URL=address)
        with working(server):
            server.manage("shell", "--no-imports", "-c", WRITE)
            until(lambda: len(office.taken) == 1, "the mail by the queue")
    with post_office() as office:
        server.settings["EMAIL_URL"] = f"smtp://127.0.0.1:{office.port}"
        server.manage("shell", "--no-imports", "-c", WRITE)
        with working(server):
            until(lambda: len(office.taken) == 1, "the mail by the round")
