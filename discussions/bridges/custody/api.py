"""Custodians' keys over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.bridges.custody import ceremony, keys
from discussions.bridges.custody.shapes import CustodyKeyDraft, CustodyKeyShape, ReadyShape
from discussions.bridges.custody.unseal_reads import requests_for
from discussions.bridges.custody.unseal_shapes import CustodianAnswer, OpenedShape, RequestShape, UnsealDraft, UnsealingShape

router = Router(tags=["custody"])


@router.get("/custody/keys", response=list[CustodyKeyShape], **permission("own"))
def own_keys(request: HttpRequest) -> list[CustodyKeyShape]:
    return keys.own_keys(actor(request))


@router.put("/custody/keys/{int:seat_id}", response=CustodyKeyShape, **permission("own"))
def keep_key(request: HttpRequest, seat_id: int, draft: CustodyKeyDraft) -> CustodyKeyShape:
    return keys.keep_key(actor(request), seat_id, draft)


@router.get("/groups/{int:group_id}/custody-keys", response=list[ReadyShape], **permission("desk.check_desk"))
def ready(request: HttpRequest, group_id: int) -> list[ReadyShape]:
    return keys.ready_in(actor(request), group_id)


@router.post(
    "/bridges/{int:bridge_id}/messages/{int:place}/unseal",
    response={201: UnsealingShape},
    **permission("bridges.custody.check_ask_unsealing"),
)
def ask_unsealing(request: HttpRequest, bridge_id: int, place: int, draft: UnsealDraft) -> Status[UnsealingShape]:
    return Status(201, ceremony.ask_unsealing(actor(request), bridge_id, place, draft))


@router.post(
    "/crossings/{int:number}/unseal",
    response={201: UnsealingShape},
    **permission("bridges.custody.check_was_released, bridges.custody.check_ask_unsealing"),
)
def ask_unsealing_of(request: HttpRequest, number: int, draft: UnsealDraft) -> Status[UnsealingShape]:
    return Status(201, ceremony.ask_unsealing_of(actor(request), number, draft))


@router.get("/custody/requests", response=list[RequestShape], **permission("own"))
def own_requests(request: HttpRequest) -> list[RequestShape]:
    return requests_for(actor(request))


@router.post("/custody/requests/{int:unsealing}/answer", response=RequestShape, **permission("bridges.custody.check_answer_unsealing"))
def answer_unsealing(request: HttpRequest, unsealing: int, answer: CustodianAnswer) -> RequestShape:
    return ceremony.answer_unsealing(actor(request), unsealing, answer)


@router.post("/custody/requests/{int:unsealing}/withdraw", response=UnsealingShape, **permission("bridges.custody.check_open_unsealing"))
def take_back_unsealing(request: HttpRequest, unsealing: int) -> UnsealingShape:
    return ceremony.take_back_unsealing(actor(request), unsealing)


@router.post("/custody/requests/{int:unsealing}/open", response=OpenedShape, **permission("bridges.custody.check_open_unsealing"))
def open_unsealing(request: HttpRequest, unsealing: int) -> OpenedShape:
    return ceremony.open_unsealing(actor(request), unsealing)
