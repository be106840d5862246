"""`make bench`: what one core delivers, and how fast, beside the textbook.  docs/speed.md says how to read it.

Starts real servers, loads them over real sockets from this process, prints a table, and stores it with all figures as
JSON.  The exit status is 1 if a message of ours was lost, doubled or not answered, 2 if a row could not be run.
"""

import argparse
import asyncio
import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import table
from bench.catalogue import IN_SHORT_ON_FULL, PROCESSES, ROWS
from bench.figures import Figures
from bench.goals import EMBEDDED, FULL, GOALS
from bench.machine import OTHER_CORE, on_cores
from bench.record import Record
from bench.rows import processes
from bench.site import Site, collab, textbook
from bench.stage import EVERYBODY, Stage
from tests.engines import postgres, redis

ROW_SECONDS = 240.0  # a row that takes longer is given up
VOTERS = 2000  # in the poll that closes, when there is time
SHORT_HISTORY, LONG_HISTORY = (10_000, 100_000), (10_000, 1_000_000)  # messages in spaces


@dataclass
class Run:
    """One run of the bench, and what it has found so far."""

    rows: Sequence[str]
    engines: Sequence[str]
    full: bool
    folder: Path
    results: dict[tuple[str, str], Figures] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.perf_counter)

    def measure(self) -> None:
        """One site after the other, each with its rows."""
        for engine in self.engines:
            rows = [row for row in ROWS if row in self.rows and (self.full or engine == EMBEDDED or row in IN_SHORT_ON_FULL)]
            people = VOTERS if self.full and "closing" in rows else EVERYBODY
            histories = (LONG_HISTORY if self.full else SHORT_HISTORY) if "history" in rows else ()
            if rows:
                with self._guard(rows, engine), running_engines(engine, self.folder) as addresses:
                    with collab(self.folder / f"site-{engine}", people, histories, addresses) as site:
                        self._on(site, rows, engine)
        if FULL in self.engines and PROCESSES in self.rows:
            with self._guard([PROCESSES], FULL):
                self._processes()
        beside = {goal.beside for goal in GOALS if goal.row in self.rows and goal.engine in self.engines}
        if rows := [row for row in ROWS if row in beside]:
            with self._guard(rows, table.TEXTBOOK), textbook(self.folder / "textbook", EVERYBODY) as site:
                self._on(site, rows, table.TEXTBOOK)

    @contextmanager
    def _guard(self, rows: Sequence[str], engine: str) -> Iterator[None]:
        """A server that does not start, or ends, takes its rows with it, and nothing else."""
        try:
            yield
        except Exception as error:
            for row in rows:
                if (row, engine) not in self.results:
                    self._note(row, engine, broken(error))

    def _on(self, site: Site, rows: Sequence[str], engine: str) -> None:
        async def play() -> None:
            stage = Stage(site, self.full)
            for row in rows:
                try:
                    found = await asyncio.wait_for(ROWS[row](stage), ROW_SECONDS)
                except Exception as error:
                    found = broken(error)
                    stage.close()
                self._note(row, engine, found)
            stage.close()

        asyncio.run(play())

    def _processes(self) -> None:
        found = []
        for many in (1, 2):  # each on engines of its own: a seed wants an empty database
            folder = self.folder / f"of-{many}"
            folder.mkdir()
            with running_engines(FULL, folder) as addresses, collab(folder / "site", EVERYBODY, (), addresses, processes=many) as site:
                found.append(asyncio.run(self._load_of(site)))
        self._note(PROCESSES, FULL, processes.compared(*found))

    async def _load_of(self, site: Site) -> Figures:
        return await processes.load_of(Stage(site, self.full))  # a stage belongs to a loop that runs

    def _note(self, row: str, engine: str, found: Figures) -> None:
        self.results[row, engine] = found
        if found.get("broken"):
            self.broken.append(f"{row} ({engine}): {found['happened']}")
        what = f": {found['happened']}" if found.get("happened") else ""
        print(f"· {time.perf_counter() - self.begun:4.0f} s  {row} ({engine}){what}", file=sys.stderr, flush=True)


def broken(error: Exception) -> Figures:
    """The figures of a row that could not be run: none, and why."""
    return {"broken": True, "happened": f"not run: {type(error).__name__}: {str(error)[:300]}"}


@contextmanager
def running_engines(engine: str, folder: Path) -> Iterator[dict[str, str]]:
    """Settings of a site on these engines, which run inside the block, on the generator's core."""
    if engine == EMBEDDED:
        yield {}
        return
    with ExitStack() as stack:
        with on_cores({OTHER_CORE}):
            database, doorbell = postgres(folder / "postgres"), redis(folder / "redis")
            addresses = {"DATABASE_URL": stack.enter_context(database), "REDIS_URL": stack.enter_context(doorbell)}
        yield addresses


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--rows", default="", help=f"some of {', '.join([*ROWS, PROCESSES])}; if left out all, the last with --full")
    parser.add_argument("--engines", default=f"{EMBEDDED},{FULL}", help=f"{EMBEDDED}, {FULL}, or both")
    parser.add_argument("--full", action="store_true", help="longer loads, every row on both engines, a history of a million messages")
    parser.add_argument("--write-page", action="store_true", help="write the table into docs/speed.md")
    found = parser.parse_args()
    found.rows = found.rows.split(",") if found.rows else [*ROWS, PROCESSES] if found.full else [*ROWS]
    found.engines = found.engines.split(",")
    if unknown := {*found.rows, *found.engines} - {*ROWS, PROCESSES, EMBEDDED, FULL}:
        parser.error(f"there is no {', '.join(sorted(unknown))}")
    return found


def main() -> int:
    """Measure, print, store."""
    wanted = asked()
    gc.freeze()
    gc.disable()  # nothing here lives long, and a collection in the middle would look like a slow server
    os.sched_setaffinity(0, {OTHER_CORE})
    with tempfile.TemporaryDirectory(prefix="collab-bench-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        run = Run(wanted.rows, wanted.engines, wanted.full, Path(folder))
        run.measure()
    record = Record(run.results, run.full, round(time.perf_counter() - run.begun))
    print(f"\n{record.heading}\n\n{table.plain(record.rows)}\n\nAll figures: {record.keep()}")
    if wanted.write_page:
        record.write_page()
    wrong = table.trouble(run.results)
    for each in [*wrong, *run.broken]:
        print(each, file=sys.stderr)
    return 1 if wrong else 2 if run.broken else 0


if __name__ == "__main__":
    sys.exit(main())
