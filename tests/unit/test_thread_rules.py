"""The rules of threads and their sides, without a table."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from collab.errors import Code, DomainError
from collab.labels import Label, above
from discussions.bridges.roles import BridgeAct, BridgeState, SideAct, SideState
from discussions.bridges.thread import (
    SideFacts,
    acts_of,
    after_bridge,
    charter_hash,
    check_close,
    check_consent,
    check_pause,
    check_propose,
    check_read,
    check_resume,
    named,
    told,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DRAFT, INVITED, OPEN, PAUSED, CLOSING, CLOSED, ARCHIVED = BridgeState
EDIT, SEND, ACCEPT, DECLINE, AMEND, RESEAT, PAUSE, RESUME, LEAVE, CLOSE, ARCHIVE = SideAct


def facts(bridge: BridgeState = OPEN, side: SideState = SideState.ACCEPTED, **more: object) -> SideFacts:
    return SideFacts(bridge, side, **{"proposing": False, "moderates": True, **more})  # type: ignore[arg-type]  # one field at a time


def refusal(check: object, *args: object, **more: object) -> str:
    """The code with which a check refuses, or "" when it lets pass."""
    try:
        check(*args, **more)  # type: ignore[operator]  # any of the checks above
    except DomainError as no:
        return no.code.value
    return ""


def test_every_pair_of_state_and_act() -> None:
    """The whole machine: what is not listed is refused."""
    send, opens, pause, resume, wind_up, close, empty, archive = BridgeAct
    allowed = {
        (DRAFT, send): INVITED, (DRAFT, close): CLOSED, (INVITED, opens): OPEN, (INVITED, close): CLOSED, (OPEN, pause): PAUSED,
        (PAUSED, resume): OPEN, (OPEN, wind_up): CLOSING, (PAUSED, wind_up): CLOSING, (CLOSING, close): CLOSED, (OPEN, empty): CLOSED,
        (PAUSED, empty): CLOSED, (CLOSING, empty): CLOSED, (CLOSED, archive): ARCHIVED,
    }  # fmt: skip
    for pair in product(BridgeState, BridgeAct):
        if pair in allowed:
            assert after_bridge(*pair) is allowed[pair]
        else:
            assert refusal(after_bridge, *pair) == Code.WRONG_STATE


IDLE: list[SideAct] = []
TAKING_PART = {
    DRAFT: [EDIT, SEND, RESEAT], INVITED: [AMEND, RESEAT], OPEN: [AMEND, RESEAT, PAUSE, LEAVE], PAUSED: [AMEND, RESEAT, LEAVE],
    CLOSING: [RESEAT, LEAVE], CLOSED: IDLE, ARCHIVED: IDLE,
}  # fmt: skip
ASKED = {INVITED: [ACCEPT, DECLINE, AMEND], OPEN: [ACCEPT, DECLINE, AMEND], PAUSED: [ACCEPT, DECLINE, AMEND]}
PROPOSING = {DRAFT: [CLOSE], INVITED: [CLOSE], OPEN: [CLOSE], PAUSED: [CLOSE], CLOSING: [CLOSE], CLOSED: [ARCHIVE]}


@pytest.mark.parametrize("state", BridgeState)
def test_what_each_side_may_do_in_each_state(state: BridgeState) -> None:
    mine = TAKING_PART[state]
    assert acts_of(facts(state), NOON) == mine
    assert set(acts_of(facts(state, proposing=True), NOON)) == {*mine, *PROPOSING.get(state, [])}
    assert set(acts_of(facts(state, proposer_left=True), NOON)) == {*mine, *PROPOSING.get(state, [])}
    for asked in (SideState.INVITED, SideState.COUNTERED) if state is not DRAFT else ():
        assert acts_of(facts(state, asked), NOON) == ASKED.get(state, IDLE)
    for gone in (SideState.DECLINED, SideState.LEFT) if state is not DRAFT else ():
        assert acts_of(facts(state, gone), NOON) == IDLE
    assert acts_of(facts(state, proposing=True, moderates=False), NOON) == IDLE


def test_only_the_proposing_side_ends_it_while_it_is_there() -> None:
    assert refusal(check_close, facts()) == Code.NOT_ALLOWED
    assert check_close(facts(proposing=True)) is CLOSING
    assert check_close(facts(CLOSING, proposing=True)) is CLOSED
    assert check_close(facts(proposer_left=True)) is CLOSING
    assert refusal(check_close, facts(side=SideState.LEFT, proposing=True, proposer_left=True)) == Code.NOT_ALLOWED


def test_a_pause_is_short_and_rare() -> None:
    assert check_pause(facts(), hours=72, moment=NOON) is PAUSED
    assert refusal(check_pause, facts(), hours=73, moment=NOON) == Code.INVALID
    week = timedelta(days=7)
    assert refusal(check_pause, facts(paused_at=NOON), hours=1, moment=NOON + week - timedelta(seconds=1)) == Code.TOO_MANY
    assert check_pause(facts(paused_at=NOON), hours=1, moment=NOON + week) is PAUSED
    assert refusal(check_resume, facts(PAUSED)) == Code.NOT_ALLOWED
    assert check_resume(facts(PAUSED, paused_by_us=True)) is OPEN


def test_one_change_at_a_time_and_only_sides_that_take_part_agree() -> None:
    assert AMEND not in acts_of(facts(countering=True), NOON)
    assert refusal(check_consent, facts()) == refusal(check_consent, facts(PAUSED)) == ""
    assert refusal(check_consent, facts(side=SideState.INVITED)) == Code.WRONG_STATE
    assert refusal(check_consent, facts(side=SideState.COUNTERED, countering=True)) == ""
    assert refusal(check_consent, facts(CLOSED)) == Code.WRONG_STATE


def test_a_side_that_is_gone_agrees_to_nothing_though_its_change_lies_there() -> None:
    for side in (SideState.DECLINED, SideState.LEFT):
        assert refusal(check_consent, facts(side=side, countering=True)) == Code.WRONG_STATE


def test_who_proposes_and_which_charter_holds() -> None:
    for label, ceiling in product(Label, repeat=2):
        holds = not above(label, ceiling) and not above(ceiling, Label.AMBER_STRICT)
        code = "" if holds else Code.LABEL_ABOVE_CEILING
        assert refusal(check_propose, True, label, ceiling) == code
        assert refusal(check_propose, False, label, ceiling) == Code.NOT_FOUND
        beforehand = code or ("" if label in {Label.CLEAR, Label.GREEN} else Code.UNASKED_NOT_ALLOWED)
        assert refusal(check_propose, True, label, ceiling, unasked=True) == beforehand


def test_a_yes_is_to_the_charter_that_was_read() -> None:
    assert refusal(check_read, "a", "a") == refusal(check_read, None, "a") == ""
    assert refusal(check_read, "a", "b") == Code.STALE
    assert len({charter_hash(), charter_hash(title="a"), charter_hash(title="b"), charter_hash(purpose="a")}) == 4


def test_what_a_side_is_told_of_another() -> None:
    for reader in SideState:
        assert told(reader=reader, proposes=False, same=False) == (reader is SideState.ACCEPTED)
        assert told(reader=reader, proposes=False, same=True)
        assert told(reader=reader, proposes=True, same=False)
        for known in ("same", "proposes", "other_proposes"):
            plain = {"same": False, "proposes": False, "other_proposes": False, "listed": False}
            assert named(reader=reader, other=SideState.INVITED, **{**plain, known: True})
        for other, listed in product(SideState, [True, False]):
            seen = named(reader=reader, proposes=False, same=False, other=other, other_proposes=False, listed=listed)
            was_here = other in {SideState.ACCEPTED, SideState.LEFT}
            assert seen == (listed or (reader is SideState.ACCEPTED and was_here))
