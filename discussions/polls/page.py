"""One poll's page, as one person reads it."""

from functools import partial
from typing import Any

from collab.errors import Conflict, DomainError, NotFound, Refused
from discussions.polls.ballots import Content
from discussions.polls.calendar import calendar
from discussions.polls.models import Poll, Voter
from discussions.polls.policies import (
    check_amend,
    check_cancel,
    check_cast,
    check_close,
    check_declare,
    check_edit,
    check_once,
    may_ever_vote,
)
from discussions.polls.proxies.reads import proxies_for
from discussions.polls.reads import facts_of, poll_shape, seen_poll, unit_name, vote_shape
from discussions.polls.recorded.reads import recording_for
from discussions.polls.roles import UNLINKED, VOTES_SHOWN, PollKind, PollState, Secrecy
from discussions.polls.roll import voter_for
from discussions.polls.shapes import AmendmentShape, CandidateShape, PollPage, RewordingShape, VoterShape
from discussions.polls.silence.actions import refuse_to_others
from discussions.polls.silence.policies import check_may_extend
from discussions.polls.silence.reads import designated, name_of
from discussions.polls.units import ballot_of, key_of, poll_standing, voted_in, voting_seats
from discussions.spaces.policies import Standing, check_leave
from discussions.spaces.reads import standing_in
from groups.badges import Badge


def poll_page(person_id: int, space_id: int, place: int) -> PollPage:
    """A poll with its roll, in the order of names, and what the person may do with it.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    facts, (mine, voter) = facts_of(poll), poll_standing(standing, poll)
    silent = poll.kind == PollKind.SILENCE
    refusal = (
        refusal_of(refuse_to_others, mine, poll) if silent else refusal_of(check_cast, mine, facts) or refusal_of(check_once, mine, facts)
    )
    may_amend = refusal_of(check_amend, standing, facts) is None
    if not may_ever_vote(standing.role, secretariat=mine.secretariat):
        voter = None
    ballot = ballot_of(voter)
    return PollPage(
        poll=poll_shape(poll, standing.now), roll=roll_of(poll, standing),
        unit_name=unit_name(voter) if voter else "", ballot=vote_shape(voter, ballot) if voter and ballot else None,
        has_voted=voter is not None and mine.voted,
        may_vote=refusal is None and not silent, may_break=refusal is None and silent, why_not=refusal.code if refusal else "",
        may_declare=refusal_of(partial(check_declare, declared=hasattr(poll, "outcome")), standing, facts) is None,
        may_amend=may_amend, may_edit=refusal_of(check_edit, standing, facts) is None, amendments=amendments_of(poll),
        revisions=revisions_of(poll), candidates=candidates_for(poll, standing) if may_amend else [],
        proxies=proxies_for(standing, poll, voter), recording=recording_for(standing, poll, voter),
        may_extend=refusal_of(partial(check_may_extend, extended=hasattr(poll, "extension")), standing, facts) is None,
        may_close=refusal_of(check_close, standing, facts) is None, may_cancel=refusal_of(check_cancel, standing, facts) is None,
    )  # fmt: skip


def roll_of(poll: Poll, standing: Standing) -> list[VoterShape]:
    """The units on the roll in the order of their names; after closing, who took part, and how where votes are named.

    Where names are hidden nobody is told who took part; where votes are secret, only if enough did.
    """
    over, secrecy = poll.state == PollState.CLOSED, Secrecy(poll.secrecy)
    speakers = designated(poll, standing.now) if poll.kind == PollKind.SILENCE else {}
    tells_who = over and poll.kind != PollKind.SILENCE and (secrecy is Secrecy.NAMED or (secrecy in UNLINKED and poll.cast >= VOTES_SHOWN))
    rows = poll.roll.filter(removed_at__isnull=True).select_related(
        "seat__person", "seat__organisation", "organisation", "constituency", "poll__urn", "ballot__cast_by__person", "proxy_vote"
    )
    return sorted(
        (
            VoterShape(
                key=row.key, name=unit_name(row), constituency=constituency(row), voted=voted_in(row) if tells_who else None,
                vote=said_by(row) if tells_who and secrecy is Secrecy.NAMED else None, speaker=name_of(speakers.get(row.key)),
                by_proxy=carrier(row) if tells_who and secrecy is Secrecy.NAMED else "",
            )
            for row in rows
        ),
        key=lambda each: (each.name.casefold(), each.key),
    )  # fmt: skip


def amendments_of(poll: Poll) -> list[AmendmentShape]:
    """The changes of a roll, oldest first."""
    named = ("voter__seat__person", "voter__organisation", "voter__constituency", "author__person", "author__organisation")
    return [
        AmendmentShape(
            name=unit_name(row.voter), added=row.added, reason=row.reason, by=Badge.of(row.author), at=row.at, roll_hash=row.roll_hash
        )
        for row in poll.amendments.select_related(*named)
    ]


def revisions_of(poll: Poll) -> list[RewordingShape]:
    """The changes of the text, oldest first."""
    return [
        RewordingShape(
            version=row.version, material=row.material, question=row.question, reason=row.reason, by=Badge.of(row.author), at=row.at
        )
        for row in poll.revisions.select_related("author__person", "author__organisation")
    ]


def candidates_for(poll: Poll, standing: Standing) -> list[CandidateShape]:
    """The units that could vote here and are not on the roll, each by one of its seats."""
    known = set(poll.roll.filter(removed_at__isnull=True).values_list("key", flat=True))
    rows = voting_seats(poll, standing.now).select_related("seat__person", "seat__organisation__constituency").order_by("pk")
    found = {key_of(poll, row.seat): row.seat for row in reversed(rows)}
    return sorted(
        (
            CandidateShape(seat=seat.pk, name=unit_name(Voter(**voter_for(poll, seat, 0))))
            for key, seat in found.items()
            if key not in known
        ),
        key=lambda each: each.name.casefold(),
    )


def said_by(voter: Voter) -> Content | None:
    """What a unit's ballot says."""
    ballot = ballot_of(voter)
    return Content(**ballot.content, abstained=ballot.abstained) if ballot and voted_in(voter) else None


def carrier(voter: Voter) -> str:
    """Who cast a unit's vote by proxy; "" where it cast its own, or none."""
    ballot = ballot_of(voter)
    if ballot is None or not hasattr(voter, "proxy_vote"):
        return ""
    return ballot.cast_by.pseudonym or ballot.cast_by.person.name


def calendar_of(person_id: int, space_id: int, place: int) -> str:
    """The slots of a date poll as an iCalendar file.  Raises NotFound, for polls of other kinds as well, Refused (not_allowed: TLP:RED)."""
    standing = standing_in(person_id, space_id)
    poll = seen_poll(standing, place)
    if poll.kind != PollKind.DATES:
        raise NotFound
    check_leave(poll.entry.label)
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
    if voter.constituency_id:
        return voter.constituency_id
    organisation = voter.organisation or (voter.seat.organisation if voter.seat else None)
    return organisation.constituency_id if organisation else ""
