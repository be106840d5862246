"""Posting: the hot verb, in batches.  A single post is a batch of one.

Prepare (tidy, render; no lock) → lock the spaces → check (one query of standings) → write → ring.
A refusal is a value, so that one bad item fails alone.
"""

import hashlib
from collections import Counter as Counts
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab import metrics
from collab.errors import Code, Conflict, DomainError, NotFound
from collab.labels import highest
from collab.prepared import Insert, Prepared, Update
from collab.search.fold import fold
from collab.search.models import IndexRow
from collab.streams.counter import Counter, lock_all, save_all
from collab.streams.models import Entry
from collab.text.plain import tidy
from collab.text.render import mentioned, render
from discussions.chat.cards import check_cards
from discussions.chat.models import Mention, Message, Topic
from discussions.chat.pace import Pace, Where
from discussions.chat.parts import Address, MessageParts, message_shape
from discussions.chat.policies import check_body, check_post
from discussions.chat.reads import item_of, message_of, quotable, quote_of
from discussions.chat.shapes import MessageDraft, MessageShape
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_label, check_view
from discussions.spaces.reads import standings
from groups.badges import Badge

REQUEST = set(MessageDraft.model_fields) - {"client_id"}  # what makes two requests the same


@dataclass(slots=True)
class Post:
    """One request to post, and what preparation made of it."""

    person_id: int
    space_id: int
    draft: MessageDraft
    body: str = ""
    html: str = ""
    digest: str = ""
    seats: set[int] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    refusal: DomainError | None = None


def prepare(person_id: int, space_id: int, draft: MessageDraft) -> Post:
    """Tidy, check and render, before any lock is taken."""
    post = Post(person_id, space_id, draft, digest=digest_of(space_id, draft))
    try:
        post.body = tidy(draft.body)
        check_body(post.body)
    except DomainError as refusal:
        post.refusal = refusal
        return post
    post.html = render(post.body)
    post.seats, post.words = mentioned(post.body)
    return post


def digest_of(space_id: int, draft: MessageDraft) -> str:
    """SHA-256 of the request as it came: what makes a repeat a repeat, even after an edit."""
    return hashlib.sha256(f"{space_id}|{draft.model_dump_json(include=REQUEST)}".encode()).hexdigest()


def post_messages(posts: list[Post]) -> list[MessageShape | DomainError]:
    """Say things, each in its space; the answers come in the order of the requests.

    Safe to repeat: the same `client_id` of the same person returns the first message and tells nobody again.

    Refusals: not_found, space_archived, reads_only, muted, slow_mode, topic_locked, too_long, empty, label_too_low,
    label_above_ceiling, replay_differs, not_allowed (a bridge).
    """
    metrics.BATCH.observe(len(posts))
    with transaction.atomic():
        batch = Batch(posts)
        answers = [batch.take(post) for post in posts]
        batch.finish()
    return answers


def post_message(person_id: int, space_id: int, draft: MessageDraft) -> MessageShape:
    """One message: a batch of one.  Raises the refusal that `post_messages` would return."""
    [answer] = post_messages([prepare(person_id, space_id, draft)])
    if isinstance(answer, DomainError):
        raise answer
    return answer


class Batch:
    """What one transaction of posts knows: read once for all of them, under the locks of their spaces; written at its end."""

    def __init__(self, posts: list[Post]) -> None:
        self.counters: dict[int, Counter] = lock_all(post.space_id for post in posts)
        self.standings: dict[tuple[int, int], Standing] = standings((post.person_id, post.space_id) for post in posts)
        known = {(seat, post.draft.client_id) for post in posts if (seat := self.standings[post.person_id, post.space_id].seat_id)}
        rows = _earlier(seats=[seat for seat, _ in known], ids=[key for _, key in known])
        self.earlier: dict[tuple[int, UUID], tuple[str, int | MessageShape]] = {(seat, key): (digest, pk) for seat, key, digest, pk in rows}
        rows = _topics(spaces={post.space_id for post in posts}, places={post.draft.topic for post in posts})
        facts = [TopicFacts._make((*row, fold(row[4]))) for row in rows]
        self.topics = {(topic.space_id, topic.place): topic for topic in facts}
        self.pace = Pace(self.standings.values(), [topic.pace for topic in facts])
        self.written: list[Written] = []

    def take(self, post: Post) -> MessageShape | DomainError:
        """Post one message, or say why not.  Nothing of a refused post is written."""
        try:
            return self._post(post)
        except DomainError as refusal:
            return refusal

    def _post(self, post: Post) -> MessageShape:
        standing, draft = self.standings[post.person_id, post.space_id], post.draft
        check_view(standing)
        if post.refusal:
            raise post.refusal
        if known := self.earlier.get((standing.seat, draft.client_id)):
            return repeated(known, post.digest).seen_from(standing.floor)
        topic = self.topics.get((post.space_id, draft.topic))
        check_post(standing, topic_locked=topic is not None and topic.locked_at is not None)
        if topic is None:
            raise NotFound
        self.pace.check(standing, topic.pace)
        quoted = self._quoted(standing, draft.quote)
        floor = highest(topic.label, quoted.entry.label) if quoted else topic.label
        label = draft.label or floor
        check_label(label, floor, standing.ceiling)
        check_cards(post.person_id, draft.cards, standing)
        mentions = readers_named(post.space_id, post.seats)

        counter = self.counters[post.space_id]
        rev = counter.take()
        message = MessageParts(
            entry=Address(rev, rev, label, topic),
            space_id=post.space_id,
            client_id=draft.client_id,
            body=post.body,
            html=post.html,
            note=tidy(draft.note),
            posted_at=standing.now,
            mentions_all="group:all" in post.words,
            mentions_moderators="role:moderators" in post.words,
        )
        shape = message_shape(
            message, author=Badge.model_validate(standing.badge), reactions=[], mentions=mentions,
            quote=quote_of(quoted) if quoted else None, cards=draft.cards,
        )  # fmt: skip
        self.written.append(Written(message, post, topic, standing.seat, quoted.pk if quoted else None, mentions))
        self.earlier[standing.seat, draft.client_id] = (post.digest, shape)
        self.pace.wrote(standing, topic.pace)
        counter.hand(item_of(shape, place=rev, rev=rev, since=rev))
        return shape

    def _quoted(self, standing: Standing, place: int | None) -> Message | None:
        if place is None:
            return None
        found = quotable().filter(space_id=standing.space_id, entry__place=place, entry__place__gt=standing.floor, gone="").first()
        if found is None:
            raise NotFound
        return found

    def finish(self) -> None:
        """Write everything, the counters last; what was said is told after commit."""
        if not self.written:
            return
        keys = _insert_entries([each.address() for each in self.written])
        stored = list(zip(keys, self.written, strict=True))
        _insert_messages([each.row(key) for key, each in stored])
        _insert_words([(key, each.topic.words, fold(each.message.body)) for key, each in stored])
        _insert_mentions([(key, seat) for key, each in stored for seat in each.mentions])
        said = Counts(each.topic.entry_id for each in self.written)
        newest = {each.topic.entry_id: each for each in self.written}
        _update_topics(
            [(each.topic.messages + said[key], each.message.entry.place, each.message.posted_at, key) for key, each in newest.items()]
        )
        self.pace.save()
        save_all([counter for counter in self.counters.values() if counter.handed])


@dataclass(frozen=True, slots=True)
class Written:
    """One message of a batch, to be stored at its end."""

    message: MessageParts
    post: Post
    topic: "TopicFacts"
    author_id: int
    quoted_id: int | None
    mentions: list[int]

    def address(self) -> tuple[Any, ...]:
        """The columns of `Entry`, in the order of `_insert_entries`."""
        entry = self.message.entry
        return self.message.space_id, entry.place, entry.rev, "message", entry.label, self.topic.entry_id

    def row(self, entry_id: int) -> tuple[Any, ...]:
        """The columns of `Message`, in the order of `_insert_messages`."""
        message = self.message
        return (
            entry_id, message.space_id, self.author_id, message.client_id, self.post.digest, message.body, message.html, message.note,
            [card.model_dump() for card in self.post.draft.cards], self.quoted_id, message.posted_at, message.mentions_all,
            message.mentions_moderators, None, None, None, "", None, None, False, None,
        )  # fmt: skip


class TopicFacts(NamedTuple):
    """A topic, as far as posting asks."""

    entry_id: int
    space_id: int
    place: int
    label: str
    title: str
    locked_at: datetime | None
    messages: int
    slow_seconds: int
    words: str  # of the title, as the index has them

    @property
    def pace(self) -> Where:
        """How slowly people write in it."""
        return Where(self.entry_id, self.slow_seconds)


# Pair by pair: "seat in … and id in …" would have the index look for each id under each seat.
_earlier = Prepared(
    lambda seats, ids: Message.objects.filter(
        reduce(or_, (Q(author_id=seat, client_id=key) for seat, key in zip(seats, ids, strict=True)))
    ).values_list("author_id", "client_id", "request_hash", "pk"),
    seats=[int],
    ids=[UUID],
)
_topics = Prepared(
    lambda spaces, places: Topic.objects.filter(space_id__in=spaces, entry__place__in=places, entry__stream_id__in=spaces).values_list(
        "entry_id", "space_id", "entry__place", "entry__label", "title", "locked_at", "messages", "slow_seconds"
    ),
    spaces=[int],
    places=[int],
)
_insert_entries = Insert(Entry, "stream_id", "place", "rev", "kind", "label", "topic_id")
_insert_messages = Insert(
    Message, "entry_id", "space_id", "author_id", "client_id", "request_hash", "body", "html", "note", "cards", "quoted_id", "posted_at",
    "mentions_all", "mentions_moderators", "shown_as", "edited_at", "pinned_at", "gone", "gone_at", "carried", "unasked",
    "attachments",
)  # fmt: skip
_insert_mentions = Insert(Mention, "message_id", "seat_id")
_insert_words = Insert(IndexRow, "entry_id", "title", "text")
_update_topics = Update(Topic, "messages", "last_place", "last_at")


def repeated(known: tuple[str, int | MessageShape], digest: str) -> MessageShape:
    """The first answer again; Conflict when the same `client_id` comes with other words."""
    first, message = known
    if first != digest:
        raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with other words. Copy your text and send it anew."))
    return message if isinstance(message, MessageShape) else message_of(message)


def readers_named(space_id: int, seats: set[int]) -> list[int]:
    """Of the seats that a text names, those that read the space; others are not told and not stored."""
    if not seats:
        return []
    inside = Admission.objects.filter(space_id=space_id, ended_at__isnull=True, seat_id__in=seats, seat__pseudonym="")
    return sorted(set(inside.values_list("seat_id", flat=True)))


def store_mentions(message: Message, seats: set[int]) -> list[int]:
    """Note the seats that a stored message names and that read its space."""
    found = readers_named(message.space_id, seats)
    Mention.objects.bulk_create(Mention(message=message, seat_id=seat) for seat in found)
    return found


def recount(topic: Topic) -> None:
    """Set a topic's figures after messages came or went."""
    newest = Message.objects.filter(entry__topic_id=topic.pk).select_related("entry").order_by("-entry__place").first()
    topic.messages = Message.objects.filter(entry__topic_id=topic.pk).count()
    topic.last_place, topic.last_at = (newest.entry.place, newest.posted_at) if newest else (0, None)
    topic.save(update_fields=["messages", "last_place", "last_at"])
