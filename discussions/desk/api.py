"""Reports over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from collab.api.request import Reason
from discussions.chat.shapes import MessageShape
from discussions.desk import actions, appeal_reads, appealing, muting, redacting, unmasking, wishing, wishing_papers
from discussions.desk.appeal_shapes import AppealDraft, AppealShape, AppealText, AppealWord, RulingShape
from discussions.desk.duty import duty_of
from discussions.desk.shapes import (
    ClaimDraft,
    DecisionDraft,
    DutyShape,
    MuteDraft,
    PersonBehind,
    Received,
    ReportDraft,
    ReportShape,
    ReportText,
    WishDraft,
    WishShape,
    WishWord,
)

router = Router(tags=["desk"])


@router.post("/spaces/{int:space_id}/messages/{int:place}/report", response={201: Received}, **permission("desk.check_report"))
def report_message(request: HttpRequest, space_id: int, place: int, draft: ReportDraft) -> Status[Received]:
    return Status(201, actions.report_message(actor(request), space_id, place, draft))


@router.post("/spaces/{int:space_id}/messages/{int:place}/wish", response={201: Received}, **permission("desk.check_wish"))
def wish_red(request: HttpRequest, space_id: int, place: int, draft: WishDraft) -> Status[Received]:
    return Status(201, wishing.wish_red(actor(request), space_id, place, draft))


@router.get("/spaces/{int:space_id}/messages/{int:place}/wish", response=WishShape, **permission("desk.check_wish_text"))
def open_wish(request: HttpRequest, space_id: int, place: int) -> WishShape:
    return wishing.open_wish(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/messages/{int:place}/wish/decide", response=WishShape, **permission("desk.check_wish_decide"))
def decide_wish(request: HttpRequest, space_id: int, place: int, word: WishWord) -> WishShape:
    return wishing.decide_wish(actor(request), space_id, place, word.red)


@router.post("/spaces/{int:space_id}/documents/{int:place}/wish", response={201: Received}, **permission("documents.wishes.check_wish"))
def wish_paper_red(request: HttpRequest, space_id: int, place: int, draft: WishDraft) -> Status[Received]:
    return Status(201, wishing_papers.wish_paper_red(actor(request), space_id, place, draft))


@router.get("/spaces/{int:space_id}/documents/{int:place}/wish", response=WishShape, **permission("desk.check_wish_text"))
def open_paper_wish(request: HttpRequest, space_id: int, place: int) -> WishShape:
    return wishing_papers.open_paper_wish(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/documents/{int:place}/wish/decide", response=WishShape, **permission("desk.check_wish_decide"))
def decide_paper_wish(request: HttpRequest, space_id: int, place: int, word: WishWord) -> WishShape:
    return wishing_papers.decide_paper_wish(actor(request), space_id, place, word.red)


@router.get("/groups/{int:group_id}/reports/{int:place}/text", response=ReportText, **permission("desk.check_open_text"))
def open_report(request: HttpRequest, group_id: int, place: int) -> ReportText:
    return actions.open_report(actor(request), group_id, place)


@router.post("/groups/{int:group_id}/reports/{int:place}/decide", response=ReportShape, **permission("desk.check_decide"))
def decide_report(request: HttpRequest, group_id: int, place: int, draft: DecisionDraft) -> ReportShape:
    return actions.decide_report(actor(request), group_id, place, draft)


@router.post("/groups/{int:group_id}/reports/{int:place}/claim", response=ReportShape, **permission("desk.check_claim"))
def claim_report(request: HttpRequest, group_id: int, place: int, draft: ClaimDraft) -> ReportShape:
    return actions.claim_report(actor(request), group_id, place, draft.on)


@router.get("/groups/{int:group_id}/duty", response=DutyShape, **permission("desk.check_desk"))
def get_duty(request: HttpRequest, group_id: int) -> DutyShape:
    return duty_of(actor(request), group_id)


@router.post("/seats/{int:seat_id}/mute", response={204: None}, **permission("desk.check_mute"))
def mute(request: HttpRequest, seat_id: int, draft: MuteDraft) -> Status[None]:
    muting.mute(actor(request), seat_id, draft)
    return Status(204, None)


@router.post("/seats/{int:seat_id}/unmute", response={204: None}, **permission("desk.check_mute"))
def unmute(request: HttpRequest, seat_id: int, why: Reason) -> Status[None]:
    muting.unmute(actor(request), seat_id, why.reason)
    return Status(204, None)


@router.post("/spaces/{int:space_id}/messages/{int:place}/redact", response=MessageShape, **permission("chat.check_redact"))
def redact(request: HttpRequest, space_id: int, place: int, why: Reason) -> MessageShape:
    return redacting.redact_message(actor(request), space_id, place, why.reason)


@router.get("/groups/{int:group_id}/rulings", response=list[RulingShape], **permission("groups.check_sits"))
def list_rulings(request: HttpRequest, group_id: int) -> list[RulingShape]:
    return appeal_reads.rulings_of(actor(request), group_id)


@router.post("/rulings/{int:number}/appeal", response=RulingShape, **permission("desk.check_appeal"))
def appeal(request: HttpRequest, number: int, draft: AppealDraft) -> RulingShape:
    return appealing.appeal(actor(request), number, draft)


@router.get("/groups/{int:group_id}/appeals/{int:place}/text", response=AppealText, **permission("desk.check_answer"))
def open_appeal(request: HttpRequest, group_id: int, place: int) -> AppealText:
    return appealing.open_appeal(actor(request), group_id, place)


@router.post("/groups/{int:group_id}/appeals/{int:place}/answer", response=AppealShape, **permission("desk.check_answer"))
def answer_appeal(request: HttpRequest, group_id: int, place: int, word: AppealWord) -> AppealShape:
    return appealing.answer_appeal(actor(request), group_id, place, word)


@router.post("/seats/{int:seat_id}/look-up", response=PersonBehind, **permission("desk.check_look_up"))
def look_up(request: HttpRequest, seat_id: int, why: Reason) -> PersonBehind:
    return unmasking.look_up(actor(request), seat_id, why.reason)
