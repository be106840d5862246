"""A desk on which five hundred posts wait."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.clock import now
from collab.streams.counter import lock_all
from collab.streams.models import Stream
from discussions.bridges.models import Bridge, Crossing, Side
from tests.api.ask import ask
from tests.span import Span, build_span


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def pile(span: Span, number: int) -> None:
    """So many posts of Ben that wait, without the time that submitting each would take."""
    side = Side.objects.get(bridge_id=span.bridge, group=span.world.weavers)
    bridge, moment = Bridge.objects.get(), now()
    streams = [Stream.objects.get(pk=pk) for pk in (span.world.weavers.desk_id, span.world.ben.stream_id)]
    counters = lock_all(stream.pk for stream in streams)
    desk, own = (counters[stream.pk] for stream in streams)
    for n in range(number):
        Crossing.objects.create(
            entry=desk.show("crossing", label="amber"), own=own.show("crossing", label="amber"), bridge=bridge, side=side,
            author=span.seats[span.world.ben.pk], client_id=uuid4(), request_hash="", topic_id=None, title=f"Topic {n}", body=f"Post {n}.",
            html=f"<p>Post {n}.</p>", attribution="constituency", submitted_at=moment, due_at=moment,
        )  # fmt: skip
    for counter in counters.values():
        counter.save()


def opened(span: Span) -> tuple[int, int]:
    """(posts that wait, queries) of the desk as Mia opens it."""
    person = ask(span.mia)
    person.get("/api/me")  # the session is warm
    with CaptureQueriesContext(connection) as queries:
        items = person.get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
    return sum(item["kind"] == "crossing" and item["state"] == "held" for item in items), len(queries)


def test_it_opens_in_the_same_number_of_queries_as_with_two(span: Span) -> None:
    pile(span, 2)
    few = opened(span)
    pile(span, 498)
    many = opened(span)
    assert (few[0], many[0]) == (2, 500)
    assert many[1] == few[1]
