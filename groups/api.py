"""Groups, organisations and invitations over HTTP.  Parse, call one function, answer."""

from typing import Annotated

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Router, Status
from pydantic import Field

from collab.api.actor import actor, permission
from groups import actions, audit
from groups.audit import audit_page
from groups.invitations import invite, organisation_shape, revoke, shape_of
from groups.pages import constituencies, group_page, organisations_for
from groups.people import switch_account
from groups.reads import groups_of
from groups.shapes import (
    AccountSwitch,
    AuditPage,
    ConstituencyShape,
    GroupDraft,
    GroupEdit,
    GroupPage,
    GroupShape,
    InvitationDraft,
    InvitationShape,
    OfficeDraft,
    OfficeEnd,
    OrganisationDraft,
    OrganisationShape,
)  # fmt: skip

router = Router(tags=["groups"])
Area = Annotated[str, Field(pattern=r"^[a-z]{0,20}$")]  # of acts: what stands before the dot of a verb


@router.get("/groups", response=list[GroupShape], **permission("groups.check_see_group"))
def list_groups(request: HttpRequest) -> list[GroupShape]:
    return groups_of(actor(request), others=True)


@router.post("/groups", response={201: GroupPage}, **permission("groups.check_officer"))
def create_group(request: HttpRequest, draft: GroupDraft) -> Status[GroupPage]:
    return Status(201, group_page(actor(request), actions.create_group(actor(request), draft).pk))


@router.get("/groups/{int:group_id}", response=GroupPage, **permission("groups.check_see_group"))
def get_group(request: HttpRequest, group_id: int) -> GroupPage:
    return group_page(actor(request), group_id)


@router.patch("/groups/{int:group_id}", response=GroupPage, **permission("groups.check_keep_group"))
def change_group(request: HttpRequest, group_id: int, edit: GroupEdit) -> GroupPage:
    return group_page(actor(request), actions.change_group(actor(request), group_id, edit).pk)


@router.post("/groups/{int:group_id}/invitations", response={201: InvitationShape}, **permission("groups.check_seats"))
def create_invitation(request: HttpRequest, group_id: int, draft: InvitationDraft) -> Status[InvitationShape]:
    invitation, _ = invite(actor(request), group_id, draft)
    return Status(201, shape_of(invitation))


@router.delete("/invitations/{int:invitation_id}", response={204: None}, **permission("groups.check_keep_group"))
def revoke_invitation(request: HttpRequest, invitation_id: int) -> Status[None]:
    revoke(actor(request), invitation_id)
    return Status(204, None)


@router.post("/groups/{int:group_id}/offices", response={201: GroupPage}, **permission("groups.check_keep_group"))
def give_office(request: HttpRequest, group_id: int, draft: OfficeDraft) -> Status[GroupPage]:
    actions.give_office(actor(request), group_id, draft)
    return Status(201, group_page(actor(request), group_id))


@router.post("/offices/{int:office_id}/end", response=GroupPage, **permission("groups.check_keep_group"))
def end_office(request: HttpRequest, office_id: int, end: OfficeEnd) -> GroupPage:
    return group_page(actor(request), actions.end_office(actor(request), office_id, end.reason).group_id)


@router.post("/seats/{int:seat_id}/account", response={204: None}, **permission("groups.check_officer"))
def set_account(request: HttpRequest, seat_id: int, switch: AccountSwitch) -> Status[None]:
    switch_account(actor(request), seat_id, active=switch.active, reason=switch.reason)
    return Status(204, None)


@router.get("/organisations", response=list[OrganisationShape], **permission("groups.check_directory"))
def list_organisations(request: HttpRequest) -> list[OrganisationShape]:
    return organisations_for(actor(request))


@router.post("/organisations", response={201: OrganisationShape}, **permission("groups.check_officer"))
def create_organisation(request: HttpRequest, draft: OrganisationDraft) -> Status[OrganisationShape]:
    return Status(201, organisation_shape(actions.create_organisation(actor(request), draft)))


@router.get("/constituencies", response=list[ConstituencyShape], **permission("own"))
def list_constituencies(request: HttpRequest) -> list[ConstituencyShape]:
    return constituencies()


@router.get("/groups/{int:group_id}/audit", response=AuditPage, **permission("groups.check_read_audit"))
def get_audit(request: HttpRequest, group_id: int, area: Area = "", by: int | None = None, before: int | None = None) -> AuditPage:
    return audit_page(actor(request), group_id, area=area, by=by, before=before)


@router.get("/groups/{int:group_id}/audit/export", **permission("groups.check_read_audit"))
def export_audit(request: HttpRequest, group_id: int) -> StreamingHttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="audit.jsonl"'}
    return StreamingHttpResponse(audit.export_audit(actor(request), group_id), content_type="application/jsonl", headers=headers)
