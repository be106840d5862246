"""Ending the standing consent to carry posts on: from then on their authors are asked."""

from django.db import transaction

from collab.audit.record import record
from collab.streams.counter import Counter, lock_all
from discussions.bridges.audience import Audience
from discussions.bridges.consent import check_ask_again
from discussions.bridges.held import desk_shape, find_locked, known_crossing, own_shape, save_shown, show
from discussions.bridges.models import UNDER_WAY
from discussions.bridges.reads import facts_of
from discussions.bridges.shapes import CrossingShape
from discussions.chat.models import Message


@transaction.atomic
def ask_again(person_id: int, number: int) -> CrossingShape:
    """End the standing consent to carry a released post on: from now on its author is asked.  Repeating changes nothing.

    The author, and the moderators of the author's group.  New words that are under way lose it too.
    Raises NotFound, Conflict (wrong_state).
    """
    crossing, counters = find_locked(person_id, number)
    facts = facts_of(person_id, crossing, Audience())
    check_ask_again(facts)
    message = crossing.message
    assert message is not None, "check_ask_again refuses what was not released"
    if message.unasked or crossing.revisions.filter(state__in=UNDER_WAY, unasked=True).exists():
        end_unasked(crossing.bridge_id, message, counters[crossing.bridge_id])
        for revision in crossing.revisions.filter(state__in=UNDER_WAY, unasked=True).select_related("entry", "own").order_by("pk"):
            revision.unasked = False
            revision.save(update_fields=["unasked"])
            show(revision, counters)
        save_shown(crossing, counters)
        if not facts.mine:  # an author's own step back is no privileged act, and the log must not name authors
            record("crossing.ask_again", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number))
    shown = known_crossing(person_id, number)
    return own_shape(shown) if facts.mine else desk_shape(shown)


def end_unasked(bridge_id: int, message: Message | None = None, room: Counter | None = None) -> None:
    """Authors are asked again before a released post is carried on: this one, or any of the thread.  Inside a transaction."""
    counter = room or lock_all([bridge_id])[bridge_id]
    rows = Message.objects.select_related("entry").filter(space=bridge_id, unasked=True)
    for row in (rows if message is None else rows.filter(pk=message.pk)).order_by("pk"):
        row.unasked = False
        row.save(update_fields=["unasked"])
        counter.touch(row.entry)
    counter.save()
