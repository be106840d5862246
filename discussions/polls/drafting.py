"""The answers that a new poll offers, and how many of them a ballot may name.  Pure."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from discussions.polls.roles import FIXED, INQUIRIES, PollKind, Secrecy, Unit


@dataclass(frozen=True, slots=True)
class DraftFacts:
    """A poll that somebody wants to open, as far as rules ask."""

    kind: PollKind
    secrecy: Secrecy
    unit: Unit
    options: tuple["OptionFacts", ...]
    min_choices: int
    max_choices: int
    opens_at: datetime
    closes_at: datetime
    with_form: bool = False  # what it asks is written in a form: see discussions.inquiries


@dataclass(frozen=True, slots=True)
class OptionFacts:
    """An answer that somebody wants to offer."""

    text: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


DRAFTS_KEPT = 30  # in one space


def units_offered(*, pseudonyms: bool) -> tuple[Unit, ...]:
    """Who can have a vote: where pseudonyms are used nobody but a person, since organisations stay hidden."""
    return (Unit.PERSON,) if pseudonyms else tuple(Unit)


def check_options(draft: DraftFacts) -> None:
    """Raise Invalid unless the answers on offer are what the kind needs."""
    slots = draft.kind is PollKind.DATES
    names: list[object] = [(each.starts_at, each.ends_at) if slots else each.text.casefold() for each in draft.options]
    if draft.kind in FIXED or draft.kind in INQUIRIES:
        if draft.options:
            raise Invalid(Code.INVALID, _("This kind of poll brings its own answers."), fields=["options"])
        return
    if len(draft.options) < (1 if draft.kind is PollKind.QUESTIONS else 2):
        raise Invalid(Code.INVALID, _("This poll needs more options."), fields=["options"])
    if slots:
        if not all(each.starts_at and each.ends_at and each.starts_at < each.ends_at for each in draft.options):
            raise Invalid(Code.INVALID, _("Each slot needs a beginning and a later end."), fields=["options"])
    elif not all(names):
        raise Invalid(Code.INVALID, _("Each option needs words of its own."), fields=["options"])
    if len(set(names)) < len(names):
        raise Invalid(Code.INVALID, _("Each option needs words of its own."), fields=["options"])
    if draft.kind is PollKind.CHOOSE and not draft.min_choices <= draft.max_choices <= len(draft.options):
        raise Invalid(
            Code.INVALID, _("The smallest and the largest number of choices do not fit the options."), fields=["min_choices", "max_choices"]
        )
    if draft.kind is PollKind.RANKED and draft.min_choices > len(draft.options):
        raise Invalid(Code.INVALID, _("There are fewer options than ranks asked for."), fields=["min_choices"])


def bounds(draft: DraftFacts) -> tuple[int, int]:
    """How few and how many options a ballot of the poll may name."""
    match draft.kind:
        case PollKind.CHOOSE:
            return draft.min_choices, draft.max_choices
        case PollKind.APPROVAL:
            return 1, len(draft.options)
        case PollKind.RANKED:
            return draft.min_choices, len(draft.options)
    return 1, 1
