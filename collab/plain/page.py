"""What every plain page has in common: the person, their zone, and a refusal as a page."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from collab.accounts.models import Person
from collab.errors import DomainError

View = Callable[..., HttpResponse]


def plain(view: View) -> View:
    """A view for signed-in people, by GET and POST.  Times are in their zone; a refusal is a page in words."""

    @wraps(view)
    def shown(request: HttpRequest, **places: int) -> HttpResponse:
        assert isinstance(request.user, Person), "login_required stands before"
        with timezone.override(ZoneInfo(request.user.time_zone)):
            try:
                return view(request, request.user.pk, **places)
            except DomainError as refusal:
                return refused(request, refusal)

    return require_http_methods(["GET", "HEAD", "POST"])(login_required(shown))


def refused(request: HttpRequest, refusal: DomainError) -> HttpResponse:
    """A rule's "no" as a page."""
    return render(request, "refused.html", {"sentence": refusal.message, "code": refusal.code.value}, status=refusal.status)


def fields_of(error: ValidationError) -> str:
    """The names of the fields that were not understood."""
    return ", ".join(sorted({str(each["loc"][0]) for each in error.errors() if each["loc"]}))
