"""The library: every document that a person may read, whatever group it lies in."""

from collections.abc import Iterable
from typing import Annotated

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from collab.errors import Code, Invalid
from collab.labels import Label, above
from collab.search.find import matching
from discussions.documents.models import Acknowledgement, Approval, Asking, Document, Version
from discussions.documents.reads import document_shape, full_documents, owned_documents
from discussions.documents.roles import DocumentState, DocumentType
from discussions.documents.shapes import DocumentShape, LibraryPage
from discussions.frameworks import capabilities_under
from discussions.spaces.reads import admissions_of, readable_entries
from groups.roles import Role

PAGE = 30


class LibraryQuery(BaseModel):
    """What to show of the library.  `capability` may name a theme or a whole framework."""

    q: Annotated[str, Field(max_length=200)] = ""
    state: DocumentState | None = None
    capability: Annotated[str, Field(max_length=80)] = ""
    type: DocumentType | None = None
    language: Annotated[str, Field(max_length=12)] = ""
    label: Label | None = None
    group: int | None = None
    space: int | None = None
    cursor: Annotated[str, Field(max_length=40)] = ""


def library(person_id: int, query: LibraryQuery) -> LibraryPage:
    """A page of the documents that the person may read, newest change first: six queries, whatever their number.

    What the person may not read is in neither items nor count.  Raises Invalid for a cursor that is none.
    """
    found = Document.objects.filter(pk__in=readable_entries(person_id).filter(kind="document").values("pk")).filter(*filters(query))
    count = found.count()
    rows = list(after(found, query.cursor).order_by("-changed_at", "-pk").values_list("pk", "entry__stream_id", "entry__place")[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    return LibraryPage(
        items=in_order([pk for pk, _space, _place in rows]), count=count, cursor=f"{rows[-1][1]}.{rows[-1][2]}" if more else None
    )  # fmt: skip


def filters(query: LibraryQuery) -> Iterable[Q]:
    """The conditions that a query names."""
    if query.q.strip():
        yield Q(pk__in=matching(query.q))
    if query.state is not None:
        yield Q(state=query.state)
    else:
        yield Q(disposed_at__isnull=True)  # a tombstone is found by who asks for tombstones
    if query.capability:
        yield Q(pk__in=Document.objects.filter(tags__capability__in=capabilities_under(query.capability)).values("pk"))
    if query.type is not None:
        yield Q(type=query.type)
    if query.language:
        yield Q(language=query.language)
    if query.label is not None:
        yield Q(entry__label=query.label)
    if query.group is not None:
        yield Q(space__group_id=query.group)
    if query.space is not None:
        yield Q(space_id=query.space)


def after(found: QuerySet[Document], cursor: str) -> QuerySet[Document]:
    """What lies behind the document that a cursor names by its address."""
    if not cursor:
        return found
    space, _dot, place = cursor.partition(".")
    if not (space.isascii() and space.isdigit() and place.isascii() and place.isdigit()):
        raise Invalid(Code.INVALID, _("This page of the list is not understood."), fields=["cursor"])
    last = found.filter(entry__stream_id=int(space), entry__place=int(place)).values_list("changed_at", "pk").first()
    if last is None:
        return found.none()
    return found.filter(Q(changed_at__lt=last[0]) | Q(changed_at=last[0], pk__lt=last[1]))


def in_order(ids: list[int]) -> list[DocumentShape]:
    """Shapes in the order of `ids`."""
    by_id = {row.pk: row for row in full_documents().filter(pk__in=ids)}
    return [document_shape(by_id[pk]) for pk in ids if pk in by_id]


def waiting_reviews(person_id: int) -> list[Document]:
    """Documents that wait for the person as a moderator, the longest waiting first.

    One's own work waits for somebody else, and a version to which one has said yes does not wait any more.
    Each with its space, its entry and who submitted it; one query.
    """
    mine = admissions_of(person_id).filter(seat__role__in=[Role.LEAD, Role.MODERATOR], space__group__isnull=False)
    said_yes = Approval.objects.filter(version__document=OuterRef("pk"), approver__person_id=person_id).filter(
        version__number=Subquery(Version.objects.filter(document=OuterRef("version__document")).order_by("-number").values("number")[:1])
    )
    owned = owned_documents(person_id).values("pk")
    rows = (
        Document.objects.filter(Q(space_id__in=mine.values("space_id")) | Q(pk__in=owned), state=DocumentState.IN_REVIEW, red="")
        .exclude(author__person_id=person_id)
        .exclude(submitted_by__person_id=person_id)
        .exclude(Exists(said_yes))
    )
    return list(rows.select_related("entry", "space", "submitted_by__person", "submitted_by__organisation").order_by("submitted_at", "pk"))


def waiting_changes(person_id: int) -> list[Document]:
    """Documents that moderators gave back to the person, the longest waiting first; one query."""
    theirs = Q(author__person_id=person_id) | Q(submitted_by__person_id=person_id)
    rows = Document.objects.filter(theirs, state=DocumentState.CHANGES_REQUESTED, red="", pk__in=readable_entries(person_id).values("pk"))
    return list(rows.select_related("entry", "space").order_by("changed_at", "pk"))


def waiting_confirmations(person_id: int) -> list[Asking]:
    """What the person was asked to confirm and has not, under the label that holds now: the nearest time first; one query."""
    mine = Acknowledgement.objects.filter(document=OuterRef("document"), major=OuterRef("major"), seat__person_id=person_id)
    done = Q(pk__in=[])
    for label in Label:
        done |= Q(Exists(mine.filter(label__in=[each for each in Label if not above(label, each)])), document__entry__label=label)
    rows = Asking.objects.filter(
        document__in=readable_entries(person_id).values("pk"), document__approved__major=F("major"),
        document__withdrawn_at__isnull=True, document__archived_at__isnull=True, document__red="",
    )  # fmt: skip
    rows = rows.exclude(document__author__person_id=person_id).exclude(done)
    return list(rows.select_related("document__entry", "document__space", "by__person", "by__organisation").order_by("due_at", "pk"))
