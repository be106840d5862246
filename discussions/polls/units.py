"""Who votes: the seats of a space, the units on a roll, and how a person stands to a poll."""

from datetime import datetime

from django.db.models import Exists, Q, QuerySet

from collab.prepared import Prepared, PreparedObjects
from discussions.polls.models import Ballot, Poll, Voter
from discussions.polls.policies import PollStanding, unit_key
from discussions.polls.roles import Unit
from discussions.polls.urn import has_voted
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing
from groups.models import Seat
from groups.reads import officer_seats
from groups.roles import GroupKind, Post, Role


def officers(moment: datetime) -> QuerySet[Seat]:
    """The seats of those who work in the secretariat."""
    return Seat.objects.open_at(moment).filter(group__kind=GroupKind.SECRETARIAT).exclude(role=Role.OBSERVER)


def seats_that_vote(space_id: int, moment: datetime) -> QuerySet[Admission]:
    """The seats that vote in a space: they read it, and neither observe nor work in the secretariat.

    A seat counts whether or not its person has set up the second factor by which they enter.
    """
    return Admission.objects.filter(space_id=space_id, ended_at__isnull=True, seat__in=Seat.objects.open_at(moment)).exclude(
        Q(seat__role=Role.OBSERVER) | Q(seat__person_id__in=officers(moment).values("person_id"))
    )


def voting_seats(poll: Poll, moment: datetime) -> QuerySet[Admission]:
    """The seats that may ever vote in a poll: those that have read its space from before its place."""
    return seats_that_vote(poll.space_id, moment).filter(floor__lt=poll.entry.place)


def key_of(poll: Poll, seat: Seat) -> str:
    """The key of the unit for which a seat votes in a poll.  Needs the seat's organisation."""
    return key_of_seat(Unit(poll.unit), seat)


def key_of_seat(unit: Unit, seat: Seat) -> str:
    """The key of the unit of that sort to which a seat belongs.  Needs the seat's organisation."""
    return unit_key(
        unit, group_id=seat.group_id, seat_id=seat.pk, organisation_id=seat.organisation_id,
        constituency=seat.organisation.constituency_id if unit is Unit.CONSTITUENCY else "",
    )  # fmt: skip


def poll_standing(standing: Standing, poll: Poll) -> tuple[PollStanding, Voter | None]:
    """How a person stands to a poll, and their unit on its roll, with its ballot.  Two queries."""
    [seat] = _seats(moment=standing.now, person=standing.person_id, seat=standing.seat)
    voter = unit_of(seat, poll)
    ballot = ballot_of(voter)
    facts = PollStanding(
        space=standing, post=Post(seat.post), unit=voter.key if voter else None,
        secretariat=seat.in_secretariat,  # type: ignore[attr-defined]  # annotated above
        voted=voter is not None and voted_in(voter),
        head_voted=ballot is not None and ballot.by_head,
    )  # fmt: skip
    return facts, voter


def unit_in(standing: Standing, poll: Poll) -> tuple[Seat, Voter | None]:
    """The seat that speaks, and the unit on the roll for which it votes, with its ballot."""
    seat = Seat.objects.select_related("organisation").get(pk=standing.seat)
    return seat, unit_of(seat, poll)


def unit_of(seat: Seat, poll: Poll) -> Voter | None:
    """The unit on the roll for which a seat votes, with its ballot.  Needs the seat's organisation."""
    return next(iter(_voters(poll=poll.pk, key=key_of(poll, seat))), None)


def full_voters() -> QuerySet[Voter]:
    """Units with their names and their ballots."""
    return Voter.objects.filter(removed_at__isnull=True).select_related(
        "seat__person", "organisation", "poll__urn", "proxy_vote", "ballot__cast_by__person", "ballot__cast_by__organisation"
    )


def voted_in(voter: Voter) -> bool:
    """Whether a unit from `full_voters` has voted on the poll as it reads now."""
    urn = getattr(voter.poll, "urn", None)
    if urn:
        return has_voted(urn, voter.number)
    ballot = ballot_of(voter)
    return ballot is not None and ballot.version == voter.poll.version


def ballot_of(voter: Voter | None) -> Ballot | None:
    """The ballot of a unit, where there is one."""
    return getattr(voter, "ballot", None)


def members(poll: Poll, voter: Voter, moment: datetime) -> dict[int, int]:
    """The people who vote for a unit now: person id → id of their own stream."""
    find: Prepared
    who: int | str | None
    if voter.seat_id:
        find, who = _in_person, voter.seat_id
    elif voter.organisation_id:
        find, who = _in_organisation, voter.organisation_id
    else:
        find, who = _in_constituency, voter.constituency_id
    return dict(find(moment=moment, space=poll.space_id, place=poll.entry.place, who=who))


def members_by(column: str, kind: type) -> Prepared:
    """Statement for `members`: those whose admission has `who` in this column."""
    return Prepared(
        lambda moment, space, place, who: (
            seats_that_vote(space, moment)
            .filter(floor__lt=place, **{column: who})
            .values_list("seat__person_id", "seat__person__stream_id")
        ),
        moment=datetime,
        space=int,
        place=int,
        who=kind,
    )


_in_person = members_by("seat_id", int)
_in_organisation = members_by("seat__organisation_id", int)
_in_constituency = members_by("seat__organisation__constituency_id", str)


_voters = PreparedObjects(lambda poll, key: full_voters().filter(poll_id=poll, key=key), poll=int, key=str)
_seats = PreparedObjects(
    lambda moment, person, seat: (
        Seat.objects.select_related("organisation").annotate(in_secretariat=Exists(officer_seats(person, moment))).filter(pk=seat)
    ),
    moment=datetime,
    person=int,
    seat=int,
)
