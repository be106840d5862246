"""Where database work of the live side runs: own threads with connections that stay open.

Django's async ORM hops through one shared thread per call and has no transactions, so nothing here
uses it.  One thread writes (SQLite has one writer anyway), a few read.
"""

import asyncio
import contextvars
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Generic, ParamSpec, TypeVar

from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from collab import metrics
from collab.errors import Code, Refused

READERS = 3  # threads
P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")


class Lane:
    """Threads that run database functions for the event loop."""

    def __init__(self, name: str, threads: int) -> None:
        self.name, self.threads = name, threads
        self._pool: ThreadPoolExecutor | None = None

    async def __call__(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """The result of `work`, run in one of this lane's threads."""
        if self._pool is None:
            self._pool = ThreadPoolExecutor(self.threads, thread_name_prefix=self.name)
        context = contextvars.copy_context()  # what is logged on the way carries the ids of who asked
        return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: context.run(lambda: _run(work, *args, **kwargs)))

    def close(self) -> None:
        """Finish what is under way, close the connections, end the threads.  The lane can be used again."""
        pool, self._pool = self._pool, None
        if pool is None:
            return
        all_here = Barrier(self.threads)  # so that each thread closes its own connection, and none closes twice

        def leave() -> None:
            all_here.wait(timeout=10)
            connection.close()

        for _number in range(self.threads):
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


class Together(Generic[T, R]):
    """Work that is cheaper done in one go: each batch is what queued while the last one was under way.

    No timer: on an idle server an item is a batch of one, at once; under load batches form by themselves.
    A batch that fails is done again item by item, so that a bad item fails alone; `work` must be safe to repeat.
    """

    def __init__(self, lane: Lane, work: Callable[[Sequence[T]], Sequence[R]], *, most: int = 200, longest_queue: int = 5000) -> None:
        self.lane, self.work, self.most, self.longest_queue = lane, work, most, longest_queue
        self.queue: deque[tuple[T, asyncio.Future[R]]] = deque()
        self.task: asyncio.Task[None] | None = None

    async def __call__(self, item: T) -> R:
        """The result for this item.  Raises Refused (too_many) when the queue is full: nothing was done."""
        loop = asyncio.get_running_loop()
        if self.task is None or self.task.done() or self.task.get_loop() is not loop:
            self.queue.clear()  # of a loop that is gone, with all who waited
            self.task = loop.create_task(self._work_off())
        if len(self.queue) >= self.longest_queue:
            raise Refused(Code.TOO_MANY, _("Too much at once. Wait a moment, then go on."))
        result: asyncio.Future[R] = loop.create_future()
        self.queue.append((item, result))
        return await result

    async def _work_off(self) -> None:
        while self.queue:
            metrics.WRITES_WAITING.set(len(self.queue))
            batch = [self.queue.popleft() for _number in range(min(len(self.queue), self.most))]
            try:
                answers = await self.lane(self.work, [item for item, _result in batch])
            except Exception as error:
                if len(batch) == 1:
                    _fail(batch[0][1], error)
                else:
                    await self._one_by_one(batch)
                continue
            for (_item, result), answer in zip(batch, answers, strict=True):
                if not result.done():  # its socket may have gone meanwhile
                    result.set_result(answer)

    async def _one_by_one(self, batch: list[tuple[T, "asyncio.Future[R]"]]) -> None:
        for item, result in batch:
            try:
                [answer] = await self.lane(self.work, [item])
            except Exception as error:
                _fail(result, error)
            else:
                if not result.done():
                    result.set_result(answer)


def _fail(result: "asyncio.Future[R]", error: Exception) -> None:
    if not result.done():
        result.set_exception(error)
