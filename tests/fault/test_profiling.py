"""A profile of a running process: all threads, switched by a signal, by the processor time that they take."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.engines import free_port
from tests.server import HOUSE, Server

# A process with a busy and a sleeping thread, which answers each line with whether it samples.
BUSY = """
import sys, threading
from collab.ops.profiling import Profile
profile = Profile("web")
profile.arm()
over = threading.Event()
def spin_wool():
    while not over.is_set():
        sum(range(1000))
def sleep_soundly():
    over.wait()
threading.Thread(target=spin_wool, name="mill").start()  # both run before any profile does
threading.Thread(target=sleep_soundly, name="bed").start()
for line in sys.stdin:
    print(profile.running, flush=True)
over.set()
profile.stop()
"""


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Of a process with this data folder."""
    return Server(folder, free_port(), settings).environment()


def test_a_signal_starts_and_another_one_writes(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", BUSY]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=HOUSE, env=environment(tmp_path), stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def ask() -> str:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert ask() == "False"
        os.kill(process.pid, signal.SIGUSR1)
        while ask() != "True":
            pass
        for _ in range(2000):
            ask()
        os.kill(process.pid, signal.SIGUSR1)
        while ask() != "False":
            pass
        process.stdin.close()
        assert process.wait(30) == 0
    [profile] = (tmp_path / "profiles").iterdir()
    assert profile.name.startswith(f"web-{process.pid}-")
    lines = [line.rpartition(" ") for line in profile.read_text().splitlines()]
    spent = {name: sum(int(time) for stack, _, time in lines if name in stack) for name in ("spin_wool", "sleep_soundly")}
    assert spent["spin_wool"] > 10_000  # microseconds
    assert spent["sleep_soundly"] < spent["spin_wool"] / 10
    assert str(tmp_path) not in profile.read_text()


def test_a_profile_from_the_start_is_written_at_the_end(tmp_path: Path) -> None:
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", BUSY]
    run = subprocess.run(
        command, cwd=HOUSE, env=environment(tmp_path, PROFILE="1"), input="\n", capture_output=True, text=True, check=True, timeout=60
    )
    assert run.stdout == "True\n"
    assert len(list((tmp_path / "profiles").iterdir())) == 1
