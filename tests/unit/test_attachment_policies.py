"""What may go with a post between groups, as pure rules."""

from dataclasses import replace

import pytest

from collab.errors import Code, DomainError
from discussions.bridges.attachments.policies import AttachFacts, check_all_stand, check_attach, check_stands

FINE = AttachFacts(own_group=True, in_force=True, gone=False, source=False, label="green")


def refusal(facts: AttachFacts, ceiling: str = "amber_strict") -> Code | None:
    try:
        check_attach(facts, ceiling)
    except DomainError as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (FINE, None),
        (replace(FINE, label="clear"), None),
        (replace(FINE, own_group=False), Code.NOT_ALLOWED),
        (replace(FINE, in_force=False), Code.WRONG_STATE),
        (replace(FINE, gone=True), Code.ALREADY_GONE),
        (replace(FINE, label="amber"), Code.NOT_ALLOWED),
        (replace(FINE, label="amber", source=True), None),
        (replace(FINE, label="amber_strict", source=True), Code.LABEL_ABOVE_CEILING),
        (replace(FINE, label="red", source=True), Code.LABEL_ABOVE_CEILING),
    ],
)
def test_who_attaches_what(facts: AttachFacts, code: Code | None) -> None:
    assert refusal(facts) == code


def test_the_stricter_of_the_two_ceilings_is_told() -> None:
    for ceiling, told in (("clear", "clear"), ("amber", "amber"), ("amber_strict", "amber")):
        with pytest.raises(DomainError) as refused:
            check_stands(replace(FINE, label="red"), ceiling)
        assert refused.value.facts == {"label": "red", "ceiling": told}
    assert refusal(FINE, "clear") is Code.LABEL_ABOVE_CEILING
    assert refusal(FINE, "green") is None


def test_what_stands_asks_for_no_more_than_that_it_is_there_and_not_too_strict() -> None:
    check_stands(replace(FINE, own_group=False, in_force=False, label="amber"), "amber")
    check_all_stand(True)
    with pytest.raises(DomainError) as refused:
        check_all_stand(False)
    assert refused.value.code is Code.ALREADY_GONE
