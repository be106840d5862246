"""The safety net: every two seconds, what rings and signals may have missed.

It finds streams that moved on without a ring (another process, a command, a lost publish) and sockets
whose session has ended.
"""

import asyncio
import itertools
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from collab import metrics
from collab.realtime.channel import Ring
from collab.realtime.deadlines import deadlines
from collab.realtime.doorbell import Doorbell, bell_of_this_process
from collab.realtime.frames import Changes
from collab.realtime.house import House
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading

if TYPE_CHECKING:
    from collab.realtime.bus import Bus

log = logging.getLogger("collab.realtime")
EVERY = 2.0  # seconds
PRESENCE_EVERY = 15  # rounds


async def ring_heads(house: House, hub: Hub, stream_ids: list[int]) -> None:
    """Ring for those of these streams that have moved on."""
    for stream_id, (rev, epoch) in (await reading(house.heads, stream_ids)).items():
        hub.ring(Ring(stream_id, rev, epoch))


async def sweep_once(house: House, hub: Hub) -> None:
    """Ring for every watched stream that has moved on, and close sockets of ended sessions."""
    await ring_heads(house, hub, list(hub.channels))
    keys = {listener.session_key for listener in hub.listeners}
    if keys:
        alive = await reading(house.live_sessions, keys)
        await hub.close_where(lambda each: each.session_key in keys - alive, 4001)


async def sweep_for_ever(house: House, hub: Hub) -> None:
    """Sweep until cancelled; a failed round is logged and the next one comes."""
    for rounds in itertools.count(1):
        await asyncio.sleep(EVERY)
        try:
            await sweep_once(house, hub)
            if rounds % PRESENCE_EVERY == 0:
                hub.presence.tell_again()
        except Exception:
            log.exception("a sweep failed")


_tasks: dict[int, list["asyncio.Task[None]"]] = {}  # by hub; a task nobody holds may be collected


def awake(house: House, hub: Hub) -> None:
    """Bind the hub to the running loop; start its sweep and the clock, hang its doorbell, join the bus where there is one.

    The web server calls this at its start; each door does as well, for servers that do not.
    """
    loop = asyncio.get_running_loop()
    if hub.loop is loop:
        return
    hub.loop, hub.source = loop, FromHouse(house)
    hub.channels.clear()
    hub.listeners.clear()
    count(hub)
    bell = Doorbell(bell_of_this_process(Path(settings.BELLS_DIR)), lambda *news: hub.ring(Ring(*news)))
    _tasks[id(hub)] = [
        loop.create_task(sweep_for_ever(house, hub)),
        loop.create_task(deadlines.keep(house.due_jobs)),
        loop.create_task(bell.listen()),
    ]
    hub.bus = bus_of(house, hub) if settings.REDIS_URL else None
    if hub.bus is not None:
        hub.bus.start()


def bus_of(house: House, hub: Hub) -> "Bus":
    """The bus of this process."""
    from collab.realtime.bus import Bus

    async def catch_up(stream_ids: list[int]) -> None:
        try:
            await ring_heads(house, hub, stream_ids)
        except Exception:
            log.exception("news that may have been missed could not be looked for; the sweep tries again")

    return Bus(settings.REDIS_URL, heard=hub.ring, told=hub.told, closing=hub.close_here, catch_up=catch_up)


async def asleep(hub: Hub) -> None:
    """End what `awake` started on this loop, and come back when it has ended: before a process leaves, or a loop ends within one.

    The socket of the doorbell goes with it: it would lie in the way of whoever copies the folder.
    """
    if hub.loop is not asyncio.get_running_loop():
        return
    tasks = _tasks.pop(id(hub), [])
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if hub.bus is not None:
        await hub.bus.stop()
        hub.bus = None
    hub.loop = None


def count(hub: Hub) -> None:
    """Let whoever asks for the numbers of this process see the hub's."""
    metrics.CONNECTIONS.set_function(lambda: len(hub.listeners))
    metrics.STREAMS.set_function(lambda: len(hub.channels))
    metrics.WATCHERS.set_function(lambda: sum(len(each.watches) for each in list(hub.listeners)))


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
