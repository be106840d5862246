"""Somebody at a real site, over the network: signs in through the page, posts, shares a file, listens."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.api.door import LOGIN, PASSWORD


class Visitor:
    """One browser without scripts, and what it would send with them."""

    def __init__(self, origin: str, trust: ssl.SSLContext | None = None) -> None:
        self.origin, self.trust = origin, trust
        self.http = httpx.Client(base_url=origin, verify=trust or True, timeout=60, headers={"Origin": origin}, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.http.close()

    @property
    def token(self) -> str:
        """The CSRF cookie's."""
        return next(value for name, value in self.http.cookies.items() if name.endswith("csrf"))

    def sign_in(self, mail: str = "ben@example.org", password: str = PASSWORD) -> int:
        """The status of /api/me after sending the form of the sign-in page."""
        page = self.http.get(LOGIN)
        assert page.status_code == 200, page.text[:500]
        field = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert field, page.text[:500]
        form = {"login": mail, "password": password, "csrfmiddlewaretoken": field[1]}
        self.http.post(LOGIN, data=form, headers={"Referer": f"{self.origin}{LOGIN}"})
        return self.http.get("/api/me").status_code

    def post(self, path: str, body: Any) -> httpx.Response:
        """Send JSON."""
        return self.http.post(path, json=body, headers={"X-CSRFToken": self.token})

    def say(self, space: int, topic: int, body: str) -> dict[str, Any]:
        """Post a message; its shape."""
        answer = self.post(f"/api/spaces/{space}/messages", {"client_id": str(uuid4()), "topic": topic, "body": body})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def share(self, space: int, content: bytes, name: str = "menu.txt") -> httpx.Response:
        """Share a document."""
        fields = {"client_id": str(uuid4()), "title": name}
        files = {"file": (name, content)}
        return self.http.post(f"/api/spaces/{space}/documents", data=fields, files=files, headers={"X-CSRFToken": self.token})

    def poll(self, streams: dict[str, int | None], wait: float = 0) -> list[dict[str, Any]]:
        """One round of the long-poll."""
        answer = self.post("/api/live/poll", {"streams": streams, "wait": wait})
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    @contextmanager
    def socket(self) -> Iterator[ClientConnection]:
        """An open socket with this browser's cookies."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        with connect(
            f"{self.origin.replace('http', 'ws', 1)}/live/", origin=Origin(self.origin), additional_headers={"Cookie": cookies},
            ssl=self.trust, proxy=None, open_timeout=30,
        ) as line:  # fmt: skip
            yield line
