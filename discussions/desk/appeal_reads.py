"""Rulings and appeals, read for those whom they concern and for the desk."""

from collections.abc import Iterable
from typing import Literal

from django.db.models import QuerySet

from collab.clock import now
from collab.labels import Label
from collab.streams.models import Entry
from discussions.desk.appeal_shapes import AppealShape, AppealState, OwnAppeal, RulingShape
from discussions.desk.models import Appeal, Ruling
from discussions.desk.policies import AppealFacts
from discussions.desk.roles import AppealAnswer, RulingKind
from discussions.spaces.reads import admissions_of
from groups.badges import Badge
from groups.models import Seat
from groups.policies import check_sits
from groups.reads import place_in_group, reading_seats
from groups.roles import Role

ANSWERED_SHOWN = 20  # on the first page of a desk, beside all that wait
RULINGS_SHOWN = 20  # to whom they concern, newest first
MODERATORS = [Role.LEAD, Role.MODERATOR]


def full_appeals() -> QuerySet[Appeal]:
    """Appeals with all that a shape needs."""
    return Appeal.objects.select_related(
        "entry", "ruling__space", "ruling__message__entry", "ruling__seat__person", "ruling__seat__organisation",
        "ruling__by__person", "ruling__by__organisation", "decided_by__person", "decided_by__organisation",
    )  # fmt: skip


def appeals_of(entry_ids: Iterable[int]) -> dict[int, AppealShape]:
    """Shapes of appeals by the id of their entry, in one query."""
    return {row.pk: appeal_shape(row) for row in full_appeals().filter(pk__in=list(entry_ids))}


def appeal_shape(row: Appeal) -> AppealShape:
    """An appeal without the words that were redacted."""
    ruling, message = row.ruling, row.ruling.message
    return AppealShape(
        group=row.group_id, place=row.entry.place, rev=row.entry.rev, about=RulingKind(ruling.kind), by=Badge.of(ruling.seat),
        ruled_by=Badge.of(ruling.by), reason=ruling.reason, ruled_at=ruling.at, until=ruling.until, space=ruling.space_id,
        space_title=ruling.space.title if ruling.space else "", message=message.entry.place if message else None,
        label=Label(message.entry.label) if message else "", note=row.note, at=row.at, due_at=row.due_at, state=state_of(row),
        words=row.words, decided_by=Badge.of(row.decided_by) if row.decided_by else None, decided_at=row.decided_at,
    )  # fmt: skip


def state_of(row: Appeal) -> AppealState:
    """Where an appeal stands."""
    states: dict[str, Literal["lifted", "stands", "over"]] = {each.value: each.value for each in AppealAnswer}
    return states[row.answer] if row.answer else "open"


def appeals_on_desk(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the appeals of a desk: all that wait, and the newest of those that do not."""
    here = Appeal.objects.filter(entry__stream_id=stream_id)
    answered = here.exclude(answer="").order_by("-decided_at").values("pk")[:ANSWERED_SHOWN]
    return Entry.objects.filter(pk__in=here.filter(answer="").values("pk")) | Entry.objects.filter(pk__in=answered)


def waiting_appeals(person_id: int) -> QuerySet[Appeal]:
    """Appeals that wait for the person's word, the nearest end first."""
    seats = reading_seats(person_id).filter(role__in=MODERATORS)
    waiting = full_appeals().select_related("group").filter(answer="", group__in=seats.values("group"), ruling__ended_at__isnull=True)
    return waiting.exclude(ruling__by__person=person_id).exclude(ruling__seat__person=person_id).order_by("due_at")


def rulings_of(person_id: int, group_id: int) -> list[RulingShape]:
    """What was decided about oneself in a group, newest first.  Raises NotFound, Refused (second_factor_needed)."""
    check_sits(place_in_group(person_id, group_id))
    seats = reading_seats(person_id).filter(group_id=group_id)
    rows = full_rulings().filter(seat__in=seats).order_by("-at", "-pk")[:RULINGS_SHOWN]
    reads = set(admissions_of(person_id).values_list("space_id", flat=True))
    others = answering(group_id)
    return [ruling_shape(row, person_id, reads, others) for row in rows]


def full_rulings() -> QuerySet[Ruling]:
    """Rulings with all that rules and shapes need."""
    return Ruling.objects.select_related("seat__person", "seat__group", "by", "space", "message__entry", "appeal__entry")


def answering(group_id: int) -> set[int]:
    """Ids of the people who lead or moderate a group now."""
    return set(Seat.objects.reading_at(now()).filter(group_id=group_id, role__in=MODERATORS).values_list("person_id", flat=True))


def ruling_shape(row: Ruling, person_id: int, reads: set[int], answering: set[int]) -> RulingShape:
    """A ruling as the person reads it whom it concerns.  Nobody is named."""
    facts, appeal = appeal_facts(row, person_id, answering), appeal_of(row)
    message = row.message if row.space_id in reads else None
    return RulingShape(
        number=row.number, kind=RulingKind(row.kind), space=row.space_id if row.space_id in reads else None,
        title=row.space.title if row.space and row.space_id in reads else "", place=message.entry.place if message else None,
        reason=row.reason, at=row.at, until=row.until, in_force=facts.in_force,
        may_appeal=facts.mine and not facts.state and facts.in_force and not facts.alone, alone=facts.alone,
        appeal=OwnAppeal(
            note=appeal.note, at=appeal.at, due_at=appeal.due_at, state=state_of(appeal), words=appeal.words, decided_at=appeal.decided_at
        )
        if appeal
        else None,
    )  # fmt: skip


def appeal_of(row: Ruling) -> Appeal | None:
    """The appeal against a ruling, if there is one.  Needs `appeal` loaded."""
    return getattr(row, "appeal", None)


def own_ruling(person_id: int, number: int) -> Ruling | None:
    """A ruling about a seat that the person holds now."""
    return full_rulings().filter(seat__in=reading_seats(person_id), number=number).first()


def appeal_at(person_id: int, group_id: int, place: int) -> Ruling | None:
    """The ruling behind the appeal at a place of the group's desk, for those who answer for it."""
    seats = reading_seats(person_id).filter(group_id=group_id, role__in=MODERATORS)
    return full_rulings().filter(appeal__group__in=seats.values("group"), appeal__entry__place=place).first()


def appeal_facts(row: Ruling | None, person_id: int, answering: set[int] | None = None) -> AppealFacts:
    """What the rules ask of a ruling before one person.  `answering`: who leads or moderates the group, where it is asked."""
    if row is None:
        return AppealFacts(known=False, mine=False, ruled=False, state="", in_force=False)
    appeal, sits = appeal_of(row), row.seat.until is None or row.seat.until > now()
    lasts = row.until if appeal is None or row.kind == RulingKind.MUTE else appeal.due_at
    return AppealFacts(
        known=True, mine=row.seat.person_id == person_id and sits, ruled=row.by.person_id == person_id,
        state=state_of(appeal) if appeal else "", in_force=row.ended_at is None and lasts > now() and sits,
        alone=answering is not None and not answering - {row.by.person_id, row.seat.person_id},
    )  # fmt: skip
