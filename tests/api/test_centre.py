"""The resource centre: who reads what of what was published, and what nobody learns there."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.accounts.models import Person
from collab.labels import Label
from discussions.documents.actions import approve_document, submit_document, withdraw_document
from discussions.documents.attributes.models import Attribute
from discussions.documents.life import keep_time
from discussions.documents.models import Document, Download
from discussions.documents.publishing import archive_document, publish_document
from discussions.documents.shapes import DocumentShape, Publishing
from discussions.spaces.seating import end_seat, open_seat
from groups.models import Group
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import send_file, share
from tests.world import World, build, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def world() -> World:
    world = build()
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MODERATOR)
    world.seats[dan.pk] = dan.seats.get()
    return world


def publish(world: World, label: str = "green", **fields: Any) -> DocumentShape:
    shared = share(world, world.ben, fields.pop("content", None), label=label, **fields)
    submit_document(world.ben.pk, shared.space, shared.place)
    approve(world, shared, 1)
    return publish_document(world.ada.pk, shared.space, shared.place, Publishing(version=1))


def approve(world: World, document: DocumentShape, number: int) -> None:
    [dan] = [pk for pk in world.seats if pk not in {world.ada.pk, world.ben.pk, world.eve.pk}]
    for who in (world.ada.pk, dan):
        if Document.objects.get(entry__place=document.place, space=document.space).state == "in_review":
            approve_document(who, document.space, document.place, number)


def centre(who: Person, query: str = "") -> list[str]:
    status, page = ask(who).get(f"/api/centre{query}")
    assert (status, page["count"]) == (200, len(page["items"]))
    return [each["title"] for each in page["items"]]


def number_of(document: DocumentShape) -> int:
    found = Document.objects.get(space=document.space, entry__place=document.place).number
    assert found is not None
    return found


@pytest.mark.parametrize(("label", "outside"), [("clear", True), ("green", True), ("amber", False), ("amber_strict", False)])
def test_a_label_says_who_finds_and_opens_what_was_published(world: World, label: str, outside: bool) -> None:
    menu = publish(world, label)
    address = f"/api/centre/{number_of(menu)}"
    assert (centre(world.ben), centre(world.eve)) == (["Yarn menu"], ["Yarn menu"] if outside else [])
    assert centre(world.eve, "?q=blue+wool") == (["Yarn menu"] if outside else [])
    for path in (address, f"{address}/versions/1/file"):
        for who, sees in ((world.ben, True), (world.eve, outside)):
            response = ask(who).raw("GET", path)
            assert response.status_code == (200 if sees else 404)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            assert (b"Blue wool" in content or b"Yarn menu" in content) == sees
    assert Download.objects.count() == 1 + outside
    assert ask(world.eve).get(f"/api/spaces/{menu.space}/documents/{menu.place}") == GONE


def test_a_raised_label_takes_a_document_out_of_the_centre_at_once(world: World) -> None:
    menu = publish(world, "green")
    address = f"/api/centre/{number_of(menu)}"
    assert ask(world.eve).get(address)[0] == 200
    dan = next(iter(set(world.seats) - {world.ada.pk, world.ben.pk, world.eve.pk}))
    assert ask(Person.objects.get(pk=dan)).patch(f"/api/spaces/{menu.space}/documents/{menu.place}", {"label": "amber"})[0] == 200
    assert (centre(world.eve), ask(world.eve).get(address), centre(world.ben)) == ([], GONE, ["Yarn menu"])


def test_the_centre_tells_what_was_published_and_no_more(world: World) -> None:
    menu = publish(world, "green")
    send_file(
        ask(world.ben),
        f"/api/spaces/{menu.space}/documents/{menu.place}/versions",
        b"Crimson silk",
        "menu.md",
        client_id=uuid4(),
        note="Secret",
    )
    status, seen = ask(world.eve).get(f"/api/centre/{number_of(menu)}")
    assert status == 200
    assert (seen["n"], [each["n"] for each in seen["issues"]], seen["space"], seen["place"]) == (1, [1], None, None)
    assert (seen["group"], seen["organisation"], seen["standing"]) == ("Weavers", "Lantern (example)", "current")
    assert not any(hidden in str(seen) for hidden in ("Ben", "Ada", "Dan", "Secret", "menu.md", "seat"))
    assert (centre(world.eve, "?q=crimson"), centre(world.eve, "?q=bl"), centre(world.eve, "?q=wo+blue")) == ([], ["Yarn menu"], [])
    assert ask(world.eve).get(f"/api/centre/{number_of(menu)}/versions/2/file") == GONE
    inside = ask(world.ben).get(f"/api/centre/{number_of(menu)}")[1]
    assert (inside["space"], inside["place"]) == (menu.space, menu.place)


def test_an_unlisted_group_is_not_named(world: World) -> None:
    publish(world, "green")
    Group.objects.filter(pk=world.weavers.pk).update(listed=False)
    assert [each["group"] for who in (world.eve, world.ben) for each in ask(who).get("/api/centre")[1]["items"]] == ["", "Weavers"]
    assert centre(world.eve, f"?group={world.weavers.pk}") == []


def test_an_embargoed_text_is_in_no_list_before_its_second(world: World) -> None:
    shared = share(world, world.ben, label="green")
    submit_document(world.ben.pk, shared.space, shared.place)
    approve(world, shared, 1)
    plan = Publishing(version=1, embargo_until=clock.now() + timedelta(hours=1))
    publish_document(world.ada.pk, shared.space, shared.place, plan)
    assert (centre(world.eve), centre(world.eve, "?q=wool"), centre(world.ben)) == ([], [], [])
    clock.shift(timedelta(hours=1, seconds=1))
    keep_time(clock.now())
    assert (centre(world.eve), centre(world.eve, "?q=wool")) == (["Yarn menu"], ["Yarn menu"])


@pytest.mark.parametrize("end", ["withdraw", "archive"])
def test_what_is_withdrawn_or_archived_leaves_the_centre(world: World, end: str) -> None:
    menu = publish(world, "green")
    number = number_of(menu)
    assert ask(world.eve).get(f"/api/centre/{number}")[0] == 200
    if end == "withdraw":
        withdraw_document(world.ada.pk, menu.space, menu.place, "Wrong.")
    else:
        archive_document(world.ada.pk, menu.space, menu.place)
    assert (centre(world.eve), ask(world.eve).get(f"/api/centre/{number}")) == ([], GONE)


def test_only_members_of_the_alliance_read_it(world: World) -> None:
    publish(world, "green")
    fay = person("Fay")
    seat = open_seat(by=world.olga.pk, group_id=world.potters.pk, person_id=fay.pk, organisation_id=world.kiln.pk, role=Role.OBSERVER)
    assert centre(fay) == ["Yarn menu"]
    end_seat(by=world.olga.pk, seat_id=seat.pk, reason="moved on")
    assert centre(fay) == []


def test_the_centre_is_filtered_and_superseded_texts_point_on(world: World) -> None:
    old = publish(world, "green", capabilities=["gsr-legislation"], type="template", language="fr")
    new = publish(world, "clear", title="Newer menu", content=b"Newer")
    for query, titles in (
        ("", ["Newer menu", "Yarn menu"]), ("?capability=gsr-legislation", ["Yarn menu"]), ("?type=template", ["Yarn menu"]),
        ("?language=fr", ["Yarn menu"]), ("?label=clear", ["Newer menu"]), (f"?group={world.weavers.pk}", ["Newer menu", "Yarn menu"]),
        (f"?group={world.potters.pk}", []), ("?country=FR", []), ("?standing=expired", []),
    ):  # fmt: skip
        assert centre(world.eve, query) == titles
    third = share(world, world.ben, b"The third", title="Third menu", label=Label.GREEN)
    assert ask(world.ben).patch(f"/api/spaces/{third.space}/documents/{third.place}", {"supersedes": old.place})[0] == 200
    submit_document(world.ben.pk, third.space, third.place)
    approve(world, third, 1)
    publish_document(world.ada.pk, third.space, third.place, Publishing(version=1))
    assert (centre(world.eve), centre(world.eve, "?standing=superseded")) == (["Third menu", "Newer menu"], ["Yarn menu"])
    assert ask(world.eve).get(f"/api/centre/{number_of(old)}")[1]["superseded_by"] == number_of(third)
    assert ask(world.eve).get("/api/centre?cursor=x")[1]["facts"] == {"fields": ["cursor"]}
    assert number_of(new) != new.place


def test_the_centre_says_what_every_group_may_say_and_is_narrowed_by_it(world: World) -> None:
    own = Attribute.objects.create(group=world.weavers, name="Dossier", kind="line")
    clause = {"provision": ["Retention"], "region": ["africa"], "source": ["Act 7 (example)"], "objectives": ["advocacy", "knowledge"]}
    menu = publish(world, type="sample_clause", attributes={**clause, own.key: ["Heron file"]})
    publish(world, title="Other", attributes={"objectives": ["collaboration"]})
    shown = ask(world.eve).get(f"/api/centre/{number_of(menu)}")[1]["said"]
    assert {each["key"]: each["words"] for each in shown} == {
        "provision": ["Retention"], "region": ["Africa"], "source": ["Act 7 (example)"], "objectives": ["Advocacy", "Knowledge"],
    }  # fmt: skip
    for query, titles in (
        ("?objective=knowledge", ["Yarn menu"]), ("?objective=collaboration", ["Other"]), ("?objective=know", []),
        ("?region=africa", ["Yarn menu"]), ("?region=europe", []), ("?q=act+7", ["Yarn menu"]), ("?q=heron", []),
    ):  # fmt: skip
        assert (query, centre(world.eve, query)) == (query, titles)
