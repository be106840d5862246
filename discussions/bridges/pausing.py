"""The brake: any side stops a thread for a time, and it goes on by itself."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Min

from collab.clock import now
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.bridges.held import held_streams, show_held_anew
from discussions.bridges.models import WAITING, Bridge, Crossing, Side
from discussions.bridges.proposals import facts_now, proposals_of
from discussions.bridges.roles import BridgeAct, BridgeState, SideState
from discussions.bridges.shapes import PauseDraft, ProposalShape
from discussions.bridges.sides import locked_side, record_for_all, reread, streams_of, tell_sides
from discussions.bridges.thread import after_bridge, check_pause, check_resume
from discussions.spaces.actions import tell_doors


@transaction.atomic
def pause_bridge(person_id: int, bridge_id: int, draft: PauseDraft) -> ProposalShape:
    """Stop a thread for some hours, with a reason that the moderators of all sides read: nothing passes any gate meanwhile.

    Moderators of a side that takes part, once in seven days.
    Raises NotFound, Conflict (wrong_state), Refused (too_many), Invalid (invalid).
    """
    side, _moderator = locked_side(person_id, bridge_id, group=draft.group, fits=[SideState.ACCEPTED])
    bridge, moment = side.bridge, now()
    bridge.state = check_pause(facts_now(side), hours=draft.hours, moment=moment)
    bridge.paused_until, bridge.paused_by_id, bridge.pause_reason = moment + timedelta(hours=draft.hours), side.group_id, tidy(draft.reason)
    bridge.save(update_fields=["state", "paused_until", "paused_by", "pause_reason"])
    side.paused_at = moment
    side.save(update_fields=["paused_at"])
    tell_doors(bridge.space)
    tell_sides(side)
    record_for_all(side, "bridge.pause", person_id, reason=bridge.pause_reason, hours=draft.hours)
    return proposals_of([side.pk])[side.pk]


@transaction.atomic
def resume_bridge(person_id: int, bridge_id: int, group: int | None) -> ProposalShape:
    """Let a thread go on before its pause is over.  Moderators of the side that paused it.

    Raises NotFound, Conflict (wrong_state), Refused (not_allowed).
    """
    side, _moderator = locked_side(person_id, bridge_id, group=group, fits=[SideState.ACCEPTED])
    go_on(side, check_resume(facts_now(side)), actor_id=person_id)
    return proposals_of([side.pk])[side.pk]


def go_on(side: Side, state: BridgeState, *, actor_id: int | None) -> None:
    """End the pause.  Inside a transaction, the streams of the side locked."""
    bridge = side.bridge
    give_time_back(side)
    bridge.state, bridge.paused_until, bridge.paused_by, bridge.pause_reason = state, None, None, ""
    bridge.save(update_fields=["state", "paused_until", "paused_by", "pause_reason"])
    tell_doors(bridge.space)
    tell_sides(side)
    record_for_all(side, "bridge.resume", actor_id)


def give_time_back(side: Side) -> None:
    """What waits at the gates has as long as it had before the pause."""
    paused = Side.objects.filter(bridge_id=side.bridge_id, group=side.bridge.paused_by).values_list("paused_at", flat=True).get()
    assert paused is not None, "whoever paused a thread has noted when"
    stood = now() - paused
    waiting = Crossing.objects.filter(bridge_id=side.bridge_id, state__in=WAITING)
    waiting.update(due_at=F("due_at") + stood)
    counters = lock_all(held_streams(side.bridge_id))
    show_held_anew(side.bridge_id, counters)
    for counter in counters.values():
        counter.save()


def resume_due(moment: datetime) -> datetime | None:
    """Let go on what was paused until `moment` (UTC) or before.  Returns the next such moment."""
    paused = Bridge.objects.filter(state=BridgeState.PAUSED)
    for bridge_id in list(paused.filter(paused_until__lte=moment).values_list("pk", flat=True)):
        resume_when_over(bridge_id, moment)
    later: datetime | None = paused.filter(paused_until__gt=moment).aggregate(next=Min("paused_until"))["next"]
    return later


@transaction.atomic
def resume_when_over(bridge_id: int, moment: datetime) -> None:
    """Let one thread go on, if its pause is over.  Repeating changes nothing."""
    side = Side.objects.filter(bridge_id=bridge_id, state=SideState.ACCEPTED).order_by("pk").first()
    assert side is not None, "a thread that is paused has sides"
    lock_all(streams_of(side))
    side = reread(side)
    until = side.bridge.paused_until
    if side.bridge.state == BridgeState.PAUSED and until is not None and until <= moment:
        go_on(side, after_bridge(BridgeState.PAUSED, BridgeAct.RESUME), actor_id=None)
