"""How many texts a listener gets who comes back to several streams."""

import json
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

from collab.realtime.catching_up import TEXT_SIZE, CatchUp
from collab.realtime.frames import Changes, Item
from collab.realtime.house import Access, House
from collab.realtime.hub import Hub
from collab.realtime.listeners import Listener, Watch
from tests.unit.test_channel import item, page

STREAMS = {"space:1": 1, "space:2": 2, "space:3": 3}


async def never(code: int) -> None:
    """A socket that nobody closes."""
    raise AssertionError(code)


class Back:
    """Somebody who comes back to streams that stand at 41, the last change of each in memory."""

    def __init__(self, last: Item | None = None) -> None:
        self.hub, self.heard, self.heard_before_reading = Hub(), list[str](), list[int]()
        for name, number in STREAMS.items():
            self.hub.join(Listener(9, "another", list[str]().append, never), number, Watch(name, 0), 40, 1)
            self.hub.channels[number].delivering(page(40, last or item(41, 41)))
        self.listener = Listener(1, "key", self.heard.append, never)
        house = SimpleNamespace(access=self.access, changes_after=self.changes_after)
        self.catch_up = CatchUp(cast(House, house), self.hub, self.listener)

    def access(self, person_id: int, names: Iterable[str]) -> dict[str, Access]:
        """See House."""
        return {name: Access(name, STREAMS[name], 41, 1) for name in names if name in STREAMS}

    def changes_after(self, stream_id: int, after: int) -> Changes:
        """See House."""
        self.heard_before_reading.append(len(self.heard))
        return Changes(after, 41, 1, [item(35, 35), item(41, 41)])

    @property
    def frames(self) -> list[list[tuple[Any, Any]]]:
        """What was heard: of each text the kinds of its frames, and their streams."""
        return [[(frame["kind"], frame["stream"]) for frame in json.loads(text)] for text in self.heard]


async def test_what_is_in_memory_goes_in_one_text() -> None:
    back = Back()
    found = await back.catch_up.watch({"space:1": 40, "space:7": 3, "space:2": 40, "space:3": 40})
    assert [access.name for access in found] == ["space:1", "space:2", "space:3"]
    assert back.frames == [[("gone", "space:7"), ("changes", "space:1"), ("changes", "space:2"), ("changes", "space:3")]]
    assert all(watch.live for watch in back.listener.watches.values())


async def test_nothing_waits_for_a_read() -> None:
    """A stream that is live already may be told of a change while another is read: what came before it must have gone."""
    back = Back()
    await back.catch_up.watch({"space:1": 40, "space:2": 30, "space:3": 40})
    assert back.heard_before_reading == [1]
    assert back.frames == [[("changes", "space:1")], [("changes", "space:2"), ("changes", "space:3")]]


async def test_a_text_does_not_grow_without_end() -> None:
    """More than a socket takes at once would count against its budget."""
    back = Back(Item(41, 41, 41, json.dumps({"kind": "message", "body": "x" * TEXT_SIZE})))
    await back.catch_up.watch(dict.fromkeys(STREAMS, 40))
    assert back.frames == [[("changes", name)] for name in STREAMS]
