"""Polls over HTTP.  Parse, call one function, answer."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router, Status

from collab.api.actor import actor, permission
from collab.api.request import Reason
from collab.files.serving import file_response
from discussions.polls import actions, amending, declaring, drafts, exports, results
from discussions.polls.agenda import decisions
from discussions.polls.agenda_shapes import Decisions
from discussions.polls.casting import cast_ballot
from discussions.polls.draft_shapes import DraftEdit, Electorate, PollDraftShape, PollText
from discussions.polls.electorate import electorate_of
from discussions.polls.page import calendar_of
from discussions.polls.proxies import actions as proxies
from discussions.polls.proxies.shapes import CarriedDraft, ProxyDraft, ProxyShape
from discussions.polls.recorded import actions as recorded
from discussions.polls.recorded.shapes import RecordedDecision, RecordedDraft, RecordedShape
from discussions.polls.result_shapes import Form, LotDraft, ResultPage
from discussions.polls.results import result_page
from discussions.polls.roles import PollState
from discussions.polls.secret import published_receipts
from discussions.polls.shapes import (
    AmendmentDraft,
    BallotDraft,
    BallotShape,
    OutcomeDraft,
    PollDraft,
    PollEdit,
    PollOpened,
    PollPage,
    PollShape,
    ReceiptShape,
    SecretVoteShape,
    VoteShape,
)
from discussions.polls.silence import actions as silence
from discussions.polls.silence.shapes import BreakDraft, ExtensionDraft

router = Router(tags=["polls"])


@router.get("/decisions", response=Decisions, **permission("polls.readable_polls"))
def list_decisions(
    request: HttpRequest,
    *,
    state: PollState = PollState.OPEN,
    after: Annotated[str | None, Query(max_length=80)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 30,
) -> Decisions:
    return decisions(actor(request), state, after, limit)


@router.post("/spaces/{int:space_id}/polls", response={201: PollOpened}, **permission("polls.check_open_poll"))
def create_poll(request: HttpRequest, space_id: int, draft: PollDraft) -> Status[PollOpened]:
    return Status(201, actions.open_poll(actor(request), space_id, draft))


@router.get("/poll-drafts", response=list[PollDraftShape], **permission("polls.visible_drafts"))
def list_drafts(request: HttpRequest) -> list[PollDraftShape]:
    return drafts.kept_drafts(actor(request))


@router.post("/spaces/{int:space_id}/poll-drafts", response={201: PollDraftShape}, **permission("spaces.check_moderate"))
def keep_draft(request: HttpRequest, space_id: int, text: PollText) -> Status[PollDraftShape]:
    return Status(201, drafts.keep_draft(actor(request), space_id, text))


@router.put("/spaces/{int:space_id}/poll-drafts/{int:draft_id}", response=PollDraftShape, **permission("polls.visible_drafts"))
def change_draft(request: HttpRequest, space_id: int, draft_id: int, edit: DraftEdit) -> PollDraftShape:
    return drafts.change_draft(actor(request), space_id, draft_id, edit)


@router.delete("/spaces/{int:space_id}/poll-drafts/{int:draft_id}", response={204: None}, **permission("polls.visible_drafts"))
def discard_draft(request: HttpRequest, space_id: int, draft_id: int) -> Status[None]:
    return Status(204, drafts.discard_draft(actor(request), space_id, draft_id))


@router.get("/spaces/{int:space_id}/electorate", response=Electorate, **permission("spaces.check_moderate"))
def get_electorate(request: HttpRequest, space_id: int) -> Electorate:
    return electorate_of(actor(request), space_id)


@router.get("/spaces/{int:space_id}/polls/{int:place}", response=PollPage, **permission("polls.check_see"))
def get_poll(request: HttpRequest, space_id: int, place: int) -> PollPage:
    return actions.visit_poll(actor(request), space_id, place)


@router.get("/spaces/{int:space_id}/polls/{int:place}/calendar.ics", response={200: None}, **permission("polls.check_see"))
def get_calendar(request: HttpRequest, space_id: int, place: int) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="poll.ics"'}
    text = calendar_of(actor(request), space_id, place)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


@router.put("/spaces/{int:space_id}/polls/{int:place}/ballot", response=BallotShape | SecretVoteShape, **permission("polls.check_cast"))
def vote(request: HttpRequest, space_id: int, place: int, draft: BallotDraft) -> BallotShape | SecretVoteShape:
    return cast_ballot(actor(request), space_id, place, draft)


@router.post("/spaces/{int:space_id}/proxies", response={201: ProxyShape}, **permission("polls.proxies.check_give"))
def give_proxy(request: HttpRequest, space_id: int, draft: ProxyDraft) -> Status[ProxyShape]:
    return Status(201, proxies.give_proxy(actor(request), space_id, draft))


@router.delete("/spaces/{int:space_id}/proxies/{int:proxy_id}", response=ProxyShape, **permission("polls.proxies.check_revoke"))
def revoke_proxy(request: HttpRequest, space_id: int, proxy_id: int) -> ProxyShape:
    return proxies.revoke_proxy(actor(request), space_id, proxy_id)


@router.put("/spaces/{int:space_id}/polls/{int:place}/carried", response=VoteShape, **permission("polls.proxies.check_carry"))
def cast_by_proxy(request: HttpRequest, space_id: int, place: int, draft: CarriedDraft) -> VoteShape:
    return proxies.cast_by_proxy(actor(request), space_id, place, draft)


@router.post(
    "/spaces/{int:space_id}/polls/{int:place}/recorded", response={201: RecordedShape}, **permission("polls.recorded.check_record")
)
def record_vote(request: HttpRequest, space_id: int, place: int, draft: RecordedDraft) -> Status[RecordedShape]:
    return Status(201, recorded.record_vote(actor(request), space_id, place, draft))


@router.post("/spaces/{int:space_id}/polls/{int:place}/recorded/decide", response={204: None}, **permission("polls.recorded.check_decide"))
def decide_recorded(request: HttpRequest, space_id: int, place: int, decision: RecordedDecision) -> Status[None]:
    recorded.decide_recorded(actor(request), space_id, place, decision)
    return Status(204, None)


@router.get("/spaces/{int:space_id}/polls/{int:place}/receipts", response=list[ReceiptShape], **permission("polls.check_see"))
def list_receipts(request: HttpRequest, space_id: int, place: int) -> list[ReceiptShape]:
    return published_receipts(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/polls/{int:place}/close", response=PollShape, **permission("polls.check_close"))
def close_poll(request: HttpRequest, space_id: int, place: int, why: Reason) -> PollShape:
    return actions.close_poll(actor(request), space_id, place, why.reason)


@router.post("/spaces/{int:space_id}/polls/{int:place}/outcome", response={201: PollShape}, **permission("polls.check_declare"))
def declare_outcome(request: HttpRequest, space_id: int, place: int, draft: OutcomeDraft) -> Status[PollShape]:
    return Status(201, declaring.declare_outcome(actor(request), space_id, place, draft))


@router.post("/spaces/{int:space_id}/polls/{int:place}/roll", response={201: PollShape}, **permission("polls.check_amend"))
def amend_roll(request: HttpRequest, space_id: int, place: int, draft: AmendmentDraft) -> Status[PollShape]:
    return Status(201, amending.amend_roll(actor(request), space_id, place, draft))


@router.patch("/spaces/{int:space_id}/polls/{int:place}", response=PollShape, **permission("polls.check_edit"))
def edit_poll(request: HttpRequest, space_id: int, place: int, edit: PollEdit) -> PollShape:
    return amending.edit_poll(actor(request), space_id, place, edit)


@router.post("/spaces/{int:space_id}/polls/{int:place}/break", response=PollShape, **permission("polls.silence.check_break"))
def break_silence(request: HttpRequest, space_id: int, place: int, draft: BreakDraft) -> PollShape:
    return silence.break_silence(actor(request), space_id, place, draft)


@router.post("/spaces/{int:space_id}/polls/{int:place}/extend", response=PollShape, **permission("polls.silence.check_extend"))
def extend_poll(request: HttpRequest, space_id: int, place: int, draft: ExtensionDraft) -> PollShape:
    return silence.extend_poll(actor(request), space_id, place, draft)


@router.post("/spaces/{int:space_id}/polls/{int:place}/cancel", response=PollShape, **permission("polls.check_cancel"))
def cancel_poll(request: HttpRequest, space_id: int, place: int, why: Reason) -> PollShape:
    return actions.cancel_poll(actor(request), space_id, place, why.reason)


@router.get("/spaces/{int:space_id}/polls/{int:place}/result", response=ResultPage, **permission("polls.check_result"))
def get_result(request: HttpRequest, space_id: int, place: int) -> ResultPage:
    return result_page(actor(request), space_id, place)


@router.post("/spaces/{int:space_id}/polls/{int:place}/lot", response=PollShape, **permission("polls.check_draw"))
def draw_lot(request: HttpRequest, space_id: int, place: int, draft: LotDraft) -> PollShape:
    return results.draw_lot(actor(request), space_id, place, draft.number)


@router.get("/spaces/{int:space_id}/polls/{int:place}/export/{form}", response={200: None}, **permission("polls.check_result"))
def export_result(request: HttpRequest, space_id: int, place: int, form: Form) -> StreamingHttpResponse:
    file, size, name = exports.export_result(actor(request), space_id, place, form)
    return file_response(request, file, size=size, mime=exports.MIME[form], name=name)
