"""A text that several write at once: who is sent what, when; what no longer reaches whom."""

from typing import Any

import pytest

from collab.errors import NotFound
from collab.realtime.lanes import reading, writing
from discussions.documents.actions import withdraw_document
from discussions.documents.living import add_edit, fold
from discussions.documents.living_shapes import EditDraft
from discussions.documents.models import Edit, LivingText
from discussions.documents.shapes import DocumentShape
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.roles import Role
from tests.coedit import line, start, words_in
from tests.live import Tab, tab_of
from tests.world import World, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


async def open_text(tab: Tab, document: DocumentShape, after: int | None = None) -> list[dict[str, Any]]:
    """Watch the text; what it says so far."""
    await tab.send(do="watch", streams={stream(document): after})
    items = (await tab.until("changes", stream=stream(document), after=after))["items"]
    await tab.until("caught_up", stream=stream(document))
    return list(items)


def stream(document: DocumentShape) -> str:
    return f"text:{document.text}"


async def write(world: World, who: Any, document: DocumentShape, words: str) -> int:
    return await writing(add_edit, who.pk, world.loom.pk, document.place, EditDraft(data=line(words)))


async def test_what_one_writes_is_with_the_other_and_with_who_comes_after_both_left(world: World) -> None:
    text = await writing(start, world, world.ben)
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        assert (await open_text(ada, text), await open_text(ben, text)) == ([], [])
        revs = [await write(world, world.ada, text, "from Ada"), await write(world, world.ben, text, "from Ben")]
        assert revs == [1, 2]
        seen: list[dict[str, Any]] = []
        while len(seen) < 2:
            seen += (await ben.until("changes", stream=stream(text)))["items"]
        assert [item["rev"] for item in seen] == revs
        assert words_in(seen) == ["from Ada", "from Ben"]
    await writing(fold.work, await reading(text_id, text))
    assert await reading(Edit.objects.count) == 0
    cleo = await writing(person, "Cleo")
    await writing(
        open_seat, by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.OBSERVER
    )  # fmt: skip
    async with tab_of(cleo) as third:
        assert words_in(await open_text(third, text)) == ["from Ada", "from Ben"]
        await write(world, world.ada, text, "later")
        assert words_in((await third.until("changes", stream=stream(text)))["items"]) == ["later"]
        assert [item["rev"] for item in await open_text(third, text, after=1)] == [3]  # what was folded meanwhile comes as one


def text_id(document: DocumentShape) -> int:
    found: int = LivingText.objects.get(document__entry__place=document.place, document__space=document.space).document_id
    return found


async def test_who_is_outside_hears_no_text_and_no_caret(world: World) -> None:
    text = await writing(start, world, world.ben)
    async with tab_of(world.eve) as eve, tab_of(world.ben) as ben:
        await eve.send(do="watch", streams={stream(text): None, "text:12345": None})
        assert await eve.until("gone", stream=stream(text)) == {"kind": "gone", "stream": stream(text)}
        await eve.until("gone", stream="text:12345")
        await open_text(ben, text)
        await eve.send(do="focus", space=text.text)
        await eve.send(do="caret", text=text.text, client=7, at="here")
        await eve.send(do="ping")
        await eve.until("pong")
        await write(world, world.ben, text, "marigold")
        await ben.until("changes", stream=stream(text))
        await eve.send(do="ping")
        await eve.until("pong")
        assert eve.frames == []
        assert [frame for frame in ben.frames if frame["kind"] == "caret"] == []


async def test_a_caret_carries_the_name_that_the_server_knows(world: World) -> None:
    text = await writing(start, world, world.ben)
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        for tab in (ada, ben):
            await open_text(tab, text)
            await tab.send(do="focus", space=text.text)
        await ada.send(do="ping")
        await ada.until("pong")
        await ben.send(do="caret", text=text.text, client=7, at='{"anchor":1}', name="Somebody else")
        await ben.until("refused")
        await ben.send(do="caret", text=text.text, client=7, at='{"anchor":1}')
        assert await ada.until("caret") == {
            "kind": "caret", "text": text.text, "client": 7, "at": '{"anchor":1}', "seat": world.seat(world.ben).pk,
            "name": "Ben (example)",
        }  # fmt: skip
        await ben.send(do="ping")
        await ben.until("pong")
        assert [frame for frame in ben.frames if frame["kind"] == "caret"] == []


async def test_an_ended_seat_hears_and_writes_no_more(world: World) -> None:
    text = await writing(start, world, world.ada)
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        for tab in (ada, ben):
            await open_text(tab, text)
        await writing(end_seat, by=world.olga.pk, seat_id=world.seat(world.ben).pk, reason="left")
        await ben.until("gone", stream=stream(text))
        await write(world, world.ada, text, "after Ben left")
        await ada.until("changes", stream=stream(text))
        await ben.send(do="ping")
        await ben.until("pong")
        assert "edit" not in str(ben.frames)
        with pytest.raises(NotFound):
            await write(world, world.ben, text, "from Ben")
    assert await reading(Edit.objects.count) == 1


async def test_a_withdrawn_text_is_gone_from_open_editors_and_erased(world: World) -> None:
    text = await writing(start, world, world.ada)
    async with tab_of(world.ben) as ben:
        await open_text(ben, text)
        await write(world, world.ada, text, "marigold")
        await ben.until("changes", stream=stream(text))
        await writing(withdraw_document, world.ada.pk, text.space, text.place, "Not ours to write.")
        await ben.until("gone", stream=stream(text))
        await ben.send(do="watch", streams={stream(text): None})
        await ben.until("gone", stream=stream(text))
    assert await reading(Edit.objects.count) == 0


async def test_who_becomes_an_observer_still_hears_and_no_longer_writes(world: World) -> None:
    text = await writing(start, world, world.ada)
    await writing(change_seat, by=world.olga.pk, seat_id=world.seat(world.ben).pk, role=Role.OBSERVER)
    async with tab_of(world.ben) as ben:
        await open_text(ben, text)
        with pytest.raises(Exception, match="reads_only"):
            await write(world, world.ben, text, "from Ben")
        await write(world, world.ada, text, "from Ada")
        assert words_in((await ben.until("changes", stream=stream(text)))["items"]) == ["from Ada"]
