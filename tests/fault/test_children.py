"""Child processes end with their parent, and so do their own children."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from collab.ops import children as module
from collab.ops.children import Children
from tests.server import HOUSE


@pytest.fixture
def children() -> Iterator[Children]:
    children = Children()
    yield children
    children.stop()


def pid_in(file: Path) -> int:
    """The number that a shell has written there."""
    deadline = time.monotonic() + 20
    while not (file.exists() and file.read_text().strip()):
        assert time.monotonic() < deadline, "the child has not started"
    return int(file.read_text())


def lives(pid: int) -> bool:
    """Whether the process runs, zombies aside."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until_gone(*pids: int) -> None:
    """Come back when none of these runs."""
    deadline = time.monotonic() + 20
    while any(lives(pid) for pid in pids):
        assert time.monotonic() < deadline, "it has outlived its parent"
        time.sleep(0.02)


def test_stopping_ends_the_child_and_its_children(children: Children, tmp_path: Path) -> None:
    children.start("shell", ["sh", "-c", "sleep 60 & echo $! > inner; wait"], folder=tmp_path)
    inner = pid_in(tmp_path / "inner")
    assert not children.ended("shell")
    children.stop("shell")
    assert children.ended("shell")
    until_gone(inner)  # told with its parent, and no child of ours to wait for


def test_a_child_that_ignores_the_request_is_made_to_end(children: Children, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "GRACE_SECONDS", 0.3)
    children.start("deaf", ["sh", "-c", "trap '' TERM; echo $$ > pid; while :; do sleep 0.1; done"], folder=tmp_path)
    pid = pid_in(tmp_path / "pid")
    children.stop()
    assert not lives(pid)


def test_starting_again_replaces_the_child_of_that_name(children: Children, tmp_path: Path) -> None:
    children.start("one", ["sh", "-c", "echo $$ > first; exec sleep 60"], folder=tmp_path)
    first = pid_in(tmp_path / "first")
    children.start("one", ["sh", "-c", "echo $$ > second; exec sleep 60"], folder=tmp_path)
    second = pid_in(tmp_path / "second")
    assert not lives(first)
    assert lives(second)


def test_a_child_that_ended_by_itself_is_seen_and_stopping_it_is_harmless(children: Children, tmp_path: Path) -> None:
    children.start("short", ["true"], folder=tmp_path, environment=dict(os.environ))
    deadline = time.monotonic() + 5
    while not children.ended("short"):
        assert time.monotonic() < deadline
    children.stop("short")


PARENT = """
import sys
from pathlib import Path
from collab.ops import lifeline
from collab.ops.children import Child
line = lifeline.reading_end()
children = [Child([sys.executable, "-c", sys.argv[1], str(line), name], folder=Path("."), handed=[line]) for name in ("first", "second")]
children[0].wait()
"""
CHILD = """
import os, signal, sys
from pathlib import Path
from collab.ops import lifeline
lifeline.hold(int(sys.argv[1]))
Path(sys.argv[2]).write_text(str(os.getpid()))
signal.pause()
"""


def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """Not even by being brothers do they keep one another alive."""
    environment = os.environ | {"PYTHONPATH": str(HOUSE)}
    with subprocess.Popen([sys.executable, "-c", PARENT, CHILD], cwd=tmp_path, env=environment) as parent:
        pids = [pid_in(tmp_path / name) for name in ("first", "second")]
        assert [lives(pid) for pid in pids] == [True, True]
        parent.kill()
    until_gone(*pids)
