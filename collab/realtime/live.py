"""One socket per tab.

A plain ASGI application, not a Channels consumer: a consumer hops through the one shared thread for
every frame in either direction, which is most of what the textbook design costs.
"""

import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from collab.errors import Code, DomainError, Failed, Invalid, Refused
from collab.realtime.frames import Changes, FocusFrame, Frame, LeaveFrame, PingFrame, TypingFrame, WatchFrame, encode
from collab.realtime.house import Access, House, SignedIn
from collab.realtime.hub import Hub, Listener, Watch
from collab.realtime.lanes import reading, writing

log = logging.getLogger("collab.realtime")
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[dict[str, Any]]]
OWN_FRAMES: dict[str, type[Frame]] = {
    "watch": WatchFrame, "leave": LeaveFrame, "focus": FocusFrame, "typing": TypingFrame, "ping": PingFrame,
}  # fmt: skip
SIGNED_OUT, WRONG_ORIGIN, PROTOCOL = 4001, 4003, 4009  # close codes, see docs/way-of-a-message.md
FRAMES_PER_SECOND, FRAMES_AT_ONCE = 20, 120
BAD_FRAMES = 20  # after so many the socket is closed
TYPING_EVERY = 3.0  # seconds, per socket


class LiveSocket:
    """The life of one socket."""

    def __init__(self, house: House, hub: Hub, signed: SignedIn, send: Send) -> None:
        self.house, self.hub, self.signed, self._send = house, hub, signed, send
        self.listener = Listener(signed.person_id, signed.session_key, self.send_text, self.close)
        self.allowance, self.counted_at, self.bad, self.typed_at = float(FRAMES_AT_ONCE), time.monotonic(), 0, 0.0

    async def send_text(self, text: str) -> None:
        """Send one text message."""
        await self._send({"type": "websocket.send", "text": text})

    async def close(self, code: int) -> None:
        """Close the socket with a code that the client understands."""
        await self._send({"type": "websocket.close", "code": code})

    async def run(self, receive: Receive) -> None:
        """Serve the socket until it closes."""
        self.hub.enter(self.listener)
        try:
            await self.send_text(encode(await reading(self.house.hello, self.signed.person_id)))
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
                await self._tell_presence(stream_id)

    async def _serve(self, text: str | None) -> bool:
        """Whether to go on."""
        now = time.monotonic()
        self.allowance = min(FRAMES_AT_ONCE, self.allowance + (now - self.counted_at) * FRAMES_PER_SECOND) - 1
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
            echo = {"do": do, "client_id": client_id} if isinstance(client_id, str) else {"do": do}
            await self.send_text(encode({"kind": "refused", **echo, **refusal.as_answer()}))
        except (ValueError, RecursionError):  # pydantic's ValidationError is a ValueError
            self.bad += 1
            await self.send_text(
                encode({"kind": "refused", **Invalid(Code.INVALID, _("This is not understood. Load the page anew.")).as_answer()})
            )
        except Exception:
            log.exception("a frame failed")
            await self.send_text(encode({"kind": "refused", "do": do, "client_id": client_id, **Failed().as_answer()}))
        return self.bad <= BAD_FRAMES

    async def _obey(self, do: Any, raw: dict[str, Any]) -> None:
        if not isinstance(do, str):
            raise ValueError("a frame says what to do")
        if verb := self.house.verbs.get(do):
            try:
                frame = verb.frame.model_validate(raw)
            except ValidationError as error:
                raise invalid_from(error) from None
            answers = await writing(verb.act, self.signed.person_id, frame)
            if answers:
                await self.send_text(encode(*answers))
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
                await self._focus(own.space)
            case TypingFrame():
                await self._typing(own)
            case PingFrame():
                await self.send_text(encode({"kind": "pong"}))
            case _:
                raise ValueError("no such verb")

    async def _watch(self, streams: dict[str, int | None]) -> None:
        # In this order.  Check before joining, or a refused person could still be sent something.
        # Join before reading, or a change between the two would be lost; what the hub delivers
        # meanwhile waits until the answer has been sent.
        found = await reading(self.house.access, self.signed.person_id, list(streams))
        for name in streams:
            if name not in found:
                await self.send_text(encode({"kind": "gone", "stream": name}))
        watches: dict[str, Watch] = {}
        for name, access in found.items():
            watches[name] = Watch(name, access.floor, access.seat, waiting=[])
            self.hub.join(self.listener, access.stream_id, watches[name], access.rev, access.epoch)
        for name, access in found.items():
            await self._bring_up_to_date(access, watches[name], streams[name])
        facts = await reading(self.house.caught_up, self.signed.person_id, list(found.values()))
        if facts:
            await self.send_text(encode(*facts.values()))

    async def _bring_up_to_date(self, access: Access, watch: Watch, after: int | None) -> None:
        async for page in pages(self.house, self.signed.person_id, access, after):
            if page is None:
                self.hub.leave(self.listener, access.stream_id)
                await self.send_text(encode({"kind": "gone", "stream": access.name}))
                return
            await self.send_text(encode(page.frame(access.name, access.floor)))
        kept, watch.waiting = watch.waiting or [], None
        for text in kept:
            await self.send_text(text)

    async def _focus(self, space: int | None) -> None:
        before, self.listener.focus = self.listener.focus, space
        for each in {before, space} - {None}:
            if each in self.listener.watches and self.listener.watches[each].seat:
                await self._tell_presence(each)

    async def _tell_presence(self, space: int) -> None:
        await self.hub.hint(space, {"kind": "presence", "space": space, "here": self.hub.here(space)})

    async def _typing(self, frame: TypingFrame) -> None:
        watch, now = self.listener.watches.get(frame.space), time.monotonic()
        if watch is None or watch.seat is None or now - self.typed_at < TYPING_EVERY:
            return
        self.typed_at = now
        await self.hub.hint(frame.space, {"kind": "typing", "space": frame.space, "topic": frame.topic, **watch.seat}, but=self.listener)


async def pages(house: House, person_id: int, access: Access, after: int | None) -> AsyncIterator[Changes | None]:
    """What lies after `after`, page by page, oldest change first; for None, or a number from the future, one first page.

    The way of socket and long-poll alike.  Ends with None when the right was lost while a page was being read:
    that page must not be sent.
    """
    if after is not None and after > access.rev:
        after = None  # a number that this stream never reached: a restored database, or a guess
    while True:
        page = await reading(house.first_page, access) if after is None else await reading(house.changes_after, access.stream_id, after)
        if page.epoch != access.epoch:
            still = await reading(house.access, person_id, [access.name])
            if access.name not in still:
                yield None
                return
            access = still[access.name]
        yield page
        if after is None or not page.more:
            return
        after = page.rev


def invalid_from(error: ValidationError) -> Invalid:
    """A refusal that names the fields at fault, and never their contents."""
    fields = sorted({".".join(str(part) for part in each["loc"]) for each in error.errors(include_input=False, include_url=False)})
    return Invalid(Code.INVALID, _("Some fields are not understood."), fields=fields)
