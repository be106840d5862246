"""Who may open, vote in, close and cancel polls.  Pure."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from discussions.polls.ballots import Form
from discussions.polls.drafting import DraftFacts, check_options, units_offered
from discussions.polls.roles import ALWAYS_NAMED, INQUIRIES, OFFERED, UNLINKED, PollKind, PollState, Secrecy, Unit
from discussions.spaces.policies import Standing, check_moderate, check_view, check_write
from groups.roles import Post, Role


@dataclass(frozen=True, slots=True)
class PollFacts:
    """A poll, as far as rules ask.  `state` is the stored one; see `state_at`."""

    place: int
    state: PollState
    opens_at: datetime
    closes_at: datetime
    unit: Unit = Unit.PERSON
    secrecy: Secrecy = Secrecy.NAMED
    form: Form = field(default_factory=Form)
    version: int = 1
    eligible: int = 0
    cast: int = 0


@dataclass(frozen=True, slots=True)
class PollStanding:
    """One person before one poll: their standing in its space, and the unit for which their seat votes there."""

    space: Standing
    post: Post = Post.NONE
    secretariat: bool = False  # works in the secretariat
    unit: str | None = None  # key on the roll; None: not on it
    voted: bool = False  # that unit
    head_voted: bool = False  # the unit's ballot was cast by its head


def unit_key(unit: Unit, *, group_id: int | None, seat_id: int, organisation_id: int, constituency: str = "") -> str:
    """The name of a unit on the roll: what is hashed, and what a ballot belongs to."""
    match unit:
        case Unit.PERSON:
            return f"seat:{seat_id}"
        case Unit.DELEGATION:
            return f"delegation:{group_id}:{organisation_id}"
        case Unit.ORGANISATION:
            return f"organisation:{organisation_id}"
        case Unit.CONSTITUENCY:
            return f"constituency:{constituency}"


def state_at(poll: PollFacts, moment: datetime) -> PollState:
    """The state as the clock has it: a poll whose time is over is closed, whether or not anybody has written that down.

    A poll opens only when its roll is fixed, so a late opening stays a late opening.
    """
    if poll.state is PollState.OPEN and moment >= poll.closes_at:
        return PollState.CLOSED
    return poll.state


def may_ever_vote(role: Role | None, *, secretariat: bool) -> bool:
    """Observers and the secretariat never vote."""
    return role is not None and role is not Role.OBSERVER and not secretariat


def check_open_poll(standing: Standing, *, pseudonyms: bool, draft: DraftFacts) -> None:
    """Leads and moderators of the space's group open polls; nobody does in a bridge yet.

    Raises NotFound, Refused (not_allowed, space_archived, muted), Invalid (invalid, with the fields at fault).
    """
    check_moderate(standing)
    check_write(standing)
    if draft.kind not in (INQUIRIES if draft.with_form else OFFERED):
        raise Invalid(Code.INVALID, _("Polls of this kind cannot be opened yet."), fields=["poll_kind"])
    if draft.secrecy is not Secrecy.NAMED and draft.kind in ALWAYS_NAMED:
        raise Invalid(Code.INVALID, _("In polls of this kind votes are named."), fields=["secrecy"])
    if draft.unit not in units_offered(pseudonyms=pseudonyms):
        raise Invalid(Code.INVALID, _("Where pseudonyms are used each person has one vote: organisations stay hidden."), fields=["unit"])
    check_options(draft)
    if draft.closes_at <= max(draft.opens_at, standing.now):
        raise Invalid(Code.INVALID, _("A poll closes after it has opened, and not in the past."), fields=["closes_at"])


def is_too_small(eligible: int, secrecy: Secrecy) -> bool:
    """Whether a roll is so short that a secret vote would not be one."""
    return secrecy in UNLINKED and eligible < settings.CROWD_SECRET


def check_electorate(eligible: int, quorum: int | None, secrecy: Secrecy = Secrecy.NAMED) -> None:
    """Raise Invalid where nobody could vote, or not enough for the quorum, or too few to be secret (crowd_too_small)."""
    if is_too_small(eligible, secrecy):
        raise Invalid(
            Code.CROWD_TOO_SMALL,
            _("A secret poll needs at least %(least)d votes on its roll; here there are %(eligible)d.")
            % {"least": settings.CROWD_SECRET, "eligible": eligible},
            fields=["secrecy"], least=settings.CROWD_SECRET, possible=eligible,
        )  # fmt: skip
    if eligible == 0:
        raise Invalid(Code.INVALID, _("Nobody in this space could vote: observers and the secretariat never do."), fields=["unit"])
    if quorum is not None and quorum > eligible:
        raise Invalid(
            Code.INVALID,
            _("The quorum of %(quorum)d is larger than the number of votes, which is %(eligible)d.")
            % {"quorum": quorum, "eligible": eligible},
            fields=["quorum"],
            eligible=eligible,
        )


def check_see(standing: Standing, poll: PollFacts) -> None:
    """Raise NotFound to outsiders, and for a poll that lies before the person's time."""
    check_view(standing)
    if poll.place <= standing.floor:
        raise NotFound


def check_eligible(standing: PollStanding) -> None:
    """Raise Refused (not_eligible) to observers, the secretariat, and those whose unit is not on the roll."""
    if standing.space.role is Role.OBSERVER:
        raise Refused(Code.NOT_ELIGIBLE, _("Observers do not vote."))
    if not may_ever_vote(standing.space.role, secretariat=standing.secretariat):
        raise Refused(Code.NOT_ELIGIBLE, _("The secretariat does not vote."))
    if standing.unit is None:
        raise Refused(Code.NOT_ELIGIBLE, _("This poll does not ask you: who may vote was fixed when it opened."))


def check_cast(standing: PollStanding, poll: PollFacts) -> None:
    """Whether the person may vote, or change the vote of their unit, now.

    A head's vote stands over an alternate's.  The muted may vote: silence is asked of their words, not of their voice.
    Raises NotFound, Refused (space_archived, not_eligible), Conflict (poll_not_open, head_has_voted).
    """
    check_see(standing.space, poll)
    if poll.form.kind is PollKind.SILENCE:
        raise Conflict(Code.WRONG_STATE, _("Nobody votes on a text under silence: who may break it does, or lets it pass."))
    state = state_at(poll, standing.space.now)
    if state is not PollState.OPEN:
        raise not_open(poll, state)
    if standing.space.archived:
        raise Refused(Code.SPACE_ARCHIVED, _("This space is archived. It can be read, not written."))
    check_eligible(standing)
    if standing.head_voted and standing.post is not Post.HEAD:
        raise Conflict(Code.HEAD_HAS_VOTED, _("The head of your delegation has voted, and that vote stands."))


def check_once(standing: PollStanding, poll: PollFacts) -> None:
    """Raise Conflict (already_voted) where a secret vote is in: it cannot be found again."""
    if poll.secrecy is Secrecy.SECRET and standing.voted:
        raise Conflict(Code.ALREADY_VOTED, _("The vote is in, and it is final: nobody can find it again to change it."))


def check_version(poll: PollFacts, version: int | None) -> None:
    """Raise Conflict where the voter has read another text than the poll has now.  None: a client that does not say."""
    if version is not None and version != poll.version:
        raise Conflict(
            Code.POLL_EDITED, _("This poll was changed while you filled in your ballot. Read it again, then vote."), version=poll.version
        )


def not_open(poll: PollFacts, state: PollState) -> Conflict:
    """Why nobody votes now."""
    match state:
        case PollState.SCHEDULED:
            sentence = _("This poll has not opened yet.")
        case PollState.CANCELLED:
            sentence = _("This poll was cancelled.")
        case _:
            sentence = _("This poll is closed. Your vote was not counted.")
    times = {"opens_at": poll.opens_at.isoformat(), "closes_at": poll.closes_at.isoformat()}
    return Conflict(Code.POLL_NOT_OPEN, sentence, state=state.value, **times)


LAST_DAY = timedelta(days=1)  # before closing: the roll stays as it is


def check_amend(standing: Standing, poll: PollFacts) -> None:
    """Leads and moderators amend the roll of an open poll, until its last day.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, roll_fixed).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state is not PollState.OPEN:
        raise Conflict(Code.POLL_NOT_OPEN, _("Only the roll of an open poll can be amended."), state=state.value)
    if standing.now > poll.closes_at - LAST_DAY:
        raise Conflict(Code.ROLL_FIXED, _("In the last 24 hours before closing the roll stays as it is."))
    if poll.secrecy in UNLINKED:
        raise Conflict(Code.ROLL_FIXED, _("The roll of a secret poll stays as it is."))


def check_edit(standing: Standing, poll: PollFacts) -> None:
    """Leads and moderators change the text of a poll until it closes; of a secret one until it opens, since no vote could be confirmed.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state not in {PollState.SCHEDULED, PollState.OPEN}:
        raise Conflict(Code.WRONG_STATE, _("This poll is over."), state=state.value)
    if poll.form.kind is PollKind.SILENCE:
        raise Conflict(Code.WRONG_STATE, _("A text under silence stays as it is. Withdraw it, and place another."), state=state.value)
    if state is PollState.OPEN and poll.secrecy in UNLINKED:
        raise Conflict(Code.WRONG_STATE, _("The text of a secret poll that is open stays as it is."), state=state.value)
    if poll.form.kind in INQUIRIES:
        raise Conflict(Code.WRONG_STATE, _("The text of a consultation or survey stays as it was opened."), state=state.value)


def check_declare(standing: Standing, poll: PollFacts, *, declared: bool) -> None:
    """Leads and moderators declare what a poll came to, once, after its closing.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state is not PollState.CLOSED:
        raise Conflict(Code.WRONG_STATE, _("An outcome is declared after closing."), state=state.value)
    if declared:
        raise Conflict(Code.WRONG_STATE, _("The outcome of this poll has been declared."), state="declared")


def check_close(standing: Standing, poll: PollFacts) -> None:
    """Moderators close early, and only once everybody has voted.

    Raises NotFound, Refused (not_allowed), Conflict (poll_not_open, wrong_state).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state is not PollState.OPEN:
        raise Conflict(Code.POLL_NOT_OPEN, _("Only an open poll can be closed."), state=state.value)
    if poll.cast < poll.eligible:
        raise Conflict(
            Code.WRONG_STATE, _("This poll closes at its time, or once everybody has voted."),
            state=state.value, cast=poll.cast, eligible=poll.eligible,
        )  # fmt: skip


def check_cancel(standing: Standing, poll: PollFacts) -> None:
    """Moderators cancel, and only before the first vote.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    check_see(standing, poll)
    check_moderate(standing)
    state = state_at(poll, standing.now)
    if state not in {PollState.SCHEDULED, PollState.OPEN}:
        raise Conflict(Code.WRONG_STATE, _("This poll is over."), state=state.value)
    if poll.secrecy in UNLINKED and state is PollState.OPEN:  # a "no" that comes with the first vote would tell when that came
        raise Conflict(Code.WRONG_STATE, _("A secret poll that is open can no longer be cancelled."), state=state.value)
    if poll.cast:
        raise Conflict(
            Code.WRONG_STATE, _("Votes have been cast: this poll can no longer be cancelled."), state=state.value, cast=poll.cast
        )


def check_result(standing: Standing, poll: PollFacts, *, counted: bool) -> None:
    """Whoever reads a poll reads its whole result, and takes it away, once it is counted.  Raises NotFound, Conflict (wrong_state)."""
    check_see(standing, poll)
    if not counted:
        raise Conflict(Code.WRONG_STATE, _("This poll has no result yet."), state=state_at(poll, standing.now).value)


def check_draw(standing: Standing, poll: PollFacts, *, counted: bool, drawn: bool, by_lot: bool, open_ties: bool) -> None:
    """Moderators enter the number of a lot, once, where the rule has one and a tie is open.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    check_result(standing, poll, counted=counted)
    check_moderate(standing)
    if drawn:
        raise Conflict(Code.WRONG_STATE, _("The lot was drawn before, and it stands."))
    if not by_lot:
        raise Conflict(Code.WRONG_STATE, _("The rule of this poll has no lot: a tie stays a tie."))
    if not open_ties:
        raise Conflict(Code.WRONG_STATE, _("There is no tie that a lot could break."))


def check_ranked(*, ranked: bool, withheld: bool) -> None:
    """Raise Conflict (wrong_state) where there are no rankings for a BLT file."""
    if not ranked or withheld:
        raise Conflict(Code.WRONG_STATE, _("This poll has no rankings to write into a BLT file."))
