"""Polls across spaces: those that wait for one's vote, and all that one may read."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal, NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Invalid
from discussions.polls.agenda_shapes import DecisionRow, Decisions, WaitingVote
from discussions.polls.models import Poll, Recorded, Voter
from discussions.polls.reads import full_polls, poll_shape, readable_polls, unit_name
from discussions.polls.roles import PollKind, PollState
from discussions.polls.silence.reads import designated_in
from discussions.polls.units import full_voters, key_of, voted_in
from discussions.spaces.reads import admissions_of
from groups.models import Seat
from groups.reads import is_officer
from groups.roles import Role

Verb = Literal["vote", "position", "survey", "silence", "recorded"]
VERBS: dict[str, Verb] = {PollKind.CONSULTATION: "position", PollKind.SURVEY: "survey", PollKind.SILENCE: "silence"}


def units_of(person_id: int, polls: Iterable[Poll]) -> dict[int, tuple[Voter, bool]]:
    """For whom the person votes in each poll, and whether that unit has voted, by poll; three queries.

    Polls that do not ask the person are left out; under silence that is everybody but the seat that speaks for the unit.
    """
    rows = list(polls)
    if not rows or is_officer(person_id):
        return {}
    seats: dict[int, list[Seat]] = {}
    inside = admissions_of(person_id).filter(space_id__in={poll.space_id for poll in rows}).exclude(seat__role=Role.OBSERVER)
    for admission in inside.select_related("seat__organisation"):
        seats.setdefault(admission.space_id, []).append(admission.seat)
    speakers = designated_in((poll for poll in rows if poll.kind == PollKind.SILENCE), now())
    mine = {
        (poll.pk, key)
        for poll in rows
        for seat in seats.get(poll.space_id, [])
        for key in [key_of(poll, seat)]
        if poll.kind != PollKind.SILENCE or speakers.get((poll.pk, key)) == seat
    }
    found = full_voters().filter(poll_id__in={poll for poll, _ in mine}, key__in={key for _, key in mine})
    return {voter.poll_id: (voter, voted_in(voter)) for voter in found if (voter.poll_id, voter.key) in mine}


def waiting_votes(person_id: int) -> list[WaitingVote]:
    """The open polls that wait for the vote of one's unit, nearest deadline first; five queries whatever their number."""
    asking = asking_polls(person_id)
    told = set(
        Recorded.objects.filter(voter__in=[each.voter.pk for each in asking], confirmed__isnull=True).values_list("poll_id", flat=True)
    )
    return [
        WaitingVote(
            verb=verb_of(poll, recorded=poll.pk in told), title=poll.question, space=poll.space_id, place=poll.entry.place,
            topic=poll.entry.topic.place if poll.entry.topic else None,
            group=poll.space.group_id, where=poll.space.title, unit=unit_name(voter), since=poll.opens_at, due=poll.closes_at,
        )
        for poll, voter, voted in asking
        if not voted
    ]  # fmt: skip


class Asking(NamedTuple):
    """An open poll, for whom one votes there, and whether that unit has voted."""

    poll: Poll
    voter: Voter
    voted: bool


def asking_polls(person_id: int) -> list[Asking]:
    """The open polls in which the person votes, nearest deadline first."""
    rows = list(
        readable_polls(person_id)
        .filter(state=PollState.OPEN, closes_at__gt=now())
        .select_related("entry__topic", "space")
        .order_by("closes_at", "pk")
    )
    units = units_of(person_id, rows)
    return [Asking(poll, *units[poll.pk]) for poll in rows if poll.pk in units]


def verb_of(poll: Poll, *, recorded: bool) -> Verb:
    """What waits: a vote, answers, a text under silence, or a vote that was recorded and waits for a word."""
    return "recorded" if recorded else VERBS.get(poll.kind, "vote")


def decisions(person_id: int, state: PollState, after: str | None, limit: int) -> Decisions:
    """The polls that the person may read in a state: what runs by the nearest moment, what is over by the latest.

    `after` is the `next` of the page before.  Raises Invalid when it is not.
    """
    moment = now()
    rows = in_state(readable_polls(person_id), state, moment)
    over = state in {PollState.CLOSED, PollState.CANCELLED}
    by = "opens_at" if state is PollState.SCHEDULED else "closes_at"
    if after is not None:
        at, space, place = read_cursor(after)
        later = "lt" if over else "gt"
        behind = Q(entry__stream_id__gt=space) | Q(entry__stream_id=space, entry__place__gt=place)
        rows = rows.filter(Q(**{f"{by}__{later}": at}) | Q(**{by: at}) & behind)
    order = F(by).desc() if over else F(by).asc()
    chosen = rows.order_by(order, "entry__stream_id", "entry__place").values_list("pk", flat=True)[: limit + 1]
    ids = list(chosen)
    found = {poll.pk: poll for poll in full_polls().select_related("space").filter(pk__in=ids[:limit])}
    page = [found[pk] for pk in ids[:limit]]
    units = units_of(person_id, page)
    return Decisions(
        items=[DecisionRow(poll=poll_shape(poll, moment), where=poll.space.title, mine=mine_in(poll, units.get(poll.pk))) for poll in page],
        next=write_cursor(getattr(page[-1], by), page[-1]) if len(ids) > limit else None,
    )


def mine_in(poll: Poll, unit: tuple[Voter, bool] | None) -> Literal["cannot", "waiting", "cast", "speaks"]:
    """How the reader stands to a poll."""
    if unit is None:
        return "cannot"
    if poll.kind == PollKind.SILENCE:
        return "speaks"
    return "cast" if unit[1] else "waiting"


def in_state(polls: QuerySet[Poll], state: PollState, moment: datetime) -> QuerySet[Poll]:
    """Those of `polls` that the clock has in `state`; the same rule as policies.state_at."""
    overdue = Q(state=PollState.OPEN, closes_at__lte=moment)
    if state is PollState.CLOSED:
        return polls.filter(Q(state=state) | overdue)
    return polls.filter(state=state).exclude(overdue)


def write_cursor(at: datetime, poll: Poll) -> str:
    """Where a page ended."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}~{poll.space_id}~{poll.entry.place}"


def read_cursor(text: str) -> tuple[datetime, int, int]:
    """The parts of a cursor.  Raises Invalid."""
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)~(\d{1,16})~(\d{1,16})", text, re.ASCII)
    try:
        at, space, place = match.groups() if match else ("", "", "")
        return datetime.fromisoformat(at), int(space), int(place)
    except ValueError:
        raise Invalid(Code.INVALID, _("This list does not go on there. Open it anew."), fields=["after"]) from None
