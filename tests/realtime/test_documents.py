"""Documents and reports on open screens: who sees what, when; an outsider nothing."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import AsyncClient

from collab.realtime.lanes import writing
from discussions.desk.actions import decide_report, report_message
from discussions.desk.roles import Decision, ReportReason
from discussions.desk.shapes import DecisionDraft, ReportDraft
from discussions.documents.actions import approve_document, return_document, submit_document
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.live import session_for, tab_of
from tests.papers import share
from tests.world import World, build, person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def world() -> World:
    return await writing(build)


async def test_a_decision_is_on_every_screen_and_its_reason_on_one(world: World) -> None:
    cleo = await writing(person, "Cleo")
    await writing(
        open_seat, by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER
    )  # fmt: skip
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben, tab_of(cleo) as third, tab_of(world.eve) as eve:
        for tab in (ada, ben, third):
            await tab.open(world.loom.pk)
            await tab.send(do="watch", streams={"me": None})
            await tab.until("changes", stream="me", after=None)
            await tab.until("caught_up", stream="me")
        await eve.send(do="watch", streams={f"space:{world.loom.pk}": None, "me": None})
        await eve.until("changes", stream="me", after=None)
        await eve.until("caught_up", stream="me")
        space = f"space:{world.loom.pk}"
        menu = await writing(share, world, world.ben, label="green")
        [shown] = (await third.until("changes", stream=space))["items"]
        assert shown == menu.model_dump(mode="json")

        await writing(submit_document, world.ben.pk, menu.space, menu.place)
        assert (await third.until("changes", stream=space))["items"][0]["state"] == "in_review"
        [notice] = (await ada.until("changes", stream="me"))["items"]
        assert (notice["what"], notice["space"], notice["about"], notice["facts"]) == (
            "document_submitted", menu.space, menu.place, {"version": 1},
        )  # fmt: skip

        await writing(return_document, world.ada.pk, menu.space, menu.place, 1, "Prices are missing.")
        [notice] = (await ben.until("changes", stream="me"))["items"]
        assert (notice["what"], notice["facts"]) == ("document_returned", {"version": 1, "reason": "Prices are missing."})
        returned = await third.until("changes", stream=space)
        assert returned["items"][0]["state"] == "changes_requested"
        assert "Prices" not in str(returned)

        await writing(submit_document, world.ben.pk, menu.space, menu.place)
        await writing(approve_document, world.ada.pk, menu.space, menu.place, 1)
        states = [(await third.until("changes", stream=space))["items"][0]["state"]]
        if states == ["in_review"]:
            states.append((await third.until("changes", stream=space))["items"][0]["state"])
        assert states[-1] == "approved"
        await third.send(do="ping")
        await third.until("pong")
        assert "Prices" not in str(third.frames)
        await eve.send(do="ping")
        await eve.until("pong")
        assert "Yarn menu" not in str(eve.frames)

        page = await third.open(world.loom.pk)
        assert [item["kind"] for item in page["items"]] == ["topic", "message", "document"]


async def test_a_report_comes_to_the_desk_and_leaves_it(world: World) -> None:
    async with tab_of(world.ada) as ada, tab_of(world.ben) as ben:
        said = await writing(world.say, world.ada, "hello")
        other = await writing(person, "Dan")
        await writing(
            open_seat, by=world.olga.pk, group_id=world.weavers.pk, person_id=other.pk, organisation_id=world.kiln.pk, role=Role.LEAD
        )  # fmt: skip
        desk = f"desk:{world.weavers.pk}"
        await ben.send(do="watch", streams={desk: None, "me": None})
        assert await ben.until("gone") == {"kind": "gone", "stream": desk}
        await ben.until("changes", stream="me", after=None)
        await ben.until("caught_up", stream="me")
        await ada.send(do="watch", streams={desk: None})
        assert (await ada.until("changes", stream=desk))["items"] == []
        await ada.until("caught_up", stream=desk)

        await writing(report_message, world.ben.pk, said.space, said.place, ReportDraft(reason=ReportReason.TONE, words="Too loud."))
        [item] = (await ada.until("changes", stream=desk))["items"]
        assert (item["state"], item["reason"], item["message"]) == ("open", "tone", said.place)
        [hidden] = (await ben.until("changes", stream="me"))["items"]
        assert (hidden["kind"], hidden["message"]) == ("hidden", said.place)

        await writing(decide_report, other.pk, world.weavers.pk, item["place"], DecisionDraft(decision=Decision.KEPT, words="Fine."))
        [item] = (await ada.until("changes", stream=desk))["items"]
        assert (item["state"], item["decision"]) == ("decided", "kept")
        [notice] = (await ben.until("changes", stream="me"))["items"]
        assert (notice["what"], notice["facts"]) == ("report_decided", {"decision": "kept"})


async def test_on_the_event_loop_a_file_comes_in_pieces(world: World) -> None:
    menu = await writing(share, world, world.ben)
    client = AsyncClient()
    client.cookies[settings.SESSION_COOKIE_NAME] = await writing(session_for, world.ada)
    response = await client.get(f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")
    streamed: Any = response  # the stubs know no streamed answers
    assert b"".join([piece async for piece in streamed.streaming_content]) == b"# Yarn menu\n\nBlue wool first."
    await sync_to_async(connections.close_all)()  # of the thread in which Django answered
