"""The rules of documents as tables: who may do what, in which state."""

from dataclasses import replace

import pytest

from collab.clock import now
from collab.errors import DomainError
from collab.labels import Label
from discussions.documents.policies import (
    DocumentFacts,
    approvals_needed,
    check_document,
    check_read,
    check_relabel,
    check_review,
    check_share,
    check_source,
    check_submit,
    check_withdraw,
    sees_log,
)  # fmt: skip
from discussions.documents.roles import DocumentState
from discussions.spaces.policies import Standing
from groups.roles import Role

MEMBER = Standing(now(), 1, 7, seat_id=3, role=Role.MEMBER, group_id=5, label="amber", ceiling="amber_strict")
MODERATOR = replace(MEMBER, role=Role.MODERATOR)
OBSERVER = replace(MEMBER, role=Role.OBSERVER)
OUTSIDER = Standing(now(), 1, 7)
NEWER = replace(MODERATOR, floor=40)  # joined later, where history starts with joining
ARCHIVED = replace(MODERATOR, archived=True)
THREAD = replace(MODERATOR, bridge=True)
MENU = DocumentFacts(place=40, state=DocumentState.WORKING, newest=2, approved=False, source=False, own_work=False)
OURS = replace(MENU, source=True)
SUBMITTED = replace(MENU, state=DocumentState.IN_REVIEW)
WITHDRAWN = replace(OURS, state=DocumentState.WITHDRAWN, gone=True)
ARCHIVE = replace(OURS, state=DocumentState.ARCHIVED)


def code(check: object, *arguments: object) -> str:
    """The refusal's code, or nothing."""
    assert callable(check)
    try:
        check(*arguments)
    except DomainError as refusal:
        return refusal.code.value
    return ""


@pytest.mark.parametrize(
    ("check", "arguments", "expected"),
    [
        (check_share, (MEMBER,), ""),
        (check_share, (OUTSIDER,), "not_found"),
        (check_share, (OBSERVER,), "reads_only"),
        (check_share, (ARCHIVED,), "space_archived"),
        (check_share, (THREAD,), "not_allowed"),
        (check_document, (OBSERVER, MENU), ""),
        (check_document, (OUTSIDER, MENU), "not_found"),
        (check_document, (NEWER, MENU), "not_found"),
        (check_source, (MEMBER, OURS), ""),
        (check_source, (MODERATOR, MENU), ""),
        (check_source, (MEMBER, MENU), "not_allowed"),
        (check_source, (OBSERVER, OURS), "reads_only"),
        (check_source, (MEMBER, WITHDRAWN), "already_gone"),
        (check_source, (MEMBER, ARCHIVE), "wrong_state"),
        (check_submit, (MEMBER, OURS), ""),
        (check_submit, (MEMBER, replace(OURS, state=DocumentState.CHANGES_REQUESTED)), ""),
        (check_submit, (MEMBER, replace(OURS, state=DocumentState.IN_REVIEW)), "wrong_state"),
        (check_submit, (MEMBER, replace(OURS, state=DocumentState.APPROVED)), "wrong_state"),
        (check_review, (MODERATOR, SUBMITTED, 2), ""),
        (check_review, (MODERATOR, SUBMITTED, 1), "stale"),
        (check_review, (MODERATOR, SUBMITTED, 3), "stale"),
        (check_review, (MODERATOR, replace(SUBMITTED, own_work=True), 2), "own_work"),
        (check_review, (MODERATOR, MENU, 2), "wrong_state"),
        (check_review, (MODERATOR, WITHDRAWN, 2), "already_gone"),
        (check_review, (MEMBER, SUBMITTED, 2), "not_allowed"),
        (check_review, (OUTSIDER, SUBMITTED, 2), "not_found"),
        (check_review, (NEWER, SUBMITTED, 2), "not_found"),
        (check_review, (ARCHIVED, SUBMITTED, 2), "space_archived"),
        (check_review, (THREAD, SUBMITTED, 2), "not_allowed"),
        (check_withdraw, (MEMBER, OURS), ""),
        (check_withdraw, (MEMBER, MENU), "not_allowed"),
        (check_withdraw, (MEMBER, replace(OURS, approved=True)), "not_allowed"),
        (check_withdraw, (MODERATOR, replace(MENU, approved=True)), ""),
        (check_read, (OBSERVER, MENU), ""),
        (check_read, (OUTSIDER, MENU), "not_found"),
        (check_read, (NEWER, MENU), "not_found"),
        (check_read, (MODERATOR, WITHDRAWN), "already_gone"),
    ],
)
def test_who_may_do_what(check: object, arguments: tuple[object, ...], expected: str) -> None:
    assert code(check, *arguments) == expected


@pytest.mark.parametrize("after", list(Label))
@pytest.mark.parametrize("before", [label for label in Label if label is not Label.RED])
def test_labels_rise_by_anyone_and_fall_by_their_source(before: Label, after: Label) -> None:
    above_ceiling = after is Label.RED
    lower = after.rank < before.rank
    for standing in (OBSERVER, MEMBER, MODERATOR):
        assert code(check_relabel, standing, OURS, before, after) == ("label_above_ceiling" if above_ceiling else "")
        expected = "label_above_ceiling" if above_ceiling else "not_allowed" if lower else ""
        assert code(check_relabel, standing, MENU, before, after) == expected
    assert code(check_relabel, OUTSIDER, OURS, before, after) == "not_found"


@pytest.mark.parametrize(
    ("label", "from_amber", "needed"),
    [("clear", 2, 1), ("green", 2, 1), ("amber", 2, 2), ("amber_strict", 2, 2), ("red", 3, 3), ("amber", 1, 1), ("amber", 0, 1)],
)
def test_how_many_must_approve(label: str, from_amber: int, needed: int) -> None:
    assert approvals_needed(label, from_amber) == needed


def test_the_log_is_the_owners() -> None:
    assert [sees_log(who, facts) for who, facts in [(MODERATOR, MENU), (MEMBER, OURS), (MEMBER, MENU)]] == [True, True, False]
