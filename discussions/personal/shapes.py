"""What lies in one's own stream, as it travels."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from pydantic import BaseModel, Field

from collab.api.request import Request
from collab.labels import Label
from discussions.chat.shapes import MessageShape, TopicShape


class MarkShape(BaseModel):
    """Up to which place of a topic one has read."""

    kind: Literal["mark"] = "mark"
    place: int
    rev: int
    space: int
    topic: int
    upto: int


class DraftShape(BaseModel):
    """A text that waits in a topic.  An empty body: there is none any more."""

    kind: Literal["draft"] = "draft"
    place: int
    rev: int
    space: int
    topic: int
    body: str
    label: Label | Literal[""]
    note: str
    quote: int | None
    changed_at: datetime


class HiddenShape(BaseModel):
    """A message that one reported and does not want to see."""

    kind: Literal["hidden"] = "hidden"
    place: int
    rev: int
    space: int
    message: int


class ReshownShape(BaseModel):
    """A message of a thread between groups, and its topic, as one reads them now: one's own side keeps it back, or no longer does.

    Of what one reads no more: nothing.
    """

    kind: Literal["reshown"] = "reshown"
    place: int
    rev: int
    items: list[Annotated[MessageShape | TopicShape, Field(discriminator="kind")]]


class NoticeShape(BaseModel):
    """Something that happened and concerns oneself: facts, from which the screen makes its sentence."""

    kind: Literal["notice"] = "notice"
    place: int
    rev: int
    what: str
    space: int | None
    about: int | None
    facts: dict[str, Any]
    at: datetime
    seen: bool


class DraftText(Request):
    """What to keep.  An empty body throws the draft away."""

    body: Annotated[str, Field(max_length=settings.BODY_LIMIT * 16)]
    label: Label | Literal[""] = ""
    note: Annotated[str, Field(max_length=160)] = ""
    quote: int | None = None


class MarkUpTo(Request):
    """The place up to which one has read; a smaller one marks unread from there."""

    upto: Annotated[int, Field(ge=0)]


class Places(Request):
    """Places in one's own stream."""

    places: Annotated[list[int], Field(max_length=200)]
