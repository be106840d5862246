"""Documents, read as shapes.  Callers of `documents_of` have checked who may see them; the others check."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from django.conf import settings
from django.db.models import Exists, Prefetch, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label, above
from collab.streams.models import Entry
from discussions.documents.models import Acknowledgement, Approval, Document, Hand, LivingText, Owner, Tag, Version
from discussions.documents.policies import (
    DocumentFacts,
    approvals_needed,
    check_document,
)  # fmt: skip
from discussions.documents.roles import DocumentState, DocumentType
from discussions.documents.shapes import (
    ApprovalShape,
    CheckOutShape,
    DocumentShape,
    VersionShape,
)  # fmt: skip
from discussions.spaces.models import Admission, Space
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import readable_entries, standing_in
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Group, Seat
from groups.reads import reading_seats
from groups.roles import Role

DOCUMENTS_SHOWN = 30  # on the first page of a space
MODERATING = [Role.LEAD, Role.MODERATOR]
RED: dict[str, Literal["", "wished", "red"]] = {"": "", "wished": "wished", "red": "red"}
NOT_GONE = Q(withdrawn_at__isnull=True, disposed_at__isnull=True, red="")  # of documents: there is something to read
OWNED_UP_TO = [Label.CLEAR, Label.GREEN, Label.AMBER]  # above, a document stays with those who read its space


def full_documents() -> QuerySet[Document]:
    """Documents with all that a shape needs: six queries whatever their number."""
    versions = Version.objects.select_related("author__person", "author__organisation").defer("text").order_by("number")
    approvals = Approval.objects.select_related("approver__person", "approver__organisation").order_by("pk")
    successors = Document.objects.filter(published__isnull=False).select_related("entry").order_by("pk")
    return Document.objects.select_related(
        "entry", "space__group", "author__person", "author__organisation", "submitted_by__person", "submitted_by__organisation",
        "checked_out_by__person", "checked_out_by__organisation", "disposed_by__person", "disposed_by__organisation",
        "supersedes__entry", "translates__entry", "text",
    ).defer("text__state").prefetch_related(
        Prefetch("versions", versions), Prefetch("versions__approvals", approvals), Prefetch("tags", Tag.objects.order_by("order")),
        Prefetch("owners", Owner.objects.select_related("group").order_by("pk")), Prefetch("successors", successors),
    )  # fmt: skip


def document_shape(document: Document) -> DocumentShape:
    """The shape of a document from `full_documents`."""
    versions = list(document.versions.all())
    number = {version.pk: version.number for version in versions}
    successors = list(document.successors.all()) if document.superseded_at else []
    return DocumentShape(
        space=document.space_id, place=document.entry.place, rev=document.entry.rev, title=document.title, abstract=document.abstract,
        type=DocumentType(document.type), language=document.language, capabilities=[tag.capability for tag in document.tags.all()],
        attributes=document.attributes, label=Label(document.entry.label), by=Badge.of(document.author),
        state=DocumentState(document.state),
        versions=[version_shape(version, bare=is_gone(document)) for version in versions],
        approved_n=number.get(document.approved_id or 0), approvals_needed=needed_for(document),
        owners=[GroupRef.of(group) for group in owning_groups(document)],
        submitted_by=Badge.of(document.submitted_by) if document.submitted_by else None, submitted_at=document.submitted_at,
        shared_at=document.shared_at, changed_at=document.changed_at, withdrawn_at=document.withdrawn_at,
        withdrawn_reason=document.withdrawn_reason, published_n=number.get(document.published_id or 0),
        published_at=document.published_at, planned_n=number.get(document.planned_id or 0), embargo_until=document.embargo_until,
        expires_at=document.expires_at, expired_at=document.expired_at, archived_at=document.archived_at,
        disposed_at=document.disposed_at, disposed_by=Badge.of(document.disposed_by) if document.disposed_by else None,
        disposed_reason=document.disposed_reason, red=RED[document.red],
        supersedes=document.supersedes.entry.place if document.supersedes else None,
        superseded_by=successors[-1].entry.place if successors else None, checked_out=checked_out(document),
        text=living.stream_id if (living := text_of(document)) and not is_gone(document) else None,
        translates=document.translates.entry.place if document.translates else None, follows=document.follows,
    )  # fmt: skip


def is_gone(document: Document) -> bool:
    """Whether a document was withdrawn, disposed of, or is wished to be TLP:RED: what is left of it says only that it was there."""
    return document.withdrawn_at is not None or document.disposed_at is not None or bool(document.red)


def text_of(document: Document) -> LivingText | None:
    """The text behind a document from `full_documents`, where it is written here.  Without its state."""
    return getattr(document, "text", None)


def checked_out(document: Document) -> CheckOutShape | None:
    """Who works on the document alone, until when; the screen lets it end by itself."""
    if document.checked_out_by is None or document.checked_out_until is None:
        return None
    return CheckOutShape(by=Badge.of(document.checked_out_by), until=document.checked_out_until)


def version_shape(version: Version, *, bare: bool = False) -> VersionShape:
    """The shape of one version; `bare`: of one that is gone, without what people wrote."""
    approved = next((each.sha256 for each in version.approvals.all()), "") if version.approved_at else ""  # outlives the bytes
    return VersionShape(
        n=version.number, major=version.major, minor=version.minor, sha256=version.sha256 or approved, size=version.size,
        name="" if bare else version.name, mime=version.mime, extension=version.extension, note="" if bare else version.note,
        by=Badge.of(version.author), at=version.at, approved_at=version.approved_at, published_at=version.published_at,
        approvals=[ApprovalShape(by=Badge.of(each.approver), group=each.approver.group_id, at=each.at) for each in version.approvals.all()],
    )  # fmt: skip


def owning_groups(document: Document) -> list[Group]:
    """The group in whose space the document lies, then those that own it with it."""
    assert document.space.group is not None, "no document lies between groups"
    return [document.space.group, *(owner.group for owner in document.owners.all())]


def needed_for(document: Document) -> int:
    """How many approvals the document needs under its label now."""
    return approvals_needed(document.entry.label, settings.APPROVERS_FROM_AMBER, len(owning_groups(document)))


def documents_of(entry_ids: Iterable[int]) -> dict[int, DocumentShape]:
    """Shapes of documents by the id of their entry."""
    return {row.pk: document_shape(row) for row in full_documents().filter(pk__in=list(entry_ids))}


def newest_documents(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the documents for a first page."""
    return Entry.objects.filter(stream_id=stream_id, kind="document", place__gt=floor).order_by("-place")[:DOCUMENTS_SHOWN]


def facts_of(standing: Standing, document: Document) -> DocumentFacts:
    """What the rules ask of a document.  From `full_documents`.  Needs a person who may see it."""
    seat = Seat.objects.get(pk=standing.seat)
    newest = list(document.versions.all())[-1]
    hands = {document.author.person_id, newest.author.person_id, document.submitted_by.person_id if document.submitted_by else None}
    number = {version.pk: version.number for version in document.versions.all()}
    mine_until, taken_until, taken_by = holder_of(standing, document)
    text = text_of(document)
    wrote = text is not None and Hand.objects.filter(text=text, seat__person_id=standing.person_id).exists()
    return DocumentFacts(
        place=document.entry.place, state=DocumentState(document.state), newest=newest.number, approved=document.approved_id is not None,
        source=is_source(document, seat), own_work=wrote or standing.person_id in hands,
        home=standing.group_id == document.space.group_id, gone=is_gone(document), wished=document.red == "wished",
        published=number.get(document.published_id or 0, 0), planned=number.get(document.planned_id or 0, 0),
        held=document.held_at is not None, keep_until=document.keep_until, mine_until=mine_until,
        taken_until=taken_until, taken_by=taken_by,
        living=text is not None, everyone=text is not None and text.everyone,
    )  # fmt: skip


def is_source(document: Document, seat: Seat) -> bool:
    """Whether the organisation for which a seat is held shared the document; under a pseudonym, whether that person did."""
    same_organisation = seat.organisation_id == document.author.organisation_id and not seat.pseudonym
    return same_organisation or document.author.person_id == seat.person_id


def holder_of(standing: Standing, document: Document) -> tuple[datetime | None, datetime | None, str]:
    """Until when the person has checked the document out, until when somebody else has, and who."""
    holder, until = document.checked_out_by, document.checked_out_until
    if until is None or until <= standing.now:
        return None, None, ""
    mine = holder is not None and holder.person_id == standing.person_id
    return (until, None, "") if mine else (None, until, Badge.of(holder).name if holder else "")


def owned_documents(person_id: int) -> QuerySet[Document]:
    """What the person reads because a group that she leads or moderates owns it, though it lies elsewhere: never above TLP:AMBER."""
    groups = reading_seats(person_id).filter(role__in=MODERATING).values("group_id")
    return Document.objects.filter(NOT_GONE, owners__group_id__in=groups, entry__label__in=OWNED_UP_TO)


def centre_documents(person_id: int) -> QuerySet[Document]:
    """The published documents that the person may read: up to TLP:GREEN every member of the alliance, above it who reads the space.

    Nothing that is TLP:RED, which is read in its exchange alone.
    """
    everyone = Q(Exists(reading_seats(person_id)), entry__label__in=[Label.CLEAR, Label.GREEN])
    own = Q(pk__in=readable_entries(person_id).filter(kind="document").values("pk"))
    public = Document.objects.filter(NOT_GONE, published__isnull=False, archived_at__isnull=True)
    return public.exclude(entry__label=Label.RED).filter(everyone | own)


def standing_at(person_id: int, space_id: int, place: int) -> Standing:
    """How the person stands before one document: as in its space, else as a moderator of a further group that owns it."""
    standing = standing_in(person_id, space_id)
    if standing.inside:
        return standing
    seats = reading_seats(person_id).filter(role__in=MODERATING).select_related("person", "organisation")
    owned = Owner.objects.filter(document__space_id=space_id, document__entry__place=place, document__in=owned_documents(person_id))
    seat = seats.filter(group_id__in=owned.values("group_id")).order_by("pk").first()
    if seat is None:
        return standing
    space = Space.objects.get(pk=space_id)
    return replace(
        standing, seat_id=seat.pk, role=Role(seat.role), group_id=seat.group_id, label=space.label, ceiling=space.ceiling,
        archived=space.archived_at is not None, badge=Badge.of(seat).model_dump(), muted_until=seat.muted_until,
    )  # fmt: skip


def seen_document(standing: Standing, place: int) -> tuple[Document, DocumentFacts]:
    """The document at `place` with its facts, if the person may see it.  Raises NotFound."""
    check_view(standing)
    document = full_documents().filter(space_id=standing.space_id, entry__place=place).first()
    if document is None:
        raise NotFound
    facts = facts_of(standing, document)
    check_document(standing, facts)
    return document, facts


def readers_of(document: Document) -> QuerySet[Admission]:
    """The admissions of those who read the document in its space now, but for its author."""
    reading = Seat.objects.reading_at(now()).exclude(person_id=document.author.person_id)
    return Admission.objects.filter(space_id=document.space_id, ended_at__isnull=True, floor__lt=document.entry.place, seat__in=reading)


def confirmed(document: Document, major: int) -> QuerySet[Acknowledgement]:
    """Who has confirmed a major version under a label as strict as the one that holds now."""
    strict = [label for label in Label if not above(document.entry.label, label)]
    return Acknowledgement.objects.filter(document=document, major=major, label__in=strict)
