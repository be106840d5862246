"""A consultation and a survey in the council of tests.council.

Who answers for whom: Hugo and Alba for Reed, Cleo for Sand, Mia for Lantern.
"""

from typing import Any
from uuid import uuid4

from collab.accounts.models import Person
from discussions.inquiries.actions import open_inquiry
from discussions.inquiries.filing import keep_answer
from discussions.inquiries.shapes import AnswerDraft, AnswerShape, InquiryDraft
from tests.council import Council

Fields = dict[str, Any]


def clause(key: str, body: str, **more: Any) -> Fields:
    """A clause of a text, in English."""
    return {"key": key, "asks": "position", "text": {"en": f"Clause {key}"}, "body": {"en": body}, **more}


def question(key: str, asks: str, *options: str, **more: Any) -> Fields:
    """A question in English, its options named by their keys."""
    return {"key": key, "asks": asks, "text": {"en": f"Question {key}?"}, "options": choices(*options), **more}


def choices(*keys: str) -> list[Fields]:
    """Options, or rows, in English."""
    return [{"key": key, "text": {"en": key.upper()}} for key in keys]


def form(*questions: Fields, languages: tuple[str, ...] = ("en",)) -> Fields:
    """A form of one section."""
    return {"languages": list(languages), "sections": [{"questions": list(questions)}]}


CLAUSES = form(clause("c1", "Each State shall report yearly.", required=True), clause("c2", "Reports shall be public."))
WHOLE = form(
    question("used", "choice", "yes", "no", required=True),
    question("how", "several", "law", "training", "money", when={"question": "used", "any_of": ["yes"]}, least=1, most=2, required=True),
    question("well", "scale", least=1, most=5),
    question("each", "matrix", "good", "bad", rows=choices("north", "south")),
    question("staff", "number", least=0),
    question("since", "date"),
    question("why", "text", most=100),
)


def inquiry_draft(council: Council, kind: str, asked: Fields, **more: Any) -> Fields:
    """The body of a request that opens one, for an hour."""
    plain = council.draft(**{"question": "The draft of the convention", "unit": "organisation"} | more)
    return {name: value for name, value in plain.items() if name != "options"} | {"poll_kind": kind, "form": asked}


def consult(council: Council, asked: Fields = CLAUSES, **more: Any) -> int:
    """Mia consults the hall; the place of the poll."""
    draft = InquiryDraft.model_validate(inquiry_draft(council, "consultation", asked, **more))
    return open_inquiry(council.mia.pk, council.hall.pk, draft).poll.place


def survey(council: Council, asked: Fields = WHOLE, **more: Any) -> int:
    """Mia opens a survey; the place of the poll."""
    return open_inquiry(
        council.mia.pk, council.hall.pk, InquiryDraft.model_validate(inquiry_draft(council, "survey", asked, **more))
    ).poll.place


def answer_draft(answers: Fields, *, revision: int = 0, file: bool = True) -> Fields:
    """The body of a request that saves or files answers."""
    return {"client_id": str(uuid4()), "revision": revision, "answers": answers, "file": file}


def answer(council: Council, who: Person, place: int, answers: Fields, *, revision: int = 0, file: bool = True) -> AnswerShape:
    """Somebody saves or files."""
    return keep_answer(who.pk, council.hall.pk, place, AnswerDraft.model_validate(answer_draft(answers, revision=revision, file=file)))


def position(stance: str | None, reason: str = "", wording: str = "") -> Fields:
    """How one stands to a clause."""
    return {"stance": stance, "reason": reason, "wording": wording}
