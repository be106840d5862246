"""The rules of crossings, without a table."""

from datetime import UTC, datetime
from itertools import product

import pytest

from collab.errors import Code, DomainError
from discussions.bridges.policies import (
    CrossingFacts,
    HoldFacts,
    after_crossing,
    check_appeal,
    check_attribution,
    check_decide,
    check_decide_held,
    check_hold,
    check_known,
    check_open_held,
    check_passing,
    check_release,
    check_revise,
    check_rewrite,
    check_take_back,
    goes_in_batches,
    hash_of,
    least_crowd,
    passes_at_once,
)  # fmt: skip
from discussions.bridges.roles import Attribution, BridgeState, CrossingAct, CrossingState, Gate, HoldDecision
from discussions.spaces.policies import Standing

MOMENT = datetime(2026, 11, 24, 10, 41, tzinfo=UTC)
HELD = CrossingFacts(BridgeState.OPEN, CrossingState.HELD, mine=False, moderates=True, author_seated=True)


def refusal(check: object, *args: object, **more: object) -> str:
    """The code with which a check refuses, or "" when it lets pass."""
    try:
        check(*args, **more)  # type: ignore[operator]  # any of the checks above
    except DomainError as no:
        return no.code.value
    return ""


def with_(**changes: object) -> CrossingFacts:
    fields = {name: getattr(HELD, name) for name in HELD.__dataclass_fields__}
    return CrossingFacts(**{**fields, **changes})


def test_every_pair_of_state_and_act_of_a_post() -> None:
    """The whole machine: what is not listed is refused, and time publishes nothing that no moderator has released."""
    held, returned, passed, released, declined, appealed, refused, withdrawn = CrossingState
    edit, release, back, decline, appeal, travel, miss, lapse, withdraw = CrossingAct
    allowed = {
        (held, edit): held, (held, release): released, (held, back): returned, (held, decline): declined, (held, withdraw): withdrawn,
        (returned, edit): held, (returned, withdraw): withdrawn, (released, withdraw): withdrawn, (declined, withdraw): withdrawn,
        (withdrawn, withdraw): withdrawn, (held, lapse): returned, (declined, appeal): appealed, (appealed, release): released,
        (passed, edit): held, (passed, back): returned, (passed, travel): released, (passed, miss): held, (passed, withdraw): withdrawn,
        (appealed, back): returned, (appealed, decline): refused, (appealed, withdraw): withdrawn, (refused, withdraw): withdrawn,
    }  # fmt: skip
    for pair in product(CrossingState, CrossingAct):
        if pair in allowed:
            assert after_crossing(*pair) is allowed[pair]
        else:
            assert refusal(after_crossing, *pair) == Code.WRONG_STATE


@pytest.mark.parametrize("act", [CrossingAct.RELEASE, CrossingAct.RETURN, CrossingAct.DECLINE])
def test_who_decides(act: CrossingAct) -> None:
    assert refusal(check_decide, HELD, act) == ""
    assert refusal(check_decide, with_(mine=True), act) == Code.OWN_WORK
    assert refusal(check_decide, with_(mine=True, moderates=False), act) == Code.OWN_WORK
    assert refusal(check_decide, with_(moderates=False), act) == Code.NOT_FOUND
    releases = act is CrossingAct.RELEASE
    appealed = with_(state=CrossingState.APPEALED)
    assert refusal(check_decide, appealed, act) == ""
    assert refusal(check_decide, with_(state=CrossingState.APPEALED, declined_by_me=True), act) == Code.OWN_WORK
    assert refusal(check_decide, with_(declined_by_me=True), act) == ""  # of earlier words
    passing = {BridgeState.OPEN, BridgeState.CLOSING} | (set() if releases else {BridgeState.PAUSED})
    for state in BridgeState:
        assert refusal(check_decide, with_(bridge=state), act) == ("" if state in passing else Code.WRONG_STATE)


def test_new_words_come_only_into_an_open_thread() -> None:
    said = {state: refusal(check_passing, state) for state in BridgeState}
    assert {state for state, code in said.items() if not code} == {BridgeState.OPEN}
    assert (said[BridgeState.PAUSED], said[BridgeState.CLOSING]) == (Code.THREAD_PAUSED, Code.SPACE_ARCHIVED)


def test_a_release_names_what_was_read() -> None:
    assert check_release(HELD, seen="a", now_reads="a") is CrossingState.RELEASED
    assert refusal(check_release, HELD, seen="a", now_reads="b") == Code.STALE
    assert refusal(check_release, with_(author_seated=False), seen="a", now_reads="a") == Code.WRONG_STATE
    assert refusal(check_release, with_(mine=True), seen="a", now_reads="a") == Code.OWN_WORK


def test_who_writes_anew_and_who_takes_back() -> None:
    assert refusal(check_rewrite, with_(mine=True)) == ""
    assert refusal(check_rewrite, HELD) == Code.NOT_ALLOWED
    assert refusal(check_rewrite, with_(moderates=False)) == Code.NOT_FOUND
    for state in CrossingState:
        assert refusal(check_take_back, with_(mine=True, state=state)) == ""
        by_others = "" if state in {CrossingState.RELEASED, CrossingState.WITHDRAWN} else Code.WRONG_STATE
        assert refusal(check_take_back, with_(state=state)) == by_others
        assert refusal(check_take_back, with_(state=state, moderates=False)) == Code.NOT_FOUND


def test_who_appeals_and_who_revises() -> None:
    declined, released = {"state": CrossingState.DECLINED, "mine": True}, {"state": CrossingState.RELEASED, "mine": True}
    assert refusal(check_appeal, with_(**declined)) == refusal(check_revise, with_(**released)) == ""
    for check, facts in ((check_appeal, declined), (check_revise, released)):
        assert refusal(check, with_(**{**facts, "mine": False})) == Code.NOT_ALLOWED
        assert refusal(check, with_(**{**facts, "mine": False, "moderates": False})) == Code.NOT_FOUND
        for state in set(CrossingState) - {facts["state"]}:
            assert refusal(check, with_(state=state, mine=True)) == Code.WRONG_STATE
        for bridge in set(BridgeState) - {BridgeState.OPEN}:
            assert refusal(check, with_(**facts, bridge=bridge)) == Code.WRONG_STATE
    for obstacle in ("revision", "revising", "gone"):
        assert refusal(check_revise, with_(**released, **{obstacle: True})) == Code.WRONG_STATE
    assert refusal(check_take_back, with_(**released, revision=True)) == Code.WRONG_STATE


def test_an_excerpt_stays_as_its_author_agreed_to_it() -> None:
    assert refusal(check_rewrite, with_(mine=True, carried=True)) == Code.NOT_ALLOWED
    assert refusal(check_revise, with_(mine=True, carried=True, state=CrossingState.RELEASED)) == Code.NOT_ALLOWED
    assert refusal(check_take_back, with_(mine=True, carried=True)) == ""


def test_new_words_that_wait_are_taken_back_and_those_that_stand_are_not() -> None:
    for state in CrossingState:
        code = Code.WRONG_STATE if state is CrossingState.RELEASED else ""
        assert refusal(check_take_back, with_(mine=True, revision=True, state=state)) == code


def test_who_keeps_a_post_from_their_people() -> None:
    inside, outside = Standing(MOMENT, 1, 2, seat_id=3), Standing(MOMENT, 1, 2)
    for moderates, gone, held in product([True, False], repeat=3):
        code = Code.NOT_ALLOWED if not moderates else Code.ALREADY_GONE if gone or held else ""
        assert refusal(check_hold, inside, moderates=moderates, gone=gone, held=held) == code
        assert refusal(check_hold, outside, moderates=moderates, gone=gone, held=held) == Code.NOT_FOUND


def test_who_opens_and_decides_what_is_kept_back() -> None:
    for known, reads, in_force, kept in product([True, False], repeat=4):
        facts = HoldFacts(known, reads, in_force, kept)
        seen = Code.NOT_FOUND if not known else Code.NOT_ALLOWED if not reads else ""
        assert refusal(check_open_held, facts) == seen
        for decision in HoldDecision:
            settled = not in_force or (kept and decision is HoldDecision.KEPT)
            assert refusal(check_decide_held, facts, decision) == (seen or (Code.WRONG_STATE if settled else ""))


def test_posts_go_out_together_where_an_author_may_be_hidden(settings: object) -> None:
    for minutes, agreed in product(
        (0, 1, 15), ([Attribution.NAME], [Attribution.NAME, Attribution.UNATTRIBUTED], [Attribution.ORGANISATION])
    ):
        settings.RELEASE_BATCH_MINUTES = minutes  # type: ignore[attr-defined]  # pytest-django's fixture
        assert goes_in_batches(agreed) is (minutes > 0 and agreed != [Attribution.NAME])


def test_which_gates_let_words_out_at_once() -> None:
    passed = {(gate, trusted) for gate, trusted in product(Gate, [True, False]) if passes_at_once(gate, trusted=trusted)}
    assert passed == {(Gate.TRUSTED, True), (Gate.POST, True), (Gate.POST, False)}


def test_to_others_there_is_no_post() -> None:
    for mine, moderates in product([True, False], repeat=2):
        assert refusal(check_known, with_(mine=mine, moderates=moderates)) == ("" if mine or moderates else Code.NOT_FOUND)


@pytest.mark.parametrize(
    ("attribution", "crowd", "pseudonym", "code"),
    [
        (Attribution.NAME, 1, False, ""),
        (Attribution.NAME, 1, True, ""),
        (Attribution.ORGANISATION, 2, False, "crowd_too_small"),
        (Attribution.ORGANISATION, 3, False, ""),
        (Attribution.ORGANISATION, 9, True, "attribution_not_allowed"),
        (Attribution.CONSTITUENCY, 4, False, "crowd_too_small"),
        (Attribution.CONSTITUENCY, 5, True, ""),
        (Attribution.UNATTRIBUTED, 4, False, "crowd_too_small"),
        (Attribution.UNATTRIBUTED, 50, True, ""),
    ],
)
def test_the_least_crowd(attribution: Attribution, crowd: int, pseudonym: bool, code: str) -> None:
    assert refusal(check_attribution, attribution, list(Attribution), pseudonym=pseudonym, crowd=crowd, groups=3) == code
    others = [each for each in Attribution if each is not attribution]
    assert refusal(check_attribution, attribution, others, pseudonym=pseudonym, crowd=crowd, groups=3) == Code.ATTRIBUTION_NOT_ALLOWED


def test_two_groups_hide_nobody_between_them() -> None:
    for attribution, groups in product(Attribution, (1, 2, 3)):
        few = attribution is Attribution.UNATTRIBUTED and groups < 3
        code = Code.CROWD_TOO_SMALL if few else ""
        assert refusal(check_attribution, attribution, list(Attribution), pseudonym=False, crowd=9, groups=groups) == code


def test_the_least_crowd_is_a_setting(settings: object) -> None:
    settings.CROWD_CONSTITUENCY = 8  # type: ignore[attr-defined]  # pytest-django's fixture
    assert least_crowd(Attribution.CONSTITUENCY) == 8


def test_every_part_is_in_the_hash() -> None:
    base = {
        "bridge": 1, "topic": 2, "title": "", "body": "One.", "note": "", "label": "amber", "attribution": "name", "audience": [3, 4],
        "attachments": [["Yarn", "pdf", "ab", "green", True]], "submitted_at": MOMENT, "revises": None,
    }  # fmt: skip
    changed = {
        "bridge": 2, "topic": None, "title": "x", "body": "One. ", "note": "x", "label": "green", "attribution": "organisation",
        "audience": [3, 4, 5], "attachments": [["Yarn", "pdf", "ac", "green", True]],
        "submitted_at": MOMENT.replace(microsecond=1), "revises": 7,
    }  # fmt: skip
    hashes = {hash_of(**{**base, name: value}) for name, value in changed.items()}  # type: ignore[arg-type]  # one field at a time
    assert len(hashes | {hash_of(**base)}) == len(changed) + 1  # type: ignore[arg-type]  # as above
    assert hash_of(**{**base, "audience": [4, 3]}) == hash_of(**base)  # type: ignore[arg-type]  # as above
