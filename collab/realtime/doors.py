"""The doors of the live side: who may open a socket or a long-poll, and from which page."""

import logging
import time
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from django.conf import settings
from structlog.contextvars import bind_contextvars

from collab import logs, metrics
from collab.realtime.house import House
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading
from collab.realtime.live import SIGNED_OUT, WRONG_ORIGIN, LiveSocket, Receive
from collab.realtime.pushing import PUSH, Send
from collab.realtime.sweep import awake

log = logging.getLogger("collab.realtime")


def origin_allowed(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether exactly one Origin header is there and equals, byte for byte, an origin of this site (S39)."""
    origins = [value.decode("latin-1") for name, value in headers if name.lower() == b"origin"]
    return len(origins) == 1 and origins[0] in settings.LIVE_ORIGINS


def session_key(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The session cookie of a request, or nothing."""
    jar: SimpleCookie = SimpleCookie()
    for name, value in headers:
        if name.lower() == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return ""
    return jar[settings.SESSION_COOKIE_NAME].value if settings.SESSION_COOKIE_NAME in jar else ""


class LiveDoor:
    """The ASGI application behind `/live/`."""

    def __init__(self, house: House, hub: Hub) -> None:
        self.house, self.hub = house, hub

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Let a signed-in person in from a page of this site; close with 4001 or 4003 otherwise."""
        awake(self.house, self.hub)
        if (await receive())["type"] != "websocket.connect":
            return
        if not origin_allowed(scope["headers"]):
            await turn_away(send, WRONG_ORIGIN)
            return
        signed = await reading(self.house.signed_in, session_key(scope["headers"]))
        if signed is None:
            await turn_away(send, SIGNED_OUT)
            return
        await send({"type": "websocket.accept"})
        # This task is the socket's alone, and so is its context: each line that it logs carries the id.
        bind_contextvars(socket_id=logs.new_id())
        begun = time.monotonic()
        try:
            await LiveSocket(self.house, self.hub, signed, send, scope.get(PUSH)).run(receive)
        finally:
            log.info("a socket has closed", extra={"seconds": round(time.monotonic() - begun)})


async def turn_away(send: Send, code: int) -> None:
    """Close with a code.  Accepted first: a refused handshake shows the browser none."""
    metrics.CLOSES.labels(str(code)).inc()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def no_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Refuse the handshake at any other address, quietly: without this the router logs a trace for each."""
    await receive()
    await send({"type": "websocket.close"})
