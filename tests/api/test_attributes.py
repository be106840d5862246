"""What is said of documents under attributes: those that every group has, and those that a group defines."""

from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.documents.actions import submit_document, withdraw_document
from discussions.documents.attributes.models import Attribute
from discussions.documents.models import Document, Version
from discussions.documents.shapes import DocumentShape
from tests.api.ask import Answer, ask
from tests.papers import send_file, share
from tests.world import World

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
EVIDENCE = {
    "claim": ["Prevention costs less."], "method": ["Two figures of one base."], "source": ["Annual report (example)"],
    "observed_on": ["2024-06-30"],
}  # fmt: skip


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def define(world: World, who: Person | None = None, **fields: Any) -> Answer:
    draft = {"name": "Line", "kind": "line", **fields}
    return ask(who or world.ada).post(f"/api/groups/{world.weavers.pk}/attributes", draft)


def change(world: World, attribute: Attribute, who: Person | None = None, **edit: Any) -> Answer:
    return ask(who or world.ada).patch(f"/api/groups/{attribute.group_id}/attributes/{attribute.pk}", edit)


def say(world: World, document: DocumentShape, **attributes: list[str]) -> Answer:
    return ask(world.ben).patch(at(document), {"attributes": attributes})


def said(world: World, document: DocumentShape) -> dict[str, list[str] | None]:
    """What its page says under each attribute, None where something needed is missing."""
    page = ask(world.ben).get(at(document))[1]
    return {each["name"]: None if each["missing"] else each["words"] for each in page["said"]}


def test_a_type_asks_for_what_is_its_own_and_its_source_says_it(world: World) -> None:
    paper = share(world, world.ben, type="evidence", attributes={"claim": [" Prevention costs less. "]})
    assert paper.attributes == {"claim": ["Prevention costs less."]}
    assert said(world, paper) == {
        "Claim": ["Prevention costs less."], "Method": None, "Source": None, "Date of the findings": None,
    }  # fmt: skip
    status, answer = say(world, paper, objectives=["advocacy", "knowledge"], claim=[], **{"method": ["Two figures of one base."]})
    assert (status, answer["attributes"]) == (200, {"objectives": ["advocacy", "knowledge"], "method": ["Two figures of one base."]})
    assert said(world, paper)["Objectives"] == ["Advocacy", "Knowledge"]
    assert say(world, paper, objectives=["advocacy", "knowledge"])[1]["rev"] == answer["rev"]  # the same again changes nothing


def test_a_form_says_it_as_json(world: World) -> None:
    path, fields = f"/api/spaces/{world.loom.pk}/documents", {"client_id": uuid4(), "title": "Menu"}
    status, answer = send_file(ask(world.ben), path, b"# Menu", name="menu.md", attributes='{"reference": ["TF-17"]}', **fields)
    assert (status, answer["attributes"]) == (201, {"reference": ["TF-17"]})
    assert send_file(ask(world.ben), path, b"# Menu", name="menu.md", attributes="{", **fields)[0] == 422
    assert Document.objects.count() == 1


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("provision", ["Of another type"]), ("a99999", ["Of no group"]), ("objectives", ["fame"]), ("objectives", ["advocacy", "advocacy"]),
        ("source", ["Two", "lines"]), ("source", ["One\nline"]), ("source", ["x" * 301]), ("observed_on", ["30.6.2024"]),
        ("observed_on", ["2024-02-30"]),
    ],
)  # fmt: skip
def test_what_cannot_be_said_is_named_and_nothing_of_it_is_kept(world: World, key: str, values: list[str]) -> None:
    paper = share(world, world.ben, type="evidence", attributes={"claim": ["It holds."]})
    status, answer = say(world, paper, limits=["Of one country."], **{key: values})
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": [f"attributes.{key}"]})
    assert Document.objects.get().attributes == {"claim": ["It holds."]}
    with pytest.raises(Exception, match="invalid"):
        share(world, world.ben, type="evidence", attributes={key: values})
    assert Document.objects.count() == 1


def test_nothing_is_submitted_while_something_needed_is_not_said(world: World) -> None:
    paper = share(world, world.ben, type="evidence", attributes={key: EVIDENCE[key] for key in ("claim", "source")})
    status, answer = ask(world.ben).post(at(paper, "/submit"))
    assert (status, answer) == (409, {
        "code": "incomplete", "message": "Before it is submitted, the document must say: Method, Date of the findings.",
        "facts": {"fields": ["attributes.method", "attributes.observed_on"]},
    })  # fmt: skip
    assert Document.objects.get().state == "working"
    assert say(world, paper, **EVIDENCE)[0] == 200
    assert ask(world.ben).post(at(paper, "/submit"))[1]["state"] == "in_review"


def test_a_group_defines_what_it_asks_of_its_documents(world: World) -> None:
    status, answer = define(world, name="  Priority ", kind="choice", options=["High", "Low "], types=["paper"], needed=True)
    [row] = Attribute.objects.all()
    assert (status, answer) == (201, [{
        "key": f"a{row.pk}", "id": row.pk, "name": "Priority", "kind": "choice", "types": ["paper"], "needed": True, "retired": False,
        "options": [{"value": "High", "name": "High"}, {"value": "Low", "name": "Low"}],
    }])  # fmt: skip
    paper, minutes = share(world, world.ben), share(world, world.ben, type="glossary")
    assert (said(world, paper), said(world, minutes)) == ({"Priority": None}, {})
    assert ask(world.ben).post(at(paper, "/submit"))[1]["code"] == "incomplete"
    assert say(world, paper, **{row.key: ["Middle"]})[1]["facts"] == {"fields": [f"attributes.{row.key}"]}
    assert say(world, paper, **{row.key: ["High"]})[0] == 200
    assert submit_document(world.ben.pk, paper.space, paper.place).state == "in_review"
    asked = [each["key"] for each in ask(world.ben).get(f"/api/spaces/{world.loom.pk}/attributes")[1]]
    assert (asked[:2], row.key in asked) == ([row.key, "provision"], True)
    assert row.key not in [each["key"] for each in ask(world.eve).get(f"/api/spaces/{world.oven.pk}/attributes")[1]]
    assert AuditEntry.objects.filter(verb="attribute.define").values_list("actor_id", "group_id", "facts").get() == (
        world.ada.pk, world.weavers.pk, {"name": "Priority"},
    )  # fmt: skip


def test_documents_keep_what_they_said_when_the_group_asks_otherwise(world: World) -> None:
    define(world, name="Priority", kind="choice", options=["High", "Low"], needed=True)
    [row] = Attribute.objects.all()
    paper = share(world, world.ben, attributes={row.key: ["High"]})
    assert change(world, row, name="Urgency", options=["Soon", "Later"])[1][0]["name"] == "Urgency"
    assert said(world, paper) == {"Urgency": ["High"]}
    assert say(world, paper, **{row.key: ["High"]})[0] == 200  # as before
    assert change(world, row, retired=True)[1][0]["retired"] is True
    assert said(world, paper) == {"Urgency": ["High"]}
    assert (say(world, paper, **{row.key: ["Soon"]})[0], say(world, paper, **{row.key: []})[0]) == (422, 200)
    assert said(world, paper) == {}
    before = AuditEntry.objects.count()
    assert change(world, row, retired=True, name="Urgency")[0] == 200
    assert AuditEntry.objects.count() == before
    assert list(AuditEntry.objects.filter(verb__startswith="attribute").order_by("pk").values_list("verb", flat=True)) == [
        "attribute.define", "attribute.change", "attribute.retire",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"name": " "}, "name"), ({"name": "priority"}, "name"), ({"kind": "choice", "options": ["One"]}, "options"),
        ({"kind": "choices", "options": []}, "options"),
    ],
)  # fmt: skip
def test_an_attribute_that_cannot_be_is_refused(world: World, fields: dict[str, Any], at_fault: str) -> None:
    define(world, name="Priority")
    status, answer = define(world, **{"name": "Other", **fields})
    assert (status, answer["facts"], Attribute.objects.count()) == (422, {"fields": [at_fault]}, 1)


def test_a_group_has_twenty_at_most_and_orders_them(world: World) -> None:
    for number in range(20):
        assert define(world, name=f"Number {number}")[0] == 201
    status, answer = define(world, name="One more")
    assert (status, answer["code"], answer["facts"], Attribute.objects.count()) == (409, "too_many", {"most": 20}, 20)
    first, *_, last = Attribute.objects.order_by("order")
    assert [each["id"] for each in change(world, last, before=first.pk)[1]][:2] == [last.pk, first.pk]
    assert [each["id"] for each in change(world, last, before=0)[1]][-1] == last.pk
    assert change(world, last, before=2**40) == GONE
    change(world, first, retired=True)
    assert define(world, name="One more")[0] == 201
    assert change(world, first, retired=False)[1]["code"] == "too_many"


def test_only_who_keeps_the_group_defines_and_outsiders_learn_nothing(world: World) -> None:
    define(world, name="Priority")
    [row] = Attribute.objects.all()
    assert [define(world, who, name="Mine")[1]["code"] for who in (world.ben, world.eve)] == ["not_allowed"] * 2  # a listed group
    assert [change(world, row, who, name="Mine")[1]["code"] for who in (world.ben, world.eve)] == ["not_allowed"] * 2
    assert ask(world.ben).get(f"/api/groups/{world.weavers.pk}/attributes")[0] == 403
    assert ask(world.eve).get(f"/api/spaces/{world.loom.pk}/attributes") == GONE
    assert ask(world.eve).patch(f"/api/groups/{world.potters.pk}/attributes/{row.pk}", {"name": "Mine"}) == GONE
    assert ask(world.olga).get(f"/api/groups/{world.weavers.pk}/attributes")[1][0]["name"] == "Priority"
    assert Attribute.objects.values_list("name").get() == ("Priority",)


def test_search_finds_what_is_said_and_a_withdrawn_document_says_nothing(world: World) -> None:
    define(world, name="Dossier")
    [row] = Attribute.objects.all()
    paper = share(world, world.ben, attributes={"reference": ["TF-2026-17"], row.key: ["Heron file"]})
    find = [ask(world.ada).get(f"/api/library?q={words}")[1]["count"] for words in ("tf-2026-17", "heron+file", "osprey")]
    assert find == [1, 1, 0]
    say(world, paper, **{row.key: ["Osprey file"]})
    assert [ask(world.ada).get(f"/api/library?q={words}")[1]["count"] for words in ("heron+file", "osprey")] == [0, 1]
    withdraw_document(world.ben.pk, paper.space, paper.place, "A mistake.")
    assert (Document.objects.get().attributes, said(world, paper), Version.objects.get().text) == ({}, {}, "")


def test_a_reader_is_told_the_names_in_her_language(world: World) -> None:
    paper = share(world, world.ben, attributes={"objectives": ["knowledge"]})
    Person.objects.filter(pk=world.ben.pk).update(language="fr")
    page = ask(world.ben).get(at(paper))[1]
    assert [(each["key"], each["name"], each["words"]) for each in page["said"]] == [("objectives", "Objectifs", ["Connaissances"])]
