"""What happens around every request of a signed-in person."""

import re
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from collab.accounts.sessions import is_over, limits_of, note_activity

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Asked by an open tab on its own, whether or not anybody sits before it.
ASKED_BY_CLOCKS = ("/api/session", "/api/live/", "/_allauth/browser/v1/auth/session")
# A vote is no activity: a time kept beside a session would say who cast which of the secret ballots.
VOTES = re.compile(r"/api/spaces/\d+/polls/\d+/ballot|/plain/s/\d+/p/\d+/")
LANGUAGES = {code for code, _ in settings.LANGUAGES}


class SessionLimits:
    """Ends a session at its limit; otherwise counts the request as activity, unless a clock asked or a vote is cast."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; to somebody signed out if the session was over."""
        if request.user.is_authenticated and is_over(request.session):
            logout(request)
        answer = self.get_response(request)
        # After the view: the request that signs in starts the clock.
        passes = (request.method == "GET" and request.path.startswith(ASKED_BY_CLOCKS)) or VOTES.fullmatch(request.path)
        if request.user.is_authenticated and not (passes and limits_of(request.session)):
            note_activity(request.session, request.user.pk)
        return answer


class OwnLanguage:
    """A signed-in person reads in the language that they chose, on every page and in every refusal."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, in the person's language; LocaleMiddleware has chosen one for everybody else."""
        if request.user.is_authenticated and request.user.language in LANGUAGES:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)
