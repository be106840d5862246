"""`/readyz`: whether this process should be given requests.

The answer names parts, never their addresses or what they said.  Without Redis the site is ready, only slower: chat goes
on by the sweep, mail by the worker's rounds.
"""

import asyncio
import json
import logging
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from collab.files import clamd
from collab.probes.answers import Send, answer
from collab.realtime.lanes import Lane

log = logging.getLogger("collab.probes")
KEPT_SECONDS = 1.0  # an answer is used again for so long
PART_SECONDS = 1.0  # for which Redis and the ClamAV daemon are asked
PATIENCE_SECONDS = 2.0  # a part that takes longer is away
# Of their own: a busy site is still ready, and a part that hangs holds no other.
probing, probing_redis, probing_clamd = Lane("probing", 1), Lane("probing-redis", 1), Lane("probing-clamd", 1)
R = TypeVar("R")


class Phase(StrEnum):
    """Where a process is in its life."""

    STARTING = "starting"
    SERVING = "serving"
    LEAVING = "leaving"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a look at the parts found."""

    away: str = ""  # the part without which nothing works
    degraded: tuple[str, ...] = ()  # parts without which all but the uploads works (clamd), or everything, only slower (redis)


class Readiness:
    """The answer of this process.  Lives on one event loop; only `phase` is set from elsewhere."""

    def __init__(self) -> None:
        self.phase = Phase.SERVING  # `manage.py serve` says otherwise; other servers have no hook for it
        self._look: asyncio.Task[Finding] | None = None
        self._looked_at = 0.0

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """200 `{"status": "ready"}` or `degraded` with its parts; 503 `unready` with the reason."""
        if self.phase is not Phase.SERVING:
            return await _say(send, 503, status="unready", reason=self.phase)
        finding = await self._finding()
        if finding.away:
            return await _say(send, 503, status="unready", reason=finding.away)
        if finding.degraded:
            return await _say(send, 200, status="degraded", parts=finding.degraded)
        return await _say(send, 200, status="ready")

    async def _finding(self) -> Finding:
        look, loop = self._look, asyncio.get_running_loop()
        if look is None or look.get_loop() is not loop or (look.done() and time.monotonic() - self._looked_at > KEPT_SECONDS):
            self._looked_at = time.monotonic()
            look = self._look = loop.create_task(_look())
        return await asyncio.shield(look)  # many ask, one looks


readiness = Readiness()


async def _look() -> Finding:
    """Look at database, Redis and the ClamAV daemon, all at once, for PATIENCE_SECONDS at most."""
    away, redis, scanner = await asyncio.gather(
        _in_time(probing(what_the_database_lacks), "database"),
        _in_time(probing_redis(redis_answers), False),
        _in_time(probing_clamd(clamd.answers, PART_SECONDS), False),
    )
    return Finding(away, tuple(name for name, there in (("redis", redis), ("clamd", scanner)) if not there))


async def _in_time(work: Coroutine[Any, Any, R], otherwise: R) -> R:
    try:
        return await asyncio.wait_for(work, PATIENCE_SECONDS)
    except TimeoutError:
        return otherwise


_found: set[str] = set()  # "migrations": applied, which stays true for this code


def what_the_database_lacks() -> str:
    """Nothing if all is well; "database" if it does not answer, "migrations" if some are to be applied."""
    try:
        if "migrations" not in _found:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "migrations"
            _found.add("migrations")
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
    except Exception as error:
        log.warning("the database does not answer: %s", type(error).__name__)
        connection.close()
        return "database"
    return ""


def redis_answers() -> bool:
    """Whether Redis answers, or is not wanted."""
    if not settings.REDIS_URL:
        return True
    from redis import Redis

    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=PART_SECONDS, socket_timeout=PART_SECONDS) as client:
            return bool(client.ping())
    except Exception as error:
        log.warning("Redis does not answer: %s", type(error).__name__)
        return False


async def _say(send: Send, code: int, **facts: Any) -> None:
    await answer(send, code, json.dumps(facts).encode() + b"\n")
