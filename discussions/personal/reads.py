"""Read marks, drafts, notices, and the counts that follow from them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from collab.clock import now
from collab.labels import Label
from collab.prepared import Prepared
from collab.realtime.frames import NOBODY
from collab.streams.models import Entry
from discussions.chat.holds import kept_in
from discussions.chat.models import Topic
from discussions.chat.reads import messages_of, topics_of
from discussions.chat.shapes import MessageShape, TopicShape
from discussions.personal.models import Draft, Hidden, Notice, ReadMark, Reshown
from discussions.personal.shapes import DraftShape, HiddenShape, MarkShape, NoticeShape, ReshownShape
from discussions.spaces.models import MutedTopic
from discussions.spaces.reads import admissions_at, standings
from groups.roles import Role

MARKS_SHOWN, NOTICES_SHOWN = 500, 50  # on the first page
AT_ONCE = 256  # spaces or topics whose unread messages one query counts
T = TypeVar("T")


def marks_of(entry_ids: Iterable[int]) -> dict[int, MarkShape]:
    """Shapes of read marks by the id of their entry."""
    rows = ReadMark.objects.filter(pk__in=list(entry_ids)).select_related("entry", "topic")
    return {
        row.pk: MarkShape(place=row.entry.place, rev=row.entry.rev, space=row.topic.stream_id, topic=row.topic.place, upto=row.upto)
        for row in rows
    }


def drafts_of(entry_ids: Iterable[int]) -> dict[int, DraftShape]:
    """Shapes of drafts by the id of their entry."""
    rows = Draft.objects.filter(pk__in=list(entry_ids)).select_related("entry", "topic")
    return {
        row.pk: DraftShape(
            place=row.entry.place,
            rev=row.entry.rev,
            space=row.topic.stream_id,
            topic=row.topic.place,
            body=row.body,
            label=Label(row.label) if row.label else "",
            note=row.note,
            quote=row.quoted,
            changed_at=row.changed_at,
        )
        for row in rows
    }


def hidden_of(entry_ids: Iterable[int]) -> dict[int, HiddenShape]:
    """Shapes of hidden messages by the id of their entry."""
    rows = Hidden.objects.filter(pk__in=list(entry_ids)).select_related("entry", "about")
    return {
        row.pk: HiddenShape(place=row.entry.place, rev=row.entry.rev, space=row.about.stream_id, message=row.about.place) for row in rows
    }


def reshown_of(entry_ids: Iterable[int]) -> dict[int, ReshownShape]:
    """Shapes of messages shown anew by the id of their entry, each as its person reads it now."""
    rows = list(Reshown.objects.filter(pk__in=list(entry_ids)).select_related("entry", "about"))
    messages, topics = messages_of({row.about_id for row in rows}), topics_of({row.about.topic_id for row in rows if row.about.topic_id})
    mine = standings({(row.person_id, row.about.stream_id) for row in rows})
    found = {}
    for row in rows:
        standing, items = mine[row.person_id, row.about.stream_id], list[MessageShape | TopicShape]()
        if standing.inside and row.about.topic_id and row.about.place > standing.floor:
            whole = messages[row.about_id], topics[row.about.topic_id]
            items = [each.seen_from(standing.floor, standing.sides) for each in whole]
        found[row.pk] = ReshownShape(place=row.entry.place, rev=row.entry.rev, items=items)
    return found


def notices_of(entry_ids: Iterable[int]) -> dict[int, NoticeShape]:
    """Shapes of notices by the id of their entry."""
    rows = Notice.objects.filter(pk__in=list(entry_ids)).select_related("entry", "about")
    return {
        row.pk: NoticeShape(
            place=row.entry.place,
            rev=row.entry.rev,
            what=row.what,
            space=row.about.stream_id if row.about else None,
            about=row.about.place if row.about else None,
            facts=row.facts,
            at=row.at,
            seen=row.seen_at is not None,
        )
        for row in rows
    }


def newest_marks(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of read marks for a first page."""
    return Entry.objects.filter(stream_id=stream_id, kind="mark").order_by("-rev")[:MARKS_SHOWN]


def open_drafts(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of drafts that hold text."""
    return Entry.objects.filter(pk__in=Draft.objects.filter(entry__stream_id=stream_id).exclude(body="").values("pk"))


def all_hidden(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of hidden messages."""
    return Entry.objects.filter(stream_id=stream_id, kind="hidden")


def newest_notices(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the newest notices."""
    return Entry.objects.filter(stream_id=stream_id, kind="notice").order_by("-place")[:NOTICES_SHOWN]


def unread(person_id: int, space_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """What each space holds that the person has not read: one query, and those of `unread_behind`.  In spaces of others: nothing."""
    ids = list(space_ids)
    rows = _admitted(moment=now(), person=person_id, spaces=ids)
    mine: dict[int, Mine] = {}
    for space, floor, baseline, role, side, group in rows:  # the oldest admission last
        others = mine[space].sides if space in mine else NOBODY
        mine[space] = Mine(space, floor, baseline, Role(role).moderates, others if group else others | {side})
    nothing = {space: {"unread": 0, "mentions": 0, "topics": {}} for space in ids}
    return nothing | unread_behind(person_id, mine.values())


def unread_behind(person_id: int, mine: Iterable["Mine"]) -> dict[int, dict[str, Any]]:
    """What is unread in spaces that one reads by these admissions: one query, a second where there is something (more beyond AT_ONCE).

    `{unread, mentions, topics: {place: unread}}` by space.  Counted are messages of others that are still there,
    behind the read mark of their topic or, without one, behind the person's admission; topics muted by the
    person count mentions alone.

    None of it costs more for more people in a space, or for more that was read: it is asked whenever somebody comes back.
    """
    admitted = {each.space: each for each in mine}
    found: dict[int, dict[str, Any]] = {space: {"unread": 0, "mentions": 0, "topics": {}} for space in admitted}
    moderated = [space for space, each in admitted.items() if each.moderates] or [0]
    kept = kept_in({space: each.sides for space, each in admitted.items()}) or [0]
    for some in pieces(list(admitted.values())):
        rows = _with_news(person=person_id, spaces=[row.space for row in some], since=[max(row.baseline, row.floor) for row in some])
        for topics in pieces(list(map(News._make, rows))):
            behind = [topic.behind(admitted[topic.space]) for topic in topics]
            counted = _counts(person=person_id, moderated=moderated, topics=[topic.entry for topic in topics], behind=behind, kept=kept)
            news = {topic.entry: topic for topic in topics}
            for entry, messages, mentions in counted:
                topic, counts = news[entry], found[news[entry].space]
                counts["mentions"] += mentions
                if not topic.muted:
                    counts["unread"] += messages
                    counts["topics"][topic.place] = messages
    return found


def pieces(rows: list[T]) -> Iterator[list[T]]:
    """The rows, AT_ONCE at a time: a query that names more of them is too deep for SQLite."""
    return (rows[start : start + AT_ONCE] for start in range(0, len(rows), AT_ONCE))


class Mine(NamedTuple):
    """What an admission says of what is unread."""

    space: int
    floor: int
    baseline: int
    moderates: bool
    sides: frozenset[int] = NOBODY  # between groups: for which the person sits there


class News(NamedTuple):
    """A topic with messages that may be unread, in the order of `_with_news`."""

    entry: int
    space: int
    place: int
    upto: int | None
    muted: bool

    def behind(self, mine: Mine) -> int:
        """The place behind which messages are unread."""
        return max(mine.baseline if self.upto is None else self.upto, mine.floor)


def with_news(person: int, spaces: list[int], since: list[int]) -> QuerySet[Topic, tuple[Any, ...]]:
    """Topics whose newest message lies behind the person's mark or, without one, behind what stands beside their space in `since`."""
    mark = ReadMark.objects.filter(person_id=person, topic_id=OuterRef("pk")).values("upto")[:1]
    unmarked = reduce(or_, (Q(space_id=space, last_place__gt=place) for space, place in zip(spaces, since, strict=True)))
    return (
        Topic.objects.filter(space_id__in=spaces)
        .annotate(upto=Subquery(mark), muted=Exists(MutedTopic.objects.filter(person_id=person, topic_id=OuterRef("pk"))))
        .filter(Q(last_place__gt=F("upto")) | Q(unmarked, upto__isnull=True))
        .order_by("space_id", "entry__place")
        .values_list("pk", "space_id", "entry__place", "upto", "muted")
    )


def counts(person: int, moderated: list[int], topics: list[int], behind: list[int], kept: list[int]) -> QuerySet[Entry, tuple[Any, ...]]:
    """(topic, messages, mentions) of topics that hold something of others behind the places in `behind`, but for what is `kept`."""
    calls = Q(message__mentions_all=True) | Q(message__mentions__seat__person_id=person)
    calls |= Q(message__mentions_moderators=True, stream_id__in=moderated)
    unseen = reduce(or_, (Q(topic_id=topic, place__gt=place) for topic, place in zip(topics, behind, strict=True)))
    return (
        Entry.objects.filter(unseen, kind="message", message__gone="")
        .exclude(message__author__person_id=person)
        .exclude(pk__in=kept)
        .values("topic_id")
        .annotate(messages=Count("pk", distinct=True), mentions=Count("pk", distinct=True, filter=calls))
        .order_by("topic_id")
        .values_list("topic_id", "messages", "mentions")
    )


_admitted = Prepared(
    lambda moment, person, spaces: (
        admissions_at(moment, [person])
        .filter(space_id__in=spaces)
        .order_by("-pk")
        .values_list("space_id", "floor", "baseline", "seat__role", "seat__group_id", "space__group_id")
    ),
    moment=datetime,
    person=int,
    spaces=[int],
)
_with_news = Prepared(with_news, person=int, spaces=[int], since=[int])
_counts = Prepared(counts, person=int, moderated=[int], topics=[int], behind=[int], kept=[int])


def muted_topics(person_id: int) -> list[tuple[int, int]]:
    """(space, place) of the topics that the person muted."""
    return list(MutedTopic.objects.filter(person_id=person_id).values_list("topic__stream_id", "topic__place"))
