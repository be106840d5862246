"""Short pages that everybody may read, signed in or not; and what every page drawn by Django needs."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from collab.pages.shell import built

PAGES = {"accessibility", "privacy", "support"}


def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of the pages that the footer names.  404 for others."""
    if page not in PAGES:
        raise Http404
    return render(request, f"about/{page}.html")


def doorway(request: HttpRequest) -> dict[str, Any]:
    """For templates: the style sheet, and whether the data are an example's."""
    return {"doorway": {"css": built()["door_css"], "example": settings.EXAMPLE_DATA}}
