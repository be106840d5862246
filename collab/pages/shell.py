"""The one page that carries the application, and the way out."""

import re

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

from collab.pages.build import built


@never_cache
@login_required
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The application's page, the same for every screen but for the files that it names ahead.  Carries no content of its own."""
    files = built()
    parts = files.first_view(request.path, get_language() or "")
    space = re.match(r"/s/(\d+)", request.path)
    start = f"/api/start?space={space[1]}" if space else "/api/start"  # as the script will ask it, word for word
    return render(request, "shell.html", {"built": files, "parts": parts, "start": start, "person": request.user})


@csrf_exempt  # leaving must work from a page that has lost its token; all it can do is sign the browser out
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, forget everything, and show the operator's neutral page, or a blank one of our own."""
    logout(request)
    answer = redirect(settings.QUICK_EXIT_TO) if settings.QUICK_EXIT_TO != "/leave/" else render(request, "leave.html")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    answer["Cache-Control"] = "no-store"
    return answer
