"""Custodians read as shapes and facts; and whether the person who asks wrote a sealed post."""

from collections.abc import Iterable

from django.db.models import QuerySet

from collab.clock import now
from discussions.bridges.audience import Audience, Author
from discussions.bridges.custody.models import Approval, Custodian
from discussions.bridges.custody.policies import CustodyFacts
from discussions.bridges.custody.roles import LEAST_CUSTODIANS
from discussions.bridges.custody.sealing import fingerprint, is_mark
from discussions.bridges.custody.shapes import CustodianShape, CustodyShape
from discussions.bridges.models import WAITING, Bridge, Crossing
from discussions.bridges.roles import Attribution, SideState
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Group, Seat
from groups.roles import Role


def custodians_in(bridge_ids: Iterable[int]) -> dict[int, list[Custodian]]:
    """Whom the charter of each bridge names, of the sides that take part, in the order of their naming: one query."""
    found: dict[int, list[Custodian]] = {bridge_id: [] for bridge_id in bridge_ids}
    rows = Custodian.objects.filter(bridge_id__in=found, ended_at__isnull=True, side__state=SideState.ACCEPTED)
    for row in rows.select_related("side__group", "seat__person", "seat__organisation").order_by("pk"):
        found[row.bridge_id].append(row)
    return found


def custodians_of(bridge_id: int) -> list[Custodian]:
    """Those of one bridge."""
    return custodians_in([bridge_id])[bridge_id]


def reachable(rows: list[Custodian]) -> list[Custodian]:
    """Those of them who still sit in their group, so that they can be asked."""
    if not rows:
        return []
    reading = set(Seat.objects.reading_at(now()).filter(pk__in=[row.seat_id for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row.seat_id in reading]


def custody_shape(bridge: Bridge, rows: list[Custodian]) -> CustodyShape:
    """What the charter of a thread says of custody."""
    return CustodyShape(
        custodians=[custodian_shape(row.side.group, row.seat, row.public_key) for row in rows],
        needed=bridge.custody_needed, least=LEAST_CUSTODIANS,
    )  # fmt: skip


def custodian_shape(group: Group, seat: Seat, key: str) -> CustodianShape:
    """A custodian, named or to be named."""
    return CustodianShape(group=GroupRef.of(group), by=Badge.of(seat), fingerprint=fingerprint(key))


def charter_of_custody(bridge: Bridge, rows: list[Custodian]) -> dict[str, object]:
    """What of custody stands in the hash of the charter: people, their keys, and how many of them it takes."""
    return {"needed": bridge.custody_needed, "custodians": sorted([row.side.group_id, row.seat_id, row.public_key] for row in rows)}


def custody_facts(bridge: Bridge, audience: Audience, author: Author, attribution: Attribution, custodians: int) -> CustodyFacts:
    """What the rules ask before a post of `author` is sealed.  `custodians`: how many can be asked."""
    moderators = Seat.objects.reading_at(now()).filter(group_id=author.group_id, role__in=[Role.LEAD, Role.MODERATOR])
    if isinstance(author, Seat):
        moderators = moderators.exclude(person_id=author.person_id)
    return CustodyFacts(
        custodians=custodians, needed=bridge.custody_needed, approvers=moderators.count(),
        crowd=audience.crowd_in(author.group_id, author, attribution),
    )  # fmt: skip


def wrote(person_id: int, crossing: Crossing) -> bool:
    """Whether a sealed post is of the person who asks.  Never ask it for anybody else."""
    return is_mark(crossing.seal.mark, crossing.seal.salt, person_id)


def is_mine(person_id: int, crossing: Crossing) -> bool:
    """Whether the person who asks wrote a crossing, with a seat that still reads."""
    reading = Seat.objects.reading_at(now()).filter(person_id=person_id)
    if crossing.author is None:
        return wrote(person_id, crossing) and reading.filter(group_id=crossing.side.group_id).exists()
    return crossing.author.person_id == person_id and reading.filter(pk=crossing.author.pk).exists()


def wrote_message(person_id: int, message_id: int) -> bool:
    """Whether a message is a sealed post of the person who asks.  Never ask it for anybody else."""
    row = Crossing.objects.select_related("seal").filter(message=message_id, author=None).first()
    return row is not None and wrote(person_id, row)


def own_among(person_id: int, rows: QuerySet[Crossing]) -> list[Crossing]:
    """Of these crossings the sealed ones that the person who asks wrote, by a seat that still reads; the newest first."""
    groups = Seat.objects.reading_at(now()).filter(person_id=person_id).values("group_id")
    found = rows.filter(author=None, side__group__in=groups).select_related("seal").order_by("-pk")
    return [row for row in found if wrote(person_id, row)]


def waiting_sealed(person_id: int, bridge_id: int) -> int:
    """How many sealed posts of the person who asks wait for a moderator in a thread."""
    return len(own_among(person_id, Crossing.objects.filter(bridge_id=bridge_id, state__in=WAITING)))


def approvals_of(rows: Iterable[Crossing]) -> dict[int, list[Approval]]:
    """Who has approved which of these crossings.  No query where none is sealed."""
    sealed = [row.pk for row in rows if row.author_id is None]
    found: dict[int, list[Approval]] = {}
    if sealed:
        some = Approval.objects.filter(crossing_id__in=sealed).select_related("seat__person", "seat__organisation").order_by("pk")
        for each in some:
            found.setdefault(each.crossing_id, []).append(each)
    return found
