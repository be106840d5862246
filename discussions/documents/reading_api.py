"""Versions over HTTP: read, searched, compared and taken, in their space and in the resource centre.  Parse, call one function, answer."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from ninja import Query, Router
from pydantic import Field

from collab.api.actor import actor, permission
from collab.files.serving import elsewhere_response, file_response, picture_response
from discussions.documents import comparing
from discussions.documents.reading import Reading, found_in, looked_at, of_centre, of_space, page_picture, page_words
from discussions.documents.reading_shapes import ComparisonShape, FoundShape, ReadingShape, Since, WordsShape
from discussions.documents.taking import Copy, take, take_word

router = Router(tags=["documents"])
HERE = "/spaces/{int:space_id}/documents/{int:place}/versions/{int:number}"
THERE = "/centre/{int:published_id}/versions/{int:number}"
Sought = Annotated[str, Field(max_length=200)]


def copy_response(request: HttpRequest, copy: Copy) -> HttpResponseBase:
    """A copy on its way out."""
    if copy.file is None:
        return elsewhere_response(copy.sha256, mime=copy.mime, name=copy.name)
    return file_response(request, copy.file, size=copy.size, mime=copy.mime, name=copy.name)


def picture(reading: Reading, page: int, width: int) -> HttpResponse:
    """A page as a picture."""
    return picture_response(page_picture(reading, page, width), "image/webp")


@router.get(f"{HERE}/file", response={200: None}, **permission("documents.check_read, documents.check_take"))
def get_file(request: HttpRequest, space_id: int, place: int, number: int) -> HttpResponseBase:
    return copy_response(request, take(of_space(actor(request), space_id, place, number)))


@router.get(f"{HERE}/word", response={200: None}, **permission("documents.check_read, documents.check_take"))
def get_word(request: HttpRequest, space_id: int, place: int, number: int) -> HttpResponseBase:
    return copy_response(request, take_word(of_space(actor(request), space_id, place, number)))


@router.get(f"{HERE}/pages", response=ReadingShape, **permission("documents.check_read"))
def get_pages(request: HttpRequest, space_id: int, place: int, number: int) -> ReadingShape:
    return looked_at(of_space(actor(request), space_id, place, number))


@router.get(f"{HERE}/pages/{{int:page}}", response=WordsShape, **permission("documents.check_read"))
def get_words(request: HttpRequest, space_id: int, place: int, number: int, page: int) -> WordsShape:
    return page_words(of_space(actor(request), space_id, place, number), page)


@router.get(f"{HERE}/pages/{{int:page}}/picture", response={200: None}, **permission("documents.check_read"))
def get_picture(request: HttpRequest, space_id: int, place: int, number: int, page: int, *, width: int = 1100) -> HttpResponse:
    return picture(of_space(actor(request), space_id, place, number), page, width)


@router.get(f"{HERE}/find", response=FoundShape, **permission("documents.check_read"))
def find_words(request: HttpRequest, space_id: int, place: int, number: int, q: Sought = "") -> FoundShape:
    return found_in(of_space(actor(request), space_id, place, number), q)


@router.get(f"{HERE}/changes", response=ComparisonShape, **permission("documents.check_read"))
def get_changes(request: HttpRequest, space_id: int, place: int, number: int, query: Query[Since]) -> ComparisonShape:
    return comparing.compare_versions(actor(request), space_id, place, number, query)


@router.get(f"{THERE}/file", response={200: None}, **permission("documents.centre_documents, documents.check_take"))
def get_issue(request: HttpRequest, published_id: int, number: int) -> HttpResponseBase:
    return copy_response(request, take(of_centre(actor(request), published_id, number)))


@router.get(f"{THERE}/word", response={200: None}, **permission("documents.centre_documents, documents.check_take"))
def get_issue_word(request: HttpRequest, published_id: int, number: int) -> HttpResponseBase:
    return copy_response(request, take_word(of_centre(actor(request), published_id, number)))


@router.get(f"{THERE}/pages", response=ReadingShape, **permission("documents.centre_documents"))
def get_issue_pages(request: HttpRequest, published_id: int, number: int) -> ReadingShape:
    return looked_at(of_centre(actor(request), published_id, number))


@router.get(f"{THERE}/pages/{{int:page}}", response=WordsShape, **permission("documents.centre_documents"))
def get_issue_words(request: HttpRequest, published_id: int, number: int, page: int) -> WordsShape:
    return page_words(of_centre(actor(request), published_id, number), page)


@router.get(f"{THERE}/pages/{{int:page}}/picture", response={200: None}, **permission("documents.centre_documents"))
def get_issue_picture(request: HttpRequest, published_id: int, number: int, page: int, *, width: int = 1100) -> HttpResponse:
    return picture(of_centre(actor(request), published_id, number), page, width)


@router.get(f"{THERE}/find", response=FoundShape, **permission("documents.centre_documents"))
def find_issue_words(request: HttpRequest, published_id: int, number: int, q: Sought = "") -> FoundShape:
    return found_in(of_centre(actor(request), published_id, number), q)


@router.get(f"{THERE}/changes", response=ComparisonShape, **permission("documents.centre_documents"))
def get_issue_changes(request: HttpRequest, published_id: int, number: int, query: Query[Since]) -> ComparisonShape:
    return comparing.compare_issues(actor(request), published_id, number, query)
