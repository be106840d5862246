"""The doorbell of a machine: a process that does not serve tells those that do which stream has moved on.

Each serving process has a socket of its own in DATA_DIR/bells, open to this site's user alone.  A ring is one datagram
of three numbers, without content.  Nothing depends on it: a ring that nobody hears is found by the sweep, two seconds later.
"""

import asyncio
import logging
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from collab import metrics

log = logging.getLogger("collab.realtime")
Heard = Callable[[int, int, int], None]  # stream id, rev, epoch
ONLY_THIS_USER = 0o600
BACKLOG_SECONDS = 0.05  # a serving process that is so far behind will sweep
_HERE = secrets.token_hex(4)  # containers that share a folder have the same numbers of processes


class Doorbell(asyncio.DatagramProtocol):
    """The serving side.  Lives on one event loop."""

    def __init__(self, path: Path, heard: Heard) -> None:
        self.path, self.heard = path, heard

    async def listen(self) -> None:
        """Pass rings on until cancelled.  A bell that cannot be hung is one line in the log: the site is only slower."""
        try:
            transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=self._hung())
        except OSError as error:
            log.warning("no doorbell, the sweep does its work: %s", error.strerror or error)
            return
        try:
            await asyncio.Event().wait()
        finally:
            transport.close()
            self.path.unlink(missing_ok=True)

    def _hung(self) -> socket.socket:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        take_away_silent(self.path.parent)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            door.setblocking(False)
            door.bind(str(self.path))
            self.path.chmod(ONLY_THIS_USER)  # the folder above is closed to others already
        except OSError:
            door.close()
            raise
        return door

    def datagram_received(self, data: bytes, addr: object) -> None:
        """Pass a ring on.  What is no ring is dropped."""
        try:
            stream_id, rev, epoch = map(int, data.split(b" "))
        except ValueError:
            log.warning("something that is no ring came to the doorbell")
            return
        metrics.DOORBELLS.inc()
        self.heard(stream_id, rev, epoch)


def bell_of_this_process(folder: Path) -> Path:
    """Where this process listens.  One file a process, so that several may serve one site."""
    return folder / f"{os.getpid()}-{_HERE}.sock"


def take_away_silent(folder: Path) -> None:
    """Remove the bells of processes that have gone: a socket's file outlives a process that was killed."""
    for path in folder.glob("*.sock"):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            try:
                line.connect(str(path))
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)


def ring_there(folder: Path, stream_id: int, rev: int, epoch: int) -> int:
    """Ring in every serving process of this machine, and return how many heard it.  Never raises, never waits for long.

    A bell behind which nobody listens any more is taken away.
    """
    heard = 0
    for path in folder.glob("*.sock"):
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.settimeout(BACKLOG_SECONDS)
            try:
                line.sendto(b"%d %d %d" % (stream_id, rev, epoch), str(path))
                heard += 1
            except ConnectionRefusedError:
                path.unlink(missing_ok=True)
    return heard
