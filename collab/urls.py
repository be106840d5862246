"""Every address of the site."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from collab.accounts.api import router as accounts
from collab.api.site import new_api
from collab.pages.shell import leave, shell
from discussions.api import router as discussions
from groups.api import router as groups

api = new_api()
api.add_router("", accounts)
api.add_router("", groups)
api.add_router("", discussions)


def livez(request: HttpRequest) -> HttpResponse:
    """200 as soon as the process serves; it asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


urlpatterns = [
    path("livez", livez),
    path("api/", api.urls),
    path("account/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("leave/", leave, name="leave"),
    re_path(r"^(?!api/|static/|account/|_allauth/|plain/|live/|leave/).*$", shell, name="shell"),
]
