"""Collections over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.collections import actions
from discussions.collections.reads import collection_page, collections_of
from discussions.collections.shapes import (
    CollectionDraft,
    CollectionEdit,
    CollectionPage,
    CollectionShape,
    Declining,
    Description,
    Order,
    Submission,
)  # fmt: skip

router = Router(tags=["collections"])
ONE = "/collections/{int:collection_id}"
ITEM = f"{ONE}/items/{{int:item_id}}"


@router.get("/collections", response=list[CollectionShape], **permission("collections.visible_collections"))
def list_collections(request: HttpRequest, group: int | None = None) -> list[CollectionShape]:
    return collections_of(actor(request), group)


@router.post("/groups/{int:group_id}/collections", response={201: CollectionPage}, **permission("groups.check_curators"))
def make_collection(request: HttpRequest, group_id: int, draft: CollectionDraft) -> Status[CollectionPage]:
    return Status(201, actions.make_collection(actor(request), group_id, draft))


@router.get(ONE, response=CollectionPage, **permission("collections.visible_collections"))
def get_collection(request: HttpRequest, collection_id: int) -> CollectionPage:
    return collection_page(actor(request), collection_id)


@router.patch(ONE, response=CollectionPage, **permission("collections.check_curate, collections.check_keep"))
def change_collection(request: HttpRequest, collection_id: int, edit: CollectionEdit) -> CollectionPage:
    return actions.change_collection(actor(request), collection_id, edit)


@router.post(f"{ONE}/items", response={201: CollectionPage}, **permission("collections.check_going, collections.in_space"))
def submit_item(request: HttpRequest, collection_id: int, draft: Submission) -> Status[CollectionPage]:
    return Status(201, actions.submit_item(actor(request), collection_id, draft))


@router.post(f"{ITEM}/accept", response=CollectionPage, **permission("collections.check_curate"))
def accept_item(request: HttpRequest, collection_id: int, item_id: int) -> CollectionPage:
    return actions.accept_item(actor(request), collection_id, item_id)


@router.post(f"{ITEM}/decline", response=CollectionPage, **permission("collections.check_curate"))
def decline_item(request: HttpRequest, collection_id: int, item_id: int, why: Declining) -> CollectionPage:
    return actions.decline_item(actor(request), collection_id, item_id, why.reason)


@router.post(f"{ITEM}/move", response=CollectionPage, **permission("collections.check_curate"))
def move_item(request: HttpRequest, collection_id: int, item_id: int, order: Order) -> CollectionPage:
    return actions.move_item(actor(request), collection_id, item_id, order.before)


@router.patch(ITEM, response=CollectionPage, **permission("collections.check_curate"))
def describe_item(request: HttpRequest, collection_id: int, item_id: int, words: Description) -> CollectionPage:
    return actions.describe_item(actor(request), collection_id, item_id, words)
