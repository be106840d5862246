"""Every address of the site."""

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


urlpatterns = [
    path("api/", api.urls),
    path("account/", include("allauth.urls")),
    path("_allauth/", include("allauth.headless.urls")),
    path("leave/", leave, name="leave"),
    re_path(r"^(?!api/|static/|account/|_allauth/|plain/|live/|leave/).*$", shell, name="shell"),
]
