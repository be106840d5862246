"""Seats and groups as facts."""

from collab.clock import now
from groups.models import Group, Seat, SeatQuerySet
from groups.policies import GroupStanding
from groups.roles import GroupKind, Role


def open_seats(person_id: int) -> SeatQuerySet:
    """The seats that `person_id` holds now."""
    return Seat.objects.open_at(now()).filter(person_id=person_id)


def is_officer(person_id: int) -> bool:
    """Whether the person works in the secretariat: keeps accounts, groups and seats, and reads no content by that."""
    return open_seats(person_id).filter(group__kind=GroupKind.SECRETARIAT).exclude(role=Role.OBSERVER).exists()


def moderated_groups(person_id: int) -> list[int]:
    """Ids of the groups that the person leads or moderates."""
    return list(open_seats(person_id).filter(role__in=[Role.LEAD, Role.MODERATOR]).values_list("group_id", flat=True))


def place_in_group(person_id: int, group_id: int) -> GroupStanding:
    """The facts that rules on groups ask, in two queries."""
    group = Group.objects.filter(pk=group_id).first()
    seats = {seat.group_id: seat for seat in open_seats(person_id).select_related("group")}
    mine = seats.get(group_id)
    officer = any(seat.group.kind == GroupKind.SECRETARIAT and seat.role != Role.OBSERVER for seat in seats.values())
    return GroupStanding(
        person_id, group_id, exists=group is not None, role=Role(mine.role) if mine else None, officer=officer,
        listed=group.listed if group else False, in_alliance=bool(seats),
    )  # fmt: skip
