"""Where authors may be hidden, what was released goes out together: one time, an order of chance, and counts with it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from collab import clock
from collab.clock import now
from discussions.bridges import batches
from discussions.bridges.actions import accept_bridge
from discussions.bridges.batches import depart_due
from discussions.bridges.models import Crossing, Side
from discussions.bridges.shapes import Answer
from discussions.chat.batching import next_batch
from discussions.chat.models import Message
from discussions.documents.models import Document
from tests.api.ask import ask
from tests.api.gate import act, history, stored
from tests.attached import paper, ref
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_quarter(settings: Settings) -> None:
    settings.RELEASE_BATCH_MINUTES = 15


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def passed(span: Span, who: Any, **more: object) -> int:
    """A post that a moderator has released, and that waits for its batch: its number."""
    crossing = span.submit(who, **more)
    status, shape = act(span.mia, crossing.crossing, "release", hash=crossing.hash)
    assert (status, shape["state"], shape["message"], shape["travels_at"]) == (200, "passed", None, told(next_batch(now())))
    return crossing.crossing


def told(moment: datetime) -> str:
    """A moment as it travels."""
    return moment.isoformat().replace("+00:00", "Z")


def state(number: int) -> str:
    return str(Crossing.objects.get(number=number).state)


def shown(span: Span) -> list[tuple[str, str]]:
    """(words, time) of the messages that the other side reads."""
    return [(each["body"], each["posted_at"]) for each in history(span, span.pam)]


@pytest.mark.parametrize(
    ("at", "goes"),
    [("09:00:00", "09:15"), ("09:14:59", "09:15"), ("09:15:00", "09:30"), ("23:50:00", "00:00")],
)
def test_a_batch_goes_on_the_quarter_hour(at: str, goes: str) -> None:
    assert next_batch(datetime.fromisoformat(f"2026-11-26T{at}+00:00")).strftime("%H:%M") == goes


def test_nothing_is_read_before_the_batch_goes(span: Span) -> None:
    ben = span.world.ben
    before = ask(span.pam).get("/api/start")[1]["counts"]
    number = passed(span, ben, body="Late bustard.")
    assert depart_due(now()) == next_batch(now())
    assert (shown(span), state(number), ask(span.pam).get("/api/start")[1]["counts"]) == ([], "passed", before)
    assert ask(span.pam).get("/api/find?q=bustard")[1]["hits"] == []
    leaves = next_batch(now())
    assert depart_due(leaves) is None
    assert (shown(span), state(number)) == ([("Late bustard.", told(leaves))], "released")
    once = stored()
    depart_due(leaves)
    assert stored() == once


def test_a_batch_has_one_time_and_an_order_of_chance(span: Span, monkeypatch: pytest.MonkeyPatch) -> None:
    for n, who in enumerate([span.world.ben, span.cleo, span.dora]):
        passed(span, who, body=f"Post {n}.")
    monkeypatch.setattr(batches.chance, "shuffle", lambda rows: rows.reverse())
    leaves = next_batch(now())
    depart_due(leaves + timedelta(seconds=1))
    assert shown(span) == [(f"Post {n}.", told(leaves + timedelta(seconds=1))) for n in (2, 1, 0)]


def test_where_all_give_their_names_a_post_is_read_at_once(span: Span) -> None:
    named = build_named(span)
    crossing = named.submit(named.world.ben, attribution="name")
    assert act(named.mia, crossing.crossing, "release", hash=crossing.hash)[1]["state"] == "released"


def build_named(span: Span) -> Span:
    """The same people, in a thread whose charter knows names alone."""
    span.bridge = 0
    return span.opened(attributions=["name"])


@pytest.mark.parametrize(("verb", "body", "becomes"), [
    ("return", {"reason": "One more look."}, "returned"), ("withdraw", {}, "withdrawn"),
])  # fmt: skip
def test_until_the_batch_goes_a_post_can_be_called_back(span: Span, verb: str, body: dict[str, str], becomes: str) -> None:
    number = passed(span, span.world.ben)
    who = span.mia if verb == "return" else span.world.ben
    assert act(who, number, verb, **body)[1]["state"] == becomes
    depart_due(next_batch(now()))
    assert (shown(span), state(number)) == ([], becomes)


def test_a_paper_that_is_withdrawn_before_the_batch_goes_keeps_its_post_back(span: Span) -> None:
    menu = paper(span)
    number = passed(span, span.world.ben, attribution="name", attachments=[ref(menu)])
    Document.objects.filter(entry__place=menu.place, space=menu.space).update(withdrawn_at=now())
    depart_due(next_batch(now()))
    assert (shown(span), state(number)) == ([], "held")


def test_other_words_are_read_by_a_moderator_again(span: Span) -> None:
    number = passed(span, span.world.ben)
    assert ask(span.world.ben).patch(f"/api/crossings/{number}", {"body": "Not what was read."})[1]["state"] == "held"
    depart_due(next_batch(now()))
    assert (shown(span), state(number)) == ([], "held")


def test_another_audience_is_not_the_one_that_was_released_to(span: Span) -> None:
    number = passed(span, span.world.ben)
    accept_bridge(span.gus.pk, span.bridge, Answer())
    leaves = next_batch(now())
    depart_due(leaves)
    row = Crossing.objects.get(number=number)
    assert (shown(span), row.state, row.due_at) == ([], "held", leaves + timedelta(hours=5))
    held = next(
        each for each in ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"] if each.get("crossing") == number
    )
    assert (held["state"], held["travels_at"]) == ("held", None)


def test_a_pause_holds_the_batch_back_and_a_closed_thread_gives_the_words_back(span: Span) -> None:
    number = passed(span, span.world.ben)
    desk, weavers = ask(span.world.ada), span.world.weavers.pk
    assert desk.post(f"/api/bridges/{span.bridge}/pause", {"reason": "Wait.", "hours": 1})[0] == 200
    depart_due(next_batch(now()))
    assert (shown(span), state(number)) == ([], "passed")
    assert desk.post(f"/api/bridges/{span.bridge}/resume", {"group": weavers})[0] == 200
    for _ in range(2):
        assert desk.post(f"/api/bridges/{span.bridge}/close", {"reason": "Done."})[0] == 200
    depart_due(next_batch(now()))
    assert (shown(span), state(number)) == ([], "returned")


def test_what_a_gate_does_not_hold_waits_for_the_batch_too(span: Span) -> None:
    Side.objects.filter(bridge=span.bridge, group=span.world.weavers).update(gate="post")
    crossing = span.submit(span.world.ben)
    assert crossing.state == "passed"
    depart_due(next_batch(now()))
    assert state(crossing.crossing) == "released"


def test_new_words_for_a_released_post_wait_for_their_batch(span: Span) -> None:
    number = passed(span, span.world.ben, body="First.")
    depart_due(next_batch(now()))
    anew: dict[str, Any] = {"client_id": "6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", "body": "Second."}
    revision = act(span.world.ben, number, "revise", **anew)[1]
    assert act(span.mia, revision["crossing"], "release", hash=revision["hash"])[1]["state"] == "passed"
    assert [words for words, _ in shown(span)] == ["First."]
    clock.shift(timedelta(minutes=15))
    leaves = next_batch(now())
    depart_due(leaves)
    assert [(each["body"], each["edited_at"]) for each in history(span, span.pam)] == [("Second.", told(leaves))]
    clock.shift(timedelta())


def test_counts_of_reactions_move_with_the_batch(span: Span) -> None:
    passed(span, span.world.ben)
    depart_due(next_batch(now()))
    message = Message.objects.get(space=span.bridge)
    path = f"/api/spaces/{span.bridge}/messages/{message.entry.place}/reactions"
    before = message.entry.rev
    for who in (span.pam, span.world.eve, span.cleo, span.dora):
        assert ask(who).post(path, {"word": "thanks", "on": True})[1]["reactions"] == []
    message.entry.refresh_from_db()
    assert message.entry.rev == before  # not even that somebody did is told
    depart_due(next_batch(now()))
    assert history(span, span.pam)[0]["reactions"] == [{"word": "thanks", "seats": [], "count": 4}]
    for who in (span.pam, span.world.eve):
        assert ask(who).post(path, {"word": "thanks", "on": False})[1]["reactions"] == [{"word": "thanks", "seats": [], "count": 4}]
    depart_due(next_batch(now()))
    assert history(span, span.pam)[0]["reactions"] == []


def test_no_count_that_stays_the_same_is_told(span: Span) -> None:
    """One reaction, below what is shown: the room's counter stands still."""
    passed(span, span.world.ben)
    depart_due(next_batch(now()))
    message = Message.objects.get(space=span.bridge)
    ask(span.pam).post(f"/api/spaces/{span.bridge}/messages/{message.entry.place}/reactions", {"word": "thanks", "on": True})
    before = stored()
    depart_due(next_batch(now()))
    assert stored() == before
    assert Message.objects.get(space=span.bridge).shown_counts.due_at is None


def test_asking_when_nothing_is_due_costs_next_to_nothing(span: Span) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert depart_due(datetime.now(UTC)) is None
    assert len(queries) == 4
