"""What it costs to open a space, whatever its history."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.clock import now
from collab.streams.models import Entry, Stream
from collab.wiring import HOUSE
from discussions.chat.actions import react
from discussions.chat.models import Message, Topic
from discussions.chat.shapes import Word
from tests.world import World, build

HISTORY = 10_000  # messages


def fill(world: World, count: int) -> None:
    """A long history, written at once."""
    stream = Stream.objects.get(pk=world.loom.pk)
    topic = Topic.objects.get(space=world.loom, entry__place=world.yarn)
    places = range(stream.rev + 1, stream.rev + 1 + count)
    entries = Entry.objects.bulk_create(
        Entry(stream=stream, place=place, rev=place, kind="message", label="amber", topic=topic.entry) for place in places
    )
    Message.objects.bulk_create(
        Message(
            entry=entry, space=world.loom, author=world.seat(world.ada), client_id=f"00000000-0000-4000-8000-{entry.place:012d}",
            request_hash="", body="x", html="<p>x</p>\n", posted_at=now(),
        )
        for entry in entries
    )  # fmt: skip
    stream.rev += count
    stream.save()


@pytest.mark.django_db
def test_opening_a_space_costs_ten_queries_at_most_however_long_its_history() -> None:
    world = build()
    fill(world, HISTORY)
    quoted = world.say(world.ada, "Marigold.")
    ada = world.seat(world.ada).pk
    world.say(world.ben, f"@[Ada](seat:{ada}) yes", quote=quoted.place)
    react(world.ben.pk, world.loom.pk, quoted.place, Word.THANKS, True)
    name = f"space:{world.loom.pk}"
    with CaptureQueriesContext(connection) as queries:
        access = HOUSE.access(world.ben.pk, [name])[name]
        page = HOUSE.first_page(access)
        [facts] = HOUSE.caught_up(world.ben.pk, [access]).values()
    assert len(queries) <= 10, "\n".join(each["sql"] for each in queries)
    assert [item.shape["kind"] for item in page.items].count("message") == 50
    assert page.earlier is True
    assert facts["unread"] == HISTORY + 2
