"""Cases over HTTP, for safeguarding leads alone.  Parse, call one function, answer.  No route opens what is sealed."""

from django.http import HttpRequest
from ninja import Router

from collab.api.actor import actor, permission
from discussions.safeguarding import actions
from discussions.safeguarding.reads import cases
from discussions.safeguarding.shapes import CaseShape, Referral, Resumption

router = Router(tags=["safeguarding"])
ONE = "/safeguarding/cases/{int:case_id}"


@router.get("/safeguarding/cases", response=list[CaseShape], **permission("safeguarding.check_lead"))
def list_cases(request: HttpRequest) -> list[CaseShape]:
    return cases(actor(request))


@router.post(f"{ONE}/referral", response=CaseShape, **permission("safeguarding.check_lead"))
def refer_case(request: HttpRequest, case_id: int, referral: Referral) -> CaseShape:
    return actions.refer(actor(request), case_id, referral)


@router.post(f"{ONE}/purge", response=CaseShape, **permission("safeguarding.check_lead, safeguarding.check_purge"))
def purge_case(request: HttpRequest, case_id: int) -> CaseShape:
    return actions.purge(actor(request), case_id)


@router.post(f"{ONE}/resume", response=CaseShape, **permission("safeguarding.check_lead"))
def resume_uploads(request: HttpRequest, case_id: int, why: Resumption) -> CaseShape:
    return actions.resume(actor(request), case_id, why.reason)
