"""Asking a ClamAV daemon about a file (CLAMD_URL), by its INSTREAM protocol: a command, the bytes in pieces with their lengths, one answer.

No library: those that there are have not been kept for years, or are larger than the protocol.
"""

import re
import socket
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from collab.files.store import PIECE_BYTES

CONNECT_SECONDS = 5.0
SECONDS = 120.0  # for one file, whatever its size
LONGEST_ANSWER = 4096  # bytes
_FOUND = re.compile(r"stream: ([\w./-]{1,120}) FOUND")


class Unanswered(Exception):
    """The daemon is away, too slow, or did not say yes or no; the words are for the log, and hold nothing of the file."""


def scan(path: Path) -> str:
    """What the daemon calls the malware in a file; empty where it finds none, or where there is no daemon.  Raises Unanswered.

    Takes SECONDS at most, in no transaction.
    """
    if settings.CLAMD is None:
        return ""
    with _line(SECONDS) as line, path.open("rb") as file:
        try:
            line.say(b"zINSTREAM\0")
            while piece := file.read(PIECE_BYTES):
                line.say(struct.pack("!I", len(piece)) + piece)
            line.say(struct.pack("!I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has heard enough, and says why: the stream is larger than it takes
        answer = line.answer()
    if answer == "stream: OK":
        return ""
    if found := _FOUND.fullmatch(answer):
        return found[1]
    raise Unanswered(answer or "no answer")


def answers(seconds: float) -> bool:
    """Whether the daemon is there; True where none is wanted.  Never raises."""
    if settings.CLAMD is None:
        return True
    try:
        with _line(seconds) as line:
            line.say(b"zPING\0")
            return line.answer() == "PONG"
    except Unanswered:
        return False


class _Line:
    """A connection with one deadline for all of it: a daemon that trickles must not hold its caller."""

    def __init__(self, connected: socket.socket, until: float) -> None:
        self.connected, self.until = connected, until

    def _in_time(self) -> None:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connected.settimeout(left)

    def say(self, content: bytes) -> None:
        """Send all of it."""
        self._in_time()
        self.connected.sendall(content)

    def answer(self) -> str:
        """What comes up to the first zero byte, or the end."""
        heard = b""
        while b"\0" not in heard and len(heard) < LONGEST_ANSWER:
            self._in_time()
            if not (piece := self.connected.recv(LONGEST_ANSWER)):
                break
            heard += piece
        return heard.partition(b"\0")[0].decode("ascii", "replace").strip()


@contextmanager
def _line(seconds: float) -> Iterator[_Line]:
    until = time.monotonic() + seconds
    try:
        with _connected(settings.CLAMD, min(CONNECT_SECONDS, seconds)) as connected:
            yield _Line(connected, until)
    except OSError as error:
        raise Unanswered(type(error).__name__) from None


def _connected(address: str | tuple[str, int] | None, seconds: float) -> socket.socket:
    assert address is not None, "whoever asks has looked whether there is one"
    if not isinstance(address, str):
        return socket.create_connection(address, seconds)
    line = socket.socket(socket.AF_UNIX)
    try:
        line.settimeout(seconds)
        line.connect(address)
    except BaseException:
        line.close()
        raise
    return line
