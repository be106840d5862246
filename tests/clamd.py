"""A daemon that speaks ClamAV's INSTREAM protocol, on a private port of the loopback: what it answers, the test says."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# The harmless file by which scanners are tried, in two pieces: so that this file itself is none.
TRIAL = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}" + "$EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*").encode()


@dataclass
class Daemon:
    """How it behaves, and what it was shown."""

    address: str | tuple[str, int]
    limit: int = 10**9  # bytes of a stream
    answer: bytes = b""  # instead of what it would say
    silent: bool = False
    hangs_up: bool = False
    shown: list[bytes] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def heard(self, stream: Any) -> bytes:
        """The answer to one connection, as clamd gives it."""
        command = b""
        while not command.endswith(b"\0"):
            if not (sign := stream.read(1)):
                return b""
            command += sign
        if command == b"zPING\0":
            return self.answer or b"PONG\0"
        assert command == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(length)
            if len(content) > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
        self.shown.append(content)
        return self.answer or (b"stream: Eicar-Test-Signature FOUND\0" if TRIAL in content else b"stream: OK\0")


@contextmanager
def scanning(path: Path | None = None) -> Iterator[Daemon]:
    """A daemon for the block: on a socket at `path`, else on a port."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if daemon.hangs_up:
                return
            answer = daemon.heard(self.rfile)
            if daemon.silent:
                daemon.over.wait(20)
                return
            self.wfile.write(answer)

    kind: Any = socketserver.ThreadingTCPServer if path is None else socketserver.ThreadingUnixStreamServer
    where: Any = ("127.0.0.1", 0) if path is None else str(path)
    with kind(where, Handler) as server:
        server.daemon_threads = True
        daemon = Daemon(server.server_address)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        serving.start()
        try:
            yield daemon
        finally:
            daemon.over.set()
            server.shutdown()
            serving.join()
