"""Posts that a side keeps from its own people, read for its desk."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.hold_shapes import HoldShape
from discussions.bridges.policies import HoldFacts
from discussions.bridges.reads import badge_or_none, desk_seats
from discussions.bridges.roles import MODERATORS
from discussions.chat.models import Hold
from discussions.chat.reads import by
from discussions.spaces.reads import admissions_of
from groups.badges import Badge
from groups.models import Seat

RELEASED_SHOWN = 20  # on the first page of a desk, beside all that are in force


def full_holds() -> QuerySet[Hold]:
    """Holds with all that a shape needs."""
    return Hold.objects.select_related(
        "entry", "message__entry__topic", "message__space", "by__person", "by__organisation", "decided_by__person",
        "decided_by__organisation",
    )  # fmt: skip


def holds_of(entry_ids: Iterable[int]) -> dict[int, HoldShape]:
    """Shapes of holds by the id of their entry, in one query."""
    return {row.pk: hold_shape(row) for row in full_holds().filter(pk__in=list(entry_ids))}


def hold_shape(row: Hold) -> HoldShape:
    """A hold without the words that it keeps back."""
    return HoldShape(
        group=row.group_id, place=row.entry.place, rev=row.entry.rev, space=row.message.space_id, message=row.message.entry.place,
        space_title=row.message.space.title, label=Label(row.message.entry.label), by=by(row.message), reason=row.reason,
        held_by=Badge.of(row.by), at=row.at, state="released" if row.ended_at else "kept" if row.decided_at else "held", words=row.words,
        decided_by=badge_or_none(row.decided_by), decided_at=row.decided_at,
    )  # fmt: skip


def holds_on_desk(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the holds of a desk: all that are in force, and the newest of those that are not."""
    here = Hold.objects.filter(entry__stream_id=stream_id)
    ended = here.filter(ended_at__isnull=False).order_by("-ended_at").values("pk")[:RELEASED_SHOWN]
    return Entry.objects.filter(Q(pk__in=here.filter(ended_at__isnull=True).values("pk")) | Q(pk__in=ended))


def holding_seats(person_id: int, space_id: int) -> list[Seat]:
    """The seats by which the person reads a thread and leads or moderates one of its sides."""
    rows = admissions_of(person_id).filter(space_id=space_id, space__bridge__isnull=False, seat__role__in=MODERATORS)
    return [row.seat for row in rows.select_related("seat__group").order_by("pk")]


def hold_at(person_id: int, group_id: int, place: int) -> Hold | None:
    """The hold at a place of the group's desk, for those who answer for it."""
    return full_holds().filter(group__in=desk_seats(person_id).values("group"), group_id=group_id, entry__place=place).first()


def hold_facts(person_id: int, hold: Hold | None) -> HoldFacts:
    """What the rules ask of a hold before one person."""
    return HoldFacts(
        known=hold is not None,
        reads=hold is not None and admissions_of(person_id).filter(space=hold.message.space_id).exists(),
        in_force=hold is not None and hold.ended_at is None,
        kept=hold is not None and hold.decided_at is not None,
    )
