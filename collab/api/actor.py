"""Who asks, and what an endpoint declares about the right it needs."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import APIKeyCookie
from ninja.utils import check_csrf

from collab.errors import Code, Refused

if TYPE_CHECKING:  # accounts stand on this module, not the other way round
    from collab.accounts.models import Person


class SessionCookie(APIKeyCookie):
    """Signed in by the session cookie; changing requests need the CSRF token as well."""

    def __init__(self) -> None:
        super().__init__(csrf=True)
        self.param_name = "session"

    def _get_key(self, request: HttpRequest) -> str | None:
        """Raises Refused (page_too_old) when the CSRF token is missing or wrong."""
        if check_csrf(request) is not None:
            raise Refused(Code.PAGE_TOO_OLD, _("This page is too old to change anything. Reload it; what you wrote is kept."))
        return "session"  # the session middleware has read the cookie already, under whatever name it has

    def authenticate(self, request: HttpRequest, key: str | None) -> "Person | None":
        """The signed-in person, or None: answered with 401 `signed_out`."""
        return request.user if request.user.is_authenticated else None


def actor(request: HttpRequest) -> int:
    """The id of the person who asks."""
    assert request.user.is_authenticated, "every route of the API is behind SessionCookie"
    return request.user.pk


def permission(rule: str) -> dict[str, Any]:
    """What a route declares: the policy function that its action asks.  A test fails for a route without it."""
    return {"openapi_extra": {"x-permission": rule}}
