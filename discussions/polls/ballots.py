"""What a ballot says, and whether it says it as its poll asks: one check per kind.  Pure.

A ballot holds only what its kind asks for.  `stored` is how it lies in the database, and what counting reads.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from collab.errors import Code, Invalid
from collab.text.plain import tidy
from discussions.polls.roles import BLOCKING, OBJECTING, PollKind, Reasons

OPTIONS_LIMIT = 40
REASON_LIMIT, ANSWER_LIMIT = 500, 2000  # characters
DATE_POINTS = 2  # 0 no, 1 if need be, 2 yes
Key = Annotated[str, Field(max_length=12)]
Points = Annotated[int, Field(ge=-1000, le=1000, strict=True)]


class Content(BaseModel):
    """What is chosen.  Which parts a poll asks for depends on its kind; the others stay empty."""

    choices: Annotated[list[Key], Field(max_length=OPTIONS_LIMIT)] = []  # keys of options
    points: Annotated[dict[Key, Points], Field(max_length=OPTIONS_LIMIT)] = {}  # by option
    ranking: Annotated[list[Key], Field(max_length=OPTIONS_LIMIT)] = []  # the best first
    texts: Annotated[dict[Key, Annotated[str, Field(max_length=ANSWER_LIMIT)]], Field(max_length=OPTIONS_LIMIT)] = {}  # by question
    reason: Annotated[str, Field(max_length=REASON_LIMIT)] = ""
    conditions: Annotated[str, Field(max_length=REASON_LIMIT)] = ""  # under which a block would fall away
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """What a poll asks of each ballot."""

    kind: PollKind = PollKind.CHOOSE
    options: tuple[str, ...] = ()  # keys, in their order
    least: int = 1  # choices, or ranks
    most: int = 1
    max_points: int = 0  # for one option
    budget: int = 0  # for all together
    reasons: Reasons = Reasons.OPTIONAL


def checked(form: Form, given: Content) -> Content:
    """The ballot in its one canonical form: choices and points in the order of the options, texts tidied, nothing unasked.

    Raises Invalid: invalid, unknown_option, duplicate_ranks, over_budget, reason_needed; `fields` names the part at fault.
    """
    if form.kind not in CHECKS:
        raise Invalid(Code.INVALID, _("This is not a ballot of this poll."), fields=["poll_kind"])
    check_unasked(form, given)
    reason, conditions = tidy(given.reason), tidy(given.conditions)
    if form.reasons is Reasons.NONE and form.kind is not PollKind.PROPOSAL and reason:
        raise Invalid(Code.INVALID, _("This poll asks for no reasons."), fields=["reason"])
    if given.abstained:
        if given.choices or given.points or given.ranking or given.texts:
            raise Invalid(Code.INVALID, _("Choose options or abstain, not both."), fields=["choices", "abstained"])
        return Content(abstained=True, reason=reason)
    said = CHECKS[form.kind](form, given)
    said.reason, said.conditions = reason, conditions
    check_reason(form, said)
    return said


def stored(content: Content) -> dict[str, Any]:
    """The parts that say something, as the database keeps them; an abstention is a column of its own."""
    return content.model_dump(mode="json", exclude_defaults=True, exclude={"abstained"})


def check_unasked(form: Form, given: Content) -> None:
    """Raise Invalid where a ballot holds what its kind does not ask for: it was made for another poll."""
    for part in ("choices", "points", "ranking", "texts"):
        if getattr(given, part) and part != PART[form.kind]:
            raise Invalid(Code.INVALID, _("This is not a ballot of this poll."), fields=[part])
    if given.conditions and not BLOCKING & set(given.choices):
        raise Invalid(Code.INVALID, _("Only who blocks names conditions."), fields=["conditions"])


def check_known(form: Form, keys: Iterable[str], part: str) -> None:
    """Raise Invalid (unknown_option) for what is not on offer."""
    unknown = sorted(set(keys) - set(form.options))
    if unknown:
        raise Invalid(Code.UNKNOWN_OPTION, _("Some of these options are not on offer."), fields=[part], options=unknown)


def check_reason(form: Form, said: Content) -> None:
    """Raise Invalid (reason_needed) where a ballot must say why and does not."""
    chosen = set(said.choices)
    if chosen & BLOCKING and not (said.reason or said.conditions):
        raise Invalid(Code.REASON_NEEDED, _("A block says why, or under which conditions it would fall away."), fields=["reason"])
    needed = form.reasons is Reasons.NEEDED or (form.reasons is Reasons.OBJECTIONS and chosen & OBJECTING)
    if needed and not (said.reason or said.conditions):
        raise Invalid(Code.REASON_NEEDED, _("This answer needs a reason."), fields=["reason"])


def in_choices(form: Form, given: Content) -> Content:
    """From least to most different options."""
    check_known(form, given.choices, "choices")
    if len(set(given.choices)) < len(given.choices):
        raise Invalid(Code.INVALID, _("An option is chosen twice."), fields=["choices"])
    if not form.least <= len(given.choices) <= form.most:
        raise Invalid(
            Code.INVALID, _("Choose at least %(least)d and at most %(most)d.") % {"least": form.least, "most": form.most},
            fields=["choices"], least=form.least, most=form.most,
        )  # fmt: skip
    return Content(choices=[key for key in form.options if key in given.choices])


def in_points(form: Form, given: Content) -> Content:
    """Whole points from none to `max_points` for some of the options; who gives none has no opinion of it."""
    check_known(form, given.points, "points")
    if not given.points:
        raise Invalid(Code.INVALID, _("Answer for at least one option, or abstain."), fields=["points"])
    if not all(0 <= each <= form.max_points for each in given.points.values()):
        raise Invalid(
            Code.INVALID, _("Give each option from 0 to %(most)d points.") % {"most": form.max_points}, fields=["points"],
            most=form.max_points,
        )  # fmt: skip
    return Content(points={key: given.points[key] for key in form.options if key in given.points})


def in_dots(form: Form, given: Content) -> Content:
    """At least one dot, and no more than the budget in all."""
    check_known(form, given.points, "points")
    spent = sum(given.points.values())
    if spent > form.budget:
        raise Invalid(
            Code.OVER_BUDGET, _("You have %(budget)d dots, and these are %(spent)d.") % {"budget": form.budget, "spent": spent},
            fields=["points"], budget=form.budget, spent=spent,
        )  # fmt: skip
    if any(each < 0 for each in given.points.values()) or not spent:
        raise Invalid(Code.INVALID, _("Give at least one dot, and none below zero; or abstain."), fields=["points"])
    return Content(points={key: given.points[key] for key in form.options if given.points.get(key)})


def in_ranks(form: Form, given: Content) -> Content:
    """Different options in an order, at least as many as asked."""
    check_known(form, given.ranking, "ranking")
    if len(set(given.ranking)) < len(given.ranking):
        raise Invalid(Code.DUPLICATE_RANKS, _("An option stands at two ranks. Give it one."), fields=["ranking"])
    if len(given.ranking) < form.least:
        raise Invalid(
            Code.INVALID, _("Rank at least %(least)d options, or abstain.") % {"least": form.least}, fields=["ranking"], least=form.least
        )
    return Content(ranking=list(given.ranking))


def in_words(form: Form, given: Content) -> Content:
    """An answer to at least one question."""
    check_known(form, given.texts, "texts")
    answers = {key: tidy(given.texts[key]) for key in form.options if tidy(given.texts.get(key, ""))}
    if not answers:
        raise Invalid(Code.INVALID, _("Answer at least one question, or abstain."), fields=["texts"])
    return Content(texts=answers)


Check = Callable[[Form, Content], Content]
CHECKS: dict[PollKind, Check] = {
    PollKind.CHOOSE: in_choices,
    PollKind.PROPOSAL: in_choices,
    PollKind.APPROVAL: in_choices,
    PollKind.LADDER: in_choices,
    PollKind.SENSE_CHECK: in_choices,
    PollKind.OPT_IN: in_choices,
    PollKind.SCORE: in_points,
    PollKind.DATES: in_points,
    PollKind.DOTS: in_dots,
    PollKind.RANKED: in_ranks,
    PollKind.QUESTIONS: in_words,
}
_PART: dict[Check, str] = {in_choices: "choices", in_points: "points", in_dots: "points", in_ranks: "ranking", in_words: "texts"}
PART = {kind: _PART[check] for kind, check in CHECKS.items()}  # the part of a ballot that each kind asks for
