"""One document's page: the document, with what this reader may see of it and do with it."""

from django.db.models import Q

from discussions.documents.abilities import abilities, passes
from discussions.documents.attributes.reads import built_in_attributes, own_attributes, said_of
from discussions.documents.models import Asking, Document, Download, Return
from discussions.documents.policies import check_hold, sees_log
from discussions.documents.reading_shapes import DownloadShape
from discussions.documents.reads import confirmed, document_shape, owned_documents, readers_of, seen_document, standing_at
from discussions.documents.roles import Way
from discussions.documents.shapes import AcknowledgementShape, DocumentPage, ReturnShape
from discussions.documents.variants import variants_of
from discussions.spaces.policies import Standing
from groups.badges import Badge

DOWNLOADS_SHOWN = 200


def document_page(person_id: int, space_id: int, place: int) -> DocumentPage:
    """One document with what this reader may see and do.  Raises NotFound."""
    standing = standing_at(person_id, space_id, place)
    document, facts = seen_document(standing, place)
    inside = sees_log(standing, facts)
    returns = Return.objects.filter(version__document=document).select_related("version", "by__person", "by__organisation")
    downloads = Download.objects.filter(version__document=document).select_related("version", "seat__person", "seat__organisation")
    if not inside:
        returns, downloads = returns.none(), downloads.filter(seat__person_id=person_id)
    visible = Q(entry__place__gt=standing.floor) if facts.home else Q(pk__in=owned_documents(person_id).values("pk"))
    group_id = document.space.group_id
    assert group_id is not None, "no document lies between groups"
    attributes = [*own_attributes(group_id), *built_in_attributes()]
    return DocumentPage(
        acknowledgement=acknowledgement(standing, document, told=inside),
        variants=variants_of(document, visible),
        document=document_shape(document),
        said=said_of(document.attributes, document.type, attributes) if not facts.gone else [],
        may=abilities(standing, facts, document.entry.label, translated=document.translates_id is not None),
        held_at=document.held_at if passes(check_hold, standing, facts) else None,
        keep_until=document.keep_until,
        returns=[ReturnShape(n=row.version.number, reason=row.reason, by=Badge.of(row.by), at=row.at) for row in returns.order_by("-pk")],
        downloads=[download_shape(row, group_id) for row in downloads.order_by("-pk")[:DOWNLOADS_SHOWN]],
    )


def download_shape(row: Download, group_id: int) -> DownloadShape:
    """Who read or took a version.  Of another side of a thread, where reading is not told, no more than that somebody did on that day."""
    theirs = row.between and row.seat.group_id != group_id
    by = Badge.masked() if theirs else Badge.of(row.seat)
    at = row.at.replace(hour=0, minute=0, second=0, microsecond=0) if theirs else row.at
    return DownloadShape(n=row.version.number, by=by, at=at, way=Way(row.way), living=row.living, between=row.between)


def acknowledgement(standing: Standing, document: Document, *, told: bool) -> AcknowledgementShape | None:
    """How far the version in force is confirmed; `told`: with who is missing.  None while nothing is in force."""
    version = next((each for each in document.versions.all() if each.pk == document.approved_id), None)
    if version is None:
        return None
    asking = Asking.objects.filter(document=document, major=version.major).first()
    done = dict(confirmed(document, version.major).values_list("seat_id", "at"))
    readers = readers_of(document).select_related("seat__person", "seat__organisation").order_by("seat__person__name", "pk")
    seats = {row.seat_id: row.seat for row in readers}
    return AcknowledgementShape(
        version=version.number, due_at=asking.due_at if asking else None, confirmed_at=done.get(standing.seat),
        done=len(seats.keys() & done.keys()), of=len(seats),
        missing=[Badge.of(seat) for pk, seat in seats.items() if pk not in done] if told and asking else [],
    )  # fmt: skip
