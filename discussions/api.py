"""The routes of discussions, and those that read across their kinds."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import BaseModel, Field

from collab.api.actor import actor, permission
from discussions.bridges.api import router as bridges
from discussions.bridges.attachments.api import router as attachments
from discussions.bridges.custody.api import router as custody
from discussions.bridges.flag_shapes import FlagShape
from discussions.bridges.hold_shapes import HoldShape
from discussions.bridges.shapes import CrossingShape, ProposalShape
from discussions.carrying.api import router as carrying
from discussions.carrying.shapes import ConsentShape
from discussions.chat.api import router as chat
from discussions.chat.shapes import MessageShape
from discussions.collections.api import router as collections
from discussions.desk.api import router as desk
from discussions.desk.appeal_shapes import AppealShape
from discussions.desk.policies import check_desk
from discussions.desk.shapes import ReportShape
from discussions.digest.api import router as digest
from discussions.documents.api import router as documents
from discussions.documents.attributes.api import router as attributes
from discussions.documents.retention.api import router as retention
from discussions.finding import Cards, Cursor, FindPage, MentionsPage, cards, find, mentions
from discussions.inquiries.api import router as inquiries
from discussions.kinds import TIMELINE
from discussions.listening import access
from discussions.moderation import LogPage, log_page
from discussions.personal.api import router as personal
from discussions.polls.api import router as polls
from discussions.safeguarding.api import router as safeguarding
from discussions.spaces.api import router as spaces
from discussions.start import Start, start_for
from discussions.summaries.api import router as summaries
from discussions.uploads.api import router as uploads
from discussions.waiting import Waiting, waiting_for

router = Router()
router.add_router("", spaces)
router.add_router("", chat)
router.add_router("", safeguarding)
router.add_router("", uploads)
router.add_router("", documents)
router.add_router("", attributes)
router.add_router("", retention)
router.add_router("", collections)
router.add_router("", desk)
router.add_router("", personal)
router.add_router("", digest)
router.add_router("", bridges)
router.add_router("", attachments)
router.add_router("", carrying)
router.add_router("", summaries)
router.add_router("", custody)
router.add_router("", polls)
router.add_router("", inquiries)


@router.get("/start", response=Start, tags=["start"], **permission("own, spaces.admissions_of"))
def start(request: HttpRequest, space: int | None = None) -> Start:
    return start_for(actor(request), space)


JSON = "application/json; charset=utf-8"


class DeskPage(BaseModel):
    """What waits on a desk, and the newest of what was decided."""

    items: list[
        Annotated[
            ProposalShape | CrossingShape | ReportShape | AppealShape | FlagShape | HoldShape | ConsentShape, Field(discriminator="kind")
        ]
    ]


@router.get("/groups/{int:group_id}/desk", response=DeskPage, tags=["desk"], **permission("desk.check_desk"))
def get_desk(request: HttpRequest, group_id: int) -> HttpResponse:
    heard = access(actor(request), [f"desk:{group_id}"])
    check_desk(bool(heard))
    shown = ",".join(item.text for each in heard.values() for item in TIMELINE.first_page(each).items)
    return HttpResponse(f'{{"items":[{shown}]}}', content_type=JSON)  # five hundred posts are encoded once, as for the stream


@router.get("/groups/{int:group_id}/moderation", response=LogPage, tags=["desk"], **permission("groups.check_sits"))
def get_log(request: HttpRequest, group_id: int, before: datetime | None = None) -> LogPage:
    return log_page(actor(request), group_id, before)


@router.get("/waiting", response=list[Waiting], tags=["start"], **permission("own, spaces.admissions_of"))
def waiting(request: HttpRequest) -> list[Waiting]:
    return waiting_for(actor(request))


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


@router.get("/find", response=FindPage, tags=["find"], **permission("spaces.readable_entries"))
def find_words(request: HttpRequest, q: Annotated[str, Query(max_length=200)], space: int | None = None, cursor: Cursor = "") -> FindPage:
    return find(actor(request), q, space, cursor)


@router.get("/mentions", response=MentionsPage, tags=["find"], **permission("spaces.readable_entries"))
def list_mentions(request: HttpRequest, cursor: Cursor = "") -> MentionsPage:
    return mentions(actor(request), cursor)


@router.get("/cards", response=Cards, tags=["find"], **permission("spaces.readable_entries"))
def list_cards(request: HttpRequest, refs: Annotated[str, Query(max_length=2000)]) -> Cards:
    return cards(actor(request), refs)
