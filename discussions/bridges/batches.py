"""Batches: where authors may be hidden, what was released goes out together, in an order of chance and with one time.

So neither the moment nor the order tells at which hour an author wrote or a moderator was at work.  Counts of reactions move
with the batches of every thread.
"""

import logging
from datetime import datetime, timedelta
from random import SystemRandom

from django.db import transaction
from django.db.models import Min

from collab.errors import DomainError
from collab.streams.counter import Counter, lock_all
from discussions.bridges.attachments.attaching import check_released, versions_of
from discussions.bridges.attachments.reads import narrowed
from discussions.bridges.audience import Audience, audience_of
from discussions.bridges.custody.posting import check_still_sealed, forget_approvals
from discussions.bridges.gate import let_out
from discussions.bridges.held import check_crowd, check_unlocked, show, streams_of
from discussions.bridges.models import Bridge, Crossing
from discussions.bridges.overdue import RUNNING
from discussions.bridges.policies import after_crossing
from discussions.bridges.reads import full_crossings, present_hash
from discussions.bridges.roles import Attribution, CrossingAct, CrossingState
from discussions.chat.models import Reaction, ShownCounts, Topic
from discussions.chat.reads import reaction_shapes

log = logging.getLogger("collab.bridges")
chance = SystemRandom()


def depart_due(moment: datetime) -> datetime | None:
    """Let the batches of `moment` (UTC) go.  Returns the next such moment.  A thread that fails is logged and keeps no other waiting."""
    passed = Crossing.objects.filter(state=CrossingState.PASSED, bridge__state__in=RUNNING)
    counts = ShownCounts.objects.filter(due_at__isnull=False)
    bridges = set(passed.filter(travels_at__lte=moment).values_list("bridge_id", flat=True))
    bridges |= set(counts.filter(due_at__lte=moment).values_list("message__space_id", flat=True))
    for bridge_id in sorted(bridges):
        try:
            depart(bridge_id, moment)
        except Exception:
            log.exception("the batch of bridge %s could not go", bridge_id)
    nexts = [
        passed.filter(travels_at__gt=moment).aggregate(next=Min("travels_at"))["next"],
        counts.filter(due_at__gt=moment).aggregate(next=Min("due_at"))["next"],
    ]
    return min((each for each in nexts if each is not None), default=None)


@transaction.atomic
def depart(bridge_id: int, moment: datetime) -> None:
    """Let one thread's batch go: its posts, and the counts of its reactions.  Repeating changes nothing."""
    ready = full_crossings().filter(bridge_id=bridge_id, state=CrossingState.PASSED, travels_at__lte=moment)
    counters = lock_all({bridge_id}.union(*(streams_of(row) for row in ready)))
    rows = [row for row in ready.all() if streams_of(row) <= set(counters)]  # again, under the locks
    chance.shuffle(rows)
    if Bridge.objects.values_list("state", flat=True).get(pk=bridge_id) in RUNNING:
        audience = audience_of(bridge_id)
        for row in rows:
            if is_as_released(row, audience):
                after_crossing(CrossingState(row.state), CrossingAct.TRAVEL)
                let_out(row, counters, audience, row.released_hash, moment)
            else:
                hold_again(row, counters, moment)
    move_counts(counters[bridge_id], moment)
    for counter in counters.values():
        if counter.stream.rev > counter.before:
            counter.save()


def is_as_released(row: Crossing, audience: Audience) -> bool:
    """Whether a post is, byte for byte and for the same audience, what a moderator released, and can still appear."""
    if row.revises is not None and row.revises.message is not None and row.revises.message.gone:
        return False
    try:
        check_released(row)
        writers = narrowed(audience, row.side.group_id, versions_of(row))
        check_crowd(row.bridge, row.voice, row.attribution, writers)
        check_still_sealed(row, Attribution(row.attribution), writers)
        if row.topic_id:
            check_unlocked(Topic.objects.get(pk=row.topic_id))
    except DomainError:
        return False
    return (row.author_id is None or audience.sits(row.author_id)) and present_hash(row, audience) == row.released_hash


def hold_again(row: Crossing, counters: dict[int, Counter], moment: datetime) -> None:
    """Put a post before its moderators once more: what they released is not what would appear."""
    row.state = after_crossing(CrossingState(row.state), CrossingAct.MISS)
    row.decided_by, row.decided_at, row.travels_at, row.lapse_at = None, None, None, None
    row.due_at = moment + timedelta(hours=row.bridge.response_hours)
    row.save()
    forget_approvals(row)
    show(row, counters)


def move_counts(room: Counter, moment: datetime) -> None:
    """Show how often each word was said by now, on the messages where that has changed."""
    due = list(ShownCounts.objects.filter(message__space=room.stream.pk, due_at__lte=moment).select_related("message__entry"))
    chance.shuffle(due)
    said: dict[int, list[tuple[str, int]]] = {each.pk: [] for each in due}
    for message_id, word, seat in Reaction.objects.filter(message__in=said).values_list("message_id", "word", "seat_id"):
        said[message_id].append((word, seat))
    for counts in due:
        shown = {each.word.value: each.count for each in reaction_shapes(said[counts.pk], between_groups=True)}
        changed, counts.shown, counts.due_at = shown != counts.shown, shown, None
        counts.save(update_fields=["shown", "due_at"])
        if changed:
            room.touch(counts.message.entry)
