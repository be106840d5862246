"""A stream as a list of items: a first page, what changed after a number, history before a place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from pydantic import BaseModel

from collab.errors import NotFound
from collab.realtime.frames import NOBODY, Changes, Item
from collab.realtime.house import Access
from collab.streams.models import Entry, Stream
from discussions.chat.reads import MESSAGES_SHOWN, item_of
from discussions.chat.shapes import MessageShape, TopicShape
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in

PAGE = 200  # entries per page of a catch-up
EVERYBODY = 2**62  # behind any floor
Bare = Callable[[int, int | None], list[Item]]  # (stream, after) → all that lies behind a number, or a first page (None)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that streams show."""

    shapes: Callable[[Iterable[int]], dict[int, Any]]  # by entry id, one call for all
    first: Callable[[int, int], QuerySet[Entry]] | None = None  # (stream, floor) → what a first page shows of it
    below_floor: bool = False  # shown also to those who read from a later place: topics, people


class Timeline:
    """Reads streams whose things are of the given kinds."""

    def __init__(self, kinds: dict[str, Kind], on: dict[str, tuple[str, ...]], bare: Mapping[str, Bare] | None = None) -> None:
        self.kinds, self.on = kinds, on  # `on`: which kinds a first page of a stream kind holds
        self.bare = bare or {}  # by stream kind: streams that show no entries

    def shapes(self, entries: Iterable[Entry], floors: Mapping[int, int], sides: frozenset[int] = NOBODY) -> list[tuple[Entry, BaseModel]]:
        """The shapes behind entries as one reader sees them, in the order of their places: one call per kind present.

        `floors`: from which place the reader reads each stream; of a stream left out, nothing older is told.
        `sides`: the groups for which the reader sits, where the entries are of a thread between groups.
        """
        return [(entry, seen_from(shape, floors.get(entry.stream_id, EVERYBODY), sides)) for entry, shape in self._whole(entries)]

    def _whole(self, entries: Iterable[Entry]) -> list[tuple[Entry, BaseModel]]:
        by_kind: dict[str, list[int]] = {}
        rows = list(entries)
        for entry in rows:
            by_kind.setdefault(entry.kind, []).append(entry.pk)
        found: dict[int, BaseModel] = {}
        for name, ids in by_kind.items():
            found.update(self.kinds[name].shapes(ids))
        return [(entry, found[entry.pk]) for entry in sorted(rows, key=lambda each: each.place) if entry.pk in found]

    def items(self, entries: Iterable[Entry]) -> list[Item]:
        """Shapes on their way to listeners."""
        return [
            item_of(shape, place=entry.place, rev=entry.rev, since=EVERYBODY if self.kinds[entry.kind].below_floor else entry.place)
            for entry, shape in self._whole(entries)
        ]

    def first_page(self, access: Access) -> Changes:
        """What a fresh screen needs, whatever the length of the history: one query for its entries, then one or few per kind.

        It stands at the number that `access` was read with; what came since follows as a change.
        """
        if read := self.bare.get(access.name.partition(":")[0]):
            items = read(access.stream_id, None)
            return Changes(None, max([access.rev, *(item.rev for item in items)]), epoch_of(access.stream_id), items)
        wanted = Q(pk__in=[])
        for name in self.on[access.name.partition(":")[0]]:
            first = self.kinds[name].first
            assert first is not None, f"{name} is on a first page and must say what of it"
            wanted |= Q(pk__in=first(access.stream_id, access.floor).values("pk"))
        entries = sorted(Entry.objects.filter(wanted), key=lambda entry: entry.place)
        messages = [entry for entry in entries if entry.kind == "message"]
        earlier = len(messages) > MESSAGES_SHOWN
        if earlier:
            entries.remove(messages[0])  # one more than is shown was asked for, to learn whether there are earlier ones
        items = self.items(entries)
        return Changes(None, access.rev, epoch_of(access.stream_id), items, earlier=earlier)

    def changes_after(self, stream_id: int, after: int) -> Changes:
        """The next page of what changed after a number, oldest change first.

        The last page goes as far as the counter, which may stand beyond the newest entry: a restore passes over numbers.  The
        counter is read first, so nothing lies unread before it; the epoch last, so a page never carries an older one than its
        newest word needs.
        """
        counter, kind = Stream.objects.values_list("rev", "kind").get(pk=stream_id)
        if read := self.bare.get(kind):
            items = read(stream_id, after)
            return Changes(after, max([after, counter, *(item.rev for item in items)]), epoch_of(stream_id), items)
        entries = list(Entry.objects.filter(stream_id=stream_id, rev__gt=after).order_by("rev")[: PAGE + 1])
        more, entries = len(entries) > PAGE, entries[:PAGE]
        rev = entries[-1].rev if entries else after
        if not more:
            rev = max(rev, counter)
        items = self.items(entries)
        return Changes(after, rev, epoch_of(stream_id), items, more=more)

    def history(
        self,
        person_id: int,
        space_id: int,
        *,
        before: int | None = None,
        after: int | None = None,
        topic: int | None = None,
        limit: int = 0,
    ) -> list[BaseModel]:
        """Messages of a space before or after a place, in the order of their places.  Raises NotFound."""
        standing = standing_in(person_id, space_id)
        check_view(standing)
        rows = Entry.objects.filter(stream_id=space_id, kind="message", place__gt=standing.floor)
        if topic is not None:
            parent = Entry.objects.filter(stream_id=space_id, kind="topic", place=topic).first()
            if parent is None:
                raise NotFound
            rows = Entry.objects.filter(topic=parent, kind="message", place__gt=standing.floor)
        if before is not None:
            rows = rows.filter(place__lt=before)
        if after is not None:
            rows = rows.filter(place__gt=after)
        page = rows.order_by("place" if after is not None else "-place")[: min(limit or MESSAGES_SHOWN, 100)]
        return [shape for _, shape in self.shapes(page, {space_id: standing.floor}, standing.sides)]


def seen_from(shape: BaseModel, floor: int, sides: frozenset[int] = NOBODY) -> BaseModel:
    """What a reader whose time begins behind `floor`, and who sits for `sides`, sees of a shape: every read goes through here."""
    return shape.seen_from(floor, sides) if isinstance(shape, (MessageShape, TopicShape)) else shape


def epoch_of(stream_id: int) -> int:
    """The stream's access epoch now."""
    return Stream.objects.values_list("epoch", flat=True).get(pk=stream_id)
