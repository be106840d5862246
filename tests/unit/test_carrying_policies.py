"""The rules of carrying a post on, without a table."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from collab.errors import Code, DomainError
from discussions.bridges.roles import Attribution, BridgeState
from discussions.carrying.policies import (
    OPEN_AT_ONCE,
    YES,
    ConsentFacts,
    UnaskedFacts,
    after_carry,
    check_answer,
    check_goes_further,
    check_open_at_once,
    check_passage,
    check_reason,
    check_second,
    check_shown,
    check_source,
    check_take_back,
    check_target,
    goes_unasked,
    hash_of,
    shown_unasked,
    told_state,
    ways_of,
)  # fmt: skip
from discussions.carrying.roles import Answered, CarryAct, CarryState, Part
from discussions.spaces.policies import Standing
from groups.roles import Role

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ROOM = Standing(NOW, 1, 10, seat_id=5, role=Role.MEMBER, bridge=True)
LOOM = Standing(NOW, 1, 20, seat_id=6, role=Role.MEMBER, group_id=3)
AUTHOR = ConsentFacts(CarryState.REQUESTED, Part.AUTHOR, Answered.WAITING, known=True)
MODERATOR = ConsentFacts(CarryState.AUTHOR_OK, Part.MODERATOR, Answered.WAITING, known=True)


def refusal(check: object, *args: object, **more: object) -> str:
    """The code with which a check refuses, or "" when it lets pass."""
    try:
        check(*args, **more)  # type: ignore[operator]  # any of the checks above
    except DomainError as no:
        return no.code.value
    return ""


def test_every_pair_of_state_and_act() -> None:
    """The whole machine; nothing leads to a copy but every yes, and nothing out of a refusal."""
    requested, author, home, agreed, carried, refused, expired, void, taken_back = CarryState
    author_yes, moderator_yes, quoted_yes, no, expire, fail, travel, take_back = CarryAct
    allowed = {
        (requested, author_yes): author, (author, moderator_yes): agreed, (home, quoted_yes): agreed, (agreed, travel): carried,
        (agreed, fail): void, (carried, take_back): taken_back,
        **{(state, no): refused for state in (requested, author, home)},
        **{(state, expire): expired for state in (requested, author, home)},
        **{(state, fail): void for state in (requested, author, home)},
    }  # fmt: skip
    for pair in product(CarryState, CarryAct):
        if pair in allowed:
            assert after_carry(*pair) is allowed[pair]
        else:
            assert refusal(after_carry, *pair) == Code.WRONG_STATE
    assert after_carry(author, moderator_yes, quotes=True) is home
    assert after_carry(requested, author_yes, quotes=True) is author
    assert set(YES) == set(Part)


def test_who_answers() -> None:
    def answered(facts: ConsentFacts, agree: bool = True, seen: str = "a") -> str:
        return refusal(check_answer, facts, agree=agree, seen=seen, now_reads="a", quotes=False)

    assert (answered(AUTHOR), answered(MODERATOR)) == ("", "")
    assert answered(replace(AUTHOR, known=False)) == Code.NOT_FOUND
    assert answered(AUTHOR, seen="b") == Code.STALE
    assert answered(AUTHOR, agree=False, seen="b") == ""
    assert answered(replace(AUTHOR, state=CarryState.AUTHOR_OK)) == Code.WRONG_STATE
    assert answered(replace(AUTHOR, answer=Answered.GIVEN)) == Code.WRONG_STATE
    assert answered(replace(AUTHOR, state=CarryState.AUTHOR_OK, answer=Answered.GIVEN), agree=False) == Code.WRONG_STATE
    assert answered(replace(AUTHOR, asked=True, wrote=True)) == ""  # one's own words, by one's own wish
    for own in (replace(MODERATOR, wrote=True), replace(MODERATOR, asked=True)):
        assert (answered(own), answered(own, agree=False)) == (Code.OWN_WORK, Code.OWN_WORK)


def test_who_takes_back() -> None:
    carried = replace(MODERATOR, state=CarryState.CARRIED, answer=Answered.GIVEN)
    assert refusal(check_take_back, carried) == ""
    assert refusal(check_take_back, replace(carried, known=False)) == Code.NOT_FOUND
    assert refusal(check_take_back, replace(carried, asked=True)) == Code.OWN_WORK
    for state in set(CarryState) - {CarryState.CARRIED}:
        assert refusal(check_take_back, replace(carried, state=state)) == Code.WRONG_STATE


def test_where_it_may_go() -> None:
    def target(standing: Standing, bridge: BridgeState | None = None, locked: bool = False) -> str:
        return refusal(check_target, ROOM, standing, bridge=bridge, topic_locked=locked)

    other = replace(ROOM, space_id=11)
    assert (target(LOOM), target(other, BridgeState.OPEN)) == ("", "")
    assert target(replace(LOOM, seat_id=None)) == Code.NOT_FOUND
    assert target(ROOM, BridgeState.OPEN) == Code.INVALID
    assert target(replace(LOOM, role=Role.OBSERVER)) == Code.READS_ONLY
    assert target(replace(LOOM, archived=True)) == Code.SPACE_ARCHIVED
    assert (target(LOOM, locked=True), target(other, BridgeState.OPEN, locked=True)) == (Code.TOPIC_LOCKED, Code.TOPIC_LOCKED)
    assert target(replace(LOOM, role=Role.MODERATOR), locked=True) == ""
    assert target(other, BridgeState.PAUSED) == Code.THREAD_PAUSED
    assert target(other, BridgeState.CLOSED) == Code.SPACE_ARCHIVED
    assert (refusal(check_source, ROOM), refusal(check_source, LOOM)) == ("", Code.NOT_FOUND)
    assert refusal(check_source, replace(ROOM, seat_id=None)) == Code.NOT_FOUND


def test_words_and_numbers() -> None:
    assert (refusal(check_passage, "b c", "a b c"), refusal(check_passage, "a c", "a b c")) == ("", Code.INVALID)
    assert (refusal(check_open_at_once, OPEN_AT_ONCE - 1), refusal(check_open_at_once, OPEN_AT_ONCE)) == ("", Code.TOO_MANY)
    assert [refusal(check_reason, part, "") for part in Part] == ["", Code.REASON_NEEDED, ""]
    assert refusal(check_reason, Part.MODERATOR, "Why.") == ""


@pytest.mark.parametrize("way", list(Attribution))
def test_under_the_house_rule_nobody_is_shown(way: Attribution) -> None:
    found = refusal(check_shown, way, Attribution.NAME, chatham=True, pseudonym=False, crowd=5, groups=2)
    assert found == ("" if way is Attribution.UNATTRIBUTED else Code.ATTRIBUTION_NOT_ALLOWED)


def test_a_crowd_must_be_there() -> None:
    def shown(way: str, before: str, *, crowd: int = 5, groups: int = 2, pseudonym: bool = False) -> str:
        ways = Attribution(way), Attribution(before)
        return refusal(check_shown, *ways, chatham=False, pseudonym=pseudonym, crowd=crowd, groups=groups)

    assert (shown("name", "unattributed", crowd=1), shown("constituency", "name")) == ("", "")
    assert shown("constituency", "name", crowd=4) == Code.CROWD_TOO_SMALL
    assert shown("unattributed", "name", groups=2) == ""  # no more than in the thread itself
    assert shown("organisation", "name", pseudonym=True) == Code.ATTRIBUTION_NOT_ALLOWED


@pytest.mark.parametrize("field", ["part", "bridge", "place", "space", "topic", "body", "note", "label", "attribution"])
def test_one_changed_byte_is_another_consent(field: str) -> None:
    whole = {
        "part": "author",
        "bridge": 1,
        "place": 2,
        "space": 3,
        "topic": 4,
        "body": "a",
        "note": "",
        "label": "amber",
        "attribution": "",
    }
    value = whole[field]
    changed = {**whole, field: value + 1 if isinstance(value, int) else f"{value}x"}
    assert hash_of(**changed) != hash_of(**whole)  # type: ignore[arg-type]  # the fields, by name


def test_words_of_a_sealed_author_go_one_step() -> None:
    assert [refusal(check_goes_further, sealed=sealed) for sealed in (False, True)] == ["", Code.WRONG_STATE]


def test_two_moderators_agree_not_one_twice() -> None:
    assert [refusal(check_second, already=already) for already in (False, True)] == ["", Code.WRONG_STATE]


def test_of_a_sealed_author_only_an_excerpt_tells_that_they_were_there() -> None:
    for state in CarryState:
        assert told_state(state, sealed=False) is state
        quiet = state in {CarryState.REFUSED, CarryState.VOID, CarryState.EXPIRED}
        assert told_state(state, sealed=True) is (CarryState.EXPIRED if quiet else state)


@pytest.mark.parametrize("before", [Attribution.CONSTITUENCY, Attribution.UNATTRIBUTED])
def test_a_sealed_author_is_shown_as_in_the_thread_or_not_at_all(before: Attribution) -> None:
    ways = {"constituency", "unattributed"} if before is Attribution.CONSTITUENCY else {"unattributed"}
    assert ways_of(False, before) == [way for way in Attribution if way in ways]
    assert ways_of(True, before) == [Attribution.UNATTRIBUTED]
    assert (ways_of(False), ways_of(True)) == (list(Attribution), [Attribution.UNATTRIBUTED])
    for way in Attribution:
        found = refusal(check_shown, way, before, chatham=False, pseudonym=False, crowd=5, groups=3, sealed=True)
        assert found == ("" if way in ways else Code.ATTRIBUTION_NOT_ALLOWED)


def test_to_be_shown_as_in_the_thread_tells_nothing_new() -> None:
    crowd = {"chatham": False, "pseudonym": False, "crowd": 9, "groups": 1}
    assert refusal(check_shown, Attribution.UNATTRIBUTED, Attribution.UNATTRIBUTED, **crowd) == ""


HOLDS = UnaskedFacts(agreed=True, given=True, label="green", state=BridgeState.OPEN, released_by_asker=False, crowd=5)


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
