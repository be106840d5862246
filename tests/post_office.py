"""A mail server for tests: it takes, refuses or holds letters, and keeps what it took."""

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Office:
    """What the server does, and what it has done."""

    port: int = 0
    greeting: bytes = b"220 office.example"
    answers: dict[str, bytes] = field(default_factory=dict)  # to RCPT, by address
    taken: list[tuple[str, str]] = field(default_factory=list)  # (recipient, letter), each one acknowledged
    reading: threading.Event = field(default_factory=threading.Event)  # a letter has arrived and is not acknowledged yet
    may_answer: threading.Event = field(default_factory=threading.Event)  # cleared: it holds its "250 taken" back
    heard: int = 0  # verbs, of all talks
    steps: dict[str, Callable[[], None]] = field(default_factory=dict)  # what happens when a verb, or "letter", has been heard

    def __post_init__(self) -> None:
        self.may_answer.set()

    def at(self, step: str, happens: Callable[[], None] | None) -> None:
        """Have something happen when this verb, or a whole "letter", has been heard and not been answered."""
        self.steps.pop(step, None)
        if happens is not None:
            self.steps[step] = happens

    def hears(self, step: str) -> None:
        """One step further."""
        self.heard += 1
        if step in self.steps:
            self.steps[step]()


class _Talk(socketserver.StreamRequestHandler):
    office: Office

    def handle(self) -> None:
        office, recipient = self.office, ""
        self._say(office.greeting)
        while line := self.rfile.readline().decode().strip():
            verb = line.split(":")[0].upper()
            office.hears("EHLO" if verb.startswith("EHLO") else verb)
            if verb == "RCPT TO":
                recipient = line.split("<")[1].split(">")[0]
                self._say(office.answers.get(recipient, b"250 ok"))
            elif verb == "DATA":
                self._say(b"354 go on")
                self._take(recipient)
            elif verb == "QUIT":
                self._say(b"221 bye")
                return
            else:
                self._say(b"250 ok")

    def _take(self, recipient: str) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.decode())
        if not line:
            return  # cut off in the middle: that is no letter
        self.office.reading.set()
        if self.office.may_answer.wait(30):
            self.office.taken.append((recipient, "".join(lines)))
            self.office.hears("letter")
            self._say(b"250 taken")

    def _say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that was killed in the middle is part of the test."""


@contextmanager
def post_office(port: int = 0) -> Iterator[Office]:
    """An open mail server on a loopback port."""
    office = Office()
    with _Server(("127.0.0.1", port), type("Talk", (_Talk,), {"office": office})) as server:
        office.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield office
        office.may_answer.set()
        server.shutdown()
