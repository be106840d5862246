"""Spaces and seats over HTTP."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.spaces import actions
from discussions.spaces.reads import people_of, space_for, spaces_of
from discussions.spaces.shapes import SeatShape, SpaceDraft, SpaceEdit, SpaceShape

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


@router.post("/spaces", response={201: SpaceShape}, **permission("groups.check_see_group"))
def create_space(request: HttpRequest, draft: SpaceDraft) -> Status[SpaceShape]:
    return Status(201, space_for(actor(request), actions.open_space(actor(request), draft).pk))


@router.patch("/spaces/{int:space_id}", response=SpaceShape, **permission("spaces.check_moderate"))
def change_space(request: HttpRequest, space_id: int, edit: SpaceEdit) -> SpaceShape:
    return space_for(actor(request), actions.change_space(actor(request), space_id, edit).pk)
