"""A socket of the load generator.  It parses no JSON it can avoid: the machine's other core is the server's."""

import asyncio
import base64
import json
import os
import struct
import time
from collections.abc import Callable
from typing import Any

OnText = Callable[[bytes, float], None]  # payload, moment of arrival in seconds of time.perf_counter


class Line(asyncio.Protocol):
    """One open socket."""

    def __init__(self, request: bytes, on_text: OnText) -> None:
        self.request, self.on_text = request, on_text
        self.open: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.closed = False

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        transport.write(self.request)

    def data_received(self, data: bytes) -> None:
        """Cut what came into frames."""
        arrived = time.perf_counter()
        self.buffer += data
        if not self.open.done():
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not self.buffer.startswith(b"HTTP/1.1 101"):
                self.open.set_exception(RuntimeError(bytes(self.buffer[:200])))
                return
            del self.buffer[: end + 4]
            self.open.set_result(None)
        while (frame := self._frame()) is not None:
            kind, payload = frame
            if kind == 1:
                self.on_text(payload, arrived)
            elif kind == 9:
                self._write(0x8A, payload)

    def connection_lost(self, error: Exception | None) -> None:
        """Remember it."""
        self.closed = True

    def send(self, **frame: Any) -> None:
        """Send one JSON frame."""
        self._write(0x81, json.dumps(frame).encode())

    def close(self) -> None:
        """Hang up."""
        if self.transport is not None:
            self.transport.close()

    def _frame(self) -> tuple[int, bytes] | None:
        if len(self.buffer) < 2:
            return None
        size, start = self.buffer[1], 2
        if size == 126:
            if len(self.buffer) < 4:
                return None
            (size,), start = struct.unpack_from("!H", self.buffer, 2), 4
        elif size == 127:
            if len(self.buffer) < 10:
                return None
            (size,), start = struct.unpack_from("!Q", self.buffer, 2), 10
        if len(self.buffer) < start + size:
            return None
        frame = self.buffer[0] & 0x0F, bytes(self.buffer[start : start + size])
        del self.buffer[: start + size]
        return frame

    def _write(self, head: int, payload: bytes) -> None:
        assert self.transport is not None
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack("!H", size)
        self.transport.write(bytes([head]) + length + b"\0\0\0\0" + payload)  # a mask of zeros leaves the payload as it is


async def open_line(port: int, origin: str, cookie: str, on_text: OnText) -> Line:
    """An open socket of the session named in `cookie`."""
    key = base64.b64encode(os.urandom(16)).decode()
    request = (
        f"GET /live/ HTTP/1.1\r\nHost: {origin.split('://')[1]}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nOrigin: {origin}\r\nCookie: {cookie}\r\n\r\n"
    )
    loop = asyncio.get_running_loop()
    _, line = await loop.create_connection(lambda: Line(request.encode(), on_text), "127.0.0.1", port)
    await asyncio.wait_for(line.open, 20)
    return line
