"""A hot space without a crowd: the server's socket, with messages of our own put into what it sends."""

import json
import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from playwright.async_api import Page, Route, WebSocketRoute

Frame = dict[str, Any]
WRITER = {"seat": 1, "name": "Bela Torrent (example)"}  # nobody's seat: what the reader wrote is neither new to them nor announced


class Flood:
    """Puts messages into one space of one page, numbered as the server would number them.

    The server knows nothing of them: what the page asks or tells of the space afterwards is answered here.
    """

    def __init__(self, space: int) -> None:
        self.space, self.stream = space, f"space:{space}"
        self.rev, self.sent = 0, 0
        self.pattern: Frame = {}  # a message as the server shows it, by whomever
        self.socket: WebSocketRoute | None = None

    async def over(self, page: Page) -> "Flood":
        """Stand between this page and its socket, and read with it how its space begins.  Call before the page is opened."""
        await page.route("**/api/start*", self._started)
        await page.route_web_socket(re.compile(r"/live/"), self._opened)
        return self

    def pour(self, count: int = 1) -> None:
        """Send one frame with `count` new messages."""
        assert self.socket is not None
        assert self.pattern, "the space has no message to copy"
        items = [self._message(self.rev + number) for number in range(1, count + 1)]
        frame = {"kind": "changes", "stream": self.stream, "after": self.rev, "rev": self.rev + count, "items": items}
        self.rev, self.sent = self.rev + count, self.sent + count
        self._tell(frame)

    def _message(self, place: int) -> Frame:
        words = f"Message {place} of a busy hour: the quick brown fox jumps over the lazy dog, and over it again."
        fresh = {"place": place, "rev": place, "client_id": str(uuid4()), "body": words, "html": f"<p>{words}</p>\n"}
        return {**self.pattern, **fresh, "by": {**self.pattern["by"], **WRITER}, "posted_at": datetime.now(UTC).isoformat()}

    async def _started(self, route: Route) -> None:
        answer = await route.fetch()
        if newest := (await answer.json()).get("newest"):
            self._learn(newest)
        await route.fulfill(response=answer)

    def _opened(self, socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()
        self.socket = socket
        socket.on_message(lambda text: self._up(str(text), server))
        server.on_message(lambda text: self._down(str(text), socket))

    def _down(self, text: str, socket: WebSocketRoute) -> None:
        frames = json.loads(text)
        if self.sent:  # the server's own numbers mean nothing here any more
            socket.send(json.dumps([frame for frame in frames if frame.get("stream") != self.stream]))
            return
        for frame in frames:
            if frame.get("stream") == self.stream and frame["kind"] == "changes":
                self._learn(frame)
        socket.send(text)

    def _learn(self, frame: Frame) -> None:
        self.rev = frame["rev"]
        said = [each for each in frame["items"] if each["kind"] == "message"]
        plain = [each for each in said if each["by"] and not (each["note"] or each["cards"] or each["gone"])]
        if plain:
            self.pattern = {**plain[-1], "mentions": [], "reactions": [], "quote": None, "pinned": False}

    def _up(self, text: str, server: WebSocketRoute) -> None:
        frame = json.loads(text)
        if self.sent and frame["do"] == "watch" and self.stream in frame["streams"]:
            del frame["streams"][self.stream]
            self._tell({"kind": "caught_up", "stream": self.stream, "rev": self.rev, "unread": 0, "mentions": 0, "topics": {}})
        if not (self.sent and frame["do"] == "read") and frame.get("streams") != {}:
            server.send(json.dumps(frame))

    def _tell(self, frame: Frame) -> None:
        assert self.socket is not None
        self.socket.send(json.dumps([frame]))


async def to_end(page: Page) -> None:
    """Read on to the end of the stream, so that it follows what comes.  Rows take their true height as they come into view."""
    await page.locator(".stream-end").scroll_into_view_if_needed()
    await page.wait_for_function(
        "() => { scrollTo(0, document.documentElement.scrollHeight);"
        " return document.querySelector('.stream-end').getBoundingClientRect().top <= innerHeight; }"
    )
