"""Who may listen to which stream, for sockets, long-poll and the hub."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from collab.accounts.models import Person
from collab.clock import now
from collab.prepared import Prepared
from collab.realtime.frames import NOBODY
from collab.realtime.house import Access
from collab.streams.models import Stream, StreamKind
from discussions.documents.living_reads import heard_texts
from discussions.documents.reading import log_reading_along
from discussions.personal.reads import Mine, unread_behind
from discussions.spaces.models import Admission
from discussions.spaces.reads import admissions_at
from groups.models import Group, Seat
from groups.reads import moderated_groups
from groups.roles import Role


class Heard(NamedTuple):
    """What an admission tells whoever wants to hear its space, in the order of `HEARD`."""

    space_id: int
    rev: int
    epoch: int
    floor: int
    baseline: int
    role: str
    seat_id: int
    pseudonym: str
    name: str
    shows_presence: bool
    group_id: int | None
    group_pseudonyms: bool | None
    side: int


HEARD = (
    "space_id", "space__stream__rev", "space__stream__epoch", "floor", "baseline", "seat__role", "seat_id", "seat__pseudonym",
    "seat__person__name", "seat__person__shows_presence", "space__group_id", "space__group__pseudonyms", "seat__group_id",
)  # fmt: skip
TEXT = tuple(f"space__documents__text__stream{end}" for end in ("_id", "__rev", "__epoch"))


def heard(moment: datetime, person: int, spaces: list[int]) -> QuerySet[Admission, tuple[Any, ...]]:
    """Of these spaces, what the person may hear at that moment; of several admissions to one the oldest comes last."""
    return admissions_at(moment, [person]).filter(space_id__in=spaces).order_by("-pk").values_list(*HEARD)


_heard = Prepared(heard, moment=datetime, person=int, spaces=[int])


def access(person_id: int, names: Iterable[str]) -> dict[str, Access]:
    """The streams among `names` that the person may hear now; others are left out, hidden and missing alike.

    Names: `space:ID`, `text:ID`, `desk:GROUP`, `me`.  At most one query per class.
    """
    asked = set(names)
    found: dict[str, Access] = {}
    spaces = {number for number in (number_of(name, "space:") for name in asked) if number is not None}
    desks = {number for number in (number_of(name, "desk:") for name in asked) if number is not None}
    if spaces:
        seats: dict[int, dict[str, Any] | None] = {}  # one for all spaces of a group: sockets hold on to it for hours
        for row in map(Heard._make, _heard(moment=now(), person=person_id, spaces=spaces)):
            name, seat = f"space:{row.space_id}", hints_of(row)
            shared = seats.setdefault(row.seat_id, seat)
            found[name] = Access(
                name,
                row.space_id,
                row.rev,
                row.epoch,
                row.floor,
                row.baseline,
                Role(row.role).moderates,
                shared if shared == seat else seat,
                (found[name].sides if name in found else NOBODY) | {row.side} if row.group_id is None else NOBODY,
            )
    if desks:
        mine = desks & set(moderated_groups(person_id))
        for group in Group.objects.filter(pk__in=mine).select_related("desk"):
            found[f"desk:{group.pk}"] = Access(f"desk:{group.pk}", group.desk.pk, group.desk.rev, group.desk.epoch)
    if texts := {number for number in (number_of(name, "text:") for name in asked) if number is not None}:
        for *row, text_id, rev, epoch in heard_texts(now(), [person_id], texts).order_by("-pk").values_list(*HEARD, *TEXT):
            if f"text:{text_id}" not in found:
                log_reading_along(text_id, Heard._make(row).seat_id)
            found[f"text:{text_id}"] = Access(f"text:{text_id}", text_id, rev, epoch, seat=hints_of(Heard._make(row)))
    if "me" in asked:
        stream = Stream.objects.get(pk=Person.objects.values_list("stream_id", flat=True).get(pk=person_id))
        found["me"] = Access("me", stream.pk, stream.rev, stream.epoch)
    return found


def number_of(name: str, prefix: str) -> int | None:
    """The id in `space:12`, or None."""
    digits = name.removeprefix(prefix)
    return int(digits) if name.startswith(prefix) and digits.isascii() and digits.isdigit() and len(digits) <= 16 else None


def hints_of(row: Heard) -> dict[str, Any] | None:
    """Who the person is for presence and typing here, or None: off in circles and bridges, and for those who say so."""
    if row.group_id is None or row.group_pseudonyms or row.pseudonym or not row.shows_presence:
        return None
    return {"seat": row.seat_id, "name": row.name}


def floors(stream_id: int, person_ids: set[int]) -> dict[int, int]:
    """Of `person_ids`, those who may still hear the stream, each with the place from which they read."""
    stream = Stream.objects.get(pk=stream_id)
    if stream.kind == StreamKind.PERSON:
        return dict.fromkeys(Person.objects.filter(stream=stream, is_active=True, pk__in=person_ids).values_list("pk", flat=True), 0)
    seats = Seat.objects.reading_at(now()).filter(person_id__in=person_ids)
    if stream.kind == StreamKind.DESK:
        moderators = seats.filter(group__desk=stream, role__in=["lead", "moderator"])
        return dict.fromkeys(moderators.values_list("person_id", flat=True), 0)
    if stream.kind == StreamKind.TEXT:
        hearing = heard_texts(now(), person_ids, [stream_id])
        return dict.fromkeys(hearing.values_list("seat__person_id", flat=True), 0)
    rows = Admission.objects.filter(space_id=stream_id, ended_at__isnull=True, seat__in=seats).order_by("-pk")
    return dict(rows.values_list("seat__person_id", "floor"))


def heads(stream_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(rev, epoch) of streams, in one query."""
    rows = Stream.objects.filter(pk__in=list(stream_ids)).values_list("pk", "rev", "epoch")
    return {pk: (rev, epoch) for pk, rev, epoch in rows}


def caught_up(person_id: int, accesses: list[Access]) -> dict[str, dict[str, Any]]:
    """The frames that end a catch-up: for spaces with what the person has not read there."""
    spaces = [
        Mine(each.stream_id, each.floor, each.baseline, each.moderates, each.sides) for each in accesses if each.name.startswith("space:")
    ]
    counts = unread_behind(person_id, spaces)
    return {each.name: {"kind": "caught_up", "stream": each.name, "rev": each.rev, **counts.get(each.stream_id, {})} for each in accesses}
