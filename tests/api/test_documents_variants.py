"""The same document in several languages: one original, its translations, and which version each of them says."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.labels import Label
from discussions.documents.models import Document, Version
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.models import Admission
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import send_file, share
from tests.world import World, person

pytestmark = pytest.mark.django_db


@pytest.fixture
def menu(world: World) -> DocumentShape:
    return share(world, world.ben, label="green", language="en")


@pytest.fixture
def carte(world: World, menu: DocumentShape) -> DocumentShape:
    return share(world, world.ben, b"La laine bleue.", label="green", language="fr", title="Carte", translates=menu.place)


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def page(who: Person, document: DocumentShape) -> dict[str, Any]:
    status, answer = ask(who).get(at(document))
    assert status == 200
    found: dict[str, Any] = answer
    return found


def family(who: Person, document: DocumentShape) -> list[tuple[str, bool, int | None, int, str]]:
    """Of the others: language, whether it is the original, which version it follows, its version, what that is called."""
    return [(each["language"], each["original"], each["follows"], each["n"], each["called"]) for each in page(who, document)["variants"]]


def kept() -> tuple[int, int, int]:
    """How many documents, versions and files there are."""
    files = [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]
    return Document.objects.count(), Version.objects.count(), len(files)


def send(world: World, who: Person, content: bytes, **fields: Any) -> tuple[int, Any]:
    fields = {"client_id": uuid4(), "title": "Menü", "language": "de", **fields}
    return send_file(ask(who), f"/api/spaces/{world.loom.pk}/documents", content, "menu.md", **fields)


def test_a_translation_and_its_original_name_each_other(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    assert (carte.translates, carte.follows, menu.translates, menu.follows) == (menu.place, 1, None, None)
    assert page(world.ada, menu)["variants"] == [
        {
            "place": carte.place,
            "language": "fr",
            "title": "Carte",
            "state": "working",
            "original": False,
            "follows": 1,
            "n": 1,
            "called": "1",
        }
    ]
    assert family(world.ada, carte) == [("en", True, None, 1, "1")]
    share(world, world.ben, b"El menu.", label="green", language="es", translates=menu.place)
    assert family(world.ada, menu) == [("fr", False, 1, 1, "1"), ("es", False, 1, 1, "1")]
    assert family(world.ada, carte) == [("en", True, None, 1, "1"), ("es", False, 1, 1, "1")]


def test_a_page_that_shows_the_original_hears_of_a_new_translation(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    assert page(world.ada, menu)["document"]["rev"] > carte.rev > menu.rev
    before = page(world.ada, carte)["document"]["rev"]
    send_file(ask(world.ben), at(menu, "/versions"), b"# Yarn menu 2", "menu.md", client_id=uuid4())
    assert page(world.ada, carte)["document"]["rev"] > before


def test_what_can_not_be_translated_is_said_and_nothing_is_kept(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    gone = share(world, world.ben, b"Gone", label="green", language="en")
    assert ask(world.ben).post(at(gone, "/withdraw"), {"reason": "A mistake"})[0] == 200
    pots = share(world, world.eve, b"Pots", space=world.oven.pk, label="green", language="en")
    before = kept()
    for fields, expected in (
        ({"translates": menu.place, "language": "fr"}, ("invalid", ["language"])),
        ({"translates": menu.place, "language": "en"}, ("invalid", ["language"])),
        ({"translates": carte.place}, ("invalid", ["translates"])),
        ({"translates": gone.place}, ("invalid", ["translates"])),
        ({"translates": pots.place + 500}, ("invalid", ["translates"])),
    ):
        status, answer = send(world, world.ben, b"Das Menu", label="green", **fields)
        assert (status, answer["code"], answer["facts"].get("fields")) == (422, *expected)
    status, answer = send(world, world.ben, b"Das Menu", label="clear", translates=menu.place)
    assert (status, answer["code"], answer["facts"]["floor"]) == (422, "label_too_low", "green")
    assert kept() == before


def test_without_a_label_a_translation_takes_that_of_its_original_where_that_is_stricter(world: World) -> None:
    strict = share(world, world.ben, b"Strict", label=world.loom.ceiling, language="en")
    status, answer = send(world, world.ben, b"Streng", translates=strict.place)
    assert (status, answer["label"]) == (201, world.loom.ceiling)


@pytest.mark.engine
def test_raising_the_original_raises_its_translations_and_tells_their_source(
    world: World, menu: DocumentShape, carte: DocumentShape
) -> None:
    status, answer = ask(world.ada).patch(at(menu), {"label": "amber"})
    assert (status, answer["label"], page(world.ada, carte)["document"]["label"]) == (200, "amber", "amber")
    told = Notice.objects.filter(person=world.ben, what="document_relabelled").select_related("about")
    assert sorted((row.about.place if row.about else 0, row.facts["before"], row.facts["after"]) for row in told) == [
        (menu.place, "green", "amber"), (carte.place, "green", "amber"),
    ]  # fmt: skip
    rows = AuditEntry.objects.filter(verb="document.label_raise").order_by("number").values_list("subject_id", flat=True)
    assert list(rows) == [f"{menu.space}/{menu.place}", f"{carte.space}/{carte.place}"]
    status, answer = ask(world.ben).patch(at(carte), {"label": "green"})
    assert (status, answer["code"], answer["facts"]["floor"]) == (422, "label_too_low", "amber")
    assert ask(world.ben).patch(at(menu), {"label": "green"})[1]["label"] == "green"
    assert page(world.ada, carte)["document"]["label"] == "amber"  # lowered only by its own source
    assert ask(world.ben).patch(at(carte), {"label": "green"})[1]["label"] == "green"


def test_a_translation_says_which_version_it_follows(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    send_file(ask(world.ben), at(menu, "/versions"), b"# Yarn menu 2", "menu.md", client_id=uuid4())
    assert family(world.ada, carte) == [("en", True, None, 2, "2")]
    add = (ask(world.ben), at(carte, "/versions"))
    before = kept()
    status, answer = send_file(*add, b"La laine rouge", "carte.md", client_id=uuid4(), follows=3)
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": ["follows"]})
    assert (kept(), page(world.ada, carte)["document"]["follows"]) == (before, 1)
    assert send_file(*add, b"La laine verte", "carte.md", client_id=uuid4(), minor="true")[1]["follows"] == 1
    assert send_file(*add, b"La laine rouge", "carte.md", client_id=uuid4(), follows=2)[1]["follows"] == 2
    status, answer = send_file(ask(world.ben), at(menu, "/versions"), b"# Yarn menu 3", "menu.md", client_id=uuid4(), follows=1)
    assert (status, answer["code"]) == (422, "invalid")


def test_what_is_in_force_is_followed_not_what_is_being_worked_on(world: World, menu: DocumentShape) -> None:
    assert ask(world.ben).post(at(menu, "/submit"))[0] == 200
    assert ask(world.ada).post(at(menu, "/approve"), {"version": 1})[1]["state"] == "approved"
    send_file(ask(world.ben), at(menu, "/versions"), b"# Yarn menu 2", "menu.md", client_id=uuid4())
    carte = share(world, world.ben, b"La laine", label="green", language="fr", translates=menu.place)
    assert (carte.follows, family(world.ada, carte)) == (1, [("en", True, None, 1, "1")])


def test_two_documents_become_a_family_later_and_part_again(world: World, menu: DocumentShape) -> None:
    carte = share(world, world.ben, b"La laine", label="green", language="fr")
    same = share(world, world.ben, b"Same", label="green", language="en")
    assert ask(world.ben).patch(at(same), {"translates": menu.place})[1]["facts"]["fields"] == ["language"]
    status, answer = ask(world.ben).patch(at(carte), {"translates": menu.place})
    assert (status, answer["translates"], answer["follows"]) == (200, menu.place, 1)
    rev = answer["rev"]
    assert ask(world.ben).patch(at(carte), {"translates": menu.place})[1]["rev"] == rev  # nothing happened
    assert ask(world.ben).patch(at(menu), {"translates": same.place})[1]["code"] == "invalid"  # it has translations
    assert ask(world.ben).patch(at(carte), {"language": "en"})[1]["facts"]["fields"] == ["language"]
    assert ask(world.ben).patch(at(menu), {"translates": menu.place})[1]["code"] == "invalid"
    status, answer = ask(world.ben).patch(at(carte), {"translates": 0})
    assert (status, answer["translates"], answer["follows"], family(world.ada, menu)) == (200, None, None, [])


def test_only_the_source_and_moderators_say_what_a_document_translates(world: World, menu: DocumentShape) -> None:
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    carte = share(world, dan, b"La laine", label="green", language="fr")
    status, answer = ask(world.ben).patch(at(carte), {"translates": menu.place})
    assert (status, answer["code"], page(world.ada, carte)["document"]["translates"]) == (403, "not_allowed", None)


def test_who_came_later_sees_neither_the_earlier_one_nor_that_there_is_one(world: World, menu: DocumentShape) -> None:
    Admission.objects.filter(space=world.loom, seat__person=world.ben).update(floor=menu.place)
    carte = share(world, world.ada, b"La laine", label="green", language="fr", translates=menu.place)
    assert (family(world.ben, carte), family(world.ada, carte)) == ([], [("en", True, None, 1, "1")])
    status, answer = send(world, world.ben, b"Das Menu", label="green", translates=menu.place)
    assert (status, answer["facts"]["fields"]) == (422, ["translates"])  # as for one that is not there


def test_what_was_withdrawn_is_in_no_family(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    assert ask(world.ada).post(at(carte, "/withdraw"), {"reason": "Wrong"})[0] == 200
    assert family(world.ada, menu) == []
    assert send(world, world.ben, b"La laine encore", label="green", language="fr", translates=menu.place)[0] == 201


def test_the_centre_names_the_languages_that_were_published(world: World, menu: DocumentShape, carte: DocumentShape) -> None:
    for each in (menu, carte):
        ask(world.ben).post(at(each, "/submit"))
        ask(world.ada).post(at(each, "/approve"), {"version": 1})
    assert ask(world.ada).post(at(menu, "/publish"), {"version": 1})[0] == 200
    [item] = ask(world.eve).get("/api/centre")[1]["items"]
    assert item["variants"] == []
    assert ask(world.ada).post(at(carte, "/publish"), {"version": 1})[0] == 200
    numbers = {row.language: row.number for row in Document.objects.all()}
    items = {each["language"]: each["variants"] for each in ask(world.eve).get("/api/centre")[1]["items"]}
    assert items == {
        "en": [{"id": numbers["fr"], "language": "fr", "title": "Carte"}],
        "fr": [{"id": numbers["en"], "language": "en", "title": "Yarn menu"}],
    }
    ask(world.ada).patch(at(carte), {"label": Label.AMBER})
    [item] = ask(world.eve).get("/api/centre")[1]["items"]
    assert item["variants"] == []
