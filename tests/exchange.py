"""A TLP:RED exchange among some of Weavers: Ben opened it and named Mia (who moderates), Cleo and Dora.

Outside it stay Ada, who leads the group, Fay, a member, and Eve, of another group: the cast is that of tests/span.py.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from collab.accounts.models import Person
from collab.clock import now
from collab.labels import Label
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.polls.actions import open_poll
from discussions.polls.shapes import PollDraft, PollShape
from discussions.spaces.actions import open_space
from discussions.spaces.models import Space
from discussions.spaces.shapes import SpaceDraft
from tests.span import Span, build_span

HOUR = timedelta(hours=1)


@dataclass
class Exchange:
    """The room, a topic in it, and everybody around it."""

    span: Span
    room: Space
    topic: int

    @property
    def path(self) -> str:
        """Its address at the API."""
        return f"/api/spaces/{self.room.pk}"

    @property
    def readers(self) -> list[Person]:
        """Those who were named, and whoever opened it."""
        return [self.span.world.ben, self.span.mia, self.span.cleo, self.span.dora]

    def draft(self, **more: Any) -> dict[str, Any]:
        """What Ben sent to open it."""
        seats = [self.span.seat(who) for who in (self.span.mia, self.span.cleo, self.span.dora)]
        return {"group": self.span.world.weavers.pk, "title": "Ember", "label": "red", "seats": seats, **more}

    def say(self, who: Person, body: str, **more: Any) -> MessageShape:
        """Post in its topic."""
        draft = {"client_id": uuid4(), "topic": self.topic, "body": body, **more}
        return post_message(who.pk, self.room.pk, MessageDraft.model_validate(draft))

    def poll(self, **more: Any) -> PollShape:
        """Mia asks which colour, one vote for each person, for an hour."""
        draft = {"client_id": uuid4(), "question": "Which emberword?", "unit": "person", "options": [{"text": "One"}, {"text": "Two"}],
                 "closes_at": now() + HOUR, **more}  # fmt: skip
        return open_poll(self.span.mia.pk, self.room.pk, PollDraft.model_validate(draft)).poll


def build_exchange(span: Span | None = None) -> Exchange:
    """Fresh, in a group of its own cast or in `span`."""
    span = span or build_span()
    seats = [span.seat(who) for who in (span.mia, span.cleo, span.dora)]
    draft = SpaceDraft(group=span.world.weavers.pk, title="Ember", purpose="About emberword.", label=Label.RED, seats=seats)
    room = open_space(span.world.ben.pk, draft)
    first = TopicDraft(client_id=uuid4(), title="Emberword topic", body="What is emberword?")
    topic, _ = open_topic(span.world.ben.pk, room.pk, first)
    return Exchange(span, room, topic.place)
