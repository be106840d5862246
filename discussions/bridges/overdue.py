"""What nobody answers: all moderators of the side are told, and later the words go back to their author.  They are never released."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from collab.clock import now
from collab.streams.counter import lock_all
from discussions.bridges.held import save_shown, streams_of, tell_author
from discussions.bridges.models import WAITING, Crossing
from discussions.bridges.policies import after_crossing
from discussions.bridges.reads import full_crossings
from discussions.bridges.roles import MODERATORS, BridgeState, CrossingAct, CrossingState
from discussions.personal.actions import notify
from groups.models import Seat

log = logging.getLogger("collab.bridges")
RUNNING = [BridgeState.OPEN, BridgeState.CLOSING]  # in a pause the clock stands


def escalate_due(moment: datetime) -> datetime | None:
    """Do what is due at the gates.  Returns the next such moment (UTC).  One that fails is logged and keeps no other waiting."""
    waiting = Crossing.objects.filter(state__in=WAITING, bridge__state__in=RUNNING)
    untold, held = waiting.filter(lapse_at__isnull=True), waiting.filter(lapse_at__isnull=False, state=CrossingState.HELD)
    late = untold.filter(due_at__lte=moment) | held.filter(lapse_at__lte=moment)
    for number in list(late.values_list("number", flat=True)):
        try:
            escalate(number, moment)
        except Exception:
            log.exception("crossing %s could not be escalated", number)
    nexts = [untold.aggregate(next=Min("due_at"))["next"], held.aggregate(next=Min("lapse_at"))["next"]]
    return min((each for each in nexts if each is not None and each > moment), default=None)


@transaction.atomic
def escalate(number: int, moment: datetime) -> None:
    """Tell every moderator once the time is over; give the words back once the same time has passed again.

    Repeating changes nothing.
    """
    row = full_crossings().get(number=number)
    seats = Seat.objects.reading_at(now()).filter(group_id=row.side.group_id, role__in=MODERATORS)
    if row.author is not None:  # of a sealed post all are told: whoever was left out would be its author
        seats = seats.exclude(person_id=row.author.person_id)
    told = dict(seats.values_list("person_id", "person__stream_id"))
    counters = lock_all([*streams_of(row), row.bridge_id, *told.values()])
    row = full_crossings().get(number=number)
    if row.state not in WAITING or row.bridge.state not in RUNNING or row.due_at > moment:
        return
    if row.lapse_at is None:
        row.lapse_at = moment + (row.due_at - row.submitted_at)
        row.save(update_fields=["lapse_at"])
        for person_id, stream_id in told.items():
            notify(counters[stream_id], person_id, "crossing_overdue", crossing=row.number, bridge=row.bridge_id, group=row.side.group_id)
            counters[stream_id].save()
    elif row.state == CrossingState.HELD and row.lapse_at <= moment:
        row.state = after_crossing(CrossingState(row.state), CrossingAct.LAPSE)
        row.decided_by, row.decided_at = None, moment
        row.save(update_fields=["state", "decided_by", "decided_at"])
        tell_author(row, counters)
    else:
        return
    save_shown(row, counters)
