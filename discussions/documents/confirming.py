"""Readers confirm that they have read a version, and how they will handle it; who has not is reminded once."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid
from collab.labels import above
from collab.realtime.deadlines import ring_clock_after_commit
from collab.streams.counter import lock_all
from discussions.documents.changes import Change
from discussions.documents.models import Acknowledgement, Asking
from discussions.documents.page import document_page
from discussions.documents.policies import check_acknowledge, check_ask
from discussions.documents.reads import confirmed, full_documents, readers_of, seen_document, standing_at
from discussions.documents.shapes import AskingDraft, Confirming, DocumentPage
from discussions.personal.actions import notify

log = logging.getLogger("collab.documents")
REMINDED_BEFORE = timedelta(hours=24)


@transaction.atomic
def ask_to_confirm(person_id: int, space_id: int, place: int, draft: AskingDraft) -> DocumentPage:
    """Ask everybody who reads the document to confirm the version in force by a time; asking again moves the time.

    The source or a moderator.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state, already_gone), Invalid (due_at).
    """
    change = Change(person_id, space_id, place)
    check_ask(change.standing, change.facts)
    if draft.due_at <= change.standing.now:
        raise Invalid(Code.INVALID, _("That time has passed."), fields=["due_at"])
    version = change.document.approved
    assert version is not None, "check_ask lets through only what was approved"
    Asking.objects.update_or_create(
        document=change.document, major=version.major,
        defaults={"by_id": change.standing.seat, "at": change.standing.now, "due_at": draft.due_at, "reminded_at": None},
    )  # fmt: skip
    change.finish()
    change.record("document.ask", version=version.number, due=draft.due_at.isoformat())
    ring_clock_after_commit()
    return document_page(person_id, space_id, place)


@transaction.atomic
def confirm_version(person_id: int, space_id: int, place: int, confirming: Confirming) -> DocumentPage:
    """Confirm that one has read the version in force and will handle it under its label.  Repeating changes nothing.

    Whoever reads it.  Raises NotFound, Conflict (wrong_state; stale: another version or label holds by now).
    """
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    check_acknowledge(standing, facts)
    version = document.approved
    assert version is not None, "check_acknowledge lets through only what was approved"
    if confirming.version != version.number or confirming.label != document.entry.label:
        raise Conflict(
            Code.STALE, _("Another version or another label holds by now. Read again what you confirm."), newest=version.number
        )  # fmt: skip
    row, is_new = Acknowledgement.objects.get_or_create(
        document=document, major=version.major, seat_id=standing.seat, defaults={"label": confirming.label, "at": standing.now}
    )
    if not is_new and above(confirming.label, row.label):
        row.label, row.at = confirming.label, standing.now
        row.save(update_fields=["label", "at"])
    return document_page(person_id, space_id, place)


def remind(moment: datetime) -> datetime | None:
    """Remind, a day before the time is over, those who have not confirmed.  Returns the next moment (UTC) at which somebody is reminded.

    An asking that fails is logged and tried again; it does not keep others waiting.
    """
    waiting = Asking.objects.filter(reminded_at__isnull=True)
    for asking_id in waiting.filter(due_at__lte=moment + REMINDED_BEFORE).order_by("pk").values_list("pk", flat=True):
        try:
            remind_of(asking_id)
        except Exception:
            log.exception("asking %s could not be reminded of", asking_id)
    first: datetime | None = waiting.filter(due_at__gt=moment + REMINDED_BEFORE).aggregate(first=Min("due_at"))["first"]
    return None if first is None else first - REMINDED_BEFORE


@transaction.atomic
def remind_of(asking_id: int) -> None:
    """Put a notice before everybody who was asked and has not confirmed.  Happens once."""
    asking = Asking.objects.get(pk=asking_id)
    document = full_documents().get(pk=asking.document_id)
    done = confirmed(document, asking.major).values("seat_id")
    missing = {row.seat.person for row in readers_of(document).exclude(seat__in=done).select_related("seat__person")}
    counters = lock_all(person.stream_id for person in missing)
    if not Asking.objects.filter(pk=asking_id, reminded_at__isnull=True).update(reminded_at=now()):
        return
    in_force = document.approved
    if in_force is None or in_force.major != asking.major:  # a newer one, or none: nothing is left to confirm
        return
    for person in sorted(missing, key=lambda each: each.pk):
        notify(counters[person.stream_id], person.pk, "document_unconfirmed", document.entry, due=asking.due_at.isoformat())
    for counter in counters.values():
        counter.save()
    subject = ("document", f"{document.space_id}/{document.entry.place}")
    record("document.remind", group_id=document.space.group_id, actor_id=None, subject=subject, people=len(missing))
