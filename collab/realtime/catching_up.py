"""How a listener comes to hear streams: the one way of sockets and of long-polling.

Check the right, join, read what lies behind the number that the client knows, and go on reading until nothing is
missing.  Checking before joining keeps a refused person from being sent anything; joining before reading keeps a
change between the two from being lost.
"""

import asyncio
import json

from collab import metrics
from collab.realtime.channel import Channel
from collab.realtime.frames import Changes, encode
from collab.realtime.house import Access, House
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading
from collab.realtime.listeners import Listener, Watch

TEXT_SIZE = 64 * 1024  # characters of one text


def gone(name: str) -> str:
    """The frame for a stream that may not be heard, or does not exist."""
    return json.dumps({"kind": "gone", "stream": name})


class CatchUp:
    """One listener that asks for streams, each with the number it knows (None: nothing yet)."""

    def __init__(self, house: House, hub: Hub, listener: Listener) -> None:
        self.house, self.hub, self.listener = house, hub, listener
        self.unsaid: list[str] = []  # frames for the listener: what needs no waiting in between goes in one text

    async def watch(self, streams: dict[str, int | None]) -> list[Access]:
        """Join the streams that may be heard and send what the client lacks; `gone` for each other.  The rights that were found.

        The frame that ends a catch-up is the caller's to send.
        """
        found = await reading(self.house.access, self.listener.person_id, list(streams))
        for name in streams:
            if name not in found:
                self._say(gone(name))
        watches = {name: Watch(name, access.floor, access.seat, access.sides, live=False) for name, access in found.items()}
        for name, access in found.items():
            self.hub.join(self.listener, access.stream_id, watches[name], access.rev, access.epoch)
        heard = [access for name, access in found.items() if await self._bring_up_to_date(access, watches[name], streams[name])]
        self._send()
        return heard

    def _say(self, frame: str) -> None:
        self.unsaid.append(frame)
        if sum(map(len, self.unsaid)) > TEXT_SIZE:
            self._send()

    def _send(self) -> None:
        """Hand over what was said.  Call before anything is waited for: who hears a stream live must have heard what came before."""
        if self.unsaid:
            self.listener.push(encode(*self.unsaid))
            self.unsaid.clear()

    async def _bring_up_to_date(self, access: Access, watch: Watch, after: int | None) -> bool:
        """Send page after page until the listener knows what the hub has delivered; False when the right was lost meanwhile."""
        if after is not None and after > access.rev:
            after = None  # a number that this stream never reached: a restored database, or a guess
        known = after
        while True:
            channel = self.hub.channels.get(access.stream_id)
            if channel is None or channel.listeners.get(self.listener) is not watch:
                return False  # left, closed, or expelled while a page was being read
            page: Changes | None = None
            stood = access.rev  # a page that is read now reaches at least to here
            if channel.epoch <= access.epoch:  # else the hub has checked its listeners since, and not this one
                if known is not None and known >= max(channel.rev, access.rev):
                    watch.live = True
                    return True
                page = self._remembered(channel, access, known) or await self._read(channel, access, known)
            if page is None or page.epoch != access.epoch:
                self._send()
                still = await reading(self.house.access, self.listener.person_id, [access.name])
                if access.name not in still:
                    self.hub.leave(self.listener, access.stream_id)
                    self._say(gone(access.name))
                    return False
                access = still[access.name]
                watch.floor, watch.sides = access.floor, access.sides
            if page is None:
                continue
            # A page that carries nothing and goes no further would only tell that somebody asked.
            if page.after is None or page.rev > page.after:
                metrics.CATCH_UP.observe(len(page.items))
                self._say(page.frame(access.name, access.floor, access.sides))
            known = page.rev if page.more else max(page.rev, stood)

    def _remembered(self, channel: Channel[Listener, Watch], access: Access, known: int | None) -> Changes | None:
        return None if known is None else channel.recent_page(known, access.rev, access.epoch)

    async def _read(self, channel: Channel[Listener, Watch], access: Access, known: int | None) -> Changes:
        self._send()
        if known is None:
            return await reading(self.house.first_page, access)
        if (under_way := channel.reading.get(known)) is not None:
            # Many come back at once and lack the same: one reads, and the others look whether that is what they need.
            await under_way.wait()
            if (page := self._remembered(channel, access, known)) is not None:
                return page
        done = channel.reading[known] = asyncio.Event()
        try:
            page = await reading(self.house.changes_after, access.stream_id, known)
            if page.epoch == access.epoch == channel.epoch:  # else it may show what is kept from some by now
                channel.recent.reach_back(page, access.rev)
            return page
        finally:
            channel.reading.pop(known, None)
            done.set()
