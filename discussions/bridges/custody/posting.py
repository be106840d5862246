"""Sealing an author at the moment of posting, and what two moderators need to release the post.

Nothing that is stored here or beside it names the author: no column, no stream of theirs, no id that their browser made.
"""

from datetime import datetime, timedelta
from random import SystemRandom
from secrets import token_urlsafe
from uuid import UUID

from django.conf import settings

from collab.clock import now
from discussions.bridges.audience import Audience
from discussions.bridges.custody.models import Approval, Seal
from discussions.bridges.custody.policies import check_approve, check_seal, check_sealed_attribution, check_side_crowd
from discussions.bridges.custody.reads import custodians_of, custody_facts, reachable, waiting_sealed
from discussions.bridges.custody.roles import APPROVERS
from discussions.bridges.custody.sealing import boxed, mark, repeat_id, request_mark
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.roles import Attribution
from groups.badges import Badge
from groups.models import Seat

chance = SystemRandom()


def check_sealing(bridge: Bridge, seat: Seat, attribution: Attribution, audience: Audience, *, more: bool) -> None:
    """Raise Invalid or Refused unless a post of `seat` may be sealed now.  `more`: it is one more that waits."""
    facts = custody_facts(bridge, audience, seat, attribution, len(reachable(custodians_of(bridge.pk))))
    check_seal(facts, attribution, waiting_sealed(seat.person_id, bridge.pk) if more else 0)


def check_still_sealed(crossing: Crossing, attribution: Attribution, audience: Audience) -> None:
    """Raise Invalid where a sealed post would now tell too much: by how it is shown, or to its own side's moderators."""
    if crossing.author_id is not None:
        return
    check_sealed_attribution(attribution)
    check_side_crowd(audience.crowd_in(crossing.side.group_id, crossing.voice, attribution))


def seal_author(crossing: Crossing, seat: Seat) -> None:
    """Seal who wrote a post to the custodians of its thread.  Inside the transaction that stores the post.

    A pseudonym is sealed as a pseudonym: whom it stands for, custodians never learn.
    """
    badge, salt = Badge.of(seat), token_urlsafe(32)
    name: dict[str, str | int] = {
        "seat": seat.pk, "name": badge.name, "organisation": badge.organisation, "constituency": badge.constituency,
        "group": seat.group.name,
    }  # fmt: skip
    keys = [each.public_key for each in reachable(custodians_of(crossing.bridge_id))]
    box = boxed(name, crossing.number, keys, crossing.bridge.custody_needed)
    Seal.objects.create(
        crossing=crossing, constituency=shown_constituency(seat, crossing.attribution), salt=salt, mark=mark(salt, seat.person_id),
        nonce=box.nonce, name=box.sealed, needed=box.needed, shares=box.shares,
    )  # fmt: skip


def shown_constituency(seat: Seat, attribution: str) -> str:
    """What of the constituency is kept in the clear: no more than readers see."""
    return seat.organisation.constituency_id or "" if attribution == Attribution.CONSTITUENCY else ""


def reshow(crossing: Crossing, seat: Seat) -> None:
    """The author shows a sealed post in another way.  Inside a transaction."""
    crossing.seal.constituency = shown_constituency(seat, crossing.attribution)
    crossing.seal.save(update_fields=["constituency"])


def repeated(seat: Seat, client_id: UUID, request: str) -> tuple[UUID, str, Crossing | None]:
    """Under which id and hash a sealed request is kept, and the post that it has made before."""
    known, digest = repeat_id(seat.person_id, client_id), request_mark(seat.person_id, request)
    return known, digest, Crossing.objects.filter(author=None, client_id=known).first()


def some_time_ago() -> datetime:
    """A moment of chance within one batch: the true one would stand beside what else its author did then."""
    return now() - timedelta(seconds=chance.uniform(0, 60 * max(settings.RELEASE_BATCH_MINUTES, 15)))


def approve(crossing: Crossing, seat: Seat, reads: str) -> bool:
    """Note that a moderator would release exactly this.  Returns whether enough have.  Raises Conflict for a second time.

    Inside a transaction, under the locks of the gate.
    """
    same = crossing.approvals.filter(hash=reads)
    check_approve(already=same.filter(seat=seat).exists())
    Approval.objects.update_or_create(crossing=crossing, seat=seat, defaults={"hash": reads, "at": now()})
    return same.count() >= APPROVERS


def forget_approvals(crossing: Crossing) -> None:
    """What was approved is no longer what stands there."""
    if crossing.author_id is None:
        crossing.approvals.all().delete()
