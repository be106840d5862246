"""Whose processor time is whose, who holds how much memory, and who runs on which core.

Time is counted per process, not by the wall: other work on the machine disturbs it little.
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, OTHER_CORE = CORES[0], CORES[-1]  # one core on a machine that has only one
SPEED_SAMPLES, SPEED_STEPS = 5, 100_000
TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def on_cores(cores: set[int]) -> Iterator[None]:
    """Processes started inside the block run on these cores alone."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """User and system time of one process so far, all its threads; 0.0 when it has ended.

    The same counter as in /proc/PID/stat, which rounds it to hundredths of a second.  The number of the clock is
    what clock_getcpuclockid(3) makes of a pid.
    """
    try:
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e9
    except OSError:
        return 0.0


def core_speed() -> float:
    """How fast the server's core runs just now: small steps of Python in a microsecond of processor time.

    Cores that share their inside with others, as those of rented machines do, run at half their speed while the others
    are busy: then a second of processor time buys half as much, and figures of two moments cannot be compared.
    """
    with on_cores({SERVER_CORE}):
        found = []
        for _ in range(SPEED_SAMPLES):
            begun, table = time.process_time(), [0] * 1024
            for step in range(SPEED_STEPS):
                table[step & 1023] += step
            found.append(SPEED_STEPS / (time.process_time() - begun) / 1e6)
    return sorted(found)[SPEED_SAMPLES // 2]


def family(pid: int) -> list[int]:
    """The process, its children, their children …, as they live now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(_fields(entry / "stat")[1])
            except OSError:
                continue  # it has just ended
            children.setdefault(parent, []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def resident_bytes(pids: Iterable[int]) -> int:
    """Memory that these processes hold, shared pages counted in each."""
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * page for pid in pids)


def _fields(path: Path) -> list[str]:
    return path.read_text().rsplit(")", 1)[1].split()


@dataclass(frozen=True)
class Clocks:
    """All clocks at one moment, in seconds."""

    wall: float
    server: dict[int, float]  # by process
    generator: float
    engines: float  # PostgreSQL and Redis, where this run has started them
    machine: float  # all work of all cores

    @classmethod
    def read(cls, server: int) -> "Clocks":
        """Now; `server` is the pid of the server's first process."""
        servers = family(server)
        engines = set(family(os.getpid())) - set(servers) - {os.getpid()}
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
        user, nice, system, _idle, _iowait, irq, softirq, steal = map(int, fields[:8])
        return cls(
            time.perf_counter(),
            {pid: cpu_seconds(pid) for pid in servers},
            time.process_time(),
            sum(map(cpu_seconds, engines)),
            (user + nice + system + irq + softirq + steal) / TICKS,
        )


@dataclass(frozen=True)
class Spent:
    """What one load cost."""

    wall: float  # seconds
    server: float  # processor seconds of the server's processes
    busiest: float  # of the one among them that had most to do
    generator: float  # share of one core
    engines: float  # processor seconds
    others: float  # cores' worth of work that had nothing to do with this run
    speed: float  # of the server's core, the slower of before and after


class Meter:
    """Reads the clocks before and after a load."""

    def __init__(self, server: int) -> None:
        self.server, self.speed = server, core_speed()
        self.before = Clocks.read(server)

    def stop(self) -> Spent:
        """What has been spent since."""
        before, after = self.before, Clocks.read(self.server)
        wall = after.wall - before.wall
        each = [seconds - before.server.get(pid, 0.0) for pid, seconds in after.server.items()]
        generator, engines = after.generator - before.generator, max(0.0, after.engines - before.engines)
        others = after.machine - before.machine - sum(each) - generator - engines
        return Spent(wall, sum(each), max(each), generator / wall, engines, max(0.0, others / wall), min(self.speed, core_speed()))
