"""One poll's page, as one person reads it."""

from typing import Any

from collab.errors import Conflict, DomainError, NotFound, Refused
from discussions.polls.ballots import Content
from discussions.polls.calendar import calendar
from discussions.polls.models import Poll, Voter
from discussions.polls.policies import check_cancel, check_cast, check_close, check_once, may_ever_vote
from discussions.polls.reads import ballot_of, facts_of, poll_shape, poll_standing, seen_poll, unit_name, vote_shape, voted_in
from discussions.polls.roles import UNLINKED, VOTES_SHOWN, PollKind, PollState, Secrecy
from discussions.polls.shapes import PollPage, VoterShape
from discussions.spaces.reads import standing_in


def poll_page(person_id: int, space_id: int, place: int) -> PollPage:
    """A poll with its roll, in the order of names, and what the person may do with it.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    facts, (mine, voter) = facts_of(poll), poll_standing(standing, poll)
    refusal = refusal_of(check_cast, mine, facts) or refusal_of(check_once, mine, facts)
    if not may_ever_vote(standing.role, secretariat=mine.secretariat):
        voter = None
    ballot = ballot_of(voter)
    return PollPage(
        poll=poll_shape(poll, standing.now), roll=roll_of(poll),
        unit_name=unit_name(voter) if voter else "", ballot=vote_shape(voter, ballot) if voter and ballot else None,
        has_voted=voter is not None and mine.voted,
        may_vote=refusal is None, why_not=refusal.code if refusal else "",
        may_close=refusal_of(check_close, standing, facts) is None, may_cancel=refusal_of(check_cancel, standing, facts) is None,
    )  # fmt: skip


def roll_of(poll: Poll) -> list[VoterShape]:
    """The units on the roll in the order of their names; after closing, who took part, and how where votes are named.

    Where names are hidden nobody is told who took part; where votes are secret, only if enough did.
    """
    over, secrecy = poll.state == PollState.CLOSED, Secrecy(poll.secrecy)
    tells_who = over and (secrecy is Secrecy.NAMED or (secrecy in UNLINKED and poll.cast >= VOTES_SHOWN))
    rows = poll.roll.select_related("seat__person", "seat__organisation", "organisation", "poll__urn", "ballot")
    return sorted(
        (
            VoterShape(
                key=row.key, name=unit_name(row), constituency=constituency(row), voted=voted_in(row) if tells_who else None,
                vote=said_by(row) if tells_who and secrecy is Secrecy.NAMED else None,
            )
            for row in rows
        ),
        key=lambda each: (each.name.casefold(), each.key),
    )  # fmt: skip


def said_by(voter: Voter) -> Content | None:
    """What a unit's ballot says."""
    ballot = ballot_of(voter)
    return Content(**ballot.content, abstained=ballot.abstained) if ballot else None


def calendar_of(person_id: int, space_id: int, place: int) -> str:
    """The slots of a date poll as an iCalendar file.  Raises NotFound, for polls of other kinds as well."""
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    if poll.kind != PollKind.DATES:
        raise NotFound
    return calendar(poll_shape(poll, standing.now))


def refusal_of(check: Any, *facts: object) -> DomainError | None:
    """What a rule would say to it; None: it may be done."""
    try:
        check(*facts)
    except (Refused, Conflict, NotFound) as refusal:
        return refusal
    return None


def constituency(voter: Voter) -> str:
    """The kind of organisation a unit belongs to.  Needs seat.organisation and organisation."""
    organisation = voter.organisation or (voter.seat.organisation if voter.seat else None)
    return organisation.constituency_id if organisation else ""
