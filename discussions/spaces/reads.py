"""The one visibility query, and what follows from it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.prepared import Prepared
from collab.streams.models import Entry
from discussions.spaces.models import Admission, Space
from discussions.spaces.policies import Standing, check_view, may_post
from discussions.spaces.shapes import DoorShape, GroupRef, SeatShape, SpaceShape
from groups.badges import Badge
from groups.models import Seat
from groups.roles import Role


class Facts(NamedTuple):
    """What an admission tells of a person in a space, in the order of `FACTS`."""

    person_id: int
    space_id: int
    seat_id: int
    role: str
    floor: int
    group_id: int | None
    label: str
    ceiling: str
    archived_at: datetime | None
    observers_post: bool
    slow_seconds: int
    seat_muted_until: datetime | None
    muted_until: datetime | None
    pseudonym: str
    name: str
    organisation: str
    constituency: str
    side: int


FACTS = (
    "seat__person_id", "space_id", "seat_id", "seat__role", "floor", "space__group_id", "space__label", "space__ceiling",
    "space__archived_at", "space__observers_post", "space__slow_seconds", "seat__muted_until", "muted_until", "seat__pseudonym",
    "seat__person__name", "seat__organisation__name", "seat__organisation__constituency_id", "seat__group_id",
)  # fmt: skip


def admissions_at(moment: datetime, person_ids: Iterable[int]) -> QuerySet[Admission]:
    """What `person_ids` may read at `moment` (UTC): every read of content starts here (decision 6).

    Admissions that have not ended, of seats that count now, of active accounts that have the second factor their group demands.
    """
    return Admission.objects.filter(ended_at__isnull=True, seat__in=Seat.objects.reading_at(moment).filter(person_id__in=person_ids))


_facts = Prepared(
    lambda moment, people, spaces: admissions_at(moment, people).filter(space_id__in=spaces).order_by("pk").values_list(*FACTS),
    moment=datetime,
    people=[int],
    spaces=[int],
)


def admissions_of(person_id: int) -> QuerySet[Admission]:
    """What `person_id` may read now."""
    return admissions_at(now(), [person_id])


def readable_entries(person_id: int, moment: datetime | None = None) -> QuerySet[Entry]:
    """Everything that the person may read in spaces, now or at `moment`: what lists, searches and counts across spaces start from.

    Topics are read from before one's time as well, as on the screen of a space; everything else from one's floor on.
    """
    mine = admissions_at(moment or now(), [person_id]).filter(space_id=OuterRef("stream_id"))
    return Entry.objects.filter(Q(Exists(mine.filter(floor__lt=OuterRef("place")))) | Q(Exists(mine), kind="topic"))


def standings(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """The standing of each (person, space) pair, in one query; outsiders and missing spaces look the same."""
    wanted = set(pairs)
    moment = now()
    found = {pair: Standing(moment, pair[0], pair[1]) for pair in wanted}
    for row in _facts(moment=moment, people={person for person, _ in wanted}, spaces={space for _, space in wanted}):
        facts = Facts(*row)
        pair = (facts.person_id, facts.space_id)
        if pair in found and not found[pair].inside:
            found[pair] = standing_of(facts, moment)
        elif pair in found and found[pair].bridge:
            found[pair] = replace(found[pair], sides=found[pair].sides | {facts.side})
    return found


def standing_in(person_id: int, space_id: int) -> Standing:
    """The standing of one person in one space."""
    return standings([(person_id, space_id)])[person_id, space_id]


def standing_from(row: Admission, moment: datetime) -> Standing:
    """The standing that an admission gives.  Needs space, seat, seat.person and seat.organisation loaded."""
    space, seat = row.space, row.seat
    return standing_of(
        Facts(
            seat.person_id, space.pk, seat.pk, seat.role, row.floor, space.group_id, space.label, space.ceiling, space.archived_at,
            space.observers_post, space.slow_seconds, seat.muted_until, row.muted_until, seat.pseudonym, seat.person.name,
            seat.organisation.name, seat.organisation.constituency_id, seat.group_id,
        ),
        moment,
    )  # fmt: skip


def standing_of(facts: Facts, moment: datetime) -> Standing:
    """The standing behind these facts, at `moment` (UTC)."""
    badge = Badge.named(
        seat=facts.seat_id, pseudonym=facts.pseudonym, name=facts.name, organisation=facts.organisation,
        constituency=facts.constituency, role=facts.role,
    )  # fmt: skip
    return Standing(
        now=moment,
        person_id=facts.person_id,
        space_id=facts.space_id,
        seat_id=facts.seat_id,
        role=Role(facts.role),
        floor=facts.floor,
        group_id=facts.group_id,
        label=facts.label,
        ceiling=facts.ceiling,
        archived=facts.archived_at is not None,
        bridge=facts.group_id is None,
        observers_post=facts.observers_post,
        muted_until=max(filter(None, (facts.seat_muted_until, facts.muted_until)), default=None),
        slow_seconds=facts.slow_seconds,
        badge=badge.model_dump(),
        sides=frozenset({facts.side}) if facts.group_id is None else frozenset(),
    )


def readable_spaces(person_id: int) -> QuerySet[Space]:
    """The spaces that the person may read."""
    return Space.objects.filter(admissions__in=admissions_of(person_id)).distinct()


def full_admissions() -> QuerySet[Admission]:
    """Admissions with all that shapes of spaces and seats need."""
    return Admission.objects.select_related(
        "space__group", "space__stream", "seat__person", "seat__organisation", "seat__group", "entry", "door"
    )


def audience_sizes(space_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(people, organisations) that read each space now, in one query."""
    rows = (
        Admission.objects.filter(space_id__in=list(space_ids), ended_at__isnull=True, seat__in=Seat.objects.reading_at(now()))
        .values_list("space_id")
        .annotate(people=Count("seat__person_id", distinct=True), organisations=Count("seat__organisation_id", distinct=True))
    )
    return {space: (people, organisations) for space, people, organisations in rows}


def space_shape(row: Admission, sizes: dict[int, tuple[int, int]]) -> SpaceShape:
    """A space as the person behind `row` sees it."""
    space, group = row.space, row.space.group
    standing = standing_from(row, now())
    people, organisations = sizes.get(space.pk, (0, 0))
    return SpaceShape(
        id=space.pk,
        group=GroupRef(id=group.pk, name=group.name, kind=group.kind, constituency=group.constituency_id) if group else None,
        bridge=group is None,
        title=space.title,
        purpose=space.purpose,
        closed=space.closed,
        label=Label(space.label),
        ceiling=Label(space.ceiling),
        history="joining" if space.history == "joining" else "all",
        archived=space.archived_at is not None,
        observers_post=space.observers_post,
        people=people,
        organisations=organisations,
        seat=row.seat_id,
        slow_seconds=space.slow_seconds,
        may_post=may_post(replace(standing, muted_until=None)),
        muted_until=standing.muted_until if standing.muted else None,
        may_moderate=standing.moderates,
        presence=group is not None and not group.pseudonyms,
        floor=row.floor,
        rev=space.stream.rev,
        frozen_at=space.created_at if standing.exchange else None,
    )


def spaces_of(person_id: int) -> list[SpaceShape]:
    """Every space the person reads, by group and title: two queries."""
    rows = list(full_admissions().filter(pk__in=admissions_of(person_id)).order_by("space__group__name", "space__created_at", "pk"))
    first = {row.space_id: row for row in reversed(rows)}
    sizes = audience_sizes(first)
    return [space_shape(row, sizes) for row in rows if first[row.space_id] is row]


def space_for(person_id: int, space_id: int) -> SpaceShape:
    """One space.  Raises NotFound."""
    row = full_admissions().filter(pk__in=admissions_of(person_id), space_id=space_id).order_by("pk").first()
    if row is None:
        raise NotFound
    return space_shape(row, audience_sizes([space_id]))


def seats_of(entry_ids: Iterable[int]) -> dict[int, SeatShape]:
    """Shapes of a space's people by the id of their entry, in one query."""
    rows = full_admissions().filter(entry_id__in=list(entry_ids))
    return {row.entry_id: seat_shape(row) for row in rows}


def seat_shape(row: Admission, *, named: bool = False) -> SeatShape:
    """One of a space's people.  In the room of a bridge nobody is named unless asked for: how many read is enough there."""
    named = named or row.space.group_id is not None
    badge = Badge.of(row.seat)
    return SeatShape(
        space=row.space_id,
        place=row.entry.place,
        rev=row.entry.rev,
        by=badge if named else Badge.masked(constituency=badge.constituency),
        post=row.seat.post if named and not row.seat.pseudonym else "",
        inside=row.ended_at is None,
    )


def people_of(person_id: int, space_id: int) -> list[SeatShape]:
    """Who reads the space now, by organisation and name; in a bridge by name only one's own side.  Raises NotFound."""
    check_view(standing_in(person_id, space_id))
    rows = full_admissions().filter(space_id=space_id, ended_at__isnull=True, seat__in=Seat.objects.reading_at(now()))
    mine = {row.seat.group_id for row in rows if row.seat.person_id == person_id}
    shapes = (seat_shape(row, named=row.seat.group_id in mine) for row in rows)
    return sorted(shapes, key=lambda each: (each.by.organisation, each.by.name))


def doors_of(entry_ids: Iterable[int]) -> dict[int, DoorShape]:
    """Shapes of doors by the id of their entry.  A door that is closed, or no longer one's own, names no space."""
    rows = list(full_admissions().filter(door_id__in=list(entry_ids)))
    reading = set(Seat.objects.reading_at(now()).filter(pk__in=[row.seat_id for row in rows]).values_list("pk", flat=True))
    sizes = audience_sizes(row.space_id for row in rows)
    found = {}
    for row in rows:
        open_now = row.ended_at is None and row.seat_id in reading
        found[row.door_id] = DoorShape(
            place=row.door.place,
            rev=row.door.rev,
            open=open_now,
            space_id=row.space_id,
            space=space_shape(row, sizes) if open_now else None,
        )
    return found
