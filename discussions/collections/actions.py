"""Making, keeping and filling collections."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from discussions.collections.models import Collection, Item
from discussions.collections.policies import CollectionStanding, check_curate, check_fits, check_going, check_keep
from discussions.collections.reads import collection_page, collection_standing, in_space, readable
from discussions.collections.roles import ItemState
from discussions.collections.shapes import CollectionDraft, CollectionEdit, CollectionPage, Description, Submission
from discussions.documents.describing import describe_document
from discussions.documents.models import Document
from discussions.documents.reads import MODERATING
from discussions.documents.shapes import DocumentEdit
from discussions.personal.actions import notify
from groups.models import Seat
from groups.policies import check_curators
from groups.reads import place_in_group, reading_seats
from groups.roles import Role

KEPT = ("curator", "ceiling", "open", "closed")  # what the moderators decide


@transaction.atomic
def make_collection(person_id: int, group_id: int, draft: CollectionDraft) -> CollectionPage:
    """A new collection of a group, with its curator.  Leads and moderators.

    Raises NotFound, Refused (not_allowed, second_factor_needed), Invalid (curator, empty).
    """
    check_curators(place_in_group(person_id, group_id))
    curator = curator_of(group_id, draft.curator)
    made = Collection.objects.create(
        group_id=group_id, title=title_of(draft.title), description=tidy(draft.description), curator=curator, ceiling=draft.ceiling,
        open=draft.open, made_at=now(),
    )  # fmt: skip
    note("collection.make", made, person_id, title=made.title, curator=curator.pk)
    return collection_page(person_id, made.pk)


@transaction.atomic
def change_collection(person_id: int, collection_id: int, edit: CollectionEdit) -> CollectionPage:
    """Change a collection: its words as the curator; who curates, how strict, open or closed it is as a moderator.

    The same again changes nothing.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (curator, empty).
    """
    collection, standing = collection_standing(person_id, collection_id, locked=True)
    given = edit.model_dump(exclude_none=True)
    check_curate(standing)
    if any(name in given for name in KEPT):
        check_keep(standing)
    if edit.closed is None:
        check_going(standing)
    wanted: dict[str, object] = {name: given[name] for name in ("ceiling", "open") if name in given}
    if edit.title is not None:
        wanted["title"] = title_of(edit.title)
    if edit.description is not None:
        wanted["description"] = tidy(edit.description)
    if edit.curator is not None:
        wanted["curator_id"] = curator_of(collection.group_id, edit.curator).pk
    if edit.closed is not None and edit.closed != standing.closed:
        wanted["closed_at"] = now() if edit.closed else None
    changed = {name: value for name, value in wanted.items() if getattr(collection, name) != value}
    for name, value in changed.items():
        setattr(collection, name, value)
    if changed:
        collection.save()
        told = {name: str(value) for name, value in changed.items() if name in {"ceiling", "open", "curator_id"}}
        verb = "collection.change" if "closed_at" not in changed else "collection.close" if collection.closed_at else "collection.reopen"
        note(verb, collection, person_id, **told)
    return collection_page(person_id, collection_id)


@transaction.atomic
def submit_item(person_id: int, collection_id: int, draft: Submission) -> CollectionPage:
    """Submit a document that one reads to a collection; what the curator or a moderator submits is in it at once.

    Who decides is told.  One that is in it, or on its way, stays as it is.
    Raises NotFound, Conflict (wrong_state), Invalid (label_above_ceiling).
    """
    collection, counters = locked(person_id, collection_id, tell_curators=True)
    _row, standing = collection_standing(person_id, collection_id, locked=True)
    check_going(standing)
    document = in_space(person_id).select_related("entry").filter(space_id=draft.space, entry__place=draft.place).first()
    if document is None:
        raise NotFound
    check_fits(document.entry.label, collection.ceiling)
    item = Item.objects.filter(collection=collection, document=document).first()
    if item is not None and item.state != ItemState.DECLINED:
        return collection_page(person_id, collection_id)
    item = item or Item(collection=collection, document=document)
    item.state, item.note, item.reason, item.decided_at, item.decided_by = ItemState.SUBMITTED, tidy(draft.note), "", None, None
    item.submitted_by, item.submitted_at = seat_for(person_id, collection), now()
    if standing.curates:
        accept(item, standing)
    item.save()
    if standing.curates:
        note("collection.accept", collection, person_id, document=address(document))
    else:
        tell(counters, "collection_submitted", collection)
    return collection_page(person_id, collection_id)


@transaction.atomic
def accept_item(person_id: int, collection_id: int, item_id: int) -> CollectionPage:
    """Take a submitted document in, last in order.  Its submitter is told.

    The curator or a moderator, who reads the document.  Again changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (label_above_ceiling).
    """
    collection, counters = locked(person_id, collection_id, item_id=item_id)
    item, standing = decided(person_id, collection_id, item_id)
    if item.state == ItemState.ACCEPTED:
        return collection_page(person_id, collection_id)
    if item.state == ItemState.DECLINED:
        raise Conflict(Code.WRONG_STATE, _("This document was declined; it can be submitted again."))
    check_fits(item.document.entry.label, collection.ceiling)
    if not Item.objects.filter(readable(person_id), pk=item.pk).exists():
        raise NotFound
    accept(item, standing)
    item.save()
    tell(counters, "collection_accepted", collection)
    note("collection.accept", collection, person_id, document=address(item.document))
    return collection_page(person_id, collection_id)


@transaction.atomic
def decline_item(person_id: int, collection_id: int, item_id: int, reason: str) -> CollectionPage:
    """Decline a submitted document, or take an accepted one out again, with the reason that its submitter reads.

    The curator or a moderator.  Again changes nothing.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (empty).
    """
    collection, counters = locked(person_id, collection_id, item_id=item_id)
    item, standing = decided(person_id, collection_id, item_id)
    words = tidy(reason)
    if not words:
        raise Invalid(Code.EMPTY, _("Say why: others will ask."), fields=["reason"])
    if item.state == ItemState.DECLINED:
        return collection_page(person_id, collection_id)
    verb = "collection.remove" if item.state == ItemState.ACCEPTED else "collection.decline"
    item.state, item.reason, item.order = ItemState.DECLINED, words, 0
    item.decided_by, item.decided_at = seat_for(standing.person_id, collection), now()
    item.save()
    tell(counters, "collection_declined", collection)
    note(verb, collection, person_id, words, document=address(item.document))
    return collection_page(person_id, collection_id)


@transaction.atomic
def move_item(person_id: int, collection_id: int, item_id: int, before: int | None) -> CollectionPage:
    """Put an accepted document before another one, or last.

    The curator or a moderator.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    item, _standing = decided(person_id, collection_id, item_id)
    others = list(Item.objects.filter(collection_id=collection_id, state=ItemState.ACCEPTED).exclude(pk=item.pk).order_by("order", "pk"))
    at = next((n for n, each in enumerate(others) if each.pk == before), None)
    if item.state != ItemState.ACCEPTED or (before is not None and at is None):
        raise NotFound
    others.insert(len(others) if at is None else at, item)
    for number, each in enumerate(others, 1):
        each.order = number
    Item.objects.bulk_update(others, ["order"])
    return collection_page(person_id, collection_id)


@transaction.atomic
def describe_item(person_id: int, collection_id: int, item_id: int, words: Description) -> CollectionPage:
    """Say anew what a document of the collection's own group is: its title, abstract, type, language and capabilities.

    The curator or a moderator, who reads it where it lies.  Raises NotFound, Refused (not_allowed), Conflict, Invalid (empty).
    """
    collection, standing = collection_standing(person_id, collection_id)
    check_curate(standing)
    check_going(standing)
    item = item_of(collection_id, item_id)
    document = in_space(person_id).filter(pk=item.document_id, space__group_id=collection.group_id).first()
    if document is None:
        raise NotFound
    before = item.document.entry.rev
    shape = describe_document(person_id, document.space_id, item.document.entry.place, DocumentEdit(**words.model_dump()), curated=True)
    if shape.rev != before:
        note("collection.describe", collection, person_id, document=address(item.document))
    return collection_page(person_id, collection_id)


def locked(person_id: int, collection_id: int, *, tell_curators: bool = False, item_id: int = 0) -> tuple[Collection, dict[int, Counter]]:
    """The collection, and the counters of those who may be told, by person: streams are locked before rows.  Raises NotFound."""
    collection, _standing = collection_standing(person_id, collection_id)
    if tell_curators:
        seats = Seat.objects.reading_at(now()).filter(pk=collection.curator_id)
        if not seats.exists():
            seats = Seat.objects.reading_at(now()).filter(group_id=collection.group_id, role__in=MODERATING)
    else:
        seats = Seat.objects.reading_at(now()).filter(pk__in=Item.objects.filter(pk=item_id).values("submitted_by"))
    streams = {seat.person_id: seat.person.stream_id for seat in seats.select_related("person") if seat.person_id != person_id}
    counters = lock_all(streams.values())
    return collection, {person: counters[stream] for person, stream in streams.items()}


def decided(person_id: int, collection_id: int, item_id: int) -> tuple[Item, CollectionStanding]:
    """An item on which the person may decide, the collection locked.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state)."""
    _collection, standing = collection_standing(person_id, collection_id, locked=True)
    check_curate(standing)
    check_going(standing)
    return item_of(collection_id, item_id), standing


def item_of(collection_id: int, item_id: int) -> Item:
    """An item of a collection.  Raises NotFound."""
    found = Item.objects.select_related("collection", "document__entry").filter(pk=item_id, collection_id=collection_id).first()
    if found is None:
        raise NotFound
    return found


def accept(item: Item, standing: CollectionStanding) -> None:
    """Take it in, last; the caller saves."""
    last = Item.objects.filter(collection=item.collection, state=ItemState.ACCEPTED).order_by("-order").first()
    item.state, item.order, item.reason = ItemState.ACCEPTED, (last.order if last else 0) + 1, ""
    item.decided_by, item.decided_at = seat_for(standing.person_id, item.collection), now()


def seat_for(person_id: int, collection: Collection) -> Seat:
    """The seat with which the person acts: in the collection's group, else the first that reads."""
    seats = list(reading_seats(person_id).order_by("pk"))
    return next((seat for seat in seats if seat.group_id == collection.group_id), seats[0])


def curator_of(group_id: int, seat_id: int) -> Seat:
    """A seat of the group that may curate.  Raises Invalid (curator)."""
    found = Seat.objects.open_at(now()).filter(pk=seat_id, group_id=group_id).exclude(role=Role.OBSERVER).first()
    if found is None:
        raise Invalid(Code.INVALID, _("Choose somebody who sits in this group."), fields=["curator"])
    return found


def title_of(text: str) -> str:
    """A title on one line.  Raises Invalid (empty)."""
    title = " ".join(tidy(text).split())
    if not title:
        raise Invalid(Code.EMPTY, _("Give the collection a title."), fields=["title"])
    return title


def tell(counters: dict[int, Counter], what: str, collection: Collection) -> None:
    """A notice to those whose streams are locked."""
    for person_id, counter in sorted(counters.items()):
        notify(counter, person_id, what, collection=collection.pk, title=collection.title)
        counter.save()


def address(document: Document) -> str:
    """A document in the audit."""
    return f"{document.space_id}/{document.entry.place}"


def note(verb: str, collection: Collection, person_id: int, reason: str = "", **facts: object) -> None:
    """Append to the group's audit chain; the last write."""
    record(verb, group_id=collection.group_id, actor_id=person_id, subject=("collection", collection.pk), reason=reason, **facts)


def drop_disposed() -> int:
    """Take documents that were disposed of out of every collection, with what was said of them on their way in; how many.

    A round of the worker: until it comes, nobody finds them in a collection (`in_space`).  Those who decide see them gone; nobody is told.
    """
    return Item.objects.filter(document__disposed_at__isnull=False).delete()[0]
