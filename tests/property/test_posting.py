"""Random batches of posts against a small oracle: order, no gaps, each message once, one bad item alone.

And what is handed to listeners is, byte for byte, what a read would give them.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

import pytest
from django.db import transaction
from django.test import TestCase
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collab.errors import DomainError
from collab.realtime.channel import Ring
from collab.search.fold import fold
from collab.search.models import IndexRow
from collab.streams import counter
from collab.streams.models import Entry, Stream
from discussions.chat.models import Message, Topic
from discussions.chat.posting import Post, post_messages, prepare
from discussions.chat.shapes import MessageDraft
from discussions.kinds import TIMELINE
from tests.world import World, build

BODIES = [
    "Plain words.",
    "With **marks**, a <b>tag</b> & an @[Ada](group:all).",
    "",
    "نص قصير",
    "Two\n\nparagraphs\nand a line",
    "x" * 4001,
]
ITEM = st.tuples(
    st.sampled_from(["ada", "ben", "eve"]),  # Eve is outside the loom and alone in the oven
    st.sampled_from(["loom", "oven"]),
    st.integers(0, 5),  # which client_id: few, so that they repeat
    st.integers(0, len(BODIES) - 1),
    st.sampled_from(["there", "there", "there", "nowhere"]),  # the topic
    st.sampled_from([None, None, "clear", "red"]),
)

Step = tuple[str, str, int, int, str, str | None]


@dataclass
class Oracle:
    """What must come of it, in plain dictionaries."""

    revs: dict[str, int]
    known: dict[tuple[str, str, int], tuple[tuple[object, ...], int]] = field(default_factory=dict)
    said: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: {"loom": [], "oven": []})

    def answer(self, item: Step) -> object:
        """The place of the message, or the code of the refusal."""
        who, where, key, body, topic, label = item
        if (where == "loom") == (who == "eve"):
            return "not_found"
        if not BODIES[body]:
            return "empty"
        if len(BODIES[body]) > 4000:
            return "too_long"
        request = (body, topic, label)
        if (who, where, key) in self.known:
            first, place = self.known[who, where, key]
            return place if first == request else "replay_differs"
        if topic == "nowhere":
            return "not_found"
        if label == "clear":
            return "label_too_low"
        if label == "red":
            return "label_above_ceiling"
        self.revs[where] += 1
        self.known[who, where, key] = (request, self.revs[where])
        self.said[where].append((self.revs[where], BODIES[body]))
        return self.revs[where]


@pytest.mark.engine
@pytest.mark.django_db
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(program=st.lists(st.lists(ITEM, min_size=1, max_size=8), max_size=5))
def test_batches_keep_order_without_gaps_and_each_message_once(program: list[list[Step]], monkeypatch: pytest.MonkeyPatch) -> None:
    rings: list[tuple[Ring, ...]] = []  # each call: what one wake of the loop is told
    monkeypatch.setattr(counter, "ring", lambda *news: rings.append(news))
    with transaction.atomic():
        world = build()
        spaces = {"loom": (world.loom.pk, world.yarn), "oven": (world.oven.pk, world.clay)}
        oracle = Oracle({name: Stream.objects.get(pk=pk).rev for name, (pk, _) in spaces.items()})
        started = dict(oracle.revs)
        figures = {name: Topic.objects.get(space_id=pk, entry__place=topic).messages for name, (pk, topic) in spaces.items()}
        for batch in program:
            before = dict(oracle.revs)
            rings.clear()
            with TestCase.captureOnCommitCallbacks(execute=True):
                answers = post_messages([prepared(world, spaces, item) for item in batch])
            told = [each.code.value if isinstance(each, DomainError) else each.place for each in answers]
            assert told == [oracle.answer(item) for item in batch]
            grown = {spaces[name][0]: name for name in before if oracle.revs[name] > before[name]}
            assert len(rings) == bool(grown)
            assert Counter(each.stream_id for news in rings for each in news) == dict.fromkeys(grown, 1)
            for ring in chain.from_iterable(rings):
                read = TIMELINE.changes_after(ring.stream_id, before[grown[ring.stream_id]])
                assert ring.page == read
        for name, (space, topic) in spaces.items():
            entries = Entry.objects.filter(stream_id=space, place__gt=started[name]).order_by("place")
            assert [(each.place, each.rev) for each in entries] == [(place, place) for place, _ in oracle.said[name]]
            stored = Message.objects.filter(entry__in=entries).order_by("entry__place")
            assert [each.body for each in stored] == [body for _, body in oracle.said[name]]
            assert list(IndexRow.objects.filter(entry__in=entries).order_by("entry__place").values_list("text", flat=True)) == [
                fold(body) for _, body in oracle.said[name]
            ]
            row = Topic.objects.get(space_id=space, entry__place=topic)
            assert row.messages == figures[name] + len(oracle.said[name])
            assert Stream.objects.get(pk=space).rev == oracle.revs[name]
        transaction.set_rollback(True)


def prepared(world: World, spaces: dict[str, tuple[int, int]], item: Step) -> Post:
    """The request behind an item of a program."""
    who, where, key, body, topic, label = item
    space, place = spaces[where]
    draft = {"client_id": UUID(int=key + 1), "topic": place if topic == "there" else 999_999, "body": BODIES[body], "label": label}
    return prepare(getattr(world, who).pk, space, MessageDraft.model_validate(draft))
