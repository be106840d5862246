"""WebSockets of daphne with a short way for what happens most: one text to many, one small text from one.

What differs from stock, and only on an open, uncompressed, plain connection:

* out: a text that goes to many is framed once, and written to the socket at once when nothing waits before it; autobahn
  and Twisted's writing round cost three times the kernel's share;
* out: a client that stops reading is closed with 4008 when more than BUDGET_BYTES wait for it; stock queues without bound,
  and the kernel before it up to megabytes, which is bounded here as well;
* in: a whole, masked text frame is taken as it is; anything else (pieces, control frames, errors) goes the stock way.

It reads a few private names of Twisted and autobahn.  Where one of them is missing, the connection stays on the stock
way; a test pins the names, and one proves the stock way.
"""

import socket
import struct
import time
from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import tcp, unix

from collab import metrics
from collab.realtime.pushing import BUDGET_BYTES, TOO_SLOW

TRANSPORT_NAMES = ("dataBuffer", "offset", "_tempDataBuffer", "_tempDataLen")
PROTOCOL_NAMES = (
    "_perMessageCompress", "maskServerFrames", "logFrames", "logOctets", "maxFramePayloadSize", "maxMessagePayloadSize", "data",
    "inside_message", "current_frame",
)  # fmt: skip
TEXT = 0x81  # the first byte of a whole text frame: FIN, no extension, opcode 1
MASKED = 0x80


def text_frame(data: bytes) -> bytes:
    """One unmasked text frame around `data`, as a server sends it (RFC 6455, 5.2)."""
    size = len(data)
    if size < 126:
        return bytes((TEXT, size)) + data
    if size < 65536:
        return b"\x81\x7e" + struct.pack("!H", size) + data
    return b"\x81\x7f" + struct.pack("!Q", size) + data


def text_of(received: bytes, limit: int) -> str | None:
    """The text, if exactly one whole, masked text frame of at most `limit` bytes of valid UTF-8 was received."""
    if len(received) < 6 or received[0] != TEXT or not received[1] & MASKED:
        return None
    size, start = received[1] & 0x7F, 6
    if size == 126 and len(received) >= 8:
        size, start = int.from_bytes(received[2:4]), 8
    if size > min(limit, 65535) or len(received) != start + size:
        return None
    mask = received[start - 4 : start]
    covering = (mask * (size // 4 + 1))[:size]
    plain = (int.from_bytes(received[start:]) ^ int.from_bytes(covering)).to_bytes(size)
    try:
        return plain.decode()
    except UnicodeDecodeError:
        return None


class Protocol(WebSocketProtocol):
    """One socket."""

    _write_now: Any = None  # the kernel's send, False on the stock way, None before it was looked at
    _last_text: str | None = None  # of any socket: what was framed last
    _last_frame = b""

    def push(self, text: str) -> None:
        """Send one text message.  Never waits and never raises; on a socket that is closing nothing happens."""
        if self.state != self.STATE_OPEN:
            return
        write_now = self._write_now
        if write_now is None:
            write_now = self._write_now = self._look()
        if write_now is False or self.send_queue:
            self.serverSend(text)
            return
        if text is not Protocol._last_text:
            Protocol._last_frame = text_frame(text.encode())
            Protocol._last_text = text
        frame, transport = Protocol._last_frame, self.transport
        if transport.dataBuffer or transport._tempDataBuffer:
            waiting = transport._tempDataLen + len(transport.dataBuffer) - transport.offset
            if waiting + len(frame) > BUDGET_BYTES:
                metrics.CLOSES.labels(str(TOO_SLOW)).inc()
                self.sendClose(code=TOO_SLOW)
            else:
                transport.write(frame)
            return
        try:
            sent = write_now(frame)
        except OSError:  # full for now, or broken: Twisted meets it in its own round
            sent = 0
        if sent != len(frame):
            transport.write(frame[sent:] if sent else frame)

    def handle_reply(self, message: dict[str, Any]) -> None:
        """What the application sends: text the short way."""
        if message["type"] == "websocket.send" and message.get("text") and not message.get("bytes") and self.state == self.STATE_OPEN:
            self.push(message["text"])
        else:
            super().handle_reply(message)

    def dataReceived(self, data: bytes) -> None:
        """What the client sends."""
        if self._write_now and self.state == self.STATE_OPEN and not (self.data or self.inside_message or self.current_frame or self.muted):
            text = text_of(data, self.maxFramePayloadSize)
            if text is not None:
                self.last_ping = time.time()
                self.application_queue.put_nowait({"type": "websocket.receive", "text": text})
                return
        super().dataReceived(data)

    def _look(self) -> Any:
        """The kernel's send of this connection, or False where the stock way must be gone."""
        transport = self.transport
        if not all(hasattr(self, name) for name in PROTOCOL_NAMES) or not all(hasattr(transport, name) for name in TRANSPORT_NAMES):
            return False  # another Twisted or autobahn
        if self._perMessageCompress is not None or self.maskServerFrames or self.logFrames or self.logOctets:
            return False
        if not isinstance(transport, tcp.Server | unix.Server) or getattr(transport, "TLS", False):
            return False
        handle = transport.getHandle()
        # Left alone, the kernel keeps up to 4 MB for a client that does not read, before our own budget notices anything.
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, BUDGET_BYTES)
        return handle.send


class Factory(WebSocketFactory):
    """Makes sockets."""

    protocol = Protocol
