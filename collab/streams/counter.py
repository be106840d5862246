"""Taking numbers from streams, and ringing once they are committed."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from collab.realtime.hub import Ring, ring
from collab.streams.models import Entry, Stream


@dataclass(slots=True)
class Counter:
    """A stream whose row this transaction has locked.

    Every number taken is written by `save` and told to listeners after commit.
    """

    stream: Stream

    def take(self) -> int:
        """The next reading.  Ends up in exactly one `rev`."""
        self.stream.rev += 1
        return self.stream.rev

    def show(self, kind: str, topic: Entry | None = None, label: str = "") -> Entry:
        """A new entry, stored, at the end of the stream."""
        rev = self.take()
        return Entry.objects.create(stream=self.stream, place=rev, rev=rev, kind=kind, topic=topic, label=label)

    def touch(self, entry: Entry) -> None:
        """Mark `entry`, of this stream, as changed now."""
        assert entry.stream_id == self.stream.pk, "an entry is touched by the counter of its own stream"
        entry.rev = self.take()
        entry.save(update_fields=["rev", "topic", "label"])

    def expel(self) -> None:
        """Somebody lost the right to listen: raise the epoch, so that every listener is checked again."""
        self.stream.epoch += 1

    def save(self) -> None:
        """Write the counter and ring after commit.  Call once, as the last write to the stream's entries."""
        self.stream.save(update_fields=["rev", "epoch"])
        ring_after_commit(self.stream)


# Rows are locked with `no_key` throughout: a plain FOR UPDATE would also block the foreign-key check of every insert that
# names the row, and so turn "I post as this seat" against "I end this seat" into a deadlock.


def lock(stream_id: int) -> Counter:
    """The counter of one stream, its row locked until the transaction ends.

    Raises Stream.DoesNotExist.
    """
    return Counter(Stream.objects.select_for_update(no_key=True).get(pk=stream_id))


def lock_all(stream_ids: Iterable[int]) -> dict[int, Counter]:
    """Counters of several streams, locked in the order of their ids: the one order used everywhere, so no deadlock."""
    rows = Stream.objects.select_for_update(no_key=True).filter(pk__in=set(stream_ids)).order_by("pk")
    return {row.pk: Counter(row) for row in rows}


def ring_after_commit(stream: Stream) -> None:
    """Tell listeners, at most once, that `stream` has news.  Who misses it hears it from the sweep or the next number."""
    news = Ring(stream.pk, stream.rev, stream.epoch)

    def tell() -> None:  # a def: Django logs its __qualname__ when it fails, which a partial lacks
        ring(news)

    transaction.on_commit(tell, robust=True)  # robust: a failure is logged; the post stands
