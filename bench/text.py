"""What arrives on a socket: frames cut out of bytes, and what their texts tell.

A room hears the same text on every socket, so a text is looked into once and then recognised by its bytes.  Most of
them are not even parsed then: what the bench wants to know is found by searching.
"""

import json
import re
import struct
from array import array
from dataclasses import dataclass, field

TEXT, CLOSE, PING = 0x1, 0x8, 0x9  # opcodes, RFC 6455 section 5.2
_KIND = re.compile(rb'"kind":\s*"(ack|refused|changes|message|hello|caught_up|gone)"')
_CLIENT_ID = re.compile(rb'"client_id":\s*"([0-9a-f-]{36})"')


def cut(buffer: bytearray, at: int, end: int) -> tuple[int, int, int] | None:
    """(opcode, start, stop) of the frame at `at`, or None while a part of it is missing.  A server's frames carry no mask."""
    if end - at < 2:
        return None
    size, start = buffer[at + 1], at + 2
    if size == 126:
        if end - at < 4:
            return None
        (size,), start = struct.unpack_from("!H", buffer, start), at + 4
    elif size == 127:
        if end - at < 10:
            return None
        (size,), start = struct.unpack_from("!Q", buffer, start), at + 10
    return None if start + size > end else (buffer[at] & 0x0F, start, start + size)


def framed(payload: bytes, opcode: int = TEXT) -> bytes:
    """A frame from a client.  Its mask is zeros, which leave the payload as it is."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    else:
        length = b"\xfe" + struct.pack("!H", size) if size < 65536 else b"\xff" + struct.pack("!Q", size)
    return bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload


@dataclass(eq=False, slots=True)
class Text:
    """One distinct text, and each arrival of it."""

    raw: bytes  # the frame as it came, header and all
    delivered: tuple[bytes, ...] = ()  # client ids of the messages in it
    acked: tuple[bytes, ...] = ()
    refused: tuple[tuple[bytes, str], ...] = ()  # client id ("" where none was named), code
    hello: bool = False
    caught_up: int = 0  # streams of which it says so
    gone: int = 0
    arrivals: "array[float]" = field(default_factory=lambda: array("d"))  # moments, seconds of time.perf_counter
    next: "Text | None" = None  # what followed it on the socket where that was seen first


def understood(raw: bytes, start: int) -> Text:
    """What a text tells; its payload begins at `start`."""
    payload = raw[start:]
    kinds = _KIND.findall(payload)
    text = Text(raw, hello=b"hello" in kinds, caught_up=kinds.count(b"caught_up"), gone=kinds.count(b"gone"))
    answers = b"ack" in kinds or b"refused" in kinds
    if not answers:
        text.delivered = tuple(_CLIENT_ID.findall(payload))
    elif set(kinds) == {b"ack"}:
        text.acked = tuple(_CLIENT_ID.findall(payload))
    else:
        _sort_out(text, json.loads(payload))
    return text


def _sort_out(text: Text, frames: list[dict[str, object]]) -> None:
    """The long way, for answers and news in one text, and for refusals."""
    acked: list[bytes] = []
    refused: list[tuple[bytes, str]] = []
    delivered: list[bytes] = []
    for frame in frames:
        key = str(frame.get("client_id") or "").encode()
        match frame["kind"]:
            case "ack":
                acked.append(key)
            case "refused":
                refused.append((key, str(frame.get("code"))))
            case "changes":
                delivered += _CLIENT_ID.findall(json.dumps(frame).encode())
    text.acked, text.refused, text.delivered = tuple(acked), tuple(refused), tuple(delivered)
