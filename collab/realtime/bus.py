"""Between the processes of one site: what one commits is a ring in the others.

Redis carries the change itself, once per stream, to those processes that have a listener for it.  Nothing depends on
it: what is lost is found by the next number or by the sweep, two seconds later.  Without REDIS_URL there is one
process, and no bus.

Channels are `collab:stream:ID`, and `collab:closing` for sessions and accounts that ended.
"""

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from collab.realtime.channel import Closing, Ring
from collab.realtime.frames import Changes, Item

log = logging.getLogger("collab.realtime")
STREAM, CLOSING = b"collab:stream:", b"collab:closing"
LONGEST_QUEUE = 10_000  # of what waits to be published; beyond, the oldest is left to the sweep
AGAIN_AFTER = (0.1, 0.5, 1.0, 2.0)  # seconds between attempts to reach Redis, the last for ever
PATIENCE = 2.0  # seconds for connecting and publishing


def pack(origin: str, news: Ring) -> bytes:
    """A ring as it travels: a line of numbers, then two lines for each item.  JSON has no line ends of its own."""
    page = news.page
    lines = [f"{origin} {news.rev} {news.epoch} {'-' if page is None else page.after}"]
    for item in page.items if page else ():
        lines += [f"{item.place} {item.rev} {item.since} {item.older} {item.text}", item.without]
    return "\n".join(lines).encode()


def unpack(stream_id: int, data: bytes) -> tuple[str, Ring]:
    """The process that sent it, and the ring.  Raises ValueError."""
    head, *lines = data.decode().split("\n")
    origin, rev, epoch, after = head.split(" ")
    if after == "-":
        return origin, Ring(stream_id, int(rev), int(epoch))
    items = []
    for line, without in zip(lines[::2], lines[1::2], strict=True):
        *numbers, text = line.split(" ", 4)
        place, at, since, older = map(int, numbers)
        items.append(Item(place, at, since, text, older, without))
    return origin, Ring(stream_id, int(rev), int(epoch), Changes(int(after), int(rev), int(epoch), items))


class Bus:
    """One process's place on the bus.  Lives on the hub's loop."""

    def __init__(
        self,
        url: str,
        *,
        heard: Callable[[Ring], None],
        told: Callable[[int, str, dict[str, Any]], None],  # a hint for those who look at a stream, and its process
        closing: Callable[[Closing], None],
        catch_up: Callable[[list[int]], Awaitable[None]],  # streams whose news may have been missed
    ) -> None:
        self.url, self.heard, self.told, self.closing, self.catch_up = url, heard, told, closing, catch_up
        self.origin = f"{os.getpid()}.{os.urandom(4).hex()}"
        self.wanted: set[int] = set()
        self.outbox: asyncio.Queue[tuple[bytes, bytes]] = asyncio.Queue(LONGEST_QUEUE)
        self.changed = asyncio.Event()  # `wanted` differs from what is subscribed
        self.tasks: list[asyncio.Task[None]] = []
        self.connected = self.stopping = False

    def start(self) -> None:
        """Publish and listen until `stop`."""
        self.tasks = [asyncio.create_task(self._for_ever(self._publish)), asyncio.create_task(self._for_ever(self._listen))]

    async def stop(self) -> None:
        """Leave the bus."""
        self.stopping = True
        for _attempt in range(3):  # a client of Redis may take a cancellation for a lost connection
            for task in self.tasks:
                task.cancel()
            await asyncio.wait(self.tasks, timeout=PATIENCE)

    # What this process says ---------------------------------------------------------------------

    def ring(self, news: Ring) -> None:
        """Tell the others of a change that was committed here."""
        self._say(STREAM + str(news.stream_id).encode(), pack(self.origin, news))

    def hint(self, stream_id: int, frame: dict[str, Any]) -> None:
        """Tell the others' listeners something that is never stored."""
        self._say(STREAM + str(stream_id).encode(), f"{self.origin} hint {json.dumps(frame, ensure_ascii=False)}".encode())

    def close(self, whose: Closing) -> None:
        """Tell the others whose sockets to close."""
        self._say(CLOSING, f"{self.origin} {json.dumps(whose._asdict())}".encode())

    def _say(self, channel: bytes, data: bytes) -> None:
        if self.outbox.full():
            self.outbox.get_nowait()  # Redis is away: the sweep of the others finds it
        self.outbox.put_nowait((channel, data))

    # What it wants to hear ----------------------------------------------------------------------

    def join(self, stream_id: int) -> None:
        """Somebody here listens to a stream."""
        self.wanted.add(stream_id)
        self.changed.set()

    def leave(self, stream_id: int) -> None:
        """Nobody here listens to it any more."""
        self.wanted.discard(stream_id)
        self.changed.set()

    # The two ways -------------------------------------------------------------------------------

    async def _for_ever(self, way: Callable[[Redis], Awaitable[None]]) -> None:
        failures = 0
        while not self.stopping:
            # No time limit on reading: a subscriber waits for as long as nobody speaks.
            client = Redis.from_url(self.url, socket_timeout=None, socket_connect_timeout=PATIENCE, health_check_interval=0)
            begun = asyncio.get_running_loop().time()
            try:
                await way(client)
            except (RedisError, OSError) as error:
                if asyncio.get_running_loop().time() - begun > 5 * PATIENCE:
                    failures = 0
                if not failures:
                    log.warning("Redis cannot be reached; other processes hear of changes by their sweep: %s", type(error).__name__)
                await asyncio.sleep(AGAIN_AFTER[min(failures, len(AGAIN_AFTER) - 1)])
                failures += 1
            finally:
                self.connected = False
                with suppress(RedisError, OSError):
                    await client.aclose()

    async def _publish(self, client: Redis) -> None:
        while not self.stopping:
            said = [await self.outbox.get()]
            while not self.outbox.empty() and len(said) < 100:
                said.append(self.outbox.get_nowait())
            pipe = client.pipeline(transaction=False)
            for channel, data in said:
                pipe.publish(channel, data)
            await asyncio.wait_for(pipe.execute(), PATIENCE)

    async def _listen(self, client: Redis) -> None:
        pubsub = client.pubsub()
        await pubsub.subscribe(CLOSING)
        subscribing = asyncio.create_task(self._subscribe(pubsub))
        try:
            fresh: list[int] = []
            while not self.stopping:
                message = await pubsub.get_message(timeout=0.0 if fresh else None)
                if message is None:
                    # All confirmations that came together: what was committed before them may have been missed.
                    streams, fresh = fresh, []
                    await self.catch_up(streams)
                elif message["type"] == "subscribe" and message["channel"].startswith(STREAM):
                    fresh.append(int(message["channel"].removeprefix(STREAM)))
                elif message["type"] == "subscribe":
                    self.connected = True
                elif message["type"] == "message":
                    self._hear(message["channel"], message["data"])
                if subscribing.done():
                    subscribing.result()
        finally:
            subscribing.cancel()
            with suppress(RedisError, OSError):
                await pubsub.aclose()  # type: ignore[no-untyped-call]  # redis-py leaves it untyped

    async def _subscribe(self, pubsub: Any) -> None:
        """Keep the subscriptions of this connection as `wanted` has them."""
        there: set[int] = set()
        while True:
            self.changed.clear()
            wanted = set(self.wanted)
            if more := wanted - there:
                await pubsub.subscribe(*(STREAM + str(each).encode() for each in more))
            if fewer := there - wanted:
                await pubsub.unsubscribe(*(STREAM + str(each).encode() for each in fewer))
            there = wanted
            await self.changed.wait()

    def _hear(self, channel: bytes, data: bytes) -> None:
        try:
            if data.startswith(self.origin.encode() + b" "):
                return  # our own
            if channel == CLOSING:
                self.closing(Closing(**json.loads(data.partition(b" ")[2])))
                return
            stream_id = int(channel.removeprefix(STREAM))
            origin, _, rest = data.partition(b" ")
            if rest.startswith(b"hint "):
                self.told(stream_id, origin.decode(), json.loads(rest[5:]))
            else:
                self.heard(unpack(stream_id, data)[1])
        except (ValueError, TypeError):
            log.warning("something on the bus was not understood")
