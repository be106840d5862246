"""Read and understood: asked for, confirmed under a label, missing, reminded; who has not is the owners' to know."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.accounts.models import Person
from discussions.documents.actions import approve_document, submit_document
from discussions.documents.confirming import remind
from discussions.documents.models import Acknowledgement, Asking
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import send_file, share
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def cleo(world: World) -> Person:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return cleo


@pytest.fixture
def menu(world: World, cleo: Person) -> DocumentShape:
    shared = share(world, world.ben, label="green")
    approve(world, shared, 1)
    return shared


def approve(world: World, document: DocumentShape, number: int) -> None:
    submit_document(world.ben.pk, document.space, document.place)
    approve_document(world.ada.pk, document.space, document.place, number)


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def asked(who: Person, document: DocumentShape, hours: float = 48) -> Any:
    status, page = ask(who).post(at(document, "/ask"), {"due_at": (clock.now() + timedelta(hours=hours)).isoformat()})
    return page if status != 200 else page["acknowledgement"]


def confirm(who: Person, document: DocumentShape, version: int = 1, label: str = "green") -> tuple[int, Any]:
    return ask(who).post(at(document, "/confirm"), {"version": version, "label": label})


def waits(who: Person) -> list[str]:
    return [each["verb"] for each in ask(who).get("/api/waiting")[1]]


def names(page: dict[str, Any]) -> list[str]:
    return [each["name"] for each in page["missing"]]


def test_readers_confirm_and_the_owners_see_who_is_missing(world: World, menu: DocumentShape, cleo: Person) -> None:
    assert asked(cleo, menu)["code"] == "not_allowed"
    assert asked(world.ben, menu, -1)["facts"] == {"fields": ["due_at"]}
    assert Asking.objects.count() == 0
    page = asked(world.ben, menu)
    assert (page["version"], page["done"], page["of"], names(page)) == (1, 0, 2, ["Ada (example)", "Cleo (example)"])
    assert (waits(cleo), waits(world.ada), waits(world.ben), waits(world.eve)) == (["confirm"], ["confirm"], [], [])
    status, answer = confirm(cleo, menu)
    mine = answer["acknowledgement"]
    assert (status, mine["done"], mine["of"], mine["confirmed_at"] is not None, mine["missing"]) == (200, 1, 2, True, [])
    assert confirm(cleo, menu)[1]["acknowledgement"] == mine  # the same again changes nothing
    assert Acknowledgement.objects.count() == 1
    assert names(ask(world.ada).get(at(menu))[1]["acknowledgement"]) == ["Ada (example)"]
    assert (waits(cleo), waits(world.ada)) == ([], ["confirm"])
    assert confirm(world.eve, menu) == GONE


def test_what_is_confirmed_is_the_version_and_the_label_that_hold(world: World, menu: DocumentShape, cleo: Person) -> None:
    asked(world.ben, menu)
    for version, label in ((2, "green"), (1, "clear"), (1, "amber")):
        assert confirm(cleo, menu, version, label)[1]["code"] == "stale"
    assert Acknowledgement.objects.count() == 0
    confirm(cleo, menu)
    assert ask(cleo).patch(at(menu), {"label": "amber"})[0] == 200
    assert ask(cleo).get(at(menu))[1]["acknowledgement"]["confirmed_at"] is None  # she said how she handles GREEN
    assert waits(cleo) == ["confirm"]
    assert confirm(cleo, menu, 1, "amber")[1]["acknowledgement"]["done"] == 1
    assert (Acknowledgement.objects.get().label, waits(cleo)) == ("amber", [])


def test_a_minor_version_asks_nothing_anew_and_a_major_one_does(world: World, menu: DocumentShape, cleo: Person) -> None:
    asked(world.ben, menu)
    confirm(cleo, menu)
    send_file(ask(world.ben), at(menu, "/versions"), b"a comma", "menu.md", client_id=uuid4(), minor="true")
    approve(world, menu, 2)
    page = ask(cleo).get(at(menu))[1]["acknowledgement"]
    assert (page["version"], page["confirmed_at"] is not None) == (2, True)
    send_file(ask(world.ben), at(menu, "/versions"), b"another text", "menu.md", client_id=uuid4())
    approve(world, menu, 3)
    page = ask(cleo).get(at(menu))[1]["acknowledgement"]
    assert (page["version"], page["confirmed_at"], page["due_at"], waits(cleo)) == (3, None, None, [])
    asked(world.ben, menu)
    assert waits(cleo) == ["confirm"]


def test_who_has_not_confirmed_is_reminded_once_a_day_before(world: World, menu: DocumentShape, cleo: Person) -> None:
    asked(world.ben, menu, 48)
    confirm(cleo, menu)
    due = Asking.objects.get().due_at
    assert remind(clock.now()) == due - timedelta(hours=24)
    clock.shift(timedelta(hours=24, seconds=1))
    assert [remind(clock.now()) for _ in range(2)] == [None, None]
    told = Notice.objects.filter(what="document_unconfirmed").values_list("person__name", flat=True)
    assert list(told) == ["Ada (example)"]


def test_nothing_is_confirmed_before_it_is_approved(world: World, cleo: Person) -> None:
    draft = share(world, world.ben)
    assert asked(world.ben, draft)["code"] == "wrong_state"
    assert confirm(cleo, draft, 1, "amber")[1]["code"] == "wrong_state"
    assert ask(cleo).get(at(draft))[1]["acknowledgement"] is None
