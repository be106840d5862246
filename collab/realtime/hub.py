"""The hub of one process: who listens to which stream, and what each is sent.

A ring says "stream 7 has reached 41, epoch 3", and may carry what changed.  The hub delivers what it was handed, or
reads what lies after the last number that it delivered: once for all listeners either way, encoded once.  A lost
ring is healed by the next one and by the sweep; a listener who missed something sees that `after` is not what it
knows, and asks.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings

from collab import metrics
from collab.realtime.channel import Channel, Closing, Ring, digest_of
from collab.realtime.doorbell import ring_there
from collab.realtime.frames import Changes, encode
from collab.realtime.listeners import Listener, Watch
from collab.realtime.presence import Presence

if TYPE_CHECKING:  # its library is half a second of every start, and one process needs no bus
    from collab.realtime.bus import Bus

log = logging.getLogger("collab.realtime")
YIELD_EVERY = 64  # listeners served before the loop gets a turn: some three milliseconds of pushing
GATHER_SECONDS = 0.005  # while a stream is hot, changes within this time share a frame
HOLE_SECONDS = 0.05  # a change that was committed earlier may still be on its way from another process


class Source(Protocol):
    """What the hub asks of the domains."""

    async def changes_after(self, stream_id: int, after: int) -> Changes:
        """The next page of changes; the last one reaches as far as the counter.  With the epoch, read no earlier than the items."""

    async def floors(self, stream_id: int, person_ids: set[int]) -> dict[int, int]:
        """For each person who may still listen, the place from which they may read (0: from the start)."""


class Hub:
    """Streams, their listeners, and the delivery between them.  Lives on one event loop."""

    def __init__(self) -> None:
        self.channels: dict[int, Channel[Listener, Watch]] = {}
        self.listeners: set[Listener] = set()
        self.source: Source | None = None
        self.loop: asyncio.AbstractEventLoop | None = None
        self.bus: Bus | None = None  # where several processes are one site
        self.presence = Presence(self.channels, self.hint, self.hint_elsewhere)

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
            channel = self.channels[stream_id] = Channel(watch.name, rev, epoch)
            if self.bus is not None:
                self.bus.join(stream_id)
        watch.name = channel.name  # one text for all who listen
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
            if self.bus is not None:
                self.bus.leave(stream_id)

    # Delivery -----------------------------------------------------------------------------------

    def ring(self, news: Ring) -> None:
        """Note that a stream has moved on, and deliver soon.  On the loop; see `ring` below for other threads."""
        channel = self.channels.get(news.stream_id)
        if channel is None:
            return
        channel.note(news)
        if channel.behind and (channel.pump is None or channel.pump.done()):
            channel.pump = asyncio.create_task(self._pump(news.stream_id, channel))

    async def _pump(self, stream_id: int, channel: Channel[Listener, Watch]) -> None:
        """Send until the stream has nothing newer.  One per stream, so order is the counter's."""
        loop = asyncio.get_running_loop()
        while self.channels.get(stream_id) is channel and channel.behind:
            pause = channel.sent_at + GATHER_SECONDS - loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            try:
                page = channel.handed_page() or await self._read(stream_id, channel)
                if page is None:
                    continue
                if page.epoch != channel.epoch:
                    # Somebody lost the right: check everyone before anything of this page is sent.
                    await self._check(stream_id, channel)
                    channel.checked(page.epoch)
            except Exception:
                log.exception("delivery failed; the next ring or the sweep tries again")
                return
            await self._deliver(channel, page)
            channel.sent_at = loop.time()

    async def _read(self, stream_id: int, channel: Channel[Listener, Watch]) -> Changes | None:
        """What lies after the last number delivered; None while what is missing may still be handed over."""
        if channel.has_hole:
            now = asyncio.get_running_loop().time()
            channel.hole_since = channel.hole_since or now
            if now < channel.hole_since + HOLE_SECONDS:
                await asyncio.sleep(HOLE_SECONDS / 10)
                return None
        assert self.source is not None
        told = channel.wanted, channel.wanted_epoch
        page = await self.source.changes_after(stream_id, channel.rev)
        channel.correct(told, page)
        return page

    async def _check(self, stream_id: int, channel: Channel[Listener, Watch]) -> None:
        assert self.source is not None
        floors = await self.source.floors(stream_id, {listener.person_id for listener in channel.listeners})
        for listener, watch in list(channel.listeners.items()):
            if listener.person_id in floors:
                watch.floor = floors[listener.person_id]
            else:
                self.leave(listener, stream_id)
                listener.push(encode({"kind": "gone", "stream": channel.name}))

    async def _deliver(self, channel: Channel[Listener, Watch], page: Changes) -> None:
        if page.rev <= channel.rev:
            return
        channel.delivering(page)  # first: whoever ends a catch-up while this goes on must see that there is more
        text, same = encode(page.frame(channel.name)), page.same_for_all
        for count, (listener, watch) in enumerate(list(channel.listeners.items()), 1):
            if watch.live:
                plain = not watch.floor and (same or not watch.sides)
                listener.push(text if plain else encode(page.frame(channel.name, watch.floor, watch.sides)))
            if count % YIELD_EVERY == 0:
                await asyncio.sleep(0)
        metrics.DELIVERIES.inc(len(channel.listeners))
        if channel.rung_at:
            metrics.DELIVERY_LAG.observe(time.monotonic() - channel.rung_at)
            channel.rung_at = 0.0

    # Hints and endings --------------------------------------------------------------------------

    def hint(self, space_stream: int, frame: dict[str, Any], but: Listener | None = None) -> None:
        """Send something that is never stored to those in this process who have the space on screen."""
        channel = self.channels.get(space_stream)
        if channel is None:
            return
        text = encode(frame)
        for listener in list(channel.listeners):
            if listener is not but and listener.focus == space_stream:
                listener.push(text)

    def typing(self, space_stream: int, frame: dict[str, Any], by: Listener) -> None:
        """Tell those who look at a space, in every process, that somebody writes."""
        self.hint(space_stream, frame, but=by)
        self.hint_elsewhere(space_stream, frame)

    def hint_elsewhere(self, space_stream: int, frame: dict[str, Any]) -> None:
        """Send a hint to the other processes."""
        if self.bus is not None:
            self.bus.hint(space_stream, frame)

    def told(self, space_stream: int, process: str, frame: dict[str, Any]) -> None:
        """Take in a hint of another process."""
        channel = self.channels.get(space_stream)
        if channel is None:
            return
        if frame.get("kind") == "presence":
            self.presence.told(space_stream, channel, process, int(frame["here"]))
        else:
            self.hint(space_stream, frame)

    async def close_where(self, unwanted: Callable[[Listener], bool], code: int) -> None:
        """Close every connection that `unwanted` picks."""
        for listener in [each for each in self.listeners if unwanted(each)]:
            self.exit(listener)
            try:
                await listener.close(code)
            except Exception:
                log.debug("a listener was already gone")

    def close_here(self, whose: Closing) -> None:
        """Close the sockets of a session or a person in this process."""
        if whose.session:
            closing = self.close_where(lambda each: digest_of(each.session_key) == whose.session, whose.code)
        else:
            closing = self.close_where(lambda each: each.person_id == whose.person_id, whose.code)
        task = asyncio.ensure_future(closing)
        _closing.add(task)
        task.add_done_callback(_closing.discard)

    # In every process ---------------------------------------------------------------------------

    def ring_everywhere(self, *news: Ring) -> None:
        """Ring here and in the other processes."""
        for each in news:
            self.ring(each)
            if self.bus is not None:
                self.bus.ring(each)

    def close_everywhere(self, whose: Closing) -> None:
        """Close sockets here and in the other processes."""
        self.close_here(whose)
        if self.bus is not None:
            self.bus.close(whose)


hub = Hub()
_closing: set["asyncio.Task[None]"] = set()  # a task nobody holds may be collected before it has run


def ring(*news: Ring) -> None:
    """Ring the site's hubs, from any thread.  A process that does not serve rings at the doors of those on its machine."""
    if hub.loop is not None:
        _on_loop(hub.ring_everywhere, *news)
        return
    for each in news:
        ring_there(Path(settings.BELLS_DIR), each.stream_id, each.rev, each.epoch)


def close_session(session_key: str, code: int = 4001) -> None:
    """Close the sockets of one session, from any thread."""
    _on_loop(hub.close_everywhere, Closing.of_session(session_key, code))


def close_person(person_id: int, code: int = 4001) -> None:
    """Close every socket of a person, from any thread."""
    _on_loop(hub.close_everywhere, Closing(code, person_id=person_id))


def _on_loop(work: Callable[..., None], *args: Any) -> None:
    loop = hub.loop
    if loop is None or loop.is_closed():
        return
    loop.call_soon_threadsafe(work, *args)
