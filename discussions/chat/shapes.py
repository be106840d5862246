"""Topics and messages as they travel: in answers, pushes and catch-ups alike."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from pydantic import BaseModel, Field, PrivateAttr

from collab.api.request import Request
from collab.labels import Label
from collab.realtime.frames import NOBODY
from collab.text.identifying import Trace
from discussions.frameworks import Capabilities
from groups.badges import Badge

Gone = Literal["", "withdrawn", "redacted", "held", "wished", "red", "flagged", "removed"]


class Word(StrEnum):
    """What one can answer with one touch.  Translated on the screen."""

    THANKS = "thanks"
    NOTED = "noted"
    CAN_HELP = "can_help"
    QUESTION = "question"


class CardRef(Request):
    """The address of a document or a poll."""

    space: int
    place: int


class MessageDraft(Request):
    """A message that somebody wants to post.  `body` longer than the limit is refused by the action, with its own code."""

    client_id: UUID
    topic: int
    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]
    label: Label | None = None
    note: Annotated[str, Field(max_length=160)] = ""
    quote: int | None = None
    cards: Annotated[list[CardRef], Field(max_length=10)] = []


class TopicDraft(Request):
    """A topic opens with its first message."""

    client_id: UUID
    title: Annotated[str, Field(min_length=1, max_length=160)]
    label: Label | None = None
    capabilities: Capabilities = []
    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]
    note: Annotated[str, Field(max_length=160)] = ""
    cards: Annotated[list[CardRef], Field(max_length=10)] = []


class MessageEdit(Request):
    """New words for a message.  `rev`, when given, must still be the message's."""

    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]
    label: Label | None = None
    note: Annotated[str, Field(max_length=160)] | None = None
    rev: int | None = None


class TopicEdit(Request):
    """What a moderator may change of a topic."""

    title: Annotated[str, Field(min_length=1, max_length=160)] | None = None
    locked: bool | None = None
    pinned: bool | None = None


class PaceDraft(Request):
    """How many seconds each person waits between two messages, in one topic or, with none, in the whole space.  0: none."""

    seconds: Annotated[int, Field(ge=0, le=86_400)]
    topic: int | None = None


class QuoteShape(BaseModel):
    """What a message quotes: empty words when the quoted message is gone.

    `before_joining`: it lies before the reader's time, and nothing else of it is told, not even its place.
    """

    place: int
    by: Badge | None
    excerpt: str
    label: Label | Literal[""]
    before_joining: bool


class ExcerptShape(BaseModel):
    """An excerpt of a thread between groups, carried on with consent: whose words they are, as their author chose for these readers.

    `number` opens the post itself for those who sit there.
    """

    number: int
    by: Badge


class AttachmentShape(BaseModel):
    """A document that went through the gate with a post between groups.  `number` opens it for those who read the post."""

    number: int
    title: str
    label: Label  # at the moment of the release; what holds now is told where it is opened
    extension: str
    size: int  # bytes


KEPT_TITLE = "…"
KEPT: dict[str, Any] = {
    "body": "", "html": "", "note": "", "quote": None, "cards": [], "carried": None, "attachments": [], "mentions": [],
    "mentions_all": False, "mentions_moderators": False, "reactions": [], "edited_at": None, "gone": "held", "unasked": False,
}  # fmt: skip
BEFORE_JOINING = QuoteShape(place=0, by=None, excerpt="", label="", before_joining=True)


class ReactionShape(BaseModel):
    """One word, how many said it, and their seats in the order in which they did; between groups no seats."""

    word: Word
    seats: list[int]
    count: int


class TopicShape(BaseModel):
    """A topic."""

    kind: Literal["topic"] = "topic"
    space: int
    place: int
    rev: int
    title: str
    label: Label
    locked: bool
    pinned: bool
    slow_seconds: int
    by: Badge
    capabilities: list[str]
    opened_at: datetime
    messages: int
    last_place: int
    last_at: datetime | None
    _kept_from: frozenset[int] = PrivateAttr(default=NOBODY)  # groups that keep its title from their own people

    def seen_from(self, floor: int, sides: frozenset[int] = NOBODY) -> "TopicShape":
        """The topic as it is for whoever sits for these groups."""
        return self.model_copy(update={"title": KEPT_TITLE}) if self._kept_from & sides else self


class MessageShape(BaseModel):
    """A message.  `gone` tells that it was withdrawn or redacted; then body, html and note are empty.

    `wished`: somebody said that it should be TLP:RED, and nobody reads it here until that is decided; `red`: it is, and left the room.
    `held`: the moderators of the reader's own group keep it from their people; others read it.  `flagged`: moderators of one group of
    the thread hold it for everybody, until it is decided; `removed`: moderators of two groups agreed that it goes.
    """

    kind: Literal["message"] = "message"
    space: int
    place: int
    rev: int
    topic: int
    client_id: UUID | None
    by: Badge | None
    body: str
    html: str
    label: Label
    note: str
    quote: QuoteShape | None
    cards: list[CardRef]
    mentions: list[int]
    mentions_all: bool
    mentions_moderators: bool
    reactions: list[ReactionShape]
    pinned: bool
    posted_at: datetime
    edited_at: datetime | None
    gone: Gone
    gone_at: datetime | None
    carried: ExcerptShape | None = None
    unasked: bool = False  # between groups: its author lets it be carried on without being asked again, as long as the charter does
    attachments: list[AttachmentShape]
    _kept_from: frozenset[int] = PrivateAttr(default=NOBODY)  # groups that keep it from their own people

    def seen_from(self, floor: int, sides: frozenset[int] = NOBODY) -> "MessageShape":
        """The message as it is for whoever reads what lies behind `floor`, for these groups: a quote from before tells nothing."""
        if self._kept_from & sides and not self.gone:
            return self.model_copy(update=KEPT)
        if self.quote is None or self.quote.place > floor:
            return self
        return self.model_copy(update={"quote": BEFORE_JOINING})


class RevisionShape(BaseModel):
    """An earlier wording of a message, and when it was written."""

    html: str
    body: str
    label: Label
    written_at: datetime


class TopicOpened(BaseModel):
    """A new topic and its first message."""

    topic: TopicShape
    message: MessageShape


class ReactionDraft(Request):
    """A word to say (on) or to take back (off)."""

    word: Word
    on: bool


class TextToCheck(Request):
    """A text that has not been sent."""

    text: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]


class TracesFound(BaseModel):
    """What in a text may point to one person.  Nothing is refused for it."""

    traces: list[Trace]


class Move(Request):
    """Where a message goes: the place of a topic of the same space."""

    topic: int
