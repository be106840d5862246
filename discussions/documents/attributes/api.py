"""Attributes over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.documents.attributes import actions
from discussions.documents.attributes.reads import attributes_for, built_in_attributes
from discussions.documents.attributes.shapes import AttributeDraft, AttributeEdit, AttributeShape

router = Router(tags=["documents"])
OF_GROUP = "/groups/{int:group_id}/attributes"


@router.get("/attributes", response=list[AttributeShape], **permission("own"))
def list_built_in_attributes(request: HttpRequest) -> list[AttributeShape]:
    return built_in_attributes()


@router.get("/spaces/{int:space_id}/attributes", response=list[AttributeShape], **permission("spaces.check_view"))
def list_attributes(request: HttpRequest, space_id: int) -> list[AttributeShape]:
    return attributes_for(actor(request), space_id)


@router.get(OF_GROUP, response=list[AttributeShape], **permission("groups.check_keep_group"))
def list_own_attributes(request: HttpRequest, group_id: int) -> list[AttributeShape]:
    return actions.attributes_to_keep(actor(request), group_id)


@router.post(OF_GROUP, response={201: list[AttributeShape]}, **permission("groups.check_keep_group"))
def define_attribute(request: HttpRequest, group_id: int, draft: AttributeDraft) -> Status[list[AttributeShape]]:
    return Status(201, actions.define_attribute(actor(request), group_id, draft))


@router.patch(f"{OF_GROUP}/{{int:attribute_id}}", response=list[AttributeShape], **permission("groups.check_keep_group"))
def change_attribute(request: HttpRequest, group_id: int, attribute_id: int, edit: AttributeEdit) -> list[AttributeShape]:
    return actions.change_attribute(actor(request), group_id, attribute_id, edit)
