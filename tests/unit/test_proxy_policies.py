"""Giving a unit's vote away: the rules as a table."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collab.errors import Code, DomainError
from discussions.polls.ballots import Form
from discussions.polls.policies import PollFacts, PollStanding
from discussions.polls.proxies.policies import Given, carried_by, check_carry, check_give, check_revoke, holds_at
from discussions.polls.roles import PollKind, PollState, Secrecy
from discussions.spaces.policies import Standing
from groups.roles import Role

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
DAY = timedelta(days=1)
HALL = Standing(space_id=1, person_id=1, now=NOW, seat_id=10, role=Role.MEMBER, group_id=1)
WANTED = Given(giver=10, holder=20, poll=5)
OPEN = PollFacts(place=9, state=PollState.OPEN, opens_at=NOW - DAY, closes_at=NOW + DAY)


def code(check: Any, *given: Any, **more: Any) -> Code | None:
    """The code of the refusal; None: it may be done."""
    try:
        check(*given, **more)
    except DomainError as refusal:
        return refusal.code
    return None


@pytest.mark.parametrize(
    ("change", "more", "said"),
    [
        ({}, {}, None),
        ({"poll": None, "until": NOW + DAY}, {}, None),
        ({}, {"speaks": False}, Code.NOT_DESIGNATED),
        ({}, {"holder_speaks": False}, Code.INVALID),
        ({}, {"same_unit": True}, Code.INVALID),
        ({}, {"secretariat": True}, Code.NOT_ELIGIBLE),
        ({"until": NOW + DAY}, {}, Code.INVALID),  # for a poll and until a date
        ({"poll": None}, {}, Code.INVALID),  # for neither
        ({"poll": None, "until": NOW}, {}, Code.INVALID),
        ({}, {"standing": [Given(10, 30, poll=5)]}, Code.PROXY_EXISTS),
        ({}, {"standing": [Given(10, 30, until=NOW + DAY)]}, Code.PROXY_EXISTS),
        ({}, {"standing": [Given(10, 30, poll=6)]}, None),
        ({}, {"standing": [Given(30, 20, poll=5), Given(40, 20, poll=5)]}, Code.PROXY_FULL),
        ({}, {"standing": [Given(30, 20, poll=5), Given(40, 20, poll=6)]}, None),
        ({}, {"standing": [Given(30, 20, poll=5), Given(40, 20, until=NOW + DAY)]}, Code.PROXY_FULL),
        ({}, {"standing": [Given(20, 10, poll=5)]}, None),  # a holder may give away the vote of its own unit, and no other
    ],
)
def test_who_gives_a_vote_to_whom(change: dict[str, Any], more: dict[str, Any], said: Code | None) -> None:
    facts: dict[str, Any] = {"speaks": True, "holder_speaks": True, "same_unit": False, "standing": []}
    assert code(check_give, HALL, replace(WANTED, **change), **(facts | more)) == said


def test_observers_outsiders_and_archives_give_nothing() -> None:
    facts: dict[str, Any] = {"speaks": True, "holder_speaks": True, "same_unit": False, "standing": []}
    assert code(check_give, replace(HALL, role=Role.OBSERVER), WANTED, **facts) == Code.NOT_ELIGIBLE
    assert code(check_give, replace(HALL, archived=True), WANTED, **facts) == Code.SPACE_ARCHIVED
    assert code(check_give, replace(HALL, role=None, seat_id=None), WANTED, **facts) == Code.NOT_FOUND


@pytest.mark.parametrize(
    ("proxy", "holds"),
    [
        (Given(1, 2, poll=5), True),
        (Given(1, 2, poll=5, over=True), False),
        (Given(1, 2, poll=5, revoked=True), False),
        (Given(1, 2, until=NOW + timedelta(microseconds=1)), True),
        (Given(1, 2, until=NOW), False),
    ],
)
def test_a_proxy_ends_at_its_moment(proxy: Given, holds: bool) -> None:
    assert holds_at(proxy, NOW) is holds


def test_a_holder_carries_what_could_come_together_in_one_poll() -> None:
    rows = [Given(1, 9, poll=5), Given(2, 9, poll=5), Given(3, 9, poll=6), Given(4, 9, until=NOW), Given(5, 8, poll=5)]
    assert [carried_by(9, rows, poll) for poll in (5, 6, 7, None)] == [3, 2, 1, 3]


@pytest.mark.parametrize(
    ("poll", "more", "said"),
    [
        ({}, {}, None),
        ({}, {"holds": False}, Code.NOT_ELIGIBLE),
        ({}, {"own_vote": True}, Code.OWN_VOTE_STANDS),
        ({"closes_at": NOW}, {}, Code.POLL_NOT_OPEN),
        ({"state": PollState.SCHEDULED}, {}, Code.POLL_NOT_OPEN),
        ({"secrecy": Secrecy.SECRET}, {}, Code.WRONG_STATE),
        ({"secrecy": Secrecy.RECEIPT}, {}, Code.WRONG_STATE),
        ({"form": Form(kind=PollKind.SILENCE)}, {}, Code.WRONG_STATE),
    ],
)
def test_who_casts_by_proxy(poll: dict[str, Any], more: dict[str, bool], said: Code | None) -> None:
    mine = PollStanding(space=HALL, unit="delegation:1:2")
    assert code(check_carry, mine, replace(OPEN, **poll), **({"holds": True, "own_vote": False} | more)) == said


@pytest.mark.parametrize(
    ("speaks", "holds", "said"), [(True, True, None), (False, True, Code.NOT_DESIGNATED), (True, False, Code.WRONG_STATE)]
)
def test_who_takes_it_back(speaks: bool, holds: bool, said: Code | None) -> None:
    assert code(check_revoke, HALL, speaks=speaks, holds=holds) == said
