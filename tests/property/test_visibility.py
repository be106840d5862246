"""Programs of seats, spaces and words, held against a small oracle of plain dictionaries.

After every program each person's spaces, history, quotes, catch-up and counts are exactly what the oracle says,
and an outsider's are empty.
"""

import json
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from collab.accounts.models import Person
from collab.errors import DomainError
from collab.streams.models import Stream
from collab.wiring import HOUSE
from discussions.chat.actions import move_message, withdraw_message
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, TopicDraft
from discussions.chat.topics import open_topic
from discussions.kinds import TIMELINE
from discussions.personal.actions import mark_read
from discussions.spaces.actions import open_space
from discussions.spaces.reads import spaces_of
from discussions.spaces.seating import end_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.models import Seat
from groups.roles import Role
from tests.world import World, build, person

PEOPLE = 3  # who come and go, beside Ada, who stays
number = st.integers(min_value=0, max_value=5)
STEP = st.tuples(st.sampled_from(["seat", "end", "space", "closed", "say", "quote", "withdraw", "read", "move"]), number, number)


@dataclass
class Room:
    """A space as the oracle knows it."""

    members: dict[int, int]  # person → floor
    baseline: dict[int, int]
    joining: bool
    closed: bool
    topics: list[int] = field(default_factory=list)
    said: dict[int, tuple[int, int, bool]] = field(default_factory=dict)  # place → (person, topic, gone)
    quotes: dict[int, int] = field(default_factory=dict)  # place of a message → place of the one that it quotes
    marks: dict[tuple[int, int], int] = field(default_factory=dict)  # (person, topic) → upto

    def quoted(self, place: int, floor: int) -> tuple[int, bool, bool] | None:
        """What a reader from `floor` on learns of the quote in a message: its place, whether its author and its words show."""
        if self.said[place][2] or place not in self.quotes:
            return None
        older = self.quotes[place]
        return (older, True, not self.said[older][2]) if older > floor else (0, False, False)


class Oracle:
    """The rules, once more, in plain dictionaries."""

    def __init__(self, world: World, people: list[Person]) -> None:
        self.world, self.people = world, people
        self.seats: dict[int, Seat] = {world.ada.pk: world.seat(world.ada)}
        self.rooms: dict[int, Room] = {}
        for joining in (0, 1):
            self.add(world.ada, 0, joining, closed=False)
        self.sit(people[-1], 0, 0)  # somebody to whom a beginning is hidden

    def rev(self, space: int) -> int:
        return Stream.objects.get(pk=space).rev

    def step(self, verb: str, a: int, b: int) -> None:
        """Do one thing in the product, and in the dictionaries if the product did it."""
        who = self.people[a % len(self.people)]
        room = list(self.rooms)[b % len(self.rooms)]
        try:
            getattr(self, {"seat": "sit", "end": "rise", "space": "add", "closed": "close"}.get(verb, verb))(who, room, a)
        except DomainError:
            pass  # refused: then nothing may have changed, which the comparison shows

    def sit(self, who: Person, room: int, n: int) -> None:
        before = {space: self.rev(space) for space in self.rooms}
        world = self.world
        self.seats[who.pk] = open_seat(
            by=world.olga.pk, group_id=world.weavers.pk, person_id=who.pk, organisation_id=world.lantern.pk, role=Role.MEMBER
        )
        for space, each in self.rooms.items():
            if not each.closed:
                each.members[who.pk] = before[space] if each.joining else 0
                each.baseline[who.pk] = before[space]

    def rise(self, who: Person, room: int, n: int) -> None:
        if who.pk in self.seats:
            end_seat(by=self.world.ada.pk, seat_id=self.seats[who.pk].pk, reason="test")
            del self.seats[who.pk]
            for each in self.rooms.values():
                each.members.pop(who.pk, None)

    def add(self, who: Person, room: int, n: int, *, closed: bool = False) -> None:
        ada, group = self.world.ada, self.world.weavers.pk
        seats = [self.seats[who.pk].pk] if closed else None
        draft = SpaceDraft(group=group, title="Room", history="joining" if n % 2 else "all", seats=seats)
        space = open_space(ada.pk, draft).pk
        inside = {ada.pk, who.pk} if closed else set(self.seats)
        self.rooms[space] = Room(dict.fromkeys(inside, 0), dict.fromkeys(inside, 0), joining=bool(n % 2), closed=closed)
        for title in ("One", "Two"):
            topic, first = open_topic(ada.pk, space, TopicDraft(client_id=uuid4(), title=title, body="First."))
            self.rooms[space].topics.append(topic.place)
            self.rooms[space].said[first.place] = (ada.pk, topic.place, False)

    def close(self, who: Person, room: int, n: int) -> None:
        if who.pk in self.seats:
            self.add(who, room, n, closed=True)

    def say(self, who: Person, room: int, n: int) -> None:
        topic = self.rooms[room].topics[n % 2]
        said = post_message(who.pk, room, MessageDraft(client_id=uuid4(), topic=topic, body="Word."))
        self.rooms[room].said[said.place] = (who.pk, topic, False)

    def quote(self, who: Person, room: int, n: int) -> None:
        older = list(self.rooms[room].said)[n % len(self.rooms[room].said)]
        topic = self.rooms[room].topics[n % 2]
        said = post_message(who.pk, room, MessageDraft(client_id=uuid4(), topic=topic, body="Indeed.", quote=older))
        self.rooms[room].said[said.place] = (who.pk, topic, False)
        self.rooms[room].quotes[said.place] = older

    def withdraw(self, who: Person, room: int, n: int) -> None:
        place = list(self.rooms[room].said)[n % len(self.rooms[room].said)]
        withdraw_message(who.pk, room, place)
        person, topic, _ = self.rooms[room].said[place]
        self.rooms[room].said[place] = (person, topic, True)

    def move(self, who: Person, room: int, n: int) -> None:
        place = list(self.rooms[room].said)[n % len(self.rooms[room].said)]
        person, topic, gone = self.rooms[room].said[place]
        other = next(each for each in self.rooms[room].topics if each != topic)
        move_message(self.world.ada.pk, room, place, other)
        self.rooms[room].said[place] = (person, other, gone)

    def read(self, who: Person, room: int, n: int) -> None:
        topic, upto = self.rooms[room].topics[n % 2], n * 2
        mark_read(who.pk, room, topic, upto)
        self.rooms[room].marks[who.pk, topic] = upto

    def compare(self, who: Person) -> None:
        """What the product shows to `who`, on every way, is what the dictionaries say."""
        mine = {space: room for space, room in self.rooms.items() if who.pk in room.members}
        assert {space.id for space in spaces_of(who.pk)} - {self.world.loom.pk, self.world.oven.pk} == set(mine)
        heard = HOUSE.access(who.pk, [f"space:{space}" for space in self.rooms])
        assert set(heard) == {f"space:{space}" for space in mine}
        facts = HOUSE.caught_up(who.pk, list(heard.values()))
        for space, room in mine.items():
            floor = room.members[who.pk]
            shown = sorted(place for place in room.said if place > floor)
            quotes = [room.quoted(place, floor) for place in shown]
            history = [each.model_dump() for each in TIMELINE.history(who.pk, space, limit=100)]
            assert [(each["place"], bool(each["gone"])) for each in history] == [(place, room.said[place][2]) for place in shown]
            assert [told(each["quote"]) for each in history] == quotes
            access = heard[f"space:{space}"]
            for page in (HOUSE.changes_after(space, 0), HOUSE.first_page(access)):
                items = [each for each in json.loads(page.frame(access.name, access.floor))["items"] if each["kind"] == "message"]
                assert [each["place"] for each in items] == shown
                assert [told(each["quote"]) for each in items] == quotes
            unread = [
                place
                for place, (author, topic, gone) in room.said.items()
                if place in shown and author != who.pk and not gone and place > room.marks.get((who.pk, topic), room.baseline[who.pk])
            ]
            assert facts[access.name]["unread"] == len(unread)


def told(quote: dict[str, Any] | None) -> tuple[int, bool, bool] | None:
    """What a quote tells: a place, whether of whom, whether what."""
    return None if quote is None else (quote["place"], quote["by"] is not None, bool(quote["excerpt"]))


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(program=[("space", 1, 0), ("seat", 1, 0), ("seat", 2, 0), ("say", 1, 1), ("end", 1, 0), ("say", 0, 1), ("seat", 1, 0)])
@given(program=st.lists(STEP, max_size=25))
def test_everyone_reads_what_they_may_and_an_outsider_nothing(program: list[tuple[str, int, int]]) -> None:
    with transaction.atomic():
        world = build()
        people = [world.ada, *[person(f"Zoe{n}") for n in range(PEOPLE)]]
        oracle = Oracle(world, people)
        for verb, a, b in program:
            oracle.step(verb, a, b)
        for who in [*people, world.eve]:
            oracle.compare(who)
        transaction.set_rollback(True)
