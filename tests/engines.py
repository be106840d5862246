"""`python -m tests.engines -- COMMAND`: run a command beside a private PostgreSQL, Redis and object store.

They live in a folder of their own under the temporary directory, on private loopback ports, and end
with the command.  PostgreSQL keeps fsync on: it is the durability that tests rely on.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from collab.env import Bucket
from tests.tools import POSTGRES, REDIS, Tool, allowed_to_miss

START_SECONDS = 30.0
OWNER = "postgres"  # PostgreSQL refuses to run as root


def main(command: list[str]) -> int:
    """The exit status of `command`."""
    missing = [each.name for each in (POSTGRES, REDIS) if each.path() is None]
    if missing:
        print(f"{' and '.join(missing)} missing: tests marked `engine` have not been run on them.", file=sys.stderr)
        return 0 if allowed_to_miss() else 1
    with ExitStack() as stack:
        folder = stack.enter_context(open_folder("collab-engines-"))
        engines = {
            "DATABASE_URL": stack.enter_context(postgres(folder / "postgres")),
            "REDIS_URL": stack.enter_context(redis(folder / "redis")),
            "STORAGE_URL": stack.enter_context(object_store(folder / "objects")),
        }
        return subprocess.run(command, env=os.environ | engines, check=False).returncode


@contextmanager
def open_folder(prefix: str) -> Iterator[Path]:
    """A folder for engines, gone afterwards.  PostgreSQL runs as another user, who must get through: pytest's own folders bar the way."""
    with tempfile.TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of a new, empty PostgreSQL.  Connections over the loopback, password-less: it lives for minutes and holds examples."""
    programs = Path(_path(POSTGRES)).parent
    folder.mkdir()
    port = free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
    _as_owner(str(programs / "initdb"), "-D", str(folder / "data"), "-U", "collab", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    program = [*owner(), str(programs / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
    server = _start(program, folder)
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port), "-U", "collab", "-d", "postgres"]
    try:
        _wait_until(lambda: subprocess.run(ready, check=False).returncode == 0, server, folder / "log")
        yield f"postgres://collab@127.0.0.1:{port}/postgres"
    finally:
        # SIGINT is PostgreSQL's "fast shutdown".  setpriv replaced itself, so this pid is the server's.
        _end(server, fast=2)


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """The address of a new, empty Redis that keeps nothing on disk."""
    folder.mkdir()
    port = free_port()
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    server = _start([_path(REDIS), *settings], folder)
    try:
        _wait_until(lambda: _answers(port), server, folder / "log")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        _end(server, fast=15)


@contextmanager
def object_store(folder: Path) -> Iterator[str]:
    """The address of an empty bucket of a new S3 server that keeps everything in memory."""
    from collab.files.objects import ObjectStore  # here: its library takes a second to load

    folder.mkdir()
    port = free_port()
    program = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    server = _start(program, folder)
    try:
        _wait_until(lambda: _answers(port), server, folder / "log")
        ObjectStore(Bucket(f"http://127.0.0.1:{port}", "collab", "us-east-1", "example", "example")).prepare()
        yield f"s3+http://example:example@127.0.0.1:{port}/collab?region=us-east-1"
    finally:
        _end(server, fast=15)


def free_port() -> int:
    """A loopback port that nobody had a moment ago."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def owner() -> list[str]:
    """What to put before a command of PostgreSQL: nothing, or for root the way to another user."""
    if os.geteuid() != 0:
        return []
    return ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--init-groups"]


def _start(program: list[str], folder: Path) -> "subprocess.Popen[bytes]":
    """A server that lives in `folder` and writes its log there."""
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(program, stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, cwd=folder)


def _as_owner(*command: str) -> None:
    run = subprocess.run([*owner(), *command], capture_output=True, text=True, check=False, cwd="/")
    if run.returncode:
        raise RuntimeError(f"{command[0]} failed: {run.stderr}")


def _path(tool: Tool) -> str:
    found = tool.path()
    assert found is not None, f"{tool.name} was there a moment ago"
    return found


def _answers(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def _wait_until(holds: Callable[[], bool], server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{server.args!r} did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


def _end(server: "subprocess.Popen[bytes]", fast: int) -> None:
    server.send_signal(fast)
    try:
        server.wait(10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))
