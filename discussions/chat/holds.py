"""Which messages a group keeps from its own people.  Whoever sits for it reads a tombstone; to others nothing tells of it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Exists, OuterRef, Q, QuerySet

from discussions.chat.models import Hold
from discussions.spaces.policies import Standing
from discussions.spaces.reads import admissions_of


def in_force() -> QuerySet[Hold]:
    """Holds that stand."""
    return Hold.objects.filter(ended_at__isnull=True)


def groups_keeping(message_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """By message, the groups that keep it from their own people; one query."""
    return _gathered(in_force().filter(message__in=list(message_ids)).values_list("message_id", "group_id"))


def groups_keeping_titles(topic_ids: Iterable[int]) -> dict[int, frozenset[int]]:
    """By topic, the groups that keep its title, since they keep the message that opened it; one query."""
    return _gathered(in_force().filter(topic__in=list(topic_ids)).values_list("topic_id", "group_id"))


def _gathered(rows: Iterable[tuple[int | None, int]]) -> dict[int, frozenset[int]]:
    found = defaultdict[int, set[int]](set)
    for about, group in rows:
        if about is not None:
            found[about].add(group)
    return {about: frozenset(groups) for about, groups in found.items()}


def is_kept(standing: Standing, message_id: int) -> bool:
    """Whether a side for which the person sits keeps the message."""
    return bool(standing.sides) and in_force().filter(message=message_id, group__in=standing.sides).exists()


def kept_from(person_id: int) -> Exists:
    """Of entries: the messages that a side for which the person sits keeps, and the topics that these opened."""
    mine = admissions_of(person_id).filter(space=OuterRef("message__space"), seat__group=OuterRef("group"))
    return Exists(in_force().filter(Q(message=OuterRef("pk")) | Q(topic=OuterRef("pk"))).filter(Exists(mine)))


def kept_in(sides: Mapping[int, frozenset[int]]) -> list[int]:
    """Ids of the messages kept from somebody who sits for these groups, by space.  Without any, nothing is asked."""
    if not any(sides.values()):
        return []
    rows = in_force().filter(message__space__in=sides).values_list("message_id", "message__space_id", "group_id")
    return [message for message, space, group in rows if group in sides[space]]
