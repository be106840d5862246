"""Answers to a form: which questions are shown to whom, and whether what was said can be kept, or filed.  Pure.

A question is shown if its condition and its section's hold; what was answered to a hidden one counts as nothing, so a later
condition on it fails as well.  Conditions look back only, so one pass over the form decides.
"""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field, StrictFloat, StrictInt

from collab.api.request import Request
from collab.errors import Code, Invalid
from collab.text.plain import tidy
from discussions.inquiries.forms import OPTIONS_LIMIT, QUESTIONS_LIMIT, Condition, Form, Key, Question
from discussions.inquiries.roles import Asks, Stance

REASON_LIMIT, WORDING_LIMIT, TEXT_LIMIT = 4000, 8000, 8000  # characters


class Position(Request):
    """How an organisation stands to a clause.  Only a draft may lack its stance."""

    stance: Stance | None
    reason: Annotated[str, Field(max_length=REASON_LIMIT)] = ""
    wording: Annotated[str, Field(max_length=WORDING_LIMIT)] = ""


Number = StrictInt | Annotated[StrictFloat, Field(allow_inf_nan=False)]
# From left to right: what has a stance is a position, any other object a matrix.
Value = Annotated[
    Position
    | Annotated[dict[Key, Key], Field(max_length=OPTIONS_LIMIT)]
    | Annotated[list[Key], Field(max_length=OPTIONS_LIMIT)]
    | Annotated[str, Field(max_length=TEXT_LIMIT)]
    | Number,
    Field(union_mode="left_to_right"),
]
Answers = Annotated[dict[Key, Value], Field(max_length=QUESTIONS_LIMIT)]  # by the key of the question
Stored = Mapping[str, Any]  # the same, as JSON keeps it


def kept(form: Form, given: Stored) -> dict[str, Any]:
    """What was said, as it is stored: in the order of the form, tidied, without what says nothing.  It need not be whole.

    Raises Invalid (unknown_option, invalid), with the keys of the questions at fault.
    """
    questions = {each.key: each for each in form.questions()}
    if unknown := sorted(set(given) - set(questions)):
        raise Invalid(Code.UNKNOWN_OPTION, _("Some of these questions are not asked here."), fields=unknown)
    found = {key: _CHECKS[each.asks](each, given[key]) for key, each in questions.items() if key in given}
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}


def asked(form: Form, answers: Stored) -> list[Question]:
    """The questions that are shown to whoever answers so, in their order."""
    counted: dict[str, Any] = {}
    shown = []
    for section, question in form.placed():
        if _holds(section.when, counted) and _holds(question.when, counted):
            shown.append(question)
            if question.key in answers:
                counted[question.key] = answers[question.key]
    return shown


def pruned(form: Form, answers: Stored) -> dict[str, Any]:
    """The answers that count: those to questions that are shown."""
    return {each.key: answers[each.key] for each in asked(form, answers) if each.key in answers}


def filed(form: Form, answers: Stored) -> dict[str, Any]:
    """What is filed of answers from `kept`: all that is shown and must be answered is.

    Raises Invalid (answers_needed): `needs` says for each question at fault what it lacks.
    """
    found = pruned(form, answers)
    needs = {each.key: lack for each in asked(form, answers) if (lack := _lacks(each, found.get(each.key)))}
    if needs:
        raise Invalid(Code.ANSWERS_NEEDED, _("Some questions still need an answer."), fields=list(needs), needs=needs)
    if not found:
        raise Invalid(Code.EMPTY, _("There is nothing in it yet."), fields=[])
    return found


def _holds(when: Condition | None, counted: Mapping[str, Any]) -> bool:
    if when is None:
        return True
    value = counted.get(when.question)
    given = {str(each) for each in value} if isinstance(value, list) else set() if value is None else {str(value)}
    return not given.isdisjoint(when.any_of)


def _lacks(question: Question, value: Any) -> str:
    """What an answer lacks: "" for nothing."""
    if value is None:
        return "answer" if question.required else ""
    if question.asks is Asks.POSITION:
        return _position_lacks(value)
    if question.asks is Asks.SEVERAL and len(value) < (question.least or 0):
        return "more"
    if question.asks is Asks.MATRIX and question.required and len(value) < len(question.rows):
        return "rows"
    return ""


def _position_lacks(value: Mapping[str, Any]) -> str:
    match value.get("stance"):
        case None:
            return "stance"
        case Stance.AMEND if not value.get("wording"):
            return "wording"
        case Stance.OPPOSE if not value.get("reason"):
            return "reason"
    return ""


def _not_so(question: Question, sentence: object, **facts: Any) -> Invalid:
    return Invalid(Code.INVALID, sentence, fields=[question.key], **facts)


def _position(question: Question, value: Value) -> Any:
    if not isinstance(value, Position):
        raise _not_so(question, _("This is not an answer to this question."))
    words = {"reason": tidy(value.reason), "wording": tidy(value.wording)}
    said = {name: part for name, part in words.items() if part}
    return {"stance": value.stance, **said} if said or value.stance else {}


def _option(question: Question, key: object) -> str:
    if key not in {each.key for each in question.options}:
        raise Invalid(Code.UNKNOWN_OPTION, _("Some of these options are not on offer."), fields=[question.key], options=[str(key)])
    return str(key)


def _choice(question: Question, value: Value) -> Any:
    return _option(question, value) if value != "" else ""


def _several(question: Question, value: Value) -> Any:
    if not isinstance(value, list):
        raise _not_so(question, _("This is not an answer to this question."))
    chosen = {_option(question, each) for each in value}
    if question.most is not None and len(chosen) > question.most:
        raise _not_so(question, _("Choose at most %(most)d.") % {"most": question.most}, most=question.most)
    return [each.key for each in question.options if each.key in chosen]


def _within(question: Question, value: Value) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _not_so(question, _("This answer is a number."))
    if (question.least is not None and value < question.least) or (question.most is not None and value > question.most):
        raise _not_so(question, _("This number is outside its bounds."), least=question.least, most=question.most)
    return int(value) if value == int(value) else value


def _scale(question: Question, value: Value) -> Any:
    found = _within(question, value)
    if not isinstance(found, int):
        raise _not_so(question, _("This answer is a whole number."))
    return found


def _matrix(question: Question, value: Value) -> Any:
    if not isinstance(value, dict):
        raise _not_so(question, _("This is not an answer to this question."))
    if unknown := sorted(set(value) - {each.key for each in question.rows}):
        raise Invalid(Code.UNKNOWN_OPTION, _("Some of these options are not on offer."), fields=[question.key], options=unknown)
    return {each.key: _option(question, value[each.key]) for each in question.rows if each.key in value}


def _text(question: Question, value: Value) -> Any:
    if not isinstance(value, str):
        raise _not_so(question, _("This is not an answer to this question."))
    text = tidy(value)
    if question.most is not None and len(text) > question.most:
        raise Invalid(
            Code.TOO_LONG, _("At most %(most)d characters, please.") % {"most": question.most}, fields=[question.key], most=question.most
        )
    return text


def _date(question: Question, value: Value) -> Any:
    if not isinstance(value, str):
        raise _not_so(question, _("This is not a date."))
    try:
        return date.fromisoformat(value).isoformat() if value else ""
    except ValueError:
        raise _not_so(question, _("This is not a date.")) from None


_CHECKS: dict[Asks, Callable[[Question, Value], Any]] = {
    Asks.POSITION: _position,
    Asks.CHOICE: _choice,
    Asks.SEVERAL: _several,
    Asks.SCALE: _scale,
    Asks.MATRIX: _matrix,
    Asks.TEXT: _text,
    Asks.NUMBER: _within,
    Asks.DATE: _date,
}
