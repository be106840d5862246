"""Who may open a consultation or survey, answer it, and read the answers.  Pure."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from discussions.inquiries.roles import Shown
from discussions.polls.policies import PollFacts, PollStanding, check_cast, check_see, state_at
from discussions.polls.roles import PollKind, PollState, Secrecy
from discussions.spaces.policies import Standing


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """What a unit has written so far."""

    revision: int = 0


def check_modes(kind: PollKind, secrecy: Secrecy, shown: Shown) -> None:
    """Raise Invalid where names and times of showing do not fit the kind: positions are named; hidden names are shown to nobody early."""
    if kind is PollKind.CONSULTATION and secrecy is not Secrecy.NAMED:
        raise Invalid(Code.INVALID, _("Positions in a consultation are named."), fields=["secrecy"])
    if secrecy not in {Secrecy.NAMED, Secrecy.NAMES_HIDDEN}:
        raise Invalid(Code.INVALID, _("A survey is named, or its names are hidden: saved answers could not be secret."), fields=["secrecy"])
    if secrecy is not Secrecy.NAMED and shown is not Shown.CLOSING:
        raise Invalid(Code.INVALID, _("Where names are hidden nothing is shown before closing."), fields=["shown"])


def check_enough(eligible: int, secrecy: Secrecy, least: int) -> None:
    """Raise Invalid (crowd_too_small) where so few are asked that with their names hidden nothing could ever be shown."""
    if secrecy is not Secrecy.NAMED and eligible < least:
        raise Invalid(
            Code.CROWD_TOO_SMALL,
            _("With names hidden at least %(least)d must be asked, else nothing may be shown; here there are %(eligible)d.")
            % {"least": least, "eligible": eligible},
            fields=["secrecy"], least=least, possible=eligible,
        )  # fmt: skip


def check_answer(standing: PollStanding, poll: PollFacts) -> None:
    """Whether the person may write for their unit now: as they may vote, except that no head's word ends the others'.

    Raises NotFound, Refused (space_archived, not_eligible), Conflict (poll_not_open).
    """
    check_cast(standing, poll)


def check_read_last(answer: AnswerFacts, revision: int, theirs: dict[str, Any]) -> None:
    """Raise Conflict (stale) where the unit's answers were changed since they were read; with what they are now, to put both together."""
    if revision != answer.revision:
        raise Conflict(
            Code.STALE,
            _("Somebody of your own has changed these answers meanwhile. Nothing of yours is lost: look at both, then save again."),
            **theirs,
        )  # fmt: skip


def check_answers(standing: Standing, poll: PollFacts, shown: Shown) -> None:
    """Whoever reads the poll reads what was filed, once it is shown.

    Raises NotFound, Conflict (wrong_state).
    """
    check_see(standing, poll)
    state = state_at(poll, standing.now)
    if state is PollState.CLOSED or (state is PollState.OPEN and shown is Shown.FILING):
        return
    raise Conflict(Code.WRONG_STATE, _("The answers are shown after closing."), state=state.value)
