"""Who may listen to which stream, for sockets, long-poll and the hub."""

from collections.abc import Iterable
from typing import Any

from collab.accounts.models import Person
from collab.clock import now
from collab.realtime.house import Access
from collab.streams.models import Stream, StreamKind
from discussions.personal.reads import unread
from discussions.spaces.models import Admission
from discussions.spaces.reads import admissions_of
from groups.badges import Badge
from groups.models import Group, Seat
from groups.reads import moderated_groups


def access(person_id: int, names: Iterable[str]) -> dict[str, Access]:
    """The streams among `names` that the person may hear now; others are left out, hidden and missing alike.

    Names: `space:ID`, `desk:GROUP`, `me`.  At most one query per class.
    """
    asked = set(names)
    found: dict[str, Access] = {}
    spaces = {number for number in (number_of(name, "space:") for name in asked) if number is not None}
    desks = {number for number in (number_of(name, "desk:") for name in asked) if number is not None}
    if spaces:
        rows = admissions_of(person_id).filter(space_id__in=spaces).select_related(
            "space__stream", "space__group", "seat__person", "seat__organisation"
        )  # fmt: skip
        for row in rows.order_by("-pk"):
            stream = row.space.stream
            found[f"space:{row.space_id}"] = Access(f"space:{row.space_id}", stream.pk, stream.rev, stream.epoch, row.floor, hints_of(row))
    if desks:
        mine = desks & set(moderated_groups(person_id))
        for group in Group.objects.filter(pk__in=mine).select_related("desk"):
            found[f"desk:{group.pk}"] = Access(f"desk:{group.pk}", group.desk.pk, group.desk.rev, group.desk.epoch)
    if "me" in asked:
        stream = Stream.objects.get(pk=Person.objects.values_list("stream_id", flat=True).get(pk=person_id))
        found["me"] = Access("me", stream.pk, stream.rev, stream.epoch)
    return found


def number_of(name: str, prefix: str) -> int | None:
    """The id in `space:12`, or None."""
    digits = name.removeprefix(prefix)
    return int(digits) if name.startswith(prefix) and digits.isascii() and digits.isdigit() and len(digits) <= 16 else None


def hints_of(row: Admission) -> dict[str, Any] | None:
    """Who the person is for presence and typing here, or None: off in circles and bridges, and for those who say so."""
    group = row.space.group
    if group is None or group.pseudonyms or row.seat.pseudonym or not row.seat.person.shows_presence:
        return None
    badge = Badge.of(row.seat)
    return {"seat": badge.seat, "name": badge.name}


def floors(stream_id: int, person_ids: set[int]) -> dict[int, int]:
    """Of `person_ids`, those who may still hear the stream, each with the place from which they read."""
    stream = Stream.objects.get(pk=stream_id)
    if stream.kind == StreamKind.PERSON:
        return dict.fromkeys(Person.objects.filter(stream=stream, is_active=True, pk__in=person_ids).values_list("pk", flat=True), 0)
    seats = Seat.objects.reading_at(now()).filter(person_id__in=person_ids)
    if stream.kind == StreamKind.DESK:
        moderators = seats.filter(group__desk=stream, role__in=["lead", "moderator"])
        return dict.fromkeys(moderators.values_list("person_id", flat=True), 0)
    rows = Admission.objects.filter(space_id=stream_id, ended_at__isnull=True, seat__in=seats).order_by("-pk")
    return dict(rows.values_list("seat__person_id", "floor"))


def heads(stream_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """(rev, epoch) of streams, in one query."""
    rows = Stream.objects.filter(pk__in=list(stream_ids)).values_list("pk", "rev", "epoch")
    return {pk: (rev, epoch) for pk, rev, epoch in rows}


def caught_up(person_id: int, accesses: list[Access]) -> dict[str, dict[str, Any]]:
    """The frames that end a catch-up: for spaces with what the person has not read there."""
    spaces = [each.stream_id for each in accesses if each.name.startswith("space:")]
    counts = unread(person_id, spaces) if spaces else {}
    return {each.name: {"kind": "caught_up", "stream": each.name, "rev": each.rev, **counts.get(each.stream_id, {})} for each in accesses}
