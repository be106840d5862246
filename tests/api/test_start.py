"""The first answer to a tab: of the space that is shown first it brings the newest page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.realtime.frames import Changes
from collab.realtime.house import Access
from discussions.kinds import TIMELINE
from discussions.listening import access
from discussions.spaces.seating import end_seat
from discussions.start import newest
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.django_db
MISSING = 2**40


def test_it_brings_the_frame_with_which_the_stream_begins(world: World) -> None:
    said = world.say(world.ada, "Blue wool first.")
    status, answer = ask(world.ben).get(f"/api/start?space={world.loom.pk}")
    name = f"space:{world.loom.pk}"
    assert status == 200
    assert {name: answer["newest"][name] for name in ("kind", "stream", "after", "rev", "earlier")} == {
        "kind": "changes", "stream": name, "after": None, "rev": access(world.ben.pk, [name])[name].rev, "earlier": False,
    }  # fmt: skip
    assert answer["newest"]["items"][-1] == said.model_dump(mode="json")
    assert ask(world.ben).get("/api/start")[1] == answer | {"newest": None}


def test_of_a_hidden_space_there_is_no_more_than_of_a_missing_one(world: World) -> None:
    eve = ask(world.eve)
    bare = eve.get("/api/start")[1]
    answers = []
    for space in (world.loom.pk, MISSING, 0, -1, 10**30):
        with CaptureQueriesContext(connection) as queries:
            assert eve.get(f"/api/start?space={space}") == (200, bare)
        answers.append(len(queries))
    assert answers[0] == answers[1]


def test_who_has_left_gets_no_page(world: World) -> None:
    end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="")
    assert ask(world.ben).get(f"/api/start?space={world.loom.pk}")[1]["newest"] is None


def test_a_page_that_was_read_while_rights_changed_is_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The seat ends between the check and the page: what was read is thrown away, and the right is asked anew."""
    read, pages = TIMELINE.first_page, list[Changes]()

    def first_page(heard: Access) -> Changes:
        end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="")
        pages.append(read(heard))
        return pages[-1]

    monkeypatch.setattr(TIMELINE, "first_page", first_page)
    assert newest(world.ben.pk, world.loom.pk) is None
    assert len(pages) == 1
