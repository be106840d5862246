"""The drill: a site is filled, backed up while people write, lost, put back, and used again."""

import hashlib
import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from collab.ops.backup.databases import PASSED_OVER
from tests.engines import free_port, object_store, open_folder, postgres
from tests.fault.test_worker import until
from tests.papers import pdf
from tests.server import HOUSE, Server, serving
from tests.tools import POSTGRES, allowed_to_miss
from tests.visitor import Visitor

pytestmark = pytest.mark.timeout(600)  # a dozen processes, one after another
BEFORE, DURING, LOST = 5, 12, 7  # messages
Rows = dict[str, list[dict[str, Any]]]
LEFT_OUT = ("django_session", "usersessions_usersession", "mail_letter")  # tables that a restore empties
WRITE = "from django.core.mail import send_mail; send_mail('News (example)', 'Come and see.', None, ['cleo@example.org'])"


class Place:
    """Where sites are made: each with a database and a store of its own."""

    def __init__(self, database: str, bucket: str, folder: Path) -> None:
        self.database, self.bucket, self.folder, self.made = database, bucket, folder, 0

    def settings(self) -> dict[str, str]:
        """Of a new, empty site."""
        self.made += 1
        if not self.database:
            return {}
        name = f"site{self.made}"
        with psycopg.connect(self.database, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name}")
        return {
            "DATABASE_URL": f"{self.database.rpartition('/')[0]}/{name}",
            "STORAGE_URL": self.bucket.replace("/collab?", f"/site-{self.made}?"),
        }

    def new(self) -> Server:
        """An empty site that is not served yet."""
        settings = self.settings()
        folder = self.folder / f"data{self.made}"
        folder.mkdir(mode=0o700)
        return Server(folder, free_port(), settings)


@pytest.fixture(params=["sqlite and disk", "postgresql and bucket"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        if request.param == "sqlite and disk":
            yield Place("", "", tmp_path)
            return
        if POSTGRES.path() is None and allowed_to_miss():
            pytest.skip("PostgreSQL is missing")
        address = stack.enter_context(postgres(stack.enter_context(open_folder("collab-backup-")) / "postgres"))
        yield Place(address, stack.enter_context(object_store(tmp_path / "objects")), tmp_path)


def tables_of(site: Server) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table there is, whether or not a model knows of it."""
    tables: dict[str, list[tuple[Any, ...]]] = {}
    if address := site.settings.get("DATABASE_URL"):
        database: Any = psycopg.connect(address)
        names = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    else:
        database = sqlite3.connect(site.folder / "collab.sqlite3")
        names = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with closing(database):
        for (name,) in database.execute(names).fetchall():
            tables[name] = sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
    return tables


def rows_of(site: Server) -> Rows:
    """Every row of every model."""
    rows: Rows = {}
    for each in json.loads(site.manage("dumpdata")):
        rows.setdefault(each["model"], []).append(each)
    return rows


def fill(site: Server) -> dict[str, Any]:
    """The world of tests, in an empty site."""
    command = [sys.executable, "-m", "tests.fault.filled"]
    run = subprocess.run(command, cwd=HOUSE, env=site.environment(), capture_output=True, text=True, check=False, timeout=180)
    assert run.returncode == 0, run.stderr[-3000:]
    return dict(json.loads(run.stdout))


def failing_restore(site: Server, backup: Path) -> str:
    """What is said by a restore whose last step goes wrong."""
    program = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from collab.ops.backup import databases\n"
        "good = databases.afterwards()\n"
        "databases.afterwards = lambda: [*good, 'UPDATE no_such_table SET rev = 1']\n"
        f"call_command('restore', {str(backup)!r})\n"
    )
    environment = site.environment() | {"DJANGO_SETTINGS_MODULE": "collab.settings"}
    run = subprocess.run([sys.executable, "-c", program], cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    return run.stderr


def started(site: Server) -> Any:
    """The site, served until the block ends."""
    return serving(site.folder, **site.settings)


def items(frames: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything in the changes of a space."""
    return [item for frame in frames if frame["kind"] == "changes" for item in frame["items"]]


def test_a_site_is_backed_up_while_people_write_lost_put_back_and_used_again(place: Place, tmp_path: Path) -> None:
    site, backups = place.new(), tmp_path / "backups"
    site.settings["WORKER"] = "0"  # what is written waits
    at = fill(site)
    space, topic = at["space"], at["topic"]
    with started(site) as served, Visitor(served.origin) as ben:
        assert ben.sign_in() == 200
        for n in range(BEFORE):
            ben.say(space, topic, f"before {n}")
        assert ben.share(space, pdf("Second"), "second.pdf").status_code == 201

        # The first backup runs while Ben writes.
        backup = threading.Thread(target=lambda: site.manage("backup", str(backups)))
        backup.start()
        during = [ben.say(space, topic, "during 0")]
        while backup.is_alive() or len(during) < DURING:
            during.append(ben.say(space, topic, f"during {len(during)}"))
        backup.join()

        # The second finds him silent: its moment can be compared row by row.
        site.manage("shell", "--no-imports", "-v", "0", "-c", WRITE)
        site.manage("backup", str(backups))
        wholly = tables_of(site)
        lost = [ben.say(space, topic, f"lost {n}") for n in range(LOST)]
    first = min(backups.glob("2*"))

    # One moment: everything acknowledged before it, a beginning of what came during it, and a counter that fits.
    other = place.new()
    assert "Nothing was put back" in failing_restore(other, first)  # and the site is still empty, or the next line would fail
    assert "rows, 2 files" in other.manage("restore", str(first))
    found = rows_of(other)
    bodies = [row["fields"]["body"] for row in sorted(found["chat.message"], key=lambda row: entry_of(found, row)["fields"]["place"])]
    said = [body for body in bodies if body.startswith(("before", "during"))]
    assert said == [*(f"before {n}" for n in range(BEFORE)), *(f"during {n}" for n in range(len(said) - BEFORE))]
    assert len(said) >= BEFORE
    newest = max(row["fields"]["rev"] for row in found["streams.entry"] if row["fields"]["stream"] == space)
    [stream] = [row for row in found["streams.stream"] if row["pk"] == space]
    assert stream["fields"]["rev"] == newest + PASSED_OVER

    # Lost, and put back from the newest: every row that was there at that moment, and none from later.
    again = place.new()
    again.manage("restore", str(backups))
    back = tables_of(again)
    assert [] not in [wholly.pop(each) for each in LEFT_OUT]
    assert [back.pop(each) for each in LEFT_OUT] == [[], [], []]
    streams = wholly.pop("streams_stream"), back.pop("streams_stream")
    assert back == wholly
    assert {"mail_letter", "search_forgotten"} <= {*back, *LEFT_OUT}
    for (number, kind, rev, epoch, within), after in zip(*streams, strict=True):
        assert after == (number, kind, rev + PASSED_OVER, epoch + 1, within)
    kept = {"secret_key", "sealing_key", "files"} | (set() if place.database else {"collab.sqlite3"})
    assert {path.name for path in again.folder.iterdir()} == kept  # of the queue, bells, numbers and profiles nothing comes back

    # Used again: nobody is signed in, a number from the lost days misses nothing, and no address is given out twice.
    future = lost[-1]["rev"]
    with started(again) as served, Visitor(served.origin) as ben:
        ben.http.cookies.set(at["session"]["name"], at["session"]["value"])
        assert ben.http.get("/api/me").status_code == 401
        ben.http.cookies.clear()
        assert ben.sign_in() == 200
        assert items(ben.poll({f"space:{space}": future})) == []
        new = [ben.say(space, topic, f"new {n}") for n in range(LOST + 3)]
        assert min(message["place"] for message in new) > PASSED_OVER
        changed = items(ben.poll({f"space:{space}": future}))
        assert [item["body"] for item in changed if item["kind"] == "message"] == [message["body"] for message in new]
        file = ben.http.get(f"/api/spaces/{space}/documents/{at['document']}/versions/1/file")
        assert hashlib.sha256(file.content).hexdigest() == hashlib.sha256(pdf("Blue wool first")).hexdigest()
        hits = ben.http.get("/api/find", params={"q": "before"}).json()["hits"]
        assert len(hits) == BEFORE, hits
        # The worker has looked for mail, and found none that may have gone out before.
        until((again.folder / "metrics" / "worker.prom").exists, "its first numbers")
        assert not (again.folder / "mail").exists()


def entry_of(rows: Rows, row: dict[str, Any]) -> dict[str, Any]:
    """The entry behind a row whose key it is."""
    return next(entry for entry in rows["streams.entry"] if entry["pk"] == row["pk"])
