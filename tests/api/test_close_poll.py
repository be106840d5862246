"""How polls end, what they come to, and what waits for one's vote."""

from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Stream
from discussions.polls.agenda import waiting_votes
from discussions.polls.life import keep_time, settle
from discussions.polls.models import Poll, Result
from discussions.spaces.actions import change_space
from discussions.spaces.shapes import SpaceEdit
from tests.api.ask import ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db
WHY = {"reason": "everybody has voted"}


@pytest.fixture
def council() -> Council:
    return convene()


def verbs() -> list[tuple[str, int | None, str]]:
    """What the audit holds of polls."""
    return list(AuditEntry.objects.filter(subject_kind="poll").order_by("pk").values_list("verb", "actor_id", "reason"))


def page(council: Council, who: Any, poll: int) -> dict[str, Any]:
    """A poll's page."""
    status, answer = ask(who).get(council.path(poll))
    assert (status, type(answer)) == (200, dict)
    return dict(answer)


def test_at_its_second_a_poll_closes_by_itself(council: Council) -> None:
    rule = {"threshold": {"of": "cast", "at_least": [2, 3], "more_than": False, "with_abstentions": False}}
    poll = council.ask(quorum=3, rule=rule).poll
    council.vote(council.alba, poll.place, "o2")
    council.vote(council.cleo, poll.place, "o2")
    assert keep_time(now()) == poll.closes_at
    clock.shift(HOUR)
    rev = Stream.objects.get(pk=council.hall.pk).rev
    assert keep_time(now()) is None
    assert Stream.objects.get(pk=council.hall.pk).rev == rev + 1
    answer = page(council, council.leo, poll.place)
    assert (answer["poll"]["state"], answer["poll"]["closed_at"]) == ("closed", answer["poll"]["closes_at"])
    none = {"points": None, "mean": None}
    assert answer["poll"]["result"] == {
        "question": "Which colour shall the flag have?", "rule": answer["poll"]["rule"], "version": 1, "method": "plurality",
        "withheld": False, "eligible": 3, "cast": 2, "abstained": 0,
        "counts": [{"key": "o1", "count": 0, **none}, {"key": "o2", "count": 2, **none}, {"key": "o3", "count": 0, **none}],
        "leading": ["o2"], "passed": [], "ties": [],
        "tests": [
            {"test": "quorum", "option": None, "constituency": None, "reached": 2, "of": 3, "needed": 3, "met": False},
            {"test": "threshold", "option": "o1", "constituency": None, "reached": 0, "of": 2, "needed": 2, "met": False},
            {"test": "threshold", "option": "o2", "constituency": None, "reached": 2, "of": 2, "needed": 2, "met": True},
            {"test": "threshold", "option": "o3", "constituency": None, "reached": 0, "of": 2, "needed": 2, "met": False},
        ],
    }  # fmt: skip
    assert [(unit["name"], unit["voted"]) for unit in answer["roll"]] == [
        ("Lantern (example)", False), ("Reed (example)", True), ("Sand (example)", True),
    ]  # fmt: skip
    assert verbs() == [("poll.open", council.mia.pk, ""), ("poll.close", None, "")]


def test_a_tie_stays_a_tie(council: Council) -> None:
    poll = council.ask().poll
    council.vote(council.alba, poll.place, "o3")
    council.vote(council.cleo, poll.place, "o1")
    council.vote(council.mia, poll.place, abstained=True)
    clock.shift(HOUR)
    result = page(council, council.mia, poll.place)["poll"]["result"]
    assert (result["leading"], result["cast"], result["abstained"]) == (["o1", "o3"], 3, 1)


def test_closing_happens_once(council: Council) -> None:
    poll = council.ask().poll
    clock.shift(HOUR)
    pk = Poll.objects.get().pk
    settle(pk)
    rev = Stream.objects.get(pk=council.hall.pk).rev
    settle(pk)
    keep_time(now())
    assert page(council, council.mia, poll.place)["poll"]["rev"] == rev == Stream.objects.get(pk=council.hall.pk).rev
    assert Result.objects.count() == 1
    assert len(verbs()) == 2


def test_a_poll_whose_whole_time_was_slept_through_opens_and_closes(council: Council) -> None:
    poll = council.ask(opens_at=(now() + HOUR).isoformat(), closes_at=(now() + 2 * HOUR).isoformat()).poll
    clock.shift(3 * HOUR)
    answer = page(council, council.mia, poll.place)["poll"]
    assert (answer["state"], answer["eligible"], answer["result"]["cast"]) == ("closed", 3, 0)
    assert [verb for verb, _, _ in verbs()] == ["poll.schedule", "poll.open", "poll.close"]


def test_one_poll_that_fails_does_not_keep_the_others_open(council: Council, caplog: pytest.LogCaptureFixture) -> None:
    first, second = council.ask().poll, council.ask().poll
    broken = Poll.objects.get(entry__place=first.place)
    Result.objects.create(poll=broken, question="", rule={}, version=1, eligible=0, votes=[], brief={}, outcome={}, digest="")
    clock.shift(HOUR)
    assert keep_time(now()) is None
    assert list(Poll.objects.order_by("pk").values_list("state", flat=True)) == ["open", "closed"]
    assert "could not be opened or closed" in caplog.text
    assert second.place > first.place


def test_in_an_archived_space_polls_still_close(council: Council) -> None:
    poll = council.ask().poll
    change_space(council.mia.pk, council.hall.pk, SpaceEdit(archived=True))
    body = {"client_id": str(uuid4()), "choices": ["o1"]}
    assert ask(council.cleo).put(council.path(poll.place, "ballot"), body)[1]["code"] == "space_archived"
    clock.shift(HOUR)
    keep_time(now())
    assert Poll.objects.get().state == "closed"


def test_a_moderator_closes_once_everybody_has_voted(council: Council) -> None:
    poll, mia = council.ask().poll, ask(council.mia)
    council.vote(council.alba, poll.place, "o2")
    council.vote(council.cleo, poll.place, "o2")
    status, answer = mia.post(council.path(poll.place, "close"), WHY)
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "open", "cast": 2, "eligible": 3})
    council.vote(council.mia, poll.place, "o1")
    assert ask(council.hugo).post(council.path(poll.place, "close"), WHY)[1]["code"] == "not_allowed"
    assert ask(council.world.eve).post(council.path(poll.place, "close"), WHY)[0] == 404
    assert mia.post(council.path(poll.place, "close"), {})[0] == 422
    status, answer = mia.post(council.path(poll.place, "close"), WHY)
    assert (status, answer["state"], answer["reason"], answer["result"]["leading"]) == (200, "closed", "everybody has voted", ["o2"])
    assert answer["closed_at"] < answer["closes_at"]
    assert mia.post(council.path(poll.place, "close"), WHY)[1]["code"] == "poll_not_open"
    assert verbs()[1:] == [("poll.close", council.mia.pk, "everybody has voted")]


def test_a_moderator_cancels_before_the_first_vote(council: Council) -> None:
    poll, mia = council.ask().poll, ask(council.mia)
    assert ask(council.hugo).post(council.path(poll.place, "cancel"), {"reason": "no"})[1]["code"] == "not_allowed"
    assert ask(council.world.eve).post(council.path(poll.place, "cancel"), {"reason": "no"})[0] == 404
    status, answer = mia.post(council.path(poll.place, "cancel"), {"reason": "asked too early"})
    assert (status, answer["state"], answer["reason"], answer["result"]) == (200, "cancelled", "asked too early", None)
    assert mia.post(council.path(poll.place, "cancel"), {"reason": "again"})[1]["code"] == "wrong_state"
    assert verbs() == [("poll.open", council.mia.pk, ""), ("poll.cancel", council.mia.pk, "asked too early")]
    clock.shift(HOUR)
    keep_time(now())
    assert (Poll.objects.get().state, Result.objects.count()) == ("cancelled", 0)


def test_after_the_first_vote_nobody_cancels(council: Council) -> None:
    poll = council.ask().poll
    council.vote(council.cleo, poll.place, "o1")
    status, answer = ask(council.mia).post(council.path(poll.place, "cancel"), {"reason": "I see where this goes"})
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "open", "cast": 1})
    assert Poll.objects.get().state == "open"


def test_what_one_may_do_is_said_on_the_page(council: Council) -> None:
    poll = council.ask().poll
    assert [page(council, who, poll.place)["may_cancel"] for who in (council.mia, council.hugo)] == [True, False]
    for who in (council.alba, council.cleo, council.mia):
        council.vote(who, poll.place, "o1")
    answer = page(council, council.mia, poll.place)
    assert (answer["may_cancel"], answer["may_close"]) == (False, True)
    assert not page(council, council.hugo, poll.place)["may_close"]


def test_a_vote_waits_for_each_member_of_the_unit_until_one_has_cast_it(council: Council) -> None:
    later = council.ask(closes_at=(now() + 2 * HOUR).isoformat(), topic=council.agenda, question="Later?").poll
    sooner = council.ask(question="Sooner?").poll
    council.ask(opens_at=(now() + HOUR).isoformat(), closes_at=(now() + 2 * HOUR).isoformat())
    first, second = waiting_votes(council.hugo.pk)
    assert (first.title, first.place, first.topic, first.due) == ("Sooner?", sooner.place, None, sooner.closes_at)
    assert (second.title, second.place, second.topic) == ("Later?", later.place, council.agenda)
    assert (first.space, first.group, first.where, first.unit) == (council.hall.pk, council.group.pk, "Hall", "Reed (example)")
    council.vote(council.alba, sooner.place, "o1")
    assert [each.title for each in waiting_votes(council.hugo.pk)] == ["Later?"]
    assert [len(waiting_votes(who.pk)) for who in (council.cleo, council.leo, council.world.olga, council.world.eve)] == [2, 0, 0, 0]
    clock.shift(HOUR)
    assert [each.title for each in waiting_votes(council.cleo.pk)] == ["Later?"]
