"""Every request of Django's side: counted, and written down by its route, never by its address."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from structlog.contextvars import bound_contextvars

from collab import logs, metrics

log = logging.getLogger("collab.requests")
# A ballot leaves no line: its time beside the lines of sign-in, or of a proxy, would say who cast it.
# Named ballots neither, or the log would tell which are secret.
UNWRITTEN = {
    "api/spaces/<int:space_id>/polls/<int:place>/ballot",
    "plain/s/<int:space>/p/<int:place>/",
}


class Requests:
    """The outermost middleware: gives each request an id, measures it, and writes one line when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.behind_proxy = settings.ALLAUTH_TRUSTED_PROXY_COUNT > 0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, unchanged."""
        if request.path.startswith(settings.STATIC_URL):
            return self.get_response(request)  # a hundred files a page, which say nothing
        begun = time.perf_counter()
        with bound_contextvars(request_id=logs.request_id(request.headers, trusted=self.behind_proxy)):
            answer = self.get_response(request)
            seconds = time.perf_counter() - begun
            route = route_of(request)
            metrics.count_request(request.method or "", route, answer.status_code, seconds)
            if route not in UNWRITTEN:
                fields = {"method": request.method, "route": route, "status": answer.status_code, "milliseconds": round(seconds * 1000, 1)}
                log.info("request", extra=fields)
        return answer


def route_of(request: HttpRequest) -> str:
    """The template of the route that answered; "none" where no route has the address, or a middleware answered first."""
    return request.resolver_match.route if request.resolver_match else "none"
