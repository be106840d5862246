"""From working to approved, returned, withdrawn: who may, who is told, what stays."""

from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.documents.models import Approval, Document, Return
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
def menu(world: World) -> DocumentShape:
    return share(world, world.ben, label="green")


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def in_review(world: World, document: DocumentShape) -> None:
    assert ask(world.ben).post(at(document, "/submit"))[0] == 200


def told(who: Person) -> list[tuple[str, dict[str, Any]]]:
    return list(Notice.objects.filter(person=who).order_by("pk").values_list("what", "facts"))


def test_a_moderator_approves_what_was_submitted(world: World, menu: DocumentShape) -> None:
    status, submitted = ask(world.ben).post(at(menu, "/submit"))
    assert (status, submitted["state"], submitted["submitted_by"]["seat"]) == (200, "in_review", world.seat(world.ben).pk)
    assert told(world.ada) == [("document_submitted", {"version": 1})]
    status, approved = ask(world.ada).post(at(menu, "/approve"), {"version": 1})
    assert (status, approved["state"], approved["approved_n"]) == (200, "approved", 1)
    [version] = approved["versions"]
    assert [each["by"]["seat"] for each in version["approvals"]] == [world.seat(world.ada).pk]
    assert version["approved_at"] == version["approvals"][0]["at"]
    approval = Approval.objects.get()
    assert (approval.sha256, approval.version.sha256) == (version["sha256"], version["sha256"])
    assert told(world.ben) == [("document_approved", {"version": 1})]
    entry = AuditEntry.objects.filter(verb="document.approve").get()
    assert (entry.actor_id, entry.subject_id, entry.facts) == (
        world.ada.pk, f"{menu.space}/{menu.place}", {"version": 1, "sha256": version["sha256"]},
    )  # fmt: skip


def test_a_returned_version_tells_its_reason_to_its_authors_and_the_moderators_alone(world: World, menu: DocumentShape) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    in_review(world, menu)
    status, answer = ask(world.ada).post(at(menu, "/return"), {"version": 1, "reason": "Prices are missing."})
    assert (status, answer["state"]) == (200, "changes_requested")
    assert "Prices" not in str(answer)  # this shape travels to everyone in the space
    for who, seen in [(world.ada, ["Prices are missing."]), (world.ben, ["Prices are missing."]), (cleo, [])]:
        status, page = ask(who).get(at(menu))
        assert (status, [each["reason"] for each in page["returns"]]) == (200, seen)
    assert told(world.ben) == [("document_returned", {"version": 1, "reason": "Prices are missing."})]
    assert told(cleo) == []


def test_nobody_decides_on_their_own_work(world: World) -> None:
    own = share(world, world.ada)
    assert ask(world.ada).post(at(own, "/submit"))[0] == 200
    for verb, body in [("/approve", {"version": 1}), ("/return", {"version": 1, "reason": "no"})]:
        status, answer = ask(world.ada).post(at(own, verb), body)
        assert (status, answer["code"]) == (403, "own_work")
    assert (Document.objects.get().state, Approval.objects.count(), Return.objects.count()) == ("in_review", 0, 0)
    assert ask(world.ada).get(at(own))[1]["may"]["review"] is False


def test_who_submits_anothers_text_does_not_decide_on_it(world: World, menu: DocumentShape) -> None:
    assert ask(world.ada).post(at(menu, "/submit"))[0] == 200
    assert ask(world.ada).post(at(menu, "/approve"), {"version": 1})[1]["code"] == "own_work"


def test_members_do_not_decide(world: World, menu: DocumentShape) -> None:
    in_review(world, menu)
    status, answer = ask(world.ben).post(at(menu, "/approve"), {"version": 1})
    assert (status, answer["code"], Document.objects.get().state) == (403, "not_allowed", "in_review")


def test_only_what_is_in_review_can_be_decided(world: World, menu: DocumentShape) -> None:
    status, answer = ask(world.ada).post(at(menu, "/approve"), {"version": 1})
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "working"})
    in_review(world, menu)
    status, answer = ask(world.ben).post(at(menu, "/submit"))
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "in_review"})
    status, answer = ask(world.ada).post(at(menu, "/approve"), {"version": 2})
    assert (status, answer["code"], answer["facts"]) == (409, "stale", {"newest": 1})


def test_other_bytes_are_a_new_version_and_the_approved_one_stays(world: World, menu: DocumentShape) -> None:
    in_review(world, menu)
    ask(world.ada).post(at(menu, "/approve"), {"version": 1})
    fields = {"client_id": uuid4(), "note": "Prices added"}
    ben = ask(world.ben)
    first = send_file(ben, at(menu, "/versions"), b"# Yarn menu 2", "menu.md", **fields)
    status, answer = first
    assert (status, answer["state"], answer["approved_n"], answer["submitted_by"]) == (201, "working", 1, None)
    assert [(each["n"], each["approved_at"] is not None, len(each["approvals"])) for each in answer["versions"]] == [
        (1, True, 1), (2, False, 0),
    ]  # fmt: skip
    assert send_file(ben, at(menu, "/versions"), b"# Yarn menu 2", "menu.md", **fields) == first
    status, answer = send_file(ben, at(menu, "/versions"), b"# Yarn menu 2", "menu.md", client_id=uuid4())
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"version": 2})
    in_review(world, menu)
    assert ask(world.ada).post(at(menu, "/approve"), {"version": 2})[1]["approved_n"] == 2
    assert b"".join(ben.raw("GET", at(menu, "/versions/1/file")).streaming_content) == b"# Yarn menu\n\nBlue wool first."


def test_a_version_that_comes_during_review_ends_the_review(world: World, menu: DocumentShape) -> None:
    in_review(world, menu)
    assert send_file(ask(world.ben), at(menu, "/versions"), b"newer", "menu.md", client_id=uuid4())[1]["state"] == "working"
    assert ask(world.ada).post(at(menu, "/approve"), {"version": 1})[1]["code"] == "wrong_state"
    assert Approval.objects.count() == 0


def test_two_must_approve_what_is_amber(world: World) -> None:
    menu = share(world, world.ben)  # TLP:AMBER, as the space
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    in_review(world, menu)
    for _ in range(2):  # the same person twice is one
        status, answer = ask(world.ada).post(at(menu, "/approve"), {"version": 1})
        assert (status, answer["state"], answer["approvals_needed"], len(answer["versions"][0]["approvals"])) == (200, "in_review", 2, 1)
    assert ask(dan).post(at(menu, "/approve"), {"version": 1})[1]["state"] == "approved"
    green = share(world, world.ben, label="green")
    assert green.approvals_needed == 1


def test_a_withdrawn_document_is_a_tombstone(world: World, menu: DocumentShape) -> None:
    status, answer = ask(world.ben).post(at(menu, "/withdraw"), {"reason": "Wrong season."})
    assert (status, answer["state"], answer["withdrawn_reason"], answer["abstract"]) == (200, "withdrawn", "Wrong season.", "")
    version = Document.objects.get().versions.get()
    assert (version.text, version.note, version.name) == ("", "", "")
    assert ask(world.ben).post(at(menu, "/withdraw"), {"reason": "Again."}) == (200, answer)
    status, answer = ask(world.ada).get(at(menu, "/versions/1/file"))
    assert (status, answer["code"]) == (409, "already_gone")
    assert ask(world.ada).get("/api/library?q=wool")[1]["items"] == []
    assert send_file(ask(world.ben), at(menu, "/versions"), b"newer", "menu.md", client_id=uuid4())[1]["code"] == "already_gone"


def test_what_was_approved_is_withdrawn_by_moderators_alone(world: World, menu: DocumentShape) -> None:
    in_review(world, menu)
    ask(world.ada).post(at(menu, "/approve"), {"version": 1})
    status, answer = ask(world.ben).post(at(menu, "/withdraw"), {"reason": "Mine."})
    assert (status, answer["code"], Document.objects.get().state) == (403, "not_allowed", "approved")
    assert ask(world.ada).post(at(menu, "/withdraw"), {"reason": "Outdated."})[1]["state"] == "withdrawn"


def test_to_outsiders_every_route_is_as_missing_as_a_missing_one(world: World, menu: DocumentShape) -> None:
    eve = ask(world.eve)
    for place in (at(menu), f"/api/spaces/{world.oven.pk}/documents/{menu.place}", "/api/spaces/1/documents/1"):
        assert eve.get(place) == GONE
        assert eve.patch(place, {"title": "x"}) == GONE
        assert eve.get(f"{place}/versions/1/file") == GONE
        assert send_file(eve, f"{place}/versions", b"x", "x.txt", client_id=uuid4()) == GONE
        for verb, body in [
            ("submit", None), ("approve", {"version": 1}), ("return", {"version": 1, "reason": "x"}), ("withdraw", {"reason": "x"}),
        ]:  # fmt: skip
            assert eve.post(f"{place}/{verb}", body) == GONE
    assert Document.objects.get().state == "working"
