"""Spaces and seats over HTTP."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.spaces import actions, seating
from discussions.spaces.reads import people_of, space_for, spaces_of
from discussions.spaces.shapes import SeatShape, SpaceDraft, SpaceEdit, SpaceShape
from groups.pages import group_page
from groups.shapes import GroupPage, SeatDraft, SeatEdit, SeatEnd

router = Router(tags=["spaces"])


@router.get("/spaces", response=list[SpaceShape], **permission("spaces.admissions_of"))
def list_spaces(request: HttpRequest) -> list[SpaceShape]:
    return spaces_of(actor(request))


@router.get("/spaces/{int:space_id}", response=SpaceShape, **permission("spaces.admissions_of"))
def get_space(request: HttpRequest, space_id: int) -> SpaceShape:
    return space_for(actor(request), space_id)


@router.get("/spaces/{int:space_id}/people", response=list[SeatShape], **permission("spaces.check_view"))
def list_people(request: HttpRequest, space_id: int) -> list[SeatShape]:
    return people_of(actor(request), space_id)


@router.post("/spaces", response={201: SpaceShape}, **permission("groups.check_sits"))
def create_space(request: HttpRequest, draft: SpaceDraft) -> Status[SpaceShape]:
    return Status(201, space_for(actor(request), actions.open_space(actor(request), draft).pk))


@router.patch("/spaces/{int:space_id}", response=SpaceShape, **permission("spaces.check_moderate"))
def change_space(request: HttpRequest, space_id: int, edit: SpaceEdit) -> SpaceShape:
    return space_for(actor(request), actions.change_space(actor(request), space_id, edit).pk)


@router.post("/groups/{int:group_id}/seats", response={201: GroupPage}, tags=["groups"], **permission("groups.check_seat_by_mail"))
def open_seat(request: HttpRequest, group_id: int, draft: SeatDraft) -> Status[GroupPage]:
    seating.seat_by_mail(actor(request), group_id, draft)
    return Status(201, group_page(actor(request), group_id))


@router.patch("/seats/{int:seat_id}", response=GroupPage, tags=["groups"], **permission("groups.check_seat_change"))
def change_seat(request: HttpRequest, seat_id: int, edit: SeatEdit) -> GroupPage:
    seat = seating.change_seat(by=actor(request), seat_id=seat_id, role=edit.role, post=edit.post, pseudonym=edit.pseudonym)
    return group_page(actor(request), seat.group_id)


@router.post("/seats/{int:seat_id}/end", response={204: None}, tags=["groups"], **permission("groups.check_seat_change"))
def end_seat(request: HttpRequest, seat_id: int, end: SeatEnd) -> Status[None]:
    seating.end_seat(by=actor(request), seat_id=seat_id, reason=end.reason)
    return Status(204, None)
