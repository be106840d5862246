"""Seats and groups as facts."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
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


def reading_seats(person_id: int, moment: datetime | None = None) -> SeatQuerySet:
    """Those of them that count for anything, now or at `moment`: where the group demands a second factor, the person has one."""
    return Seat.objects.reading_at(moment or now()).filter(person_id=person_id)


def is_guarded(person_id: int) -> bool:
    """Whether a group in which the person holds a seat demands a second factor."""
    return open_seats(person_id).filter(group__second_factor=True).exists()


def officer_seats(person_id: int, moment: datetime | None = None) -> SeatQuerySet:
    """The seats by which the person works in the secretariat, now or at `moment`."""
    return reading_seats(person_id, moment).filter(group__kind=GroupKind.SECRETARIAT).exclude(role=Role.OBSERVER)


def is_officer(person_id: int) -> bool:
    """Whether the person works in the secretariat: keeps accounts, groups and seats, and reads no content by that."""
    return officer_seats(person_id).exists()


def of_groups(person_id: int, seats: SeatQuerySet) -> Q:
    """What belongs to the groups of these seats of the person, and to every group for an officer.

    Part of the query that looks for a thing, so that a hidden one takes the same way as a missing one.
    """
    return Q(group__in=seats.values("group")) | Q(Exists(officer_seats(person_id)))


def lasting_offices() -> Q:
    """Offices held today (UTC) or later."""
    return Q(until_on__isnull=True) | Q(until_on__gte=now().date())


def moderated_groups(person_id: int) -> list[int]:
    """Ids of the groups that the person leads or moderates."""
    return list(reading_seats(person_id).filter(role__in=[Role.LEAD, Role.MODERATOR]).values_list("group_id", flat=True))


def place_in_group(person_id: int, group_id: int) -> GroupStanding:
    """The facts that rules on groups ask, in two queries."""
    group = Group.objects.filter(pk=group_id).first()
    seats = {seat.group_id: seat for seat in open_seats(person_id).select_related("group", "person")}
    mine = seats.get(group_id)
    officer = any(
        seat.group.kind == GroupKind.SECRETARIAT and seat.role != Role.OBSERVER and not lacks_factor(seat) for seat in seats.values()
    )
    return GroupStanding(
        person_id, group_id, exists=group is not None, role=Role(mine.role) if mine else None, officer=officer,
        locked=mine is not None and lacks_factor(mine), listed=group.listed if group else False, in_alliance=bool(seats),
    )  # fmt: skip


def lacks_factor(seat: Seat) -> bool:
    """Whether the seat's group demands a second factor that its person has not.  Needs group and person loaded."""
    return seat.group.second_factor and not seat.person.second_factor


def groups_of(person_id: int, *, others: bool = False) -> list[GroupShape]:
    """The groups in which the person holds a seat, by name; with `others` also those of which they may know."""
    seats = {seat.group_id: seat for seat in open_seats(person_id)}
    officer = is_officer(person_id)
    has_factor = Person.objects.values_list("second_factor", flat=True).get(pk=person_id)
    shown = Q(pk__in=seats)
    if others and seats:
        shown |= Q(listed=True)
    rows = Group.objects.all() if others and officer else Group.objects.filter(shown)
    return [
        group_shape(group, seats.get(group.pk), officer=officer, second_factor=has_factor) for group in with_sizes(rows).order_by("name")
    ]


def with_sizes(groups: QuerySet[Group]) -> QuerySet[Group]:
    """Groups, each with the number of its people and of their organisations now."""
    counted = Seat.objects.open_at(now()).filter(group=OuterRef("pk")).order_by().values("group")
    return groups.annotate(
        people=Coalesce(Subquery(counted.annotate(n=Count("person", distinct=True)).values("n")), 0),
        bodies=Coalesce(Subquery(counted.annotate(n=Count("organisation", distinct=True)).values("n")), 0),
    )


def group_shape(group: Group, seat: Seat | None, *, officer: bool, second_factor: bool) -> GroupShape:
    """A group as one person sees it: without content while it is locked to them.  Needs `with_sizes`."""
    role = Role(seat.role) if seat else None
    locked = seat is not None and group.second_factor and not second_factor
    return GroupShape(
        id=group.pk, name=group.name, kind=GroupKind(group.kind), constituency=group.constituency_id,
        purpose="" if locked else group.purpose, rules="" if locked else group.rules,
        default_label=Label(group.default_label), second_factor=group.second_factor, pseudonyms=group.pseudonyms,
        listed=group.listed, people=0 if locked else group.people, organisations=0 if locked else group.bodies,  # type: ignore[attr-defined]  # annotated by with_sizes
        seat=seat.pk if seat else None, role=role, may_keep=officer or (role is not None and role.moderates and not locked),
        locked=locked,
    )  # fmt: skip
