"""One load: what was sent, what came of it, and whether every message reached every socket exactly once."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from uuid import uuid4

from bench.line import Line
from bench.text import Text

Compose = Callable[[Line, str], bytes]  # the text with which this socket posts a message of this client id
SAMPLES = 1_000_000  # delivery times looked at; of more, every n-th
NOT_SENT = "not_sent"  # the kernel did not take it: the server does not read


@dataclass(eq=False)
class Load:
    """Messages on their way to an audience."""

    audience: Sequence[Line]
    compose: Compose
    answered_by_ack: bool = True  # False: a message is answered when its author's own copy comes
    sent: dict[bytes, float] = field(default_factory=dict)  # moment by client id
    acks: dict[bytes, float] = field(default_factory=dict)  # seconds by client id
    refused: dict[bytes, str] = field(default_factory=dict)  # code by client id
    delivered: int = 0
    texts: list[Text] = field(default_factory=list)  # distinct ones that carried messages
    changed_at: float = 0.0
    when_done: Callable[[bytes], None] | None = None  # a message was answered, and its author has the copy
    when_everywhere: Callable[[Text], None] | None = None  # a text has reached the whole audience
    _steps: dict[bytes, int] = field(default_factory=dict)  # what is missing until a message is done
    _prefix: str = field(default_factory=lambda: str(uuid4())[:24])

    def __post_init__(self) -> None:
        self._listeners = set(self.audience)

    def post(self, line: Line) -> bytes:
        """Send one message; its client id."""
        name = f"{self._prefix}{len(self.sent):012x}"
        key = name.encode()
        payload = self.compose(line, name)
        hears_itself = line in self._listeners or not self.answered_by_ack
        self._steps[key] = self.answered_by_ack + hears_itself
        if hears_itself:
            line.under_way.add(key)
        self.sent[key] = self.changed_at = time.perf_counter()
        if not line.say(payload):
            self.refused[key] = NOT_SENT
        return key

    def hear(self, line: Line, text: Text, arrived: float) -> None:
        """Take in what a socket heard."""
        self.changed_at = arrived
        if text.delivered:
            self.delivered += len(text.delivered)
            heard_by = len(text.arrivals)
            if heard_by == 1:
                self.texts.append(text)
            if line.under_way and (mine := line.under_way.intersection(text.delivered)):
                line.under_way -= mine
                for key in mine:
                    self._step(key)
            if heard_by == len(self.audience) and self.when_everywhere is not None:
                self.when_everywhere(text)
        for key in text.acked:
            if key in self.sent:
                self.acks.setdefault(key, arrived - self.sent[key])
                self._step(key)
        for key, code in text.refused:
            self.refused[key] = code
            line.under_way.discard(key)
            self._step(key, last=True)

    def _step(self, key: bytes, *, last: bool = False) -> None:
        left = self._steps.get(key, 0) - 1
        if left > 0 and not last:
            self._steps[key] = left
        elif self._steps.pop(key, 0) and self.when_done is not None:
            self.when_done(key)

    def is_whole(self) -> bool:
        """Whether everything has been answered, and has reached everybody who is still connected."""
        answered = not self.answered_by_ack or len(self.acks) + len(self.refused) >= len(self.sent)
        there = sum(not line.closed for line in self.audience)
        return answered and self.delivered >= (len(self.sent) - len(self.refused)) * there

    def check(self) -> "Check":
        """Exactly once: compare what each open socket heard with what was accepted."""
        accepted = set(self.acks if self.answered_by_ack else self.sent) - set(self.refused)
        lost = doubled = 0
        histories = Counter(tuple(text for text in line.heard if text.delivered) for line in self.audience if not line.closed)
        for heard, sockets in histories.items():  # most sockets heard the very same texts: look once
            times = Counter(chain.from_iterable(text.delivered for text in heard))
            lost += sockets * sum(key not in times for key in accepted)
            doubled += sockets * sum(times[key] - 1 for key in self.sent if times[key] > 1)
        unanswered = len(self.sent) - len(self.refused) - len(self.acks) if self.answered_by_ack else 0
        closed = Counter(line.closed for line in self.audience if line.closed)
        return Check(lost, doubled, unanswered, dict(Counter(self.refused.values())), dict(closed))

    def delivery_seconds(self) -> list[float]:
        """Time from sending to arrival, of every delivery; of very many, of every n-th."""
        times = [(text, self.sent[key]) for text in self.texts for key in text.delivered if key in self.sent]
        step = sum(len(text.arrivals) for text, _ in times) // SAMPLES + 1
        return [arrived - sent for text, sent in times for arrived in text.arrivals[::step]]


@dataclass(frozen=True)
class Check:
    """What went wrong, if anything did."""

    lost: int = 0  # accepted, and missing at a socket that is open
    doubled: int = 0
    unanswered: int = 0
    refused: dict[str, int] = field(default_factory=dict)  # by code
    closed: dict[int, int] = field(default_factory=dict)  # sockets, by close code

    @property
    def clean(self) -> bool:
        """Whether nothing was lost, doubled or left without an answer."""
        return not (self.lost or self.doubled or self.unanswered)
