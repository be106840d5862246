"""Summaries over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.summaries import actions, signing
from discussions.summaries.reads import summaries_for
from discussions.summaries.shapes import DissentDraft, Signing, SummaryDraft, SummaryEdit, SummaryList, SummaryShape

router = Router(tags=["summaries"])


@router.get("/bridges/{int:bridge_id}/summaries", response=SummaryList, **permission("spaces.admissions_of, bridges.check_desk"))
def list_summaries(request: HttpRequest, bridge_id: int) -> SummaryList:
    return summaries_for(actor(request), bridge_id)


@router.post("/bridges/{int:bridge_id}/summaries", response={201: SummaryShape}, **permission("summaries.check_draft"))
def draft_summary(request: HttpRequest, bridge_id: int, draft: SummaryDraft) -> Status[SummaryShape]:
    return Status(201, actions.draft_summary(actor(request), bridge_id, draft))


@router.patch("/summaries/{int:number}", response=SummaryShape, **permission("summaries.check_edit"))
def rewrite_summary(request: HttpRequest, number: int, edit: SummaryEdit) -> SummaryShape:
    return actions.rewrite_summary(actor(request), number, edit)


@router.post("/summaries/{int:number}/dissent", response=SummaryShape, **permission("summaries.check_dissent"))
def dissent(request: HttpRequest, number: int, draft: DissentDraft) -> SummaryShape:
    return actions.dissent(actor(request), number, draft)


@router.post("/summaries/{int:number}/sign", response=SummaryShape, **permission("summaries.check_sign"))
def sign_summary(request: HttpRequest, number: int, draft: Signing) -> SummaryShape:
    return signing.sign_summary(actor(request), number, draft)


@router.post("/summaries/{int:number}/withdraw", response=SummaryShape, **permission("summaries.check_withdraw"))
def withdraw_summary(request: HttpRequest, number: int) -> SummaryShape:
    return actions.withdraw_summary(actor(request), number)
