"""Collections: a curator brings documents together, and opens nothing by it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.audit.models import AuditEntry
from collab.clock import now
from discussions.collections.actions import drop_disposed
from discussions.collections.models import Collection, Item
from discussions.documents.models import Document
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.seating import end_seat, open_seat
from groups.models import Group
from groups.roles import Role
from tests.api.ask import Asking, ask
from tests.papers import share
from tests.world import World, person

pytestmark = pytest.mark.django_db


def made(world: World, **fields: Any) -> int:
    """A collection of Weavers that Ben curates; its id."""
    draft = {"title": "Menus", "description": "What we agreed.", "curator": world.seat(world.ben).pk, **fields}
    status, page = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/collections", draft)
    assert status == 201, page
    found: int = page["collection"]["id"]
    return found


def submit(asking: Asking, collection: int, paper: DocumentShape, note: str = "") -> tuple[int, Any]:
    """Submit a document."""
    return asking.post(f"/api/collections/{collection}/items", {"space": paper.space, "place": paper.place, "note": note})


def published(paper: DocumentShape, number: int = 77) -> None:
    """The document is in the resource centre."""
    row = Document.objects.get(space_id=paper.space, entry__place=paper.place)
    version = row.versions.get()
    Document.objects.filter(pk=row.pk).update(published=version, published_at=version.at, number=number)


def titles(page: dict[str, Any]) -> list[str]:
    """What is in it, in order."""
    return [(each["document"] or each["published"])["title"] for each in page["items"]]


def verbs() -> list[str]:
    """What the record of collections says."""
    return list(AuditEntry.objects.filter(verb__startswith="collection.").order_by("pk").values_list("verb", flat=True))


def test_a_moderator_makes_one_and_its_group_finds_it(world: World) -> None:
    collection = made(world)
    [found] = ask(world.ben).get("/api/collections")[1]
    assert found == {
        "id": collection, "group_id": world.weavers.pk, "group": "Weavers", "title": "Menus", "description": "What we agreed.",
        "curator": {"seat": world.seat(world.ben).pk, "name": "Ben (example)", "organisation": "Lantern (example)",
                    "constituency": "civil_society", "role": "member"},
        "ceiling": "green", "open": False, "closed": False, "count": 0, "waiting": 0, "may_curate": True, "may_keep": False,
    }  # fmt: skip
    assert ask(world.eve).get("/api/collections") == (200, [])
    assert ask(world.eve).get(f"/api/collections/{collection}")[0] == 404
    assert verbs() == ["collection.make"]


def test_a_member_makes_none_and_nobody_from_outside_curates(world: World) -> None:
    draft = {"title": "Menus", "curator": world.seat(world.ben).pk}
    status, refusal = ask(world.ben).post(f"/api/groups/{world.weavers.pk}/collections", draft)
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert ask(world.eve).post(f"/api/groups/{world.weavers.pk}/collections", draft)[0] == 404
    outside = draft | {"curator": world.seat(world.eve).pk}
    status, refusal = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/collections", outside)
    assert (status, refusal["code"], refusal["facts"]["fields"]) == (422, "invalid", ["curator"])
    assert not Collection.objects.exists() and verbs() == []


def test_a_submitted_document_waits_for_the_curator_who_takes_it_in(world: World) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
    collection = made(world)
    paper = share(world, world.ada, title="Blue menu", label="green")
    status, page = submit(ask(cleo), collection, paper, "The first one.")
    assert (status, page["items"], page["collection"]["count"]) == (201, [], 0)
    [mine] = page["submitted"]
    assert (mine["state"], mine["note"], mine["by"]["name"], mine["may_describe"]) == (
        "submitted",
        "The first one.",
        "Cleo (example)",
        False,
    )
    assert submit(ask(cleo), collection, paper, "Again.")[1]["submitted"] == [mine]
    assert Notice.objects.filter(person=world.ben, what="collection_submitted").count() == 1

    [waits] = [each for each in ask(world.ben).get("/api/waiting")[1] if each["verb"] == "collection"]
    assert (waits["title"], waits["where"], waits["collection"], waits["count"]) == ("Menus", "Weavers", collection, 1)
    assert [each for each in ask(world.ada).get("/api/waiting")[1] if each["verb"] == "collection"] == []

    item = f"/api/collections/{collection}/items/{mine['id']}"
    assert ask(cleo).post(f"{item}/accept")[1]["code"] == "not_allowed"
    status, page = ask(world.ben).post(f"{item}/accept")
    assert (status, titles(page), page["items"][0]["note"], page["collection"]["count"]) == (200, ["Blue menu"], "The first one.", 1)
    assert ask(world.ben).post(f"{item}/accept")[1] == page
    assert Notice.objects.filter(person=cleo, what="collection_accepted").count() == 1
    assert verbs() == ["collection.make", "collection.accept"]
    assert [each for each in ask(world.ben).get("/api/waiting")[1] if each["verb"] == "collection"] == []


def test_a_declined_document_comes_back_with_the_reason_and_may_be_submitted_again(world: World) -> None:
    collection = made(world, curator=world.seat(world.ada).pk)
    paper = share(world, world.ada, label="green")
    [mine] = submit(ask(world.ben), collection, paper)[1]["submitted"]
    item = f"/api/collections/{collection}/items/{mine['id']}"
    assert ask(world.ada).post(f"{item}/decline", {"reason": "  "})[1]["code"] == "empty"
    ask(world.ada).post(f"{item}/decline", {"reason": "Too early."})
    [back] = ask(world.ben).get(f"/api/collections/{collection}")[1]["submitted"]
    assert (back["state"], back["reason"]) == ("declined", "Too early.")
    assert ask(world.ada).post(f"{item}/accept")[1]["code"] == "wrong_state"
    [again] = submit(ask(world.ben), collection, paper, "Now it is ready.")[1]["submitted"]
    assert (again["id"], again["state"], again["reason"]) == (mine["id"], "submitted", "")
    assert verbs() == ["collection.make", "collection.decline"]


def test_nobody_finds_a_document_in_it_that_they_may_not_read(world: World) -> None:
    collection = made(world, open=True)
    inside, public = share(world, world.ada, title="Inside", label="green"), share(world, world.ada, title="Public", label="green")
    published(public)
    for paper in (inside, public):
        submit(ask(world.ben), collection, paper)
    assert titles(ask(world.ben).get(f"/api/collections/{collection}")[1]) == ["Inside", "Public"]
    page = ask(world.eve).get(f"/api/collections/{collection}")[1]
    assert (titles(page), page["collection"]["count"], page["submitted"]) == (["Public"], 1, [])
    [item] = page["items"]
    assert (item["document"], item["by"], item["published"]["id"], item["published"]["place"]) == (None, None, 77, None)
    Group.objects.filter(pk=world.weavers.pk).update(listed=False)
    page = ask(world.eve).get(f"/api/collections/{collection}")[1]
    assert (page["collection"]["group"], page["collection"]["group_id"]) == ("", None)


def test_a_label_above_the_ceiling_does_not_come_in_and_one_that_rises_goes(world: World) -> None:
    collection = made(world)
    strict, paper = share(world, world.ada, label="amber"), share(world, world.ada, label="green")
    status, refusal = submit(ask(world.ben), collection, strict)
    assert (status, refusal["code"]) == (422, "label_above_ceiling")
    assert titles(submit(ask(world.ben), collection, paper)[1]) == ["Yarn menu"]
    ask(world.ada).patch(f"/api/spaces/{paper.space}/documents/{paper.place}", {"label": "amber"})
    page = ask(world.ben).get(f"/api/collections/{collection}")[1]
    assert (page["items"], page["collection"]["count"]) == ([], 0)
    assert titles(ask(world.ada).patch(f"/api/collections/{collection}", {"ceiling": "amber"})[1]) == ["Yarn menu"]


def test_a_document_that_is_disposed_of_goes_at_once_and_what_was_said_of_it_soon_after(world: World) -> None:
    collection, other = made(world), made(world, title="Others")
    paper, stays = share(world, world.ben, label="green"), share(world, world.ben, b"stays", title="Stays", label="green")
    for each in (paper, stays):
        assert submit(ask(world.ben), collection, each, "It belongs here.")[0] in (200, 201)
    assert submit(ask(world.ada), other, paper, "Perhaps.")[0] in (200, 201)
    Document.objects.filter(title="Yarn menu").update(disposed_at=now(), archived_at=now(), state="disposed")
    assert titles(ask(world.ada).get(f"/api/collections/{collection}")[1]) == ["Stays"]
    assert (drop_disposed(), drop_disposed()) == (2, 0)
    assert [(each.document.title, each.note) for each in Item.objects.all()] == [("Stays", "It belongs here.")]
    assert titles(ask(world.ada).get(f"/api/collections/{collection}")[1]) == ["Stays"]


def test_whoever_does_not_read_a_document_cannot_submit_it(world: World) -> None:
    collection = made(world, open=True)
    paper = share(world, world.ada, label="green")
    assert submit(ask(world.eve), collection, paper)[0] == 404
    assert not Item.objects.exists()


def test_the_curator_puts_documents_into_an_order(world: World) -> None:
    collection = made(world)
    for title in ("One", "Two", "Three"):
        page = submit(ask(world.ben), collection, share(world, world.ada, title=title, label="green"))[1]
    one, two, three = (each["id"] for each in page["items"])
    move = f"/api/collections/{collection}/items/{{}}/move"
    assert titles(ask(world.ben).post(move.format(three), {"before": one})[1]) == ["Three", "One", "Two"]
    assert titles(ask(world.ben).post(move.format(three), {})[1]) == ["One", "Two", "Three"]
    assert ask(world.ben).post(move.format(one), {"before": 5})[0] == 404
    ask(world.ben).post(f"/api/collections/{collection}/items/{two}/decline", {"reason": "Old."})
    assert titles(ask(world.ben).get(f"/api/collections/{collection}")[1]) == ["One", "Three"]
    assert ask(world.ben).post(move.format(two), {})[0] == 404
    assert verbs()[-1] == "collection.remove"


def test_the_curator_says_anew_what_a_document_of_the_group_is(world: World) -> None:
    collection = made(world)
    paper = share(world, world.ada, title="menu v3 final", label="green")
    kiln = open_seat(
        by=world.olga.pk, group_id=world.weavers.pk, person_id=person("Cleo").pk, organisation_id=world.kiln.pk, role=Role.MEMBER
    )
    cleo = kiln.person
    ask(world.ada).patch(f"/api/collections/{collection}", {"curator": kiln.pk})
    [item] = submit(ask(world.ben), collection, paper)[1]["submitted"]
    path = f"/api/collections/{collection}/items/{item['id']}"
    words = {"title": "Menu of the spring", "type": "commitment_text", "capabilities": []}
    assert ask(world.ben).patch(path, words)[1]["code"] == "not_allowed"
    assert ask(cleo).patch(f"/api/spaces/{paper.space}/documents/{paper.place}", words)[1]["code"] == "not_allowed"
    status, page = ask(cleo).patch(path, words)
    assert status == 200, page
    [changed] = page["submitted"]
    assert (changed["document"]["title"], changed["document"]["type"]) == ("Menu of the spring", "commitment_text")
    ask(cleo).patch(path, words)
    assert verbs().count("collection.describe") == 1


def test_a_curator_changes_words_a_moderator_the_rest(world: World) -> None:
    collection = made(world)
    path = f"/api/collections/{collection}"
    assert ask(world.ben).patch(path, {"title": "  Spring   menus "})[1]["collection"]["title"] == "Spring menus"
    for edit in ({"open": True}, {"ceiling": "clear"}, {"closed": True}, {"curator": world.seat(world.ada).pk}):
        assert ask(world.ben).patch(path, edit)[1]["code"] == "not_allowed"
    assert ask(world.ada).patch(path, {"closed": True})[1]["collection"]["closed"] is True
    assert submit(ask(world.ben), collection, share(world, world.ada, label="green"))[1]["code"] == "wrong_state"
    assert ask(world.ben).patch(path, {"title": "Other"})[1]["code"] == "wrong_state"
    assert ask(world.ada).patch(path, {"closed": False})[1]["collection"]["closed"] is False
    assert verbs() == ["collection.make", "collection.change", "collection.close", "collection.reopen"]


def test_when_the_curators_seat_ends_the_moderators_decide(world: World) -> None:
    collection = made(world)
    cleo = open_seat(
        by=world.olga.pk, group_id=world.weavers.pk, person_id=person("Cleo").pk, organisation_id=world.lantern.pk, role=Role.MEMBER
    ).person
    end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="Moved on.")
    page = submit(ask(cleo), collection, share(world, world.ada, label="green"))[1]
    assert page["collection"]["curator"] is None
    assert Notice.objects.filter(person=world.ada, what="collection_submitted").count() == 1
    assert [each["count"] for each in ask(world.ada).get("/api/waiting")[1] if each["verb"] == "collection"] == [1]
    assert ask(world.ben).get(f"/api/collections/{collection}")[0] == 404


def test_reading_costs_the_same_whatever_is_in_it(world: World) -> None:
    collection = made(world, open=True)

    def cost(who: Any) -> tuple[int, int]:
        asking, found = ask(who), []
        for path in ("/api/collections", f"/api/collections/{collection}"):
            with CaptureQueriesContext(connection) as queries:
                assert asking.get(path)[0] == 200
            found.append(len(queries))
        return found[0], found[1]

    papers = [share(world, world.ada, title=f"Menu {n}", label="green") for n in range(6)]
    submit(ask(world.ben), collection, papers[0])
    published(papers[0], 700)
    before = cost(world.ben), cost(world.eve)
    for n, paper in enumerate(papers[1:]):
        submit(ask(world.ben), collection, paper)
        published(paper, 701 + n)
    assert (cost(world.ben), cost(world.eve)) == before
