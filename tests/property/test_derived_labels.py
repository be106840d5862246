"""Programs of words, quotes, edits, topics, polls and translations: nothing is under a lower label than what it derives from."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collab.clock import now
from collab.errors import DomainError
from collab.labels import Label, above
from collab.streams.models import Entry
from discussions.chat.actions import edit_message, move_message, withdraw_message
from discussions.chat.models import Message
from discussions.chat.reads import messages_of
from discussions.chat.shapes import MessageEdit, TopicDraft
from discussions.chat.topics import open_topic
from discussions.documents.describing import describe_document
from discussions.documents.models import Document
from discussions.documents.shapes import DocumentEdit
from discussions.finding import find
from discussions.polls.models import Poll
from tests.exchange import HOUR, Exchange, build_exchange
from tests.papers import share

pytestmark = pytest.mark.django_db
number = st.integers(min_value=0, max_value=5)
label = st.sampled_from([None, *Label])
STEP = st.tuples(
    st.sampled_from(["topic", "say", "quote", "edit", "move", "withdraw", "poll", "share", "translate", "relabel"]), number, number, label
)
Step = tuple[str, int, int, Label | None]
# A quote of what is raised later, and a quote of that quote: both go up with it.
RAISED: list[Step] = [("say", 0, 0, None), ("quote", 0, 0, None), ("quote", 1, 0, None), ("edit", 0, 0, Label.AMBER_STRICT)]
MOVED: list[Step] = [
    ("say", 0, 0, None), ("quote", 0, 0, None), ("topic", 0, 0, Label.AMBER_STRICT), ("move", 0, 1, None),
]  # fmt: skip
TRANSLATED: list[Step] = [
    ("share", 0, 0, Label.GREEN), ("translate", 0, 0, Label.CLEAR), ("translate", 0, 0, Label.GREEN), ("relabel", 0, 0, Label.AMBER),
]  # fmt: skip


class Program:
    """A room, and what is done in it.  Refusals are part of a program."""

    def __init__(self, ember: Exchange, space: int, topic: int) -> None:
        self.ember, self.space, self.first = ember, space, topic
        self.mia = ember.span.mia

    def places(self, kind: str) -> list[int]:
        """Of everything of a kind, in order."""
        return list(Entry.objects.filter(stream=self.space, kind=kind).order_by("place").values_list("place", flat=True))

    def nth(self, kind: str, n: int) -> int:
        """The place of one of them; nowhere, if there is none."""
        found = self.places(kind)
        return found[n % len(found)] if found else 0

    def say(self, topic: int, **more: Any) -> None:
        """A message of Mia's."""
        Exchange(self.ember.span, self.ember.room, topic).say(self.mia, f"larkspur {uuid4()}", **more)

    def run(self, steps: list[Step]) -> None:
        """All of it, each step in a transaction of its own."""
        for what, one, two, wanted in steps:
            try:
                with transaction.atomic():
                    self.does(what, one, two, wanted)()
            except DomainError:
                continue

    def does(self, what: str, one: int, two: int, wanted: Label | None) -> Callable[[], object]:
        """One step."""
        mia, space = self.mia.pk, self.space
        topic, message, document = self.nth("topic", two), self.nth("message", one), self.nth("document", one)
        language = ["fr", "es", "pt", "ar", "ru", "zh"][two]
        steps: dict[str, Callable[[], object]] = {
            "topic": lambda: open_topic(mia, space, TopicDraft(client_id=uuid4(), title="Topic", body="larkspur", label=wanted)),
            "say": lambda: self.say(topic, label=wanted),
            "quote": lambda: self.say(topic, label=wanted, quote=message),
            "edit": lambda: edit_message(mia, space, message, MessageEdit(body=f"larkspur {uuid4()}", label=wanted)),
            "move": lambda: move_message(mia, space, message, topic),
            "withdraw": lambda: withdraw_message(mia, space, message),
            "poll": lambda: self.ember.poll(topic=topic, label=wanted, closes_at=now() + HOUR),
            "share": lambda: share(self.ember.span.world, self.mia, space=space, label=wanted),
            "translate": lambda: share(self.ember.span.world, self.mia, space=space, label=wanted, translates=document, language=language),
            "relabel": lambda: describe_document(mia, space, document, DocumentEdit(label=wanted)),
        }
        return steps[what]


def lower_than_their_parts(space: int) -> list[tuple[str, str, str]]:
    """Whatever stands under a lower label than something it is made of."""
    pairs: list[tuple[str, str, str]] = []
    for message in Message.objects.filter(space=space).select_related("entry__topic", "quoted"):
        topic, quoted = message.entry.topic, message.quoted
        assert topic is not None
        pairs.append(("under a topic", message.entry.label, topic.label))
        shape = messages_of([message.pk])[message.pk]
        if quoted is not None and shape.quote is not None and shape.quote.excerpt:
            pairs += [("a quote", message.entry.label, quoted.label), ("a quote, as read", shape.label, shape.quote.label or "clear")]
        for card in message.cards:
            poll = Entry.objects.get(stream=space, place=card["place"])
            pairs.append(("what carries a poll", message.entry.label, poll.label))
    pairs += [("a poll", each.entry.label, each.entry.topic.label) for each in Poll.objects.filter(space=space) if each.entry.topic]
    for document in Document.objects.filter(space=space, translates__isnull=False).select_related("entry", "translates__entry"):
        assert document.translates is not None
        pairs.append(("a translation", document.entry.label, document.translates.entry.label))
    return [pair for pair in pairs if above(pair[2], pair[1])]


def held(ember: Exchange, space: int, topic: int, steps: list[Step]) -> set[str]:
    """Run a program, ask the property, and say which labels there are; nothing of it stays."""
    with transaction.atomic():
        program = Program(Exchange(ember.span, type(ember.room).objects.get(pk=space), topic), space, topic)
        program.run(steps)
        assert lower_than_their_parts(space) == []
        entries = {entry.place: entry.label for entry in Entry.objects.filter(stream=space).exclude(kind="seat")}
        for hit in find(ember.span.mia.pk, "larkspur", space, "").hits:
            assert hit.label == entries[hit.place]
        transaction.set_rollback(True)
        return set(entries.values())


@pytest.fixture
def ember(db: None) -> Exchange:
    return build_exchange()


PROGRAMS = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@PROGRAMS
@example(steps=RAISED)
@example(steps=MOVED)
@example(steps=TRANSLATED)
@given(steps=st.lists(STEP, max_size=10))
def test_what_derives_is_never_lower_than_the_highest_of_its_parts(ember: Exchange, steps: list[Step]) -> None:
    world = ember.span.world
    found = held(ember, world.loom.pk, world.yarn, steps)
    assert "red" not in found


@settings(PROGRAMS, max_examples=15)
@given(steps=st.lists(STEP, max_size=10))
def test_in_an_exchange_everything_is_red(ember: Exchange, steps: list[Step]) -> None:
    assert held(ember, ember.room.pk, ember.topic, steps) == {"red"}
