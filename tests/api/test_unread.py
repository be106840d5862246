"""Counting what is unread: whoever comes back asks for it, so it must not cost more in a larger or an older space."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection

from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.personal import reads
from discussions.personal.actions import mark_read
from discussions.personal.reads import unread
from discussions.spaces.actions import open_space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.roles import Role
from tests.world import World, person

pytestmark = pytest.mark.django_db


@contextmanager
def counted_steps() -> Iterator[Callable[[], int]]:
    """How many instructions SQLite has run in the block: a measure of work that no other load on the machine moves."""
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, 1)
    try:
        yield lambda: steps
    finally:
        connection.connection.set_progress_handler(None, 0)


def cost(world: World) -> int:
    """Of counting what Ben has not read in the loom."""
    unread(world.ben.pk, [world.loom.pk])  # compiled once
    with counted_steps() as steps:
        assert unread(world.ben.pk, [world.loom.pk])[world.loom.pk]["unread"] == 2
    return steps()


def test_it_costs_no_more_for_more_people_and_for_more_that_was_read(world: World) -> None:
    def two_unread() -> None:
        mark_read(world.ben.pk, world.loom.pk, world.yarn, world.say(world.ada, "Read.").place)
        world.say(world.ada, "Blue.")
        world.say(world.ada, "Red.")

    two_unread()
    few = cost(world)
    for number in range(30):
        listener = person(f"Listener{number}")
        open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=listener.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
    for number in range(60):
        world.say(world.ada, f"Long ago {number}.")
    two_unread()
    assert cost(world) <= 1.1 * few


def test_more_spaces_and_topics_than_one_query_names_are_all_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    spaces = [world.loom.pk]
    for number in range(3):
        spaces.append(open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title=f"Room {number}")).pk)
        for title in ("Warp", "Weft", "Dye"):
            open_topic(
                world.ada.pk, spaces[-1], TopicDraft(client_id=uuid4(), title=title, body=f"@[Ben](seat:{world.seat(world.ben).pk})")
            )
    whole = unread(world.ben.pk, spaces)
    assert [each["unread"] for each in whole.values()] == [1, 3, 3, 3]
    assert [each["mentions"] for each in whole.values()] == [0, 3, 3, 3]
    monkeypatch.setattr(reads, "AT_ONCE", 2)
    assert unread(world.ben.pk, spaces) == whole
