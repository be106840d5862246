"""Who may do what to groups and seats: every role, every rule."""

import pytest

from collab.errors import DomainError
from groups.policies import (
    GroupStanding,
    check_directory,
    check_keep_group,
    check_officer,
    check_read_audit,
    check_seat_by_mail,
    check_seat_change,
    check_seats,
    check_see_group,
    check_sits,
)  # fmt: skip
from groups.roles import Role

LEAD, MODERATOR, MEMBER, OBSERVER = Role
WHO = {
    "lead": GroupStanding(1, 2, exists=True, role=LEAD, in_alliance=True),
    "moderator": GroupStanding(1, 2, exists=True, role=MODERATOR, in_alliance=True),
    "member": GroupStanding(1, 2, exists=True, role=MEMBER, in_alliance=True),
    "observer": GroupStanding(1, 2, exists=True, role=OBSERVER, in_alliance=True),
    "officer": GroupStanding(1, 2, exists=True, officer=True, in_alliance=True),
    "neighbour": GroupStanding(1, 2, exists=True, in_alliance=True),
    "neighbour of a hidden group": GroupStanding(1, 2, exists=True, listed=False, in_alliance=True),
    "stranger": GroupStanding(1, 2, exists=True),
    "nobody's group": GroupStanding(1, 2, exists=False, officer=True, in_alliance=True),
    "locked lead": GroupStanding(1, 2, exists=True, role=LEAD, locked=True, in_alliance=True),
    "locked officer": GroupStanding(1, 2, exists=True, role=MEMBER, locked=True, officer=True, in_alliance=True),
}
HIDDEN = {"neighbour of a hidden group": "not_found", "stranger": "not_found", "nobody's group": "not_found"}


def answers(rule: object, *args: object, **facts: object) -> dict[str, str]:
    """The code that each is refused with; who may is left out."""
    found = {}
    for name, standing in WHO.items():
        try:
            rule(standing, *args, **facts)  # type: ignore[operator]  # a check_* function
        except DomainError as refusal:
            found[name] = refusal.code.value
    return found


NOT_KEEPERS = {"member": "not_allowed", "observer": "not_allowed", "locked lead": "second_factor_needed"}


def test_seeing_a_group() -> None:
    assert answers(check_see_group) == HIDDEN


def test_doing_anything_in_a_group() -> None:
    outside = {"neighbour": "not_found", "officer": "not_found"}
    assert answers(check_sits) == HIDDEN | outside | {"locked lead": "second_factor_needed", "locked officer": "second_factor_needed"}


def test_reading_the_record_of_a_group() -> None:
    assert answers(check_read_audit) == answers(check_sits) | {"member": "not_allowed", "observer": "not_allowed"}


def test_keeping_a_group() -> None:
    assert answers(check_keep_group) == HIDDEN | NOT_KEEPERS | {"neighbour": "not_allowed"}


@pytest.mark.parametrize("role", [MODERATOR, MEMBER, OBSERVER])
def test_seating(role: Role) -> None:
    assert answers(check_seats, role) == HIDDEN | NOT_KEEPERS | {"neighbour": "not_found"}


def test_making_a_lead() -> None:
    assert answers(check_seats, LEAD) == HIDDEN | NOT_KEEPERS | {"neighbour": "not_found", "moderator": "not_allowed"}


def test_changing_the_seat_of_another() -> None:
    assert answers(check_seat_change, own=False, role=MEMBER) == HIDDEN | NOT_KEEPERS | {"neighbour": "not_found"}


def test_leaving() -> None:
    assert answers(check_seat_change, own=True, role=LEAD) == HIDDEN | {"neighbour": "not_found"}


def test_seating_by_address() -> None:
    assert answers(check_seat_by_mail, MEMBER) == HIDDEN | NOT_KEEPERS | {
        "neighbour": "not_found", "moderator": "not_allowed", "lead": "not_allowed",
    }  # fmt: skip


@pytest.mark.parametrize(("officer", "moderates", "may"), [(True, False, True), (False, True, True), (False, False, False)])
def test_the_list_of_organisations(officer: bool, moderates: bool, may: bool) -> None:
    try:
        check_directory(officer=officer, moderates_somewhere=moderates)
    except DomainError as refusal:
        assert (refusal.code.value, may) == ("not_found", False)
    else:
        assert may


def test_the_secretariats_own() -> None:
    check_officer(True)
    with pytest.raises(DomainError, match="not_found"):
        check_officer(False)
