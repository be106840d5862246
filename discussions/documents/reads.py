"""Documents, read as shapes.  Callers of `documents_of` have checked who may see them; the others check."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.db.models import Prefetch, QuerySet

from collab.errors import DomainError, NotFound
from collab.labels import Label
from collab.streams.models import Entry
from discussions.documents.models import Approval, Document, Download, Return, Tag, Version
from discussions.documents.policies import (
    DocumentFacts,
    approvals_needed,
    check_document,
    check_download,
    check_relabel,
    check_source,
    check_submit,
    check_withdraw,
    sees_log,
)  # fmt: skip
from discussions.documents.roles import DocumentState, DocumentType
from discussions.documents.shapes import (
    Abilities,
    ApprovalShape,
    DocumentPage,
    DocumentShape,
    DownloadShape,
    ReturnShape,
    VersionShape,
)  # fmt: skip
from discussions.spaces.policies import Standing, check_moderate, check_view
from discussions.spaces.reads import standing_in
from groups.badges import Badge
from groups.models import Seat

DOCUMENTS_SHOWN = 30  # on the first page of a space
DOWNLOADS_SHOWN = 200


def full_documents() -> QuerySet[Document]:
    """Documents with all that a shape needs: four queries whatever their number."""
    versions = Version.objects.select_related("author__person", "author__organisation").defer("text").order_by("number")
    approvals = Approval.objects.select_related("approver__person", "approver__organisation").order_by("pk")
    return Document.objects.select_related(
        "entry", "author__person", "author__organisation", "submitted_by__person", "submitted_by__organisation"
    ).prefetch_related(
        Prefetch("versions", versions), Prefetch("versions__approvals", approvals), Prefetch("tags", Tag.objects.order_by("order"))
    )


def document_shape(document: Document) -> DocumentShape:
    """The shape of a document from `full_documents`."""
    versions = [version_shape(version) for version in document.versions.all()]
    in_force = [version.number for version in document.versions.all() if version.pk == document.approved_id]
    return DocumentShape(
        space=document.space_id, place=document.entry.place, rev=document.entry.rev, title=document.title, abstract=document.abstract,
        type=DocumentType(document.type), language=document.language, capabilities=[tag.capability for tag in document.tags.all()],
        label=Label(document.entry.label), by=Badge.of(document.author), state=DocumentState(document.state), versions=versions,
        approved_n=in_force[0] if in_force else None, approvals_needed=needed_for(document),
        submitted_by=Badge.of(document.submitted_by) if document.submitted_by else None, submitted_at=document.submitted_at,
        shared_at=document.shared_at, changed_at=document.changed_at, withdrawn_at=document.withdrawn_at,
        withdrawn_reason=document.withdrawn_reason,
    )  # fmt: skip


def version_shape(version: Version) -> VersionShape:
    """The shape of one version."""
    return VersionShape(
        n=version.number, sha256=version.sha256, size=version.size, name=version.name, mime=version.mime, extension=version.extension,
        note=version.note, by=Badge.of(version.author), at=version.at, approved_at=version.approved_at,
        approvals=[ApprovalShape(by=Badge.of(each.approver), at=each.at) for each in version.approvals.all()],
    )  # fmt: skip


def needed_for(document: Document) -> int:
    """How many approvals the document needs under its label now."""
    return approvals_needed(document.entry.label, settings.APPROVERS_FROM_AMBER)


def documents_of(entry_ids: Iterable[int]) -> dict[int, DocumentShape]:
    """Shapes of documents by the id of their entry."""
    return {row.pk: document_shape(row) for row in full_documents().filter(pk__in=list(entry_ids))}


def newest_documents(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the documents for a first page."""
    return Entry.objects.filter(stream_id=stream_id, kind="document", place__gt=floor).order_by("-place")[:DOCUMENTS_SHOWN]


def facts_of(standing: Standing, document: Document) -> DocumentFacts:
    """What the rules ask of a document.  From `full_documents`.  Needs a person who is inside the space."""
    seat = Seat.objects.get(pk=standing.seat)
    newest = list(document.versions.all())[-1]
    hands = {document.author.person_id, newest.author.person_id, document.submitted_by.person_id if document.submitted_by else None}
    same_organisation = seat.organisation_id == document.author.organisation_id and not seat.pseudonym
    return DocumentFacts(
        place=document.entry.place, state=DocumentState(document.state), newest=newest.number, approved=document.approved_id is not None,
        source=same_organisation or document.author.person_id == standing.person_id, own_work=standing.person_id in hands,
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


def document_page(person_id: int, space_id: int, place: int) -> DocumentPage:
    """One document with what this reader may see and do.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    document, facts = seen_document(standing, place)
    inside = sees_log(standing, facts)
    returns = Return.objects.filter(version__document=document).select_related("version", "by__person", "by__organisation")
    downloads = Download.objects.filter(version__document=document).select_related("version", "seat__person", "seat__organisation")
    if not inside:
        returns, downloads = returns.none(), downloads.filter(seat__person_id=person_id)
    return DocumentPage(
        document=document_shape(document),
        may=abilities(standing, facts, document.entry.label),
        returns=[ReturnShape(n=row.version.number, reason=row.reason, by=Badge.of(row.by), at=row.at) for row in returns.order_by("-pk")],
        downloads=[
            DownloadShape(n=row.version.number, by=Badge.of(row.seat), at=row.at) for row in downloads.order_by("-pk")[:DOWNLOADS_SHOWN]
        ],
    )


def abilities(standing: Standing, facts: DocumentFacts, label: str) -> Abilities:
    """What the person may do now, by asking the rules."""
    return Abilities(
        describe=passes(check_source, standing, facts),
        add_version=passes(check_source, standing, facts),
        submit=passes(check_submit, standing, facts),
        review=passes(check_moderate, standing) and not facts.own_work and facts.state is DocumentState.IN_REVIEW,
        withdraw=passes(check_withdraw, standing, facts) and not facts.state.over,
        raise_label=label != standing.ceiling and passes(check_relabel, standing, facts, label, standing.ceiling),
        lower_label=label != Label.CLEAR and passes(check_relabel, standing, facts, label, Label.CLEAR),
        download=passes(check_download, standing, facts),
    )


def passes(check: Callable[..., None], *arguments: object) -> bool:
    """Whether a rule says nothing against it."""
    try:
        check(*arguments)
    except DomainError:
        return False
    return True
