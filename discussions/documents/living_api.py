"""Texts that are written here, over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.documents import living, suggesting
from discussions.documents.living_shapes import EditDraft, Kept, SuggestionsPage, TextDraft
from discussions.documents.shapes import DocumentShape

router = Router(tags=["documents"])


@router.post("/spaces/{int:space_id}/texts", response={201: DocumentShape}, **permission("documents.check_share"))
def start_text(request: HttpRequest, space_id: int, draft: TextDraft) -> Status[DocumentShape]:
    return Status(201, living.start_text(actor(request), space_id, draft))


@router.post(
    "/spaces/{int:space_id}/documents/{int:place}/edits",
    response=Kept,
    **permission("documents.check_write_text, documents.check_settle_suggestion"),
)
def add_edit(request: HttpRequest, space_id: int, place: int, edit: EditDraft) -> Kept:
    return Kept(rev=living.add_edit(actor(request), space_id, place, edit))


@router.get(
    "/spaces/{int:space_id}/documents/{int:place}/text/suggestions", response=SuggestionsPage, **permission("documents.check_hear_text")
)
def list_suggestions(request: HttpRequest, space_id: int, place: int) -> SuggestionsPage:
    return suggesting.suggestions(actor(request), space_id, place)
