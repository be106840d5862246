"""A tab: one socket of one person, without a browser."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from collab.accounts.models import Person
from collab.asgi import application
from collab.realtime.lanes import reading

PATIENCE = 30.0  # seconds for a frame; a busy machine is no failure


def session_for(person: Person) -> str:
    """A signed-in session, as the sign-in page would make it."""
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    assert store.session_key is not None
    return store.session_key


class Tab:
    """Sends frames, keeps everything received."""

    def __init__(self, line: WebsocketCommunicator, session_key: str) -> None:
        self.line, self.session_key = line, session_key
        self.frames: list[dict[str, Any]] = []

    async def send(self, **frame: Any) -> None:
        """Send one frame."""
        await self.line.send_json_to(frame)

    async def until(self, kind: str, **like: Any) -> dict[str, Any]:
        """The first frame of this kind that has these values; every other frame stays in `frames`."""
        for _ in range(200):
            for found in [each for each in self.frames if matches(each, kind, like)]:
                self.frames.remove(found)
                return found
            self.frames.extend(await self.line.receive_json_from(timeout=PATIENCE))
        raise AssertionError(f"no {kind} frame came")

    async def item(self, kind: str, **like: Any) -> dict[str, Any]:
        """The first item of this kind with these values in any `changes`, which is used up; every other frame stays."""
        for _ in range(200):
            for frame in [each for each in self.frames if each["kind"] == "changes"]:
                for item in frame["items"]:
                    if matches(item, kind, like):
                        self.frames.remove(frame)
                        return dict(item)
            self.frames.extend(await self.line.receive_json_from(timeout=PATIENCE))
        raise AssertionError(f"no {kind} came")

    async def closed_with(self) -> int:
        """The code with which the server closes this socket."""
        while (event := await self.line.receive_output(timeout=PATIENCE))["type"] == "websocket.send":
            pass
        assert event["type"] == "websocket.close", event
        return int(event["code"])

    async def open(self, space: int, after: int | None = None) -> dict[str, Any]:
        """Watch a space and return the frame of its first page."""
        await self.send(do="watch", streams={f"space:{space}": after})
        page = await self.until("changes", stream=f"space:{space}", after=after)
        await self.until("caught_up", stream=f"space:{space}")
        return page


def matches(frame: dict[str, Any], kind: str, like: dict[str, Any]) -> bool:
    """Whether a frame is of this kind and has these values."""
    return frame["kind"] == kind and all(frame.get(name) == value for name, value in like.items())


async def knock(person: Person | None, origin: str = settings.SITE_ORIGIN) -> WebsocketCommunicator:
    """A socket that has asked to be opened; what comes back is still to be read."""
    key = await reading(session_for, person) if person else "none"
    headers = [(b"origin", origin.encode()), (b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode())]
    line = WebsocketCommunicator(application, "/live/", headers=headers)
    await line.send_input({"type": "websocket.connect"})
    return line


@asynccontextmanager
async def tab_of(person: Person, origin: str = settings.SITE_ORIGIN) -> AsyncIterator[Tab]:
    """An open tab of a signed-in person."""
    key = await reading(session_for, person)
    headers = [(b"origin", origin.encode()), (b"cookie", f"{settings.SESSION_COOKIE_NAME}={key}".encode())]
    line = WebsocketCommunicator(application, "/live/", headers=headers)
    await line.connect(timeout=PATIENCE)
    tab = Tab(line, key)
    await tab.until("hello")
    try:
        yield tab
    finally:
        await line.disconnect()
