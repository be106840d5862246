"""Comments on passages: said, answered, settled, taken back; carried while the passage stands, else orphaned; nobody overhears."""

from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.streams.models import Stream
from discussions.documents.actions import withdraw_document
from discussions.documents.keeping import add_owner
from discussions.documents.models import Comment
from discussions.documents.passages import Text
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.spaces.seating import open_seat
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import pdf, send_file, share
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
FIRST = b"Retention ends after a year. Wool is blue."


@pytest.fixture
def cleo(world: World) -> Person:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return cleo


@pytest.fixture
def menu(world: World) -> DocumentShape:
    return share(world, world.ben, FIRST, label="green")


def at(document: DocumentShape, more: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{more}"


def say(who: Person, document: DocumentShape, body: str = "Why a year?", **more: Any) -> tuple[int, Any]:
    return ask(who).post(at(document, "/comments"), {"client_id": str(uuid4()), "version": 1, "body": body, **more})


def heard(who: Person, document: DocumentShape, version: int = 1) -> list[dict[str, Any]]:
    status, page = ask(who).get(at(document, f"/versions/{version}/comments"))
    assert status == 200, page
    items: list[dict[str, Any]] = page["items"]
    return items


def test_a_comment_stands_on_its_passage_and_its_source_is_told(world: World, menu: DocumentShape, cleo: Person) -> None:
    rev = Stream.objects.get(pk=menu.space).rev
    status, page = say(cleo, menu, "**Why** a year?", passage="ends  after\na year")
    [one] = page["items"]
    assert (status, one["on"], one["passage"], one["html"]) == (201, 1, "ends  after\na year", "<p><strong>Why</strong> a year?</p>\n")
    assert (one["stands"], one["by"]["name"], one["mine"], one["may_settle"], one["may_unsay"]) == (
        True,
        "Cleo (example)",
        True,
        True,
        True,
    )
    assert Stream.objects.get(pk=menu.space).rev == rev + 1  # open pages fetch it
    [seen] = heard(world.ben, menu)
    assert (seen["mine"], seen["may_settle"], seen["may_unsay"]) == (False, True, False)
    assert list(Notice.objects.values_list("what", "person__name")) == [("document_commented", "Ben (example)")]


def test_a_passage_must_stand_in_the_version_and_words_are_needed(world: World, menu: DocumentShape, cleo: Person) -> None:
    assert say(cleo, menu, passage="after two years")[1]["facts"] == {"fields": ["passage"]}
    assert say(cleo, menu, " \n ")[1]["code"] == "empty"
    assert say(cleo, menu, version=2) == GONE
    assert say(cleo, menu, answers=12345) == GONE
    assert Comment.objects.count() == Notice.objects.count() == 0


def test_the_same_request_again_says_nothing_twice(world: World, menu: DocumentShape, cleo: Person) -> None:
    draft = {"client_id": str(uuid4()), "version": 1, "body": "Why?"}
    first, again = (ask(cleo).post(at(menu, "/comments"), draft) for _ in range(2))
    assert first == again
    assert ask(cleo).post(at(menu, "/comments"), {**draft, "body": "How?"})[1]["code"] == "replay_differs"
    assert (Comment.objects.count(), Notice.objects.count()) == (1, 1)


def test_it_is_carried_while_the_passage_stands_else_orphaned(world: World, menu: DocumentShape, cleo: Person) -> None:
    say(cleo, menu, passage="ends after a year")
    say(cleo, menu, "Which blue?", passage="Wool is blue")
    say(cleo, menu, "On the whole: good.")
    second = pdf("Retention ends after two years. Wool is blue.")
    assert send_file(ask(world.ben), at(menu, "/versions"), second, "menu.pdf", client_id=uuid4())[0] == 201
    say(cleo, menu, "And now?", version=2, passage="two years")
    assert [(one["on"], one["stands"]) for one in heard(world.ben, menu, 2)] == [(1, False), (1, True), (1, True), (2, True)]
    assert [one["stands"] for one in heard(world.ben, menu, 1)] == [True, True, True]  # beside the old one: what was said on it


def test_answers_and_settling(world: World, menu: DocumentShape, cleo: Person) -> None:
    [one] = say(cleo, menu)[1]["items"]
    answer = say(world.ada, menu, "It is the shortest.", answers=one["id"], passage="a year")[1]["items"][1]
    assert (answer["answers"], answer["passage"], answer["may_settle"]) == (one["id"], "", False)
    assert say(cleo, menu, answers=answer["id"]) == GONE  # an answer is not answered
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    path = at(menu, f"/comments/{one['id']}/settle")
    assert ask(dan).post(path, {"settled": True})[1]["code"] == "not_allowed"
    assert Comment.objects.filter(settled_at__isnull=False).count() == 0
    assert ask(world.ben).post(path, {"settled": True})[0] == 204
    [first, _] = heard(cleo, menu)
    assert first["settled_by"]["name"] == "Ben (example)"
    rev = Stream.objects.get(pk=menu.space).rev
    assert ask(world.ada).post(path, {"settled": True})[0] == 204
    assert (Stream.objects.get(pk=menu.space).rev, heard(cleo, menu)[0]["settled_by"]["name"]) == (rev, "Ben (example)")
    assert ask(cleo).post(path, {"settled": False})[0] == 204
    assert heard(cleo, menu)[0]["settled_at"] is None


def test_taken_back_its_words_are_gone_and_a_moderator_says_why(world: World, menu: DocumentShape, cleo: Person) -> None:
    [one] = say(cleo, menu, "Larkspur-9", passage="a year")[1]["items"]
    [_, two] = say(world.ben, menu, "Larkspur-9 again", answers=one["id"])[1]["items"]
    path = at(menu, f"/comments/{one['id']}/unsay")
    assert ask(world.ben).post(path, {})[1]["code"] == "not_allowed"
    assert ask(world.ada).post(path, {})[1]["code"] == "empty"
    assert Comment.objects.filter(unsaid_at__isnull=False).count() == 0
    before = AuditEntry.objects.count()
    assert ask(world.ada).post(path, {"reason": "It names a case."})[0] == 204
    assert ask(world.ada).post(path, {"reason": "It names a case."})[0] == 204
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.order_by("pk").last().verb == "document.comment_redact"  # type: ignore[union-attr]  # just written
    [first, second] = heard(cleo, menu)
    assert (first["html"], first["passage"], first["unsaid_at"] is not None, first["may_unsay"]) == ("", "", True, False)
    assert ask(world.ben).post(at(menu, f"/comments/{two['id']}/unsay"), {})[0] == 204
    assert AuditEntry.objects.count() == before + 1
    assert not Comment.objects.filter(body__contains="Larkspur").exists()
    assert second["html"] != ""


def test_who_does_not_read_the_space_hears_nothing(world: World, menu: DocumentShape, cleo: Person) -> None:
    [one] = say(cleo, menu)[1]["items"]
    assert ask(world.eve).get(at(menu, "/versions/1/comments")) == GONE
    assert say(world.eve, menu) == GONE
    add_owner(world.ben.pk, menu.space, menu.place, world.potters.pk)  # now she approves it with the others
    assert ask(world.eve).get(at(menu))[0] == 200
    assert ask(world.eve).get(at(menu, "/versions/1/comments"))[1]["code"] == "not_allowed"
    for verb, body in (("settle", {"settled": True}), ("unsay", {"reason": "no"})):
        assert ask(world.eve).post(at(menu, f"/comments/{one['id']}/{verb}"), body)[1]["code"] == "not_allowed"
    assert say(world.eve, menu)[1]["code"] == "not_allowed"
    assert Comment.objects.count() == 1


def test_behind_a_pseudonym(world: World, menu: DocumentShape, cleo: Person) -> None:
    Seat.objects.filter(person=cleo).update(pseudonym="Heron")
    say(cleo, menu)
    assert "Cleo" not in str(heard(world.ben, menu))


def test_a_withdrawn_document_keeps_no_word_of_them(world: World, menu: DocumentShape, cleo: Person) -> None:
    say(cleo, menu, "Larkspur-9", passage="a year")
    withdraw_document(world.ada.pk, menu.space, menu.place, "an error (example)")
    assert ask(cleo).get(at(menu, "/versions/1/comments"))[1]["code"] == "already_gone"
    assert list(Comment.objects.values_list("body", "html", "passage")) == [("", "", "")]


@pytest.mark.parametrize(
    ("text", "passage", "holds"),
    [
        ("Wool is\nblue.", "wool is blue", False),
        ("Wool is\nblue.", "Wool  is blue", True),
        ("Wool is bluer.", "is blue", False),
        ("毛线是蓝色的", "线是蓝", True),
        ("re\u00adtention", "retention", True),
        ("Wool", "", False),
        ("Wool", "Wool is", False),
    ],
)
def test_a_passage_is_words_side_by_side(text: str, passage: str, holds: bool) -> None:
    assert Text(text).holds(passage) is holds
