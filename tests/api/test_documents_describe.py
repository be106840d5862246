"""What is said about a document, its label, its log of downloads, and the library."""

import pytest
from pytest_django import DjangoAssertNumQueries

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.documents.models import Document, Download
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.actions import open_space
from discussions.spaces.seating import end_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import pdf, share
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def menu(world: World) -> DocumentShape:
    return share(world, world.ben)


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def seat_cleo(world: World, role: Role = Role.MEMBER) -> Person:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=role)
    return cleo


def test_the_source_describes_its_document(world: World, menu: DocumentShape) -> None:
    edit = {"title": "Wool menu", "abstract": "All of it.", "type": "glossary", "language": "fr", "capabilities": ["gsr-transparency"]}
    status, answer = ask(world.ben).patch(at(menu), {**edit, "rev": menu.rev})
    assert (status, {name: answer[name] for name in edit}, answer["rev"] > menu.rev) == (200, edit, True)
    assert ask(world.ben).patch(at(menu), edit)[1]["rev"] == answer["rev"]  # the same again changes nothing
    status, stale = ask(world.ben).patch(at(menu), {"title": "Other", "rev": menu.rev})
    assert (status, stale["code"], stale["facts"]) == (409, "stale", {"rev": answer["rev"]})
    assert ask(world.ada).get("/api/library?q=wool+menu")[1]["count"] == 1


def test_others_do_not_describe_it(world: World, menu: DocumentShape) -> None:
    cleo = seat_cleo(world)
    status, answer = ask(cleo).patch(at(menu), {"title": "Mine"})
    assert (status, answer["code"], Document.objects.get().title) == (403, "not_allowed", "Yarn menu")


def test_anyone_raises_a_label_and_only_the_source_lowers_it(world: World, menu: DocumentShape) -> None:
    cleo = seat_cleo(world, Role.MODERATOR)
    status, answer = ask(cleo).patch(at(menu), {"label": "amber_strict"})
    assert (status, answer["label"]) == (200, "amber_strict")
    assert list(Notice.objects.filter(person=world.ben).values_list("what", "facts")) == [
        ("document_relabelled", {"before": "amber", "after": "amber_strict"})
    ]
    status, answer = ask(cleo).patch(at(menu), {"label": "green"})
    assert (status, answer["code"]) == (403, "not_allowed")
    status, answer = ask(cleo).patch(at(menu), {"label": "red"})
    assert (status, answer["code"], answer["facts"]) == (422, "label_above_ceiling", {"ceiling": "amber_strict"})
    assert ask(world.ben).patch(at(menu), {"label": "green"})[1]["label"] == "green"
    assert list(AuditEntry.objects.filter(verb__startswith="document.label").order_by("pk").values_list("verb", "actor_id", "facts")) == [
        ("document.label_raise", cleo.pk, {"before": "amber", "after": "amber_strict"}),
        ("document.label_lower", world.ben.pk, {"before": "amber_strict", "after": "green"}),
    ]


def test_a_download_is_a_fenced_copy_and_is_logged(world: World) -> None:
    document = share(world, world.ben, pdf(), name="x\r\nSet-Cookie: a=b.pdf", title='Menü "für"\r\n../alle/毛线')
    response = ask(world.ada).raw("GET", at(document, "/versions/1/file"))
    assert (response.status_code, b"".join(response.streaming_content)) == (200, pdf())
    assert {name: response[name] for name in (
        "Content-Type", "Content-Length", "Content-Security-Policy", "X-Content-Type-Options", "Cache-Control", "Content-Disposition",
    )} == {
        "Content-Type": "application/pdf", "Content-Length": str(len(pdf())), "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, private",
        "Content-Disposition": "attachment; filename*=utf-8''"
        "Men%C3%BC%20f%C3%BCr%20..%20alle%20%E6%AF%9B%E7%BA%BF%2C%20v1%20%28TLP-AMBER%29.pdf",
    }  # fmt: skip
    assert list(Download.objects.values_list("version__number", "seat_id")) == [(1, world.seat(world.ada).pk)]
    assert ask(world.ada).get(at(document, "/versions/2/file")) == GONE


def test_the_log_is_the_owners_and_each_sees_themselves(world: World, menu: DocumentShape) -> None:
    cleo = seat_cleo(world)
    for who in (cleo, world.ada):
        b"".join(ask(who).raw("GET", at(menu, "/versions/1/file")).streaming_content)
    for who, seen in [
        (world.ben, ["Ada (example)", "Cleo (example)"]),
        (world.ada, ["Ada (example)", "Cleo (example)"]),
        (cleo, ["Cleo (example)"]),
    ]:
        assert [each["by"]["name"] for each in ask(who).get(at(menu))[1]["downloads"]] == seen


def test_a_download_ends_with_the_seat(world: World, menu: DocumentShape) -> None:
    ben = ask(world.ben)
    end_seat(by=world.olga.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    assert ben.get(at(menu, "/versions/1/file")) == GONE
    assert Download.objects.count() == 0


def test_what_a_reader_may_do_is_said(world: World, menu: DocumentShape) -> None:
    every = {
        "describe": True,
        "add_version": True,
        "submit": True,
        "review": False,
        "withdraw": True,
        "raise_label": True,
        "lower_label": True,
        "download": True,
        "publish": False,
        "archive": False,
        "check_out": True,
        "end_check_out": False,
        "hold": False,
        "lift_hold": False,
        "dispose": False,
        "co_own": True,
        "ask": False,
        "acknowledge": False,
        "translate": True,
        "wish": False,
        "decide_wish": False,
        "write_text": False,
        "read": True,
        "hear": True,
        "comment": True,
    }
    reads = {"raise_label", "download", "read", "hear", "comment", "translate", "wish"}
    assert ask(world.ben).get(at(menu))[1]["may"] == every
    assert ask(seat_cleo(world)).get(at(menu))[1]["may"] == {name: name in reads for name in every}
    ask(world.ben).post(at(menu, "/submit"))
    assert ask(world.ada).get(at(menu))[1]["may"] == {**every, "submit": False, "review": True, "hold": True, "co_own": False}


def test_the_library_is_the_union_of_what_one_reads(world: World, menu: DocumentShape) -> None:
    share(world, world.eve, b"Blue clay", space=world.oven.pk, title="Pots", capabilities=["gsr-legislation"], label="green", language="fr")
    seat = open_seat(by=world.olga.pk, group_id=world.potters.pk, person_id=world.ben.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    ben = ask(world.ben)
    status, page = ben.get("/api/library")
    assert (status, [each["title"] for each in page["items"]], page["count"], page["cursor"]) == (200, ["Pots", "Yarn menu"], 2, None)
    for query, titles in [
        ("capability=gsr-legislation", ["Pots"]), ("capability=gsr-policy-legislation", ["Pots"]), ("capability=gsr", ["Pots"]),
        ("capability=mnr", []), ("capability=unknown", []), ("language=fr", ["Pots"]), ("label=amber", ["Yarn menu"]),
        ("state=working", ["Pots", "Yarn menu"]), ("state=approved", []), ("type=minutes", []),
        (f"group={world.weavers.pk}", ["Yarn menu"]),
        (f"space={world.oven.pk}", ["Pots"]), ("q=yarn", ["Yarn menu"]), ("q=blu", ["Pots", "Yarn menu"]), ("q=nothing", []),
    ]:  # fmt: skip
        page = ben.get(f"/api/library?{query}")[1]
        assert ([each["title"] for each in page["items"]], page["count"]) == (titles, len(titles)), query
    assert [each["title"] for each in ask(world.ada).get("/api/library")[1]["items"]] == ["Yarn menu"]
    end_seat(by=world.olga.pk, seat_id=seat.pk, reason="moved on")
    assert [each["title"] for each in ben.get("/api/library")[1]["items"]] == ["Yarn menu"]
    assert ask(world.eve).get(f"/api/library?space={menu.space}")[1] == {"items": [], "count": 0, "cursor": None}


def test_documents_from_before_ones_time_are_not_listed(world: World) -> None:
    attic = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Attic", history="joining"))
    old = share(world, world.ada, space=attic.pk, title="Old")
    cleo = seat_cleo(world)
    share(world, world.ada, space=attic.pk, title="New")
    assert [each["title"] for each in ask(cleo).get("/api/library")[1]["items"]] == ["New"]
    assert ask(cleo).get(at(old)) == GONE
    assert ask(cleo).get(at(old, "/versions/1/file")) == GONE


def test_the_library_comes_in_pages_at_a_constant_cost(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discussions.documents.library.PAGE", 2)
    for n in range(5):
        share(world, world.ben, f"text {n}".encode(), title=f"Menu {n}", capabilities=["gsr-legislation"])
    ben = ask(world.ben)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ben.get(f"/api/library?cursor={cursor}")[1]
        seen += [each["title"] for each in page["items"]]
        cursor = page["cursor"]
    assert seen == [f"Menu {n}" for n in (4, 3, 2, 1, 0)]
    assert ben.get("/api/library?cursor=7")[0] == 422
    for size in (1, 5):
        monkeypatch.setattr("discussions.documents.library.PAGE", size)
        with django_assert_num_queries(10):  # session, person; count, page; documents, versions, approvals, tags, owners, successors
            ben.get("/api/library")
