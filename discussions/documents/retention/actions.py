"""Saying how long documents are kept.  Leads and moderators of the group."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import DateTimeField, ExpressionWrapper, F, Value
from django.db.models.functions import Coalesce

from collab.audit.record import record
from collab.clock import now
from collab.labels import Label
from collab.realtime.deadlines import ring_clock_after_commit
from discussions.documents.models import Document
from discussions.documents.retention.models import Retention
from discussions.documents.retention.reads import ANNOUNCED, rules_of
from discussions.documents.retention.shapes import DueShape, RetentionPage, RetentionRule
from discussions.documents.roles import DocumentState, DocumentType
from discussions.spaces.reads import readable_entries
from groups.models import Group
from groups.policies import check_answers
from groups.reads import place_in_group

OVER = [DocumentState.ARCHIVED, DocumentState.WITHDRAWN]


def retention(person_id: int, group_id: int) -> RetentionPage:
    """How long the group keeps what is over, and what is due of it.  Raises NotFound, Refused (not_allowed, second_factor_needed)."""
    check_answers(place_in_group(person_id, group_id))
    return page(person_id, group_id)


def page(person_id: int, group_id: int) -> RetentionPage:
    """The same, unasked."""
    rules = rules_of(group_id)
    automatic = {each.type for each in rules if each.automatic}
    mine = readable_entries(person_id).filter(kind="document").values("pk")
    rows = Document.objects.filter(pk__in=mine, space__group_id=group_id, keep_until__lte=now()).select_related("entry")
    return RetentionPage(
        rules=rules,
        due=[due_shape(row, automatic=row.type in automatic) for row in rows.order_by("keep_until", "pk")],
        announced_days=ANNOUNCED.days,
    )


def due_shape(row: Document, *, automatic: bool) -> DueShape:
    """One of what is due."""
    over_at = row.archived_at or row.withdrawn_at
    assert over_at is not None and row.keep_until is not None, "only what is over is due"
    told: datetime | None = row.due_told_at
    return DueShape(
        space=row.space_id, place=row.entry.place, title=row.title, type=DocumentType(row.type), label=Label(row.entry.label),
        state=DocumentState(row.state), over_at=over_at, keep_until=row.keep_until, held=row.held_at is not None,
        automatic_at=told + ANNOUNCED if automatic and told is not None and row.held_at is None else None,
    )  # fmt: skip


@transaction.atomic
def set_retention(person_id: int, group_id: int, rule: RetentionRule) -> RetentionPage:
    """Say how long documents of a type are kept once they are over, those that are over already too.  The same again changes nothing.

    Whatever is due by the new rule is told to its moderators, even if they were told by the old one.
    Raises NotFound, Refused (not_allowed, second_factor_needed).
    """
    check_answers(place_in_group(person_id, group_id))
    Group.objects.select_for_update(no_key=True).get(pk=group_id)
    row = Retention.objects.filter(group_id=group_id, type=rule.type).first()
    before = (row.days, row.automatic) if row else (None, False)
    after = (rule.days, rule.automatic and rule.days is not None)
    if after == before:
        return page(person_id, group_id)
    over = Document.objects.filter(space__group_id=group_id, type=rule.type, state__in=OVER)
    if rule.days is None:
        Retention.objects.filter(group_id=group_id, type=rule.type).delete()
        over.update(keep_until=None, due_told_at=None)
    else:
        Retention.objects.update_or_create(group_id=group_id, type=rule.type, defaults={"days": rule.days, "automatic": rule.automatic})
        since = Coalesce(F("archived_at"), F("withdrawn_at"))
        until = ExpressionWrapper(since + Value(timedelta(days=rule.days)), output_field=DateTimeField())
        over.update(keep_until=until, due_told_at=None)
    record(
        "document.retention", group_id=group_id, actor_id=person_id, subject=("group", group_id), type=rule.type.value, days=rule.days,
        automatic=after[1], before=before[0],
    )  # fmt: skip
    ring_clock_after_commit()
    return page(person_id, group_id)
