"""All sockets of one load, read in one tight loop.

asyncio paces the writers; what arrives is taken from an epoll of our own, which asyncio watches like any other file.
One buffer serves all sockets, and a frame that was just heard on another socket is recognised by comparing bytes.
"""

import asyncio
import select
import socket
import time
from collections.abc import Callable, Iterable, Sequence

from bench.line import ABNORMAL, NOT_LET_IN, Line, close_code, upgrade
from bench.load import Load
from bench.site import Site
from bench.text import CLOSE, PING, Text, cut, framed, understood

BUFFER = bytearray(256 * 1024)
KNOCKING = 64  # handshakes under way at once: fewer than any server's backlog
LOOK_EVERY = 0.005  # seconds
NARROW_BYTES, NARROW_SEGMENT = 4096, 536  # of a socket into which little fits


class Crowd:
    """Sockets of one site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.lines: dict[int, Line] = {}  # by file number
        self.texts: dict[bytes, Text] = {}
        self.load: Load | None = None
        self.changed_at = 0.0  # when the newest caught_up came, seconds of time.perf_counter
        self.epoll = select.epoll()
        asyncio.get_running_loop().add_reader(self.epoll.fileno(), self._drain)

    # Coming and going ---------------------------------------------------------------------------

    async def open(
        self, numbers: Iterable[int], seconds: float, *, narrow: bool = False, then: Callable[[Line], object] = bool
    ) -> list[Line]:
        """Sockets of these sessions, each ready to be used; fewer if `seconds` pass first.

        `narrow`: little fits into them.  `then` is done with each at once."""
        waiting = list(numbers)[::-1]
        opened: list[Line] = []

        async def knock() -> None:
            while waiting:
                line = await self._connect(waiting.pop(), narrow)
                await line.ready
                if not line.closed:
                    opened.append(line)
                    then(line)

        knocks = [asyncio.create_task(knock()) for _ in range(KNOCKING)]
        _, late = await asyncio.wait(knocks, timeout=seconds)
        for each in late:
            each.cancel()
        await asyncio.gather(*knocks, return_exceptions=True)
        return sorted(opened, key=lambda line: line.number)

    async def _connect(self, number: int, narrow: bool) -> Line:
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if narrow:  # small buffers here, and small segments, from which the server's kernel takes the size of its own
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, NARROW_BYTES)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, NARROW_SEGMENT)
        line = Line(sock, self.site.sessions[number], number)
        try:
            await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.site.port))
        except OSError:
            line.end(ABNORMAL)
            return line
        self.lines[sock.fileno()] = line
        self.epoll.register(sock.fileno(), select.EPOLLIN)
        line.write(upgrade(self.site.path, self.site.origin, f"{self.site.cookie}={line.session}"))
        return line

    def deafen(self, line: Line) -> None:
        """Stop reading from a socket that stays open."""
        self.epoll.unregister(line.sock.fileno())

    def listen_again(self, line: Line) -> None:
        """Read on."""
        self.epoll.register(line.sock.fileno(), select.EPOLLIN)

    def hang_up(self, lines: Iterable[Line]) -> None:
        """Close sockets without a word, as a network does."""
        for line in list(lines):
            if not line.closed:
                self._forget(line, ABNORMAL)

    def _forget(self, line: Line, code: int) -> None:
        del self.lines[line.sock.fileno()]
        line.end(code)

    async def watch(self, lines: Sequence[Line], spaces: dict[int, int | None], seconds: float) -> float:
        """Have sockets listen to spaces: seconds until the last had caught up with all of them, at most `seconds`."""
        begun = time.perf_counter()
        for line in lines:
            line.caught_up = line.gone = 0
        for payload in self.site.watch(spaces):
            for line in lines:
                line.say(payload)
        await until(lambda: all(line.closed or line.caught_up + line.gone >= len(spaces) for line in lines), begun + seconds)
        return max(self.changed_at, begun) - begun

    def begin(self, load: Load) -> None:
        """From now on, what is heard is this load's."""
        self.load = load
        self.texts.clear()
        for line in self.lines.values():
            line.heard, line.last, line.under_way = [], None, set()

    # Hearing ------------------------------------------------------------------------------------

    def _drain(self) -> None:
        for number, _ in self.epoll.poll(0):
            line = self.lines.get(number)
            if line is not None:
                self._read(line)

    def _read(self, line: Line) -> None:
        try:
            size = line.sock.recv_into(BUFFER)
        except BlockingIOError:
            return
        except OSError:
            size = 0
        if not size:
            self._forget(line, ABNORMAL if line.opened else NOT_LET_IN)
            return
        arrived = time.perf_counter()
        if line.buffer:
            line.buffer += memoryview(BUFFER)[:size]
            buffer, end = line.buffer, len(line.buffer)
        else:
            buffer, end = BUFFER, size
        at = self._take(line, buffer, end, arrived)
        if buffer is BUFFER:
            if at < end:
                line.buffer = BUFFER[at:end]
        else:
            del buffer[:at]

    def _take(self, line: Line, buffer: bytearray, end: int, arrived: float) -> int:
        """Hear every whole frame; how far that went."""
        at = 0
        if not line.opened and (at := self._let_in(line, buffer, end)) == 0:
            return 0
        while at < end:
            expected = line.last.next if line.last is not None else None
            if expected is not None and end - at >= len(expected.raw) and buffer.startswith(expected.raw, at):
                at += len(expected.raw)
                self._hear(line, expected, arrived)
                continue
            if (frame := cut(buffer, at, end)) is None:
                break
            opcode, start, stop = frame
            if opcode == CLOSE:
                self._forget(line, close_code(bytes(buffer[start:stop])))
                return end
            if opcode == PING:
                line.write(framed(bytes(buffer[start:stop]), 0xA))
            else:
                raw = bytes(buffer[at:stop])
                text = self.texts.get(raw)
                if text is None:
                    text = self.texts[raw] = understood(raw, start - at)
                if text.delivered and line.last is not None and line.last.next is None:
                    line.last.next = text
                self._hear(line, text, arrived)
            at = stop
        return at

    def _let_in(self, line: Line, buffer: bytearray, end: int) -> int:
        """Where the first frame begins; 0 while the answer to the handshake is not whole, or is a refusal."""
        head = buffer.find(b"\r\n\r\n", 0, end)
        if head < 0:
            return 0
        if not buffer.startswith(b"HTTP/1.1 101"):
            line.answer = bytes(buffer[:200])
            self._forget(line, NOT_LET_IN)
            return 0
        line.opened = True
        if not self.site.says_hello:
            line.make_ready()
        return head + 4

    def _hear(self, line: Line, text: Text, arrived: float) -> None:
        line.heard.append(text)
        text.arrivals.append(arrived)
        if text.delivered:
            line.last = text
        if text.hello:
            line.make_ready()
        if text.caught_up or text.gone:
            self.changed_at = arrived
        line.caught_up += text.caught_up
        line.gone += text.gone
        if self.load is not None:
            self.load.hear(line, text, arrived)


async def until(holds: Callable[[], bool], deadline: float) -> bool:
    """Wait for a fact; whether it holds.  What is still missing at `deadline` (time.perf_counter) shows in the figures."""
    while not (held := holds()) and time.perf_counter() < deadline:  # noqa: ASYNC110 - the facts are counts, which set no event
        await asyncio.sleep(LOOK_EVERY)
    return held
