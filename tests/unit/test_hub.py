"""Changes that arrive out of order, as from two processes."""

import asyncio
from typing import Any

from collab.realtime.frames import Changes
from collab.realtime.hub import Hub
from collab.realtime.listeners import Listener, Watch
from tests.unit.test_channel import item, page, ring


class NeverRead:
    """A source that notes whether it was asked."""

    reads = 0

    async def changes_after(self, stream_id: int, after: int) -> Changes:
        """See Source."""
        self.reads += 1
        return Changes(after, after, 1)

    async def floors(self, stream_id: int, person_ids: set[int]) -> dict[int, int]:
        """See Source."""
        return dict.fromkeys(person_ids, 0)


async def test_a_change_that_overtakes_another_waits_for_it() -> None:
    """Also in a quiet stream: the one before is on its way, and nothing needs to be read."""
    hub, source, heard = Hub(), NeverRead(), list[str]()

    async def close(code: int) -> None:
        raise AssertionError(code)

    hub.source = source
    listener = Listener(1, "key", heard.append, close)
    hub.join(listener, 7, Watch("space:7", 0), 40, 1)
    hub.ring(ring(page(41, item(42, 42))))
    pump: Any = hub.channels[7].pump
    await asyncio.sleep(0)
    hub.ring(ring(page(40, item(41, 41))))
    await asyncio.wait_for(pump, 10)
    assert (source.reads, len(heard)) == (0, 1)
    assert heard[0] == f"[{page(40, item(41, 41), item(42, 42)).frame('space:7')}]"
