"""Votes that many threads send, by HTTP and sockets, to a site that is killed again and again: each counts once, none is lost (S35)."""

import http.client
import json
import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from websockets import Origin
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.engines import free_port
from tests.server import HOUSE, Server, furnish, running

CSRF = "x" * 32  # the same in cookie and header is all that is asked
KILLS = 2
pytestmark = pytest.mark.timeout(600)  # three starts of a site on a busy machine


@dataclass(frozen=True)
class Booth:
    """Where votes are sent, and by whom."""

    site: Server
    told: dict[str, Any]  # see tests.fault.voters

    def put(self, session: str, path: str, body: dict[str, Any]) -> tuple[int, str]:
        """Cast until there is an answer: its status, and the code of a refusal.  A lost reply is asked for again, with the same request."""
        cookies = f"{self.told['cookie']}={session}; csrf={CSRF}"
        headers = {"Cookie": cookies, "X-CSRFToken": CSRF, "Origin": self.site.origin, "Content-Type": "application/json"}
        deadline = time.monotonic() + 120
        while True:
            try:
                with closing(http.client.HTTPConnection("localhost", self.site.port, timeout=30)) as line:
                    line.request("PUT", path, json.dumps({"version": 1} | body), headers)
                    answer = line.getresponse()
                    said = json.loads(answer.read())
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, f"no answer: {self.site.said()}"
                time.sleep(0.05)  # between two attempts to connect
            else:
                return answer.status, said.get("code", "")

    def say(self, session: str, path: str, body: dict[str, Any]) -> tuple[int, str]:
        """The same over a socket, as if answered by HTTP: 200 once it is in, 409 and its code where it is refused."""
        _, _, _, space, _, place, _ = path.split("/")
        frame = json.dumps({"do": "vote", "space": int(space), "place": int(place), "version": 1} | body)
        headers = {"Cookie": f"{self.told['cookie']}={session}"}
        deadline = time.monotonic() + 120
        while True:
            try:
                with connect(
                    f"ws://localhost:{self.site.port}/live/", origin=Origin(self.site.origin), additional_headers=headers, open_timeout=30
                ) as tab:
                    tab.send(frame)
                    while True:
                        for said in json.loads(tab.recv(30)):
                            if said.get("client_id") == body["client_id"]:
                                return (200, "") if said["kind"] == "ack" else (409, said["code"])
            except (OSError, WebSocketException, EOFError):
                assert time.monotonic() < deadline, f"no answer: {self.site.said()}"
                time.sleep(0.05)  # between two attempts to connect


def fill(site: Server, people: int) -> dict[str, Any]:
    """The council of tests.fault.voters in the site's database."""
    command = [sys.executable, "-m", "tests.fault.voters", str(people)]
    run = subprocess.run(command, cwd=HOUSE, env=site.environment(), capture_output=True, text=True, check=False, timeout=180)
    assert run.returncode == 0, run.stderr[-3000:]
    told: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return told


def kill_again_and_again(site: Server, answered: list[int], until: int) -> None:
    """Kill the site each time another part of the answers is in, and start it anew."""
    for turn in range(1, KILLS + 1):
        while len(answered) < until * turn // (KILLS + 1):
            time.sleep(0.005)  # until so many votes are answered
        assert site.process is not None
        site.process.kill()
        site.process.wait()
        site.start()


def test_a_hundred_votes_of_one_delegation_and_one_of_each_person_outlive_kills(tmp_path: Path) -> None:
    site = Server(tmp_path, free_port(), {})
    furnish(tmp_path)
    told = fill(site, 12)
    booth, answered = Booth(site, told), list[int]()
    numbers = {session: f"{n:032x}" for n, session in enumerate(told["people"], 1)}
    work: list[tuple[str, str, dict[str, Any]]] = [
        (told["delegation"][n % 2], told["named"], {"client_id": str(uuid4()), "choices": [f"o{n % 3 + 1}"]}) for n in range(100)
    ]
    for session, number in numbers.items():
        vote = {"client_id": str(uuid4()), "choices": ["o2"], "secret": number}
        work.append((session, told["secret"], vote))
        work.append((session, told["secret"], vote))  # pressed twice

    def cast(one: tuple[int, tuple[str, str, dict[str, Any]]]) -> tuple[int, str]:
        number, vote = one
        answer = (booth.say if number % 3 == 0 else booth.put)(*vote)  # a third of them over sockets
        answered.append(answer[0])
        return answer

    with running(site):
        killer = threading.Thread(target=kill_again_and_again, args=(site, answered, len(work)))
        killer.start()
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(cast, enumerate(work)))
        killer.join()
    assert set(answers[:100:2]) <= {(200, ""), (409, "head_has_voted")}
    assert set(answers[1:100:2]) == {(200, "")}  # the head is never refused
    assert set(answers[100:]) == {(200, "")}
    with closing(sqlite3.connect(tmp_path / "collab.sqlite3")) as database:
        ask = database.execute
        assert ask("SELECT count(*), sum(by_head) FROM polls_ballot").fetchone() == (1, 1)
        assert ask('SELECT "cast" FROM polls_poll WHERE secrecy = ?', ["named"]).fetchone() == (1,)
        assert ask("SELECT count(*), count(DISTINCT handle) FROM polls_secretballot").fetchone() == (12, 12)
        [(voted,)] = ask("SELECT voted FROM polls_urn").fetchall()
        assert int.from_bytes(voted).bit_count() == 12
        kept = ask("SELECT count(*) FROM polls_cast").fetchone()[0]
    assert kept == [status for status, _ in answers[:100]].count(200)  # each that was answered, and none twice
