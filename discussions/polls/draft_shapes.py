"""A poll before it is opened, as it travels: what is asked for, what is kept, and who would vote."""

from typing import Annotated

from django.conf import settings
from pydantic import AwareDatetime, BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.frameworks import Capabilities
from discussions.polls.ballots import OPTIONS_LIMIT
from discussions.polls.roles import PollKind, Reasons, Secrecy, Unit
from discussions.polls.rules import Rule
from groups.badges import Badge


class OptionDraft(Request):
    """An answer on offer: words, or in a date poll a slot of time."""

    text: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class PollText(Request):
    """What a poll asks, of whom, and by which rule; in a draft as far as it goes.

    Kinds that bring their own answers take no options.  `max_choices` bounds a choice, `max_points` each option of a
    score, `budget` all dots together.
    """

    poll_kind: PollKind = PollKind.CHOOSE
    secrecy: Secrecy = Secrecy.NAMED
    unit: Unit
    question: Annotated[str, Field(max_length=500)] = ""
    options: Annotated[list[OptionDraft], Field(max_length=OPTIONS_LIMIT)] = []
    min_choices: Annotated[int, Field(ge=1, le=OPTIONS_LIMIT)] = 1
    max_choices: Annotated[int, Field(ge=1, le=OPTIONS_LIMIT)] = 1
    max_points: Annotated[int, Field(ge=1, le=100)] = 5
    budget: Annotated[int, Field(ge=1, le=1000)] = 8
    reasons: Reasons = Reasons.OPTIONAL
    quorum: Annotated[int, Field(ge=1, le=100_000)] | None = None
    rule: Rule = Rule()
    opens_at: AwareDatetime | None = None
    closes_at: AwareDatetime | None = None
    label: Label | None = None
    capabilities: Capabilities = []
    topic: int | None = None
    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)] = ""


class DraftEdit(Request):
    """New words for a kept draft.  `rev`: of the draft that was read."""

    rev: int
    poll: PollText


class PollDraftShape(BaseModel):
    """A draft that is kept, for its author and the moderators of its space."""

    id: int
    space: int
    where: str  # title of the space
    by: Badge
    mine: bool
    changed_at: AwareDatetime
    rev: int
    poll: PollText


class UnitCount(BaseModel):
    """How many units of a sort would be on a roll."""

    unit: Unit
    eligible: int


class Electorate(BaseModel):
    """Who would vote in a space, for whoever drafts a poll there.  `units`: the sorts that may be asked."""

    units: list[UnitCount]
    constituencies: int
