"""Opening and ending seats, and what follows at once: who reads which space."""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q
from django.utils.translation import gettext_lazy as _

from collab.accounts.models import Person
from collab.accounts.sessions import shorten
from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound, Refused
from collab.labels import Label
from collab.streams.counter import inner_streams, lock_all
from collab.text.plain import tidy
from discussions.spaces.models import Admission, Space
from groups.invitations import take
from groups.models import Group, Organisation, Seat, SeatQuerySet
from groups.policies import check_seat_by_mail, check_seat_change, check_seats
from groups.reads import of_groups, open_seats, place_in_group
from groups.roles import Post, Role
from groups.shapes import SeatDraft

log = logging.getLogger("collab.spaces")


@transaction.atomic
def open_seat(
    *, by: int | None, group_id: int, person_id: int, organisation_id: int, role: Role, post: Post = Post.NONE,
    pseudonym: str = "", until: datetime | None = None,
) -> Seat:  # fmt: skip
    """Seat a person in a group, and let them into its open spaces.

    `by` is the person who does it, None for an invitation that was checked when it was made.
    Raises NotFound, Refused (not_allowed, second_factor_needed), Conflict (seat_exists), Invalid (until in the past).
    """
    group = Group.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    organisation = Organisation.objects.filter(pk=organisation_id).first()
    if group is None or organisation is None:
        raise NotFound
    if by is not None:
        check_seats(place_in_group(by, group_id), role)
    if until is not None and until <= now():
        raise Invalid(Code.INVALID, _("The last day lies in the past."), fields=["until"])
    if lasting().filter(group=group, person_id=person_id).exists():
        raise Conflict(Code.SEAT_EXISTS, _("This person already has a seat in this group."))
    if post == Post.HEAD:
        _check_no_other_head(group.pk, organisation.pk)
    seat = Seat.objects.create(
        group=group, person_id=person_id, organisation=organisation, role=role, post=post, since=now(), until=until,
        pseudonym=pseudonym or (_new_pseudonym(group) if group.pseudonyms else ""),
    )  # fmt: skip
    spaces = list(Space.objects.filter(group=group, closed=False, archived_at__isnull=True))
    admit([(space, seat) for space in spaces])
    if group.second_factor:
        shorten([person_id])
    record("seat.open", group_id=group.pk, actor_id=by, subject=("seat", seat.pk), role=role, organisation=organisation.pk)
    return seat


def seat_by_mail(by: int, group_id: int, draft: SeatDraft) -> Seat:
    """Seat the account with this address.  Secretariat; to others the answer is the same whether there is one or not.

    Raises NotFound, Refused (not_allowed), Conflict (seat_exists), Invalid (until in the past).
    """
    check_seat_by_mail(place_in_group(by, group_id), draft.role)
    person = Person.objects.filter(email=draft.email, is_active=True).first()
    if person is None:
        raise NotFound
    return open_seat(
        by=by, group_id=group_id, person_id=person.pk, organisation_id=draft.organisation, role=draft.role, post=draft.post,
        until=draft.until,
    )  # fmt: skip


@transaction.atomic
def accept_invitation(person_id: int, email: str, token: str) -> Seat:
    """Take the seat that an invitation offers; of many at the same moment exactly one does.

    `email` is an address that the person has proved to be theirs.
    Raises NotFound, Conflict (invitation_spent, seat_exists), Refused (address_differs).
    """
    invitation = take(token, email)
    seat = open_seat(
        by=None, group_id=invitation.group_id, person_id=person_id, organisation_id=invitation.organisation_id,
        role=Role(invitation.role), post=Post(invitation.post),
    )  # fmt: skip
    masked = bool(seat.pseudonym)  # who has seen the invitation would read in the record whose pseudonym it is
    subject = ("seat", seat.pk) if masked else ("invitation", invitation.pk)
    record("invitation.accept", group_id=invitation.group_id, actor_id=person_id, subject=subject)
    return seat


def lasting() -> SeatQuerySet:
    """Seats that have not ended, of active and switched-off accounts alike."""
    return Seat.objects.exclude(until__isnull=False, until__lte=now())


def _check_no_other_head(group_id: int, organisation_id: int, but: int | None = None) -> None:
    if lasting().filter(group_id=group_id, organisation_id=organisation_id, post=Post.HEAD).exclude(pk=but or 0).exists():
        raise Conflict(Code.SEAT_EXISTS, _("This delegation already has a head."))


def _new_pseudonym(group: Group) -> str:
    """A neutral name until the person chooses one: nothing of the account shows, and not who came after whom."""
    taken = {name.casefold() for name in Seat.objects.filter(group=group).values_list("pseudonym", flat=True)}
    names = (f"Participant {number}" for number in range(1000, 10_000))
    return secrets.choice([name for name in names if name.casefold() not in taken])


def admit(pairs: list[tuple[Space, Seat]]) -> None:
    """Let seats into spaces: rows in both streams, all counters locked in one order.  Inside a transaction.

    Into a TLP:RED exchange once, when it is opened: nobody joins it later.
    """
    if not pairs:
        return
    exchanges = {space.pk for space, _ in pairs if space.ceiling == Label.RED}
    assert not exchanges or not Admission.objects.filter(space__in=exchanges).exists(), "the readers of an exchange are named once"
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


def locked_seat(by: int | None, seat_id: int) -> Seat:
    """A seat, its group's row locked first: changes of one group's seats come one after the other.

    Raises NotFound to those who hold no seat in the group, but for the secretariat.  `by` None: the site itself.
    """
    known = Q() if by is None else of_groups(by, open_seats(by))
    group_id = Seat.objects.filter(known, pk=seat_id).values_list("group_id", flat=True).first()
    if group_id is None:
        raise NotFound
    Group.objects.select_for_update(no_key=True).get(pk=group_id)
    return Seat.objects.select_for_update(of=("self",), no_key=True).select_related("person", "group").get(pk=seat_id)


@transaction.atomic
def end_seat(*, by: int | None, seat_id: int, reason: str) -> Seat:
    """End a seat: nothing said after this returns is delivered to it.

    What it wrote stays with its organisation.  Repeating changes nothing.  `by` None: the site's clock.
    Raises NotFound, Refused (not_allowed, second_factor_needed), Conflict (last_lead).
    """
    seat = locked_seat(by, seat_id)
    if by is not None:
        check_seat_change(place_in_group(by, seat.group_id), own=seat.person_id == by, role=Role(seat.role))
    if seat.until is not None and seat.until <= now():
        return seat
    _check_not_last_lead(seat)
    seat.until = now()
    seat.save(update_fields=["until"])
    close_seat(seat)
    record("seat.end", group_id=seat.group_id, actor_id=by, subject=("seat", seat.pk), reason=reason)
    return seat


def close_seat(seat: Seat) -> None:
    """Take away what a seat opened: its spaces, and the desk if it moderated.  Inside a transaction."""
    rows = Admission.objects.filter(seat=seat, ended_at__isnull=True).select_related("entry", "door", "seat__person")
    dismiss(rows, desks=[seat.group.desk_id] if Role(seat.role).moderates else [])


def end_due_seats(moment: datetime) -> datetime | None:
    """Close the seats whose last moment has come; their rights have ended by themselves.  Returns the next such moment (UTC).

    A seat that fails is logged and tried again; it does not keep others waiting.
    """
    lasting_until = Seat.objects.filter(until__isnull=False, admissions__ended_at__isnull=True, admissions__isnull=False)
    for seat_id in list(lasting_until.filter(until__lte=moment).values_list("pk", flat=True).distinct()):
        try:
            end_due_seat(seat_id)
        except Exception:
            log.exception("seat %s could not be closed", seat_id)
    later: datetime | None = lasting_until.filter(until__gt=moment).aggregate(next=Min("until"))["next"]
    return later


@transaction.atomic
def end_due_seat(seat_id: int) -> None:
    """Close one seat whose time is over.  Repeating changes nothing."""
    seat = locked_seat(None, seat_id)
    if Admission.objects.filter(seat=seat, ended_at__isnull=True).exists():
        close_seat(seat)
        record("seat.end", group_id=seat.group_id, actor_id=None, subject=("seat", seat.pk), reason="its time was over")


def dismiss(admissions: Iterable[Admission], desks: Iterable[int] = ()) -> None:
    """End admissions: close the interval, take a rev in both streams, raise the epoch of the space.

    `desks`: streams of moderators whose listeners are checked again as well.  Inside a transaction.
    """
    admissions = list(admissions)
    rooms = [row.space_id for row in admissions]
    checked = [*desks, *inner_streams(rooms)]
    counters = lock_all(rooms + [row.seat.person.stream_id for row in admissions] + checked)
    for each in checked:
        counters[each].expel()
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
    others = Seat.objects.open_at(now()).filter(group_id=seat.group_id, role=Role.LEAD)
    if seat.role == Role.LEAD and not others.exclude(pk=seat.pk).exists():
        raise Conflict(Code.LAST_LEAD, _("A group keeps at least one lead. Make somebody else lead first."))


@transaction.atomic
def change_seat(*, by: int, seat_id: int, role: Role | None = None, post: Post | None = None, pseudonym: str | None = None) -> Seat:
    """Change what a seat may do, or how it is named.  Everyone who reads with it sees the change at once.

    Raises NotFound, Refused (not_allowed, second_factor_needed), Conflict (last_lead, seat_exists).
    """
    seat = locked_seat(by, seat_id)
    if seat.until is not None and seat.until <= now():
        raise NotFound
    standing = place_in_group(by, seat.group_id)
    moderated = Role(seat.role).moderates
    if pseudonym is not None:
        seat.pseudonym = new_pseudonym(seat, pseudonym, by=by)
    if role is not None or post is not None or pseudonym is None:
        check_seat_change(standing, own=False, role=Role(seat.role))
    if role is not None:
        check_seats(standing, role)
        if role != Role.LEAD:
            _check_not_last_lead(seat)
        seat.role = role
    if post is not None:
        if post == Post.HEAD:
            _check_no_other_head(seat.group_id, seat.organisation_id, but=seat.pk)
        seat.post = post
    seat.save(update_fields=["role", "post", "pseudonym"])
    rows = Admission.objects.filter(seat=seat, ended_at__isnull=True).select_related("entry", "door", "seat__person")
    retell(rows, desks=[seat.group.desk_id] if moderated and not Role(seat.role).moderates else [])
    facts = {"role": seat.role, "post": seat.post} if pseudonym is None else {}
    record("seat.change", group_id=seat.group_id, actor_id=by, subject=("seat", seat.pk), **facts)
    return seat


def new_pseudonym(seat: Seat, wanted: str, *, by: int) -> str:
    """The pseudonym that a person chooses: never empty, which would show the name, and nobody else's in the group.

    Raises Refused (not_allowed), Conflict (seat_exists).
    """
    chosen = " ".join(tidy(wanted).split())
    if seat.person_id != by or not seat.pseudonym or not any(sign.isalnum() for sign in chosen):
        raise Refused(Code.NOT_ALLOWED, _("Only the person chooses a pseudonym, and only where pseudonyms are used."))
    if Seat.objects.filter(group_id=seat.group_id, pseudonym__iexact=chosen).exclude(pk=seat.pk).exists():
        raise Conflict(Code.SEAT_EXISTS, _("Somebody else in this group goes by this name. Choose another one."))
    return chosen


def retell(admissions: Iterable[Admission], desks: Iterable[int] = (), *, expel: bool = False) -> None:
    """Show seats anew in their spaces, and the spaces anew in their people's streams.

    `expel`: check every listener of these spaces again; `desks`: and of these desks.  Inside a transaction.
    """
    rows = list(admissions)
    rooms = [row.space_id for row in rows]
    checked = [*desks, *(inner_streams(rooms) if expel else [])]
    counters = lock_all(rooms + [row.seat.person.stream_id for row in rows] + checked)
    for row in rows:
        counters[row.space_id].touch(row.entry)
        counters[row.seat.person.stream_id].touch(row.door)
        if expel:
            counters[row.space_id].expel()
    for each in checked:
        counters[each].expel()
    for counter in counters.values():
        counter.save()


def recheck(*person_ids: int) -> None:
    """The rights or the names of these people have changed: their spaces, desks and own screens follow at once.

    Inside a transaction.
    """
    rows = Admission.objects.filter(seat__person__in=person_ids, ended_at__isnull=True)
    desks = lasting().filter(person__in=person_ids, role__in=[Role.LEAD, Role.MODERATOR]).values_list("group__desk_id", flat=True)
    retell(rows.select_related("entry", "door", "seat__person"), desks=set(desks), expel=True)
