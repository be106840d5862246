"""Sharing a document and adding versions: what takes in a file."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, Invalid
from collab.files.cleaning import cleaned
from collab.files.kinds import CSV, MARKDOWN, TXT, Recognised, refusal
from collab.files.recognise import recognise
from collab.files.screening import Found, check_malware, screen, screen_parts
from collab.files.store import Arrival, arriving, store
from collab.labels import highest
from collab.search.index import index, reindex
from collab.text.plain import tidy
from discussions.documents.attributes.reads import attributes_in, words_to_find
from discussions.documents.attributes.saying import said_anew
from discussions.documents.models import Document, Tag, Version
from discussions.documents.policies import check_add, check_share, check_work
from discussions.documents.reads import document_shape, full_documents, seen_document
from discussions.documents.retention.models import Leftover
from discussions.documents.roles import DocumentState
from discussions.documents.shapes import DocumentDraft, DocumentShape, VersionDraft
from discussions.documents.variants import followable, followed, touch_family, translated_by
from discussions.safeguarding.actions import seal
from discussions.safeguarding.policies import check_unpaused
from discussions.safeguarding.reads import is_paused
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing, check_label
from discussions.spaces.reads import standing_in
from discussions.uploads.names import shown_name
from discussions.uploads.policies import BeingChecked
from groups.models import Seat


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was taken in and recognised, and not kept yet."""

    arrival: Arrival  # as it is kept
    recognised: Recognised
    name: str  # to be shown
    sent_sha256: str  # of the bytes as they came


def share_document(person_id: int, space_id: int, draft: DocumentDraft, *, name: str, pieces: Iterable[bytes]) -> DocumentShape:
    """Share a file as a document in WORKING, shown to everyone in the space.

    Safe to repeat by `client_id`.  Nothing of a refused file is kept.  Raises NotFound, Refused (space_archived, reads_only,
    muted, not_allowed), Conflict (replay_differs), Unavailable (unchecked),
    Invalid (empty, too_large, file_type_refused, label_above_ceiling).
    """
    check_share(standing_in(person_id, space_id))  # before the file is taken in
    with taken_in(person_id, name, pieces, names_stay=draft.names_stay) as upload:
        return share_taken(person_id, space_id, draft, upload)


def add_version(
    person_id: int, space_id: int, place: int, draft: VersionDraft, *, name: str, pieces: Iterable[bytes]
) -> DocumentShape:  # fmt: skip
    """Add other bytes: the document is worked on again, while the approved version stays in force.

    The organisation that shared it, and moderators.  Safe to repeat by `client_id`.  Raises what `share_document` raises, and
    Conflict (already_gone, checked_out, wrong_state: the same bytes as the newest version).
    """
    standing = standing_in(person_id, space_id)
    check_add(standing, seen_document(standing, place)[1])
    with taken_in(person_id, name, pieces, names_stay=draft.names_stay) as upload:
        return add_taken(person_id, space_id, place, draft, upload)


@contextmanager
def taken_in(person_id: int, name: str, pieces: Iterable[bytes], *, names_stay: bool) -> Iterator[Upload]:
    """A file that may be kept: screened, recognised, without the names of its makers unless these are to stay, and near its store.

    All of it before any row is locked.  What a list of hashes knows is sealed, whatever kind of file it is.  Raises Invalid,
    Refused (uploads_paused), Unavailable (unchecked), BeingChecked.
    """
    check_unpaused(is_paused(person_id))
    with arriving(pieces) as sent:
        seal_if(person_id, sent, screen(sent.path))
        check_malware(sent.path)
        recognised = recognise(sent.path, name)
        seal_if(person_id, sent, screen_parts(sent.path, recognised.kind))
        with nullcontext(sent) if names_stay else cleaned(sent, recognised.kind) as arrival:
            put_off_sweep(arrival.sha256)
            with store().at_hand(arrival):
                yield Upload(arrival, recognised, shown_name(name), sent.sha256)


def put_off_sweep(sha256: str) -> None:
    """Bytes that were left over may be kept again now: until that is decided nobody destroys them, or they are gone when this returns."""
    Leftover.objects.filter(sha256=sha256).update(at=now())


def seal_if(person_id: int, sent: Arrival, found: Found | None) -> None:
    """Raise BeingChecked, once it is sealed, for a file of which a list knows something."""
    if found is not None:
        seal(person_id, sent, found)
        raise BeingChecked


@transaction.atomic
def share_taken(person_id: int, space_id: int, draft: DocumentDraft, upload: Upload) -> DocumentShape:
    """Share a file that was taken in.  Raises what `share_document` raises."""
    counter, standing = entered(person_id, space_id)
    check_share(standing)
    digest = digest_of(f"{space_id}", draft.model_dump_json(exclude={"client_id"}), upload.sent_sha256)
    if (again := repeated(standing, draft.client_id, digest)) is not None:
        return again
    title = " ".join(tidy(draft.title).split())
    if not title:
        raise Invalid(Code.EMPTY, _("Give the document a title."), fields=["title"])
    translates, floor = translated_by(standing, draft)
    label = draft.label or highest(standing.label, floor)
    check_label(label, highest(floor, standing.lowest), standing.ceiling)
    said = said_anew({}, draft.attributes, draft.type, attributes_in(standing.group_id)) if standing.group_id is not None else {}
    entry = counter.show("document", label=label)
    document = Document.objects.create(
        entry=entry, space_id=space_id, author_id=standing.seat, title=title, abstract=tidy(draft.abstract), type=draft.type,
        language=draft.language, attributes=said, shared_at=standing.now, changed_at=standing.now, translates=translates,
        follows=followed(translates) if translates else None,
    )  # fmt: skip
    Tag.objects.bulk_create(Tag(document=document, capability=slug, order=n) for n, slug in enumerate(draft.capabilities))
    version = keep_version(document, 1, standing, draft, digest=digest, upload=upload)
    index(entry, document.title, words_of(document, version))
    touch_family(counter, document)
    counter.save()
    return document_shape(full_documents().get(pk=document.pk))


@transaction.atomic
def add_taken(person_id: int, space_id: int, place: int, draft: VersionDraft, upload: Upload) -> DocumentShape:
    """Add a file that was taken in.  Raises what `add_version` raises."""
    counter, standing = entered(person_id, space_id)
    document, facts = seen_document(standing, place)
    digest = digest_of(f"{space_id}/{place}", draft.model_dump_json(exclude={"client_id"}), upload.sent_sha256)
    if (again := repeated(standing, draft.client_id, digest)) is not None:
        return again
    check_work(standing, facts)
    if document.versions.filter(number=facts.newest, sha256=upload.arrival.sha256).exists():
        raise Conflict(
            Code.WRONG_STATE, _("This file is the same, byte for byte, as version %(n)d.") % {"n": facts.newest}, version=facts.newest
        )
    if draft.follows is not None:
        document.follows = followable(document, draft.follows)
    version = keep_version(document, facts.newest + 1, standing, draft, digest=digest, upload=upload)
    document.state, document.submitted_by, document.submitted_at = DocumentState.WORKING, None, None
    document.checked_out_by = document.checked_out_until = None  # what was checked out is checked in
    document.changed_at = standing.now
    document.save(update_fields=["state", "submitted_by", "submitted_at", "checked_out_by", "checked_out_until", "changed_at", "follows"])
    reindex(document.entry, document.title, words_of(document, version))
    counter.touch(document.entry)
    touch_family(counter, document)
    counter.save()
    return document_shape(full_documents().get(pk=document.pk))


def digest_of(*parts: str) -> str:
    """SHA-256 of a request: what makes a repeat a repeat."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def repeated(standing: Standing, client_id: UUID, digest: str) -> DocumentShape | None:
    """The answer to a request that came before, or None.  Raises Conflict when the same `client_id` comes with something else."""
    earlier = Version.objects.filter(author_id=standing.seat, client_id=client_id).first()
    if earlier is None:
        return None
    if earlier.request_hash != digest:
        raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with another content. Send it anew."))
    return document_shape(full_documents().get(pk=earlier.document_id))


def keep_version(
    document: Document, number: int, standing: Standing, draft: DocumentDraft | VersionDraft, *, digest: str, upload: Upload
) -> Version:
    """Keep the bytes, then write the row.  A crash between the two leaves bytes without a row, never a row without bytes."""
    anonymous = Seat.objects.filter(pk=standing.seat).exclude(pseudonym="").exists()
    kind = upload.recognised.kind
    if anonymous and kind not in (TXT, MARKDOWN, CSV):  # S33: other kinds carry their makers' names
        raise refusal("names")
    before = document.versions.order_by("number").last()
    major, minor = (1, 0) if before is None else (before.major + 1, 0)
    if before is not None and isinstance(draft, VersionDraft) and draft.minor:
        major, minor = before.major, before.minor + 1
    store().keep(upload.arrival)
    return Version.objects.create(
        document=document, number=number, major=major, minor=minor, sha256=upload.arrival.sha256, size=upload.arrival.size, mime=kind.mime,
        extension=kind.extension, name="" if anonymous else upload.name, note=tidy(draft.note), author_id=standing.seat,
        client_id=draft.client_id, request_hash=digest, at=standing.now, text=tidy(upload.recognised.text),
        text_cut=upload.recognised.cut,
    )  # fmt: skip


def words_of(document: Document, version: Version) -> str:
    """What a search finds a document by, beside its title."""
    return f"{document.abstract}\n{words_to_find(document.attributes)}\n{version.text}"
