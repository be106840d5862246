"""Voting."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab import clock
from collab.streams.models import Stream
from discussions.polls.actions import cancel_poll
from discussions.polls.models import Ballot, Cast, OwnBallot, Poll
from discussions.polls.shapes import PollShape
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.roles import Post, Role
from tests.api.ask import Answer, ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def poll(council: Council) -> PollShape:
    return council.ask().poll


def put(council: Council, who: Any, poll: PollShape, *choices: str, **more: Any) -> Answer:
    """Vote over HTTP."""
    body = {"client_id": str(uuid4()), "choices": list(choices), **more}
    return ask(who).put(council.path(poll.place, "ballot"), body)


def revs(council: Council) -> dict[str, int]:
    """The counters of the hall and of everybody's own stream."""
    people = {who.name: who.stream_id for who in (council.mia, council.hugo, council.alba, council.cleo, council.leo)}
    found = dict(Stream.objects.values_list("pk", "rev"))
    return {name: found[stream] for name, stream in people.items()} | {"hall": found[council.hall.pk]}


def changed(before: dict[str, int], after: dict[str, int]) -> set[str]:
    """Whose counters moved."""
    return {name for name in after if after[name] != before[name]}


def test_an_alternate_votes_for_the_delegation(council: Council, poll: PollShape) -> None:
    before = revs(council)
    status, ballot = put(council, council.alba, poll, "o2")
    assert status == 200
    assert ballot.pop("cast_at") >= poll.opens_at.isoformat()[:19]
    assert ballot.pop("place") == ballot.pop("rev")
    assert ballot == {
        "kind": "ballot", "space": council.hall.pk, "poll": poll.place, "unit_name": "Reed (example)", "choices": ["o2"],
        "points": {}, "ranking": [], "texts": {}, "reason": "", "conditions": "", "abstained": False, "version": 1, "by_proxy": False,
        "by": {
            "seat": council.seat(council.alba).pk, "name": "Alba (example)", "organisation": "Reed (example)",
            "constituency": "civil_society", "role": "member",
        },
    }  # fmt: skip
    assert changed(before, revs(council)) == {"Alba (example)", "Hugo (example)", "hall"}
    _, page = ask(council.hugo).get(council.path(poll.place))
    assert (page["ballot"]["choices"], page["ballot"]["by"]["name"], page["may_vote"]) == (["o2"], "Alba (example)", True)


def test_others_see_the_turnout_and_nothing_else(council: Council, poll: PollShape) -> None:
    put(council, council.hugo, poll, "o2")
    for who in (council.mia, council.cleo, council.leo, council.world.olga):
        _, page = ask(who).get(council.path(poll.place))
        assert (page["poll"]["cast"], page["poll"]["eligible"], page["poll"]["result"], page["ballot"]) == (1, 3, None, None)
        assert {unit["voted"] for unit in page["roll"]} == {None}


def test_the_heads_vote_stands_over_the_alternates(council: Council, poll: PollShape) -> None:
    assert put(council, council.alba, poll, "o2")[0] == 200
    assert put(council, council.hugo, poll, "o3")[0] == 200
    before = revs(council)
    status, answer = put(council, council.alba, poll, "o1")
    assert (status, answer["code"]) == (409, "head_has_voted")
    assert revs(council) == before
    ballot = Ballot.objects.get()
    assert (ballot.content, ballot.cast_by_id, ballot.by_head) == ({"choices": ["o3"]}, council.seat(council.hugo).pk, True)
    assert list(Cast.objects.order_by("pk").values_list("content", flat=True)) == [{"choices": ["o2"]}, {"choices": ["o3"]}]
    _, page = ask(council.alba).get(council.path(poll.place))
    assert (page["may_vote"], page["why_not"], page["ballot"]["choices"]) == (False, "head_has_voted", ["o3"])
    assert put(council, council.hugo, poll, "o1")[0] == 200


def test_a_head_who_agrees_makes_it_the_heads_vote(council: Council, poll: PollShape) -> None:
    put(council, council.alba, poll, "o2")
    put(council, council.hugo, poll, "o2")
    assert put(council, council.alba, poll, "o1")[1]["code"] == "head_has_voted"


def test_a_change_tells_the_unit_and_nobody_else(council: Council, poll: PollShape) -> None:
    put(council, council.alba, poll, "o2")
    before = revs(council)
    assert put(council, council.alba, poll, "o3")[0] == 200
    assert changed(before, revs(council)) == {"Alba (example)", "Hugo (example)"}
    assert (Poll.objects.get().cast, Ballot.objects.count(), OwnBallot.objects.count(), Cast.objects.count()) == (1, 1, 2, 2)


def test_the_same_choices_again_change_nothing(council: Council, poll: PollShape) -> None:
    first = put(council, council.alba, poll, "o2")
    before = revs(council)
    assert put(council, council.alba, poll, "o2") == first
    assert revs(council) == before


def test_a_repeated_request_gives_an_answer_and_changes_nothing(council: Council, poll: PollShape) -> None:
    lost = str(uuid4())
    put(council, council.alba, poll, "o2", client_id=lost)
    put(council, council.alba, poll, "o3")
    before = revs(council)
    status, ballot = put(council, council.alba, poll, "o2", client_id=lost)
    assert (status, ballot["choices"]) == (200, ["o3"])
    status, answer = put(council, council.alba, poll, "o1", client_id=lost)
    assert (status, answer["code"]) == (409, "replay_differs")
    assert revs(council) == before
    clock.shift(HOUR)
    assert put(council, council.alba, poll, "o2", client_id=lost)[0] == 200  # it was counted: the reply alone was lost


def test_one_client_id_is_one_vote(council: Council, poll: PollShape) -> None:
    """A ballot of one poll is no ballot of another (S37)."""
    other, key = council.ask().poll, str(uuid4())
    assert put(council, council.cleo, poll, "o1", client_id=key)[0] == 200
    status, answer = put(council, council.cleo, other, "o1", client_id=key)
    assert (status, answer["code"]) == (409, "replay_differs")
    assert Ballot.objects.count() == 1


def test_abstaining(council: Council, poll: PollShape) -> None:
    status, ballot = put(council, council.cleo, poll, abstained=True)
    assert (status, ballot["choices"], ballot["abstained"]) == (200, [], True)


def test_several_choices_are_kept_in_the_order_of_the_options(council: Council) -> None:
    poll = council.ask(max_choices=2).poll
    assert put(council, council.cleo, poll, "o3", "o1")[1]["choices"] == ["o1", "o3"]
    before = revs(council)
    put(council, council.cleo, poll, "o1", "o3")
    assert revs(council) == before


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"choices": ["o1", "o2"]},
        {"choices": ["o1", "o1"]},
        {"choices": ["o1"], "abstained": True},
        {"choices": "o1"},
        {"choices": ["o1"], "weight": 2},
        {"choices": ["o1"], "client_id": "one"},
    ],
)
def test_what_is_no_ballot_is_refused_and_stores_nothing(council: Council, poll: PollShape, body: dict[str, object]) -> None:
    before = revs(council)
    status, answer = ask(council.cleo).put(council.path(poll.place, "ballot"), {"client_id": str(uuid4()), **body})
    assert (status, answer["code"]) == (422, "invalid")
    assert revs(council) == before
    assert (Ballot.objects.count(), Cast.objects.count()) == (0, 0)


def test_who_may_not(council: Council, poll: PollShape) -> None:
    before = revs(council)
    for who, expected in [
        (council.leo, (403, "not_eligible")),
        (council.world.olga, (403, "not_eligible")),
        (council.world.eve, (404, "not_found")),
    ]:
        status, answer = put(council, who, poll, "o1")
        assert (status, answer["code"]) == expected
    assert put(council, council.world.eve, poll, "o1") == ask(council.world.eve).put(
        council.path(99999, "ballot"), {"client_id": str(uuid4()), "choices": ["o1"]}
    )
    assert revs(council) == before
    assert Cast.objects.count() == 0


def test_who_has_left_or_only_observes_votes_no_more_and_sees_the_vote_no_more(council: Council, poll: PollShape) -> None:
    put(council, council.alba, poll, "o2")
    change_seat(by=council.world.olga.pk, seat_id=council.seat(council.alba).pk, role=Role.OBSERVER)
    assert put(council, council.alba, poll, "o1")[1]["code"] == "not_eligible"
    assert ask(council.alba).get(council.path(poll.place))[1]["ballot"] is None
    end_seat(by=council.world.olga.pk, seat_id=council.seat(council.alba).pk, reason="moved on")
    assert put(council, council.alba, poll, "o1")[0] == 404
    assert Ballot.objects.get().content == {"choices": ["o2"]}


def test_a_new_member_of_the_delegation_votes_for_it(council: Council, poll: PollShape) -> None:
    put(council, council.alba, poll, "o2")
    open_seat(by=council.world.olga.pk, group_id=council.group.pk, person_id=council.world.ben.pk, organisation_id=council.reed.pk,
              role=Role.MEMBER)  # fmt: skip
    assert ask(council.world.ben).get(council.path(poll.place))[1]["ballot"]["choices"] == ["o2"]
    assert put(council, council.world.ben, poll, "o3")[0] == 200
    assert OwnBallot.objects.count() == 3


def test_a_head_alone_counts_as_head_where_delegations_vote(council: Council) -> None:
    poll = council.ask(unit="person").poll
    change_seat(by=council.world.olga.pk, seat_id=council.seat(council.hugo).pk, post=Post.HEAD)
    assert put(council, council.hugo, poll, "o1")[0] == 200
    assert put(council, council.alba, poll, "o2")[0] == 200
    assert Poll.objects.get().cast == 2


@pytest.mark.parametrize("late_by", [timedelta(), timedelta(days=1)])
def test_a_late_vote_never_counts(council: Council, poll: PollShape, late_by: timedelta) -> None:
    """Nobody has closed the poll; the clock says that it is closed (S37)."""
    put(council, council.alba, poll, "o2")
    clock.shift(HOUR + late_by)
    for who, choice in [(council.alba, "o1"), (council.cleo, "o1")]:
        status, answer = put(council, who, poll, choice)
        assert (status, answer["code"], answer["facts"]["state"]) == (409, "poll_not_open", "closed")
    _, page = ask(council.cleo).get(council.path(poll.place))
    assert [(each["key"], each["count"]) for each in page["poll"]["result"]["counts"]] == [("o1", 0), ("o2", 1), ("o3", 0)]
    assert (page["may_vote"], page["why_not"]) == (False, "poll_not_open")


def test_before_opening_and_after_cancelling_nobody_votes(council: Council) -> None:
    later = council.ask(opens_at=(clock.now() + HOUR / 2).isoformat()).poll
    status, answer = put(council, council.cleo, later, "o1")
    assert (status, answer["code"], answer["facts"]["state"]) == (409, "poll_not_open", "scheduled")
    clock.shift(HOUR / 2)
    assert put(council, council.cleo, later, "o1")[0] == 200  # the first to come opens it
    off = council.ask().poll
    cancel_poll(council.mia.pk, council.hall.pk, off.place, "asked too early")
    assert put(council, council.cleo, off, "o1")[1]["facts"]["state"] == "cancelled"


def test_its_cost_does_not_grow(council: Council, poll: PollShape) -> None:
    cleo, body = ask(council.cleo), {"client_id": str(uuid4()), "choices": ["o1"]}
    cleo.get("/api/me")  # the first request of a session notes its device
    with CaptureQueriesContext(connection) as alone:
        cleo.put(council.path(poll.place, "ballot"), body)
    put(council, council.mia, poll, "o1")
    hugo = ask(council.hugo)
    hugo.get("/api/me")
    with CaptureQueriesContext(connection) as second:
        hugo.put(council.path(poll.place, "ballot"), {"client_id": str(uuid4()), "choices": ["o1"]})
    assert len(second) == len(alone) == 24  # however many vote for the unit


def test_a_constituency_votes_as_one(council: Council) -> None:
    """Whoever belongs to it may cast; the last vote stands, and all of its members see it."""
    poll = council.ask(unit="constituency").poll
    _, page = ask(council.leo).get(council.path(poll.place))
    assert [(unit["key"], unit["constituency"]) for unit in page["roll"]] == [("constituency:civil_society", "civil_society")]
    status, ballot = put(council, council.cleo, poll, "o1")
    assert (status, ballot["unit_name"]) == (200, "Civil society")
    assert put(council, council.hugo, poll, "o2")[0] == 200
    _, page = ask(council.cleo).get(council.path(poll.place))
    assert (page["ballot"]["choices"], page["ballot"]["by"]["name"], page["poll"]["cast"]) == (["o2"], "Hugo (example)", 1)
    assert put(council, council.cleo, poll, "o3")[0] == 200
