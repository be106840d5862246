"""The sides of a bridge: finding the one that a person answers for under its locks, and showing that it changed."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.streams.counter import Counter, lock_all
from discussions.bridges.held import held_streams
from discussions.bridges.models import Amendment, Side
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import AmendmentState, SideState
from discussions.spaces.models import Admission
from groups.badges import WITH_BADGE
from groups.models import Group, Seat


def own_seats(moderator: Seat, wanted: list[int] | None, *, least: int) -> list[Seat]:
    """The seats of the moderator's group that are to speak; by default the moderator's.  Raises Invalid for any other seat."""
    ids = {moderator.pk} if wanted is None else set(wanted)
    seats = list(Seat.objects.open_at(now()).filter(group_id=moderator.group_id, pk__in=ids).select_related(*WITH_BADGE).order_by("pk"))
    if len(seats) < len(ids) or len(ids) < least:
        raise Invalid(Code.INVALID, _("Choose at least one person, and only people of your own group."), fields=["seats"])
    return seats


def side_before(person_id: int, bridge_id: int, *, group: int | None, fits: Iterable[SideState]) -> tuple[Side, Seat]:
    """The side that the person answers for, and the seat by which.  With several, the one named or the first that fits.

    Raises NotFound to everybody else.
    """
    seats = {seat.group_id: seat for seat in desk_seats(person_id).select_related("group", *WITH_BADGE)}
    rows = Side.objects.select_related("entry", "bridge__space").filter(bridge_id=bridge_id, group_id__in=seats)
    sides = list(rows.filter(group_id=group) if group is not None else rows.order_by("pk"))
    if not sides:
        raise NotFound
    fitting = [side for side in sides if side.state in set(fits)] or sides
    return fitting[0], seats[fitting[0].group_id]


def locked_side(person_id: int, bridge_id: int, *, group: int | None, fits: Iterable[SideState]) -> tuple[Side, Seat]:
    """As `side_before`, read again under the locks of every stream that an act on it may write to."""
    side, moderator = side_before(person_id, bridge_id, group=group, fits=fits)
    lock_all(streams_of(side))
    return reread(side), moderator


def reread(side: Side) -> Side:
    """The side as it stands now."""
    return Side.objects.select_related("entry", "bridge__space").get(pk=side.pk)


def streams_of(side: Side, seats: Iterable[Seat] = ()) -> set[int]:
    """Every stream that an act on a side may write to: the room, the desks, people let in or told, and what waits."""
    bridge_id = side.bridge_id
    picks = {seat for picked in Side.objects.filter(bridge_id=bridge_id).values_list("picked", flat=True) for seat in picked}
    inside = Admission.objects.filter(space_id=bridge_id, ended_at__isnull=True)
    people = set(inside.values_list("seat__person__stream_id", flat=True))
    people |= set(Seat.objects.filter(pk__in=picks).values_list("person__stream_id", flat=True))
    asked = {group for changes in open_changes(bridge_id) for group in changes["invite"]}
    invited = set(Group.objects.filter(pk__in=asked).values_list("desk_id", flat=True))
    speaking = {seat.person.stream_id for seat in seats}
    return {bridge_id} | desks_of(bridge_id) | invited | people | speaking | held_streams(bridge_id)


def open_changes(bridge_id: int) -> list[dict[str, Any]]:
    """What the changes of the charter that wait would make different."""
    return list(Amendment.objects.filter(bridge_id=bridge_id, state=AmendmentState.OPEN).values_list("changes", flat=True))


def desks_of(bridge_id: int) -> set[int]:
    """The streams of the desks that know of a bridge."""
    return set(Side.objects.filter(bridge_id=bridge_id).values_list("entry__stream_id", flat=True))


def show_sides(side: Side, counters: dict[int, Counter], *, also: Iterable[SideState] = (), other: Side | None = None) -> None:
    """Show a proposal anew where it looks different now: to the side itself, to those that have accepted, to `also`, and to `other`.

    A side that has not answered is not told how others did, not even that somebody did.
    """
    states = {SideState.ACCEPTED, *also}
    concerned = {side.pk, other.pk if other else side.pk}
    for each in Side.objects.select_related("entry").filter(bridge_id=side.bridge_id).order_by("pk"):
        if each.pk in concerned or each.state in states:
            counters[each.entry.stream_id].touch(each.entry)


def tell_sides(side: Side, *, also: Iterable[SideState] = (), other: Side | None = None) -> None:
    """As `show_sides`, with counters read afresh and written."""
    counters = lock_all(desks_of(side.bridge_id))
    show_sides(side, counters, also=also, other=other)
    for counter in counters.values():
        counter.save()


def record_for_all(side: Side, verb: str, actor_id: int | None, *, reason: str = "", **facts: Any) -> None:
    """An act that concerns every side that takes part stands in the chain of each; the chains are locked in one order."""
    states = [SideState.ACCEPTED]
    groups = set(Side.objects.filter(bridge_id=side.bridge_id, state__in=states).values_list("group_id", flat=True))
    for group_id in sorted(groups | {side.group_id}):
        record(
            verb, group_id=group_id, actor_id=actor_id, subject=("bridge", side.bridge_id), reason=reason, by_group=side.group_id, **facts
        )
