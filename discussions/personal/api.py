"""Read marks, drafts, notices over HTTP."""

from django.http import HttpRequest
from ninja import Router

from collab.api.actor import actor, permission
from collab.api.request import OnOff
from discussions.personal import actions
from discussions.personal.shapes import DraftShape, DraftText, MarkShape, MarkUpTo, NoticeShape, Places

router = Router(tags=["personal"])


@router.put("/spaces/{int:space_id}/marks/{int:topic}", response=MarkShape, **permission("spaces.check_view"))
def mark_read(request: HttpRequest, space_id: int, topic: int, mark: MarkUpTo) -> MarkShape:
    return actions.mark_read(actor(request), space_id, topic, mark.upto)


@router.put("/spaces/{int:space_id}/drafts/{int:topic}", response=DraftShape, **permission("spaces.check_view"))
def keep_draft(request: HttpRequest, space_id: int, topic: int, text: DraftText) -> DraftShape:
    return actions.keep_draft(actor(request), space_id, topic, text)


@router.put("/spaces/{int:space_id}/topics/{int:topic}/mute", response={204: None}, **permission("spaces.check_view"))
def mute_topic(request: HttpRequest, space_id: int, topic: int, switch: OnOff) -> None:
    actions.mute_topic(actor(request), space_id, topic, switch.on)


@router.post("/notices/seen", response=list[NoticeShape], **permission("own"))
def see_notices(request: HttpRequest, which: Places) -> list[NoticeShape]:
    return actions.see_notices(actor(request), which.places)
