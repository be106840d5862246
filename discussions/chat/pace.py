"""Slow mode: how long each person waits between two messages, in a space and in a topic."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Max

from collab.clock import now
from discussions.chat.models import LastWord, Message
from discussions.chat.policies import check_pace
from discussions.spaces.policies import Standing


class Where(NamedTuple):
    """A topic, and how slowly people write there."""

    topic_id: int  # of its entry
    slow_seconds: int


class Pace:
    """Who wrote when in what is slow, within one batch of posts.  Where nothing is slow, it asks the database nothing."""

    def __init__(self, standings: Iterable[Standing], topics: Collection[Where]) -> None:
        """Needs the locks of the spaces."""
        waiting = {one.seat_id: one for one in standings if one.seat_id is not None and not one.moderates}
        slow = any(one.slow_seconds for one in waiting.values()) or any(topic.slow_seconds for topic in topics)
        self.at: dict[tuple[int, int], datetime] = {}  # by seat and topic
        self.space: dict[int, int] = {}  # of each topic here
        self.news: set[tuple[int, int]] = set()
        if waiting and slow:
            rows = LastWord.objects.filter(seat__in=waiting).annotate(space=F("topic__stream_id"))
            for seat, topic, space, at in rows.values_list("seat_id", "topic_id", "space", "at"):
                self.at[seat, topic], self.space[topic] = at, space

    def check(self, standing: Standing, topic: Where) -> None:
        """Raise Refused (slow_mode) where the person has to wait."""
        if standing.moderates:
            return
        ends = [
            at + timedelta(seconds=max(standing.slow_seconds, topic.slow_seconds if where == topic.topic_id else 0))
            for (seat, where), at in self.at.items()
            if seat == standing.seat_id and self.space[where] == standing.space_id
        ]
        check_pace(standing, max(ends, default=None))

    def wrote(self, standing: Standing, topic: Where) -> None:
        """Note that the person has just written there."""
        if (standing.slow_seconds or topic.slow_seconds) and not standing.moderates:
            key = (standing.seat, topic.topic_id)
            self.at[key], self.space[topic.topic_id] = standing.now, standing.space_id
            self.news.add(key)

    def save(self) -> None:
        """Write what was noted."""
        if not self.news:
            return
        keep((seat, topic, self.at[seat, topic]) for seat, topic in sorted(self.news))


def count_from_now(space_id: int, seconds: int, topic_id: int | None) -> None:
    """Slow mode begins, in a space or in one topic: what was said just before counts already.  Under the space's lock."""
    said = Message.objects.filter(space_id=space_id, author__isnull=False, posted_at__gt=now() - timedelta(seconds=seconds))
    if topic_id is not None:
        said = said.filter(entry__topic_id=topic_id)
    keep(said.order_by().values_list("author_id", "entry__topic_id").annotate(at=Max("posted_at")))


def keep(words: Iterable[tuple[int, int, datetime]]) -> None:
    """Store when seats last wrote in topics."""
    rows = [LastWord(seat_id=seat, topic_id=topic, at=at) for seat, topic, at in words]
    LastWord.objects.bulk_create(rows, update_conflicts=True, unique_fields=["seat", "topic"], update_fields=["at"])
