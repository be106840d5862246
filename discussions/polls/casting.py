"""Casting and changing votes."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, NotFound
from collab.prepared import Prepared
from collab.rows import one_or_none
from collab.streams.counter import Counter, lock_all, save_all
from collab.streams.models import Entry
from discussions.polls.ballots import Content, checked, stored
from discussions.polls.life import due, settle_if_due
from discussions.polls.models import Ballot, Cast, OwnBallot, Poll, Proxy, ProxyVote, Recorded, Voter
from discussions.polls.policies import PollStanding, check_cast, check_version
from discussions.polls.proxies.shapes import CarriedDraft
from discussions.polls.reads import ballots_of, facts_of, seen_poll, shape_in_stream, vote_shape
from discussions.polls.roles import UNLINKED, Unit
from discussions.polls.secret import cast_secret
from discussions.polls.shapes import BallotDraft, BallotShape, SecretVoteShape
from discussions.polls.units import ballot_of, members, poll_standing, seats_that_vote
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import readable_entries, standing_in
from groups.badges import Badge
from groups.models import Seat
from groups.roles import Post


def cast_ballot(person_id: int, space_id: int, place: int, draft: BallotDraft) -> BallotShape | SecretVoteShape:
    """Vote for one's unit, or change its vote.  Where votes are secret see secret.cast_secret."""
    # Fixed at opening, so read without a lock.  Who may not see the poll takes the way of who names none.
    found = _seen(moment=now(), person=person_id, space=space_id, place=place)
    if not found:
        raise NotFound
    [(secrecy, is_due)] = found
    if is_due:
        settle_if_due(person_id, space_id, place)
    return (cast_secret if secrecy in UNLINKED else cast_named)(person_id, space_id, place, draft)


_seen = Prepared(
    lambda moment, person, space, place: (
        Poll.objects.filter(pk__in=readable_entries(person, moment), space_id=space, entry__place=place)
        .annotate(due=due(moment))
        .values_list("secrecy", "due")
    ),
    moment=datetime,
    person=int,
    space=int,
    place=int,
)


def cast_named(person_id: int, space_id: int, place: int, draft: BallotDraft) -> BallotShape:
    """Vote for one's unit, or change its vote; every member of the unit is shown it, everybody else only the turnout.

    Safe to repeat: the same `client_id`, or the same choices again, changes nothing and tells nobody.  A change
    leaves the turnout alone, so nothing of the poll is sent: that somebody changed their mind is nobody's business.

    Raises NotFound, Refused (not_eligible, space_archived), Invalid (see ballots.checked), Conflict (poll_not_open,
    head_has_voted, poll_edited, replay_differs).
    """
    with transaction.atomic():
        counters = lock_around(person_id, space_id, place)
        standing = standing_in(person_id, space_id)  # again: now that the locks are held
        poll = seen_poll(standing, place)
        facts, (mine, voter) = facts_of(poll), poll_standing(standing, poll)
        if not is_repeat(standing, poll, draft):
            check_cast(mine, facts)
            check_version(facts, draft.version)
            assert voter is not None, "check_cast refuses whoever is not on the roll"
            rows = write(poll, voter, mine, Vote(draft.client_id, digest_of(poll, draft), checked(facts.form, draft)), counters)
            if person_id in rows:
                vote = vote_shape(voter, rows[person_id].ballot, Badge.model_validate(standing.badge))
                return shape_in_stream(rows[person_id].entry, poll, vote)
        shown = OwnBallot.objects.filter(person_id=person_id, ballot__voter=voter).values_list("pk", flat=True)
        answer = ballots_of(shown)
        if not answer:
            raise NotFound
        return next(iter(answer.values()))


def lock_around(person_id: int, space_id: int, place: int) -> dict[int, Counter]:
    """Lock the counter of the space and those of everyone who votes for the person's unit.  Raises NotFound.

    It looks only for what to lock: whoever calls it asks again what holds, now that nothing moves.
    """
    standing = standing_in(person_id, space_id)
    check_view(standing)
    polls = _places(space=space_id, place=place, floor=standing.floor)
    if not polls:
        raise NotFound
    return lock_all([space_id, *unit_streams(Unit(polls[0][0]), standing, place)])


def unit_streams(unit: Unit, standing: Standing, place: int) -> list[int]:
    """The own streams of all who would vote for the unit of this seat, if it is on the roll of the poll at `place`.  One query."""
    rows = _streams[unit](moment=standing.now, space=standing.space_id, place=place, seat=standing.seat)
    return [stream for (stream,) in rows]


def sharers(unit: Unit, seat: int) -> Q:
    """The seats that vote for the same unit as this one."""
    mine = Seat.objects.filter(pk=seat)
    if unit is Unit.PERSON:
        return Q(seat_id=seat)
    if unit is Unit.CONSTITUENCY:
        return Q(seat__organisation__constituency__in=mine.values("organisation__constituency"))
    return Q(seat__organisation__in=mine.values("organisation"))


_places = Prepared(
    lambda space, place, floor: Poll.objects.filter(space_id=space, entry__place=place, entry__place__gt=floor).values_list("unit"),
    space=int,
    place=int,
    floor=int,
)


def streams_of(unit: Unit) -> Prepared:
    """Statement for `unit_streams`."""
    return Prepared(
        lambda moment, space, place, seat: (
            seats_that_vote(space, moment).filter(sharers(unit, seat), floor__lt=place).values_list("seat__person__stream_id")
        ),
        moment=datetime,
        space=int,
        place=int,
        seat=int,
    )


_streams = {unit: streams_of(unit) for unit in Unit}


@dataclass(frozen=True, slots=True)
class Vote:
    """A vote that may be stored."""

    client_id: UUID
    digest: str  # of the request
    content: Content  # checked
    proxy: Proxy | None = None  # by which another unit casts it


def digest_of(poll: Poll, draft: Content) -> str:
    """SHA-256 of a vote as it came; in which order it names its choices does not matter."""
    said = draft.model_dump(mode="json", exclude={"client_id", "version", "secret"}) | {"choices": sorted(draft.choices)}
    return hashlib.sha256(f"{poll.pk}|{json.dumps(said, sort_keys=True)}".encode()).hexdigest()


def is_repeat(standing: Standing, poll: Poll, draft: BallotDraft | CarriedDraft) -> bool:
    """Whether this very request was carried out before, whatever has happened since.  Raises Conflict (replay_differs)."""
    earlier = one_or_none(Cast.objects.filter(cast_by_id=standing.seat, client_id=draft.client_id).values_list("request_hash", flat=True))
    if earlier is not None and earlier != digest_of(poll, draft):
        raise Conflict(Code.REPLAY_DIFFERS, _("This vote was sent before with other choices. Cast it anew."))
    return earlier is not None


def write(poll: Poll, voter: Voter, mine: PollStanding, vote: Vote, counters: dict[int, Counter]) -> dict[int, OwnBallot]:
    """Store a vote and show it to its unit.  Needs the locks of `lock_around`.

    Comes back with the unit's people and where each is shown it, unless the vote says what it said before, or was a proxy's till now.
    """
    standing, ballot = mine.space, ballot_of(voter)
    carried: ProxyVote | None = getattr(voter, "proxy_vote", None)
    turned = (carried is None) is not (vote.proxy is None)  # a vote by proxy becomes the unit's own, or the other way round
    by_head = vote.proxy is None and mine.post is Post.HEAD and poll.unit in {Unit.DELEGATION, Unit.ORGANISATION}
    first, counts = ballot is None, ballot is not None and ballot.version == poll.version
    ballot = ballot or Ballot(voter=voter, poll=poll)
    content, abstained = stored(vote.content), vote.content.abstained
    same = counts and (ballot.content, ballot.abstained) == (content, abstained)
    changed = not same or turned or (by_head and not ballot.by_head)
    if vote.proxy is None:  # the unit has spoken: what was recorded for it waits no longer
        waiting = Recorded.objects.filter(voter=voter, confirmed__isnull=True)
        waiting.update(confirmed=False, decided_by_id=standing.seat, decided_at=standing.now)
    if changed:
        ballot.content, ballot.abstained, ballot.by_head = content, abstained, by_head
        ballot.cast_by_id, ballot.cast_at, ballot.version = standing.seat, standing.now, poll.version
        ballot.save(force_insert=first)
        if carried is not None:
            carried.delete()
        if vote.proxy is not None:
            ProxyVote.objects.create(voter=voter, proxy=vote.proxy)
    Cast.objects.create(
        ballot=ballot, client_id=vote.client_id, request_hash=vote.digest, version=poll.version, content=content,
        abstained=abstained, cast_by_id=standing.seat, cast_at=standing.now,
    )  # fmt: skip
    if not changed:
        return {}
    room = None
    if not counts:
        poll.cast += 1
        poll.save(update_fields=["cast"])
        room = counters[poll.space_id]
        room.touch(poll.entry)
    rows = show(ballot, voter, poll, standing, counters, first=first, room=room)
    return {} if turned else rows


def show(
    ballot: Ballot, voter: Voter, poll: Poll, standing: Standing, counters: dict[int, Counter], *, first: bool, room: Counter | None
) -> dict[int, OwnBallot]:
    """Put a ballot that is new (`first`) or changed into the own streams of the unit's members.  Where, by person.

    `room`: the counter of the space, where it has news as well; saved with the others.
    """
    before = {} if first else {row.person_id: row for row in OwnBallot.objects.filter(ballot=ballot).select_related("entry")}
    # Who was seated between the two looks is not locked: the poll's page shows them the vote.
    inside = {person: counters[stream] for person, stream in members(poll, voter, standing.now).items() if stream in counters}
    shown = {person: row for person, row in before.items() if person in inside}
    for person, row in shown.items():
        row.ballot = ballot
        inside[person].touch(row.entry)
    fresh = [person for person in inside if person not in shown]
    entries = Entry.objects.bulk_create([inside[person].new("ballot") for person in fresh])
    rows = [OwnBallot(entry=entry, person_id=person, ballot=ballot) for person, entry in zip(fresh, entries, strict=True)]
    OwnBallot.objects.bulk_create(rows)
    save_all([*([room] if room else ()), *inside.values()])
    return shown | dict(zip(fresh, rows, strict=True))
