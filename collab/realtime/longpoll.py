"""The slower way, for networks that block sockets: the same frames by long-poll.

Each round stands alone: the client says what it knows, the answer is what lies behind it.  While a
round waits it holds neither a thread nor a database connection.
"""

import asyncio
import json
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from pydantic import Field, ValidationError

from collab import metrics
from collab.errors import Code, DomainError, Invalid, Refused, SignedOut
from collab.realtime.catching_up import CatchUp
from collab.realtime.doors import origin_allowed, session_key
from collab.realtime.frames import Frame, encode
from collab.realtime.house import House, SignedIn
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading
from collab.realtime.listeners import Listener
from collab.realtime.live import Receive, invalid_from
from collab.realtime.pushing import Send
from collab.realtime.sweep import awake

LONGEST_WAIT = 25  # seconds: under the 30 that proxies commonly allow
SESSION_OVER = 4001  # the other codes tell a client to come back, and so does any answer
BODY_LIMIT_BYTES = 64 * 1024


class PollFrame(Frame):
    """What a client knows of each stream (null: nothing), and how long it will wait for news."""

    streams: dict[Annotated[str, Field(max_length=32)], Annotated[int, Field(ge=0)] | None] = Field(max_length=500)
    wait: Annotated[float, Field(ge=0, le=LONGEST_WAIT)] = LONGEST_WAIT
    hello: bool = False


class LongPoll:
    """The ASGI application behind `POST /api/live/poll`."""

    def __init__(self, house: House, hub: Hub) -> None:
        self.house, self.hub = house, hub

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one round: 200 with a list of frames, 401, 403 or 422 with `{code, message, facts}`."""
        awake(self.house, self.hub)
        try:
            signed, frame = await self._enter(scope, receive)
            await Round(self.house, self.hub, signed, frame).run(receive, send)
        except DomainError as refusal:
            metrics.POLLS.labels("refused").inc()
            await answer(send, refusal.status, refusal.as_answer())

    async def _enter(self, scope: dict[str, Any], receive: Receive) -> tuple[SignedIn, PollFrame]:
        if scope["method"] != "POST" or not origin_allowed(scope["headers"]):
            raise Refused(Code.NOT_ALLOWED, _("This page may not listen here."))
        body = await body_of(receive)
        signed = await reading(self.house.signed_in, session_key(scope["headers"]))
        if signed is None:
            raise SignedOut
        try:
            return signed, PollFrame.model_validate_json(body)
        except ValidationError as error:
            raise invalid_from(error) from None


class Round:
    """One round: catch up, and if there is nothing, wait for the hub."""

    def __init__(self, house: House, hub: Hub, signed: SignedIn, frame: PollFrame) -> None:
        self.house, self.hub, self.signed, self.frame = house, hub, signed, frame
        self.frames: list[str] = []  # JSON
        self.news, self.closed = asyncio.Event(), 0
        self.listener = Listener(signed.person_id, signed.session_key, self._take, self._close)

    def _take(self, text: str) -> None:
        self.frames.append(text[1:-1])  # without the brackets of its list
        self.news.set()

    async def _close(self, code: int) -> None:
        self.closed = code
        self.news.set()

    async def run(self, receive: Receive, send: Send) -> None:
        """Answer when there is news, when the wait is over, or never if the client has gone."""
        self.hub.enter(self.listener)
        try:
            if self.frame.hello:
                self._take(encode(await reading(self.house.hello, self.signed.person_id)))
            found = await CatchUp(self.house, self.hub, self.listener).watch(self.frame.streams)
            if not self.frames:
                await self._wait(receive)
            facts = await reading(self.house.caught_up, self.signed.person_id, found) if not self.closed else {}
            if self.closed == SESSION_OVER:
                raise SignedOut
            metrics.POLLS.labels("news" if self.frames else "nothing").inc()
            await answer(send, 200, encode(*self.frames, *facts.values()))
        finally:
            self.hub.exit(self.listener)

    async def _wait(self, receive: Receive) -> None:
        left = asyncio.ensure_future(receive())  # resolves when the client goes away
        news = asyncio.ensure_future(self.news.wait())
        await asyncio.wait({left, news}, timeout=self.frame.wait, return_when=asyncio.FIRST_COMPLETED)
        left.cancel()
        news.cancel()


async def body_of(receive: Receive) -> bytes:
    """The request's body.  Raises Invalid (too_large)."""
    body: bytes = b""
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            return body
        chunk: bytes = event.get("body", b"")
        body += chunk
        if len(body) > BODY_LIMIT_BYTES:
            raise Invalid(Code.TOO_LARGE, _("This request is too large."))
        if not event.get("more_body"):
            return body


async def answer(send: Send, status: int, content: Any) -> None:
    """Send a JSON answer that nobody may store.  A string is JSON already."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
    await send({"type": "http.response.start", "status": int(status), "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})
