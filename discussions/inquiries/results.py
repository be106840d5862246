"""What a form's answers come to.  Pure, exact.

Where names are hidden no number below LEAST is shown, nor one that could be had by subtraction: each table parts everybody
who filed, those without an answer included, and groups that are too small are joined to the next larger until none is left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from discussions.inquiries.forms import Form, Question
from discussions.inquiries.roles import Asks, Stance
from discussions.polls.tally.cells import LEAST

NO_ANSWER, ANSWERED = "", "answered"  # keys of bars
Answered = Sequence[Mapping[str, Any]]  # what each unit filed


@dataclass(frozen=True, slots=True)
class Bar:
    """How many answered with one of these keys."""

    keys: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """A table of counts; nothing in it where too few differ."""

    row: str
    bars: tuple[Bar, ...]

    @property
    def withheld(self) -> bool:
        """Whether nothing of it may be shown."""
        return not self.bars


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """One question's tables, mean and words."""

    key: str
    parts: tuple[Part, ...] = ()
    answered: int | None = None  # None: not shown
    mean: str | None = None
    texts: tuple[str, ...] = ()
    withheld: bool = False


def counted(form: Form, answers: Answered, *, named: bool) -> list[QuestionResult]:
    """Every question's result, in the order of the form."""
    bound = {each.key for section in form.sections for each in section.questions if section.when or each.when}
    return [_counted(each, answers, named=named, conditional=each.key in bound) for each in form.questions()]


def too_few(answers: Answered, *, named: bool) -> bool:
    """Whether nothing at all may be shown."""
    return not named and len(answers) < LEAST


def _counted(question: Question, answers: Answered, *, named: bool, conditional: bool) -> QuestionResult:
    given = [each[question.key] for each in answers if question.key in each]
    if question.asks is Asks.TEXT:
        return _words(question, given, len(answers), named=named, conditional=conditional)
    parts = _parts(question, [each.get(question.key) for each in answers])
    if not named:
        parts = [
            Part(each.row, _both_sides(each.bars, len(answers)) if question.asks is Asks.SEVERAL else joined(each.bars)) for each in parts
        ]
    withheld = not named and all(each.withheld for each in parts)
    numbers = question.asks in {Asks.SCALE, Asks.NUMBER}
    return QuestionResult(
        question.key, tuple(parts), len(given) if named else None,
        _mean(given) if numbers and given and not withheld and (named or len(given) >= LEAST) else None, withheld=withheld,
    )  # fmt: skip


def _words(question: Question, given: Sequence[str], asked: int, *, named: bool, conditional: bool) -> QuestionResult:
    if named:
        return QuestionResult(question.key, answered=len(given))
    # That a question with a condition was answered tells what was answered to the one before it.
    if len(given) < LEAST or (conditional and asked - len(given) < LEAST):
        return QuestionResult(question.key, withheld=True)
    return QuestionResult(question.key, answered=len(given), texts=tuple(sorted(given, key=lambda text: (text.casefold(), text))))


def _parts(question: Question, values: Sequence[Any]) -> list[Part]:
    options = [each.key for each in question.options]
    if question.asks is Asks.MATRIX:
        return [_part(row.key, options, [(value or {}).get(row.key) for value in values]) for row in question.rows]
    return [_bars(question, options, values)]


def _bars(question: Question, options: Sequence[str], values: Sequence[Any]) -> Part:
    match question.asks:
        case Asks.POSITION:
            return _part("", list(Stance), [value.get("stance") if value else None for value in values])
        case Asks.SEVERAL:
            bars = [Bar((key,), sum(key in (value or ()) for value in values)) for key in options]
            return Part("", (*bars, Bar((NO_ANSWER,), sum(not value for value in values))))
        case Asks.SCALE:
            assert question.least is not None and question.most is not None, "check_form refuses a scale without ends"
            return _part("", [str(step) for step in range(question.least, question.most + 1)], values)
        case Asks.DATE:
            months = [value[:7] if value else None for value in values]
            return _part("", sorted({each for each in months if each}), months)
        case Asks.NUMBER:
            return _part("", [ANSWERED], [None if value is None else ANSWERED for value in values])
    return _part("", options, values)


def _part(row: str, keys: Sequence[str], values: Sequence[Any]) -> Part:
    said = [NO_ANSWER if value is None else str(value) for value in values]
    return Part(row, tuple(Bar((key,), said.count(key)) for key in (*keys, NO_ANSWER)))


def joined(bars: Sequence[Bar], least: int = LEAST) -> tuple[Bar, ...]:
    """The bars that may be shown, those of joined answers last; none where only one would be left."""
    shown = [each for each in bars if each.count >= least]
    rest = [each for each in bars if each.count < least]
    if not rest:
        return tuple(shown) if len(shown) > 1 else ()
    while sum(each.count for each in rest) < least and shown:
        nearest = min(shown, key=lambda each: (each.count, each.keys))
        shown.remove(nearest)
        rest.append(nearest)
    if not shown or sum(each.count for each in rest) < least:
        return ()
    keys = {key for each in rest for key in each.keys}
    return (*shown, Bar(tuple(key for each in bars for key in each.keys if key in keys), sum(each.count for each in rest)))


def _both_sides(bars: Sequence[Bar], filed: int) -> tuple[Bar, ...]:
    """Of options that stand for themselves: those that enough named, and enough did not."""
    return tuple(each for each in bars if each.count >= LEAST and filed - each.count >= LEAST)


def _mean(numbers: Sequence[int | float]) -> str:
    """The mean, rounded to one decimal, a half to the even digit."""
    tenths = round(sum(Fraction(str(each)) for each in numbers) * 10 / len(numbers))
    whole, tenth = divmod(abs(tenths), 10)
    return f"{'-' if tenths < 0 else ''}{whole}.{tenth}"
