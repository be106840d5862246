"""Opening and ending seats, and what follows at once: who reads which space."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, NotFound, Refused
from collab.streams.counter import lock_all
from discussions.spaces.models import Admission, Space
from groups.models import Group, Organisation, Seat
from groups.policies import check_seat_change, check_seats
from groups.reads import place_in_group
from groups.roles import Post, Role


@transaction.atomic
def open_seat(
    *, by: int | None, group_id: int, person_id: int, organisation_id: int, role: Role, post: Post = Post.NONE,
    pseudonym: str = "", until: datetime | None = None,
) -> Seat:  # fmt: skip
    """Seat a person in a group, and let them into its open spaces.

    `by` is the person who does it, None for an invitation that was checked when it was made.
    Raises NotFound, Refused (not_allowed), Conflict (seat_exists).
    """
    group = Group.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if group is None or organisation is None:
        raise NotFound
    if by is not None:
        check_seats(place_in_group(by, group_id), role)
    if Seat.objects.filter(group=group, person_id=person_id, until__isnull=True).exists():
        raise Conflict(Code.SEAT_EXISTS, _("This person already has a seat in this group."))
    if post == Post.HEAD and Seat.objects.filter(group=group, organisation=organisation, until__isnull=True, post=Post.HEAD).exists():
        raise Conflict(Code.SEAT_EXISTS, _("This delegation already has a head."))
    seat = Seat.objects.create(
        group=group, person_id=person_id, organisation=organisation, role=role, post=post, since=now(), until=until,
        pseudonym=pseudonym or (_new_pseudonym(group) if group.pseudonyms else ""),
    )  # fmt: skip
    spaces = list(Space.objects.filter(group=group, closed=False, archived_at__isnull=True))
    admit([(space, seat) for space in spaces])
    record("seat.open", group_id=group.pk, actor_id=by, subject=("seat", seat.pk), role=role, organisation=organisation.pk)
    return seat


def _new_pseudonym(group: Group) -> str:
    """A neutral name until the person chooses one: nothing of the account shows."""
    return f"Participant {Seat.objects.filter(group=group).count() + 1}"


def admit(pairs: list[tuple[Space, Seat]]) -> None:
    """Let seats into spaces: rows in both streams, all counters locked in one order.  Inside a transaction."""
    if not pairs:
        return
    own_streams = {seat.person_id: seat.person.stream_id for _, seat in pairs}
    counters = lock_all([space.pk for space, _ in pairs] + list(own_streams.values()))
    for space, seat in pairs:
        room, own = counters[space.pk], counters[own_streams[seat.person_id]]
        baseline = room.stream.rev
        Admission.objects.create(
            space=space, seat=seat, entry=room.show("seat"), door=own.show("door"), admitted_at=now(), baseline=baseline,
            floor=baseline if space.history == "joining" else 0,
        )  # fmt: skip
    for counter in counters.values():
        counter.save()


@transaction.atomic
def end_seat(*, by: int | None, seat_id: int, reason: str) -> Seat:
    """End a seat: nothing said after this returns is delivered to it.

    What it wrote stays with its organisation.  Repeating changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (last_lead).
    """
    seat = Seat.objects.select_for_update(no_key=True).select_related("person", "group").filter(pk=seat_id).first()
    if seat is None:
        raise NotFound
    if by is not None:
        check_seat_change(place_in_group(by, seat.group_id), own=seat.person_id == by, role=Role(seat.role))
    if seat.until is not None and seat.until <= now():
        return seat
    _check_not_last_lead(seat)
    seat.until = now()
    seat.save(update_fields=["until"])
    dismiss(Admission.objects.filter(seat=seat, ended_at__isnull=True).select_related("entry", "door", "seat__person"))
    record("seat.end", group_id=seat.group_id, actor_id=by, subject=("seat", seat.pk), reason=reason)
    return seat


def dismiss(admissions: Iterable[Admission]) -> None:
    """End admissions: close the interval, take a rev in both streams, raise the epoch of the space.  Inside a transaction."""
    admissions = list(admissions)
    counters = lock_all([row.space_id for row in admissions] + [row.seat.person.stream_id for row in admissions])
    for row in admissions:
        row.ended_at = now()
        row.save(update_fields=["ended_at"])
        room = counters[row.space_id]
        room.touch(row.entry)
        room.expel()
        counters[row.seat.person.stream_id].touch(row.door)
    for counter in counters.values():
        counter.save()


def _check_not_last_lead(seat: Seat) -> None:
    others = Seat.objects.filter(group_id=seat.group_id, role=Role.LEAD).filter(Q(until__isnull=True) | Q(until__gt=now()))
    if seat.role == Role.LEAD and not others.exclude(pk=seat.pk).exists():
        raise Conflict(Code.LAST_LEAD, _("A group keeps at least one lead. Make somebody else lead first."))


@transaction.atomic
def change_seat(*, by: int, seat_id: int, role: Role | None = None, post: Post | None = None, pseudonym: str | None = None) -> Seat:
    """Change what a seat may do, or how it is named.  Everyone who reads with it sees the change at once.

    Raises NotFound, Refused (not_allowed), Conflict (last_lead, seat_exists).
    """
    seat = Seat.objects.select_for_update(no_key=True).select_related("person").filter(pk=seat_id, until__isnull=True).first()
    if seat is None:
        raise NotFound
    standing = place_in_group(by, seat.group_id)
    if pseudonym is not None:
        if seat.person_id != by or not seat.pseudonym or not pseudonym.strip():
            raise Refused(Code.NOT_ALLOWED, _("Only the person chooses a pseudonym, and only where pseudonyms are used."))
        seat.pseudonym = pseudonym.strip()
    if role is not None or post is not None:
        check_seat_change(standing, own=False, role=Role(seat.role))
        if role is not None:
            check_seats(standing, role)
            if role != Role.LEAD:
                _check_not_last_lead(seat)
            seat.role = role
        if post is not None:
            taken = Seat.objects.filter(group_id=seat.group_id, organisation_id=seat.organisation_id, until__isnull=True, post=Post.HEAD)
            if post == Post.HEAD and taken.exclude(pk=seat.pk).exists():
                raise Conflict(Code.SEAT_EXISTS, _("This delegation already has a head."))
            seat.post = post
    seat.save(update_fields=["role", "post", "pseudonym"])
    retell(seat)
    facts = {"role": seat.role, "post": seat.post} if pseudonym is None else {}
    record("seat.change", group_id=seat.group_id, actor_id=by, subject=("seat", seat.pk), **facts)
    return seat


def retell(seat: Seat) -> None:
    """Show a changed seat anew in its spaces and its person's stream.  Inside a transaction."""
    rows = list(Admission.objects.filter(seat=seat, ended_at__isnull=True).select_related("entry", "door"))
    counters = lock_all([row.space_id for row in rows] + [seat.person.stream_id])
    for row in rows:
        counters[row.space_id].touch(row.entry)
        counters[seat.person.stream_id].touch(row.door)
    for counter in counters.values():
        counter.save()
