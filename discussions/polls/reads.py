"""Polls and ballots, read as shapes.  No read writes, and none counts votes: counting is closing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.prepared import PreparedObjects
from collab.streams.models import Entry
from discussions.polls.ballots import Form
from discussions.polls.models import Ballot, Draft, Option, Outcome, OwnBallot, Poll, Result, Voter
from discussions.polls.policies import (
    PollFacts,
    check_see,
    state_at,
)  # fmt: skip
from discussions.polls.result_shapes import ResultShape
from discussions.polls.roles import UNLINKED, VOTES_SHOWN, PollKind, PollState, Reasons, Secrecy, Unit
from discussions.polls.shapes import (
    BallotShape,
    OptionShape,
    OutcomeShape,
    PollShape,
    VoteShape,
)  # fmt: skip
from discussions.polls.silence.shapes import WITH_SILENCE, ExtensionShape, SilenceShape
from discussions.polls.units import key_of
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import admissions_of
from groups.badges import Badge
from groups.models import Seat
from groups.roles import Role

FIRST_PAGE = 20  # polls on the first page of a space
RECENT = timedelta(days=14)  # a closed poll stays on the first page for so long


# Facts --------------------------------------------------------------------------------------------


def facts_of(poll: Poll) -> PollFacts:
    """What rules ask of a poll.  Needs entry and options loaded."""
    return PollFacts(
        place=poll.entry.place, state=PollState(poll.state), opens_at=poll.opens_at, closes_at=poll.closes_at, unit=Unit(poll.unit),
        secrecy=Secrecy(poll.secrecy), form=form_of(poll), version=poll.version, eligible=poll.eligible, cast=poll.cast,
    )  # fmt: skip


def form_of(poll: Poll) -> Form:
    """What a poll asks of a ballot.  Needs options loaded."""
    return Form(
        kind=PollKind(poll.kind), options=tuple(option.key for option in poll.options.all()), least=poll.min_choices, most=poll.max_choices,
        max_points=poll.max_points, budget=poll.budget, reasons=Reasons(poll.reasons),
    )  # fmt: skip


def seen_poll(standing: Standing, place: int) -> Poll:
    """The poll at `place`, if the person may see it, with all that its shape needs.  Raises NotFound."""
    check_view(standing)
    found = _polls(space=standing.space_id, place=place, floor=standing.floor)
    if not found:
        raise NotFound
    prefetch_related_objects(found, "options")
    [poll] = found
    check_see(standing, facts_of(poll))
    return poll


# Shapes -------------------------------------------------------------------------------------------


def full_polls() -> QuerySet[Poll]:
    """Polls with all that a shape needs: two queries whatever their number."""
    outcome = ("outcome__author__person", "outcome__author__organisation", "outcome__document")
    author = ("author__person", "author__organisation")
    rows = Poll.objects.select_related("entry__topic", *author, "result", *outcome, *WITH_SILENCE).prefetch_related("options")
    return rows.defer("result__votes", "result__outcome")


_polls = PreparedObjects(
    lambda space, place, floor: full_polls().filter(space_id=space, entry__place=place, entry__place__gt=floor),
    space=int,
    place=int,
    floor=int,
)


def poll_shape(poll: Poll, moment: datetime) -> PollShape:
    """A poll from `full_polls`, as everybody in its space reads it at `moment`."""
    result, outcome, silence, extension = (getattr(poll, name, None) for name in ("result", "outcome", "silence", "extension"))
    options: Iterable[Option] = poll.options.all()
    return PollShape(
        space=poll.space_id, place=poll.entry.place, rev=poll.entry.rev, topic=poll.entry.topic.place if poll.entry.topic else None,
        poll_kind=PollKind(poll.kind), secrecy=Secrecy(poll.secrecy), unit=Unit(poll.unit), question=poll.question, version=poll.version,
        options=[option_shape(each) for each in options], min_choices=poll.min_choices, max_choices=poll.max_choices,
        max_points=poll.max_points, budget=poll.budget, reasons=Reasons(poll.reasons),
        quorum=poll.quorum, rule=poll.rule, label=Label(poll.entry.label), capabilities=poll.capabilities,
        by=Badge.of(poll.author), state=state_at(facts_of(poll), moment), opens_at=poll.opens_at, closes_at=poll.closes_at,
        closed_at=poll.closed_at, reason=poll.reason, eligible=poll.eligible, cast=poll.cast, roll_hash=poll.roll_hash,
        withheld=poll.secrecy in UNLINKED and poll.state == PollState.CLOSED and poll.cast < VOTES_SHOWN,
        result=result_shape(result) if result else None,
        outcome=outcome_shape(outcome) if outcome else None,
        silence=SilenceShape.of(silence) if silence else None,
        extension=ExtensionShape.of(extension) if extension else None,
    )  # fmt: skip


def outcome_shape(outcome: Outcome) -> OutcomeShape:
    """A declared outcome."""
    return OutcomeShape(
        by=Badge.of(outcome.author), text=outcome.text, dissent=outcome.dissent, owner=outcome.owner, review_on=outcome.review_on,
        document=outcome.document.place if outcome.document else None, declared_at=outcome.declared_at,
    )  # fmt: skip


def option_shape(option: Option) -> OptionShape:
    """An answer on offer."""
    return OptionShape(key=option.key, text=option.text, note=option.note, starts_at=option.starts_at, ends_at=option.ends_at)


def result_shape(result: Result) -> ResultShape:
    """A stored result in brief."""
    brief = dict(result.brief)
    return ResultShape(
        question=result.question, rule=result.rule, version=result.version, withheld=result.withheld, leading=brief.pop("winners"), **brief
    )


def polls_of(entry_ids: Iterable[int]) -> dict[int, PollShape]:
    """Shapes of polls by the id of their entry, in two queries."""
    moment = now()
    return {row.pk: poll_shape(row, moment) for row in full_polls().filter(pk__in=list(entry_ids))}


def first_polls(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the polls for a first page: those that run or will, and those closed lately; newest first."""
    rows = Poll.objects.filter(space_id=stream_id, entry__place__gt=floor)
    rows = rows.filter(Q(state__in=[PollState.OPEN, PollState.SCHEDULED]) | Q(closed_at__gt=now() - RECENT))
    return Entry.objects.filter(pk__in=rows.order_by("-entry__place").values("pk")[:FIRST_PAGE])


def unit_name(voter: Voter) -> str:
    """How others call a unit.  Needs seat.person, organisation and constituency."""
    if voter.organisation is not None:
        return voter.organisation.name
    if voter.constituency is not None:
        return voter.constituency.name
    assert voter.seat is not None, "a unit is a seat, an organisation or a constituency"
    return voter.seat.pseudonym or voter.seat.person.name


def ballots_of(entry_ids: Iterable[int]) -> dict[int, BallotShape]:
    """Shapes of ballots by the id of their entry, in two queries, for those who vote for that unit now; others have lost sight of it."""
    rows = list(
        OwnBallot.objects.filter(pk__in=list(entry_ids)).select_related(
            "entry", "ballot__voter__seat__person", "ballot__voter__organisation", "ballot__voter__constituency",
            "ballot__voter__proxy_vote",
            "ballot__poll__entry",
            "ballot__cast_by__person", "ballot__cast_by__organisation",
        )
    )  # fmt: skip
    seats = Seat.objects.reading_at(now()).filter(person_id__in={row.person_id for row in rows}).exclude(role=Role.OBSERVER)
    inside = Admission.objects.filter(ended_at__isnull=True, space_id__in={row.ballot.poll.space_id for row in rows}, seat__in=seats)
    held = {
        (admission.seat.person_id, admission.space_id, key_of(row.ballot.poll, admission.seat))
        for admission in inside.select_related("seat__organisation")
        for row in rows
        if row.person_id == admission.seat.person_id and row.ballot.poll.space_id == admission.space_id
    }
    return {row.pk: ballot_shape(row) for row in rows if (row.person_id, row.ballot.poll.space_id, row.ballot.voter.key) in held}


def ballot_shape(row: OwnBallot) -> BallotShape:
    """One ballot in one's own stream."""
    return shape_in_stream(row.entry, row.ballot.poll, vote_shape(row.ballot.voter, row.ballot))


def shape_in_stream(entry: Entry, poll: Poll, vote: VoteShape) -> BallotShape:
    """A vote, by its entry in one's own stream."""
    return BallotShape(place=entry.place, rev=entry.rev, space=poll.space_id, poll=poll.entry.place, **dict(vote))


def vote_shape(voter: Voter, ballot: Ballot, by: Badge | None = None) -> VoteShape:
    """How a unit voted.  Needs `full_voters`.  `by`: who cast it, where that is known."""
    return VoteShape(
        **ballot.content,
        abstained=ballot.abstained,
        unit_name=unit_name(voter),
        by=by or Badge.of(ballot.cast_by),
        cast_at=ballot.cast_at,
        version=ballot.version,
        by_proxy=hasattr(voter, "proxy_vote"),
    )


def open_ballots(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the ballots for a first page: those of polls that are open."""
    rows = OwnBallot.objects.filter(entry__stream_id=stream_id, ballot__poll__state=PollState.OPEN)
    return Entry.objects.filter(pk__in=rows.values("pk"))


def visible_drafts(person_id: int) -> QuerySet[Draft]:
    """The drafts that a person may see: their own, where they still read the space, and all of the spaces that they moderate."""
    sees = Q(seat__role__in=[role for role in Role if role.moderates]) | Q(seat_id=OuterRef("author_id"))
    mine = admissions_of(person_id).filter(sees, space_id=OuterRef("space_id"))
    return Draft.objects.filter(Exists(mine)).select_related("space", "author__person", "author__organisation")


def readable_polls(person_id: int) -> QuerySet[Poll]:
    """The polls that the person may read."""
    mine = admissions_of(person_id).filter(space_id=OuterRef("space_id"), floor__lt=OuterRef("entry__place"))
    return Poll.objects.filter(Exists(mine))
