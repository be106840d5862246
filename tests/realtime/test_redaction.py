"""A redaction reaches whoever has the words on a screen, and every list that held them, at once."""

import time
from typing import Any

import pytest

from collab.accounts.models import Person
from collab.realtime.lanes import writing
from discussions.chat.shapes import MessageShape
from discussions.desk.redacting import redact_message
from tests.api.ask import ask
from tests.live import tab_of
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)
WORD = "capercaillie"
WITHIN = 2.0  # seconds


def everywhere(world: World, who: Person, place: int) -> dict[str, str]:
    """What each list, page and export tells a person, as text."""
    space, group = world.loom.pk, world.weavers.pk
    paths = (
        f"/api/spaces/{space}/history", f"/api/spaces/{space}/messages/{place}/revisions", f"/api/find?q={WORD[:-1]}", "/api/mentions",
        "/api/waiting", "/api/start", f"/api/groups/{group}/moderation", f"/api/groups/{group}/audit/export",
        f"/plain/s/{space}/t/{world.yarn}/", f"/plain/s/{space}/",
    )  # fmt: skip
    browser = ask(who)
    return {path: text_of(browser.raw("GET", path)) for path in paths}


def text_of(answer: Any) -> str:
    """The body of an answer, streamed or not."""
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


async def test_a_redaction_reaches_screens_and_lists_within_two_seconds(world: World) -> None:
    seat = world.seat(world.ben).pk
    said: MessageShape = await writing(world.say, world.ada, f"@[Ben](seat:{seat}) {WORD}, and again {WORD}.")
    quoting: MessageShape = await writing(lambda: world.say(world.ada, "As I said.", quote=said.place))
    before = await writing(everywhere, world, world.ben, said.place)
    assert {path for path, text in before.items() if WORD in text} >= {
        f"/api/spaces/{world.loom.pk}/history",
        "/api/mentions",
        "/api/waiting",
    }
    async with tab_of(world.ben) as ben:
        page = await ben.open(world.loom.pk)
        assert WORD in str(page)
        begun = time.monotonic()
        await writing(redact_message, world.ada.pk, world.loom.pk, said.place, "It points to a person.")
        changes = [item async for item in until_both(ben, {said.place, quoting.place})]
        assert time.monotonic() - begun < WITHIN
        assert WORD not in str(changes)
        assert [item["gone"] for item in changes if item["place"] == said.place] == ["redacted"]
    after = await writing(everywhere, world, world.ben, said.place)
    assert {path for path, text in after.items() if WORD in text.replace(f"q={WORD[:-1]}", "")} == set()
    assert time.monotonic() - begun < WITHIN + 8  # the lists were asked one after the other


async def until_both(tab: Any, places: set[int]) -> Any:
    """What comes for these places, until each has come."""
    left = set(places)
    while left:
        frame = await tab.until("changes")
        for item in frame["items"]:
            left.discard(item["place"])
            yield item
