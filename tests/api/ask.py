"""A person at the API: signed in, with the CSRF token, without a browser.

`status, answer = ask(world.ben).post("/api/spaces", {...})`
"""

import json
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.crypto import get_random_string

from collab.accounts.models import Person
from tests.live import session_for

Answer = tuple[int, Any]  # status, and the JSON of the body (None: empty)


class Asking:
    """One signed-in browser of one person; `who` None: nobody is signed in."""

    def __init__(self, who: Person | None) -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.token = get_random_string(32)
        self.client.cookies[settings.CSRF_COOKIE_NAME] = self.token
        if who is not None:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = session_for(who)

    def raw(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """The whole response, headers included."""
        text = b"" if body is None else json.dumps(body, default=str).encode()
        return self.client.generic(method, path, text, content_type="application/json", headers={"X-CSRFToken": self.token, **headers})

    def send(self, method: str, path: str, body: Any = None) -> Answer:
        """Status and JSON."""
        response = self.raw(method, path, body)
        is_json = response.headers.get("Content-Type", "").startswith("application/json")
        return response.status_code, response.json() if is_json and response.content else None

    def get(self, path: str) -> Answer:
        """Read."""
        return self.send("GET", path)

    def post(self, path: str, body: Any = None) -> Answer:
        """Do."""
        return self.send("POST", path, body)

    def patch(self, path: str, body: Any = None) -> Answer:
        """Change."""
        return self.send("PATCH", path, body)

    def put(self, path: str, body: Any = None) -> Answer:
        """Set."""
        return self.send("PUT", path, body)

    def delete(self, path: str, body: Any = None) -> Answer:
        """Take away."""
        return self.send("DELETE", path, body)


def ask(who: Person | None) -> Asking:
    """A new signed-in browser of this person."""
    return Asking(who)
