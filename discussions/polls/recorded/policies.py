"""Who records a vote for a unit, and who confirms it.  Pure."""

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid
from discussions.polls.policies import PollFacts, PollStanding, check_cast, check_see, not_open, state_at
from discussions.polls.roles import INQUIRIES, UNLINKED, PollKind, PollState
from discussions.spaces.policies import Standing, check_moderate


def check_record(standing: Standing, poll: PollFacts) -> None:
    """Leads and moderators write down a vote that they were told, while the poll is open and votes can be joined to units.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, wrong_state).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state is not PollState.OPEN:
        raise not_open(poll, state)
    if poll.secrecy in UNLINKED:
        raise Conflict(Code.WRONG_STATE, _("A secret vote is cast by whoever has it: nobody records it."))
    if poll.form.kind is PollKind.SILENCE or poll.form.kind in INQUIRIES:
        raise Conflict(Code.WRONG_STATE, _("Here each unit speaks for itself."))


def check_unit(*, on_roll: bool, own: bool, voted: bool) -> None:
    """Raise Invalid for a unit that is not on the roll, or is the moderator's own; Conflict (own_vote_stands) where it has voted."""
    if not on_roll:
        raise Invalid(Code.INVALID, _("This unit is not on the roll."), fields=["unit"])
    if own:
        raise Invalid(Code.INVALID, _("For your own unit you vote yourself."), fields=["unit"])
    if voted:
        raise Conflict(Code.OWN_VOTE_STANDS, _("This unit has cast its own vote, and that vote stands."))


def check_decide(mine: PollStanding, poll: PollFacts, *, waiting: bool, version: int) -> None:
    """Whoever votes for the unit confirms or refuses what was recorded for it, before closing and while it waits.

    Raises as policies.check_cast does, and Conflict (wrong_state, poll_edited).
    """
    check_cast(mine, poll)
    if not waiting:
        raise Conflict(Code.WRONG_STATE, _("Nothing is recorded for your unit that waits to be confirmed."))
    if version != poll.version:
        raise Conflict(Code.POLL_EDITED, _("This poll was changed after the vote was recorded. Cast it anew."), version=poll.version)
