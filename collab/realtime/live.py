"""One socket per tab.

A plain ASGI application, not a Channels consumer: a consumer hops through the one shared thread for
every frame in either direction, which is most of what the textbook design costs.
"""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from collab import metrics
from collab.errors import Code, DomainError, Failed, Invalid, Refused
from collab.realtime.catching_up import CatchUp
from collab.realtime.frames import CaretFrame, FocusFrame, Frame, LeaveFrame, PingFrame, TypingFrame, WatchFrame, encode
from collab.realtime.house import BatchVerb, House, SignedIn, Verb
from collab.realtime.hub import Hub
from collab.realtime.lanes import reading, writing
from collab.realtime.listeners import Listener
from collab.realtime.pushing import Push, Pusher, Send

log = logging.getLogger("collab.realtime")
Receive = Callable[[], Awaitable[dict[str, Any]]]
OWN_FRAMES: dict[str, type[Frame]] = {
    "watch": WatchFrame, "leave": LeaveFrame, "focus": FocusFrame, "typing": TypingFrame, "caret": CaretFrame, "ping": PingFrame,
}  # fmt: skip
SIGNED_OUT, WRONG_ORIGIN, PROTOCOL = 4001, 4003, 4009  # close codes, see docs/way-of-a-message.md
BAD_FRAMES = 20  # after so many the socket is closed
TYPING_EVERY = 3.0  # seconds, per socket


class LiveSocket:
    """The life of one socket."""

    def __init__(self, house: House, hub: Hub, signed: SignedIn, send: Send, push: Push | None = None) -> None:
        """`push` is the server's own way of sending text without waiting, where it has one."""
        self.house, self.hub, self.signed, self._send = house, hub, signed, send
        self.push = push or Pusher(send)
        self.listener = Listener(signed.person_id, signed.session_key, self.push, self.close)
        self.allowance, self.counted_at, self.bad, self.typed_at = float(settings.FRAMES_AT_ONCE), time.monotonic(), 0, 0.0

    async def close(self, code: int) -> None:
        """Close the socket with a code that the client understands."""
        metrics.CLOSES.labels(str(code)).inc()
        await self._send({"type": "websocket.close", "code": code})

    async def run(self, receive: Receive) -> None:
        """Serve the socket until it closes."""
        self.hub.enter(self.listener)
        try:
            self.push(encode(await reading(self.house.hello, self.signed.person_id)))
            while (event := await receive())["type"] != "websocket.disconnect":
                if self.listener not in self.hub.listeners:
                    return  # closed by the hub; what still arrives is not served
                if event["type"] == "websocket.receive" and not await self._serve(event.get("text")):
                    await self.close(PROTOCOL)
                    return
        finally:
            spaces = [stream_id for stream_id, watch in self.listener.watches.items() if self.listener.focus == stream_id and watch.seat]
            self.hub.exit(self.listener)
            for stream_id in spaces:
                self.hub.presence.tell(stream_id)

    async def _serve(self, text: str | None) -> bool:
        """Whether to go on."""
        now = time.monotonic()
        self.allowance = min(settings.FRAMES_AT_ONCE, self.allowance + (now - self.counted_at) * settings.FRAMES_PER_SECOND) - 1
        self.counted_at = now
        client_id: Any = None
        do: Any = None
        try:
            if self.allowance < 0:
                raise Refused(Code.TOO_MANY, _("Too much at once. Wait a moment, then go on."))
            raw = json.loads(text or "")
            if not isinstance(raw, dict):
                raise ValueError("a frame is an object")
            client_id, do = raw.get("client_id"), raw.get("do")
            await self._obey(do, raw)
        except DomainError as refusal:
            metrics.REFUSED.labels(refusal.code.value).inc()
            echo = {"do": do, "client_id": client_id} if isinstance(client_id, str) else {"do": do}
            self.push(encode({"kind": "refused", **echo, **refusal.as_answer()}))
        except (ValueError, RecursionError):  # pydantic's ValidationError is a ValueError
            self.bad += 1
            metrics.REFUSED.labels("invalid").inc()
            self.push(encode({"kind": "refused", **Invalid(Code.INVALID, _("This is not understood. Load the page anew.")).as_answer()}))
        except Exception:
            metrics.REFUSED.labels("failed").inc()
            log.exception("a frame failed")
            self.push(encode({"kind": "refused", "do": do, "client_id": client_id, **Failed().as_answer()}))
        return self.bad <= BAD_FRAMES

    async def _obey(self, do: Any, raw: dict[str, Any]) -> None:
        if not isinstance(do, str):
            raise ValueError("a frame says what to do")
        if verb := self.house.verbs.get(do):
            await self._act(verb, raw)
            return
        own = OWN_FRAMES[do].model_validate(raw) if do in OWN_FRAMES else None
        match own:
            case WatchFrame():
                await self._watch(own.streams)
            case LeaveFrame():
                for stream_id, watch in list(self.listener.watches.items()):
                    if watch.name in own.streams:
                        self.hub.leave(self.listener, stream_id)
            case FocusFrame():
                self._focus(own.space)
            case TypingFrame():
                self._typing(own)
            case CaretFrame():
                self._caret(own)
            case PingFrame():
                self.push(encode({"kind": "pong"}))
            case _:
                raise ValueError("no such verb")

    async def _act(self, verb: Verb | BatchVerb, raw: dict[str, Any]) -> None:
        try:
            frame = verb.frame.model_validate(raw)
        except ValidationError as error:
            raise invalid_from(error) from None
        if isinstance(verb, BatchVerb):
            answers = await verb.act((self.signed.person_id, frame))
        else:
            answers = await writing(verb.act, self.signed.person_id, frame)
        if answers:
            self.push(encode(*answers))

    async def _watch(self, streams: dict[str, int | None]) -> None:
        found = await CatchUp(self.house, self.hub, self.listener).watch(streams)
        facts = await reading(self.house.caught_up, self.signed.person_id, found)
        if facts:
            self.push(encode(*facts.values()))

    def _focus(self, space: int | None) -> None:
        before, self.listener.focus = self.listener.focus, space
        for each in {before, space} - {None}:
            if each in self.listener.watches and self.listener.watches[each].seat:
                self.hub.presence.tell(each)

    def _typing(self, frame: TypingFrame) -> None:
        watch, now = self.listener.watches.get(frame.space), time.monotonic()
        if watch is None or watch.seat is None or now - self.typed_at < TYPING_EVERY:
            return
        self.typed_at = now
        self.hub.typing(frame.space, {"kind": "typing", "space": frame.space, "topic": frame.topic, **watch.seat}, by=self.listener)

    def _caret(self, frame: CaretFrame) -> None:
        watch = self.listener.watches.get(frame.text)
        if watch is None or watch.seat is None:
            return
        caret = {"kind": "caret", "text": frame.text, "client": frame.client, "at": frame.at, **watch.seat}  # whose, the server says
        self.hub.typing(frame.text, caret, by=self.listener)


def invalid_from(error: ValidationError) -> Invalid:
    """A refusal that names the fields at fault, and never their contents."""
    fields = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors(include_input=False, include_url=False)})
    return Invalid(Code.INVALID, _("Some fields are not understood."), fields=fields)
