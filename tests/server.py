"""A real site in a process of its own: `manage.py serve`, a free port, a data folder."""

import fcntl
import hashlib
import http.client
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.engines import free_port
from tests.environment import FROM_OUTSIDE, SETTINGS

HOUSE = Path(__file__).resolve().parent.parent
BUILD = HOUSE / "build"
DATABASE = "collab.sqlite3"
START_SECONDS = 180.0  # the first start fills the database


@dataclass
class Server:
    """A site under test."""

    folder: Path  # its DATA_DIR
    port: int
    settings: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def origin(self) -> str:
        """What a browser types."""
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """Nothing of the test process's own settings, and no engines unless asked for."""
        bare = {name: value for name, value in os.environ.items() if name not in SETTINGS | FROM_OUTSIDE}
        return bare | {"PORT": str(self.port), "DATA_DIR": str(self.folder), "RELEASE_BATCH_MINUTES": "0"} | self.settings

    def manage(self, *words: str) -> str:
        """What a management command prints; raises if it fails."""
        command = [sys.executable, "manage.py", *words]
        run = subprocess.run(command, cwd=HOUSE, env=self.environment(), capture_output=True, text=True, check=False, timeout=180)
        assert run.returncode == 0, f"{words}: {run.stdout[-1000:]}{run.stderr[-3000:]}"
        return run.stdout

    def start(self, *options: str) -> None:
        """Serve, and come back when /livez answers."""
        command = [sys.executable, "manage.py", "serve", "--prepare", *options]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=HOUSE, env=self.environment(), stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        deadline = time.monotonic() + START_SECONDS
        while not self.lives():
            assert self.process.poll() is None and time.monotonic() < deadline, f"it did not start: {self.said()}"
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to end.  The exit status; fails if it takes more than ten seconds."""
        assert self.process is not None
        self.process.terminate()
        try:
            return self.process.wait(10)
        finally:
            self.process.kill()

    def lives(self) -> bool:
        """Whether /livez answers 200."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/livez")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    @property
    def log(self) -> Path:
        """Where its output goes."""
        return self.folder / "server.log"

    def said(self) -> str:
        """The end of its output."""
        return self.log.read_text(errors="replace")[-4000:]


@contextmanager
def running(server: Server, *options: str) -> Iterator[Server]:
    """It serves inside the block, and has ended after it, also when it never came up."""
    try:
        server.start(*options)
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


def blank() -> Path:
    """An empty SQLite database with every migration applied, to be copied: made once, because that takes longer than most tests."""
    BUILD.mkdir(exist_ok=True)
    apps = [each for top in ("collab", "discussions", "groups") for each in sorted((HOUSE / top).rglob("migrations/*.py"))]
    made_by = [*apps, HOUSE / "requirements.lock"]
    made = BUILD / f"blank-{hashlib.sha256(b''.join(each.read_bytes() for each in made_by)).hexdigest()[:16]}.sqlite3"
    with (BUILD / "blank.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            for older in BUILD.glob("blank-*.sqlite3"):
                older.unlink()
            with tempfile.TemporaryDirectory(dir=BUILD) as new:
                Server(Path(new), 0).manage("migrate", "--verbosity", "0")
                with closing(sqlite3.connect(Path(new) / DATABASE)) as database:
                    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (Path(new) / DATABASE).rename(made)
    return made


def furnish(folder: Path) -> None:
    """Put an empty database with every migration applied where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / DATABASE).exists():
        shutil.copyfile(blank(), folder / DATABASE)


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Server]:
    """A new site that runs inside the block."""
    if "DATABASE_URL" not in settings:
        furnish(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with running(Server(folder, free_port(), settings)) as server:
        yield server
