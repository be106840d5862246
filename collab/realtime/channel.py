"""One stream as a process knows it: how far it has been delivered, what waits to be, and what was lately.

Pure bookkeeping, without a loop and without a database.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from collab.realtime.frames import Changes, Item

RECENT_ITEMS, RECENT_BYTES = 256, 256 * 1024  # of a stream kept in memory for those who reconnect
Who = TypeVar("Who")
Hold = TypeVar("Hold")


@dataclass(frozen=True, slots=True)
class Ring:
    """News of a committed change; `page` is the change itself, where its writer has it at hand."""

    stream_id: int
    rev: int
    epoch: int
    page: Changes | None = None
    rung_at: float = 0.0  # of time.monotonic, where it was committed in this process


class Closing(NamedTuple):
    """Whose sockets are to be closed: of one session, or of a person."""

    code: int
    session: str = ""  # SHA-256 of its key: the key itself opens doors and does not travel
    person_id: int = 0

    @classmethod
    def of_session(cls, key: str, code: int) -> "Closing":
        """The sockets of a session."""
        return cls(code, session=digest_of(key))


def digest_of(session_key: str) -> str:
    """By what a session is told from others without saying its key."""
    return hashlib.sha256(session_key.encode()).hexdigest()


class Recent:
    """The newest items of a stream, each in its last state: what was redacted is not kept in an earlier one."""

    def __init__(self, rev: int) -> None:
        self.since = rev  # everything that changed after this number is here
        self._items: OrderedDict[int, Item] = OrderedDict()  # by place, in the order of their revs
        self._bytes = 0

    def take(self, items: list[Item]) -> None:
        """Keep what was just delivered."""
        for item in sorted(items, key=lambda each: each.rev):
            if (older := self._items.pop(item.place, None)) is not None:
                self._bytes -= older.size
            self._items[item.place] = item
            self._bytes += item.size
        while len(self._items) > RECENT_ITEMS or self._bytes > RECENT_BYTES:
            _, oldest = self._items.popitem(last=False)
            self._bytes -= oldest.size
            self.since = oldest.rev

    def reach_back(self, page: Changes, stood: int) -> None:
        """Learn from a catch-up that was read when the stream had reached `stood`: what lies before, if the two meet."""
        if page.after is None or page.more or page.after >= self.since or max(page.rev, stood) < self.since:
            return
        older = [item for item in page.items if item.rev <= self.since and item.place not in self._items]
        newer = list(self._items.values())
        self._items.clear()
        self._bytes, self.since = 0, page.after
        self.take([*older, *newer])

    def after(self, rev: int) -> list[Item] | None:
        """What changed after a number, in the order of places; None when that reaches back too far."""
        if rev < self.since:
            return None
        found = []
        for item in reversed(self._items.values()):
            if item.rev <= rev:
                break
            found.append(item)
        return sorted(found, key=lambda each: each.place)


@dataclass(eq=False, slots=True)
class Channel(Generic[Who, Hold]):
    """A stream that somebody in this process listens to."""

    name: str
    rev: int  # delivered up to here
    epoch: int  # listeners were last checked at this epoch
    wanted: int = 0  # the newest rev and epoch that a ring has told of
    wanted_epoch: int = 0
    unhanded: int = 0  # the newest rev that was told of without what changed
    handed: dict[int, Changes] = field(default_factory=dict)  # by the number after which each begins
    listeners: dict[Who, Hold] = field(default_factory=dict)
    pump: "asyncio.Task[None] | None" = None
    rung_at: float = 0.0  # of time.monotonic: the oldest ring that waits
    sent_at: float = 0.0  # of the loop's clock, as the next
    hole_since: float = 0.0  # when it was seen that something earlier is missing; 0: nothing is
    presence_at: float = 0.0
    presence_due: bool = False  # a count will be told by itself
    reading: dict[int, asyncio.Event] = field(default_factory=dict)  # catch-ups that somebody reads now, by their beginning
    elsewhere: dict[str, tuple[int, float]] = field(default_factory=dict)  # by process: how many look at it there, told when
    recent: Recent = field(init=False)

    def __post_init__(self) -> None:
        self.recent = Recent(self.rev)

    @property
    def behind(self) -> bool:
        """Whether a ring has told of more than was delivered."""
        return self.rev < self.wanted or self.epoch < self.wanted_epoch

    @property
    def has_hole(self) -> bool:
        """Whether something later was handed over, and nobody has asked to read what lies between."""
        return bool(self.handed) and self.unhanded <= self.rev and self.epoch >= self.wanted_epoch

    def note(self, news: Ring) -> None:
        """Take in a ring."""
        self.wanted = max(self.wanted, news.rev)
        self.wanted_epoch = max(self.wanted_epoch, news.epoch)
        self.rung_at = self.rung_at or news.rung_at
        if news.page is None:
            self.unhanded = max(self.unhanded, news.rev)
        elif news.page.after is not None and news.page.after >= self.rev:
            self.handed[news.page.after] = news.page

    def correct(self, told: tuple[int, int], page: Changes) -> None:
        """Believe what was read, in full, after we were told of (rev, epoch): whoever told of more was wrong."""
        if (self.wanted, self.wanted_epoch) == told and not page.more:
            self.wanted, self.wanted_epoch = min(self.wanted, page.rev), min(self.wanted_epoch, page.epoch)
            self.unhanded = min(self.unhanded, page.rev)

    def handed_page(self) -> Changes | None:
        """What follows on the last number delivered, as far as it was handed over without a hole.

        None when it must be read: nothing was handed, an epoch differs, or a change without its content came after;
        it may be the redaction of what was handed.
        """
        page = self.handed.pop(self.rev, None)
        while page is not None and (following := self.handed.pop(page.rev, None)) is not None:
            page = page.followed_by(following)
        if page is None or page.epoch != self.epoch or self.epoch < self.wanted_epoch or page.rev < self.unhanded:
            return None
        return page

    def checked(self, epoch: int) -> None:
        """Every listener was checked at `epoch`.  What is remembered from before may show some of them too much."""
        self.epoch, self.recent = epoch, Recent(self.rev)

    def delivering(self, page: Changes) -> None:
        """A page is on its way to the listeners."""
        self.rev, self.hole_since = page.rev, 0.0
        self.recent.take(page.items)
        if self.handed:
            self.handed = {after: each for after, each in self.handed.items() if after >= self.rev}

    def recent_page(self, after: int, rev: int, epoch: int) -> Changes | None:
        """A catch-up from memory for somebody whose right was read at (rev, epoch); None where it must be read."""
        if self.rev < rev or self.epoch != epoch or (items := self.recent.after(after)) is None:
            return None
        return Changes(after, self.rev, epoch, items)
