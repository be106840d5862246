"""The one page that carries the application, and the way out."""

import json
import logging
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

log = logging.getLogger("collab.pages")


@cache
def built() -> dict[str, Any]:
    """The files that the front end was built to: `{js, parts, css, door_css}` under STATIC_URL.

    `parts`: what the script needs before it can run; a page that names them spares a round trip for each step between.

    Empty before the first build: the pages that Django draws then work, without looks.
    """
    try:
        manifest = json.loads((settings.HOUSE / "frontend" / "dist" / ".vite" / "manifest.json").read_text())
    except FileNotFoundError:
        log.warning("the front end has not been built")
        return {"js": "", "parts": [], "css": [], "door_css": ""}
    entry = manifest["src/main.ts"]
    door = manifest["src/styles/door.css"]
    parts: dict[str, str] = {}
    todo = list(entry.get("imports", []))
    while todo:
        name = todo.pop(0)
        if name not in parts:
            parts[name] = manifest[name]["file"]
            todo += manifest[name].get("imports", [])
    return {"js": entry["file"], "parts": list(parts.values()), "css": entry.get("css", []), "door_css": door["file"]}


@never_cache
@login_required
@ensure_csrf_cookie
def shell(request: HttpRequest) -> HttpResponse:
    """The application's page, the same for every screen.  Carries no content of its own."""
    return render(request, "shell.html", {"built": built(), "person": request.user})


@csrf_exempt  # leaving must work from a page that has lost its token; all it can do is sign the browser out
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out, forget everything, and show the operator's neutral page, or a blank one of our own."""
    logout(request)
    answer = redirect(settings.QUICK_EXIT_TO) if settings.QUICK_EXIT_TO != "/leave/" else render(request, "leave.html")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    answer["Cache-Control"] = "no-store"
    return answer
