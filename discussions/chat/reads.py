"""Topics and messages, read as shapes.  Callers have checked who may see them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, QuerySet
from pydantic import BaseModel

from collab.errors import NotFound
from collab.labels import Label
from collab.prepared import Prepared
from collab.realtime.frames import Item
from collab.streams.models import Entry
from discussions.chat.holds import groups_keeping, groups_keeping_titles, is_kept
from discussions.chat.models import Mention, Message, Reaction, ShownCounts, Topic
from discussions.chat.parts import Address, MessageParts, message_shape, quote_shape
from discussions.chat.shapes import CardRef, MessageShape, QuoteShape, ReactionShape, RevisionShape, TopicShape, Word
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in
from groups.badges import Badge

TOPICS_SHOWN = 80  # on the first page of a space
MESSAGES_SHOWN = 50  # on the first page, and a page of history
REACTIONS_SHOWN_FROM = 3  # between groups: fewer would tell who


def topic_shape(topic: Topic) -> TopicShape:
    """The shape of one topic.  Needs entry, author.person and author.organisation."""
    return TopicShape(
        space=topic.space_id, place=topic.entry.place, rev=topic.entry.rev, title=topic.title, label=Label(topic.entry.label),
        locked=topic.locked_at is not None, pinned=topic.pinned_at is not None, slow_seconds=topic.slow_seconds,
        by=Badge.of(topic.author) if topic.author is not None and topic.shown_as is None else Badge.model_validate(topic.shown_as),
        capabilities=topic.capabilities, opened_at=topic.opened_at, messages=topic.messages, last_place=topic.last_place,
        last_at=topic.last_at,
    )  # fmt: skip


def topics_of(entry_ids: Iterable[int]) -> dict[int, TopicShape]:
    """Shapes of topics by the id of their entry: one query, a second between groups."""
    rows = Topic.objects.filter(pk__in=list(entry_ids)).select_related("entry", "author__person", "author__organisation")
    found = {row.pk: topic_shape(row) for row in rows}
    between_groups = [row.pk for row in rows if row.shown_as is not None]
    for pk, groups in (groups_keeping_titles(between_groups) if between_groups else {}).items():
        found[pk]._kept_from = groups
    return found


def by(message: Message) -> Badge | None:
    """Whom readers see as the author: a bridge's attribution where there is one."""
    if message.shown_as is not None:
        return Badge.model_validate(message.shown_as)
    return Badge.of(message.author) if message.author else None


def quotable() -> QuerySet[Message]:
    """Messages with what a quote of them needs."""
    return Message.objects.select_related("entry", "author__person", "author__organisation")


def quote_of(message: Message) -> QuoteShape:
    """A message from `quotable` as another one quotes it."""
    return quote_shape(place=message.entry.place, author=by(message), body=message.body, label=message.entry.label)


class Row(NamedTuple):
    """A stored message, in the order of `_messages`."""

    pk: int
    place: int
    rev: int
    label: str
    topic: int | None
    quoted: int | None
    cards: list[dict[str, Any]]
    seat: int | None
    pseudonym: str
    name: str
    organisation: str
    constituency: str
    role: str
    space_id: int
    client_id: UUID
    body: str
    html: str
    note: str
    posted_at: datetime
    mentions_all: bool
    mentions_moderators: bool
    shown_as: dict[str, Any] | None
    edited_at: datetime | None
    pinned_at: datetime | None
    gone: str
    gone_at: datetime | None
    carried: dict[str, Any] | None
    unasked: bool
    attachments: list[dict[str, Any]] | None

    @property
    def by(self) -> Badge | None:
        """Whom readers see as the author: a bridge's attribution where there is one."""
        if self.shown_as is not None:
            return Badge.model_validate(self.shown_as)
        if self.seat is None:
            return None
        return Badge.named(
            seat=self.seat, pseudonym=self.pseudonym, name=self.name, organisation=self.organisation, constituency=self.constituency,
            role=self.role,
        )  # fmt: skip

    @property
    def parts(self) -> MessageParts:
        """For the shape."""
        topic = None if self.topic is None else InTopic(self.topic)
        return MessageParts(
            entry=Address(self.place, self.rev, self.label, topic), space_id=self.space_id, client_id=self.client_id, body=self.body,
            html=self.html, note=self.note, posted_at=self.posted_at, mentions_all=self.mentions_all,
            mentions_moderators=self.mentions_moderators, shown_as=self.shown_as, edited_at=self.edited_at, pinned_at=self.pinned_at,
            gone=self.gone, gone_at=self.gone_at, carried=self.carried, unasked=self.unasked, attachments=self.attachments,
        )  # fmt: skip

    @property
    def as_quote(self) -> QuoteShape:
        """As another message quotes it."""
        return quote_shape(place=self.place, author=self.by, body=self.body, label=self.label)


class InTopic(NamedTuple):
    """The topic of a stored message."""

    place: int


# Rows instead of models: a page of fifty messages made 350 of them, which was most of what it cost.
_messages = Prepared(
    lambda ids: Message.objects.filter(pk__in=ids).values_list(
        "pk", "entry__place", "entry__rev", "entry__label", "entry__topic__place", "quoted_id", "cards", "author_id", "author__pseudonym",
        "author__person__name", "author__organisation__name", "author__organisation__constituency_id", "author__role",
        "space_id", "client_id", "body", "html", "note", "posted_at", "mentions_all", "mentions_moderators", "shown_as", "edited_at",
        "pinned_at", "gone", "gone_at", "carried", "unasked", "attachments",
    ),
    ids=[int],
)  # fmt: skip
_reactions = Prepared(
    lambda ids: Reaction.objects.filter(message_id__in=ids).order_by("pk").values_list("message_id", "word", "seat_id"), ids=[int]
)
_mentions = Prepared(lambda ids: Mention.objects.filter(message_id__in=ids).order_by("pk").values_list("message_id", "seat_id"), ids=[int])


def messages_of(entry_ids: Iterable[int]) -> dict[int, MessageShape]:
    """Shapes of messages by the id of their entry: three queries whatever their number, one more where one quotes, and between groups."""
    ids = list(entry_ids)
    rows = [Row._make(row) for row in _messages(ids=ids)]
    quoted = {row.pk: row for row in map(Row._make, _messages(ids={row.quoted for row in rows if row.quoted and not row.gone}))}
    words, mentions = defaultdict[int, list[tuple[str, int]]](list), defaultdict[int, list[int]](list)
    for message, word, seat in _reactions(ids=ids):
        words[message].append((word, seat))
    for message, seat in _mentions(ids=ids):
        mentions[message].append(seat)
    between_groups = [row.pk for row in rows if row.shown_as is not None]
    counts = dict(ShownCounts.objects.filter(pk__in=between_groups).values_list("pk", "shown")) if between_groups else {}
    found = {
        row.pk: message_shape(
            row.parts,
            author=row.by,
            reactions=counted(counts[row.pk])
            if row.pk in counts and not row.gone
            else reaction_shapes([] if row.gone else words[row.pk], between_groups=row.shown_as is not None),
            mentions=mentions[row.pk],
            cards=[CardRef.model_validate(card) for card in row.cards],
            quote=quoted[row.quoted].as_quote if row.quoted and not row.gone else None,
        )
        for row in rows
    }
    for pk, groups in (groups_keeping(between_groups) if between_groups else {}).items():
        found[pk]._kept_from = groups
    return found


def message_of(entry_id: int) -> MessageShape:
    """The shape of one message that is there."""
    return messages_of([entry_id])[entry_id]


def item_of(shape: BaseModel, *, place: int, rev: int, since: int) -> Item:
    """A shape on its way to listeners, and what it is to those who do not read it whole: what it quotes, or all of it."""
    if isinstance(shape, (MessageShape, TopicShape)) and shape._kept_from:
        kept = shape.seen_from(0, shape._kept_from).model_dump_json()
        return Item(place, rev, since, shape.model_dump_json(), kept_from=shape._kept_from, kept=kept)
    if not isinstance(shape, MessageShape) or shape.quote is None:
        return Item(place, rev, since, shape.model_dump_json())
    quoted = shape.quote.place
    return Item(place, rev, since, shape.model_dump_json(), quoted, shape.seen_from(quoted).model_dump_json())


def reaction_shapes(said: Iterable[tuple[str, int]], *, between_groups: bool) -> list[ReactionShape]:
    """The words (word, seat) said on a message.  Between groups only how many, from `REACTIONS_SHOWN_FROM` on."""
    words: dict[str, list[int]] = {}
    for word, seat in said:
        words.setdefault(word, []).append(seat)
    found = [(word, words[word]) for word in Word if word in words]
    if not between_groups:
        return [ReactionShape(word=word, seats=seats, count=len(seats)) for word, seats in found]
    return [ReactionShape(word=word, seats=[], count=len(seats)) for word, seats in found if len(seats) >= REACTIONS_SHOWN_FROM]


def counted(shown: dict[str, int]) -> list[ReactionShape]:
    """Counts as they were told last."""
    return [ReactionShape(word=word, seats=[], count=shown[word]) for word in Word if word in shown]


def newest_topics(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the topics for a first page: those with the newest messages and those pinned."""
    rows = Topic.objects.filter(space_id=stream_id).order_by(F("pinned_at").desc(nulls_last=True), "-last_place").values("pk")
    return Entry.objects.filter(pk__in=rows[:TOPICS_SHOWN])


def newest_messages(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the messages for a first page, and one more where there are earlier ones."""
    return Entry.objects.filter(stream_id=stream_id, kind="message", place__gt=floor).order_by("-place")[: MESSAGES_SHOWN + 1]


def revisions_of(person_id: int, space_id: int, place: int) -> list[RevisionShape]:
    """Earlier wordings of a message, oldest first.  Raises NotFound."""
    check_view(standing := standing_in(person_id, space_id))
    message = Message.objects.filter(space_id=space_id, entry__place=place, entry__place__gt=standing.floor).first()
    if message is None:
        raise NotFound
    rows = [] if message.gone or is_kept(standing, message.pk) else message.revisions.order_by("pk")
    return [RevisionShape(html=row.html, body=row.body, label=Label(row.label), written_at=row.written_at) for row in rows]
