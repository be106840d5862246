"""Consultations and surveys as they travel."""

from typing import Annotated, Literal
from uuid import UUID

from django.conf import settings
from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.frameworks import Capabilities
from discussions.inquiries.answers import Answers
from discussions.inquiries.forms import Form
from discussions.inquiries.roles import Shown
from discussions.polls.roles import Secrecy, Unit
from groups.badges import Badge


class InquiryDraft(Request):
    """A consultation or survey to be opened: now, or at `opens_at`.  With a topic, a message there carries it.

    `question` is its title.  `document`: the place of a document of the same space, whose text it asks about.
    `follows`: the place of a closed one of the same kind and space, which is asked anew after what was answered there.
    """

    client_id: UUID
    poll_kind: Literal["consultation", "survey"]
    unit: Unit = Unit.ORGANISATION
    secrecy: Secrecy = Secrecy.NAMED
    shown: Shown = Shown.CLOSING
    question: Annotated[str, Field(min_length=1, max_length=500)]
    form: Form
    document: int | None = None
    follows: int | None = None
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime
    label: Label | None = None
    capabilities: Capabilities = []
    topic: int | None = None
    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)] = ""


class AnswerDraft(Request):
    """What one's unit answers.  `revision`: the one that the writer has read; 0 for none.  `file`: hand it in, whole."""

    client_id: UUID
    revision: Annotated[int, Field(ge=0)]
    answers: Answers
    file: bool = False


class EditionShape(BaseModel):
    """One filing, for the unit's own people."""

    number: int
    by: Badge
    at: AwareDatetime
    answers: Answers


class AnswerShape(BaseModel):
    """What one's unit has written, for its own people.  `is_filed`: the draft is what was filed last."""

    revision: int
    answers: Answers
    is_filed: bool
    saved_by: Badge
    saved_at: AwareDatetime
    editions: list[EditionShape]


class InquiryPage(BaseModel):
    """The form of a poll, and one's own unit's answers."""

    form: Form
    form_hash: str
    shown: Shown
    document: int | None
    document_title: str
    follows: int | None  # place of the round before
    followed_by: int | None  # place of the newest round after it
    unit_name: str  # for whom the reader answers; "" for nobody
    answer: AnswerShape | None
    may_answer: bool
    why_not: str  # a code, where the reader may not answer
    may_read: bool  # what was filed


class UnitShape(BaseModel):
    """A unit on the roll and what it filed, where names are shown; None: nothing."""

    key: str
    name: str
    constituency: str
    answers: Answers | None


class BarShape(BaseModel):
    """How many answered so.  Several `keys`: joined, since one alone would be too few to show; "" is no answer."""

    keys: list[str]
    count: int


class CountsShape(BaseModel):
    """One table of counts: of a question, or of a row of a matrix (`row`).

    `bars` hold everybody who filed, each once; of a question that takes several options each bar stands for itself.
    `withheld`: too few differ for any of it to be shown.
    """

    row: str
    withheld: bool
    bars: list[BarShape]


class QuestionResultShape(BaseModel):
    """What was answered to one question.  Words are listed only where names are hidden, in the order of the alphabet."""

    key: str
    withheld: bool
    answered: int | None
    parts: list[CountsShape]
    mean: str | None  # of numbers and scales
    texts: list[str]


class ConstituencyResult(BaseModel):
    """The same of one constituency, where names are shown."""

    constituency: str
    filed: int
    results: list[QuestionResultShape]


class AnswersPage(BaseModel):
    """What was filed: unit by unit where names are shown, and counted."""

    filed: int
    withheld: bool  # names are hidden, and too few filed to show anything
    units: list[UnitShape]
    results: list[QuestionResultShape]
    constituencies: list[ConstituencyResult]
