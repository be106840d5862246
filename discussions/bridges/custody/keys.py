"""Making oneself ready to be a custodian, and naming custodians in a charter."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from discussions.bridges.custody.models import Custodian, CustodyKey
from discussions.bridges.custody.policies import check_names
from discussions.bridges.custody.reads import custodian_shape
from discussions.bridges.custody.sealing import fingerprint, is_key
from discussions.bridges.custody.shapes import CustodianShape, CustodyKeyDraft, CustodyKeyShape, ReadyShape
from discussions.bridges.models import Side
from discussions.bridges.roles import SideState
from discussions.bridges.shapes import CharterChanges
from discussions.spaces.shapes import GroupRef
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.roles import Role


@transaction.atomic
def keep_key(person_id: int, seat_id: int, draft: CustodyKeyDraft) -> CustodyKeyShape:
    """Keep the public half of a new pair; a charter goes on naming the one that its sides agreed to.

    Raises NotFound (a seat that is not one's own), Invalid (invalid).
    """
    seat = Seat.objects.reading_at(now()).select_related("group").filter(pk=seat_id, person_id=person_id).first()
    if seat is None:
        raise NotFound
    if not is_key(draft.public_key):
        raise Invalid(Code.INVALID, _("This is no key that a name can be sealed to."), fields=["public_key"])
    CustodyKey.objects.update_or_create(seat=seat, defaults={"public_key": draft.public_key, "made_at": now()})
    record("custody.key", group_id=seat.group_id, actor_id=person_id, subject=("seat", seat.pk), fingerprint=fingerprint(draft.public_key))
    return own_keys(person_id, seat_id)[0]


def own_keys(person_id: int, seat_id: int | None = None) -> list[CustodyKeyShape]:
    """One's own seats, each with its key, by the name of the group."""
    seats = Seat.objects.reading_at(now()).filter(person_id=person_id).select_related("group").order_by("group__name")
    rows = list(seats if seat_id is None else seats.filter(pk=seat_id))
    keys = {key.seat_id: key for key in CustodyKey.objects.filter(seat__in=rows)}
    return [
        CustodyKeyShape(
            seat=row.pk, group=GroupRef.of(row.group), fingerprint=fingerprint(keys[row.pk].public_key) if row.pk in keys else "",
            made_at=keys[row.pk].made_at if row.pk in keys else None,
        )
        for row in rows
    ]  # fmt: skip


def ready_in(person_id: int, group_id: int) -> list[ReadyShape]:
    """Who of a group could be named, for those who lead or moderate it.  Raises NotFound to all others."""
    reading = Seat.objects.reading_at(now()).filter(group_id=group_id)
    if not reading.filter(person_id=person_id, role__in=[Role.LEAD, Role.MODERATOR]).exists():
        raise NotFound
    rows = CustodyKey.objects.filter(seat__in=reading).select_related(*(f"seat__{part}" for part in WITH_BADGE)).order_by("made_at", "pk")
    return [ReadyShape(by=Badge.of(row.seat), fingerprint=fingerprint(row.public_key)) for row in rows]


def with_key(side: Side, changes: CharterChanges) -> CharterChanges:
    """The changes, with the key of the custodian whom they name, as it is now: the sides agree to this one.

    Raises Invalid unless the side takes part and names one of its own people, who has made a key.
    """
    if not changes.custodian:
        return changes.model_copy(update={"custodian_key": None})
    reading = Seat.objects.reading_at(now()).filter(group_id=side.group_id)
    key = CustodyKey.objects.filter(seat_id=changes.custodian, seat__in=reading).first()
    check_names(takes_part=side.state == SideState.ACCEPTED, has_key=key is not None)
    assert key is not None, "check_names refuses a seat without a key"
    return changes.model_copy(update={"custodian_key": key.public_key})


def name_custodian(side: Side, changes: CharterChanges) -> None:
    """Write the custodian of a side into the charter, in place of the one before.  Inside a transaction."""
    if changes.custodian is None:
        return
    Custodian.objects.filter(side=side, ended_at__isnull=True).update(ended_at=now())
    if changes.custodian and changes.custodian_key:
        Custodian.objects.create(
            bridge_id=side.bridge_id, side=side, seat_id=changes.custodian, public_key=changes.custodian_key, since=now()
        )


def wanted_custodian(side: Side, changes: CharterChanges, seats: dict[int, Seat]) -> CustodianShape | None:
    """Whom a change of the charter would name, of these seats; None: nobody."""
    if not changes.custodian or not changes.custodian_key:
        return None
    return custodian_shape(side.group, seats[changes.custodian], changes.custodian_key)
