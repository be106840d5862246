"""Polls across spaces: those that wait for one's vote, and all that one may read."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Literal

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Invalid
from discussions.polls.models import Poll, Voter
from discussions.polls.reads import full_polls, full_voters, key_of, poll_shape, readable_polls, unit_name, voted_in
from discussions.polls.roles import PollKind, PollState
from discussions.polls.shapes import DecisionRow, Decisions, WaitingVote
from discussions.spaces.reads import admissions_of
from groups.models import Seat
from groups.reads import is_officer
from groups.roles import Role

VERBS: dict[str, Literal["position", "survey"]] = {PollKind.CONSULTATION: "position", PollKind.SURVEY: "survey"}


def units_of(person_id: int, polls: Iterable[Poll]) -> dict[int, tuple[Voter, bool]]:
    """For whom the person votes in each poll, and whether that unit has voted, by poll; three queries.

    Polls that do not ask the person are left out.
    """
    rows = list(polls)
    if not rows or is_officer(person_id):
        return {}
    seats: dict[int, list[Seat]] = {}
    inside = admissions_of(person_id).filter(space_id__in={poll.space_id for poll in rows}).exclude(seat__role=Role.OBSERVER)
    for admission in inside.select_related("seat__organisation"):
        seats.setdefault(admission.space_id, []).append(admission.seat)
    mine = {(poll.pk, key_of(poll, seat)) for poll in rows for seat in seats.get(poll.space_id, [])}
    found = full_voters().filter(poll_id__in={poll for poll, _ in mine}, key__in={key for _, key in mine})
    return {voter.poll_id: (voter, voted_in(voter)) for voter in found if (voter.poll_id, voter.key) in mine}


def waiting_votes(person_id: int) -> list[WaitingVote]:
    """The open polls that wait for the vote of one's unit, nearest deadline first; five queries whatever their number."""
    rows = list(
        readable_polls(person_id)
        .filter(state=PollState.OPEN, closes_at__gt=now())
        .select_related("entry__topic", "space")
        .order_by("closes_at", "pk")
    )
    units = units_of(person_id, rows)
    return [
        WaitingVote(
            verb=VERBS.get(poll.kind, "vote"), title=poll.question, space=poll.space_id, place=poll.entry.place,
            topic=poll.entry.topic.place if poll.entry.topic else None,
            group=poll.space.group_id, where=poll.space.title, unit=unit_name(units[poll.pk][0]), since=poll.opens_at, due=poll.closes_at,
        )
        for poll in rows
        if poll.pk in units and not units[poll.pk][1]
    ]  # fmt: skip


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
        items=[DecisionRow(poll=poll_shape(poll, moment), where=poll.space.title, mine=mine_in(units.get(poll.pk))) for poll in page],
        next=write_cursor(getattr(page[-1], by), page[-1]) if len(ids) > limit else None,
    )


def mine_in(unit: tuple[Voter, bool] | None) -> Literal["cannot", "waiting", "cast"]:
    """How the reader stands to a poll."""
    if unit is None:
        return "cannot"
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
