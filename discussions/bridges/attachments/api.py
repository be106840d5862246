"""Attachments over HTTP: chosen by an author, opened by whoever reads their post.  Parse, call one function, answer."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Router

from collab.api.actor import actor, permission
from discussions.bridges.attachments.opening import attachment_page, of_thread
from discussions.bridges.attachments.shapes import AttachableShape, AttachmentPage, Speech
from discussions.bridges.room_shapes import AttributionChoice
from discussions.bridges.speaking import attachables_for, choices_for
from discussions.documents.reading import found_in, looked_at, page_words
from discussions.documents.reading_api import Sought, copy_response, picture
from discussions.documents.reading_shapes import FoundShape, ReadingShape, WordsShape
from discussions.documents.taking import take, take_word

router = Router(tags=["bridges"])
HERE = "/attachments/{int:number}"


@router.get("/bridges/{int:bridge_id}/attachables", response=list[AttachableShape], **permission("spaces.admissions_of"))
def list_attachables(request: HttpRequest, bridge_id: int, seat: int | None = None) -> list[AttachableShape]:
    return attachables_for(actor(request), bridge_id, seat)


@router.post("/bridges/{int:bridge_id}/choices", response=list[AttributionChoice], **permission("bridges.attachments.check_attach"))
def list_choices(request: HttpRequest, bridge_id: int, speech: Speech) -> list[AttributionChoice]:
    return choices_for(actor(request), bridge_id, speech)


@router.get(HERE, response=AttachmentPage, **permission("spaces.admissions_of"))
def get_attachment(request: HttpRequest, number: int) -> AttachmentPage:
    return attachment_page(actor(request), number)


@router.get(f"{HERE}/file", response={200: None}, **permission("spaces.admissions_of, documents.check_take"))
def get_attachment_file(request: HttpRequest, number: int) -> HttpResponseBase:
    return copy_response(request, take(of_thread(actor(request), number)))


@router.get(f"{HERE}/word", response={200: None}, **permission("spaces.admissions_of, documents.check_take"))
def get_attachment_word(request: HttpRequest, number: int) -> HttpResponseBase:
    return copy_response(request, take_word(of_thread(actor(request), number)))


@router.get(f"{HERE}/pages", response=ReadingShape, **permission("spaces.admissions_of"))
def get_attachment_pages(request: HttpRequest, number: int) -> ReadingShape:
    return looked_at(of_thread(actor(request), number))


@router.get(f"{HERE}/pages/{{int:page}}", response=WordsShape, **permission("spaces.admissions_of"))
def get_attachment_words(request: HttpRequest, number: int, page: int) -> WordsShape:
    return page_words(of_thread(actor(request), number), page)


@router.get(f"{HERE}/pages/{{int:page}}/picture", response={200: None}, **permission("spaces.admissions_of"))
def get_attachment_picture(request: HttpRequest, number: int, page: int, *, width: int = 1100) -> HttpResponse:
    return picture(of_thread(actor(request), number), page, width)


@router.get(f"{HERE}/find", response=FoundShape, **permission("spaces.admissions_of"))
def find_attachment_words(request: HttpRequest, number: int, q: Sought = "") -> FoundShape:
    return found_in(of_thread(actor(request), number), q)
