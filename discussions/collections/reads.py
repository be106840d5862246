"""Collections as one person sees them: no document that the person may not read is in them, nor counted."""

from datetime import datetime

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label, above
from discussions.collections.models import Collection, Item
from discussions.collections.policies import CollectionStanding
from discussions.collections.roles import ItemState
from discussions.collections.shapes import CollectionPage, CollectionShape, ItemShape
from discussions.documents import centre
from discussions.documents.models import Document
from discussions.documents.reads import MODERATING, NOT_GONE, centre_documents, document_shape, full_documents, owned_documents
from discussions.spaces.reads import readable_entries
from groups.badges import WITH_BADGE, Badge
from groups.models import Seat
from groups.reads import reading_seats


def visible_collections(person_id: int) -> QuerySet[Collection]:
    """Those of the groups in which the person reads; open ones, to everybody who reads anywhere."""
    seats = reading_seats(person_id)
    return Collection.objects.filter(Q(group__in=seats.values("group_id")) | Q(Exists(seats), open=True))


def collection_standing(person_id: int, collection_id: int, *, locked: bool = False) -> tuple[Collection, CollectionStanding]:
    """A collection that the person may know of, and how she stands before it.  Raises NotFound.

    `locked`: until the transaction ends nobody else changes it.
    """
    rows = visible_collections(person_id).filter(pk=collection_id)
    found = (rows.select_for_update(of=("self",), no_key=True) if locked else rows).first()
    if found is None:
        raise NotFound
    mine = reading_seats(person_id).filter(group_id=found.group_id).first()
    return found, CollectionStanding(
        person_id, curator=mine is not None and mine.pk == found.curator_id,
        moderates=mine is not None and mine.role in MODERATING, closed=found.closed_at is not None,
    )  # fmt: skip


def in_space(person_id: int) -> QuerySet[Document]:
    """The documents that the person reads where they lie, newer versions and all."""
    entries = readable_entries(person_id).filter(kind="document").values("pk")
    return Document.objects.filter(NOT_GONE, Q(pk__in=entries) | Q(pk__in=owned_documents(person_id).values("pk")))


def readable(person_id: int) -> Q:
    """Of items: those whose document the person may read, in its space or in the resource centre, under the collection's ceiling."""
    seen = Q(document__in=in_space(person_id).values("pk")) | Q(document__in=centre_documents(person_id).values("pk"))
    return seen & fitting()


def fitting() -> Q:
    """Of items: those whose document's label the collection allows now."""
    found = Q(pk__in=[])
    for ceiling in Label:
        allowed = [label for label in Label if label != Label.RED and not above(label, ceiling)]
        found |= Q(collection__ceiling=ceiling, document__entry__label__in=allowed)
    return found


def collections_of(person_id: int, group_id: int | None = None) -> list[CollectionShape]:
    """The collections that the person may know of, by title, closed ones last: six queries whatever their number."""
    rows = visible_collections(person_id)
    return shapes(person_id, rows if group_id is None else rows.filter(group_id=group_id))


def shapes(person_id: int, rows: QuerySet[Collection]) -> list[CollectionShape]:
    """Shapes of collections that the person may know of."""
    found = list(
        rows.select_related("group", *(f"curator__{each}" for each in WITH_BADGE)).order_by(
            F("closed_at").asc(nulls_first=True), "title", "pk"
        )
    )
    seats = {seat.group_id: seat for seat in reading_seats(person_id)}
    known = set(centre.known_groups(person_id).filter(pk__in={each.group_id for each in found}).values_list("pk", flat=True))
    curators = set(Seat.objects.open_at(now()).filter(pk__in=[each.curator_id for each in found]).values_list("pk", flat=True))
    items = Item.objects.filter(collection__in=[each.pk for each in found]).order_by().values_list("collection")
    count = dict(items.filter(readable(person_id), state=ItemState.ACCEPTED).annotate(n=Count("pk")))
    waiting = dict(items.filter(state=ItemState.SUBMITTED).annotate(n=Count("pk")))
    drawn = []
    for row in found:
        seat, is_known = seats.get(row.group_id), row.group_id in known
        keeps = seat is not None and seat.role in MODERATING
        curates = keeps or (seat is not None and seat.pk == row.curator_id)
        drawn.append(CollectionShape(
            id=row.pk, group_id=row.group_id if is_known else None, group=row.group.name if is_known else "", title=row.title,
            description=row.description, curator=Badge.of(row.curator) if row.curator_id in curators else None,
            ceiling=Label(row.ceiling), open=row.open, closed=row.closed_at is not None, count=count.get(row.pk, 0),
            waiting=waiting.get(row.pk, 0) if curates else 0, may_curate=curates, may_keep=keeps,
        ))  # fmt: skip
    return drawn


def collection_page(person_id: int, collection_id: int) -> CollectionPage:
    """One collection with what is in it and what is on its way.  Raises NotFound."""
    found = shapes(person_id, visible_collections(person_id).filter(pk=collection_id))
    if not found:
        raise NotFound
    collection = found[0]
    items = Item.objects.filter(collection_id=collection_id)
    accepted = items.filter(readable(person_id), state=ItemState.ACCEPTED).order_by("order", "pk")
    coming = items.exclude(state=ItemState.ACCEPTED).order_by("submitted_at", "pk")
    if collection.may_curate:
        coming = coming.filter(state=ItemState.SUBMITTED)
    else:
        coming = coming.filter(submitted_by__person_id=person_id)
    rows = [*full(accepted), *full(coming)]
    drawn = item_shapes(person_id, rows, collection)
    return CollectionPage(
        collection=collection, items=[each for each in drawn if each.state is ItemState.ACCEPTED],
        submitted=[each for each in drawn if each.state is not ItemState.ACCEPTED],
    )  # fmt: skip


def full(items: QuerySet[Item]) -> QuerySet[Item]:
    """Items with all that their shapes need."""
    return items.select_related("document__space", *(f"submitted_by__{each}" for each in WITH_BADGE))


def item_shapes(person_id: int, rows: list[Item], collection: CollectionShape) -> list[ItemShape]:
    """Shapes of items from `full`: eleven queries for all."""
    wanted = {row.document_id for row in rows}
    inside = {
        each.pk: document_shape(each) for each in full_documents().filter(pk__in=in_space(person_id).filter(pk__in=wanted).values("pk"))
    }
    outside = list(centre.full(centre_documents(person_id).filter(pk__in=wanted - inside.keys())))
    published = dict(zip([each.pk for each in outside], centre.shapes(person_id, outside), strict=True))
    home = collection.group_id if collection.may_curate and not collection.closed else None  # of what may be described anew
    drawn = []
    for row in rows:
        told = collection.may_curate or row.submitted_by.person_id == person_id
        document = inside.get(row.document_id)
        drawn.append(ItemShape(
            id=row.pk, state=ItemState(row.state), note=row.note, at=row.submitted_at, by=Badge.of(row.submitted_by) if told else None,
            reason=row.reason if told else "", may_describe=document is not None and row.document.space.group_id == home,
            document=document, published=published.get(row.document_id),
        ))  # fmt: skip
    return drawn


def waiting_collections(person_id: int) -> list[tuple[Collection, int, datetime]]:
    """Collections in which documents wait for the person, how many, since when; one query.

    For the curator; for the moderators where there is no curator any more.  Each with its group.
    """
    seats = reading_seats(person_id)
    curator = Seat.objects.open_at(now()).filter(pk=OuterRef("curator"))
    mine = Q(curator__in=seats.values("pk")) | Q(~Exists(curator), group__in=seats.filter(role__in=MODERATING).values("group_id"))
    coming = Q(items__state=ItemState.SUBMITTED)
    rows = Collection.objects.filter(mine, closed_at__isnull=True).select_related("group")
    found = rows.annotate(n=Count("items", filter=coming), since=Min("items__submitted_at", filter=coming)).filter(n__gt=0)
    return [(each, each.n, each.since) for each in found.order_by("since", "pk")]
