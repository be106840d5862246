"""Who may give a unit's vote to another unit, who may cast it, and who takes it back.  Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, Refused
from discussions.polls.policies import PollFacts, PollStanding, check_eligible, check_see, may_ever_vote, not_open, state_at
from discussions.polls.roles import INQUIRIES, UNLINKED, PollKind, PollState
from discussions.spaces.policies import Standing, check_view


@dataclass(frozen=True, slots=True)
class Given:
    """A proxy, as far as rules ask.  `poll` None: of every poll of the space till `until`."""

    giver: int  # seat
    holder: int
    poll: int | None = None  # id
    until: datetime | None = None
    revoked: bool = False
    over: bool = False  # its poll is closed or cancelled


def holds_at(proxy: Given, moment: datetime) -> bool:
    """Whether a proxy has neither been revoked nor run out."""
    return not proxy.revoked and not proxy.over and (proxy.until is None or moment < proxy.until)


def overlap(one: Given, poll: int | None) -> bool:
    """Whether a proxy and one for that poll (None: until a date) could both be used in some poll."""
    return one.poll is None or poll is None or one.poll == poll


def carried_by(holder: int, standing: Iterable[Given], poll: int | None) -> int:
    """How many units a holder carries at most in any one poll that a further proxy, for `poll` or until a date, would be for."""
    rows = [each for each in standing if each.holder == holder]
    general = sum(each.poll is None for each in rows)
    singly: dict[int, int] = {}
    for each in rows:
        if each.poll is not None and (poll is None or each.poll == poll):
            singly[each.poll] = singly.get(each.poll, 0) + 1
    return general + max(singly.values(), default=0)


def check_give(
    space: Standing, wanted: Given, *, speaks: bool, holder_speaks: bool, same_unit: bool, standing: Iterable[Given],
    secretariat: bool = False,
) -> None:  # fmt: skip
    """The seat that speaks for a unit gives its vote to the seat that speaks for another.

    `speaks`, `holder_speaks`: that they do; `standing`: the proxies of the space that hold now.
    Raises NotFound, Refused (not_eligible, not_designated, space_archived), Invalid (invalid), Conflict (proxy_exists, proxy_full).
    """
    check_view(space)
    if space.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    if not may_ever_vote(space.role, secretariat=secretariat):
        raise Refused(Code.NOT_ELIGIBLE, _("Observers and the secretariat have no vote to give."))
    if not speaks:
        raise Refused(Code.NOT_DESIGNATED, _("Only the seat that speaks for a unit gives its vote away."))
    if (wanted.poll is None) == (wanted.until is None):
        raise Invalid(Code.INVALID, _("A proxy is for one poll, or until a date."), fields=["poll", "until"])
    if wanted.until is not None and wanted.until <= space.now:
        raise Invalid(Code.INVALID, _("A proxy ends in the future."), fields=["until"])
    if same_unit or not holder_speaks:
        raise Invalid(Code.INVALID, _("A vote is given to the seat that speaks for another unit."), fields=["holder"])
    rows = list(standing)
    if any(each.giver == wanted.giver and overlap(each, wanted.poll) for each in rows):
        raise Conflict(Code.PROXY_EXISTS, _("This vote has been given away before. Take that proxy back first."))
    carried = carried_by(wanted.holder, rows, wanted.poll)
    if carried >= settings.PROXY_CAP:
        raise Conflict(
            Code.PROXY_FULL, _("Nobody carries the votes of more than %(cap)d other units.") % {"cap": settings.PROXY_CAP},
            cap=settings.PROXY_CAP,
        )  # fmt: skip


def check_takes_proxies(poll: PollFacts, moment: datetime) -> None:
    """Raise Conflict (poll_not_open, wrong_state) for a poll that is over, secret, or a text under silence."""
    state = state_at(poll, moment)
    if state not in {PollState.SCHEDULED, PollState.OPEN}:
        raise not_open(poll, state)
    if poll.secrecy in UNLINKED:
        raise Conflict(Code.WRONG_STATE, _("A secret vote is cast by whoever has it: it cannot be given away."))
    if poll.form.kind is PollKind.SILENCE or poll.form.kind in INQUIRIES:
        raise Conflict(Code.WRONG_STATE, _("Here each unit speaks for itself."))


def check_carry(mine: PollStanding, poll: PollFacts, *, holds: bool, own_vote: bool) -> None:
    """Whether the person may cast, or change, the vote of another unit now.

    `holds`: by a proxy that stands; `own_vote`: that unit has cast its own, which stands over any proxy's.
    Raises NotFound, Refused (space_archived, not_eligible), Conflict (poll_not_open, wrong_state, own_vote_stands).
    """
    check_see(mine.space, poll)
    check_takes_proxies(poll, mine.space.now)
    state = state_at(poll, mine.space.now)
    if state is not PollState.OPEN:
        raise not_open(poll, state)
    if mine.space.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    check_eligible(mine)
    if not holds:
        raise Refused(Code.NOT_ELIGIBLE, _("You hold no proxy of this unit."))
    if own_vote:
        raise Conflict(Code.OWN_VOTE_STANDS, _("This unit has cast its own vote, and that vote stands."))


def check_revoke(space: Standing, *, speaks: bool, holds: bool) -> None:
    """Whoever speaks for the unit takes its proxy back, while it holds.

    Raises NotFound, Refused (not_designated), Conflict (wrong_state).
    """
    check_view(space)
    if not speaks:
        raise Refused(Code.NOT_DESIGNATED, _("Only the seat that speaks for a unit takes its proxy back."))
    if not holds:
        raise Conflict(Code.WRONG_STATE, _("This proxy has ended already."))
