"""The two servers under load: the product as `manage.py serve` starts it, and the textbook beside it."""

import http.client
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.machine import CORES, SERVER_CORE, family, on_cores, resident_bytes
from tests.engines import free_port
from tests.server import HOUSE, Server

START_SECONDS = 60.0


@dataclass(frozen=True)
class Room:
    """A space under load."""

    space: int
    topic: int
    rev: int = 0  # the number from which those come back who missed what was seeded last


@dataclass
class Site:
    """A server in a process of its own, and what was seeded in it.

    `sessions` belong to people who are all admitted to `everybody` and to `corridors`, the first two hundred of them to `few`;
    person n posts in `desks[n % len(desks)]`.
    """

    name: str
    folder: Path
    port: int
    cookie: str
    sessions: list[str]
    few: Room
    everybody: Room
    corridors: list[Room]
    desks: list[Room]
    missed: int  # messages in all corridors together that came after their `rev`
    histories: dict[int, Room] = field(default_factory=dict)  # by number of messages
    process: "subprocess.Popen[bytes] | None" = None
    cores: set[int] = field(default_factory=lambda: {SERVER_CORE})
    environment: Mapping[str, str] = field(default_factory=dict)

    path = "/live/"
    says_hello = True  # it is ready when it says so, not when the handshake is over
    acks = True  # it answers a post when the message is durable

    @property
    def origin(self) -> str:
        """What a browser types."""
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """Its first process."""
        assert self.process is not None, "it has been started"
        return self.process.pid

    def watch(self, spaces: Mapping[int, int | None]) -> list[bytes]:
        """The texts that ask to listen to spaces, from a number on or from a first page."""
        return [json.dumps({"do": "watch", "streams": {f"space:{space}": after for space, after in spaces.items()}}).encode()]

    def leave(self, space: int) -> bytes:
        """The text that ends listening."""
        return json.dumps({"do": "leave", "streams": [f"space:{space}"]}).encode()

    def post(self, room: Room, client_id: str, body: str) -> bytes:
        """The text that posts a message."""
        return json.dumps({"do": "post", "space": room.space, "topic": room.topic, "client_id": client_id, "body": body}).encode()

    def ask(self, space: int, seconds: float) -> float:
        """Open a poll that closes in so many seconds (see bench/ask.py); the moment of closing, in seconds since 1970."""
        return float(_printed([sys.executable, "-m", "bench.ask", str(space), str(seconds)], self.environment))

    def fill_desk(self, posts: int) -> tuple[int, str]:
        """Let so many posts wait on a desk (see bench/gate.py); its group, and a session of who answers for it."""
        found = _printed([sys.executable, "-m", "bench.gate", str(posts)], self.environment)
        return found["group"], found["session"]

    def memory_bytes(self) -> int:
        """What its processes hold."""
        return resident_bytes(family(self.pid))

    def stop(self) -> None:
        """End it; a server that does not go in ten seconds is made to."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(12)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Textbook(Site):
    """The consumer of bench/textbook.py: no hello, no ack, and a message is only durable when it comes back."""

    path = "/chat/"
    says_hello = acks = False

    def watch(self, spaces: Mapping[int, int | None]) -> list[bytes]:
        """See Site."""
        return [json.dumps({"do": "watch", "rooms": {str(space): after for space, after in spaces.items()}}).encode()]

    def leave(self, space: int) -> bytes:
        """See Site."""
        return json.dumps({"do": "leave", "room": space}).encode()

    def post(self, room: Room, client_id: str, body: str) -> bytes:
        """See Site."""
        return json.dumps({"do": "post", "room": room.space, "client_id": client_id, "body": body}).encode()


def _rooms(seeded: dict[str, Any]) -> dict[str, Any]:
    """The rooms of what a seed has printed."""
    return {
        "few": Room(*seeded["few"]),
        "everybody": Room(*seeded["everybody"]),
        "corridors": [Room(*each) for each in seeded["corridors"]],
        "desks": [Room(*each) for each in seeded["desks"]],
        "missed": seeded["missed"],
        "histories": {int(size): Room(*each) for size, each in seeded.get("histories", {}).items()},
    }


@contextmanager
def collab(folder: Path, people: int, histories: Sequence[int], engines: Mapping[str, str], processes: int = 1) -> Iterator[Site]:
    """The product, seeded and running inside the block.  `engines`: DATABASE_URL and REDIS_URL, or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    server = Server(folder, free_port(), dict(engines))
    seeded = _printed([sys.executable, "-m", "bench.seed", str(people), *map(str, histories)], server.environment())
    site = Site("collab", folder, server.port, seeded["cookie"], seeded["sessions"], **_rooms(seeded))
    command = [sys.executable, "manage.py", "serve", "--no-worker"]  # the worker is a process apart, on a core of its own
    if processes > 1:
        command += ["--processes", str(processes)]
        site.cores = set(CORES)
    site.environment = server.environment()
    with _running(site, command, site.environment):
        yield site


@contextmanager
def textbook(folder: Path, people: int) -> Iterator[Site]:
    """The textbook consumer on stock daphne, seeded and running inside the block."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    environment = os.environ | {"TEXTBOOK_DATA": str(folder)}
    seeded = _printed([sys.executable, "-m", "bench.textbook", str(people)], environment)
    site = Textbook("textbook", folder, port, seeded["cookie"], seeded["sessions"], **_rooms(seeded))
    command = [sys.executable, "-m", "daphne", "-v", "0", "-b", "127.0.0.1", "-p", str(port), "bench.textbook:application"]
    with _running(site, command, environment):
        yield site


def _printed(command: list[str], environment: Mapping[str, str]) -> Any:
    run = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, text=True, check=False)
    if run.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} failed: {run.stderr[-2000:]}")
    return json.loads(run.stdout)


@contextmanager
def _running(site: Site, command: list[str], environment: Mapping[str, str]) -> Iterator[None]:
    log = site.folder / f"{site.name}.log"
    with log.open("ab") as out, on_cores(site.cores):
        site.process = subprocess.Popen(command, cwd=HOUSE, env=environment, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(site.port):
            if site.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{site.name} did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.05)
        yield
    finally:
        site.stop()


def _answers(port: int) -> bool:
    """Whether an HTTP request is answered, with whatever status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/livez", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status > 0
    except OSError:
        return False
    finally:
        connection.close()
