"""Texts that are written here, over HTTP.  Parse, call one function, answer."""

from django.http import HttpRequest, HttpResponseBase
from ninja import Router, Status

from collab.api.actor import actor, permission
from discussions.documents import living, suggesting, taking
from discussions.documents.living_shapes import EditDraft, Kept, PrintMark, SuggestionsPage, TextDraft
from discussions.documents.reading_api import copy_response
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


@router.get("/spaces/{int:space_id}/documents/{int:place}/text/mark", response=PrintMark, **permission("documents.check_hear_text"))
def get_mark(request: HttpRequest, space_id: int, place: int) -> PrintMark:
    return PrintMark(mark=taking.of_text(actor(request), space_id, place).mark)


@router.get(
    "/spaces/{int:space_id}/documents/{int:place}/text/file", response={200: None},
    **permission("documents.check_hear_text, documents.check_take"),
)  # fmt: skip
def get_text(request: HttpRequest, space_id: int, place: int) -> HttpResponseBase:
    return copy_response(request, taking.take_text(taking.of_text(actor(request), space_id, place), word=False))


@router.get(
    "/spaces/{int:space_id}/documents/{int:place}/text/word", response={200: None},
    **permission("documents.check_hear_text, documents.check_take"),
)  # fmt: skip
def get_text_as_word(request: HttpRequest, space_id: int, place: int) -> HttpResponseBase:
    return copy_response(request, taking.take_text(taking.of_text(actor(request), space_id, place), word=True))
