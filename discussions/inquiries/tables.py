"""Answers as tables of words and numbers, in the reader's language: what is printed, and what spreadsheets hold."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from discussions.inquiries.answers import Position
from discussions.inquiries.forms import Form, Question, said
from discussions.inquiries.results import NO_ANSWER
from discussions.inquiries.roles import STANCE_WORDS, Asks, Stance
from discussions.inquiries.shapes import AnswersPage, QuestionResultShape, UnitShape
from discussions.polls.tables import Cell, Table

Names = Mapping[str, str]  # of constituencies, by key


def tables_of(facts: Sequence[Sequence[Cell]], form: Form, page: AnswersPage, names: Names, language: str) -> list[Table]:
    """What was filed, table by table; those without rows are left out."""
    reader = _Reader(form, names, language)
    tables = [Table(_("Poll"), (_("What"), _("Value")), facts), reader.matrix(page.units), reader.counts(page), reader.words(page)]
    return [table for table in tables if table.rows]


class _Reader:
    """Puts keys into the words of one language."""

    def __init__(self, form: Form, names: Names, language: str) -> None:
        self.form, self.names, self.language = form, names, language

    def said(self, words: Mapping[Any, str]) -> str:
        return said(words, self.language, self.form)

    def option(self, question: Question, key: str) -> str:
        """The words of one answer; a number or a month stands for itself."""
        if key == NO_ANSWER:
            return _("No answer")
        if question.asks is Asks.POSITION:
            return str(STANCE_WORDS[Stance(key)])
        if question.asks is Asks.NUMBER:
            return _("Answered")
        return next((self.said(each.text) for each in question.options if each.key == key), key)

    def cell(self, question: Question, value: Any) -> Cell:
        """One answer in one cell; nothing where there is none."""
        if value is None or isinstance(value, int):
            return "" if value is None else value
        match question.asks:
            case Asks.POSITION:
                return str(STANCE_WORDS[value.stance])
            case Asks.SEVERAL:
                return "; ".join(self.option(question, each) for each in value)
            case Asks.MATRIX:
                rows = {each.key: self.said(each.text) for each in question.rows}
                return "; ".join(f"{rows[row]}: {self.option(question, key)}" for row, key in value.items())
        return self.option(question, value) if question.asks is Asks.CHOICE else str(value)

    def matrix(self, units: Sequence[UnitShape]) -> Table:
        """Questions down, units across under their constituencies; whoever filed nothing has empty cells."""
        head = (_("Question"), *(f"{each.name} · {self.names.get(each.constituency, each.constituency)}" for each in units))
        rows = [
            [self.said(question.text), *(self.cell(question, (each.answers or {}).get(question.key)) for each in units)]
            for question in (self.form.questions() if units else ())
        ]
        return Table(_("Answers by unit"), head, rows)

    def counts(self, page: AnswersPage) -> Table:
        """How many answered how, in all and by constituency."""
        parts = [{each.key: each for each in one.results} for one in page.constituencies]
        rows: list[list[Cell]] = []
        questions = {each.key: each for each in self.form.questions()}
        for result in page.results:
            rows += self._counted(questions[result.key], result, [part[result.key] for part in parts])
        across = (self.names.get(each.constituency, each.constituency) for each in page.constituencies)
        return Table(_("Counts"), (_("Question"), _("Row"), _("Answer"), _("All"), *across), rows)

    def _counted(self, question: Question, result: QuestionResultShape, parts: Sequence[QuestionResultShape]) -> list[list[Cell]]:
        title = self.said(question.text)
        if result.withheld:
            return [[title, "", _("Not shown: too few"), "", *("" for _part in parts)]]
        rows: list[list[Cell]] = []
        for number, part in enumerate(result.parts):
            row = next((self.said(each.text) for each in question.rows if each.key == part.row), "")
            if part.withheld:
                rows.append([title, row, _("Not shown: too few"), "", *("" for _part in parts)])
            for bar in part.bars:
                counts = [sum(each.count for each in one.parts[number].bars if each.keys == bar.keys) for one in parts]
                rows.append([title, row, " + ".join(self.option(question, key) for key in bar.keys), bar.count, *counts])
        if result.mean is not None:
            rows.append([title, "", _("Mean"), result.mean, *(one.mean or "" for one in parts)])
        return rows

    def words(self, page: AnswersPage) -> Table:
        """Everything that was written: reasons, proposed wording, answers in words; with the unit where names are shown."""
        rows: list[list[Cell]] = []
        hidden = {each.key: each.texts for each in page.results}
        for question in self.form.questions():
            title = self.said(question.text)
            rows += [[title, "", "", "", text, ""] for text in hidden.get(question.key, [])]
            for unit in page.units:
                value: Any = (unit.answers or {}).get(question.key)
                about = [title, self.names.get(unit.constituency, unit.constituency), unit.name]
                if isinstance(value, Position):
                    rows.append([*about, self.cell(question, value), value.reason, value.wording])
                elif value is not None and question.asks is Asks.TEXT:
                    rows.append([*about, "", value, ""])
        head = (_("Question"), _("Constituency"), _("Unit"), _("Stance"), _("Words"), _("Proposed wording"))
        return Table(_("In words"), head, rows)
