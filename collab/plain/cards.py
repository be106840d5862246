"""What messages carry, without scripts: a document's versions."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab.errors import NotFound
from collab.plain.page import plain
from collab.streams.models import Entry
from discussions.documents.page import document_page
from discussions.spaces.reads import space_for

PAGES = {"poll": "plain_poll", "document": "plain_document"}


@plain
def card(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """On to the page of what lies there, which asks for the right to see it."""
    space_for(person, space)
    kind = Entry.objects.filter(stream_id=space, place=place).values_list("kind", flat=True).first()
    if kind not in PAGES:
        raise NotFound
    return redirect(PAGES[kind], space=space, place=place)


@plain
def document(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """A document and its versions, to be fetched one by one."""
    return render(request, "plain/document.html", {"space": space_for(person, space), "page": document_page(person, space, place)})
