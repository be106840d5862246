"""A tab over a real socket to a real site, for tests of several processes."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.server import Server

PATIENCE = 30.0  # seconds; a busy machine is no failure


class Line:
    """Sends frames, keeps what comes: messages by place, and every other frame."""

    def __init__(self, site: Server, cookie: str, space: int, topic: int) -> None:
        self.site, self.cookie, self.space, self.topic = site, cookie, space, topic
        self.said: dict[int, str] = {}  # body by place
        self.rev: int | None = None
        self.frames: list[dict[str, Any]] = []
        self.socket: ClientConnection = self._open()

    def _open(self) -> ClientConnection:
        socket = connect(
            f"ws://localhost:{self.site.port}/live/",
            origin=Origin(self.site.origin),
            additional_headers={"Cookie": self.cookie},
            legacy=True,
        )
        socket.send(json.dumps({"do": "watch", "streams": {f"space:{self.space}": self.rev}}))
        return socket

    def send(self, **frame: Any) -> None:
        """Send one frame."""
        self.socket.send(json.dumps(frame))

    def post(self, body: str, client_id: str | None = None) -> str:
        """Post, without waiting for the answer; the `client_id`."""
        client_id = client_id or str(uuid4())
        self.send(do="post", space=self.space, topic=self.topic, client_id=client_id, body=body)
        return client_id

    def hear(self, timeout: float = PATIENCE) -> None:
        """Take in one socket message.  Raises TimeoutError, ConnectionClosed."""
        for frame in json.loads(self.socket.recv(timeout)):
            if frame["kind"] == "changes" and (frame["after"] is None or self.rev is None or frame["after"] <= self.rev < frame["rev"]):
                self.said |= {item["place"]: item["body"] for item in frame["items"] if item["kind"] == "message"}
                self.rev = frame["rev"]
            elif frame["kind"] == "changes" and self.rev is not None and frame["after"] > self.rev:
                self.send(do="watch", streams={f"space:{self.space}": self.rev})
            self.frames.append(frame)

    def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
        """Listen until something holds; the seconds that took.  Fails when they run out."""
        begun = time.monotonic()
        while not holds():
            left = begun + seconds - time.monotonic()
            assert left > 0, self.frames[-5:]
            try:
                self.hear(left)
            except TimeoutError:
                continue
        return time.monotonic() - begun

    def has(self, kind: str, **like: Any) -> bool:
        """Whether such a frame has come."""
        return any(each["kind"] == kind and all(each.get(name) == value for name, value in like.items()) for each in self.frames)

    def again(self, seconds: float = PATIENCE) -> None:
        """Come back after the socket was closed, as a browser does, with the number that is known."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                self.socket = self._open()
            except (OSError, ConnectionClosed, EOFError):
                assert time.monotonic() < deadline, "the site did not come back"
                time.sleep(0.05)  # between two attempts to connect
            else:
                return

    def surely(self, body: str) -> None:
        """Post until it is acknowledged, whatever becomes of the socket meanwhile."""
        client_id = str(uuid4())
        while True:
            try:
                self.post(body, client_id)
                self.until(lambda: self.has("ack", client_id=client_id), 10)
            except (ConnectionClosed, OSError):
                self.again()
            except AssertionError:  # no answer in time: the same request once more is safe
                continue
            else:
                return

    def close(self) -> None:
        """Hang up."""
        self.socket.close()
