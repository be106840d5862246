"""Switching slow mode on and off."""

from django.db import transaction

from collab.audit.record import record
from collab.errors import NotFound
from discussions.chat.models import Topic
from discussions.chat.pace import count_from_now
from discussions.chat.shapes import PaceDraft
from discussions.spaces.actions import tell_doors
from discussions.spaces.entering import entered
from discussions.spaces.models import Space
from discussions.spaces.policies import check_moderate


@transaction.atomic
def slow_down(person_id: int, space_id: int, draft: PaceDraft) -> None:
    """Have people wait between two messages, in one topic or in the whole space; moderators do not wait.

    The same pace again changes nothing.  Raises NotFound, Refused (not_allowed).
    """
    counter, standing = entered(person_id, space_id)
    check_moderate(standing)
    slowed: Topic | Space | None = Space.objects.get(pk=space_id)
    if draft.topic is not None:
        slowed = Topic.objects.select_related("entry").filter(space_id=space_id, entry__place=draft.topic).first()
    if slowed is None:
        raise NotFound
    if slowed.slow_seconds == draft.seconds:
        return
    slowed.slow_seconds = draft.seconds
    slowed.save(update_fields=["slow_seconds"])
    if draft.seconds:
        count_from_now(space_id, draft.seconds, slowed.pk if isinstance(slowed, Topic) else None)
    if isinstance(slowed, Topic):
        counter.touch(slowed.entry)
        counter.save()
    else:
        tell_doors(slowed)
    record(
        "space.slow", group_id=standing.group_id, actor_id=person_id, subject=("space", space_id), seconds=draft.seconds, topic=draft.topic
    )
