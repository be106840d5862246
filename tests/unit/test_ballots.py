"""What a ballot of each kind may say."""

from typing import Any

import pytest

from collab.errors import Code, Invalid
from discussions.polls.ballots import CHECKS, Content, Form, checked, stored
from discussions.polls.roles import FIXED, PollKind, Reasons

ABC = ("o1", "o2", "o3")
CHOOSE = Form(PollKind.CHOOSE, ABC, 1, 2)
PROPOSAL = Form(PollKind.PROPOSAL, FIXED[PollKind.PROPOSAL])
LADDER = Form(PollKind.LADDER, FIXED[PollKind.LADDER], reasons=Reasons.OBJECTIONS)
SCORE = Form(PollKind.SCORE, ABC, max_points=5)
DATES = Form(PollKind.DATES, ABC, max_points=2)
DOTS = Form(PollKind.DOTS, ABC, max_points=8, budget=8)
RANKED = Form(PollKind.RANKED, ABC, 2, 3)
QUESTIONS = Form(PollKind.QUESTIONS, ABC)
SILENT = Form(PollKind.CHOOSE, ABC, reasons=Reasons.NONE)
GIVING = Form(PollKind.CHOOSE, ABC, reasons=Reasons.NEEDED)


@pytest.mark.parametrize(
    ("form", "said", "kept"),
    [
        (CHOOSE, {"choices": ["o3", "o1"]}, {"choices": ["o1", "o3"]}),
        (CHOOSE, {"choices": ["o1"], "reason": " so  \r\n it is "}, {"choices": ["o1"], "reason": "so  \n it is"}),
        (CHOOSE, {"abstained": True}, {}),
        (CHOOSE, {"abstained": True, "reason": "not ours"}, {"reason": "not ours"}),
        (PROPOSAL, {"choices": ["disagree"]}, {"choices": ["disagree"]}),
        (PROPOSAL, {"choices": ["block"], "conditions": "drop 3"}, {"choices": ["block"], "conditions": "drop 3"}),
        (LADDER, {"choices": ["g4"]}, {"choices": ["g4"]}),
        (LADDER, {"choices": ["g8"], "reason": "no"}, {"choices": ["g8"], "reason": "no"}),
        (SCORE, {"points": {"o2": 5, "o1": 0}}, {"points": {"o1": 0, "o2": 5}}),
        (DATES, {"points": {"o1": 2, "o2": 1, "o3": 0}}, {"points": {"o1": 2, "o2": 1, "o3": 0}}),
        (DOTS, {"points": {"o1": 8, "o2": 0}}, {"points": {"o1": 8}}),
        (RANKED, {"ranking": ["o3", "o1"]}, {"ranking": ["o3", "o1"]}),
        (QUESTIONS, {"texts": {"o2": " Yes. ", "o1": " "}}, {"texts": {"o2": "Yes."}}),
        (GIVING, {"choices": ["o1"], "reason": "cheaper"}, {"choices": ["o1"], "reason": "cheaper"}),
    ],
)
def test_a_ballot_that_fits_is_kept_in_one_form(form: Form, said: dict[str, Any], kept: dict[str, Any]) -> None:
    content = checked(form, Content.model_validate(said))
    assert stored(content) == kept
    assert content.abstained is said.get("abstained", False)
    assert checked(form, content) == content


@pytest.mark.parametrize(
    ("form", "said", "code", "field"),
    [
        (CHOOSE, {}, Code.INVALID, "choices"),
        (CHOOSE, {"choices": ["o1", "o2", "o3"]}, Code.INVALID, "choices"),
        (CHOOSE, {"choices": ["o1", "o1"]}, Code.INVALID, "choices"),
        (CHOOSE, {"choices": ["o9"]}, Code.UNKNOWN_OPTION, "choices"),
        (CHOOSE, {"choices": ["o1"], "abstained": True}, Code.INVALID, "choices"),
        (CHOOSE, {"ranking": ["o1"]}, Code.INVALID, "ranking"),
        (CHOOSE, {"choices": ["o1"], "points": {"o1": 1}}, Code.INVALID, "points"),
        (CHOOSE, {"choices": ["o1"], "conditions": "if"}, Code.INVALID, "conditions"),
        (SILENT, {"choices": ["o1"], "reason": "so"}, Code.INVALID, "reason"),
        (GIVING, {"choices": ["o1"]}, Code.REASON_NEEDED, "reason"),
        (PROPOSAL, {"choices": ["agree", "block"]}, Code.INVALID, "choices"),
        (PROPOSAL, {"choices": ["block"], "reason": "  "}, Code.REASON_NEEDED, "reason"),
        (PROPOSAL, {"choices": ["o1"]}, Code.UNKNOWN_OPTION, "choices"),
        (LADDER, {"choices": ["g7"]}, Code.REASON_NEEDED, "reason"),
        (SCORE, {}, Code.INVALID, "points"),
        (SCORE, {"points": {"o1": 6}}, Code.INVALID, "points"),
        (SCORE, {"points": {"o1": -1}}, Code.INVALID, "points"),
        (SCORE, {"points": {"o9": 1}}, Code.UNKNOWN_OPTION, "points"),
        (DATES, {"points": {"o1": 3}}, Code.INVALID, "points"),
        (DOTS, {"points": {"o1": 5, "o2": 4}}, Code.OVER_BUDGET, "points"),
        (DOTS, {"points": {"o1": 9, "o2": -1}}, Code.INVALID, "points"),
        (DOTS, {"points": {"o1": 0}}, Code.INVALID, "points"),
        (RANKED, {"ranking": ["o1"]}, Code.INVALID, "ranking"),
        (RANKED, {"ranking": ["o1", "o2", "o1"]}, Code.DUPLICATE_RANKS, "ranking"),
        (RANKED, {"ranking": ["o1", "o9"]}, Code.UNKNOWN_OPTION, "ranking"),
        (QUESTIONS, {"texts": {"o1": " "}}, Code.INVALID, "texts"),
        (QUESTIONS, {"texts": {"o9": "x"}}, Code.UNKNOWN_OPTION, "texts"),
    ],
)
def test_a_ballot_that_does_not_fit_is_refused_with_its_reason(form: Form, said: dict[str, Any], code: Code, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(form, Content.model_validate(said))
    assert (refusal.value.code, refusal.value.facts["fields"][0]) == (code, field)


def test_whatever_a_ballot_says_of_every_kind_an_abstention_fits() -> None:
    for kind in CHECKS:
        assert stored(checked(Form(kind, FIXED.get(kind, ABC), max_points=5, budget=5), Content(abstained=True))) == {}
