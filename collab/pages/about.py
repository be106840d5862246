"""Short pages that everybody may read, signed in or not; and what every page drawn by Django needs."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from collab.errors import Code
from collab.pages.build import built

PAGES = {"accessibility", "privacy", "support"}


def about(request: HttpRequest, page: str) -> HttpResponse:
    """One of the pages that the footer names.  404 for others."""
    if page not in PAGES:
        raise Http404
    return render(request, f"about/{page}.html")


def too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that its page was given: an old page, or another site's."""
    sentence = _("This page is too old to change anything. Go back, copy what you wrote, and load the page anew.")
    return render(request, "refused.html", {"sentence": sentence, "code": Code.PAGE_TOO_OLD.value}, status=HTTPStatus.FORBIDDEN)


def doorway(request: HttpRequest) -> dict[str, Any]:
    """For templates: the style sheet, and whether the data are an example's."""
    return {"doorway": {"css": built().door_css, "example": settings.EXAMPLE_DATA}}
