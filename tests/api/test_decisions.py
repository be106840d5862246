"""The list of polls across spaces."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab import clock
from collab.clock import now
from discussions.polls.actions import cancel_poll
from tests.api.ask import ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def ask_in(council: Council, hours: int, **more: object) -> int:
    """The place of a poll that closes in so many hours and says so."""
    return council.ask(question=f"{hours}?", closes_at=(now() + hours * HOUR).isoformat(), **more).poll.place


def asked(answer: dict[str, Any]) -> list[str]:
    """The questions of a page."""
    return [row["poll"]["question"] for row in answer["items"]]


def test_by_state_and_deadline(council: Council) -> None:
    for hours in (3, 1, 2, 4):
        ask_in(council, hours)
    council.ask(question="Not yet?", opens_at=(now() + 9 * HOUR).isoformat(), closes_at=(now() + 10 * HOUR).isoformat())
    cancel_poll(council.mia.pk, council.hall.pk, ask_in(council, 8), "asked too early")
    clock.shift(2 * HOUR)  # nobody has closed the first two: the clock has
    hugo = ask(council.hugo)
    found = {state: asked(hugo.get(f"/api/decisions?state={state}")[1]) for state in ("open", "closed", "scheduled", "cancelled")}
    assert found == {"open": ["3?", "4?"], "closed": ["2?", "1?"], "scheduled": ["Not yet?"], "cancelled": ["8?"]}
    assert hugo.get("/api/decisions?state=lost")[1]["code"] == "invalid"


def test_how_one_stands_to_each(council: Council) -> None:
    first, _ = ask_in(council, 1), ask_in(council, 2)
    council.vote(council.alba, first, "o1")
    for who, mine in [(council.hugo, ["cast", "waiting"]), (council.leo, ["cannot", "cannot"]), (council.world.eve, [])]:
        _, answer = ask(who).get("/api/decisions")
        assert [row["mine"] for row in answer["items"]] == mine
    assert ask(council.hugo).get("/api/decisions")[1]["items"][0]["where"] == "Hall"


@pytest.mark.parametrize("state", ["open", "closed"])
def test_page_by_page_nothing_is_lost_or_doubled(council: Council, state: str) -> None:
    closes_at = (now() + HOUR).isoformat()
    for n in range(5):  # the same moment for all: the place decides
        council.ask(question=f"{n}?", closes_at=closes_at)
    clock.shift(2 * HOUR if state == "closed" else 0 * HOUR)
    hugo, seen, after = ask(council.hugo), [], ""
    while True:
        status, answer = hugo.get(f"/api/decisions?state={state}&limit=2{after}")
        assert status == 200
        seen.append(asked(answer))
        if answer["next"] is None:
            break
        after = f"&after={answer['next']}"
    assert seen == [["0?", "1?"], ["2?", "3?"], ["4?"]]


def test_a_cursor_that_is_none_is_refused(council: Council) -> None:
    for after in ("x", "2026-13-01T00:00:00.000000Z~1~1", "2026-11-01T00:00:00.000000Z~1~" + "9" * 17):
        status, answer = ask(council.hugo).get(f"/api/decisions?after={after}")
        assert (status, answer["code"]) == (422, "invalid")


def test_its_cost_does_not_grow(council: Council) -> None:
    hugo, costs = ask(council.hugo), []
    hugo.get("/api/me")  # the first request of a session notes its device
    for _ in range(2):
        for hours in range(1, 6):
            ask_in(council, hours)
        with CaptureQueriesContext(connection) as queries:
            hugo.get("/api/decisions")
        costs.append(len(queries))
    assert costs == [8, 8]
