"""Sockets the short way and the stock way: the same to a client, but for one that does not read."""

import socket
import time
from collections.abc import Iterator

import pytest
from websockets.sync.client import connect

from tests.fault.test_web import Site, peak_kib, running
from tests.unit.test_sockets import from_client


@pytest.fixture(scope="module", params=["short", "stock"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    with running(*(["stock"] if request.param == "stock" else [])) as site:
        with connect(f"ws://127.0.0.1:{site.port}/") as tab:
            tab.send("way")
            assert tab.recv(5) == request.param
        yield site


@pytest.mark.parametrize("size", [1, 125, 126, 65_535, 65_536])
def test_a_text_goes_there_and_back(site: Site, size: int) -> None:
    text = ("аб" + "x" * size).encode()[:size].decode(errors="ignore") or "x"
    with connect(f"ws://127.0.0.1:{site.port}/") as tab:
        for _ in range(3):
            tab.send(text)
        assert [tab.recv(5) for _ in range(3)] == [text] * 3


def test_pieces_and_several_frames_at_once_are_put_together(site: Site) -> None:
    with open_line(site) as line:
        line.sendall(from_client(b"one") + from_client(b"tw", 0x01) + from_client(b"o", 0x80) + from_client(b"three")[:5])
        assert read(line, 2 + 3 + 2 + 3) == b"\x81\x03one\x81\x03two"
        line.sendall(from_client(b"three")[5:] + from_client(b"hi", 0x89) + from_client(b"four"))
        assert read(line, 2 + 5 + 2 + 2 + 2 + 4) == b"\x8a\x02hi\x81\x05three\x81\x04four"


def test_what_is_not_text_closes_the_socket(site: Site) -> None:
    with open_line(site) as line:
        line.sendall(from_client(b"\xff\xfe"))
        frame = read(line, 4)
        assert (frame[0], frame[2:]) == (0x88, (1007).to_bytes(2))


def test_who_does_not_read_is_closed_and_takes_nothing_from_others() -> None:
    with running() as site, open_line(site, buffer=4096) as slow, connect(f"ws://127.0.0.1:{site.port}/") as other:
        other.send("warm")
        assert other.recv(5) == "warm"
        before = peak_kib(site)
        slow.sendall(from_client(b"flood"))
        other.send("still there")
        assert other.recv(5) == "still there"
        assert peak_kib(site) - before < 4 * 1024
        received = bytearray()
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                part = slow.recv(1 << 20)
            except ConnectionResetError:
                break
            if not part:
                break
            received += part
        assert len(received) < 1024 * 1024  # our budget, and what the kernel may keep
        assert time.monotonic() < deadline


def open_line(site: Site, buffer: int = 0) -> socket.socket:
    """A raw connection that has upgraded."""
    line = socket.socket()
    if buffer:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    line.settimeout(5)
    line.connect(("127.0.0.1", site.port))
    line.sendall(
        b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += line.recv(1)
    assert head.startswith(b"HTTP/1.1 101")
    return line


def read(line: socket.socket, count: int) -> bytes:
    """Exactly so many bytes."""
    parts = b""
    while len(parts) < count:
        part = line.recv(count - len(parts))
        assert part, parts
        parts += part
    return parts
