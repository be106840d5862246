"""Who may break a silence, and who may move a deadline.  Pure."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, Refused
from discussions.polls.policies import PollFacts, PollStanding, check_eligible, check_see, state_at
from discussions.polls.roles import PollKind, PollState
from discussions.spaces.policies import Standing, check_moderate
from groups.roles import Post

RANKS = (Post.HEAD, Post.FOCAL_POINT, Post.ALTERNATE, Post.NONE)


class InLine(NamedTuple):
    """A seat that votes for a unit."""

    post: Post
    admitted: int  # the older admission has the smaller number
    seat: int


def designated_of(seats: Iterable[InLine]) -> int | None:
    """The one seat that speaks for a unit: its head, else its focal point, else its alternate, else whoever has been there longest."""
    first = min(seats, key=lambda each: (RANKS.index(each.post), each.admitted), default=None)
    return first.seat if first else None


def check_break(standing: PollStanding, poll: PollFacts, *, designated: int | None, name: str, broken: bool) -> None:
    """Only the designated seat of a unit on the roll breaks a silence, and only before its second.

    Raises NotFound, Refused (space_archived, not_eligible, not_designated), Conflict (wrong_state, poll_not_open).
    """
    check_see(standing.space, poll)
    if poll.form.kind is not PollKind.SILENCE:
        raise Conflict(Code.WRONG_STATE, _("This is no silence procedure."))
    state = state_at(poll, standing.space.now)
    if state is not PollState.OPEN:
        raise too_late(poll, state, broken=broken)
    if standing.space.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    check_eligible(standing)
    if designated != standing.space.seat:
        raise Refused(
            Code.NOT_DESIGNATED, _("Only the designated seat of a unit breaks the silence; for yours that is %(name)s.") % {"name": name},
            by=name,
        )  # fmt: skip


def too_late(poll: PollFacts, state: PollState, *, broken: bool) -> Conflict:
    """Why nobody breaks the silence now."""
    match state:
        case PollState.SCHEDULED:
            sentence = _("The silence has not begun yet.")
        case PollState.CANCELLED:
            sentence = _("This text was withdrawn. There is no silence to break.")
        case _ if broken:
            sentence = _("The silence has been broken before. One objection is enough, and it stands.")
        case _:
            sentence = _("The time is over, and the text is adopted. Your objection came too late.")
    times = {"opens_at": poll.opens_at.isoformat(), "closes_at": poll.closes_at.isoformat()}
    return Conflict(Code.POLL_NOT_OPEN, sentence, state=state.value, broken=broken, **times)


def check_words(reason: str, remedy: str) -> None:
    """Raise Invalid (reason_needed) unless a break says why, and what would mend it."""
    missing = [name for name, text in (("reason", reason), ("remedy", remedy)) if not text]
    if missing:
        raise Invalid(Code.REASON_NEEDED, _("Say why the silence is broken, and which change of the text would mend that."), fields=missing)


def check_read(read: str, text: str) -> None:
    """Raise Conflict (poll_edited) where the person objects to another text than the one under silence."""
    if read != text:
        raise Conflict(Code.POLL_EDITED, _("The text under silence is another one. Read it again."), text=text)


def check_extend(standing: Standing, poll: PollFacts, *, until: datetime, extended: bool) -> None:
    """Leads and moderators move a deadline: before it has come, once, and only to a later time.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, wrong_state), Invalid (invalid).
    """
    check_may_extend(standing, poll, extended=extended)
    if until <= poll.closes_at:
        raise Invalid(Code.INVALID, _("The new time must lie after the old one."), fields=["closes_at"])


def check_may_extend(standing: Standing, poll: PollFacts, *, extended: bool) -> None:
    """The same, of any later time."""
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state is not PollState.OPEN:
        raise Conflict(Code.POLL_NOT_OPEN, _("Only while it is open can a deadline be moved."), state=state.value)
    if extended:
        raise Conflict(Code.WRONG_STATE, _("The deadline was moved before. It is moved only once."))
