"""The rules of standing consent, without a table."""

from dataclasses import replace
from itertools import product

import pytest

from collab.errors import Code
from collab.labels import Label
from discussions.bridges.consent import check_ask_again, fits_unasked, unasked_now
from discussions.bridges.policies import CrossingFacts
from discussions.bridges.roles import BridgeState, CrossingState
from tests.unit.test_carrying_policies import refusal

STANDS = CrossingFacts(BridgeState.OPEN, CrossingState.RELEASED, mine=True, moderates=False, author_seated=True)


def test_it_is_for_clear_and_green_alone() -> None:
    assert [label for label in Label if fits_unasked(label)] == [Label.CLEAR, Label.GREEN]


@pytest.mark.parametrize(
    ("wanted", "before", "agreed", "label"),
    list(product([None, False, True], [False, True], [False, True], Label)),
)
def test_what_an_author_wants_is_what_holds_or_is_refused(wanted: bool | None, before: bool, agreed: bool, label: str) -> None:
    """The whole table, by another way: refused where it was asked for and cannot be, else never more than was asked for."""
    possible = agreed and label in {"clear", "green"}
    if wanted is True and not possible:
        assert refusal(unasked_now, wanted, before, agreed=agreed, label=label) == Code.UNASKED_NOT_ALLOWED
    else:
        expected = possible and {True: True, False: False, None: before}[wanted]
        assert unasked_now(wanted, before, agreed=agreed, label=label) is expected


def test_who_ends_it_and_when() -> None:
    assert refusal(check_ask_again, STANDS) == ""
    assert refusal(check_ask_again, replace(STANDS, mine=False, moderates=True)) == ""
    assert refusal(check_ask_again, replace(STANDS, mine=False)) == Code.NOT_FOUND
    assert refusal(check_ask_again, replace(STANDS, gone=True)) == ""  # held for everybody
    for state in CrossingState:
        expected = "" if state is CrossingState.RELEASED else Code.WRONG_STATE
        assert refusal(check_ask_again, replace(STANDS, state=state)) == expected
    for bridge in BridgeState:  # at any time
        assert refusal(check_ask_again, replace(STANDS, bridge=bridge)) == ""
