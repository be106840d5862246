"""Requests for the name behind a sealed post, read as shapes and as facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from collab.clock import now
from discussions.bridges.custody.models import Custodian, Unsealing
from discussions.bridges.custody.policies import UnsealingFacts
from discussions.bridges.custody.roles import UnsealingState
from discussions.bridges.custody.sealing import Share, fingerprint
from discussions.bridges.custody.unseal_shapes import AnsweredShape, GrantedLetter, OpenedShape, RequestShape, UnsealingShape
from discussions.bridges.models import Crossing
from discussions.spaces.shapes import GroupRef
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.roles import Role

UNSEALINGS_SHOWN = 20  # of a thread, the newest


@dataclass(frozen=True, slots=True)
class CustodianShare:
    """One custodian's share of one request."""

    custodian: Custodian
    number: int
    shape: RequestShape


def full_unsealings() -> QuerySet[Unsealing]:
    """Requests with all that a shape needs of rows."""
    badge = (f"asked_by__{part}" for part in WITH_BADGE)
    rows = Unsealing.objects.select_related(
        "crossing__seal", "crossing__message__entry", "side__group", "side__entry", "side__bridge__space", *badge
    )
    return rows.prefetch_related("answers__custodian__side__group", "answers__custodian__seat")


def unsealing_known_to(person_id: int, number: int) -> Unsealing | None:
    """A request, for its asker and for the custodians of its thread: to others there is none."""
    mine = Custodian.objects.filter(seat__person_id=person_id).values("bridge_id")
    known = Q(asked_by__person_id=person_id) | Q(side__bridge__in=mine)
    return full_unsealings().filter(known, number=number).first()


def asked_custodians(crossing: Crossing) -> list[Custodian]:
    """Who holds a share of a post and can be asked: those who held the key when it was sealed, and still sit in their group."""
    keys = [share["key"] for share in crossing.seal.shares]
    reading = Seat.objects.reading_at(now())
    rows = Custodian.objects.filter(bridge_id=crossing.bridge_id, public_key__in=keys, seat__in=reading)
    return list(rows.select_related("seat__person", "side__group").order_by("pk"))


def unsealings_of(bridge_ids: Iterable[int], person_id: int | None) -> dict[int, list[UnsealingShape]]:
    """The newest requests of each thread as everybody in it sees them, in two queries."""
    found: dict[int, list[UnsealingShape]] = {bridge_id: [] for bridge_id in bridge_ids}
    for row in full_unsealings().filter(side__bridge_id__in=found).order_by("-pk"):
        shapes = found[row.side.bridge_id]
        if len(shapes) < UNSEALINGS_SHOWN:
            shapes.append(unsealing_shape(row, person_id))
    return found


def unsealing_shape(row: Unsealing, person_id: int | None) -> UnsealingShape:
    """A request; `mine` where `person_id` has asked."""
    message = row.crossing.message
    assert message is not None, "only what was released is asked about"
    answers = [
        AnsweredShape(group=GroupRef.of(each.custodian.side.group), granted=each.granted, reason=each.reason) for each in row.answered()
    ]
    return UnsealingShape(
        number=row.number, place=message.entry.place, group=GroupRef.of(row.side.group), reason=row.reason, state=state_of(row, now()),
        answers=answers, needed=row.crossing.seal.needed, custodians=len(row.crossing.seal.shares), at=row.at, until=row.until,
        ended_at=row.ended_at, fingerprint=fingerprint(row.public_key), mine=row.asked_by.person_id == person_id,
    )  # fmt: skip


def state_of(row: Unsealing, moment: datetime) -> UnsealingState:
    """Where a request stands: as many answers as it takes, or too few that could still come, or its time over."""
    if row.ended_at is not None:
        return UnsealingState(row.state)
    answers, seal = row.answered(), row.crossing.seal
    granted = sum(each.granted for each in answers)
    if granted >= seal.needed:
        return UnsealingState.GRANTED
    if len(seal.shares) - (len(answers) - granted) < seal.needed:
        return UnsealingState.REFUSED
    return UnsealingState.LAPSED if row.until <= moment else UnsealingState.ASKED


def unsealing_facts(row: Unsealing, person_id: int, moment: datetime) -> UnsealingFacts:
    """What the rules ask of a request before one person."""
    still = Seat.objects.reading_at(moment).filter(pk=row.asked_by_id, person_id=person_id, role__in=[Role.LEAD, Role.MODERATOR])
    return UnsealingFacts(state=state_of(row, moment), mine=still.exists(), answered=has_answered(row, person_id))


def custodian_share(mine: Iterable[Custodian], row: Unsealing) -> CustodianShare | None:
    """The share of a request that one of these custodians holds; None: none."""
    for each in mine:
        for share in row.crossing.seal.shares:
            if share["key"] == each.public_key and each.bridge_id == row.side.bridge_id:
                return CustodianShare(each, share["number"], request_shape(row, share))
    return None


def custodians_who_are(person_id: int) -> list[Custodian]:
    """As whom the person answers: in every thread that has ever named them, by a seat that still reads."""
    reading = Seat.objects.reading_at(now()).filter(person_id=person_id)
    return list(Custodian.objects.filter(seat__in=reading).order_by("pk"))


def requests_for(person_id: int) -> list[RequestShape]:
    """What waits for the person as a custodian, the oldest first, in at most five queries."""
    moment, mine = now(), custodians_who_are(person_id)
    if not mine:
        return []
    rows = full_unsealings().filter(side__bridge__in={each.bridge_id for each in mine}, ended_at=None, until__gt=moment).order_by("pk")
    shares = [(custodian_share(mine, row), row) for row in rows]
    return [share.shape for share, row in shares if share is not None and not has_answered(row, person_id)]


def has_answered(row: Unsealing, person_id: int) -> bool:
    """Whether the person has answered as a custodian."""
    return any(each.custodian.seat.person_id == person_id for each in row.answered())


def request_shape(row: Unsealing, share: Share) -> RequestShape:
    """A request with the share of one custodian."""
    return RequestShape(
        number=row.number, crossing=row.crossing.number, thread=row.side.bridge.space.title, group=GroupRef.of(row.side.group),
        asked_by=Badge.of(row.asked_by), reason=row.reason, public_key=row.public_key,
        fingerprint=fingerprint(row.public_key), at=row.at, until=row.until, share=share["number"],
        key=share["key"], half=share["half"], nonce=share["nonce"], sealed=share["sealed"],
    )  # fmt: skip


def opened_shape(row: Unsealing) -> OpenedShape:
    """The sealed name, and the shares that were granted."""
    letters = [GrantedLetter(share=each.share, **each.letter) for each in row.answered() if each.letter is not None]
    seal = row.crossing.seal
    return OpenedShape(
        number=row.number, crossing=row.crossing.number, needed=seal.needed, public_key=row.public_key, nonce=seal.nonce, name=seal.name,
        letters=letters,
    )  # fmt: skip
