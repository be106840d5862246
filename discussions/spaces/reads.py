"""The one visibility query, and what follows from it."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.streams.models import Entry
from discussions.spaces.models import Admission, Space
from discussions.spaces.policies import Standing, check_view, may_post
from discussions.spaces.shapes import DoorShape, GroupRef, SeatShape, SpaceShape
from groups.badges import Badge
from groups.models import Seat
from groups.roles import Role


def admissions_of(person_id: int) -> QuerySet[Admission]:
    """What `person_id` may read now: every read of content starts here (decision 6).

    Admissions that have not ended, of seats that count now, of active accounts that have the second factor their group demands.
    """
    return Admission.objects.filter(ended_at__isnull=True, seat__in=Seat.objects.reading_at(now()).filter(person_id=person_id))


def readable_entries(person_id: int) -> QuerySet[Entry]:
    """Everything that the person may read in spaces: what lists, searches and counts across spaces start from.

    Topics are read from before one's time as well, as on the screen of a space; everything else from one's floor on.
    """
    mine = admissions_of(person_id).filter(space_id=OuterRef("stream_id"))
    return Entry.objects.filter(Q(Exists(mine.filter(floor__lt=OuterRef("place")))) | Q(Exists(mine), kind="topic"))


def standings(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Standing]:
    """The standing of each (person, space) pair, in one query; outsiders and missing spaces look the same."""
    wanted = set(pairs)
    moment = now()
    rows = (
        Admission.objects.filter(
            ended_at__isnull=True,
            space_id__in={space for _, space in wanted},
            seat__in=Seat.objects.reading_at(moment).filter(person_id__in={person for person, _ in wanted}),
        )
        .select_related("space", "seat", "seat__person", "seat__organisation")
        .order_by("pk")
    )
    found = {pair: Standing(moment, pair[0], pair[1]) for pair in wanted}
    for row in rows:
        pair = (row.seat.person_id, row.space_id)
        if pair in found and not found[pair].inside:
            found[pair] = standing_from(row, moment)
    return found


def standing_in(person_id: int, space_id: int) -> Standing:
    """The standing of one person in one space."""
    return standings([(person_id, space_id)])[person_id, space_id]


def standing_from(row: Admission, moment: datetime) -> Standing:
    """The facts in an admission.  Needs space, seat, seat.person and seat.organisation loaded."""
    space, seat = row.space, row.seat
    return Standing(
        now=moment,
        person_id=seat.person_id,
        space_id=space.pk,
        seat_id=seat.pk,
        role=Role(seat.role),
        floor=row.floor,
        group_id=space.group_id,
        label=space.label,
        ceiling=space.ceiling,
        archived=space.archived_at is not None,
        bridge=space.group_id is None,
        observers_post=space.observers_post,
        muted_until=seat.muted_until,
        badge=Badge.of(seat).model_dump(),
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
        may_post=may_post(standing),
        may_moderate=standing.moderates,
        presence=group is not None and not group.pseudonyms,
        floor=row.floor,
        rev=space.stream.rev,
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
        post=row.seat.post if named else "",
        admitted_at=row.admitted_at,
        ended_at=row.ended_at,
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
