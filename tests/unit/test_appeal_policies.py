"""The rules of appeals, without a table."""

from dataclasses import replace

import pytest

from collab.errors import Code, DomainError
from discussions.desk.policies import AppealFacts, check_answer, check_appeal

MINE = AppealFacts(known=True, mine=True, ruled=False, state="", in_force=True)
ANOTHER = AppealFacts(known=True, mine=False, ruled=False, state="open", in_force=True)


def refusal(check: object, facts: AppealFacts) -> tuple[str, object]:
    """The code with which a check refuses, and the state that it names; empty when it lets pass."""
    try:
        check(facts)  # type: ignore[operator]  # one of the two checks above
    except DomainError as no:
        return no.code.value, no.facts.get("state")
    return "", None


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (MINE, ("", None)),
        (replace(MINE, mine=False), (Code.NOT_FOUND, None)),
        (replace(MINE, known=False, mine=False), (Code.NOT_FOUND, None)),
        (replace(MINE, state="open"), (Code.WRONG_STATE, "open")),
        (replace(MINE, state="stands", in_force=False), (Code.WRONG_STATE, "stands")),
        (replace(MINE, in_force=False), (Code.WRONG_STATE, "over")),
        (replace(MINE, alone=True), (Code.NOBODY_ELSE, None)),
        (replace(MINE, alone=True, in_force=False), (Code.WRONG_STATE, "over")),
    ],
)
def test_who_appeals(facts: AppealFacts, expected: tuple[str, object]) -> None:
    assert refusal(check_appeal, facts) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (ANOTHER, ("", None)),
        (replace(ANOTHER, alone=True), ("", None)),
        (replace(ANOTHER, known=False), (Code.NOT_FOUND, None)),
        (replace(ANOTHER, ruled=True), (Code.OWN_WORK, None)),
        (replace(ANOTHER, mine=True), (Code.OWN_WORK, None)),
        (replace(ANOTHER, in_force=False), (Code.WRONG_STATE, "over")),
        *((replace(ANOTHER, state=state), (Code.WRONG_STATE, state)) for state in ("lifted", "stands", "over")),
    ],
)
def test_who_answers(facts: AppealFacts, expected: tuple[str, object]) -> None:
    assert refusal(check_answer, facts) == expected
