"""Leaving a thread, winding it up, closing it, putting it away."""

from django.db import transaction

from collab.audit.record import record
from collab.clock import now
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.bridges.amending import settle
from discussions.bridges.held import held_streams, return_held, show_held_anew
from discussions.bridges.models import Amendment, Side
from discussions.bridges.proposals import facts_now, proposals_of
from discussions.bridges.roles import AmendmentState, BridgeAct, BridgeState, SideState
from discussions.bridges.shapes import Because, ProposalShape
from discussions.bridges.sides import locked_side, record_for_all, tell_sides
from discussions.bridges.thread import UNANSWERED, after_bridge, check_archive, check_close, check_leave
from discussions.spaces.actions import tell_doors
from discussions.spaces.models import Admission
from discussions.spaces.seating import dismiss


@transaction.atomic
def leave_bridge(person_id: int, bridge_id: int, why: Because) -> ProposalShape:
    """Take one's group out: its people are out at once, what of theirs was released stays, what waits goes back to its authors.

    When fewer than two groups are left, the thread is closed.  Raises NotFound, Conflict (wrong_state).
    """
    side, moderator = locked_side(person_id, bridge_id, group=why.group, fits=[SideState.ACCEPTED])
    check_leave(facts_now(side))
    side.state, side.answered_by, side.answered_at, side.reason, side.picked = SideState.LEFT, moderator, now(), tidy(why.reason), []
    side.save(update_fields=["state", "answered_by", "answered_at", "reason", "picked"])
    return_held(bridge_id, side=side)
    inside = Admission.objects.filter(space_id=bridge_id, ended_at__isnull=True, seat__group_id=side.group_id)
    dismiss(inside.select_related("entry", "door", "seat__person").order_by("pk"))
    Amendment.objects.filter(side=side, state=AmendmentState.OPEN).update(
        state=AmendmentState.WITHDRAWN, ended_at=now(), ended_by=moderator
    )
    if Side.objects.filter(bridge_id=bridge_id, state=SideState.ACCEPTED).count() < 2:
        changed = True
        close(side, after_bridge(BridgeState(side.bridge.state), BridgeAct.EMPTY))
    else:
        changed = settle(side)
        counters = lock_all(held_streams(bridge_id))
        show_held_anew(bridge_id, counters)
        for counter in counters.values():
            counter.save()
    tell_sides(side, also=UNANSWERED if changed else ())
    record_for_all(side, "bridge.leave", person_id, reason=side.reason)
    return proposals_of([side.pk])[side.pk]


@transaction.atomic
def close_bridge(person_id: int, bridge_id: int, reason: str, group: int | None = None) -> ProposalShape:
    """End a thread, or take a proposal back: what was said stays readable.

    A thread that has been open winds up first: nothing new, but what waits is decided.  Done once more it is closed, and what
    still waits goes back to its authors.  Moderators of the group that proposed it, or when that has left, of any side.
    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    side, _moderator = locked_side(person_id, bridge_id, group=group, fits=[SideState.ACCEPTED])
    state = check_close(facts_now(side))
    side.bridge.close_reason = tidy(reason)
    close(side, state)
    tell_sides(side, also=UNANSWERED)
    verb = "bridge.wind_up" if state is BridgeState.CLOSING else "bridge.close"
    record_for_all(side, verb, person_id, reason=side.bridge.close_reason)
    return proposals_of([side.pk])[side.pk]


def close(side: Side, state: BridgeState) -> None:
    """Put a thread into a state of its end, and show it to its people.  Inside a transaction, the streams of the side locked."""
    bridge = side.bridge
    bridge.state, bridge.paused_until, bridge.paused_by, bridge.pause_reason = state, None, None, ""
    if state is BridgeState.CLOSED:
        bridge.closed_at = bridge.space.archived_at = now()
        bridge.space.save(update_fields=["archived_at"])
        return_held(bridge.pk)
    bridge.save()
    changes = Amendment.objects.filter(bridge=bridge, state=AmendmentState.OPEN)
    changes.update(state=AmendmentState.WITHDRAWN, ended_at=now())
    tell_doors(bridge.space)


@transaction.atomic
def archive_bridge(person_id: int, bridge_id: int, group: int | None) -> ProposalShape:
    """Put a closed thread away: it stays readable to those who sat in it, and leaves the desks.

    Whoever may close it.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    side, _moderator = locked_side(person_id, bridge_id, group=group, fits=[SideState.ACCEPTED])
    side.bridge.state = check_archive(facts_now(side))
    side.bridge.save(update_fields=["state"])
    tell_sides(side, also=UNANSWERED)
    record("bridge.archive", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id))
    return proposals_of([side.pk])[side.pk]
