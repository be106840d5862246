"""Everything that changes documents, but for taking in files (see uploads.py)."""

from typing import BinaryIO

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.files.store import store
from collab.labels import Label, above
from collab.search.index import forget, reindex
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from discussions.documents.models import Approval, Document, Download, Return, Tag, Version
from discussions.documents.policies import (
    DocumentFacts,
    check_download,
    check_relabel,
    check_review,
    check_source,
    check_submit,
    check_withdraw,
)  # fmt: skip
from discussions.documents.reads import document_shape, full_documents, needed_for, seen_document
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentEdit, DocumentShape
from discussions.documents.uploads import words_of
from discussions.personal.actions import notify
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing
from discussions.spaces.reads import standing_in
from groups.models import Seat
from groups.roles import Role


class Change:
    """One change of one document under the locks of its space and of those who will be told.

    Inside a transaction.  Raises NotFound.
    """

    def __init__(self, person_id: int, space_id: int, place: int, tell_moderators: bool = False) -> None:
        listeners = self._streams(person_id, space_id, place, tell_moderators)
        self.counters: dict[int, Counter] = lock_all([space_id, *listeners.values()])
        self.listeners = listeners
        self.standing: Standing = standing_in(person_id, space_id)
        document, facts = seen_document(self.standing, place)
        self.document: Document = document
        self.facts: DocumentFacts = facts

    def _streams(self, person_id: int, space_id: int, place: int, tell_moderators: bool) -> dict[int, int]:
        """Own streams by person: its source and its submitter, or the moderators who read the space; never the actor."""
        document = Document.objects.filter(space_id=space_id, entry__place=place).select_related("author__person", "submitted_by__person")
        hands = [seat.person for row in document for seat in (row.author, row.submitted_by) if seat is not None]
        if tell_moderators:
            rows = Admission.objects.filter(space_id=space_id, ended_at__isnull=True, seat__role__in=[Role.LEAD, Role.MODERATOR])
            hands = [row.seat.person for row in rows.select_related("seat__person")]
        return {person.pk: person.stream_id for person in hands if person.pk != person_id}

    def tell(self, what: str, person_ids: set[int], **facts: object) -> None:
        """Put a notice into the streams of these people, as far as they are locked and still read the document."""
        inside = Admission.objects.filter(space_id=self.standing.space_id, ended_at__isnull=True, floor__lt=self.document.entry.place)
        readers = set(inside.filter(seat__person_id__in=person_ids).values_list("seat__person_id", flat=True))
        for person_id in sorted(readers & set(self.listeners)):
            notify(self.counters[self.listeners[person_id]], person_id, what, self.document.entry, **facts)

    def authors(self) -> set[int]:
        """The people who answer for the version under review."""
        return {seat.person_id for seat in (self.document.author, self.document.submitted_by) if seat is not None}

    def newest(self) -> Version:
        """The newest version."""
        return self.document.versions.get(number=self.facts.newest)

    def finish(self, *fields: str) -> DocumentShape:
        """Write the document, show it to the space, ring; the shape that everyone gets."""
        self.document.changed_at = self.standing.now
        self.document.save(update_fields=["changed_at", *fields])
        self.counters[self.standing.space_id].touch(self.document.entry)
        for counter in self.counters.values():
            counter.save()
        return self.shape()

    def shape(self) -> DocumentShape:
        """The document as everyone reads it now."""
        return document_shape(full_documents().get(pk=self.document.pk))

    def record(self, verb: str, reason: str = "", **facts: object) -> None:
        """Append to the group's audit chain; the last write."""
        subject = f"{self.standing.space_id}/{self.facts.place}"
        record(
            verb, group_id=self.standing.group_id, actor_id=self.standing.person_id, subject=("document", subject), reason=reason, **facts
        )


@transaction.atomic
def submit_document(person_id: int, space_id: int, place: int) -> DocumentShape:
    """Lay the newest version before the moderators, who are told.  Raises NotFound, Refused, Conflict (wrong_state)."""
    change = Change(person_id, space_id, place, tell_moderators=True)
    check_submit(change.standing, change.facts)
    document = change.document
    document.state, document.submitted_at = DocumentState.IN_REVIEW, change.standing.now
    document.submitted_by = Seat.objects.get(pk=change.standing.seat)
    change.tell("document_submitted", set(change.listeners), version=change.facts.newest)
    return change.finish("state", "submitted_by", "submitted_at")


@transaction.atomic
def approve_document(person_id: int, space_id: int, place: int, number: int) -> DocumentShape:
    """Say yes to exactly the bytes of the version in review; with enough of them it is the version in force.

    Moderators who had no hand in it.  A second yes of the same person changes nothing.
    Raises NotFound, Refused (not_allowed, own_work), Conflict (wrong_state, stale, already_gone).
    """
    change = Change(person_id, space_id, place)
    check_review(change.standing, change.facts, number)
    document, version, moment = change.document, change.newest(), change.standing.now
    if version.approvals.filter(approver__person_id=person_id).exists():
        return change.shape()
    Approval.objects.create(version=version, sha256=version.sha256, approver_id=change.standing.seat, at=moment)
    if version.approvals.count() >= needed_for(document):
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
    words = told(reason)
    Return.objects.create(version=change.newest(), by_id=change.standing.seat, reason=words, at=change.standing.now)
    change.document.state = DocumentState.CHANGES_REQUESTED
    change.tell("document_returned", change.authors(), version=number, reason=words)
    shape = change.finish("state")
    change.record("document.return", reason=words, version=number)
    return shape


def told(reason: str) -> str:
    """A reason, tidied.  Raises Invalid (empty)."""
    words = tidy(reason)
    if not words:
        raise Invalid(Code.EMPTY, _("Say why: others will ask."), fields=["reason"])
    return words


@transaction.atomic
def withdraw_document(person_id: int, space_id: int, place: int, reason: str) -> DocumentShape:
    """Take a document back: its files open to nobody, its words are out of search; title and reason stay as a tombstone.

    The source as long as nothing of it was approved; moderators.  Repeating changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (empty).
    """
    change = Change(person_id, space_id, place)
    check_withdraw(change.standing, change.facts)
    document = change.document
    if change.facts.state is DocumentState.WITHDRAWN:
        return change.shape()
    if change.facts.state.over:
        raise Conflict(Code.WRONG_STATE, _("This document is closed."), state=document.state)
    words = told(reason)
    document.state, document.withdrawn_at, document.withdrawn_reason = DocumentState.WITHDRAWN, change.standing.now, words
    document.abstract, document.approved = "", None
    document.versions.update(text="", note="", name="")
    forget(document.entry)
    shape = change.finish("state", "withdrawn_at", "withdrawn_reason", "abstract", "approved")
    change.record("document.withdraw", reason=words)
    return shape


@transaction.atomic
def describe_document(person_id: int, space_id: int, place: int, edit: DocumentEdit) -> DocumentShape:
    """Change what is said about a document: its source and moderators; its label as `check_relabel` says.

    The same words again change nothing.  A label that somebody else changes is told to the source.
    Raises NotFound, Refused (not_allowed), Conflict (stale, already_gone), Invalid (label_above_ceiling, empty).
    """
    change = Change(person_id, space_id, place)
    document, before = change.document, Label(change.document.entry.label)
    given = edit.model_dump(exclude_none=True, exclude={"rev", "label", "capabilities"})
    if given or edit.capabilities is not None:
        check_source(change.standing, change.facts)
    if edit.label is not None:
        check_relabel(change.standing, change.facts, before, edit.label)
    if edit.rev is not None and edit.rev != document.entry.rev:
        raise Conflict(Code.STALE, _("This document has changed since you opened it."), rev=document.entry.rev)
    tidied = {name: " ".join(tidy(value).split()) if name == "title" else tidy(value) for name, value in given.items()}
    if tidied.get("title") == "":
        raise Invalid(Code.EMPTY, _("Give the document a title."), fields=["title"])
    changed = {name: value for name, value in tidied.items() if getattr(document, name) != value}
    tags = [tag.capability for tag in document.tags.all()]
    retagged = edit.capabilities is not None and edit.capabilities != tags
    relabelled = edit.label is not None and edit.label != before
    if not (changed or retagged or relabelled):
        return change.shape()
    for name, value in changed.items():
        setattr(document, name, value)
    if retagged:
        document.tags.all().delete()
        Tag.objects.bulk_create(Tag(document=document, capability=slug, order=n) for n, slug in enumerate(edit.capabilities or []))
    if relabelled:
        document.entry.label = edit.label or before
        change.tell("document_relabelled", {document.author.person_id}, before=before, after=document.entry.label)
    reindex(document.entry, document.title, words_of(document, change.newest()))
    shape = change.finish(*changed)
    if relabelled:
        verb = "document.label_raise" if above(document.entry.label, before) else "document.label_lower"
        change.record(verb, before=before, after=document.entry.label)
    return shape


def open_version(person_id: int, space_id: int, place: int, number: int) -> tuple[BinaryIO, Version, str]:
    """The bytes of a version, its row, and the name under which it leaves; each opening is logged.

    Raises NotFound, Conflict (already_gone).
    """
    standing = standing_in(person_id, space_id)
    document, facts = seen_document(standing, place)
    check_download(standing, facts)
    version = document.versions.filter(number=number).first()
    if version is None:
        raise NotFound
    file = store().open(version.sha256)  # in no transaction: another machine may take its time
    try:
        Download.objects.create(version=version, seat_id=standing.seat, at=standing.now)
    except BaseException:
        file.close()
        raise
    return file, version, leaving_name(document, version)


def leaving_name(document: Document, version: Version) -> str:
    """`Title, version 2 (TLP-AMBER).pdf`: the label travels with the copy; no character that a file system reads its own way."""
    title = "".join(sign if sign.isalnum() or sign in " -_." else " " for sign in document.title)
    label = Label(document.entry.label).label.replace(":", "-")
    return f"{' '.join(title.split())[:120].strip(' .') or 'Document'}, v{version.number} ({label}).{version.extension}"
