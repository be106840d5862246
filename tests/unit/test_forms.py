"""Forms and answers to them, case by case."""

from typing import Any

import pytest

from collab.errors import Invalid
from discussions.inquiries.answers import Position, filed, kept
from discussions.inquiries.forms import Form, check_form, said, tidied
from discussions.inquiries.results import Bar, counted, joined, too_few
from tests.inquiry import WHOLE, choices, clause, form, question

FORM = Form.model_validate(WHOLE)
ASKED = {"question": "used", "any_of": ["yes"]}


def survey(*questions: dict[str, Any]) -> Form:
    """A form of these questions."""
    return Form.model_validate(form(*questions))


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([question("q1", "choice", "a")], "q1"),
        ([question("q1", "choice")], "q1"),
        ([question("q1", "text", "a", "b")], "q1"),
        ([question("q1", "matrix", "a", "b")], "q1"),
        ([question("q1", "choice", "a", "a")], "q1"),
        ([question("q1", "scale")], "q1"),
        ([question("q1", "scale", least=5, most=5)], "q1"),
        ([question("q1", "scale", least=0, most=11)], "q1"),
        ([question("q1", "number", least=2, most=1)], "q1"),
        ([question("q1", "several", "a", "b", least=3)], "q1"),
        ([question("q1", "text", most=0)], "q1"),
        ([question("q1", "date", least=1)], "q1"),
        ([question("q1", "text"), question("q1", "text")], "form"),
        ([question("q1", "text", when={"question": "q2", "any_of": ["a"]}), question("q2", "choice", "a", "b")], "q1"),
        ([question("q1", "text"), question("q2", "text", when={"question": "q1", "any_of": ["a"]})], "q2"),
        ([question("q1", "choice", "a", "b"), question("q2", "text", when={"question": "q1", "any_of": ["c"]})], "q2"),
        ([question("q1", "text", text={"fr": "Pourquoi ?"})], "q1"),
        ([clause("c1", "A clause.")], "c1"),
    ],
)
def test_a_form_that_nobody_could_fill_in_is_refused(questions: list[dict[str, Any]], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_form(tidied(survey(*questions)), consults=False)
    assert refusal.value.facts["fields"] == [field]


def test_a_reader_is_shown_her_own_language_else_the_first() -> None:
    asked = Form.model_validate(
        form(question("q1", "text", text={"en": " Why? ", "fr": "Pourquoi ?", "ru": "Почему?"}), languages=("en", "fr", "ar"))
    )
    words = next(tidied(asked).questions()).text
    assert words == {"en": "Why?", "fr": "Pourquoi ?"}  # Russian is not among its languages
    assert [said(words, each, asked) for each in ("fr", "ar", "zh")] == ["Pourquoi ?", "Why?", "Why?"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"used": "maybe"}, "used"),
        ({"used": 1}, "used"),
        ({"how": "law"}, "how"),
        ({"how": ["law", "song"]}, "how"),
        ({"how": ["law", "training", "money"]}, "how"),
        ({"well": 6}, "well"),
        ({"well": 2.5}, "well"),
        ({"well": "3"}, "well"),
        ({"each": {"west": "good"}}, "each"),
        ({"each": {"north": "fair"}}, "each"),
        ({"each": Position(stance=None)}, "each"),
        ({"staff": -1}, "staff"),
        ({"since": "2026-02-30"}, "since"),
        ({"since": 20260101}, "since"),
        ({"why": "x" * 101}, "why"),
        ({"other": "yes"}, "other"),
    ],
)
def test_an_answer_of_another_kind_is_refused(given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        kept(FORM, given)
    assert refusal.value.facts["fields"] == [field]


def test_answers_are_kept_in_one_form() -> None:
    given = {"why": " Because.\r\n", "how": ["money", "law", "law"], "used": "yes", "staff": 3.0, "since": "", "each": {}, "well": 1}
    assert kept(FORM, given) == {"used": "yes", "how": ["law", "money"], "well": 1, "staff": 3, "why": "Because."}
    assert list(kept(FORM, given)) == ["used", "how", "well", "staff", "why"]


def test_what_is_hidden_is_neither_needed_nor_filed() -> None:
    assert filed(FORM, {"used": "no", "how": ["law"]}) == {"used": "no"}
    with pytest.raises(Invalid) as refusal:
        filed(FORM, {"used": "yes"})
    assert refusal.value.facts["needs"] == {"how": "answer"}


def test_small_cells_are_joined_until_none_is_left() -> None:
    bars = [Bar(("a",), 7), Bar(("b",), 6), Bar(("c",), 2), Bar(("",), 0)]
    assert joined(bars) == (Bar(("a",), 7), Bar(("b", "c", ""), 8))
    assert joined([Bar(("a",), 11), Bar(("b",), 1), Bar(("",), 0)]) == ()  # what is left could be had by subtraction
    assert joined([Bar(("a",), 6), Bar(("b",), 5)]) == (Bar(("a",), 6), Bar(("b",), 5))
    assert joined([Bar(("a",), 12), Bar(("b",), 0)]) == ()  # that all answered so is told of each


def test_a_branch_tells_nothing_of_the_few_who_are_not_in_it() -> None:
    asked = survey(
        question("used", "choice", "yes", "no"),
        question("how", "choice", "a", "b", when=ASKED),
        question("why", "text", when=ASKED),
        question("more", "text"),
    )
    answers: list[dict[str, Any]] = [{"used": "yes", "how": "ab"[n < 5], "why": f"Word {n}", "more": "x"} for n in range(11)]
    answers.append({"used": "no"})
    used, how, why, more = counted(asked, answers, named=False)
    assert (used.withheld, used.answered, why.withheld, why.texts) == (True, None, True, ())
    assert [(bar.keys, bar.count) for bar in how.parts[0].bars] == [(("a",), 6), (("b", ""), 6)]
    assert (more.withheld, len(more.texts)) == (False, 11)
    assert [bar.count for bar in counted(asked, answers, named=True)[0].parts[0].bars] == [11, 1, 0]


def test_fewer_than_five_answers_without_names_are_no_result() -> None:
    assert [too_few([{}] * n, named=False) for n in (4, 5)] == [True, False]
    assert not too_few([], named=True)


def test_numbers_have_a_mean() -> None:
    asked = survey(question("n", "number"), question("s", "scale", least=1, most=5), question("several", "several", "a", "b"))
    answers = [{"n": n, "s": 1 + n % 2 * 4, "several": ["a"] if n < 6 else ["a", "b"]} for n in range(11)]
    number, scale, several = counted(asked, answers, named=False)
    assert (number.withheld, number.mean) == (True, None)  # all answered, so its table has a single row
    assert (scale.mean, [bar.count for bar in scale.parts[0].bars]) == ("2.8", [6, 5])
    assert [(bar.keys, bar.count) for bar in several.parts[0].bars] == [(("b",), 5)]
    number, scale, several = counted(asked, answers, named=True)
    assert (number.mean, scale.mean, [bar.count for bar in several.parts[0].bars]) == ("5.0", "2.8", [11, 5, 0])
    assert counted(survey(question("n", "number")), [{"n": -0.25}, {"n": -0.5}], named=True)[0].mean == "-0.4"


def test_a_matrix_is_a_table_for_each_row() -> None:
    asked = survey(question("m", "matrix", "good", "bad", rows=choices("north", "south")))
    (result,) = counted(asked, [{"m": {"north": "good"}}, {"m": {"north": "bad", "south": "bad"}}, {}], named=True)
    assert [(part.row, [bar.count for bar in part.bars]) for part in result.parts] == [("north", [1, 1, 1]), ("south", [0, 1, 2])]
