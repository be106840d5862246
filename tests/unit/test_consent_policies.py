"""The rules of standing consent, without a table."""

from dataclasses import replace
from itertools import product

import pytest

from collab.errors import Code
from collab.labels import Label
from discussions.bridges.consent import check_ask_again, fits_unasked, unasked_now
from discussions.bridges.policies import CrossingFacts
from discussions.bridges.roles import Attribution, BridgeState, CrossingState
from discussions.carrying.policies import UnaskedFacts, goes_unasked, shown_unasked
from tests.unit.test_carrying_policies import refusal

HOLDS = UnaskedFacts(agreed=True, given=True, label="green", state=BridgeState.OPEN, released_by_asker=False, crowd=5)
STANDS = CrossingFacts(BridgeState.OPEN, CrossingState.RELEASED, mine=True, moderates=False, author_seated=True)


def test_it_is_for_clear_and_green_alone() -> None:
    assert [label for label in Label if fits_unasked(label)] == [Label.CLEAR, Label.GREEN]


@pytest.mark.parametrize(
    ("wanted", "before", "agreed", "label", "sealed"),
    list(product([None, False, True], [False, True], [False, True], Label, [False, True])),
)
def test_what_an_author_wants_is_what_holds_or_is_refused(
    wanted: bool | None, before: bool, agreed: bool, label: str, sealed: bool
) -> None:
    """The whole table, by another way: refused where it was asked for and cannot be, else never more than was asked for."""
    possible = agreed and label in {"clear", "green"} and not sealed
    if wanted is True and not possible:
        assert refusal(unasked_now, wanted, before, agreed=agreed, label=label, sealed=sealed) == Code.UNASKED_NOT_ALLOWED
    else:
        expected = possible and {True: True, False: False, None: before}[wanted]
        assert unasked_now(wanted, before, agreed=agreed, label=label, sealed=sealed) is expected


def test_who_ends_it_and_when() -> None:
    assert refusal(check_ask_again, STANDS) == ""
    assert refusal(check_ask_again, replace(STANDS, mine=False, moderates=True)) == ""
    assert refusal(check_ask_again, replace(STANDS, mine=False)) == Code.NOT_FOUND
    assert refusal(check_ask_again, replace(STANDS, gone=True)) == Code.WRONG_STATE
    for state in CrossingState:
        expected = "" if state is CrossingState.RELEASED else Code.WRONG_STATE
        assert refusal(check_ask_again, replace(STANDS, state=state)) == expected
    for bridge in BridgeState:  # at any time
        assert refusal(check_ask_again, replace(STANDS, bridge=bridge)) == ""


def test_it_holds_where_everything_does_and_nowhere_else() -> None:
    way = Attribution.CONSTITUENCY
    assert goes_unasked(HOLDS, way)
    assert goes_unasked(replace(HOLDS, label="clear"), way)
    for missing in (
        {"agreed": False}, {"given": False}, {"label": "amber"}, {"state": BridgeState.PAUSED}, {"released_by_asker": True}, {"crowd": 4},
    ):  # fmt: skip
        assert not goes_unasked(replace(HOLDS, **missing), way)
    for state in set(BridgeState) - {BridgeState.PAUSED}:
        assert goes_unasked(replace(HOLDS, state=state), way)


@pytest.mark.parametrize(("way", "least"), [("name", 1), ("organisation", 3), ("constituency", 5), ("unattributed", 5)])
def test_the_crowd_is_that_of_the_way_to_be_shown(way: str, least: int) -> None:
    assert goes_unasked(replace(HOLDS, crowd=least), Attribution(way))
    assert not goes_unasked(replace(HOLDS, crowd=least - 1), Attribution(way))


def test_how_an_author_is_shown() -> None:
    for way in Attribution:
        assert shown_unasked(way, chatham=False) is way
        assert shown_unasked(way, chatham=True) is Attribution.UNATTRIBUTED
