"""The rules of sealed names, without a table."""

from datetime import UTC, datetime
from itertools import product

import pytest

from collab.errors import Code
from discussions.bridges.custody.policies import (
    CustodyFacts,
    UnsealingFacts,
    check_answer_unsealing,
    check_approve,
    check_ask_unsealing,
    check_names,
    check_open_unsealing,
    check_seal,
    check_side_crowd,
    check_was_released,
    has_custodians,
    may_seal,
)  # fmt: skip
from discussions.bridges.custody.roles import UnsealingState
from discussions.bridges.roles import Attribution
from discussions.spaces.policies import Standing
from tests.unit.test_bridge_policies import refusal

MOMENT = datetime(2026, 11, 24, 10, 41, tzinfo=UTC)
HIDDEN = {Attribution.CONSTITUENCY, Attribution.UNATTRIBUTED}


@pytest.fixture(autouse=True)
def bounds(settings: object) -> None:
    settings.CROWD_CONSTITUENCY, settings.SEALED_AT_ONCE = 5, 3  # type: ignore[attr-defined]  # pytest-django's fixture


def test_when_a_post_can_be_sealed() -> None:
    for custodians, needed, approvers, crowd, attribution in product((2, 3, 4), (2, 4), (1, 2), (4, 5), Attribution):
        facts = CustodyFacts(custodians, needed, approvers, crowd)
        enough = custodians >= max(3, needed)
        assert has_custodians(facts) is enough
        open_to_it = attribution in HIDDEN and enough and approvers >= 2
        assert may_seal(facts, attribution) is (open_to_it and crowd >= 5)
        code = Code.CUSTODY_NOT_ALLOWED if not open_to_it else Code.CROWD_TOO_SMALL if crowd < 5 else ""
        assert refusal(check_seal, facts, attribution, 0) == code


def test_how_many_wait_at_once_and_how_large_the_crowd_is() -> None:
    facts = CustodyFacts(3, 2, 2, 5)
    assert [refusal(check_seal, facts, Attribution.UNATTRIBUTED, waiting) for waiting in (2, 3, 4)] == ["", Code.TOO_MANY, Code.TOO_MANY]
    assert [refusal(check_side_crowd, crowd) for crowd in (4, 5, 6)] == [Code.CROWD_TOO_SMALL, "", ""]


def test_an_approval_counts_once_and_a_custodian_has_a_key() -> None:
    assert [refusal(check_approve, already=already) for already in (False, True)] == ["", Code.WRONG_STATE]
    for takes_part, has_key in product([True, False], repeat=2):
        assert refusal(check_names, takes_part=takes_part, has_key=has_key) == ("" if takes_part and has_key else Code.INVALID)


def test_who_asks_for_a_sealed_name() -> None:
    inside, outside = Standing(MOMENT, 1, 2, seat_id=3), Standing(MOMENT, 1, 2)
    for moderates, sealed, asked, key in product([True, False], repeat=4):
        said = {"moderates": moderates, "sealed": sealed, "asked": asked, "key": key}
        waits = Code.WRONG_STATE if asked or not sealed else "" if key else Code.INVALID
        assert refusal(check_ask_unsealing, inside, **said) == (waits if moderates else Code.NOT_ALLOWED)
        assert refusal(check_ask_unsealing, outside, **said) == Code.NOT_FOUND


def test_of_what_was_never_released_nobody_is_asked() -> None:
    for moderates, sealed, released in product([True, False], repeat=3):
        said = {"moderates": moderates, "sealed": sealed, "released": released}
        waits = Code.WRONG_STATE if sealed and not released else ""
        assert refusal(check_was_released, **said) == (waits if moderates else Code.NOT_ALLOWED)


def test_who_answers_and_who_opens() -> None:
    for state, mine, answered in product(UnsealingState, [True, False], [True, False]):
        facts = UnsealingFacts(state, mine, answered)
        late = answered or state is not UnsealingState.ASKED
        assert refusal(check_answer_unsealing, facts, known=True) == (Code.WRONG_STATE if late else "")
        assert refusal(check_answer_unsealing, facts, known=False) == Code.NOT_FOUND
        for wanted in UnsealingState:
            code = Code.NOT_FOUND if not mine else "" if state is wanted else Code.WRONG_STATE
            assert refusal(check_open_unsealing, facts, wanted=wanted) == code
