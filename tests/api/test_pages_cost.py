"""What a page of messages costs, whatever is in it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.streams.models import Entry
from discussions.chat.actions import react, withdraw_message
from discussions.chat.reads import message_of, messages_of
from discussions.chat.shapes import Word
from tests.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_page_costs_four_queries_and_each_message_keeps_what_belongs_to_it(world: World) -> None:
    ada, ben = world.seat(world.ada).pk, world.seat(world.ben).pk
    first = world.say(world.ada, "Blue **first**.")
    answer = world.say(world.ben, f"@[Ada](seat:{ada}) and @[Ben](seat:{ben}): yes", quote=first.place)
    gone = world.say(world.ben, "Not this.", quote=first.place)
    for number in range(20):
        world.say(world.ada, f"Yarn {number}.", quote=answer.place)
    for person, word in ((world.ben, Word.THANKS), (world.ada, Word.NOTED), (world.ada, Word.THANKS)):
        react(person.pk, world.loom.pk, first.place, word, True)
    withdraw_message(world.ben.pk, world.loom.pk, gone.place)
    keys = dict(Entry.objects.filter(stream_id=world.loom.pk, kind="message").values_list("place", "pk"))
    with CaptureQueriesContext(connection) as queries:
        page = messages_of(keys.values())
    assert len(queries) == 4
    assert {shape.place for shape in page.values()} == set(keys)
    read = page[keys[first.place]]
    assert [(each.word, each.seats, each.count) for each in read.reactions] == [(Word.THANKS, [ben, ada], 2), (Word.NOTED, [ada], 1)]
    assert (read.by, read.quote, read.mentions, read.html) == (first.by, None, [], "<p>Blue <strong>first</strong>.</p>\n")
    read = page[keys[answer.place]]
    assert (read.mentions, read.quote, read.reactions) == (answer.mentions, answer.quote, [])
    assert read.quote is not None and (read.quote.by, read.quote.excerpt) == (first.by, "Blue **first**.")
    read = page[keys[gone.place]]
    assert (read.gone, read.body, read.quote) == ("withdrawn", "", None)
    assert message_of(keys[answer.place]) == page[keys[answer.place]]
