"""The rules of holding a post for everybody, without a table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from collab.errors import Code, DomainError
from discussions.bridges.panel import (
    AT_ONCE,
    FlagFacts,
    PanelFacts,
    Voice,
    agreed,
    check_flag,
    check_open_flagged,
    check_voice,
)
from discussions.spaces.policies import Standing

INSIDE = Standing(datetime(2026, 11, 26, tzinfo=UTC), 1, 2, seat_id=3, bridge=True)
ANY = FlagFacts(moderates=True)
PANEL = PanelFacts(known=True, reads=True, mine=False, open=True)
A, B, C = 1, 2, 3


def refusal(check: object, *facts: object) -> tuple[str, object]:
    """The code with which a check refuses, and the state that it names; empty when it lets pass."""
    try:
        check(*facts)  # type: ignore[operator]  # one of the checks above
    except DomainError as no:
        return no.code.value, no.facts.get("state")
    return "", None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ANY, ("", None)),
        (replace(ANY, held=AT_ONCE - 1), ("", None)),
        (replace(ANY, moderates=False), (Code.NOT_ALLOWED, None)),
        (replace(ANY, mine=True), (Code.NOT_ALLOWED, None)),
        (replace(ANY, gone=True), (Code.ALREADY_GONE, None)),
        (replace(ANY, before=True), (Code.WRONG_STATE, "before")),
        (replace(ANY, judged=True), (Code.WRONG_STATE, "judged")),
        (replace(ANY, judged=True, before=True), (Code.WRONG_STATE, "judged")),
        (replace(ANY, others=0), (Code.NOBODY_ELSE, None)),
        (replace(ANY, held=AT_ONCE), (Code.TOO_MANY, None)),
    ],
)
def test_who_holds_a_post_for_everybody(facts: FlagFacts, expected: tuple[str, object]) -> None:
    assert refusal(check_flag, INSIDE, facts) == expected
    assert refusal(check_flag, replace(INSIDE, seat_id=None), facts) == (Code.NOT_FOUND, None)


@pytest.mark.parametrize(
    ("facts", "reading", "speaking"),
    [
        (PANEL, ("", None), ("", None)),
        (replace(PANEL, known=False), (Code.NOT_FOUND, None), (Code.NOT_FOUND, None)),
        (replace(PANEL, reads=False), (Code.NOT_ALLOWED, None), (Code.NOT_ALLOWED, None)),
        (replace(PANEL, open=False), (Code.WRONG_STATE, "decided"), (Code.WRONG_STATE, "decided")),
        (replace(PANEL, mine=True), ("", None), (Code.OWN_WORK, None)),
    ],
)
def test_who_reads_and_who_speaks(facts: PanelFacts, reading: tuple[str, object], speaking: tuple[str, object]) -> None:
    assert (refusal(check_open_flagged, facts), refusal(check_voice, facts)) == (reading, speaking)


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        ([], None),
        ([Voice(A, remove=True)], None),
        ([Voice(A, remove=True), Voice(A, remove=True)], None),
        ([Voice(A, remove=True), Voice(B, remove=False)], None),
        ([Voice(A, remove=True), Voice(B, remove=True)], True),
        ([Voice(A, remove=False), Voice(C, remove=False)], False),
        ([Voice(A, remove=True), Voice(B, remove=False), Voice(C, remove=True)], True),
        ([Voice(A, remove=True), Voice(A, remove=False), Voice(B, remove=False)], False),
    ],
)
def test_two_groups_that_say_the_same_decide(voices: list[Voice], expected: bool | None) -> None:
    assert agreed(voices) is expected
