"""A socket of the load generator."""

import asyncio
import base64
import os
import socket
import struct

from bench.text import Text, framed

ABNORMAL = 1006  # RFC 6455 section 7.4.1: the connection ended without a close frame
NOT_LET_IN = 1002  # the answer to the handshake was not 101


class Line:
    """One socket, and what was heard on it since the load began."""

    __slots__ = (
        "answer",
        "buffer",
        "caught_up",
        "closed",
        "gone",
        "heard",
        "last",
        "number",
        "opened",
        "ready",
        "session",
        "sock",
        "under_way",
    )

    def __init__(self, sock: socket.socket, session: str, number: int) -> None:
        self.sock, self.session, self.number = sock, session, number  # whose it is: the place in the list of sessions
        self.buffer = bytearray()  # the beginning of a frame whose end has not come
        self.opened = False  # the handshake is over
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()  # it can be used, or has ended
        self.answer = b""  # to a handshake that failed
        self.closed = 0  # the code with which it ended
        self.caught_up = self.gone = 0  # streams, since the last watch
        self.last: Text | None = None  # the newest that others heard as well
        self.heard: list[Text] = []
        self.under_way: set[bytes] = set()  # client ids of own messages that have not come back yet

    def say(self, payload: bytes) -> bool:
        """Send a text; whether the kernel took it.  Nothing is queued here: a server that reads not even this much is a finding."""
        return self.write(framed(payload))

    def write(self, data: bytes) -> bool:
        """Send bytes as they are."""
        try:
            return self.sock.send(data) == len(data)
        except OSError:
            return False

    def end(self, code: int) -> None:
        """Remember why it ended, and let go."""
        self.closed = self.closed or code
        self.sock.close()
        self.make_ready()

    def make_ready(self) -> None:
        """Let those go on who wait for it."""
        if not self.ready.done():
            self.ready.set_result(None)


def upgrade(path: str, origin: str, cookie: str) -> bytes:
    """The request that opens a socket with a session's cookie."""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET {path} HTTP/1.1\r\nHost: {origin.split('://')[1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n\r\n"
    ).encode()


def close_code(payload: bytes) -> int:
    """The code in a close frame; 1005 where it names none (RFC 6455 section 7.4.1)."""
    return int(struct.unpack_from("!H", payload)[0]) if len(payload) >= 2 else 1005
