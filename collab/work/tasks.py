"""What a serving process hands to the worker, once what it is about has been committed.

A task says only where to look (an id); the state lies in the database.  So a task may be lost, repeated or late without
harm: whatever must happen is also found by a round (rounds.py).  A task keeps its transactions under 20 ms, since on
SQLite everybody else's writes wait for them.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec

from django.db import transaction

from collab.work.registry import registry

P = ParamSpec("P")


class Task(Generic[P]):
    """A function that the worker runs.  Its arguments are numbers and words, never content: the queue is no place for that."""

    def __init__(self, name: str, work: Callable[P, object]) -> None:
        self.name, self.work = name, work

    def after_commit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Hand it over when the caller's transaction is committed; at once outside of one.  A queue that is away only makes it later."""
        from collab.work.queue import hand_over  # huey is loaded by those who have work for it

        def tell() -> None:  # a def: Django logs its __qualname__ when it fails, which a partial lacks
            hand_over(self.name, args, kwargs)

        transaction.on_commit(tell, robust=True)


def task(name: str) -> Callable[[Callable[P, object]], Task[P]]:
    """Make a function a task.  The name stands in the queue: a new one leaves behind what waits under the old."""

    def register(work: Callable[P, object]) -> Task[P]:
        assert name not in registry, f"two tasks are called {name}"
        made = Task(name, work)
        registry[name] = work
        return made

    return register
