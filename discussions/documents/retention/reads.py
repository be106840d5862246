"""How long documents are kept, and whose time is over.  Callers have checked who may ask."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from discussions.documents.retention.models import Retention
from discussions.documents.retention.shapes import RetentionShape
from discussions.documents.roles import DocumentType
from groups.models import Group

ANNOUNCED = timedelta(days=7)  # between telling the moderators and an automatic disposal: time for a hold


def kept_until(group_id: int | None, type_: str, moment: datetime) -> datetime | None:
    """Until when a document is kept that is over since `moment` (UTC); None: for ever.

    Locks the group until the transaction ends, so that a rule that changes now misses no document.
    """
    if group_id is None:
        return None
    Group.objects.select_for_update(no_key=True).filter(pk=group_id).first()
    days = Retention.objects.filter(group_id=group_id, type=type_).values_list("days", flat=True).first()
    return None if days is None else moment + timedelta(days=days)


def rules_of(group_id: int) -> list[RetentionShape]:
    """What holds for each type of document of a group; one query."""
    rows = {row.type: row for row in Retention.objects.filter(group_id=group_id)}
    return [
        RetentionShape(type=each, days=rows[each].days if each in rows else None, automatic=each in rows and rows[each].automatic)
        for each in DocumentType
    ]


def due_at(moment: datetime) -> Q:
    """Documents whose time is over by `moment` (UTC), and that nothing keeps from being disposed of."""
    return Q(keep_until__lte=moment, held_at__isnull=True)


def is_automatic() -> Exists:
    """Of documents: whether the group lets the clock dispose of those of their type."""
    return Exists(Retention.objects.filter(group=OuterRef("space__group"), type=OuterRef("type"), automatic=True))
