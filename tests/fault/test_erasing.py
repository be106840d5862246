"""Whoever takes the files of the database away finds no word of what was withdrawn or redacted."""

from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction

from collab.clock import now
from collab.search.erase import REST, Eraser
from collab.search.models import Forgotten, IndexRow
from collab.streams.models import Entry
from discussions.chat.actions import edit_message, withdraw_message
from discussions.chat.shapes import MessageEdit
from discussions.desk.redacting import redact_message
from tests.world import World, build

pytestmark = pytest.mark.django_db(transaction=True)
PRIMES = [2, 7, 31, 127, 709, 2203, 3313, 5381, 7919]
STEPS = 2000  # more than any test needs: a merge that never ends must fail


@pytest.fixture
def world() -> World:
    return build()


def files() -> bytes:
    """The database and its write-ahead log, in small letters."""
    name = str(connection.settings_dict["NAME"])
    return b"".join(path.read_bytes() for path in (Path(name), Path(f"{name}-wal")) if path.exists()).lower()


def erase(eraser: Eraser) -> int:
    """Take steps until nothing is left to erase, and return how many; the clock comes again as it is told."""
    moment = now()
    for step in range(STEPS):
        upcoming = eraser(moment)
        if not Forgotten.objects.exists():
            return step
        assert upcoming is not None
        moment = max(moment, upcoming)
    raise AssertionError("there is always something left to erase")


def fill(world: World, entries: int) -> None:
    """Words of many entries, in transactions of their own: the full-text table has parts to merge."""
    for start in range(1000, 1000 + entries, 100):
        places = range(start, start + 100)
        with transaction.atomic():
            Entry.objects.bulk_create(Entry(stream_id=world.oven.pk, place=place, rev=place, kind="message") for place in places)
            IndexRow.objects.bulk_create(
                IndexRow(entry=entry, title="yarn", text=" ".join(f"w{entry.place * prime % 9973}" for prime in PRIMES))
                for entry in Entry.objects.filter(stream_id=world.oven.pk, place__in=places)
            )


@pytest.mark.parametrize("others", [0, 3000])
def test_withdrawn_and_redacted_words_leave_the_files(world: World, others: int) -> None:
    """Also the first wording of what was edited.  Parts of the words as well: the full-text table shortens them."""
    edited = world.say(world.ben, "Xylofirstword.")
    redacted = world.say(world.ben, "Xylosecondword.")
    fill(world, others)
    edit_message(world.ben.pk, world.loom.pk, edited.place, MessageEdit(body="Xylothirdword."))
    withdraw_message(world.ben.pk, world.loom.pk, edited.place)
    redact_message(world.ada.pk, world.loom.pk, redacted.place, "for the test")
    parts = [b"lofirstword", b"losecondword", b"lothirdword"]
    assert [part in files() for part in parts] == [True] * 3
    steps = erase(Eraser())
    assert [part in files() for part in parts] == [False] * 3
    assert (steps > 5) == bool(others)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_words (search_words) VALUES ('integrity-check')")


def test_what_is_forgotten_during_a_merge_is_erased_by_the_next(world: World) -> None:
    first, second = world.say(world.ben, "Xylofirstword."), world.say(world.ben, "Xylosecondword.")
    fill(world, 200)
    withdraw_message(world.ben.pk, world.loom.pk, first.place)
    eraser, moment = Eraser(), now()
    assert eraser(moment) == moment
    withdraw_message(world.ben.pk, world.loom.pk, second.place)
    upcoming: datetime | None = moment
    while upcoming == moment:
        upcoming = eraser(moment)
    assert (upcoming, Forgotten.objects.count()) == (moment + REST, 1)
    assert eraser(moment + timedelta(seconds=1)) == moment + REST  # it rests
    erase(eraser)
    assert b"losecondword" not in files()


def test_a_reader_who_holds_the_log_is_not_waited_for(world: World) -> None:
    said = world.say(world.ben, "Xylofirstword.")
    withdraw_message(world.ben.pk, world.loom.pk, said.place)
    eraser, moment = Eraser(), now()
    with closing(connection.copy()) as other:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT count(*) FROM chat_message")
            assert cursor.fetchone() is not None
            upcoming: datetime | None = moment
            while upcoming == moment:
                upcoming = eraser(moment)
            assert (upcoming, Forgotten.objects.count()) == (moment + timedelta(seconds=1), 1)
            cursor.execute("ROLLBACK")
    erase(eraser)
    assert b"lofirstword" not in files()


def test_nothing_forgotten_is_nothing_to_do(world: World) -> None:
    world.say(world.ben, "Blue.")
    assert Eraser()(now()) is None
