"""Reports over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.desk import actions
from discussions.desk.shapes import DecisionDraft, Received, ReportDraft, ReportShape, ReportText

router = Router(tags=["desk"])


@router.post("/spaces/{int:space_id}/messages/{int:place}/report", response={201: Received}, **permission("desk.check_report"))
def report_message(request: HttpRequest, space_id: int, place: int, draft: ReportDraft) -> Status[Received]:
    return Status(201, actions.report_message(actor(request), space_id, place, draft))


@router.get("/groups/{int:group_id}/reports/{int:place}/text", response=ReportText, **permission("desk.check_open_text"))
def open_report(request: HttpRequest, group_id: int, place: int) -> ReportText:
    return actions.open_report(actor(request), group_id, place)


@router.post("/groups/{int:group_id}/reports/{int:place}/decide", response=ReportShape, **permission("desk.check_decide"))
def decide_report(request: HttpRequest, group_id: int, place: int, draft: DecisionDraft) -> ReportShape:
    return actions.decide_report(actor(request), group_id, place, draft)
