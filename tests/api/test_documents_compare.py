"""Any two versions beside each other: for who reads the document, told in the log once a day, never of what was withdrawn."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.accounts.models import Person
from discussions.documents.actions import approve_document, submit_document, withdraw_document
from discussions.documents.models import Download
from discussions.documents.publishing import publish_document
from discussions.documents.shapes import DocumentShape, Publishing
from tests.api.ask import ask
from tests.papers import docx, pdf, send_file, share
from tests.world import World

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def menu(world: World) -> DocumentShape:
    shared = share(world, world.ben, b"Retention ends after a year.", label="green")
    add(world, shared, pdf("Retention ends after two years."))
    add(world, shared, docx("Retention ends after two years, at the latest."))
    return shared


def add(world: World, document: DocumentShape, content: bytes) -> None:
    path = f"/api/spaces/{document.space}/documents/{document.place}/versions"
    assert send_file(ask(world.ben), path, content, "menu", client_id=uuid4())[0] == 201


def changes(who: Person, document: DocumentShape, number: int, query: str = "") -> tuple[int, Any]:
    return ask(who).get(f"/api/spaces/{document.space}/documents/{document.place}/versions/{number}/changes{query}")


def runs(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(run["kind"], run["text"]) for run in page["runs"]]


def test_any_two_versions_of_whatever_kind(world: World, menu: DocumentShape) -> None:
    status, page = changes(world.ben, menu, 3)
    assert (status, page["before"], page["after"], page["inserted"], page["deleted"], page["cut"]) == (200, 2, 3, 3, 0, False)
    assert runs(page) == [("same", "Retention ends after two years"), ("inserted", ", at the latest"), ("same", ".")]
    assert runs(changes(world.ben, menu, 2, "?since=1")[1]) == [
        ("same", "Retention ends after"), ("deleted", " a year"), ("inserted", " two years"), ("same", "."),
    ]  # fmt: skip
    back = changes(world.ben, menu, 1, "?since=3")[1]  # the other way round as well
    assert (back["before"], back["after"], back["deleted"]) == (3, 1, 5)


def test_a_comparison_is_told_in_the_log_once_a_day(world: World, menu: DocumentShape) -> None:
    for _ in range(3):
        assert changes(world.ada, menu, 2)[0] == 200
    log = [(row.version.number, row.way, row.seat.person_id) for row in Download.objects.order_by("pk").select_related("version", "seat")]
    assert log == [(1, "read", world.ada.pk), (2, "read", world.ada.pk)]
    shown = ask(world.ben).get(f"/api/spaces/{menu.space}/documents/{menu.place}")[1]["downloads"]
    assert [(each["n"], each["way"]) for each in shown] == [(2, "read"), (1, "read")]
    clock.shift(timedelta(days=1, seconds=1))
    assert changes(world.ada, menu, 2)[0] == 200
    assert Download.objects.count() == 4


def test_nothing_is_compared_that_is_hidden_missing_or_withdrawn(world: World, menu: DocumentShape) -> None:
    assert changes(world.eve, menu, 2) == GONE
    for number, query in ((1, ""), (4, ""), (2, "?since=9"), (2, "?since=0&whole=true")):
        assert (changes(world.ben, menu, number, query) == GONE) is (number != 2 or "9" in query)
    assert changes(world.ben, menu, 2, "?since=-1")[0] == 422
    Download.objects.all().delete()
    withdraw_document(world.ada.pk, menu.space, menu.place, "an error (example)")
    assert changes(world.ben, menu, 2)[1]["code"] == "already_gone"
    assert Download.objects.count() == 0


def test_a_version_without_words_is_named(world: World, menu: DocumentShape) -> None:
    add(world, menu, pdf(""))
    status, answer = changes(world.ben, menu, 4)
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"version": 4})
    assert Download.objects.count() == 0


def test_the_centre_compares_what_was_published_and_nothing_else(world: World, menu: DocumentShape) -> None:
    add(world, menu, b"Retention ends after three years.")
    publish(world, menu, 4)
    number = publish(world, menu, 4)
    add(world, menu, b"Retention ends after four years.")
    assert ask(world.eve).get(f"/api/centre/{number}/versions/5/changes?since=4") == GONE
    assert ask(world.eve).get(f"/api/centre/{number}/versions/4/changes?since=1") == GONE
    assert ask(world.eve).get(f"/api/centre/{number}/versions/4/changes") == GONE
    publish(world, menu, 5)
    status, page = ask(world.eve).get(f"/api/centre/{number}/versions/5/changes")
    assert (status, page["before"], page["after"], runs(page)[1:3]) == (200, 4, 5, [("deleted", " three"), ("inserted", " four")])


def publish(world: World, document: DocumentShape, version: int) -> int:
    at = (document.space, document.place)
    page = ask(world.ada).get(f"/api/spaces/{at[0]}/documents/{at[1]}")[1]["document"]
    if page["published_n"] != version:
        submit_document(world.ben.pk, *at)
        approve_document(world.ada.pk, *at, version)
        publish_document(world.ada.pk, *at, Publishing(version=version))
    found: int = ask(world.eve).get("/api/centre")[1]["items"][0]["id"]
    return found
