"""The form of a consultation or survey: sections of questions in one or several languages, and when each is shown.  Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from collab.api.request import Request
from collab.errors import Code, Invalid
from collab.text.plain import tidy
from discussions.inquiries.roles import Asks

Language = Literal["en", "ar", "es", "fr", "pt", "ru", "zh"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,11}$")]
Words = dict[Language, Annotated[str, Field(max_length=500)]]  # by language; those of the form's first one are always there
LongWords = dict[Language, Annotated[str, Field(max_length=8000)]]
SECTIONS_LIMIT, QUESTIONS_LIMIT, OPTIONS_LIMIT = 20, 100, 40
WITH_OPTIONS = frozenset({Asks.CHOICE, Asks.SEVERAL, Asks.MATRIX})
DECIDING = frozenset({Asks.CHOICE, Asks.SEVERAL, Asks.SCALE})  # on whose answer others may depend
SCALE_LIMIT = 10  # steps


class Choice(Request):
    """An option, or a row of a matrix.  `key` is its name in answers."""

    key: Key
    text: Words


class Condition(Request):
    """Shown only where an earlier question is answered by one of these: keys of options, or numbers of a scale."""

    question: Key
    any_of: Annotated[list[Annotated[str, Field(max_length=12)]], Field(min_length=1, max_length=OPTIONS_LIMIT, examples=[["yes"]])]


class Question(Request):
    """One question, or one clause (`asks` position; `body` is its text).

    `least` and `most`: how many of several options, the ends of a scale, the bounds of a number, the characters of a text.
    """

    key: Key
    asks: Asks
    text: Words
    body: LongWords = {}
    required: bool = False
    when: Condition | None = None
    options: Annotated[list[Choice], Field(max_length=OPTIONS_LIMIT)] = []
    rows: Annotated[list[Choice], Field(max_length=OPTIONS_LIMIT)] = []  # of a matrix
    least: Annotated[int, Field(ge=-(10**12), le=10**12)] | None = None
    most: Annotated[int, Field(ge=-(10**12), le=10**12)] | None = None


class Section(Request):
    """Questions under a heading, shown and hidden together."""

    title: Words = {}
    note: LongWords = {}
    when: Condition | None = None
    questions: Annotated[list[Question], Field(min_length=1, max_length=QUESTIONS_LIMIT)]


class Form(Request):
    """What is asked, in the order in which it is shown.  Words that a language lacks are shown in the first one."""

    languages: Annotated[list[Language], Field(min_length=1, max_length=7)]
    sections: Annotated[list[Section], Field(min_length=1, max_length=SECTIONS_LIMIT)]

    def questions(self) -> Iterator[Question]:
        """All of them, in order."""
        return (question for section in self.sections for question in section.questions)

    def placed(self) -> Iterator[tuple[Section, Question]]:
        """All of them, each with its section."""
        return ((section, question) for section in self.sections for question in section.questions)

    def digest(self) -> str:
        """SHA-256 of its canonical JSON (keys sorted, no spaces, UTF-8): what nobody can change unseen."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def said(words: Mapping[Language, str], language: str, form: Form) -> str:
    """The words in a language, else in the form's first one."""
    found = {str(each): text for each, text in words.items()}
    return found.get(language) or found.get(form.languages[0], "")


def tidied(form: Form) -> Form:
    """The form with its words tidied and empty translations left out, and no words in languages that it does not have."""

    def clean(words: Mapping[Language, str]) -> dict[Language, str]:
        return {each: text for each in form.languages if (text := tidy(words.get(each, "")))}

    def chosen(each: Choice) -> Choice:
        return Choice(key=each.key, text=clean(each.text))

    def question(each: Question) -> Question:
        update = {
            "text": clean(each.text), "body": clean(each.body), "options": [*map(chosen, each.options)], "rows": [*map(chosen, each.rows)],
        }  # fmt: skip
        return each.model_copy(update=update)

    sections = [
        each.model_copy(update={"title": clean(each.title), "note": clean(each.note), "questions": [*map(question, each.questions)]})
        for each in form.sections
    ]
    return form.model_copy(update={"sections": sections})


def check_form(form: Form, *, consults: bool) -> None:
    """Raise Invalid unless the form can be filled in: words in its first language, keys of their own, bounds that can be met.

    A consultation holds clauses alone; a survey any other question.  `fields` names the questions at fault, "form" the whole.
    """
    if len(set(form.languages)) < len(form.languages):
        raise _wrong("form", _("A language is named twice."))
    questions = list(form.questions())
    if len(questions) > QUESTIONS_LIMIT:
        raise _wrong("form", _("That is too long: at most %(most)d questions.") % {"most": QUESTIONS_LIMIT})
    if len({each.key for each in questions}) < len(questions):
        raise _wrong("form", _("Each question needs a key of its own."))
    earlier: dict[str, Question] = {}
    for section in form.sections:
        _check_condition(section.when, earlier, "form")
        for each in section.questions:
            if (each.asks is Asks.POSITION) is not consults:
                raise _wrong(each.key, _("A consultation asks for positions on clauses, and a survey does not."))
            _check_question(each, form.languages[0])
            _check_condition(each.when, earlier, each.key)
            earlier[each.key] = each


def _wrong(field: str, sentence: object) -> Invalid:
    return Invalid(Code.INVALID, sentence, fields=[field])


def _check_question(each: Question, language: Language) -> None:
    if not each.text.get(language):
        raise _wrong(each.key, _("Each question needs words in the first language of the form."))
    if each.asks is Asks.POSITION and not each.body.get(language):
        raise _wrong(each.key, _("Each clause needs its text."))
    if (each.asks in WITH_OPTIONS) is not bool(each.options) or (each.asks is Asks.MATRIX) is not bool(each.rows):
        raise _wrong(each.key, _("This question needs options, or has some that it cannot use."))
    for choices in (each.options, each.rows):
        if len({one.key for one in choices}) < len(choices) or not all(one.text.get(language) for one in choices):
            raise _wrong(each.key, _("Each option needs words of its own."))
    if each.asks in {Asks.CHOICE, Asks.SEVERAL, Asks.MATRIX} and len(each.options) < 2:
        raise _wrong(each.key, _("This question needs more options."))
    _check_bounds(each)


def _check_bounds(each: Question) -> None:
    least, most = each.least, each.most
    fits = least is None or most is None or least <= most
    match each.asks:
        case Asks.SCALE:
            fits = least is not None and most is not None and 1 <= most - least <= SCALE_LIMIT
        case Asks.SEVERAL:
            fits = fits and (least is None or least >= 1) and (most is None or most >= 1) and (least or 1) <= len(each.options)
        case Asks.TEXT:
            fits = least is None and (most is None or 1 <= most <= 8000)
        case Asks.NUMBER:
            pass
        case _:
            fits = least is None and most is None
    if not fits:
        raise _wrong(each.key, _("These bounds can never be met."))


def _check_condition(when: Condition | None, earlier: Mapping[str, Question], field: str) -> None:
    if when is None:
        return
    asked = earlier.get(when.question)
    if asked is None or asked.asks not in DECIDING:
        raise _wrong(field, _("A condition looks back at a question with options, or at a scale."))
    if asked.asks is Asks.SCALE:
        assert asked.least is not None and asked.most is not None, "_check_bounds refuses a scale without ends"
        known = {str(step) for step in range(asked.least, asked.most + 1)}
    else:
        known = {each.key for each in asked.options}
    if not set(when.any_of) <= known:
        raise _wrong(field, _("A condition names an answer that is not on offer."))
