"""Read marks, drafts, notices, and the counts that follow from them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from collab.clock import now
from collab.labels import Label
from collab.prepared import Prepared
from collab.streams.models import Entry
from discussions.personal.models import Draft, Hidden, Notice, ReadMark
from discussions.personal.shapes import DraftShape, HiddenShape, MarkShape, NoticeShape
from discussions.spaces.models import MutedTopic
from discussions.spaces.reads import admissions_at

MARKS_SHOWN, NOTICES_SHOWN = 500, 50  # on the first page


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
    """What each space holds that the person has not read, in one query.

    `{unread, mentions, topics: {place: unread}}` by space.  Counted are messages of others that are still there,
    behind the read mark of their topic or, without one, behind the person's admission; topics muted by the
    person count mentions alone.
    """
    ids = list(space_ids)
    found: dict[int, dict[str, Any]] = {space: {"unread": 0, "mentions": 0, "topics": {}} for space in ids}
    for space, topic, muted, messages, mentions in _unread(moment=now(), person=person_id, spaces=ids):
        counts = found[space]
        counts["mentions"] += mentions
        if not muted:
            counts["unread"] += messages
            counts["topics"][topic] = messages
    return found


def unread_rows(moment: datetime, person: int, spaces: list[int]) -> QuerySet[Entry, tuple[Any, ...]]:
    """(space, topic's place, muted, messages, mentions) of every topic that holds something unread."""
    mark = ReadMark.objects.filter(person_id=person, topic_id=OuterRef("topic_id")).values("upto")[:1]
    mine = admissions_at(moment, [person]).filter(space_id=OuterRef("stream_id")).order_by("pk")
    calls = Q(message__mentions_all=True) | Q(message__mentions__seat__person_id=person)
    calls |= Q(message__mentions_moderators=True, role__in=["lead", "moderator"])
    return (
        Entry.objects.filter(stream_id__in=spaces, kind="message", message__gone="")
        .exclude(message__author__person_id=person)
        .annotate(
            upto=Coalesce(Subquery(mark), Subquery(mine.values("baseline")[:1]), output_field=IntegerField()),
            floor=Subquery(mine.values("floor")[:1]),
            role=Subquery(mine.values("seat__role")[:1]),
        )
        .filter(place__gt=F("upto"))
        .filter(place__gt=F("floor"))
        .annotate(muted=Exists(MutedTopic.objects.filter(person_id=person, topic_id=OuterRef("topic_id"))))
        .values("stream_id", "topic__place", "muted")
        .annotate(messages=Count("pk", distinct=True), mentions=Count("pk", distinct=True, filter=calls))
        .order_by("stream_id", "topic__place")
        .values_list("stream_id", "topic__place", "muted", "messages", "mentions")
    )


_unread = Prepared(unread_rows, moment=datetime, person=int, spaces=[int])


def muted_topics(person_id: int) -> list[tuple[int, int]]:
    """(space, place) of the topics that the person muted."""
    return list(MutedTopic.objects.filter(person_id=person_id).values_list("topic__stream_id", "topic__place"))
