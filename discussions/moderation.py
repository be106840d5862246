"""The moderation log of a group: what its moderators did about how people talk, as those whom it concerns read it.

It is drawn from the record of acts.  Nobody is named, neither who acted nor whom it was about; what one may not read, one is not told of.
"""

from datetime import datetime
from typing import NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast
from pydantic import BaseModel

from collab.audit.models import AuditEntry
from discussions.bridges.custody.reads import own_among
from discussions.bridges.models import Crossing
from discussions.chat.models import Message
from discussions.desk.models import Ruling
from discussions.spaces.reads import admissions_of
from groups.policies import check_sits
from groups.reads import place_in_group, reading_seats

PAGE = 50  # acts, newest first
IN_SPACES = (
    "message.redact", "message.move", "topic.lock", "topic.unlock", "space.slow", "report.redacted", "hold.hold", "hold.released",
    "appeal.lifted", "flag.make", "flag.removed", "flag.released", "flag.lapsed",
)  # fmt: skip
ON_SEATS = ("seat.mute", "seat.unmute")  # told to that seat alone
ON_RULINGS = ("appeal.lifted", "appeal.stands")  # told to whom the ruling concerned
ON_RELEASED = ("crossing.release", "crossing.withdraw")  # told to who reads the thread; all that befalls a post, to its author
TOLD_AS = {"report.redacted": "message.redact"}  # that somebody reported a message is not for its author to know


class LogEntry(BaseModel):
    """One act.  `space` with its `title`, and `place` of a message or topic, where it happened in one that one reads."""

    at: datetime
    verb: str
    reason: str
    space: int | None
    title: str
    place: int | None
    seconds: int | None  # of slow mode
    until: datetime | None  # of a mute
    mine: bool  # about oneself, or one's own words


class LogPage(BaseModel):
    """Acts, newest first, and whether there are older ones.  No numbers of the record: their holes would tell of other acts."""

    entries: list[LogEntry]
    more: bool


class Room(NamedTuple):
    """A space that the person reads, from behind a place."""

    title: str
    floor: int


def log_page(person_id: int, group_id: int, before: datetime | None = None) -> LogPage:
    """A page of the group's moderation log, of acts older than `before` (UTC).

    Everybody who sits in the group.  Raises NotFound, Refused (second_factor_needed).
    """
    check_sits(place_in_group(person_id, group_id))
    reads = admissions_of(person_id).values_list("space_id", "space__title", "floor")
    rooms = {space: Room(title, floor) for space, title, floor in reads}
    seats = list(reading_seats(person_id).filter(group_id=group_id).values_list("pk", flat=True))
    sealed = own_among(person_id, Crossing.objects.filter(side__group=group_id))
    about_me = list(map(str, Ruling.objects.filter(seat__in=seats).values_list("number", flat=True)))
    own = numbers(Q(author__in=seats) | Q(pk__in=[row.pk for row in sealed]))
    found = AuditEntry.objects.filter(chain_id=group_id).filter(
        in_rooms(rooms)
        | Q(verb__in=ON_SEATS, subject_id__in=map(str, seats))
        | Q(subject_kind="crossing", subject_id__in=own)
        | Q(verb__in=ON_RULINGS, subject_kind="ruling", subject_id__in=about_me)
        | Q(verb__in=ON_RELEASED, subject_id__in=numbers(Q(bridge__in=rooms, side__group=group_id)))
    )
    if before is not None:
        found = found.filter(at__lt=before)
    rows = list(found.order_by("-number")[: PAGE + 1])
    mine = own_messages(seats, [address_of(row) for row in rows]) | {*own, *about_me}
    entries = [log_entry(row, rooms, mine) for row in rows[:PAGE] if row.subject_id in mine or is_read(row, rooms)]
    return LogPage(entries=entries, more=len(rows) > PAGE)


def in_rooms(rooms: dict[int, Room]) -> Q:
    """Acts on messages and topics of these spaces, and on the spaces themselves."""
    found = Q(subject_kind="space", subject_id__in=[str(space) for space in rooms])
    for space in rooms:
        found |= Q(subject_kind__in=["message", "topic"], subject_id__startswith=f"{space}/")
        found |= Q(subject_kind__in=["report", "ruling"], facts__message__startswith=f"{space}/")
    return Q(verb__in=IN_SPACES) & found


def numbers(which: Q) -> list[str]:
    """The numbers of crossings, as the record names them."""
    return list(Crossing.objects.filter(which).annotate(told=Cast("number", CharField())).values_list("told", flat=True))


def address_of(row: AuditEntry) -> tuple[int | None, int | None]:
    """(space, place) that an act was about, as far as it tells."""
    told = str(row.facts.get("message", "")) if row.subject_kind in ("report", "ruling") else row.subject_id
    if row.subject_kind not in ("message", "topic", "report", "space", "ruling") or not told:
        return (row.facts.get("space"), None) if row.verb == "seat.mute" or row.subject_kind == "ruling" else (None, None)
    space, _, place = told.partition("/")
    return int(space), int(place) if place else row.facts.get("topic")


def is_read(row: AuditEntry, rooms: dict[int, Room]) -> bool:
    """Whether it lies in the person's time: a message from before one's joining is not told of."""
    space, place = address_of(row)
    return row.subject_kind not in ("message", "report", "ruling") or (space in rooms and (place or 0) > rooms[space].floor)


def own_messages(seats: list[int], addresses: list[tuple[int | None, int | None]]) -> set[tuple[int, int] | str]:
    """Those of the addresses at which one of these seats wrote."""
    said = Message.objects.filter(author__in=seats, space__in={space for space, _ in addresses if space})
    return set(said.filter(entry__place__in={place for _, place in addresses if place}).values_list("space_id", "entry__place"))


def log_entry(row: AuditEntry, rooms: dict[int, Room], mine: set[tuple[int, int] | str]) -> LogEntry:
    """One act as the person reads it."""
    space, place = address_of(row)
    room = rooms.get(space) if space else None
    return LogEntry(
        at=row.at, verb=TOLD_AS.get(row.verb, row.verb), reason=row.reason, space=space if room else None, title=room.title if room else "",
        place=place, seconds=row.facts.get("seconds"), until=row.facts.get("until"),
        mine=row.subject_kind == "seat" or row.subject_id in mine or (space, place) in mine,
    )  # fmt: skip
