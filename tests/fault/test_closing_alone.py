"""A poll closes in a serving process that nobody is connected to."""

import json
import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from tests.server import Server, serving

# Another process opens the poll, so the clock of the serving one is not rung.
OPEN = """
import json
from datetime import timedelta
from collab.clock import now
from tests.council import convene
council = convene()
poll = council.ask(closes_at=(now() + timedelta(seconds=2)).isoformat()).poll
council.vote(council.cleo, poll.place, "o2")
print(json.dumps({"closes_at": poll.closes_at.isoformat()}))
"""


def closed_by_the_clock(server: Server) -> tuple[datetime, list[str]]:
    """When it was closed, by the audit, and what won."""
    deadline = time.monotonic() + 15
    with closing(sqlite3.connect(server.folder / "collab.sqlite3")) as database:
        while time.monotonic() < deadline:
            rows = database.execute(
                "SELECT audit.at, result.brief FROM audit_auditentry audit, polls_result result WHERE audit.verb = 'poll.close'"
            ).fetchall()
            if rows:
                [(at, brief)] = rows
                return datetime.fromisoformat(f"{at}+00:00"), json.loads(brief)["winners"]
            time.sleep(0.05)
    raise AssertionError(f"nobody closed the poll: {server.said()}")


def test_a_poll_closes_at_its_second_with_nobody_connected(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        said = json.loads(server.manage("shell", "--no-imports", "-c", OPEN).splitlines()[-1])
        closed_at, winners = closed_by_the_clock(server)
    late = closed_at - datetime.fromisoformat(said["closes_at"])
    assert timedelta() <= late < timedelta(seconds=2)  # a second of sleep at most, and the work
    assert winners == ["o2"]
