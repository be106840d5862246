"""The short way of sockets: frames, and the private names that it reads."""

import inspect
import os

import pytest
from autobahn.websocket import protocol
from twisted.internet import abstract

from collab.ops.sockets import PROTOCOL_NAMES, TRANSPORT_NAMES, text_frame, text_of

LIMIT = 65_536


def from_client(payload: bytes, first: int = 0x81, mask: bytes = b"\x01\x02\x03\x04") -> bytes:
    """A frame as a browser sends it."""
    size = len(payload)
    length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2) if size < 65_536 else b"\xff" + size.to_bytes(8)
    return bytes([first]) + length + mask + bytes(byte ^ mask[number % 4] for number, byte in enumerate(payload))


@pytest.mark.parametrize("size", [0, 1, 3, 4, 5, 125, 126, 127, 1000, 65_535])
def test_a_whole_text_frame_is_read(size: int) -> None:
    text = ("аб" + "x" * size).encode()[:size].decode(errors="ignore")
    assert text_of(from_client(text.encode(), mask=os.urandom(4)), LIMIT) == text


@pytest.mark.parametrize(
    "received",
    [
        b"", b"\x81", b"\x81\x85\0\0\0", from_client(b"hello")[:-1], from_client(b"hello") + b"\x81", from_client(b"hello", 0x01),
        from_client(b"hello", 0x82), from_client(b"hello", 0x89), from_client(b"hello", 0xC1), b"\x81\x05hello", from_client(b"\xff\xfe"),
        from_client(b"x" * 65_536), from_client(b"x" * 127)[:7],
    ],
)  # fmt: skip
def test_anything_else_goes_the_stock_way(received: bytes) -> None:
    assert text_of(received, LIMIT) is None


def test_a_frame_above_the_limit_goes_the_stock_way() -> None:
    assert text_of(from_client(b"x" * 101), 100) is None


HEADS = [(0, b"\x81\x00"), (125, b"\x81\x7d"), (126, b"\x81\x7e\x00\x7e"), (65_536, b"\x81\x7f" + (65_536).to_bytes(8))]


@pytest.mark.parametrize(("size", "head"), HEADS)
def test_a_text_is_framed_as_the_standard_has_it(size: int, head: bytes) -> None:
    assert text_frame(b"x" * size) == head + b"x" * size


def test_the_private_names_are_there() -> None:
    """The short way stands on these; with a Twisted or autobahn without them sockets go the stock way, slower."""
    descriptor = abstract.FileDescriptor()
    assert [name for name in TRANSPORT_NAMES if not hasattr(descriptor, name)] == []
    source = inspect.getsource(protocol)
    assert [name for name in PROTOCOL_NAMES if f"self.{name}" not in source] == []
    assert protocol.WebSocketProtocol.STATE_OPEN == 3
