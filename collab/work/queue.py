"""The queue between serving processes and workers: a file in DATA_DIR, or Redis where there is one.

The only importer of huey.
"""

from collections.abc import Mapping, Sequence
from functools import cache, partial
from threading import Event, Thread
from typing import Any

from django.conf import settings
from huey import Huey, RedisHuey, SqliteHuey
from huey.consumer import Consumer as HueyConsumer
from huey.serializer import SignedSerializer
from redis import ConnectionPool

from collab.work.registry import registry, with_connection

CALLER_SECONDS = 1.0  # a request must not hang because Redis does
LONGEST_LOOK_SECONDS = 1.0  # between two looks of an idle worker into the file
LEAVING_SECONDS = 5  # for a task under way at SIGTERM


@cache
def queue() -> Huey:
    """The queue, made at its first use in a process."""
    common: dict[str, Any] = {"name": "collab", "results": False, "serializer": SignedSerializer(secret=settings.SECRET_KEY)}
    if settings.REDIS_URL:
        made = RedisHuey(**common, connection_pool=_pool(socket_timeout=CALLER_SECONDS, socket_connect_timeout=CALLER_SECONDS))
    else:
        made = SqliteHuey(
            **common, filename=str(settings.DATA_DIR / "work.sqlite3"), fsync=False
        )  # tasks may be lost: rounds find the work
    return made


@cache
def handing_over() -> Any:
    """The queue's own function around `run`: calling it puts a task into the queue."""
    return queue().task()(run)


def run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Do a task that was handed over.  A name that nobody knows any more is a KeyError: logged, and gone."""
    with_connection(partial(registry[name], *args, **kwargs))


def hand_over(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Put a task into the queue.  Raises what the queue raises when it cannot be reached, after CALLER_SECONDS."""
    handing_over()(name, args, kwargs)


def waiting() -> int:
    """How many tasks lie in the queue."""
    return int(queue().pending_count())


class Consumer(HueyConsumer):  # type: ignore[misc]  # huey has no types
    """Threads that do tasks.  Signals are the business of the process around them."""

    def _set_signal_handlers(self) -> None:
        pass


def consumer(threads: int) -> Consumer:
    """The threads of a worker, not yet started.  Call once, before any other use of the queue in this process."""
    made, _ = queue(), handing_over()
    if settings.REDIS_URL:
        # BRPOP waits on purpose: redis-py's time limit of its own would cut the wait off (real-time page, "Other traps").
        made.storage_kwargs["connection_pool"] = _pool(socket_timeout=None, socket_connect_timeout=CALLER_SECONDS, socket_keepalive=True)
        made.storage = made.create_storage()
    return Consumer(made, workers=threads, periodic=False, max_delay=LONGEST_LOOK_SECONDS, shutdown_timeout=LEAVING_SECONDS)


def leave(threads: Consumer, leaving: Event) -> None:
    """Let tasks that are under way finish, for LEAVING_SECONDS; what is cut off is found by a round."""
    leaving.set()
    ending = Thread(target=threads.stop, kwargs={"graceful": True}, daemon=True)
    ending.start()
    ending.join(LEAVING_SECONDS + 1)


def _pool(**limits: Any) -> ConnectionPool:
    return ConnectionPool.from_url(settings.REDIS_URL, **limits)
