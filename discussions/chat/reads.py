"""Topics and messages, read as shapes.  Callers have checked who may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from pydantic import BaseModel

from collab.errors import NotFound
from collab.labels import Label
from collab.realtime.frames import Item
from collab.streams.models import Entry
from collab.text.plain import excerpt
from discussions.chat.models import Mention, Message, Reaction, Topic
from discussions.chat.shapes import CardRef, MessageShape, QuoteShape, ReactionShape, RevisionShape, TopicShape, Word
from discussions.spaces.policies import check_view
from discussions.spaces.reads import standing_in
from groups.badges import Badge

TOPICS_SHOWN = 80  # on the first page of a space
MESSAGES_SHOWN = 50  # on the first page, and a page of history
REACTIONS_SHOWN_FROM = 3  # between groups: fewer would tell who
GONE: dict[str, Literal["", "withdrawn", "redacted"]] = {"": "", "withdrawn": "withdrawn", "redacted": "redacted"}


def topic_shape(topic: Topic) -> TopicShape:
    """The shape of one topic.  Needs entry, author.person and author.organisation."""
    return TopicShape(
        space=topic.space_id, place=topic.entry.place, rev=topic.entry.rev, title=topic.title, label=Label(topic.entry.label),
        locked=topic.locked_at is not None, pinned=topic.pinned_at is not None,
        by=Badge.of(topic.author) if topic.shown_as is None else Badge.model_validate(topic.shown_as),
        capabilities=topic.capabilities, opened_at=topic.opened_at, messages=topic.messages, last_place=topic.last_place,
        last_at=topic.last_at,
    )  # fmt: skip


def topics_of(entry_ids: Iterable[int]) -> dict[int, TopicShape]:
    """Shapes of topics by the id of their entry, in one query."""
    rows = Topic.objects.filter(pk__in=list(entry_ids)).select_related("entry", "author__person", "author__organisation")
    return {row.pk: topic_shape(row) for row in rows}


def by(message: Message) -> Badge | None:
    """Whom readers see as the author: a bridge's attribution where there is one."""
    if message.shown_as is not None:
        return Badge.model_validate(message.shown_as)
    return Badge.of(message.author) if message.author else None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message that is being posted, with the attributes of a stored one as far as its shape asks."""

    entry: "NewEntry"
    space_id: int
    client_id: UUID
    body: str
    html: str
    note: str
    posted_at: datetime
    mentions_all: bool
    mentions_moderators: bool
    shown_as: None = None
    edited_at: None = None
    pinned_at: None = None
    gone: str = ""
    gone_at: None = None


class NewEntry(NamedTuple):
    """Its address."""

    place: int
    rev: int
    label: str
    topic: "Placed"


class Placed(Protocol):
    """What stands at a place of its stream."""

    @property
    def place(self) -> int:
        """Its place."""


def quote_shape(message: Message) -> QuoteShape:
    """A quoted message.  Needs entry and author."""
    return QuoteShape(
        place=message.entry.place, by=by(message), excerpt=excerpt(message.body), label=Label(message.entry.label), before_joining=False
    )


def message_shape(
    message: Message | NewMessage,
    *,
    author: Badge | None,
    reactions: list[ReactionShape],
    mentions: list[int],
    cards: list[CardRef],
    quote: QuoteShape | None,
) -> MessageShape:
    """The shape of one message, from parts that were read or are about to be written."""
    attributed = message.shown_as is not None
    return MessageShape(
        space=message.space_id, place=message.entry.place, rev=message.entry.rev,
        topic=message.entry.topic.place if message.entry.topic else 0, client_id=None if attributed else message.client_id,
        by=author, body=message.body, html=message.html, label=Label(message.entry.label), note=message.note, quote=quote,
        cards=cards, mentions=mentions, mentions_all=message.mentions_all, mentions_moderators=message.mentions_moderators,
        reactions=reactions, pinned=message.pinned_at is not None, posted_at=message.posted_at, edited_at=message.edited_at,
        gone=GONE[message.gone], gone_at=message.gone_at,
    )  # fmt: skip


def full_messages() -> QuerySet[Message]:
    """Messages with all that a shape needs: four queries whatever their number, fewer where a part is missing."""
    return Message.objects.select_related("entry__topic", "author__person", "author__organisation").prefetch_related(
        Prefetch("reactions", Reaction.objects.order_by("pk")),
        Prefetch("mentions", Mention.objects.order_by("pk")),
        Prefetch("quoted__message", Message.objects.select_related("entry", "author__person", "author__organisation")),
    )


def messages_of(entry_ids: Iterable[int]) -> dict[int, MessageShape]:
    """Shapes of messages by the id of their entry."""
    return {row.pk: shape_of(row) for row in full_messages().filter(pk__in=list(entry_ids))}


def shape_of(message: Message) -> MessageShape:
    """The shape of a message from `full_messages`."""
    quoted = message.quoted.message if message.quoted_id and not message.gone else None  # type: ignore[union-attr]  # quoted_id is set
    return message_shape(
        message,
        author=by(message),
        reactions=reaction_shapes(message),
        mentions=[each.seat_id for each in message.mentions.all()],
        cards=[CardRef.model_validate(card) for card in message.cards],
        quote=quote_shape(quoted) if quoted else None,
    )


def item_of(shape: BaseModel, *, place: int, rev: int, since: int) -> Item:
    """A shape on its way to listeners, and what it is to those who do not read the place of what it quotes."""
    if not isinstance(shape, MessageShape) or shape.quote is None:
        return Item(place, rev, since, shape.model_dump_json())
    quoted = shape.quote.place
    return Item(place, rev, since, shape.model_dump_json(), quoted, shape.seen_from(quoted).model_dump_json())


def reaction_shapes(message: Message) -> list[ReactionShape]:
    """The words said on a message.  Between groups only how many, from `REACTIONS_SHOWN_FROM` on."""
    words: dict[str, list[int]] = {}
    for reaction in message.reactions.all():
        words.setdefault(reaction.word, []).append(reaction.seat_id)
    said = [(word, words[word]) for word in Word if word in words]
    if message.shown_as is None:
        return [ReactionShape(word=word, seats=seats, count=len(seats)) for word, seats in said]
    return [ReactionShape(word=word, seats=[], count=len(seats)) for word, seats in said if len(seats) >= REACTIONS_SHOWN_FROM]


def newest_topics(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the topics for a first page: those with the newest messages and those pinned."""
    rows = Topic.objects.filter(space_id=stream_id).order_by(F("pinned_at").desc(nulls_last=True), "-last_place").values("pk")
    return Entry.objects.filter(pk__in=rows[:TOPICS_SHOWN])


def newest_messages(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the messages for a first page, and one more where there are earlier ones."""
    return Entry.objects.filter(stream_id=stream_id, kind="message", place__gt=floor).order_by("-place")[: MESSAGES_SHOWN + 1]


def revisions_of(person_id: int, space_id: int, place: int) -> list[RevisionShape]:
    """Earlier wordings of a message, oldest first.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    message = Message.objects.filter(space_id=space_id, entry__place=place, entry__place__gt=standing.floor).first()
    if message is None:
        raise NotFound
    return [
        RevisionShape(html=row.html, body=row.body, label=Label(row.label), written_at=row.written_at)
        for row in message.revisions.order_by("pk")
    ]
