"""Where database work of the live side runs: own threads with connections that stay open.

Django's async ORM hops through one shared thread per call and has no transactions, so nothing here
uses it.  One thread writes (SQLite has one writer anyway), a few read.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection

READERS = 3  # threads
P = ParamSpec("P")
R = TypeVar("R")


class Lane:
    """Threads that run database functions for the event loop."""

    def __init__(self, name: str, threads: int) -> None:
        self.name, self.threads = name, threads
        self._pool: ThreadPoolExecutor | None = None

    async def __call__(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `work`, run in one of this lane's threads."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix=self.name)
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: _run(work, *args, **kwargs))

    def close(self) -> None:
        """Finish what is under way, close the connections, end the threads.  The lane can be used again."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        all_here = Barrier(self.threads)  # so that each thread closes its own connection, and none closes twice

        def leave() -> None:
            all_here.wait(timeout=10)
            connection.close()

        for _ in range(self.threads):
            pool.submit(leave)
        pool.shutdown(wait=True)


def _run(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    try:
        return work(*args, **kwargs)
    except (OperationalError, InterfaceError):
        # The server may have gone away: the next piece of work opens a new connection.
        connection.close()
        raise


reading = Lane("reading", READERS)
writing = Lane("writing", 1)
