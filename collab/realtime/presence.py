"""How many look at a space: a hint, never stored, told at most every few seconds however many come and go."""

import asyncio
from collections.abc import Callable
from typing import Any

from collab.realtime.channel import Channel
from collab.realtime.listeners import Listener, Watch

EVERY_SECONDS = 3.0  # between two counts
STALE_SECONDS = 60.0  # what another process told, without telling it again
Hint = Callable[[int, dict[str, Any]], None]


class Presence:
    """The counts of one process, and what the others told of theirs.  Lives on the hub's loop."""

    def __init__(self, channels: dict[int, Channel[Listener, Watch]], hint: Hint, hint_elsewhere: Hint) -> None:
        self.channels, self.hint, self.hint_elsewhere = channels, hint, hint_elsewhere

    def here(self, space_stream: int, channel: Channel[Listener, Watch]) -> int:
        """How many seats have the space on screen in this process and do not mind being counted."""
        watches = channel.listeners.items()
        return len({watch.seat["seat"] for listener, watch in watches if watch.seat and listener.focus == space_stream})

    def tell(self, space_stream: int) -> None:
        """Tell those who look at a space, in every process, how many they are: at once, then at most every EVERY_SECONDS."""
        channel = self.channels.get(space_stream)
        if channel is None or channel.presence_due:
            return
        loop = asyncio.get_running_loop()
        pause = channel.presence_at + EVERY_SECONDS - loop.time()
        if pause > 0:
            channel.presence_due = True
            loop.call_later(pause, self._is_due, space_stream, channel)
            return
        channel.presence_at = loop.time()
        self._tell_here(space_stream, channel)
        self.hint_elsewhere(space_stream, {"kind": "presence", "here": self.here(space_stream, channel)})

    def told(self, space_stream: int, channel: Channel[Listener, Watch], process: str, count: int) -> None:
        """Another process has counted."""
        channel.elsewhere[process] = (count, asyncio.get_running_loop().time())
        self._tell_here(space_stream, channel)

    def tell_again(self) -> None:
        """Say once more how many look at each space here, before the other processes forget it."""
        for space_stream, channel in list(self.channels.items()):
            if self.here(space_stream, channel):
                self.tell(space_stream)

    def _tell_here(self, space_stream: int, channel: Channel[Listener, Watch]) -> None:
        now = asyncio.get_running_loop().time()
        channel.elsewhere = {process: each for process, each in channel.elsewhere.items() if each[0] and now - each[1] < STALE_SECONDS}
        here = self.here(space_stream, channel) + sum(count for count, _told_at in channel.elsewhere.values())
        self.hint(space_stream, {"kind": "presence", "space": space_stream, "here": here})

    def _is_due(self, space_stream: int, channel: Channel[Listener, Watch]) -> None:
        channel.presence_due = False
        if self.channels.get(space_stream) is channel:
            self.tell(space_stream)
