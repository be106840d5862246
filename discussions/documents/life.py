"""What happens to documents at its second: an embargo ends, a text expires.

Each step is taken under the lock of the space's counter and only once, whichever process comes first.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Min, Q

from collab.audit.record import record
from collab.clock import now
from collab.streams.counter import lock_all
from discussions.documents.models import Document
from discussions.documents.publishing import PUBLISHED_FIELDS, make_public
from discussions.documents.reads import full_documents
from discussions.documents.roles import DocumentState
from discussions.personal.actions import notify
from discussions.spaces.models import Admission

log = logging.getLogger("collab.documents")
NOTICES = {"publish": "document_published", "expire": "document_expired"}
LASTING = Q(published__isnull=False, expired_at__isnull=True)


def due(moment: datetime) -> Q:
    """Documents whose embargo has ended, or whose text has expired, by `moment`."""
    return Q(embargo_until__lte=moment) | Q(LASTING, expires_at__lte=moment)


def keep_time(moment: datetime) -> datetime | None:
    """Publish and let expire what is due.  Returns the next moment (UTC) at which there is something to do.

    A document that fails is logged and tried again; it does not keep others waiting.
    """
    for document_id in Document.objects.filter(due(moment), red="").order_by("pk").values_list("pk", flat=True):
        try:
            settle(document_id)
        except Exception:
            log.exception("document %s could not be published, or could not expire", document_id)
    later = Document.objects.exclude(due(moment)).filter(Q(embargo_until__isnull=False) | Q(LASTING, expires_at__isnull=False))
    upcoming = later.aggregate(release=Min("embargo_until"), expiry=Min("expires_at", filter=LASTING))
    return min((each for each in upcoming.values() if each is not None), default=None)


@transaction.atomic
def settle(document_id: int) -> None:
    """Bring one document to where its times say that it stands, show it, and tell its source.  Repeating changes nothing."""
    row = Document.objects.select_related("author__person").get(pk=document_id)
    source = row.author.person
    counters = lock_all([row.space_id, source.stream_id])
    document, moment = full_documents().get(pk=document_id), now()
    if document.red:  # somebody wishes it to be TLP:RED: it waits
        return
    acts = []
    if document.planned is not None and document.embargo_until is not None and document.embargo_until <= moment:
        make_public(document, document.planned, document.embargo_until, counters[row.space_id])
        acts.append("publish")
    if document.published_id is not None and document.expired_at is None and document.expires_at and document.expires_at <= moment:
        document.expired_at = document.expires_at
        if document.state == DocumentState.PUBLISHED:
            document.state = DocumentState.EXPIRED
        acts.append("expire")
    if not acts:
        return
    document.changed_at = moment
    document.save(update_fields=["changed_at", *PUBLISHED_FIELDS])
    counters[row.space_id].touch(document.entry)
    reads = Admission.objects.filter(space_id=row.space_id, ended_at__isnull=True, seat__person=source, floor__lt=document.entry.place)
    if reads.exists():
        for act in acts:
            notify(counters[source.stream_id], source.pk, NOTICES[act], document.entry)
    for counter in counters.values():
        counter.save()
    for act in acts:
        subject = ("document", f"{row.space_id}/{document.entry.place}")
        record(f"document.{act}", group_id=document.space.group_id, actor_id=None, subject=subject)
