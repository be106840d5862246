"""In a circle nothing that others are sent says who somebody is, wherever else they sit under their name."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.clock import now
from collab.wiring import HOUSE
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, TopicDraft
from discussions.chat.topics import open_topic
from discussions.polls.actions import open_poll
from discussions.polls.casting import cast_ballot
from discussions.polls.shapes import BallotDraft, PollDraft
from discussions.spaces.actions import open_space
from discussions.spaces.models import Admission, Space
from discussions.spaces.seating import change_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.actions import create_group
from groups.models import Group, Seat
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft
from tests.api.ask import ask
from tests.api.schema import routes
from tests.council import HOUR
from tests.papers import share
from tests.world import World, person

pytestmark = pytest.mark.django_db

CAME, GOES = datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC), datetime(2033, 3, 3, 3, 3, 3, tzinfo=UTC)
TELLING = re.compile(r"(?:2021|2033)-\d\d-\d\d|focal_point")  # the years alone stand in ids and hashes, by chance


@pytest.fixture
def circle(world: World) -> Group:
    """A circle of Ada, Ben and Zoe, who sits nowhere else and reads as a member."""
    group = create_group(world.olga.pk, GroupDraft(name="Circle", kind=GroupKind.CIRCLE, pseudonyms=True, listed=False))
    for who, organisation, role in (
        (world.ada, world.lantern, Role.LEAD), (world.ben, world.lantern, Role.MEMBER), (person("Zoe"), world.kiln, Role.MEMBER),
    ):  # fmt: skip
        open_seat(by=world.olga.pk, group_id=group.pk, person_id=who.pk, organisation_id=organisation.pk, role=role)
    return group


def seat_of(circle: Group, who: Person) -> Seat:
    return Seat.objects.get(group=circle, person=who)


def fill(world: World, circle: Group) -> Space:
    """A room with one thing of every kind by Ben."""
    room = open_space(world.ada.pk, SpaceDraft(group=circle.pk, title="Hearth"))
    topic, first = open_topic(world.ben.pk, room.pk, TopicDraft(client_id=uuid4(), title="Embers", body="Who keeps the fire?"))
    post_message(world.ben.pk, room.pk, MessageDraft(client_id=uuid4(), topic=topic.place, body="@group:all I do.", quote=first.place))
    ask(world.ben).post(f"/api/spaces/{room.pk}/messages/{first.place}/reactions", {"word": "thanks", "on": True})
    paper = share(world, world.ben, b"a,b\n1,2\n", space=room.pk, name="ben-of-lantern.csv")
    ask(world.ben).post(f"/api/spaces/{room.pk}/documents/{paper.place}/submit")
    ask(world.ada).post(f"/api/spaces/{room.pk}/documents/{paper.place}/return", {"version": 1, "reason": "Shorter."})
    draft = {
        "client_id": uuid4(),
        "unit": "person",
        "question": "More wood?",
        "closes_at": now() + HOUR,
        "options": [{"text": "yes"}, {"text": "no"}],
    }
    poll = open_poll(world.ada.pk, room.pk, PollDraft.model_validate(draft)).poll
    cast_ballot(world.ben.pk, room.pk, poll.place, BallotDraft(client_id=uuid4(), choices=["o1"]))
    return room


def told(who: Person, circle: Group, room: Space) -> str:
    """All that a member can read of the circle, as one text."""
    asking, answers = ask(who), []
    numbers = {"group_id": [circle.pk], "space_id": [room.pk], "place": range(1, 20), "number": [1]}
    for route in routes():
        if route.verb != "get" or "{bridge_id}" in route.path or "file" in route.path:
            continue
        paths = [route.path]
        for name, values in numbers.items():
            paths = [path.replace(f"{{{name}}}", str(value)) for path in paths for value in (values if f"{{{name}}}" in path else [0])]
        for path in paths:
            response = asking.raw("GET", f"{path}?q=fire" if route.path in {"/api/find"} else path)
            if response.status_code == 200:
                answers.append(response.content.decode())
    return "\n".join(answers)


def test_nothing_that_others_read_says_who_it_is(world: World, circle: Group) -> None:
    room = fill(world, circle)
    heard = told(Person.objects.get(email="zoe@example.org"), circle, room)
    assert "Who keeps the fire?" in heard
    assert "More wood?" in heard
    names = [world.ben.name, world.ben.email, world.ada.name, world.ada.email, world.lantern.name, "ben-of-lantern", "Ben", "Ada"]
    names += [str(world.seat(world.ben).pk), str(world.seat(world.ada).pk), str(world.lantern.pk), str(world.ben.stream_id)]
    assert [name for name in names if name in heard] == []


def test_no_moment_and_no_post_of_a_seat_says_who_it_is(world: World, circle: Group) -> None:
    """When somebody came, and until when they stay, is known of people outside as well; so is who heads a delegation."""
    room, seat = fill(world, circle), seat_of(circle, world.ben)
    Seat.objects.filter(pk=seat.pk).update(since=CAME, until=GOES, post="focal_point")
    Admission.objects.filter(seat=seat).update(admitted_at=CAME)
    fellow = Person.objects.get(email="zoe@example.org")
    access = HOUSE.access(fellow.pk, [f"space:{room.pk}"])[f"space:{room.pk}"]
    heard = told(fellow, circle, room) + str(HOUSE.changes_after(room.pk, 0).frame(access.name, access.floor))
    assert TELLING.findall(heard) == []
    Admission.objects.filter(seat=seat).update(ended_at=CAME)
    heard = str(HOUSE.changes_after(room.pk, 0).frame(access.name, access.floor))
    assert TELLING.findall(heard) == []
    shapes = [item.shape for item in HOUSE.changes_after(room.pk, 0).items]
    assert seat.pk in [item["by"]["seat"] for item in shapes if item["kind"] == "seat"]
    rows = {who.pk: ask(who).get(f"/api/groups/{circle.pk}")[1]["seats"] for who in (world.ada, world.ben, fellow)}
    shown = {who: [(row["since"], row["until"], row["post"]) for row in each if row["by"]["seat"] == seat.pk] for who, each in rows.items()}
    kept = (None, "2033-03-03T03:03:03Z", "focal_point")
    assert shown == {world.ada.pk: [kept], world.ben.pk: [kept], fellow.pk: [(None, None, "")]}


def test_a_new_pseudonym_does_not_number_those_who_came(world: World, circle: Group) -> None:
    names = sorted(Seat.objects.filter(group=circle).values_list("pseudonym", flat=True))
    assert len(set(names)) == 3
    assert all(re.fullmatch(r"Participant [0-9]{4}", name) for name in names)


@pytest.mark.parametrize("wanted", ["\u202e", "\ufeff", "  ", "\u200b", "...", "\x00"])
def test_a_pseudonym_is_never_empty(world: World, circle: Group, wanted: str) -> None:
    """An empty one would show the name."""
    seat = seat_of(circle, world.ben)
    status, refusal = ask(world.ben).patch(f"/api/seats/{seat.pk}", {"pseudonym": wanted})
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert Seat.objects.get(pk=seat.pk).pseudonym == seat.pseudonym


def test_nobody_takes_the_pseudonym_of_another(world: World, circle: Group) -> None:
    taken = seat_of(circle, world.ada).pseudonym.lower()
    status, refusal = ask(world.ben).patch(f"/api/seats/{seat_of(circle, world.ben).pk}", {"pseudonym": taken})
    assert (status, refusal["code"]) == (409, "seat_exists")


def test_with_a_pseudonym_nobody_gives_themselves_a_part(world: World, circle: Group) -> None:
    for more in ({"post": "head"}, {"role": "lead"}):
        answer: Any = ask(world.ben).patch(f"/api/seats/{seat_of(circle, world.ben).pk}", {"pseudonym": "Ash", **more})
        assert (answer[0], answer[1]["code"]) == (403, "not_allowed")
    change_seat(by=world.ben.pk, seat_id=seat_of(circle, world.ben).pk, pseudonym="Ash")
    assert seat_of(circle, world.ben).pseudonym == "Ash"
