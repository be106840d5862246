"""Publishing what was approved, at once or when an embargo ends, and what follows from it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Invalid
from collab.ids import random_id
from collab.realtime.deadlines import ring_clock_after_commit
from collab.search.fold import fold
from collab.search.index import TEXT_LIMIT
from collab.streams.counter import Counter
from discussions.documents.attributes.reads import words_to_find
from discussions.documents.changes import Change
from discussions.documents.models import Document, Version
from discussions.documents.policies import check_archive, check_publish
from discussions.documents.retention.reads import kept_until
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentShape, Publishing

PUBLISHED_FIELDS = (
    "state", "published", "published_at", "number", "published_words", "planned", "embargo_until", "expires_at", "expired_at",
)  # fmt: skip


@transaction.atomic
def publish_document(person_id: int, space_id: int, place: int, plan: Publishing) -> DocumentShape:
    """Show exactly these approved bytes beyond the space, as far as the label lets them go: now, or when the embargo ends.

    A moderator.  What it supersedes is superseded with it.  The same plan again changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (wrong_state, stale, already_gone), Invalid (expires_at).
    """
    change = Change(person_id, space_id, place)
    document, moment = change.document, change.standing.now
    check_publish(change.standing, change.facts, plan.version)
    later = plan.embargo_until if plan.embargo_until is not None and plan.embargo_until > moment else None
    if plan.expires_at is not None and plan.expires_at <= (later or moment):
        raise Invalid(Code.INVALID, _("It would expire before it is published."), fields=["expires_at"])
    same = (document.planned_id, document.embargo_until, document.expires_at) == (change.newest().pk, later, plan.expires_at)
    if later is not None and same:
        return change.shape()
    document.expires_at = plan.expires_at
    if later is None:
        make_public(document, change.newest(), moment, change.counters[space_id])
    else:
        document.state, document.planned, document.embargo_until = DocumentState.EMBARGOED, change.newest(), later
        if document.published_id is not None:  # what is published stays so until then, without an end of its own
            document.expired_at = None
    change.tell("document_published" if later is None else "document_embargoed", change.authors(), version=plan.version)
    shape = change.finish(*PUBLISHED_FIELDS)
    facts: dict[str, Any] = {"until": later.isoformat()} if later is not None else {}
    change.record("document.publish" if later is None else "document.embargo", version=plan.version, sha256=change.newest().sha256, **facts)
    ring_clock_after_commit()
    return shape


def make_public(document: Document, version: Version, moment: datetime, counter: Counter) -> None:
    """Make a version the published one; what the document supersedes is superseded.  The caller saves PUBLISHED_FIELDS and the counter."""
    newest = document.versions.order_by("number").last()
    if newest == version:
        document.state = DocumentState.PUBLISHED
    document.published, document.published_at, document.expired_at = version, moment, None
    document.planned = document.embargo_until = None
    document.number = document.number or random_id()
    document.published_words = words_for_centre(document)
    Version.objects.filter(pk=version.pk, published_at__isnull=True).update(published_at=moment)
    older = document.supersedes
    if older is not None and older.superseded_at is None:
        older.superseded_at, older.changed_at = moment, moment
        if not DocumentState(older.state).over:
            older.state = DocumentState.SUPERSEDED
        older.save(update_fields=["superseded_at", "changed_at", "state"])
        counter.touch(older.entry)


def words_for_centre(document: Document) -> str:
    """What the centre's search compares: of the published version, never of a newer one that only the space may read."""
    assert document.published is not None, "only a published document has words there"
    said = words_to_find(document.attributes, own=False)
    return f" {fold(f'{document.title} {document.abstract} {said} {document.published.text[:TEXT_LIMIT]}')} "


@transaction.atomic
def archive_document(person_id: int, space_id: int, place: int) -> DocumentShape:
    """Put a document away: its readers still read it, the alliance does not, and nothing more happens to it.

    A moderator.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    change = Change(person_id, space_id, place)
    check_archive(change.standing, change.facts)
    document = change.document
    document.state, document.archived_at = DocumentState.ARCHIVED, change.standing.now
    document.published = document.planned = document.embargo_until = document.checked_out_by = document.checked_out_until = None
    document.published_words = ""
    document.keep_until, document.due_told_at = kept_until(document.space.group_id, document.type, change.standing.now), None
    shape = change.finish(
        "state", "archived_at", "published", "published_words", "planned", "embargo_until", "checked_out_by", "checked_out_until",
        "keep_until", "due_told_at",
    )  # fmt: skip
    change.record("document.archive")
    ring_clock_after_commit()
    return shape
