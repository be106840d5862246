"""The web server against slow, large and leaving: each test speaks to a small application behind it."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.engines import free_port
from tests.server import HOUSE


@dataclass
class Site:
    """A running small site."""

    port: int
    process: "subprocess.Popen[str]"

    def open(self, *sent: bytes) -> socket.socket:
        """A connection on which this has been sent."""
        line = socket.create_connection(("127.0.0.1", self.port), timeout=5)
        for part in sent:
            line.sendall(part)
        return line

    def answer(self, *sent: bytes) -> bytes:
        """All that comes back until the server closes."""
        return read_all(self.open(*sent))


@contextmanager
def running(*options: str) -> Iterator[Site]:
    """A small site for the block."""
    port = free_port()
    command = [sys.executable, "-m", "tests.fault.small_site", str(port), *options]
    with subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Site(port, process)
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running() as site:
        yield site


@pytest.fixture
def leaving_site() -> Iterator[Site]:
    with running() as site:
        yield site


def read_all(line: socket.socket) -> bytes:
    """What comes until the other end closes or cuts."""
    parts = []
    with line:
        try:
            while part := line.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass
    return b"".join(parts)


def test_an_answer_does_not_name_the_server(site: Site) -> None:
    answer = site.answer(b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello")
    head, body = answer.split(b"\r\n\r\n", 1)
    assert head.startswith(b"HTTP/1.1 200")
    assert b"server:" not in head.lower()
    assert body.endswith(b"5\r\n0\r\n\r\n")


def test_a_body_announced_as_too_large_is_refused_unread(site: Site) -> None:
    answer = site.answer(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'"code": "too_large"' in answer


@pytest.mark.parametrize("length", [0, 1, 65_535, 65_536, 65_537, 99_999])
def test_a_body_arrives_whole(site: Site, length: int) -> None:
    assert site.answer(form_head(length), b"x" * length).endswith(f"\r\n{length}\r\n0\r\n\r\n".encode())


def test_a_large_form_stays_on_disk() -> None:
    """Twisted parses forms in memory, several times over, and daphne queues the whole body: neither may happen."""
    with running("60000000") as site:
        site.answer(form_head(1), b"x")
        before = peak_kib(site)
        assert site.answer(form_head(50_000_000), b"x" * 50_000_000).endswith(b"\r\n50000000\r\n0\r\n\r\n")
        assert peak_kib(site) - before < 16 * 1024


def form_head(length: int) -> bytes:
    """The head of a request with a form of this length."""
    lines = [
        "POST / HTTP/1.1",
        "Host: x",
        "Connection: close",
        "Content-Type: multipart/form-data; boundary=b",
        f"Content-Length: {length}",
    ]
    return "\r\n".join([*lines, "", ""]).encode()


def peak_kib(site: Site) -> int:
    """The most memory that the site has held so far."""
    [line] = [line for line in Path(f"/proc/{site.process.pid}/status").read_text().splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def test_a_body_that_grows_too_large_is_refused(site: Site) -> None:
    chunk = b"%x\r\n%s\r\n" % (60_000, b"x" * 60_000)
    answer = site.answer(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, chunk)
    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "sent", [b"", b"GET", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"]
)
def test_who_never_finishes_a_request_is_cut_off(site: Site, sent: bytes) -> None:
    begun = time.monotonic()
    assert site.answer(sent) == b""
    assert 0.3 < time.monotonic() - begun < 4


def test_dripping_does_not_keep_a_connection(site: Site) -> None:
    line = site.open(b"GET / HTTP/1.1\r\n")
    begun = time.monotonic()
    over = threading.Event()

    def drip() -> None:
        try:
            while not over.wait(0.2):
                line.sendall(b"X-Drip: 1\r\n")
        except OSError:
            return  # cut off, as it should be

    dripping = threading.Thread(target=drip)
    dripping.start()
    assert read_all(line) == b""
    over.set()
    dripping.join()
    assert time.monotonic() - begun < 4


def test_a_kept_connection_that_goes_quiet_is_cut_off(site: Site) -> None:
    line = site.open(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert line.recv(65536).startswith(b"HTTP/1.1 200")
    begun = time.monotonic()
    read_all(line)
    assert time.monotonic() - begun < 4


def test_sockets_are_not_compressed_and_outlive_the_limits_of_requests(site: Site) -> None:
    with connect(f"ws://127.0.0.1:{site.port}/", compression="deflate") as tab:
        assert tab.response is not None
        assert "Sec-WebSocket-Extensions" not in tab.response.headers
        assert "Server" not in tab.response.headers
        threading.Event().wait(1.5)  # longer than any of the small site's limits
        tab.send("still here")
        assert tab.recv(5) == "still here"


def test_a_frame_that_is_too_large_closes_the_socket(site: Site) -> None:
    with connect(f"ws://127.0.0.1:{site.port}/") as tab:
        tab.send("x" * (64 * 1024))
        assert tab.recv(5) == "x" * (64 * 1024)
        tab.send("x" * (64 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            tab.recv(5)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


def test_leaving_tells_the_sockets_and_finishes_what_is_under_way(leaving_site: Site) -> None:
    assert leaving_site.process.stdout is not None
    with connect(f"ws://127.0.0.1:{leaving_site.port}/") as tab:
        post = leaving_site.open(b"POST /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")
        assert leaving_site.process.stdout.readline() == "busy\n"
        leaving_site.process.terminate()
        with pytest.raises(ConnectionClosed) as closed:
            tab.recv(5)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4010
        assert read_all(post).endswith(b"2\r\n0\r\n\r\n")
    assert leaving_site.process.wait(10) == 0
    with pytest.raises(ConnectionRefusedError):
        leaving_site.open()
