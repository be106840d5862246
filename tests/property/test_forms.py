"""Branching: which questions are shown, and what of the answers counts, for any form and any answers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collab.errors import Code, Invalid
from discussions.inquiries.answers import asked, filed, kept, pruned
from discussions.inquiries.forms import Form, check_form, tidied
from tests.inquiry import choices

OPTIONS = ["a", "b", "c"]


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form of up to four sections whose conditions look back, at questions or scales."""
    made: list[dict[str, Any]] = []
    sections = []
    for _section in range(draw(st.integers(1, 4))):
        when = draw(conditions(made))
        questions = []
        for _question in range(draw(st.integers(1, 3))):
            asks = draw(st.sampled_from(["choice", "several", "scale", "text"]))
            one = {
                "key": f"q{len(made) + 1}", "asks": asks, "text": {"en": "Why?"}, "required": draw(st.booleans()),
                "when": draw(conditions(made)), "options": choices(*OPTIONS) if asks in {"choice", "several"} else [],
                "least": 1 if asks == "scale" else None, "most": 3 if asks == "scale" else None,
            }  # fmt: skip
            questions.append(one)
            made.append(one)
        sections.append({"when": when, "questions": questions})
    return Form.model_validate({"languages": ["en"], "sections": sections})


@st.composite
def conditions(draw: st.DrawFn, made: list[dict[str, Any]]) -> dict[str, Any] | None:
    """None, or a condition on one of the questions so far."""
    deciding = [each for each in made if each["asks"] != "text"]
    if not deciding or draw(st.booleans()):
        return None
    on = draw(st.sampled_from(deciding))
    known = ["1", "2", "3"] if on["asks"] == "scale" else OPTIONS
    return {"question": on["key"], "any_of": draw(st.lists(st.sampled_from(known), min_size=1, max_size=3, unique=True))}


@st.composite
def answered(draw: st.DrawFn) -> tuple[Form, dict[str, Any]]:
    """A form, and answers to some of its questions, shown or not."""
    form = draw(forms())
    values = {
        "choice": st.sampled_from(OPTIONS), "several": st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
        "scale": st.integers(1, 3), "text": st.just("Because."),
    }  # fmt: skip
    given = {each.key: draw(values[each.asks]) for each in form.questions() if draw(st.booleans())}
    return form, kept(form, given)


@given(forms())
@settings(max_examples=60, deadline=None)
def test_such_forms_are_taken(form: Form) -> None:
    check_form(tidied(form), consults=False)


@given(answered())
@settings(max_examples=150, deadline=None)
def test_what_is_hidden_decides_nothing(case: tuple[Form, dict[str, Any]]) -> None:
    """Answers to hidden questions may be there or not: the same is shown, and the same counts."""
    form, answers = case
    counted = pruned(form, answers)
    assert [each.key for each in asked(form, counted)] == [each.key for each in asked(form, answers)]
    assert pruned(form, counted) == counted
    assert set(counted) <= {each.key for each in asked(form, answers)}


@given(answered())
@settings(max_examples=150, deadline=None)
def test_only_what_comes_before_decides_whether_something_is_shown(case: tuple[Form, dict[str, Any]]) -> None:
    form, answers = case
    keys = [each.key for each in form.questions()]
    shown = {each.key for each in asked(form, answers)}
    for at, key in enumerate(keys):
        before = {each: answers[each] for each in keys[:at] if each in answers}
        assert (key in {each.key for each in asked(form, before)}) is (key in shown)


@given(answered())
@settings(max_examples=150, deadline=None)
def test_a_form_is_filed_when_all_that_is_shown_and_required_is_answered(case: tuple[Form, dict[str, Any]]) -> None:
    form, answers = case
    counted = pruned(form, answers)
    lacking = [each.key for each in asked(form, answers) if each.required and each.key not in counted]
    if lacking:
        with pytest.raises(Invalid) as refusal:
            filed(form, answers)
        assert (refusal.value.code, refusal.value.facts["fields"]) == (Code.ANSWERS_NEEDED, lacking)
    elif counted:
        assert filed(form, answers) == counted
