"""Headers of every answer: nobody stores pages, no other site embeds or reads them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

FEATURES = ("camera", "microphone", "geolocation", "display-capture", "payment", "usb", "serial", "midi", "browsing-topics")
PERMISSIONS = ", ".join([*(f"{name}=()" for name in FEATURES), "publickey-credentials-get=(self)", "publickey-credentials-create=(self)"])


class Headers:
    """Adds what Django's own middleware leaves out.  Hashed files keep the lifetime that whitenoise gives them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with headers."""
        answer = self.get_response(request)
        if not request.path.startswith("/static/"):
            answer["Cache-Control"] = "no-store, private"
        answer.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        answer.setdefault("Permissions-Policy", PERMISSIONS)
        return answer
