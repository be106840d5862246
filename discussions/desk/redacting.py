"""Emptying a message as a moderator."""

from django.db import transaction

from collab.accounts.models import Person
from collab.audit.record import record
from collab.streams.counter import lock_all
from discussions.chat.actions import facts_of, seen_message, shape_at
from discussions.chat.policies import check_redact
from discussions.chat.shapes import MessageShape
from discussions.desk.rulings import author_to_tell, redact
from discussions.spaces.reads import standing_in
from groups.models import Seat


@transaction.atomic
def redact_message(person_id: int, space_id: int, place: int, reason: str) -> MessageShape:
    """A moderator empties a message, with a reason that the audit keeps and its author reads, who may appeal.

    Raises NotFound, Refused (not_allowed), Conflict (already_gone).
    """
    standing = standing_in(person_id, space_id)
    message = seen_message(standing, place)
    author = author_to_tell(message, person_id)
    told = Person.objects.values_list("stream_id", flat=True).get(pk=author.person_id) if author else None
    counters = lock_all([space_id, *([told] if told else [])])
    standing = standing_in(person_id, space_id)
    message = seen_message(standing, place)
    check_redact(standing, facts_of(standing, message))
    by = Seat.objects.get(pk=standing.seat)
    redact(message, by, reason, counters[space_id], counters[told] if told else None)
    record("message.redact", group_id=standing.group_id, actor_id=person_id, subject=("message", f"{space_id}/{place}"), reason=reason)
    return shape_at(message, standing)
