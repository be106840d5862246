"""Forms and answers, read as shapes.  Every read begins with the poll that the person sees."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from collab.errors import NotFound
from discussions.documents.models import Document
from discussions.inquiries.forms import Form
from discussions.inquiries.models import Answer, Edition, Inquiry
from discussions.inquiries.policies import AnswerFacts, check_answer, check_answers
from discussions.inquiries.results import QuestionResult, counted, too_few
from discussions.inquiries.roles import Shown
from discussions.inquiries.shapes import (
    AnswerShape,
    AnswersPage,
    BarShape,
    ConstituencyResult,
    CountsShape,
    EditionShape,
    InquiryPage,
    QuestionResultShape,
    UnitShape,
)
from discussions.polls.life import settle_if_due
from discussions.polls.models import Poll, Voter
from discussions.polls.page import constituency, refusal_of
from discussions.polls.policies import may_ever_vote
from discussions.polls.reads import facts_of, seen_poll, unit_name
from discussions.polls.roles import Secrecy
from discussions.polls.units import poll_standing
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in
from groups.badges import Badge


def inquiry_of(poll: Poll) -> Inquiry:
    """The form of a poll.  Raises NotFound for polls without one."""
    found = Inquiry.objects.select_related("document").filter(poll=poll).first()
    if found is None:
        raise NotFound
    return found


def form_of(inquiry: Inquiry) -> Form:
    """What is asked, as it was checked at opening."""
    return Form.model_validate(inquiry.form)


def answer_of(voter: Voter | None) -> Answer | None:
    """What a unit has written, with who did."""
    rows = Answer.objects.select_related("saved_by__person", "saved_by__organisation")
    return rows.filter(voter=voter).first() if voter else None


def answer_facts(answer: Answer | None) -> AnswerFacts:
    """What rules ask of it."""
    return AnswerFacts(answer.revision) if answer else AnswerFacts()


def answer_shape(answer: Answer) -> AnswerShape:
    """For the unit's own people: two queries."""
    rows: QuerySet[Edition] = answer.editions.select_related("filed_by__person", "filed_by__organisation")
    editions = [EditionShape(number=each.number, by=Badge.of(each.filed_by), at=each.filed_at, answers=each.content) for each in rows]
    return AnswerShape(
        revision=answer.revision, answers=answer.draft, is_filed=answer.draft == answer.filed,
        saved_by=Badge.of(answer.saved_by), saved_at=answer.saved_at,
        editions=editions,
    )  # fmt: skip


def inquiry_page(person_id: int, space_id: int, place: int) -> InquiryPage:
    """The form, what one's unit has written, and what one may do.  Raises NotFound."""
    settle_if_due(person_id, space_id, place)
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    inquiry, facts = inquiry_of(poll), facts_of(poll)
    mine, voter = poll_standing(standing, poll)
    if not may_ever_vote(standing.role, secretariat=mine.secretariat):
        voter = None
    refusal, answer = refusal_of(check_answer, mine, facts), answer_of(voter)
    title = Document.objects.filter(entry=inquiry.document).values_list("title", flat=True).first() if inquiry.document else None
    return InquiryPage(
        form=form_of(inquiry), form_hash=inquiry.form_hash, shown=Shown(inquiry.shown),
        document=inquiry.document.place if inquiry.document else None, document_title=title or "",
        follows=inquiry.follows.entry.place if inquiry.follows else None,
        followed_by=poll.later_rounds.order_by("-pk").values_list("poll__entry__place", flat=True).first(),
        unit_name=unit_name(voter) if voter else "", answer=answer_shape(answer) if answer else None,
        may_answer=refusal is None, why_not=refusal.code if refusal else "",
        may_read=refusal_of(check_answers, standing, facts, Shown(inquiry.shown)) is None,
    )  # fmt: skip


def shown_answers(person_id: int, space_id: int, place: int) -> tuple[Standing, Poll, Inquiry]:
    """A poll whose answers the person may read now.  Raises NotFound, Conflict (wrong_state)."""
    settle_if_due(person_id, space_id, place)
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    inquiry = inquiry_of(poll)
    check_answers(standing, facts_of(poll), Shown(inquiry.shown))
    return standing, poll, inquiry


def answers_page(person_id: int, space_id: int, place: int) -> AnswersPage:
    """What was filed.  Raises NotFound, Conflict (wrong_state)."""
    _standing, poll, inquiry = shown_answers(person_id, space_id, place)
    return compiled(poll, inquiry)


def compiled(poll: Poll, inquiry: Inquiry) -> AnswersPage:
    """Answers unit by unit, by constituency and name, and counted; one query, whatever their number.

    Where names are hidden nothing but the counts of `results` is told, and with too few answers not even these.
    """
    form, named = form_of(inquiry), poll.secrecy == Secrecy.NAMED
    rows = poll.roll.filter(removed_at__isnull=True).select_related(
        "seat__person", "seat__organisation", "organisation", "constituency", "answer"
    )
    units = sorted((unit_shape(row) for row in rows), key=lambda each: (each.constituency, each.name.casefold(), each.key))
    filed = [answer.filed for row in rows if (answer := written_by(row)) and answer.filed is not None]
    if too_few(filed, named=named):
        return AnswersPage(filed=len(filed), withheld=True, units=[], results=[], constituencies=[])
    return AnswersPage(
        filed=len(filed), withheld=False, units=units if named else [],
        results=[result_shape(each) for each in counted(form, filed, named=named)],
        constituencies=[constituency_result(form, key, filed_by(rows, key)) for key in constituencies_of(units)] if named else [],
    )  # fmt: skip


def written_by(row: Voter) -> Answer | None:
    """The answer of a unit that was loaded with it."""
    return getattr(row, "answer", None)


def constituencies_of(units: Iterable[UnitShape]) -> list[str]:
    """Those of which somebody filed, in their order."""
    return sorted({each.constituency for each in units if each.answers is not None})


def filed_by(rows: Iterable[Voter], key: str) -> list[dict[str, Any]]:
    """What the units of one constituency filed."""
    return [answer.filed for row in rows if (answer := written_by(row)) and answer.filed is not None and answer.constituency == key]


def constituency_result(form: Form, key: str, filed: list[dict[str, Any]]) -> ConstituencyResult:
    """What one constituency answered, where names are shown."""
    return ConstituencyResult(constituency=key, filed=len(filed), results=[result_shape(each) for each in counted(form, filed, named=True)])


def unit_shape(row: Voter) -> UnitShape:
    """A unit and what it filed, under the constituency that it had then."""
    answer = written_by(row)
    filed = answer.filed if answer else None
    kind = answer.constituency if answer and filed is not None else constituency(row)
    return UnitShape(key=row.key, name=unit_name(row), constituency=kind, answers=filed)


def result_shape(result: QuestionResult) -> QuestionResultShape:
    """One question's result."""
    return QuestionResultShape(
        key=result.key, withheld=result.withheld, answered=result.answered, mean=result.mean, texts=list(result.texts),
        parts=[
            CountsShape(row=each.row, withheld=each.withheld, bars=[BarShape(keys=list(bar.keys), count=bar.count) for bar in each.bars])
            for each in result.parts
        ],
    )  # fmt: skip
