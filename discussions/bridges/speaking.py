"""How somebody could speak in a bridge: by which of their seats, shown in which ways, and with what."""

from collab.clock import now
from collab.errors import NotFound
from discussions.bridges.attachments.attaching import chosen
from discussions.bridges.attachments.reads import attachables, narrowed
from discussions.bridges.attachments.shapes import AttachableShape, Speech
from discussions.bridges.audience import Audience, audience_of, shown_as
from discussions.bridges.custody.policies import may_seal
from discussions.bridges.custody.reads import custodians_of, custody_facts, reachable
from discussions.bridges.models import Bridge, Side
from discussions.bridges.policies import least_crowd, least_groups, passes_at_once
from discussions.bridges.roles import MODERATORS, Attribution, Gate
from discussions.bridges.room_shapes import AttributionChoice, Speaker
from discussions.spaces.models import Admission
from discussions.spaces.policies import may_post
from discussions.spaces.reads import admissions_of, standing_from
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Seat


def own_admissions(person_id: int, bridge_id: int) -> list[Admission]:
    """The admissions by which the person sits in a bridge: those that may post first, then in the order of their coming."""
    rows = admissions_of(person_id).filter(space_id=bridge_id, space__bridge__isnull=False)
    loaded = rows.select_related("space", "seat__group", "seat__person", "seat__organisation").order_by("pk")
    moment = now()
    return sorted(loaded, key=lambda row: not may_post(standing_from(row, moment)))


def speaking(person_id: int, bridge_id: int, seat_id: int | None) -> Admission:
    """The admission by which the person speaks in the bridge: of `seat_id`, or the first that may post.  Raises NotFound."""
    for row in own_admissions(person_id, bridge_id):
        if seat_id in {None, row.seat_id}:
            return row
    raise NotFound


def speaker(row: Admission, bridge: Bridge, audience: Audience, side: Side, custodians: int) -> Speaker:
    """One of the reader's seats, with the ways in which it could be shown."""
    return Speaker(
        seat=row.seat_id, group=GroupRef.of(row.seat.group), by=Badge.of(row.seat), may_post=may_post(standing_from(row, now())),
        may_hold=row.seat.role in MODERATORS,
        passes=passes_at_once(Gate(side.gate), trusted=row.seat_id in side.trusted),
        attributions=[choice(audience, row.seat, Attribution(word), bridge, custodians) for word in bridge.attributions],
    )  # fmt: skip


def choice(audience: Audience, seat: Seat, attribution: Attribution, bridge: Bridge, custodians: int) -> AttributionChoice:
    """One way in which `seat` could be shown, with the live size of its crowd."""
    crowd, least = audience.crowd(seat, attribution), least_crowd(attribution)
    groups = audience.crowd_groups(seat, attribution)
    possible = crowd >= least and groups >= least_groups(attribution) and not (seat.pseudonym and attribution is Attribution.ORGANISATION)
    return AttributionChoice(
        attribution=attribution,
        shown_as=shown_as(seat, attribution),
        crowd=crowd,
        least=least,
        groups=groups,
        least_groups=least_groups(attribution),
        allowed=possible,
        sealable=possible and custodians > 0 and may_seal(custody_facts(bridge, audience, seat, attribution, custodians), attribution),
    )


def choices_for(person_id: int, bridge_id: int, speech: Speech) -> list[AttributionChoice]:
    """The ways in which one of one's seats could be shown with a post that carries these attachments.

    Raises NotFound, Refused (not_allowed), Conflict (already_gone, wrong_state), Invalid (label_above_ceiling).
    """
    row = speaking(person_id, bridge_id, speech.seat)
    versions = chosen(row.seat, speech.attachments, row.space.ceiling)
    audience = narrowed(audience_of(bridge_id), row.seat.group_id, versions)
    bridge, able = Bridge.objects.get(pk=bridge_id), len(reachable(custodians_of(bridge_id)))
    return [choice(audience, row.seat, Attribution(word), bridge, able) for word in bridge.attributions]


def attachables_for(person_id: int, bridge_id: int, seat_id: int | None) -> list[AttachableShape]:
    """What could go with a post of one of one's seats.  Raises NotFound."""
    row = speaking(person_id, bridge_id, seat_id)
    return attachables(row.seat, row.space.ceiling)
