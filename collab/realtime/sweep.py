"""The safety net: every two seconds, what rings and signals may have missed.

It finds streams that moved on without a ring (another process, a command, a lost publish) and sockets
whose session has ended.
"""

import asyncio
import logging

from collab.realtime.channel import Ring
from collab.realtime.deadlines import deadlines
from collab.realtime.frames import Changes
from collab.realtime.house import House
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading

log = logging.getLogger("collab.realtime")
EVERY = 2.0  # seconds


async def sweep_once(house: House, hub: Hub) -> None:
    """Ring for every watched stream that has moved on, and close sockets of ended sessions."""
    heads = await reading(house.heads, list(hub.channels))
    for stream_id, (rev, epoch) in heads.items():
        hub.ring(Ring(stream_id, rev, epoch))
    keys = {listener.session_key for listener in hub.listeners}
    if keys:
        alive = await reading(house.live_sessions, keys)
        await hub.close_where(lambda each: each.session_key in keys - alive, 4001)


async def sweep_for_ever(house: House, hub: Hub) -> None:
    """Sweep until cancelled; a failed round is logged and the next one comes."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            await sweep_once(house, hub)
        except Exception:
            log.exception("a sweep failed")


_tasks: dict[int, list["asyncio.Task[None]"]] = {}  # by hub; a task nobody holds may be collected


def awake(house: House, hub: Hub) -> None:
    """Bind the hub to the running loop, start its sweep and the clock.

    The web server calls this at its start; each door does as well, for servers that do not.
    """
    loop = asyncio.get_running_loop()
    if hub.loop is loop:
        return
    hub.loop, hub.source = loop, FromHouse(house)
    hub.channels.clear()
    hub.listeners.clear()
    _tasks[id(hub)] = [loop.create_task(sweep_for_ever(house, hub)), loop.create_task(deadlines.keep(house.due_jobs))]


class FromHouse:
    """The hub's source: the house's functions, run in the reading lane."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def changes_after(self, stream_id: int, after: int) -> Changes:
        """See `hub.Source`."""
        return await reading(self.house.changes_after, stream_id, after)

    async def floors(self, stream_id: int, person_ids: set[int]) -> dict[int, int]:
        """See `hub.Source`."""
        return await reading(self.house.floors, stream_id, person_ids)
