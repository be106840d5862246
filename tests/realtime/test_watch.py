"""Two tabs and an outsider."""

from uuid import uuid4

import pytest
from channels.testing import WebsocketCommunicator

from collab.asgi import application
from collab.realtime.hub import close_session, hub
from collab.realtime.lanes import writing
from collab.realtime.sweep import sweep_once
from collab.wiring import HOUSE
from discussions.chat.actions import withdraw_message
from discussions.spaces.seating import end_seat
from tests.live import PATIENCE, knock, tab_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


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


async def test_what_was_missed_comes_from_the_number_one_knows(world: World) -> None:
    async with tab_of(world.ben) as ben:
        page = await ben.open(world.loom.pk)
    await writing(world.say, world.ada, "One.")
    said = await writing(world.say, world.ada, "Two.")
    async with tab_of(world.ben) as ben:
        await ben.send(do="watch", streams={f"space:{world.loom.pk}": page["rev"]})
        missed = await ben.until("changes")
        assert [(item["kind"], item["body"]) for item in missed["items"]] == [("message", "One."), ("message", "Two.")]
        assert (missed["after"], missed["rev"]) == (page["rev"], said.rev)
        end = await ben.until("caught_up")
        assert (end["unread"], end["mentions"], end["topics"]) == (3, 0, {str(world.yarn): 3})


async def test_one_read_mark_is_right_in_every_tab(world: World) -> None:
    said = await writing(world.say, world.ada, "One.")
    async with tab_of(world.ben) as first, tab_of(world.ben) as second:
        for tab in (first, second):
            await tab.send(do="watch", streams={"me": None})
            await tab.until("changes", stream="me", after=None)
            await tab.until("caught_up", stream="me")
        await first.send(do="read", space=world.loom.pk, topic=world.yarn, upto=said.place)
        for tab in (first, second):
            [mark] = (await tab.until("changes"))["items"]
            assert (mark["kind"], mark["space"], mark["topic"], mark["upto"]) == ("mark", world.loom.pk, world.yarn, said.place)
        await second.send(do="watch", streams={f"space:{world.loom.pk}": said.rev})
        assert (await second.until("caught_up"))["unread"] == 0


async def test_a_command_of_another_process_is_found_by_the_sweep(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """No ring at all: delivery is late, not lost."""
    async with tab_of(world.ben) as ben:
        await ben.open(world.loom.pk)
        monkeypatch.setattr("collab.streams.counter.ring", lambda news: None)
        await writing(world.say, world.ada, "Quietly.")
        await sweep_once(HOUSE, hub)
        assert [item["body"] for item in (await ben.until("changes"))["items"]] == ["Quietly."]


async def test_a_broken_ring_loses_no_message(world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def broken(news: object) -> None:
        raise ConnectionError("down")

    async with tab_of(world.ben) as ben:
        page = await ben.open(world.loom.pk)
        with monkeypatch.context() as down:
            down.setattr("collab.streams.counter.ring", broken)
            await writing(world.say, world.ada, "Did you get this?")
        await ben.send(do="watch", streams={f"space:{world.loom.pk}": page["rev"]})
        assert [item["body"] for item in (await ben.until("changes"))["items"]] == ["Did you get this?"]


async def test_posting_twice_is_answered_twice_and_told_once(world: World) -> None:
    frame = {
        "do": "post",
        "space": world.loom.pk,
        "topic": world.yarn,
        "client_id": "6f0e6a7e-6f7d-4f0e-9d3e-222222222222",
        "body": "Once.",
    }
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        await ben.open(world.loom.pk)
        await ada.send(**frame)
        first = await ada.until("ack")
        await ada.send(**frame)
        assert await ada.until("ack") == first
        await ada.send(**{**frame, "body": "Twice."})
        refused = await ada.until("refused")
        assert (refused["code"], refused["client_id"], refused["do"]) == ("replay_differs", frame["client_id"], "post")
        assert [item["body"] for item in (await ben.until("changes"))["items"]] == ["Once."]
        await ben.send(do="ping")
        await ben.until("pong")
        assert ben.frames == []


async def test_a_foreign_page_opens_no_socket(world: World) -> None:
    for origin in ("http://testserver.example.net", "https://testserver", "null", "http://testserver:81", ""):
        line = await knock(world.ben, origin)
        assert (await line.receive_output(timeout=PATIENCE))["type"] == "websocket.accept"
        assert await line.receive_output(timeout=PATIENCE) == {"type": "websocket.close", "code": 4003}


async def test_without_a_session_the_socket_says_so(world: World) -> None:
    line = await knock(None)
    assert (await line.receive_output(timeout=PATIENCE))["type"] == "websocket.accept"
    assert await line.receive_output(timeout=PATIENCE) == {"type": "websocket.close", "code": 4001}


async def test_ending_a_session_closes_its_socket(world: World) -> None:
    async with tab_of(world.ben) as ben, tab_of(world.ben) as other:
        await ben.open(world.loom.pk)
        close_session(ben.session_key)
        assert await ben.closed_with() == 4001
        await other.send(do="ping")
        assert await other.until("pong") == {"kind": "pong"}


@pytest.mark.parametrize(
    "text",
    [" ", "nonsense", "[]", "5", '{"do":"watch"}', '{"do":"fly"}', '{"do":["watch"]}', '{"do":"watch","streams":{"space:1":-1}}',
     '{"do":"post","space":1}', '{"do":"ping","extra":1}', "[" * 9000, '{"do":"watch","streams":{"space:1":1e999}}'],
)  # fmt: skip
async def test_what_is_not_understood_is_refused_and_the_socket_goes_on(world: World, text: str) -> None:
    async with tab_of(world.ben) as ben:
        await ben.line.send_to(text_data=text)
        assert (await ben.until("refused"))["code"] == "invalid"
        await ben.send(do="ping")
        assert await ben.until("pong") == {"kind": "pong"}


async def test_names_that_are_not_ones_own_are_all_alike(world: World) -> None:
    names = [f"space:{world.oven.pk}", "space:1", "space:x", "desk:1", f"desk:{world.weavers.pk}", "you", "space:²"]
    async with tab_of(world.ben) as ben:
        await ben.send(do="watch", streams=dict.fromkeys(names))
        gone = [(await ben.until("gone"))["stream"] for _ in names]
        assert sorted(gone) == sorted(names)
        assert ben.frames == []


async def test_typing_is_told_to_those_who_look_and_to_nobody_else(world: World) -> None:
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben, tab_of(world.eve) as eve:
        for tab in (ada, ben):
            await tab.open(world.loom.pk)
        await ben.send(do="focus", space=world.loom.pk)
        await ben.until("presence", here=1)
        await eve.send(do="typing", space=world.loom.pk, topic=world.yarn)
        await ada.send(do="typing", space=world.loom.pk, topic=world.yarn)
        assert await ben.until("typing") == {
            "kind": "typing", "space": world.loom.pk, "topic": world.yarn, "seat": world.seat(world.ada).pk, "name": "Ada (example)",
        }  # fmt: skip


async def test_there_is_no_socket_elsewhere() -> None:
    line = WebsocketCommunicator(application, "/elsewhere/")
    assert (await line.connect())[0] is False


async def test_a_quote_goes_from_open_screens_with_what_it_quotes(world: World) -> None:
    said = await writing(world.say, world.ada, "Marigold and madder.")
    quoting = await writing(world.say, world.ben, "This one.", quote=said.place)
    assert quoting.quote is not None and quoting.quote.excerpt == "Marigold and madder."
    async with tab_of(world.ben) as ben:
        await ben.open(world.loom.pk)
        await writing(withdraw_message, world.ada.pk, world.loom.pk, said.place)
        gone, left = (await ben.until("changes"))["items"]
        assert (gone["place"], gone["gone"], gone["body"]) == (said.place, "withdrawn", "")
        assert (left["place"], left["body"], left["quote"]["excerpt"]) == (quoting.place, "This one.", "")
        assert "Marigold" not in str(ben.frames)


async def test_a_catch_up_in_a_hot_space_misses_nothing_and_doubles_nothing(world: World) -> None:
    """Who joins while others post gets each message once, in order, whatever came between check, join and read."""
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        page = await ada.open(world.loom.pk)
        known = page["rev"]
        for number in range(12):
            await ada.send(do="post", space=world.loom.pk, topic=world.yarn, client_id=str(uuid4()), body=f"Number {number}.")
            if number % 4 == 1:
                await ben.send(do="leave", streams=[f"space:{world.loom.pk}"])
                await ben.send(do="watch", streams={f"space:{world.loom.pk}": known})
            await ada.until("ack")
        heard: dict[int, str] = {}
        while len(heard) < 12:
            frame = await ben.until("changes")
            assert frame["after"] <= known
            if frame["rev"] > known:
                heard |= {item["place"]: item["body"] for item in frame["items"]}
                known = frame["rev"]
        assert [heard[place] for place in sorted(heard)] == [f"Number {number}." for number in range(12)]
