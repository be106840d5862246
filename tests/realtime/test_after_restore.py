"""After a restore each stream's counter stands a million further, with nothing in between: nobody spins, nothing is lost or doubled."""

import asyncio
from typing import Any

import pytest
from django.db.models import F

from collab.ops.backup.databases import PASSED_OVER
from collab.realtime.channel import Ring
from collab.realtime.hub import GATHER_SECONDS, hub
from collab.realtime.lanes import writing
from collab.realtime.sweep import FromHouse, sweep_once
from collab.streams.models import Stream
from collab.wiring import HOUSE
from tests.live import Tab, tab_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """After which numbers the hub reads."""
    after_which: list[int] = []
    read = FromHouse.changes_after

    async def noted(self: FromHouse, stream_id: int, after: int) -> Any:
        after_which.append(after)
        return await read(self, stream_id, after)

    monkeypatch.setattr(FromHouse, "changes_after", noted)
    return after_which


def move_on() -> None:
    """What a restore does to the counters."""
    Stream.objects.update(rev=F("rev") + PASSED_OVER, epoch=F("epoch") + 1)


async def turns(tab: Tab) -> None:
    """Let the loop go round, and time pass, so that a pump which spins would have read a dozen times."""
    for _ in range(12):
        await asyncio.sleep(2 * GATHER_SECONDS)
        await tab.send(do="ping")
        await tab.until("pong")


def heard(tab: Tab) -> list[tuple[int | None, int, list[str]]]:
    """Every frame of changes that waits: after which number, up to which, and what was said."""
    return [
        (each["after"], each["rev"], [item["body"] for item in each["items"] if item["kind"] == "message"])
        for each in tab.frames
        if each["kind"] == "changes"
    ]


async def test_open_tabs_pass_over_the_gap_once_and_go_on(world: World, reads: list[int]) -> None:
    async with tab_of(world.ben) as ben:
        rev = (await ben.open(world.loom.pk))["rev"]
        await writing(move_on)
        await sweep_once(HOUSE, hub)
        await turns(ben)
        assert reads == [rev]
        await writing(world.say, world.ada, "Behind the gap.")
        await turns(ben)
        beyond = rev + PASSED_OVER
        assert heard(ben) == [(rev, beyond, []), (beyond, beyond + 1, ["Behind the gap."])]
        assert reads == [rev]


async def test_what_is_posted_before_anybody_has_seen_the_gap_comes_once(world: World, reads: list[int]) -> None:
    async with tab_of(world.ben) as ben:
        rev = (await ben.open(world.loom.pk))["rev"]
        await writing(move_on)
        await writing(world.say, world.ada, "At once.")
        await writing(world.say, world.ada, "And again.")
        await turns(ben)
        told = heard(ben)
        assert [body for _, _, bodies in told for body in bodies] == ["At once.", "And again."]
        assert [after for after, _, _ in told] == [rev, *(upto for _, upto, _ in told[:-1])]
        assert told[-1][1] == rev + PASSED_OVER + 2
        assert reads in ([rev], [rev, rev + PASSED_OVER + 1])


@pytest.mark.parametrize(("known", "missed"), [(-1, ["Two."]), (0, []), (500, [])], ids=["behind", "at the end", "from the lost days"])
async def test_whoever_comes_back_with_an_old_number_is_brought_over_the_gap(world: World, known: int, missed: list[str]) -> None:
    await writing(world.say, world.ada, "One.")
    rev = (await writing(world.say, world.ada, "Two.")).rev
    await writing(move_on)
    space, beyond = f"space:{world.loom.pk}", rev + PASSED_OVER
    async with tab_of(world.ben) as ben:
        await ben.send(do="watch", streams={space: rev + known})
        await ben.until("caught_up", stream=space)
        assert heard(ben) == [(rev + known, beyond, missed)]
        await writing(world.say, world.ada, "Three.")
        await turns(ben)
        assert heard(ben)[1:] == [(beyond, beyond + 1, ["Three."])]
    async with tab_of(world.ben) as again:  # from memory: the process has seen all of it meanwhile
        await again.send(do="watch", streams={space: beyond})
        await again.until("caught_up", stream=space)
        assert heard(again) == [(beyond, beyond + 1, ["Three."])]


async def test_the_last_page_of_several_reaches_over_the_gap(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discussions.timeline.PAGE", 2)
    said = [await writing(world.say, world.ada, f"{number}.") for number in range(5)]
    known = said[0].rev - 1
    await writing(move_on)
    async with tab_of(world.ben) as ben:
        await ben.send(do="watch", streams={f"space:{world.loom.pk}": known})
        await ben.until("caught_up", stream=f"space:{world.loom.pk}")
        assert heard(ben) == [
            (known, known + 2, ["0.", "1."]), (known + 2, known + 4, ["2.", "3."]), (known + 4, known + 5 + PASSED_OVER, ["4."]),
        ]  # fmt: skip


async def test_a_ring_that_tells_of_what_never_was_makes_the_hub_read_once(world: World, reads: list[int]) -> None:
    """From a process that still stands on the database that was lost, for one."""
    async with tab_of(world.ben) as ben:
        rev = (await ben.open(world.loom.pk))["rev"]
        channel = hub.channels[world.loom.pk]
        hub.ring(Ring(world.loom.pk, rev + 7, channel.epoch + 3))
        await turns(ben)
        assert (reads, channel.behind) == ([rev], False)
        await writing(world.say, world.ada, "And on.")
        await turns(ben)
        assert heard(ben) == [(rev, rev + 1, ["And on."])]
        assert reads == [rev]  # what was posted was handed over
