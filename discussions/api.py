"""The routes of discussions, and those that read across their kinds."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel

from collab.api.actor import actor, permission
from discussions.bridges.api import router as bridges
from discussions.chat.api import router as chat
from discussions.chat.shapes import MessageShape
from discussions.documents.api import router as documents
from discussions.kinds import TIMELINE
from discussions.personal.api import router as personal
from discussions.spaces.api import router as spaces
from discussions.start import Start, start_for

router = Router()
router.add_router("", spaces)
router.add_router("", chat)
router.add_router("", documents)
router.add_router("", personal)
router.add_router("", bridges)


@router.get("/start", response=Start, tags=["start"], **permission("own, spaces.admissions_of"))
def start(request: HttpRequest) -> Start:
    return start_for(actor(request))


class HistoryPage(BaseModel):
    """Messages in the order of their places."""

    items: list[MessageShape]


@router.get("/spaces/{int:space_id}/history", response=HistoryPage, tags=["chat"], **permission("spaces.check_view"))
def history(
    request: HttpRequest,
    space_id: int,
    *,
    before: int | None = None,
    after: int | None = None,
    topic: int | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, object]:
    return {"items": TIMELINE.history(actor(request), space_id, before=before, after=after, topic=topic, limit=limit)}
