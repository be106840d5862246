"""Everything that changes documents, but for taking in files (uploads.py), publishing (publishing.py) and keeping (keeping.py)."""

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from collab.errors import Code, Conflict
from collab.realtime.deadlines import ring_clock_after_commit
from collab.search.index import forget
from collab.streams.models import Stream
from discussions.documents.attributes.saying import check_complete
from discussions.documents.changes import Change, told
from discussions.documents.models import Approval, Document, Edit, LivingText, Return
from discussions.documents.policies import (
    check_review,
    check_submit,
    check_withdraw,
    is_approved,
)
from discussions.documents.reads import owning_groups
from discussions.documents.retention.reads import kept_until
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentShape
from groups.models import Seat


@transaction.atomic
def submit_document(person_id: int, space_id: int, place: int) -> DocumentShape:
    """Lay the newest version before the moderators, who are told.  Raises NotFound, Refused, Conflict (wrong_state, incomplete)."""
    change = Change(person_id, space_id, place, tell_moderators=True)
    check_submit(change.standing, change.facts)
    document = change.document
    check_complete(document.attributes, document.type, change.attributes())
    document.state, document.submitted_at = DocumentState.IN_REVIEW, change.standing.now
    document.submitted_by = Seat.objects.get(pk=change.standing.seat)
    change.tell("document_submitted", set(change.listeners), version=change.facts.newest)
    return change.finish("state", "submitted_by", "submitted_at")


@transaction.atomic
def approve_document(person_id: int, space_id: int, place: int, number: int) -> DocumentShape:
    """Say yes to exactly the bytes of the version in review; with enough of them it is the version in force.

    Moderators who had no hand in it, one of each owning group at least.  A second yes of the same person changes nothing.
    Raises NotFound, Refused (not_allowed, own_work), Conflict (wrong_state, stale, already_gone).
    """
    change = Change(person_id, space_id, place)
    check_review(change.standing, change.facts, number)
    document, version, moment = change.document, change.newest(), change.standing.now
    if version.approvals.filter(approver__person_id=person_id).exists():
        return change.shape()
    Approval.objects.create(version=version, sha256=version.sha256, approver_id=change.standing.seat, at=moment)
    owners = frozenset(group.pk for group in owning_groups(document))
    yes = list(version.approvals.values_list("approver__group_id", flat=True))
    if is_approved(document.entry.label, settings.APPROVERS_FROM_AMBER, owners, yes):
        version.approved_at = moment
        version.save(update_fields=["approved_at"])
        document.state, document.approved = DocumentState.APPROVED, version
        change.tell("document_approved", change.authors(), version=number)
    shape = change.finish("state", "approved")
    change.record("document.approve", version=number, sha256=version.sha256)
    return shape


@transaction.atomic
def return_document(person_id: int, space_id: int, place: int, number: int, reason: str) -> DocumentShape:
    """Give the version in review back, with a reason that its authors and the moderators read, nobody else.

    Moderators who had no hand in it.  Raises NotFound, Refused (not_allowed, own_work), Conflict (wrong_state, stale …), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_review(change.standing, change.facts, number)
    words, version = told(reason), change.newest()
    Return.objects.create(version=version, by_id=change.standing.seat, reason=words, at=change.standing.now)
    version.approvals.all().delete()  # whoever said yes is asked again; the audit knows
    change.document.state = DocumentState.CHANGES_REQUESTED
    change.tell("document_returned", change.authors(), version=number, reason=words)
    shape = change.finish("state")
    change.record("document.return", reason=words, version=number)
    return shape


@transaction.atomic
def withdraw_document(person_id: int, space_id: int, place: int, reason: str) -> DocumentShape:
    """Take a document back: its files open to nobody, its words are out of search; title and reason stay as a tombstone.

    Its words are erased as well, unless a legal hold lies on it: then when that is lifted.

    The source as long as nothing of it was approved; moderators.  Repeating changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_withdraw(change.standing, change.facts)
    document = change.document
    if change.facts.gone and change.facts.state is not DocumentState.DISPOSED:
        return change.shape()
    if change.facts.state.over:
        raise Conflict(Code.WRONG_STATE, _("This document is closed."), state=document.state)
    words = told(reason)
    shape = change.finish(*end_life(change, words))
    change.record("document.withdraw", reason=words)
    ring_clock_after_commit()
    return shape


def end_life(change: Change, reason: str) -> tuple[str, ...]:
    """Close a document for good, out of every search; unless a legal hold lies on it, its words are erased.  The columns to be saved."""
    document = change.document
    document.state, document.withdrawn_at, document.withdrawn_reason = DocumentState.WITHDRAWN, change.standing.now, reason
    document.approved = document.published = document.planned = document.embargo_until = None
    document.checked_out_by = document.checked_out_until = None
    document.keep_until = kept_until(document.space.group_id, document.type, change.standing.now)
    change.expel_from_text()
    forget(document.entry)
    if not change.facts.held:
        erase(document)
    return (
        "state", "withdrawn_at", "withdrawn_reason", "approved", "published", "planned", "embargo_until", "checked_out_by",
        "checked_out_until", "keep_until",
    )  # fmt: skip


def erase(document: Document) -> None:
    """Take what people wrote out of a document that goes: nobody needs it any more.  Inside the change that ends it.

    The text counts as folded up to its last edit, so that a fold under way, which read the edits before, finds itself overtaken.
    """
    Document.objects.filter(pk=document.pk).update(abstract="", attributes={})
    document.abstract, document.attributes = "", {}
    Document.objects.filter(pk=document.pk).update(published_words="")
    document.versions.update(text="", note="", name="")
    document.comments.update(passage="", anchor="", body="", html="")
    Edit.objects.filter(text__document=document).delete()
    last = Stream.objects.filter(pk=OuterRef("stream_id")).values("rev")
    LivingText.objects.filter(document=document).update(state=b"", size=0, folded=Subquery(last))
