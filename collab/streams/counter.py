"""Taking numbers from streams, and ringing once they are committed."""

import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from collab.prepared import Prepared, Update
from collab.realtime.channel import Ring
from collab.realtime.frames import Changes, Item
from collab.realtime.hub import ring
from collab.streams.models import Entry, Stream


@dataclass(slots=True)
class Counter:
    """A stream whose row this transaction has locked.

    Every number taken is written by `save` and told to listeners after commit.
    """

    stream: Stream
    before: int = field(init=False)  # the reading that this transaction found
    handed: list[Item] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.before = self.stream.rev

    def take(self) -> int:
        """The next reading.  Ends up in exactly one `rev`."""
        self.stream.rev += 1
        return self.stream.rev

    def show(self, kind: str, topic: Entry | None = None, label: str = "") -> Entry:
        """A new entry, stored, at the end of the stream."""
        entry = self.new(kind, topic, label)
        entry.save(force_insert=True)
        return entry

    def new(self, kind: str, topic: Entry | None = None, label: str = "") -> Entry:
        """The same, still to be stored by the caller: for several streams at once."""
        rev = self.take()
        return Entry(stream=self.stream, place=rev, rev=rev, kind=kind, topic=topic, label=label)

    def touch(self, entry: Entry) -> None:
        """Mark `entry`, of this stream, as changed now."""
        assert entry.stream_id == self.stream.pk, "an entry is touched by the counter of its own stream"
        entry.rev = self.take()
        entry.save(update_fields=["rev", "topic", "label"])

    def hand(self, item: Item) -> None:
        """What took the latest number, for listeners: spares the hub a read.  The shape must be the one that a read would give."""
        self.handed.append(item)

    def expel(self) -> None:
        """Somebody lost the right to listen: raise the epoch, so that every listener is checked again."""
        self.stream.epoch += 1

    def save(self) -> None:
        """Write the counter and ring after commit.  Call once, as the last write to the stream's entries."""
        save_all([self])

    @property
    def news(self) -> Ring:
        """What listeners are to hear: with what changed, where all of it was handed over."""
        whole = len(self.handed) == self.stream.rev - self.before > 0
        page = Changes(self.before, self.stream.rev, self.stream.epoch, self.handed) if whole else None
        return Ring(self.stream.pk, self.stream.rev, self.stream.epoch, page)


def save_all(counters: Collection[Counter]) -> None:
    """Write counters, and ring for all of them at once after commit."""
    _write([(each.stream.rev, each.stream.epoch, each.stream.pk) for each in counters])
    ring_after_commit(*(each.news for each in counters))


_write = Update(Stream, "rev", "epoch")


# Rows are locked with `no_key` throughout: a plain FOR UPDATE would also block the foreign-key check of every insert that
# names the row, and so turn "I post as this seat" against "I end this seat" into a deadlock.


def locked(ids: list[int]) -> QuerySet[Stream, tuple[Any, ...]]:
    """The rows of these streams, locked in the order of their ids: the one order used everywhere, so no deadlock."""
    rows = Stream.objects.select_for_update(no_key=True).filter(pk__in=ids)
    return rows.order_by("pk").values_list("pk", "kind", "rev", "epoch")


_locked = Prepared(locked, ids=[int])


def lock(stream_id: int) -> Counter:
    """The counter of one stream, its row locked until the transaction ends.

    Raises Stream.DoesNotExist.
    """
    try:
        return lock_all([stream_id])[stream_id]
    except KeyError:
        raise Stream.DoesNotExist from None


def lock_all(stream_ids: Iterable[int]) -> dict[int, Counter]:
    """Counters of the streams that exist, their rows locked until the transaction ends."""
    assert connection.in_atomic_block, "a lock lasts as long as its transaction"
    return {row[0]: Counter(Stream.from_db("default", ["id", "kind", "rev", "epoch"], row)) for row in _locked(ids=set(stream_ids))}


def inner_streams(stream_ids: Iterable[int]) -> list[int]:
    """The streams within these.  To be locked together with them, in one `lock_all`."""
    return list(Stream.objects.filter(within__in=set(stream_ids)).values_list("pk", flat=True))


def ring_after_commit(*news: Ring) -> None:
    """Tell listeners, at most once, that streams have news.  Who misses it hears it from the sweep or the next number."""

    def tell() -> None:  # a def: Django logs its __qualname__ when it fails, which a partial lacks
        now = time.monotonic()
        ring(*(replace(each, rung_at=now) for each in news))

    transaction.on_commit(tell, robust=True)  # robust: a failure is logged; the post stands
