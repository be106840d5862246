"""Bridges and crossings over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from collab.api.request import Reason
from discussions.bridges import actions, amending, asking_again, ending, flagging, gate, holding, pausing, submitting
from discussions.bridges.flag_shapes import FlagDraft, FlaggedText, FlagShape, FlagVoiceDraft
from discussions.bridges.hold_shapes import HeldText, HoldDecisionDraft, HoldDraft, HoldShape
from discussions.bridges.reads import bridge_for
from discussions.bridges.room_shapes import BridgeShape
from discussions.bridges.shapes import (
    Answer,
    Because,
    BridgeDraft,
    CharterChangeDraft,
    Consent,
    CrossingDraft,
    CrossingEdit,
    CrossingRevision,
    CrossingShape,
    OnBehalf,
    PauseDraft,
    ProposalShape,
    Release,
    SeatChoice,
    TurnDown,
)  # fmt: skip

router = Router(tags=["bridges"])


@router.post("/bridges", response={201: ProposalShape}, **permission("bridges.check_propose, groups.check_see_group"))
def propose_bridge(request: HttpRequest, draft: BridgeDraft) -> Status[ProposalShape]:
    return Status(201, actions.propose_bridge(actor(request), draft))


@router.get("/bridges/{int:bridge_id}", response=BridgeShape, **permission("spaces.admissions_of"))
def get_bridge(request: HttpRequest, bridge_id: int) -> BridgeShape:
    return bridge_for(actor(request), bridge_id)


@router.post("/bridges/{int:bridge_id}/accept", response=ProposalShape, **permission("bridges.check_answer"))
def accept_bridge(request: HttpRequest, bridge_id: int, answer: Answer) -> ProposalShape:
    return actions.accept_bridge(actor(request), bridge_id, answer)


@router.post("/bridges/{int:bridge_id}/decline", response=ProposalShape, **permission("bridges.check_answer"))
def decline_bridge(request: HttpRequest, bridge_id: int, why: Because) -> ProposalShape:
    return actions.decline_bridge(actor(request), bridge_id, why.reason, why.group)


@router.put("/bridges/{int:bridge_id}", response=ProposalShape, **permission("bridges.check_draft, bridges.check_send"))
def redraft_bridge(request: HttpRequest, bridge_id: int, draft: BridgeDraft) -> ProposalShape:
    return actions.redraft_bridge(actor(request), bridge_id, draft)


@router.post("/bridges/{int:bridge_id}/amendments", response={201: ProposalShape}, **permission("bridges.check_amend"))
def amend_bridge(request: HttpRequest, bridge_id: int, draft: CharterChangeDraft) -> Status[ProposalShape]:
    return Status(201, amending.amend_bridge(actor(request), bridge_id, draft))


@router.post("/bridges/{int:bridge_id}/amendments/{int:number}", response=ProposalShape, **permission("bridges.check_consent"))
def answer_amendment(request: HttpRequest, bridge_id: int, number: int, answer: Consent) -> ProposalShape:
    return amending.answer_amendment(actor(request), bridge_id, number, answer)


@router.post("/bridges/{int:bridge_id}/pause", response=ProposalShape, **permission("bridges.check_pause"))
def pause_bridge(request: HttpRequest, bridge_id: int, draft: PauseDraft) -> ProposalShape:
    return pausing.pause_bridge(actor(request), bridge_id, draft)


@router.post("/bridges/{int:bridge_id}/resume", response=ProposalShape, **permission("bridges.check_resume"))
def resume_bridge(request: HttpRequest, bridge_id: int, whom: OnBehalf) -> ProposalShape:
    return pausing.resume_bridge(actor(request), bridge_id, whom.group)


@router.post("/bridges/{int:bridge_id}/leave", response=ProposalShape, **permission("bridges.check_leave"))
def leave_bridge(request: HttpRequest, bridge_id: int, why: Because) -> ProposalShape:
    return ending.leave_bridge(actor(request), bridge_id, why)


@router.post("/bridges/{int:bridge_id}/close", response=ProposalShape, **permission("bridges.check_close"))
def close_bridge(request: HttpRequest, bridge_id: int, why: Because) -> ProposalShape:
    return ending.close_bridge(actor(request), bridge_id, why.reason, why.group)


@router.post("/bridges/{int:bridge_id}/archive", response=ProposalShape, **permission("bridges.check_archive"))
def archive_bridge(request: HttpRequest, bridge_id: int, whom: OnBehalf) -> ProposalShape:
    return ending.archive_bridge(actor(request), bridge_id, whom.group)


@router.post("/bridges/{int:bridge_id}/seats", response=ProposalShape, **permission("bridges.check_reseat"))
def reseat_bridge(request: HttpRequest, bridge_id: int, choice: SeatChoice) -> ProposalShape:
    return actions.reseat_bridge(actor(request), bridge_id, choice)


@router.post("/bridges/{int:bridge_id}/crossings", response={201: CrossingShape}, **permission("bridges.check_submit"))
def submit_crossing(request: HttpRequest, bridge_id: int, draft: CrossingDraft) -> Status[CrossingShape]:
    return Status(201, submitting.submit_crossing(actor(request), bridge_id, draft))


@router.patch("/crossings/{int:number}", response=CrossingShape, **permission("bridges.check_rewrite"))
def rewrite_crossing(request: HttpRequest, number: int, edit: CrossingEdit) -> CrossingShape:
    return submitting.rewrite_crossing(actor(request), number, edit)


@router.post("/crossings/{int:number}/release", response=CrossingShape, **permission("bridges.check_release"))
def release_crossing(request: HttpRequest, number: int, what: Release) -> CrossingShape:
    return gate.release_crossing(actor(request), number, what.hash)


@router.post("/crossings/{int:number}/return", response=CrossingShape, **permission("bridges.check_decide"))
def return_crossing(request: HttpRequest, number: int, why: TurnDown) -> CrossingShape:
    return gate.return_crossing(actor(request), number, why.reason, why.suggestion)


@router.post("/crossings/{int:number}/decline", response=CrossingShape, **permission("bridges.check_decide"))
def decline_crossing(request: HttpRequest, number: int, why: Reason) -> CrossingShape:
    return gate.decline_crossing(actor(request), number, why.reason)


@router.post("/crossings/{int:number}/withdraw", response=CrossingShape, **permission("bridges.check_take_back"))
def withdraw_crossing(request: HttpRequest, number: int) -> CrossingShape:
    return gate.withdraw_crossing(actor(request), number)


@router.post("/crossings/{int:number}/ask-again", response=CrossingShape, **permission("bridges.check_ask_again"))
def ask_again(request: HttpRequest, number: int) -> CrossingShape:
    return asking_again.ask_again(actor(request), number)


@router.post("/crossings/{int:number}/appeal", response=CrossingShape, **permission("bridges.check_appeal"))
def appeal_crossing(request: HttpRequest, number: int, why: Reason) -> CrossingShape:
    return gate.appeal_crossing(actor(request), number, why.reason)


@router.post("/crossings/{int:number}/revise", response={201: CrossingShape}, **permission("bridges.check_revise"))
def revise_crossing(request: HttpRequest, number: int, draft: CrossingRevision) -> Status[CrossingShape]:
    return Status(201, submitting.revise_crossing(actor(request), number, draft))


@router.post("/bridges/{int:bridge_id}/messages/{int:place}/hold", response={201: HoldShape}, **permission("bridges.check_hold"))
def hold_post(request: HttpRequest, bridge_id: int, place: int, draft: HoldDraft) -> Status[HoldShape]:
    return Status(201, holding.hold_post(actor(request), bridge_id, place, draft))


@router.get("/groups/{int:group_id}/holds/{int:place}/text", response=HeldText, **permission("bridges.check_open_held"))
def open_held(request: HttpRequest, group_id: int, place: int) -> HeldText:
    return holding.open_held(actor(request), group_id, place)


@router.post("/groups/{int:group_id}/holds/{int:place}/decide", response=HoldShape, **permission("bridges.check_decide_held"))
def decide_held(request: HttpRequest, group_id: int, place: int, draft: HoldDecisionDraft) -> HoldShape:
    return holding.decide_held(actor(request), group_id, place, draft)


@router.post("/bridges/{int:bridge_id}/messages/{int:place}/flag", response={201: FlagShape}, **permission("bridges.check_flag"))
def flag_post(request: HttpRequest, bridge_id: int, place: int, draft: FlagDraft) -> Status[FlagShape]:
    return Status(201, flagging.flag_post(actor(request), bridge_id, place, draft))


@router.get("/groups/{int:group_id}/flags/{int:place}/text", response=FlaggedText, **permission("bridges.check_open_flagged"))
def open_flagged(request: HttpRequest, group_id: int, place: int) -> FlaggedText:
    return flagging.open_flagged(actor(request), group_id, place)


@router.post("/groups/{int:group_id}/flags/{int:place}/say", response=FlagShape, **permission("bridges.check_voice"))
def say_to_flag(request: HttpRequest, group_id: int, place: int, draft: FlagVoiceDraft) -> FlagShape:
    return flagging.say(actor(request), group_id, place, draft)
