"""Disposal: what is over and has been kept for its time is erased.  A tombstone stays: who, when, why, and what was approved.

By a moderator; by the clock where the group said so, and then only some days after the moderators were told.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from collab.audit.record import record
from collab.clock import now
from collab.files.store import store
from collab.labels import Label, above
from collab.search.index import forget
from collab.streams.counter import Counter, lock_all, save_all
from discussions.documents.actions import erase
from discussions.documents.changes import Change, told
from discussions.documents.living_models import Suggestion
from discussions.documents.models import Acknowledgement, Asking, Document, Download, Hand, LivingText, Return, Version
from discussions.documents.policies import check_home
from discussions.documents.reads import MODERATING, full_documents
from discussions.documents.retention.models import Leftover
from discussions.documents.retention.policies import check_dispose
from discussions.documents.retention.reads import ANNOUNCED, due_at, is_automatic
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentShape
from discussions.documents.variants import touch_family
from discussions.personal.actions import forget_reasons, notify
from discussions.spaces.models import Admission
from groups.models import Seat

log = logging.getLogger("collab.documents")
SETTLED = timedelta(minutes=10)  # longer than any transaction lasts
LEFT = (
    "state", "title", "approved", "withdrawn_reason", "keep_until", "due_told_at", "disposed_at", "disposed_by", "disposed_reason",
)  # fmt: skip


@transaction.atomic
def dispose_document(person_id: int, space_id: int, place: int, reason: str) -> DocumentShape:
    """Erase a document whose time is over; who, when, why and the hashes of what was approved stay.  Repeating changes nothing.

    A moderator of its group.  Its files go within a quarter of an hour, as far as no other document has them.
    Raises NotFound, Refused (not_allowed), Conflict (held, wrong_state), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    if change.facts.state is DocumentState.DISPOSED:
        check_home(change.standing, change.facts)
        return change.shape()
    check_dispose(change.standing, change.facts)
    words = told(reason)
    change.expel_from_text()
    hashes = reduce_to_tombstone(change.document, change.standing.now, Seat.objects.get(pk=change.standing.seat), words)
    shape = change.finish(*LEFT)
    change.record("document.dispose", reason=words, approved=hashes)
    return shape


def reduce_to_tombstone(document: Document, moment: datetime, by: Seat | None, reason: str) -> list[str]:
    """Erase all that was said in and of a document.  The hashes of what was approved.  The caller saves LEFT and the counters."""
    hashes = list(document.versions.filter(approved_at__isnull=False).order_by("number").values_list("sha256", flat=True))
    forget(document.entry)
    let_go(document, moment)
    erase(document)
    document.tags.all().delete()
    document.comments.all().delete()
    document.versions.update(sha256="", request_hash="")
    Suggestion.objects.filter(text__document=document).delete()
    Hand.objects.filter(text__document=document).delete()
    for rows in (Acknowledgement.objects.filter(document=document), Asking.objects.filter(document=document)):
        rows.delete()
    for logged in (Return.objects.filter(version__document=document), Download.objects.filter(version__document=document)):
        logged.delete()
    forget_reasons(document.entry)
    if above(document.entry.label, Label.GREEN):
        document.title = ""
    document.state, document.approved, document.withdrawn_reason = DocumentState.DISPOSED, None, ""
    document.keep_until = document.due_told_at = None
    document.disposed_at, document.disposed_by, document.disposed_reason = moment, by, reason
    document.changed_at = moment
    return hashes


def let_go(document: Document, moment: datetime) -> None:
    """Note the bytes of a document as left over."""
    hashes = set(document.versions.exclude(sha256="").values_list("sha256", flat=True))
    Leftover.objects.bulk_create(
        (Leftover(sha256=each, at=moment) for each in sorted(hashes)), update_conflicts=True, unique_fields=["sha256"], update_fields=["at"]
    )


def destroy_leftovers() -> int:
    """Destroy left-over bytes that no version names; how many files.  A round of the worker.

    Whoever keeps the same bytes again puts the row off first (`put_off_sweep`), and so waits for this, or this passes it over.  Who looked
    before the row was there has committed long ago when its turn comes (SETTLED).  A fall half way is met by the next round.
    """
    gone = 0
    for pk, sha256 in Leftover.objects.filter(at__lte=now() - SETTLED).order_by("pk").values_list("pk", "sha256"):
        with transaction.atomic():
            if Leftover.objects.filter(pk=pk, at__lte=now() - SETTLED).delete()[0] and not Version.objects.filter(sha256=sha256).exists():
                store().destroy(sha256)
                gone += 1
    return gone


def see_to_what_is_due(moment: datetime) -> datetime | None:
    """Tell moderators of documents whose time is over, once, and dispose of those that the clock may.  The next moment (UTC), if any.

    A document that fails is logged and tried again; it does not keep others waiting.
    """
    due = Document.objects.filter(due_at(moment))
    by_itself = Document.objects.filter(is_automatic(), held_at__isnull=True, keep_until__isnull=False, due_told_at__isnull=False)
    ripe = by_itself.filter(due_told_at__lte=moment - ANNOUNCED, keep_until__lte=moment)
    for document_id in [*due.filter(due_told_at__isnull=True).values_list("pk", flat=True), *ripe.values_list("pk", flat=True)]:
        try:
            settle(document_id)
        except Exception:
            log.exception("document %s could not be disposed of, or its moderators could not be told", document_id)
    untold = Document.objects.filter(held_at__isnull=True, keep_until__gt=moment)
    first: datetime | None = untold.aggregate(first=Min("keep_until"))["first"]
    announced: datetime | None = by_itself.filter(due_told_at__gt=moment - ANNOUNCED).aggregate(first=Min("due_told_at"))["first"]
    return min((each for each in (first, announced + ANNOUNCED if announced else None) if each is not None), default=None)


@transaction.atomic
def settle(document_id: int) -> None:
    """Tell the moderators of one document that its time is over; or, some days after that, dispose of it.  Repeating changes nothing."""
    row = Document.objects.select_related("entry").get(pk=document_id)
    reading = Seat.objects.reading_at(now()).filter(role__in=MODERATING)
    rows = Admission.objects.filter(space_id=row.space_id, ended_at__isnull=True, floor__lt=row.entry.place, seat__in=reading)
    people = {each.seat.person_id: each.seat.person.stream_id for each in rows.select_related("seat__person")}
    texts = list(LivingText.objects.filter(document_id=document_id).values_list("stream_id", flat=True))
    counters = lock_all([row.space_id, *people.values(), *texts])
    document, moment = full_documents().get(pk=document_id), now()
    is_due = document.keep_until is not None and document.keep_until <= moment and document.held_at is None
    automatic = is_due and Document.objects.filter(is_automatic(), pk=document_id).exists()
    if is_due and document.due_told_at is None:
        document.due_told_at = moment
        document.save(update_fields=["due_told_at"])
        facts = {"automatic_at": (moment + ANNOUNCED).isoformat()} if automatic else {}
        for person_id, stream_id in sorted(people.items()):
            notify(counters[stream_id], person_id, "document_due", document.entry, **facts)
        save_all([counters[stream_id] for stream_id in people.values()])
    elif automatic and document.due_told_at is not None and document.due_told_at + ANNOUNCED <= moment:
        dispose_by_clock(document, moment, counters, texts)


def dispose_by_clock(document: Document, moment: datetime, counters: dict[int, Counter], texts: list[int]) -> None:
    """Dispose of a document whose streams are locked, as its group said."""
    for stream_id in texts:
        counters[stream_id].expel()
    hashes = reduce_to_tombstone(document, moment, None, "")
    document.save(update_fields=["changed_at", *LEFT])
    counters[document.space_id].touch(document.entry)
    touch_family(counters[document.space_id], document)
    save_all([counters[stream_id] for stream_id in (document.space_id, *texts)])
    subject = ("document", f"{document.space_id}/{document.entry.place}")
    record("document.dispose", group_id=document.space.group_id, actor_id=None, subject=subject, approved=hashes)
