"""A message in its parts, stored or about to be, and the shape that they make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol, get_args
from uuid import UUID

from collab.labels import Label
from collab.text.plain import excerpt
from discussions.chat.shapes import AttachmentShape, CardRef, ExcerptShape, Gone, MessageShape, QuoteShape, ReactionShape
from groups.badges import Badge

GONE: dict[str, Gone] = {each: each for each in get_args(Gone)}


@dataclass(frozen=True, slots=True)
class MessageParts:
    """A message as far as its shape asks: stored, or about to be."""

    entry: "Address"
    space_id: int
    client_id: UUID
    body: str
    html: str
    note: str
    posted_at: datetime
    mentions_all: bool
    mentions_moderators: bool
    shown_as: dict[str, Any] | None = None
    edited_at: datetime | None = None
    pinned_at: datetime | None = None
    gone: str = ""
    gone_at: datetime | None = None
    carried: dict[str, Any] | None = None
    unasked: bool = False
    attachments: list[dict[str, Any]] | None = None


class Address(NamedTuple):
    """Where a message stands."""

    place: int
    rev: int
    label: str
    topic: "Placed | None"


class Placed(Protocol):
    """What stands at a place of its stream."""

    @property
    def place(self) -> int:
        """Its place."""


def message_shape(
    message: MessageParts,
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
        by=author, body=message.body, html=message.html, label=Label(message.entry.label), note=message.note, quote=quote, cards=cards,
        unasked=message.unasked, mentions=mentions, mentions_all=message.mentions_all, mentions_moderators=message.mentions_moderators,
        reactions=reactions, pinned=message.pinned_at is not None, posted_at=message.posted_at, edited_at=message.edited_at,
        gone=GONE[message.gone], gone_at=message.gone_at, carried=ExcerptShape.model_validate(message.carried) if message.carried else None,
        attachments=[] if message.gone else attachments_of(message.attachments),
    )  # fmt: skip


def attachments_of(stored: list[dict[str, Any]] | None) -> list[AttachmentShape]:
    """What goes with a message, as it was released."""
    return [AttachmentShape.model_validate(each) for each in stored or ()]


def quote_shape(*, place: int, author: Badge | None, body: str, label: str) -> QuoteShape:
    """A quoted message."""
    return QuoteShape(place=place, by=author, excerpt=excerpt(body), label=Label(label), before_joining=False)
