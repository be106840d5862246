"""Three tabs at a bridge: the author, the own moderator, somebody of the other side.  And a token that must stay where it is."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from collab import urls
from collab.accounts.models import Person
from collab.realtime.lanes import writing
from discussions.bridges.actions import accept_bridge
from discussions.bridges.gate import decline_crossing, release_crossing, return_crossing, withdraw_crossing
from discussions.bridges.hold_shapes import HoldDecisionDraft, HoldDraft
from discussions.bridges.holding import decide_held, hold_post
from discussions.bridges.roles import HoldDecision
from discussions.bridges.shapes import Answer, CrossingEdit
from discussions.bridges.submitting import rewrite_crossing
from discussions.spaces.seating import change_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.live import PATIENCE, Tab, tab_of
from tests.span import Span, build_span

CANARY = "wagtail7319"


@pytest.fixture
async def span(transactional_db: None) -> Span:
    return await writing(lambda: build_span().opened())


async def watch(tab: Tab, *streams: str) -> None:
    """Listen to streams from a first page on, and forget what came with it."""
    await tab.send(do="watch", streams=dict.fromkeys(streams))
    frames = await quiet(tab)
    assert {frame["stream"] for frame in frames if frame["kind"] == "caught_up"} == set(streams)


async def quiet(tab: Tab) -> list[dict[str, Any]]:
    """What came since, up to now."""
    await tab.send(do="ping")
    for _ in range(50):
        if any(frame["kind"] == "pong" for frame in tab.frames):
            break
        tab.frames.extend(await tab.line.receive_json_from(timeout=PATIENCE))
    frames = [frame for frame in tab.frames if frame["kind"] != "pong"]
    tab.frames.clear()
    return frames


async def next_item(tab: Tab, stream: str, kind: str) -> dict[str, Any]:
    """The next item of this kind in a stream; what came in other streams meanwhile is kept."""
    for _ in range(50):
        for frame in [each for each in tab.frames if each["kind"] == "changes" and each["stream"] == stream]:
            tab.frames.remove(frame)
            for item in frame["items"]:
                if item["kind"] == kind:
                    found: dict[str, Any] = item
                    return found
        tab.frames.extend(await tab.line.receive_json_from(timeout=PATIENCE))
    raise AssertionError(f"no {kind} came")


async def test_each_sees_what_is_theirs(span: Span) -> None:
    room, desk = f"space:{span.bridge}", f"desk:{span.world.weavers.pk}"
    async with tab_of(span.world.ben) as ben, tab_of(span.mia) as mia, tab_of(span.pam) as pam:
        await watch(ben, room, "me")
        await watch(mia, room, desk)
        await watch(pam, room, "me")
        held = await writing(span.submit, span.world.ben)
        assert (await next_item(ben, "me", "crossing"))["state"] == "held"
        waits = await next_item(mia, desk, "crossing")
        assert (waits["state"], waits["body"], waits["by"]["name"]) == ("held", held.body, "Ben (example)")
        assert await quiet(pam) == []

        await writing(return_crossing, span.mia.pk, held.crossing, "Say which kiln.")
        back = await next_item(ben, "me", "crossing")
        assert (back["state"], back["reason"]) == ("returned", "Say which kiln.")
        edit = CrossingEdit(body="The small kiln.")
        again = await writing(rewrite_crossing, span.world.ben.pk, held.crossing, edit)
        assert await quiet(pam) == []

        await writing(release_crossing, span.mia.pk, held.crossing, again.hash)
        message = await next_item(pam, room, "message")
        assert (message["body"], message["by"]["name"], message["by"]["seat"]) == ("The small kiln.", "", 0)
        released = await next_item(mia, desk, "crossing")
        while released["state"] != "released":
            released = await next_item(mia, desk, "crossing")
        assert released["message"] == message["place"]

        await writing(withdraw_crossing, span.world.ben.pk, held.crossing)
        gone = await next_item(pam, room, "message")
        assert (gone["gone"], gone["body"], gone["html"]) == ("withdrawn", "", "")


async def test_a_first_page_of_a_desk_brings_proposals_and_what_waits(span: Span) -> None:
    await writing(span.submit, span.world.ben)
    async with tab_of(span.mia) as mia, tab_of(span.gus) as gus:
        await mia.send(do="watch", streams={f"desk:{span.world.weavers.pk}": None})
        page = await mia.until("changes", stream=f"desk:{span.world.weavers.pk}")
        assert [item["kind"] for item in page["items"]] == ["proposal", "crossing"]
        await gus.send(do="watch", streams={f"desk:{span.dyers.pk}": None})
        page = await gus.until("changes", stream=f"desk:{span.dyers.pk}")
        assert [(item["kind"], item["answer"]) for item in page["items"]] == [("proposal", "invited")]


async def test_the_door_opens_on_the_screens_of_those_who_were_chosen(span: Span) -> None:
    async with tab_of(span.gus) as gus:
        await watch(gus, "me", f"desk:{span.dyers.pk}")
        await writing(accept_bridge, span.gus.pk, span.bridge, Answer())
        door = await next_item(gus, "me", "door")
        assert (door["open"], door["space"]["bridge"], door["space"]["title"]) == (True, True, "Glazes and threads")
        assert (await next_item(gus, f"desk:{span.dyers.pk}", "proposal"))["answer"] == "accepted"


async def test_presence_and_typing_are_off(span: Span) -> None:
    async with tab_of(span.world.ben) as ben, tab_of(span.pam) as pam:
        for tab in (ben, pam):
            await watch(tab, f"space:{span.bridge}")
            await tab.send(do="focus", space=span.bridge)
        await ben.send(do="typing", space=span.bridge, topic=span.topic)
        assert await quiet(ben) == []
        assert await quiet(pam) == []


async def test_who_moderates_no_more_hears_the_desk_no_more(span: Span) -> None:
    desk = f"desk:{span.world.weavers.pk}"
    async with tab_of(span.mia) as mia, tab_of(span.world.ada) as ada:
        await watch(mia, desk)
        await watch(ada, desk)
        await writing(change_seat, by=span.world.ada.pk, seat_id=span.seat(span.mia), role=Role.MEMBER)
        await writing(span.submit, span.world.ben, body=CANARY)
        await next_item(ada, desk, "crossing")
        await mia.until("gone", stream=desk)
        assert CANARY not in str(await quiet(mia))


def readable_pages(span: Span, number: int, place: int) -> list[str]:
    """Every GET of the API, with the ids around the held post put in."""
    ids = {"space_id": span.bridge, "bridge_id": span.bridge, "group_id": span.world.weavers.pk, "number": number, "place": place,
           "topic": span.topic, "n": 1, "seat_id": span.seat(span.world.ben)}  # fmt: skip
    pages = []
    for path, methods in urls.api.get_openapi_schema()["paths"].items():
        if "get" in methods:
            filled = path.format_map({each["name"]: ids.get(each["name"], 1) for each in methods["get"].get("parameters", [])})
            pages.append(f"{filled}?q={CANARY}&topic={span.topic}&space={span.bridge}")
    return pages


def all_pages(who: Person, pages: list[str]) -> str:
    """All that the API answers to a person, as one text."""
    browser = ask(who)
    return " ".join(browser.raw("GET", page).content.decode() for page in pages)


def start_page(who: Person) -> object:
    """The counts, rooms and desks of a person."""
    return ask(who).get("/api/start")


async def test_a_held_word_reaches_nobody_else_on_any_way(span: Span) -> None:
    """Own side's members, the other side's moderators, an invited group, the secretariat: frames and answers are searched."""
    others = [span.dora, span.fay, span.world.eve, span.pam, span.gus, span.world.olga]
    groups = [span.world.weavers.pk, span.world.potters.pk, span.dyers.pk]
    streams = [
        f"space:{span.bridge}",
        f"space:{span.world.loom.pk}",
        f"space:{span.world.oven.pk}",
        "me",
        *(f"desk:{each}" for each in groups),
    ]
    async with AsyncExitStack() as stack:
        tabs = [await stack.enter_async_context(tab_of(who)) for who in others]
        for tab in tabs:
            await tab.send(do="watch", streams=dict.fromkeys(streams))
            await quiet(tab)
        counts = {who.pk: await writing(start_page, who) for who in others}
        held = await writing(span.submit, span.world.ben, body=CANARY, topic=None, title=CANARY, note=CANARY)
        mine = await writing(span.submit, span.mia, body=CANARY)
        await writing(return_crossing, span.mia.pk, held.crossing, CANARY)
        await writing(rewrite_crossing, span.world.ben.pk, held.crossing, CrossingEdit(body=f"{CANARY} again"))
        await writing(decline_crossing, span.mia.pk, held.crossing, CANARY)
        await writing(withdraw_crossing, span.mia.pk, mine.crossing)
        waits = await writing(span.submit, span.world.ben, body=CANARY)
        pages = readable_pages(span, waits.crossing, span.topic)
        assert len(pages) > 10
        for who, tab in zip(others, tabs, strict=True):
            assert await quiet(tab) == [], who
            await tab.send(do="watch", streams=dict.fromkeys(streams))
            assert CANARY not in str(await quiet(tab)), who
            assert CANARY not in (await writing(all_pages, who, pages)).replace(f"q={CANARY}", ""), who
            assert await writing(start_page, who) == counts[who.pk], who
        moderator = await stack.enter_async_context(tab_of(span.mia))
        await moderator.send(do="watch", streams=dict.fromkeys(streams))
        assert CANARY in str(await quiet(moderator))  # the search itself: where the token belongs, it is found


async def test_what_a_side_keeps_back_leaves_its_open_pages_and_no_others(span: Span) -> None:
    """Those of the side that keeps it are told in their own stream; who comes back reads no page from before; others hear nothing."""
    room = f"space:{span.bridge}"
    async with tab_of(span.world.ben) as ben, tab_of(span.pam) as pam, tab_of(span.world.eve) as eve:
        await watch(pam, room)
        for tab in (ben, eve):
            await watch(tab, room, "me")
        crossing = await writing(span.submit, span.pam, body=CANARY, attribution="name")
        await writing(span.release, crossing.crossing, span.world.eve)
        for tab in (pam, eve, ben):
            message = await next_item(tab, room, "message")
            assert message["body"] == CANARY
            await quiet(tab)
        held = await writing(hold_post, span.mia.pk, span.bridge, int(message["place"]), HoldDraft(reason="Not tonight."))
        anew = await next_item(ben, "me", "reshown")
        assert [(item["kind"], item.get("gone"), item.get("body")) for item in anew["items"]] == [
            ("message", "held", ""),
            ("topic", None, None),
        ]
        assert (await quiet(pam), await quiet(eve)) == ([], [])

        await ben.send(do="leave", streams=[room])
        await ben.send(do="watch", streams={room: message["place"] - 1})  # as one that was away meanwhile
        assert CANARY not in str(await quiet(ben))

        draft = HoldDecisionDraft(decision=HoldDecision.RELEASED, words="It is all right.")
        await writing(decide_held, span.mia.pk, span.world.weavers.pk, held.place, draft)
        back = await next_item(ben, "me", "reshown")
        assert back["items"][0]["body"] == CANARY
        assert (await quiet(pam), await quiet(eve)) == ([], [])
