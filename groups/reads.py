"""Seats and groups as facts."""

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from groups.models import Group, Seat, SeatQuerySet
from groups.policies import GroupStanding
from groups.roles import GroupKind, Role
from groups.shapes import GroupShape


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


def groups_of(person_id: int) -> list[GroupShape]:
    """The groups in which the person holds a seat, by name: three queries."""
    seats = {seat.group_id: seat for seat in open_seats(person_id)}
    officer = is_officer(person_id)
    guarded = Person.objects.values_list("second_factor", flat=True).get(pk=person_id)
    return [
        group_shape(group, seats.get(group.pk), officer=officer, second_factor=guarded)
        for group in with_sizes(Group.objects.filter(pk__in=seats)).order_by("name")
    ]


def with_sizes(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Groups, each with the number of its people and of their organisations now."""
    counted = Seat.objects.open_at(now()).filter(group=OuterRef("pk")).order_by().values("group")
    return groups.annotate(
        people=Coalesce(Subquery(counted.annotate(n=Count("person", distinct=True)).values("n")), 0),
        bodies=Coalesce(Subquery(counted.annotate(n=Count("organisation", distinct=True)).values("n")), 0),
    )


def group_shape(group: Group, seat: Seat | None, *, officer: bool, second_factor: bool) -> GroupShape:
    """A group as one person sees it.  Needs `with_sizes`."""
    role = Role(seat.role) if seat else None
    return GroupShape(
        id=group.pk, name=group.name, kind=GroupKind(group.kind), constituency=group.constituency_id, purpose=group.purpose,
        rules=group.rules, default_label=Label(group.default_label), second_factor=group.second_factor, pseudonyms=group.pseudonyms,
        listed=group.listed, people=group.people, organisations=group.bodies,  # type: ignore[attr-defined]  # annotated by with_sizes
        seat=seat.pk if seat else None, role=role, may_keep=officer or (role is not None and role.moderates),
        locked=seat is not None and group.second_factor and not second_factor,
    )  # fmt: skip
