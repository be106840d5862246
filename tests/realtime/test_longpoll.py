"""The slower way: the same frames by long-poll."""

import asyncio
import json
from typing import Any

import pytest
from channels.testing import HttpCommunicator
from django.conf import settings

from collab.accounts.models import Person
from collab.asgi import application
from collab.realtime.hub import close_session
from collab.realtime.lanes import reading, writing
from discussions.spaces.seating import end_seat
from tests.live import session_for
from tests.world import World

pytestmark = pytest.mark.django_db(transaction=True)


async def poll(key: str, origin: str = settings.SITE_ORIGIN, **body: Any) -> tuple[int, Any]:
    headers = [(b"origin", origin.encode()), (b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode())]
    line = HttpCommunicator(application, "POST", "/api/live/poll", body=json.dumps(body).encode(), headers=headers)
    response = await line.get_response(timeout=30)
    assert (b"cache-control", b"no-store") in response["headers"]
    return response["status"], json.loads(response["body"])


async def session(person: Person) -> str:
    return await reading(session_for, person)


async def test_a_round_brings_what_is_new_at_once(world: World) -> None:
    key, name = await session(world.ben), f"space:{world.loom.pk}"
    status, frames = await poll(key, streams={name: None}, hello=True)
    assert (status, [frame["kind"] for frame in frames]) == (200, ["hello", "changes", "caught_up"])
    known = frames[1]["rev"]
    said = await writing(world.say, world.ada, "One.")
    _, [news, facts] = await poll(key, streams={name: known})
    assert ([item["body"] for item in news["items"]], news["after"], news["rev"]) == (["One."], known, said.rev)
    assert (facts["kind"], facts["unread"]) == ("caught_up", 2)


async def test_a_round_waits_for_news_and_answers_when_it_comes(world: World) -> None:
    key, name = await session(world.ben), f"space:{world.loom.pk}"
    _, frames = await poll(key, streams={name: None})
    waiting = asyncio.create_task(poll(key, streams={name: frames[0]["rev"]}, wait=20))
    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert done == set()
    await writing(world.say, world.ada, "At last.")
    _, [news, _] = await asyncio.wait_for(waiting, 5)
    assert [item["body"] for item in news["items"]] == ["At last."]


async def test_a_round_without_news_ends_with_nothing_but_the_counts(world: World) -> None:
    key, name = await session(world.ben), f"space:{world.loom.pk}"
    _, frames = await poll(key, streams={name: None})
    _, answer = await poll(key, streams={name: frames[0]["rev"]}, wait=0.05)
    assert [frame["kind"] for frame in answer] == ["caught_up"]


async def test_an_outsider_hears_nothing(world: World) -> None:
    name = f"space:{world.loom.pk}"
    assert await poll(await session(world.eve), streams={name: 0}, wait=1) == (200, [{"kind": "gone", "stream": name}])


async def test_leaving_means_leaving_here_too(world: World) -> None:
    key, name = await session(world.ben), f"space:{world.loom.pk}"
    _, frames = await poll(key, streams={name: None})
    waiting = asyncio.create_task(poll(key, streams={name: frames[0]["rev"]}, wait=20))
    await asyncio.wait({waiting}, timeout=0.3)
    await writing(end_seat, by=world.olga.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    await writing(world.say, world.ada, "Only for those who are still here.")
    _, answer = await asyncio.wait_for(waiting, 5)
    assert answer[0] == {"kind": "gone", "stream": name}
    assert "still here" not in str(answer)


async def test_the_end_of_a_session_ends_the_wait(world: World) -> None:
    key, name = await session(world.ben), f"space:{world.loom.pk}"
    _, frames = await poll(key, streams={name: None})
    waiting = asyncio.create_task(poll(key, streams={name: frames[0]["rev"]}, wait=20))
    await asyncio.wait({waiting}, timeout=0.3)
    close_session(key)
    status, answer = await asyncio.wait_for(waiting, 5)
    assert (status, answer["code"]) == (401, "signed_out")


@pytest.mark.parametrize(
    ("body", "origin", "status"),
    [
        ({"streams": {}}, "https://elsewhere.example", 403),
        ({"streams": {"space:1": -1}}, settings.SITE_ORIGIN, 422),
        ({"streams": {}, "wait": 26}, settings.SITE_ORIGIN, 422),
        ({"streams": {}, "more": 1}, settings.SITE_ORIGIN, 422),
        ({"streams": {"x" * 70_000: None}}, settings.SITE_ORIGIN, 422),
    ],
)
async def test_what_is_refused(world: World, body: dict[str, Any], origin: str, status: int) -> None:
    found, answer = await poll(await session(world.ben), origin, **body)
    assert (found, set(answer)) == (status, {"code", "message", "facts"})


async def test_without_a_session_there_is_nothing(world: World) -> None:
    status, answer = await poll("none", streams={})
    assert (status, answer["code"]) == (401, "signed_out")
