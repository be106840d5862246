"""Two tabs and an outsider."""

import pytest

from collab.realtime.lanes import writing
from discussions.spaces.seating import end_seat
from tests.live import tab_of
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def world() -> World:
    return await writing(build)


async def test_a_message_is_on_the_other_screen_and_nowhere_else(world: World) -> None:
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben, tab_of(world.eve) as eve:
        await ada.open(world.loom.pk)
        page = await ben.open(world.loom.pk)
        assert [item["kind"] for item in page["items"]] == ["topic", "message"]
        await eve.send(do="watch", streams={f"space:{world.loom.pk}": None})
        assert await eve.until("gone") == {"kind": "gone", "stream": f"space:{world.loom.pk}"}

        await ada.send(
            do="post", space=world.loom.pk, topic=world.yarn, client_id="6f0e6a7e-6f7d-4f0e-9d3e-111111111111", body="Blue **first**."
        )
        ack = await ada.until("ack")
        news = await ben.until("changes")
        assert (news["after"], news["rev"]) == (page["rev"], ack["rev"])
        [message] = news["items"]
        assert message["html"] == "<p>Blue <strong>first</strong>.</p>\n"
        assert message["by"] == {
            "seat": world.seat(world.ada).pk, "name": "Ada (example)", "organisation": "Lantern (example)", "constituency": "civil_society",
            "role": "lead",
        }  # fmt: skip
        await eve.send(do="ping")
        assert await eve.until("pong") == {"kind": "pong"}
        assert eve.frames == []


async def test_leaving_means_leaving(world: World) -> None:
    """What is posted after a seat has ended never reaches it, on a socket that is already open."""
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        await ada.open(world.loom.pk)
        await ben.open(world.loom.pk)
        await writing(end_seat, by=world.olga.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
        await writing(world.say, world.ada, "Only for those who are still here.")
        await ben.until("gone", stream=f"space:{world.loom.pk}")
        await ada.until("changes")
        await ben.send(do="ping")
        await ben.until("pong")
        assert "still here" not in str(ben.frames)
