"""Muting people for a time: their words are refused until then, and nobody else is told."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock_all, save_all
from discussions.desk.models import Ruling
from discussions.desk.policies import check_mute
from discussions.desk.reads import desk_seat
from discussions.desk.roles import RulingKind
from discussions.desk.rulings import end
from discussions.desk.shapes import MuteDraft
from discussions.personal.actions import notify
from discussions.spaces.models import Admission
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in
from discussions.spaces.seating import locked_seat
from groups.models import Seat
from groups.roles import Role


@transaction.atomic
def mute(person_id: int, seat_id: int, draft: MuteDraft) -> None:
    """Mute a seat of one's group for a time, in one space or everywhere; muting again sets another end.

    The person is told until when and why, nobody else, and may appeal.  Raises NotFound, Refused (not_allowed).
    """
    seat = moderated_seat(person_id, seat_id)
    until = now() + timedelta(minutes=draft.minutes)
    if draft.space is not None:
        check_view(standing_in(person_id, draft.space))  # a closed space is muted by those moderators who read it
    rows = open_admissions(seat)
    if draft.space is not None and not rows.filter(space_id=draft.space).exists():
        raise NotFound
    own, desk = tell(seat, rows)
    end(in_force(seat).filter(space=draft.space), desk)  # another one takes its place
    if draft.space is None:
        Seat.objects.filter(pk=seat.pk).update(muted_until=until)
    else:
        rows.filter(space_id=draft.space).update(muted_until=until)
    by = desk_seat(person_id, seat.group_id)
    assert by is not None, "moderated_seat refuses others"
    Ruling.objects.create(kind=RulingKind.MUTE, seat=seat, by=by, space_id=draft.space, reason=draft.reason, at=now(), until=until)
    notify(own, seat.person_id, "muted", until=until.isoformat(), space=draft.space, reason=draft.reason, group=seat.group_id)
    save_all([own, desk])
    record(
        "seat.mute", group_id=seat.group_id, actor_id=person_id, subject=("seat", seat.pk), reason=draft.reason,
        until=until.isoformat(), space=draft.space,
    )  # fmt: skip


@transaction.atomic
def unmute(person_id: int, seat_id: int, reason: str) -> None:
    """Give a muted seat its word back, everywhere.  Repeating changes nothing.  Raises NotFound, Refused (not_allowed)."""
    seat = moderated_seat(person_id, seat_id)
    rows = open_admissions(seat)
    muted_here = rows.filter(muted_until__gt=now())
    if not muted_here.exists() and (seat.muted_until is None or seat.muted_until <= now()):
        return
    own, desk = tell(seat, rows)
    end(in_force(seat), desk)
    Seat.objects.filter(pk=seat.pk).update(muted_until=None)
    rows.update(muted_until=None)
    notify(own, seat.person_id, "unmuted")
    save_all([own, desk])
    record("seat.unmute", group_id=seat.group_id, actor_id=person_id, subject=("seat", seat.pk), reason=reason)


def moderated_seat(person_id: int, seat_id: int) -> Seat:
    """A seat that counts, of a group that the person moderates, its group's row and its own locked.  Raises as `check_mute` does."""
    seat = locked_seat(person_id, seat_id)
    lasts = seat.until is None or seat.until > now()
    moderates = lasts and desk_seat(person_id, seat.group_id) is not None
    check_mute(moderates, own=seat.person_id == person_id, role=Role(seat.role))
    return seat


def in_force(seat: Seat) -> QuerySet[Ruling]:
    """The mutes of the seat that have not ended."""
    return Ruling.objects.filter(seat=seat, kind=RulingKind.MUTE, ended_at__isnull=True)


def open_admissions(seat: Seat) -> QuerySet[Admission]:
    """What the seat reads now."""
    return Admission.objects.filter(seat=seat, ended_at__isnull=True)


def tell(seat: Seat, rows: QuerySet[Admission]) -> tuple[Counter, Counter]:
    """Show the person their spaces anew; the counters of their stream and of the desk come back locked, to be saved.

    The spaces are locked as well: what was being posted is said before, and nothing after.
    """
    rows = rows.select_related("door")
    own, desk = seat.person.stream_id, seat.group.desk_id
    counters = lock_all([own, desk, *rows.values_list("space_id", flat=True)])
    for row in rows:
        counters[own].touch(row.door)
    return counters[own], counters[desk]
