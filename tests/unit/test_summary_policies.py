"""The rules of summaries, and how their text is put together, without a table."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from collab.errors import Code, DomainError
from discussions.bridges.roles import BridgeState
from discussions.summaries.policies import (
    SUMMED_UP,
    SummaryFacts,
    acts_of,
    check_dissent,
    check_draft,
    check_edit,
    check_names,
    check_one_open,
    check_sign,
    check_sources,
    check_withdraw,
    sha256_of,
)  # fmt: skip
from discussions.summaries.roles import SummaryAct, SummaryState
from discussions.summaries.text import Source, compose, who
from groups.badges import Badge
from groups.roles import Role

WRITER = SummaryFacts(
    known=True, bridge=BridgeState.CLOSING, state=SummaryState.OPEN, joint=False, mine=True, drafted=True, moderates=False, asked=False
)  # fmt: skip
MODERATOR = replace(WRITER, mine=False, drafted=False, moderates=True, asked=True, drafts=True)
NAMED = Badge(seat=5, name="Ben (example)", organisation="Lantern (example)", constituency="civil_society", role="member")
CALLED = {"civil_society": "Civil society"}
MOMENT = datetime(2026, 11, 24, 9, 15, tzinfo=UTC)


def refusal(check: object, *args: object, **more: object) -> str:
    """The code with which a check refuses, or "" when it lets pass."""
    try:
        check(*args, **more)  # type: ignore[operator]  # any of the checks above
    except DomainError as no:
        return no.code.value
    return ""


def sign(facts: SummaryFacts, seen: str = "a") -> str:
    return refusal(check_sign, facts, seen=seen, now_reads="a")


def test_who_drafts() -> None:
    for state in BridgeState:
        found = refusal(check_draft, state, Role.MEMBER)
        assert found == ("" if state in SUMMED_UP else Code.WRONG_STATE)
    assert refusal(check_draft, BridgeState.OPEN, Role.OBSERVER) == Code.READS_ONLY
    assert (refusal(check_one_open, False), refusal(check_one_open, True)) == ("", Code.WRONG_STATE)


def test_who_edits_and_withdraws() -> None:
    assert (refusal(check_edit, WRITER), refusal(check_edit, MODERATOR)) == ("", Code.NOT_ALLOWED)
    assert refusal(check_edit, replace(WRITER, known=False)) == Code.NOT_FOUND
    assert refusal(check_edit, replace(WRITER, mine=False)) == Code.NOT_ALLOWED  # no longer in the thread
    assert (refusal(check_withdraw, WRITER), refusal(check_withdraw, MODERATOR)) == ("", "")
    assert refusal(check_withdraw, replace(MODERATOR, drafts=False)) == Code.NOT_ALLOWED
    assert refusal(check_withdraw, replace(WRITER, drafted=False)) == Code.NOT_ALLOWED
    for state in (SummaryState.SETTLED, SummaryState.WITHDRAWN):
        assert refusal(check_edit, replace(WRITER, state=state)) == Code.WRONG_STATE
        assert refusal(check_withdraw, replace(WRITER, state=state)) == Code.WRONG_STATE
    assert refusal(check_edit, replace(WRITER, bridge=BridgeState.ARCHIVED)) == Code.WRONG_STATE


def test_who_signs() -> None:
    assert sign(MODERATOR) == ""
    assert sign(MODERATOR, seen="b") == Code.STALE
    assert sign(replace(MODERATOR, drafted=True)) == Code.OWN_WORK
    assert sign(replace(MODERATOR, moderates=False)) == Code.NOT_ALLOWED
    assert sign(replace(MODERATOR, asked=False)) == Code.NOT_ALLOWED
    assert sign(replace(MODERATOR, known=False)) == Code.NOT_FOUND
    assert sign(replace(MODERATOR, state=SummaryState.SETTLED)) == Code.WRONG_STATE


def test_sides_dissent_in_a_joint_one_alone() -> None:
    joint = replace(MODERATOR, joint=True)
    assert (refusal(check_dissent, joint), refusal(check_dissent, MODERATOR)) == ("", Code.WRONG_STATE)
    assert refusal(check_dissent, replace(joint, moderates=False)) == Code.NOT_ALLOWED
    assert refusal(check_dissent, replace(joint, state=SummaryState.SETTLED)) == Code.WRONG_STATE


def test_screens_offer_what_the_checks_let_pass() -> None:
    edit, dissent, sign_it, withdraw = SummaryAct
    assert acts_of(WRITER) == [edit, withdraw]
    assert acts_of(MODERATOR) == [sign_it, withdraw]
    assert acts_of(replace(MODERATOR, joint=True, drafts=False)) == [dissent, sign_it]
    assert acts_of(replace(MODERATOR, state=SummaryState.SETTLED)) == []


def test_it_draws_on_released_posts() -> None:
    assert refusal(check_sources, [2], [2, 3]) == ""
    assert (refusal(check_sources, [], [2]), refusal(check_sources, [2, 4], [2])) == (Code.INVALID, Code.INVALID)
    assert [refusal(check_names, *pair) for pair in ((True, False), (False, True), (True, True))] == ["", "", "attribution_not_allowed"]


@pytest.mark.parametrize(
    ("badge", "names", "told"),
    [
        (NAMED, False, "Civil society"),
        (NAMED, True, "Ben (example), Lantern (example)"),
        (Badge.masked(organisation="Lantern (example)", constituency="civil_society"), True, "Lantern (example)"),
        (Badge.masked(organisation="Lantern (example)", constituency="civil_society"), False, "Civil society"),
        (Badge.masked(constituency="civil_society"), True, "Civil society"),
        (Badge.masked(), True, "A participant"),
        (Badge.masked(), False, "A participant"),
    ],
)
def test_the_list_of_sources_tells_no_more_than_the_thread(badge: Badge, names: bool, told: str) -> None:
    assert who(badge, CALLED, names=names) == told


def test_the_same_facts_give_the_same_bytes() -> None:
    def text(**changes: object) -> str:
        facts: dict[str, object] = {
            "title": "What we heard", "thread": "Glazes", "label": "amber", "body": "One **glaze**.", "dissents": [("Potters", "Not so.")],
            "sources": [Source(4, NAMED, MOMENT, "amber")], "constituencies": CALLED, "names": False, "language": "en",
        }  # fmt: skip
        return compose(**{**facts, **changes})  # type: ignore[arg-type]  # the facts, by name

    whole = text()
    assert whole == (
        "# What we heard\n\nTLP:AMBER · Glazes\n\nOne **glaze**.\n\n## Dissent\n\n### Potters\n\nNot so.\n\n"
        "## Drawn from\n\n1. Civil society, 2026-11-24\n"
    )
    assert "Dissent" not in text(dissents=[])
    changes: list[dict[str, object]] = [
        {"title": "x"},
        {"label": "green"},
        {"body": "x"},
        {"dissents": []},
        {"names": True},
        {"language": "fr"},
    ]
    assert len({sha256_of(text(**each)) for each in [{}, *changes]}) == len(changes) + 1
