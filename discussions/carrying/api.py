"""Carrying on over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.carrying import actions, reads
from discussions.carrying.shapes import CarryDraft, CarryShape, ConsentAnswer, ConsentShape, Origin

router = Router(tags=["carrying"])


@router.post("/bridges/{int:bridge_id}/messages/{int:place}/carry", response={201: CarryShape}, **permission("carrying.check_target"))
def ask_to_carry(request: HttpRequest, bridge_id: int, place: int, draft: CarryDraft) -> Status[CarryShape]:
    return Status(201, actions.ask_to_carry(actor(request), bridge_id, place, draft))


@router.get("/consents/sealed", response=list[ConsentShape], **permission("own"))
def sealed_consents(request: HttpRequest) -> list[ConsentShape]:
    return reads.sealed_consents(actor(request))


@router.post("/consents/{int:number}", response=ConsentShape, **permission("carrying.check_answer, carrying.check_take_back"))
def answer_consent(request: HttpRequest, number: int, answer: ConsentAnswer) -> ConsentShape:
    return actions.answer_consent(actor(request), number, answer)


@router.get("/carried/{int:number}", response=Origin, **permission("spaces.readable_entries"))
def get_origin(request: HttpRequest, number: int) -> Origin:
    return reads.origin_of(actor(request), number)
