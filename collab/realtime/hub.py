"""The hub of one process: who listens to which stream, and what each is sent.

A ring says "stream 7 has reached 41, epoch 3".  The hub then reads what lies after the last number
it delivered, once for all listeners, and sends it.  A lost ring is healed by the next one and by the
sweep; a listener who missed something sees that `after` is not what it knows, and asks.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from collab.realtime.frames import Changes, encode

log = logging.getLogger("collab.realtime")
YIELD_EVERY = 250  # listeners served before the loop gets a turn
GONE_FRAME = "gone"


@dataclass(frozen=True, slots=True)
class Ring:
    """News of a committed change, without its content."""

    stream_id: int
    rev: int
    epoch: int


class Source(Protocol):
    """What the hub asks of the domains."""

    async def changes_after(self, stream_id: int, after: int) -> Changes:
        """The next page of changes, with the counter and the epoch read in the same snapshot."""

    async def floors(self, stream_id: int, person_ids: set[int]) -> dict[int, int]:
        """For each person who may still listen, the place from which they may read (0: from the start)."""


@dataclass(eq=False, slots=True)
class Listener:
    """One connection: a socket, or one round of long-polling."""

    person_id: int
    session_key: str
    send: Callable[[str], Awaitable[None]]
    close: Callable[[int], Awaitable[None]]
    focus: int | None = None  # the space on screen
    watches: dict[int, "Watch"] = field(default_factory=dict)  # by stream id


@dataclass(eq=False, slots=True)
class Watch:
    """A listener's hold on one stream."""

    name: str
    floor: int
    seat: dict[str, Any] | None = None  # who they are there, for presence and typing; None: hints are off
    waiting: list[str] | None = None  # frames kept back while a first page or a catch-up is being read


@dataclass(eq=False, slots=True)
class Channel:
    """A stream that somebody in this process listens to."""

    name: str
    rev: int  # delivered up to here
    epoch: int  # listeners were last checked at this epoch
    wanted: int  # the newest rev and epoch that a ring has told of
    wanted_epoch: int
    listeners: dict[Listener, Watch] = field(default_factory=dict)
    pump: "asyncio.Task[None] | None" = None


class Hub:
    """Streams, their listeners, and the delivery between them.  Lives on one event loop."""

    def __init__(self) -> None:
        self.channels: dict[int, Channel] = {}
        self.listeners: set[Listener] = set()
        self.source: Source | None = None
        self.loop: asyncio.AbstractEventLoop | None = None

    # Coming and going ---------------------------------------------------------------------------

    def enter(self, listener: Listener) -> None:
        """Know a connection, so that ending its session can close it."""
        self.listeners.add(listener)

    def exit(self, listener: Listener) -> None:
        """Forget a connection and all its watches."""
        self.listeners.discard(listener)
        for stream_id in list(listener.watches):
            self.leave(listener, stream_id)

    def join(self, listener: Listener, stream_id: int, watch: Watch, rev: int, epoch: int) -> None:
        """Listen from now on.  Call before reading, or a change between the two would be lost."""
        channel = self.channels.get(stream_id)
        if channel is None:
            channel = self.channels[stream_id] = Channel(watch.name, rev, epoch, rev, epoch)
        listener.watches[stream_id] = channel.listeners[listener] = watch

    def leave(self, listener: Listener, stream_id: int) -> None:
        """Stop listening to one stream."""
        listener.watches.pop(stream_id, None)
        channel = self.channels.get(stream_id)
        if channel is None:
            return
        channel.listeners.pop(listener, None)
        if not channel.listeners:
            del self.channels[stream_id]

    # Delivery -----------------------------------------------------------------------------------

    def ring(self, news: Ring) -> None:
        """Note that a stream has moved on, and deliver soon.  On the loop; see `ring` below for other threads."""
        channel = self.channels.get(news.stream_id)
        if channel is None:
            return
        channel.wanted = max(channel.wanted, news.rev)
        channel.wanted_epoch = max(channel.wanted_epoch, news.epoch)
        behind = channel.rev < channel.wanted or channel.epoch < channel.wanted_epoch
        if behind and (channel.pump is None or channel.pump.done()):
            channel.pump = asyncio.create_task(self._pump(news.stream_id, channel))

    async def _pump(self, stream_id: int, channel: Channel) -> None:
        """Read and send until the stream has nothing newer.  One per stream, so order is the counter's."""
        assert self.source is not None
        while self.channels.get(stream_id) is channel and (channel.rev < channel.wanted or channel.epoch < channel.wanted_epoch):
            try:
                page = await self.source.changes_after(stream_id, channel.rev)
                if page.epoch != channel.epoch:
                    # Somebody lost the right: check everyone before anything of this page is sent.
                    await self._check(stream_id, channel)
                    channel.epoch = page.epoch
            except Exception:
                log.exception("delivery failed; the next ring or the sweep tries again")
                return
            await self._deliver(channel, page)
            channel.rev = max(channel.rev, page.rev)

    async def _check(self, stream_id: int, channel: Channel) -> None:
        assert self.source is not None
        floors = await self.source.floors(stream_id, {listener.person_id for listener in channel.listeners})
        for listener, watch in list(channel.listeners.items()):
            if listener.person_id in floors:
                watch.floor = floors[listener.person_id]
            else:
                self.leave(listener, stream_id)
                await self._send(listener, encode({"kind": GONE_FRAME, "stream": channel.name}))

    async def _deliver(self, channel: Channel, page: Changes) -> None:
        if page.rev <= channel.rev:
            return
        text = encode(page.frame(channel.name))
        for count, (listener, watch) in enumerate(list(channel.listeners.items()), 1):
            mine = text if not watch.floor else encode(page.frame(channel.name, watch.floor))
            if watch.waiting is not None:
                watch.waiting.append(mine)
            else:
                await self._send(listener, mine)
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)

    async def _send(self, listener: Listener, text: str) -> None:
        try:
            await listener.send(text)
        except Exception:  # its own disconnect tidies up; the others must not notice
            log.debug("a listener could not be reached")

    # Hints and endings --------------------------------------------------------------------------

    async def hint(self, space_stream: int, frame: dict[str, Any], but: Listener | None = None) -> None:
        """Send something that is never stored to those who have the space on screen."""
        channel = self.channels.get(space_stream)
        if channel is None:
            return
        text = encode(frame)
        for listener in list(channel.listeners):
            if listener is not but and listener.focus == space_stream:
                await self._send(listener, text)

    def here(self, space_stream: int) -> list[int]:
        """Seats that have the space on screen and do not mind being seen."""
        channel = self.channels.get(space_stream)
        watches = channel.listeners.items() if channel else ()
        return sorted({watch.seat["seat"] for listener, watch in watches if watch.seat and listener.focus == space_stream})

    async def close_where(self, unwanted: Callable[[Listener], bool], code: int) -> None:
        """Close every connection that `unwanted` picks."""
        for listener in [each for each in self.listeners if unwanted(each)]:
            self.exit(listener)
            try:
                await listener.close(code)
            except Exception:
                log.debug("a listener was already gone")


hub = Hub()


def ring(news: Ring) -> None:
    """Ring the hub of this process from any thread.  Without a serving loop, nobody listens and nothing happens."""
    _on_loop(hub.ring, news)


def close_session(session_key: str, code: int = 4001) -> None:
    """Close the sockets of one session, from any thread."""
    _on_loop(_close, lambda each: each.session_key == session_key, code)


def close_person(person_id: int, code: int = 4001) -> None:
    """Close every socket of a person, from any thread."""
    _on_loop(_close, lambda each: each.person_id == person_id, code)


_closing: set["asyncio.Task[None]"] = set()  # a task nobody holds may be collected before it has run


def _close(unwanted: Callable[[Listener], bool], code: int) -> None:
    task = asyncio.ensure_future(hub.close_where(unwanted, code))
    _closing.add(task)
    task.add_done_callback(_closing.discard)


def _on_loop(work: Callable[..., None], *args: Any) -> None:
    loop = hub.loop
    if loop is None or loop.is_closed():
        return
    loop.call_soon_threadsafe(work, *args)
