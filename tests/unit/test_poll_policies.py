"""Who may do what with a poll: facts in, a refusal or nothing out."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from collab.errors import Code, DomainError, NotFound
from discussions.polls.drafting import DraftFacts, OptionFacts, bounds
from discussions.polls.policies import (
    PollFacts,
    PollStanding,
    check_cancel,
    check_cast,
    check_close,
    check_electorate,
    check_open_poll,
    check_version,
    state_at,
    unit_key,
)
from discussions.polls.roles import PollKind, PollState, Secrecy, Unit
from discussions.spaces.policies import Standing
from groups.roles import Post, Role

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MEMBER = Standing(NOON, person_id=1, space_id=2, seat_id=3, role=Role.MEMBER, group_id=4)
MODERATOR = replace(MEMBER, role=Role.MODERATOR)
POLL = PollFacts(
    place=9, state=PollState.OPEN, opens_at=NOON - HOUR, closes_at=NOON + HOUR, unit=Unit.DELEGATION, eligible=3, cast=1,
)  # fmt: skip
VOTER = PollStanding(MEMBER, unit="delegation:4:7")
RED, GREEN = OptionFacts("Red"), OptionFacts("Green")
SLOT, LATER = OptionFacts("", NOON, NOON + HOUR), OptionFacts("", NOON + HOUR, NOON + 2 * HOUR)
DRAFT = DraftFacts(PollKind.CHOOSE, Secrecy.NAMED, Unit.DELEGATION, (RED, GREEN), 1, 1, NOON, NOON + HOUR)
DATES = replace(DRAFT, kind=PollKind.DATES, options=(SLOT, LATER))


def refused(code: Code) -> "pytest.RaisesExc[DomainError]":
    """Expect a refusal with this code."""
    return pytest.raises(DomainError, check=lambda refusal: refusal.code is code)


def test_whoever_is_on_the_roll_may_vote_while_the_poll_is_open() -> None:
    check_cast(VOTER, POLL)
    check_cast(replace(VOTER, space=replace(MEMBER, muted_until=NOON + HOUR)), POLL)


@pytest.mark.parametrize(
    ("standing", "code"),
    [
        (replace(VOTER, space=Standing(NOON, 1, 2)), Code.NOT_FOUND),
        (replace(VOTER, space=replace(MEMBER, floor=9)), Code.NOT_FOUND),
        (replace(VOTER, space=replace(MEMBER, role=Role.OBSERVER)), Code.NOT_ELIGIBLE),
        (replace(VOTER, secretariat=True), Code.NOT_ELIGIBLE),
        (replace(VOTER, unit=None), Code.NOT_ELIGIBLE),
        (replace(VOTER, head_voted=True), Code.HEAD_HAS_VOTED),
        (replace(VOTER, head_voted=True, post=Post.ALTERNATE), Code.HEAD_HAS_VOTED),
        (replace(VOTER, space=replace(MEMBER, archived=True)), Code.SPACE_ARCHIVED),
    ],
)
def test_who_may_not(standing: PollStanding, code: Code) -> None:
    with refused(code):
        check_cast(standing, POLL)


def test_a_head_may_replace_a_vote_that_a_head_cast() -> None:
    check_cast(replace(VOTER, head_voted=True, post=Post.HEAD), POLL)


@pytest.mark.parametrize("state", [PollState.SCHEDULED, PollState.CLOSED, PollState.CANCELLED])
def test_nobody_votes_in_a_poll_that_is_not_open(state: PollState) -> None:
    with refused(Code.POLL_NOT_OPEN):
        check_cast(VOTER, replace(POLL, state=state))


def test_the_second_of_closing_is_too_late_even_if_nobody_has_closed_the_poll() -> None:
    at = replace(POLL, closes_at=NOON)
    assert state_at(at, NOON) is PollState.CLOSED
    assert state_at(at, NOON - timedelta(microseconds=1)) is PollState.OPEN
    with refused(Code.POLL_NOT_OPEN):
        check_cast(VOTER, at)


def test_who_has_read_another_text_reads_again() -> None:
    check_version(POLL, None)
    check_version(POLL, 1)
    with refused(Code.POLL_EDITED):
        check_version(replace(POLL, version=2), 1)


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        DATES,
        replace(DRAFT, kind=PollKind.PROPOSAL, options=()),
        replace(DRAFT, kind=PollKind.QUESTIONS, options=(RED,)),
        replace(DRAFT, kind=PollKind.RANKED, min_choices=2),
    ],
)
def test_moderators_open_polls(draft: DraftFacts) -> None:
    check_open_poll(MODERATOR, pseudonyms=False, draft=draft)


def test_how_many_options_a_ballot_may_name() -> None:
    three = replace(DRAFT, options=(RED, GREEN, OptionFacts("Blue")), max_choices=2)
    assert bounds(three) == (1, 2)
    assert bounds(replace(three, kind=PollKind.APPROVAL)) == (1, 3)
    assert bounds(replace(three, kind=PollKind.RANKED, min_choices=2)) == (2, 3)
    assert bounds(replace(three, kind=PollKind.PROPOSAL, options=())) == (1, 1)


@pytest.mark.parametrize(
    ("standing", "draft", "code"),
    [
        (MEMBER, DRAFT, Code.NOT_ALLOWED),
        (replace(MODERATOR, bridge=True, group_id=None), DRAFT, Code.NOT_ALLOWED),
        (replace(MODERATOR, archived=True), DRAFT, Code.SPACE_ARCHIVED),
        (MODERATOR, replace(DRAFT, kind=PollKind.PROPOSAL), Code.INVALID),
        (MODERATOR, replace(DRAFT, kind=PollKind.RANKED, min_choices=3), Code.INVALID),
        (MODERATOR, replace(DRAFT, kind=PollKind.DATES), Code.INVALID),
        (MODERATOR, replace(DATES, options=(SLOT, SLOT)), Code.INVALID),
        (MODERATOR, replace(DATES, options=(SLOT, OptionFacts("", NOON, NOON))), Code.INVALID),
        (MODERATOR, replace(DRAFT, options=(RED,)), Code.INVALID),
        (MODERATOR, replace(DATES, secrecy=Secrecy.SECRET), Code.INVALID),
        (MODERATOR, replace(DRAFT, options=(RED, OptionFacts("red"))), Code.INVALID),
        (MODERATOR, replace(DRAFT, options=(RED, OptionFacts())), Code.INVALID),
        (MODERATOR, replace(DRAFT, min_choices=2), Code.INVALID),
        (MODERATOR, replace(DRAFT, max_choices=3), Code.INVALID),
        (MODERATOR, replace(DRAFT, closes_at=NOON), Code.INVALID),
        (MODERATOR, replace(DRAFT, opens_at=NOON + HOUR), Code.INVALID),
    ],
)
def test_what_cannot_be_opened(standing: Standing, draft: DraftFacts, code: Code) -> None:
    with refused(code):
        check_open_poll(standing, pseudonyms=False, draft=draft)


def test_outsiders_learn_nothing() -> None:
    with pytest.raises(NotFound):
        check_open_poll(Standing(NOON, 1, 2), pseudonyms=False, draft=DRAFT)


def test_where_pseudonyms_are_used_organisations_do_not_vote() -> None:
    with refused(Code.INVALID):
        check_open_poll(MODERATOR, pseudonyms=True, draft=DRAFT)
    check_open_poll(MODERATOR, pseudonyms=True, draft=replace(DRAFT, unit=Unit.PERSON))


@pytest.mark.parametrize(("eligible", "quorum"), [(0, None), (3, 4)])
def test_an_electorate_that_cannot_decide(eligible: int, quorum: int | None) -> None:
    with refused(Code.INVALID):
        check_electorate(eligible, quorum)


def test_an_electorate_that_can() -> None:
    check_electorate(3, 3)
    check_electorate(1, None)


def test_closing_early_waits_for_everybody() -> None:
    check_close(MODERATOR, replace(POLL, cast=3))
    with refused(Code.WRONG_STATE):
        check_close(MODERATOR, POLL)
    with refused(Code.NOT_ALLOWED):
        check_close(MEMBER, replace(POLL, cast=3))
    with refused(Code.POLL_NOT_OPEN):
        check_close(MODERATOR, replace(POLL, cast=3, state=PollState.CLOSED))


def test_cancelling_ends_with_the_first_vote() -> None:
    check_cancel(MODERATOR, replace(POLL, cast=0))
    check_cancel(MODERATOR, replace(POLL, cast=0, state=PollState.SCHEDULED))
    with refused(Code.WRONG_STATE):
        check_cancel(MODERATOR, POLL)
    with refused(Code.WRONG_STATE):
        check_cancel(MODERATOR, replace(POLL, cast=0, closes_at=NOON))
    with refused(Code.NOT_ALLOWED):
        check_cancel(MEMBER, replace(POLL, cast=0))


@pytest.mark.parametrize(
    ("unit", "key"), [(Unit.PERSON, "seat:3"), (Unit.DELEGATION, "delegation:4:7"), (Unit.ORGANISATION, "organisation:7")]
)  # fmt: skip
def test_the_name_of_a_unit(unit: Unit, key: str) -> None:
    assert unit_key(unit, group_id=4, seat_id=3, organisation_id=7) == key
