"""Every address of the site."""

from django.urls import include, path, re_path
from django.views.i18n import set_language

from collab.accounts.api import router as accounts
from collab.api.site import missing, new_api
from collab.pages.about import about
from collab.pages.shell import leave, shell
from collab.plain.invitation import InvitationView
from collab.plain.urls import urlpatterns as plain
from discussions.api import router as discussions
from groups.api import router as groups

api = new_api()
api.add_router("", accounts)
api.add_router("", groups)
api.add_router("", discussions)

account = [
    path("invitation/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("about/<slug:page>/", about, name="about"),
    path("language/", set_language, name="set_language"),
    path("", include("allauth.urls")),
]
urlpatterns = [
    path("api/", api.urls),
    re_path(r"^api/", missing),
    path("account/", include(account)),
    path("_allauth/", include("allauth.headless.urls")),
    path("leave/", leave, name="leave"),
    path("plain/", include(plain)),
    re_path(r"^(?!api/|static/|account/|_allauth/|plain/|live/|leave/).*$", shell, name="shell"),
]
