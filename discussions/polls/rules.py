"""The rule of a poll as people ask for it: how votes are compared, and what must hold besides.  Counted by `tally`."""

from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext_lazy as _
from pydantic import Field, model_validator

from collab.api.request import Request
from collab.errors import Code, Invalid
from discussions.polls.roles import PollKind
from discussions.polls.tally import Method

Part = Annotated[int, Field(ge=1, le=1000)]
FITTING: dict[PollKind, tuple[Method, ...]] = {  # the first is taken where the draft says nothing
    PollKind.CHOOSE: ("plurality",),
    PollKind.APPROVAL: ("approval",),
    PollKind.SCORE: ("score",),
    PollKind.DATES: ("score",),
    PollKind.DOTS: ("dots",),
    PollKind.RANKED: ("irv", "schulze", "stv", "meek"),
    PollKind.PROPOSAL: ("stances",),
    PollKind.LADDER: ("stances",),
    PollKind.SENSE_CHECK: ("stances",),
    PollKind.OPT_IN: ("stances",),
}
BY_VOTES = {"plurality", "approval", "stances"}  # where a share of the votes has a meaning
WITH_BLOCKS = {PollKind.PROPOSAL, PollKind.LADDER}


class Threshold(Request):
    """A share of the votes: `at_least` (numerator, denominator), or more than that.

    `of` "cast": of the votes cast, with abstentions only where `with_abstentions`; "eligible": of the roll.
    """

    of: Literal["cast", "eligible"] = "cast"
    at_least: Annotated[tuple[Part, Part], Field(examples=[(1, 2)])]
    more_than: bool = False
    with_abstentions: bool = False

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        numerator, denominator = self.at_least
        if numerator > denominator or (self.more_than and numerator == denominator):
            raise ValueError("nobody could reach this share")
        return self


class Rule(Request):
    """How votes are compared (`method`), and the tests that must be passed.

    `constituencies`: so many must carry it, each by `carried_by`, else by more than half of its votes for any option.
    `constituency_quorum`: the share of each constituency's part of the roll that must vote.  `blocks`: at most so many.
    """

    method: Method = "plurality"
    seats: Annotated[int, Field(ge=1, le=40)] = 1  # stv, meek
    quota: Literal["droop", "hare"] = "droop"  # stv
    score: Literal["sum", "mean"] = "sum"
    mean_needs: tuple[Annotated[int, Field(ge=0, le=1000)], Part] = (0, 1)  # of the votes: how many must score an option
    ties: Literal["open", "lot"] = "open"  # what is left of a tie once earlier rounds have been asked
    threshold: Threshold | None = None
    constituency_quorum: tuple[Part, Part] | None = None
    constituencies: Annotated[int, Field(ge=1, le=100)] | None = None
    carried_by: Threshold | None = None
    blocks: Annotated[int, Field(ge=0, le=1000)] | None = None

    @model_validator(mode="before")
    @classmethod
    def _older(cls, data: Any) -> Any:
        """Polls that are older keep their rule as it was hashed: a threshold used to be a method."""
        if isinstance(data, dict) and data.get("method") == "threshold":
            return {"threshold": {name: value for name, value in data.items() if name != "method"}}
        return data

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        for share in (self.constituency_quorum, self.mean_needs):
            if share is not None and share[0] > share[1]:
                raise ValueError("nobody could reach this share")
        return self


def fitted(kind: PollKind, rule: Rule, options: int, *, unlinked: bool) -> Rule:
    """The rule as a poll of that kind keeps it: with the kind's method where the draft names none.

    `unlinked`: votes are joined to nobody.  Raises Invalid for what could never be counted or passed.
    """
    fitting = FITTING.get(kind, ("plurality",))
    if rule.method == "plurality":
        rule = rule.model_copy(update={"method": fitting[0]})
    if rule.method not in fitting:
        raise Invalid(Code.INVALID, _("Votes of this kind cannot be counted in this way."), fields=["rule"])
    if rule.seats > 1 and (rule.method not in {"stv", "meek"} or rule.seats >= options):
        raise Invalid(Code.INVALID, _("So many seats do not fit the options or the way of counting."), fields=["rule"])
    if rule.method not in BY_VOTES and (rule.threshold or rule.constituencies):
        raise Invalid(Code.INVALID, _("A share of the votes can be asked of choices and of stances only."), fields=["rule"])
    if unlinked and (rule.constituencies or rule.constituency_quorum):
        raise Invalid(Code.INVALID, _("Nobody knows the constituency of a secret vote, so none can be asked for."), fields=["rule"])
    if rule.blocks is not None and kind not in WITH_BLOCKS:
        raise Invalid(Code.INVALID, _("Nobody can block in a poll of this kind."), fields=["rule"])
    return rule


def check_constituencies(rule: Rule, constituencies: int) -> None:
    """Raise Invalid where more constituencies must carry it than are on the roll."""
    if rule.constituencies is not None and rule.constituencies > constituencies:
        raise Invalid(
            Code.INVALID,
            _("%(needed)d constituencies must carry it, and %(there)d are on the roll.")
            % {"needed": rule.constituencies, "there": constituencies},
            fields=["rule"],
            constituencies=constituencies,
        )
