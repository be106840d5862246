"""What is said, typed, uploaded or guessed on this site is in no line of its log (S75)."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from collab import logs
from collab.pages.requests import UNWRITTEN
from collab.realtime.lanes import reading
from discussions.polls.models import Ballot
from tests.api.ask import ask
from tests.council import Council, convene
from tests.live import tab_of
from tests.papers import pdf, send_file
from tests.world import build

CANARY = "canary7f3a"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Every line that a site in service would write, at the level that writes most."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(logs.formatter())
    root, own = logging.getLogger(), logging.getLogger("collab")
    root.addHandler(handler)
    before = root.level, own.level
    root.setLevel(logging.DEBUG)
    own.setLevel(logging.DEBUG)
    yield lines
    root.removeHandler(handler)
    root.setLevel(before[0])
    own.setLevel(before[1])


def told(written: io.StringIO) -> list[dict[str, Any]]:
    """The lines, parsed; none of them holds what it must not."""
    text = written.getvalue()
    for secret in (CANARY, CANARY.upper(), "@", "example.org", settings.SECRET_KEY):
        assert secret not in text, [line for line in text.splitlines() if secret in line]
    return [json.loads(line) for line in text.splitlines()]


def routes(lines: list[dict[str, Any]]) -> set[tuple[str, str, int]]:
    """Which requests have a line."""
    return {(line["method"], line["route"], line["status"]) for line in lines if line["logger"] == "collab.requests"}


@pytest.mark.django_db
def test_no_request_leaves_its_words(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    ada, ben, nobody = ask(world.ada), ask(world.ben), Client()
    keys = [each.client.cookies[settings.SESSION_COOKIE_NAME].value for each in (ada, ben)]
    message = {"client_id": str(uuid4()), "topic": world.yarn, "body": f"Hear: {CANARY}"}
    posting = f"/api/spaces/{world.loom.pk}/messages"
    assert ben.post(posting, message)[0] == 201
    assert ben.post(posting, {**message, "client_id": CANARY, CANARY: CANARY})[0] == 422
    assert ben.get(f"/api/find?q={CANARY}")[0] == 200
    documents = f"/api/spaces/{world.loom.pk}/documents"
    assert send_file(ada, documents, pdf(CANARY), f"{CANARY}.pdf", title=CANARY, client_id=uuid4())[0] == 201
    assert send_file(ada, documents, b"MZ" + CANARY.encode(), f"{CANARY}.exe", title=CANARY, client_id=uuid4())[0] == 422
    invitation = {"email": f"{CANARY}@example.org", "organisation": world.lantern.pk}
    assert ada.post(f"/api/groups/{world.weavers.pk}/invitations", invitation)[0] == 201
    nobody.get(f"/account/invitation/{CANARY}/")
    nobody.post("/account/login/", {"login": f"{CANARY}@example.org", "password": CANARY})
    nobody.post("/account/login/", {"login": "ben@example.org", "password": CANARY})
    nobody.post("/account/login/code/", {"email": "ben@example.org"})
    nobody.post("/account/login/code/confirm/", {"code": CANARY})
    nobody.get(f"/{CANARY}/?{CANARY}={CANARY}", headers={"User-Agent": CANARY, "X-Request-ID": CANARY * 2, "Referer": CANARY})
    nobody.get("/", headers={"Host": f"{CANARY}.example"})
    nobody.post("/account/login/", {"csrfmiddlewaretoken": CANARY}, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={CANARY}"})
    ben.get(f"/api/{CANARY}")
    ben.get(f"/api/spaces/{'9' * 40}")
    monkeypatch.setattr("discussions.chat.api.post_message", _fail)
    assert ben.post(posting, {**message, "client_id": str(uuid4())})[0] == 500
    lines = told(written)
    assert {
        ("POST", "api/spaces/<int:space_id>/messages", 201),
        ("POST", "api/spaces/<int:space_id>/messages", 422),
        ("POST", "api/spaces/<int:space_id>/messages", 500),
        ("GET", "api/find", 200),
        ("POST", "api/spaces/<int:space_id>/documents", 201),
        ("GET", "account/invitation/<str:token>/", 404),
        ("POST", "account/login/", 200),
        ("GET", "none", 400),
    } <= routes(lines)
    assert [line["error"] for line in lines if line["event"].startswith("a request failed")] == ["RuntimeError"]
    assert not [key for key in keys if key in written.getvalue()]
    assert all(len(line["request_id"]) == 16 for line in lines if line["logger"] == "collab.requests")


def _fail(*_: object) -> None:
    raise RuntimeError(f"could not store {CANARY}, by ben@example.org")


async def test_no_socket_leaves_its_words(written: io.StringIO, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    world = await reading(build)
    async with tab_of(world.ben) as tab:
        await tab.open(world.loom.pk)
        await tab.send(do="post", client_id=str(uuid4()), space=world.loom.pk, topic=world.yarn, body=CANARY)
        await tab.until("ack")
        await tab.send(do="post", client_id=CANARY, space=world.loom.pk, topic=world.yarn, body=CANARY)
        await tab.until("refused")
        await tab.send(do=CANARY, words=CANARY)
        await tab.until("refused")
        monkeypatch.setattr("discussions.verbs.mark_read", _fail)
        await tab.send(do="read", space=world.loom.pk, topic=world.yarn, upto=1)
        await tab.until("refused")
    lines = told(written)
    assert tab.session_key not in written.getvalue()
    [failed] = [line for line in lines if line["event"] == "a frame failed"]
    [closed] = [line for line in lines if line["event"] == "a socket has closed"]
    assert failed["error"] == "RuntimeError"
    assert failed["socket_id"] == closed["socket_id"]


@pytest.mark.django_db
def test_a_ballot_leaves_no_line(written: io.StringIO) -> None:
    """Neither a secret one nor a named one, or the log would tell which polls are secret."""
    council: Council = convene()
    hugo, poll = ask(council.hugo), council.ask().poll
    written.truncate(0)
    written.seek(0)
    assert hugo.put(council.path(poll.place, "ballot"), {"client_id": str(uuid4()), "choices": ["o2"]})[0] == 200
    assert hugo.put(council.path(poll.place, "ballot"), {"client_id": str(uuid4()), "choices": [CANARY]})[0] == 422
    assert Ballot.objects.count() == 1
    assert [line for line in told(written) if line["logger"].startswith("collab")] == []
    assert council.hugo.name not in written.getvalue()
    assert hugo.get(council.path(poll.place))[0] == 200
    assert routes(told(written)) == {("GET", "api/spaces/<int:space_id>/polls/<int:place>", 200)}


def test_the_routes_of_ballots_are_those_that_exist(client: Client) -> None:
    """A renamed route would begin to be written."""
    here = {
        "/api/spaces/1/polls/2/ballot": "api/spaces/<int:space_id>/polls/<int:place>/ballot",
        "/plain/s/1/p/2/": "plain/s/<int:space>/p/<int:place>/",
    }
    assert {get_resolver().resolve(path).route for path in here} == set(here.values()) == UNWRITTEN
