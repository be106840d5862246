"""Comments in a text that is written here: on which words, read by whom, and which of them go with a version."""

from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest

from discussions.documents.models import Comment, Version
from discussions.documents.shapes import DocumentShape
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.coedit import Desk, line, start
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def text(world: World) -> DocumentShape:
    text = start(world, world.ben, label="green")
    for words in ("Buy warm yarn.", "And no wool."):
        assert ask(world.ben).post(at(text, "/edits"), {"data": line(words)})[0] == 200
    return text


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def said(who: Any, text: DocumentShape, body: str, **facts: Any) -> tuple[int, Any]:
    return ask(who).post(at(text, "/comments"), {"client_id": str(uuid4()), "version": 0, "body": body, **facts})


def seen(who: Any, text: DocumentShape, where: str) -> list[tuple[str, int, bool]]:
    """The passages that are commented on, each with its version and whether it stands."""
    items = ask(who).get(at(text, where))[1]["items"]
    return [(item["passage"], item["on"], item["stands"]) for item in items if item["answers"] is None]


def test_a_comment_stands_on_words_of_the_text_and_is_answered_and_settled_there(world: World, text: DocumentShape) -> None:
    status, page = said(world.ada, text, "Which one?", passage="warm yarn", anchor='{"from":1}')
    assert (status, page["version"]) == (201, 0)
    (item,) = page["items"]
    assert (item["passage"], item["anchor"], item["on"], item["stands"], item["by"]["name"]) == (
        "warm yarn", '{"from":1}', 0, True, "Ada (example)",
    )  # fmt: skip
    assert said(world.ben, text, "The red one.", answers=item["id"])[0] == 201
    assert ask(world.ben).post(at(text, f"/comments/{item['id']}/settle"), {"settled": True})[0] == 204
    first, answer = ask(world.ada).get(at(text, "/text/comments"))[1]["items"]
    assert (first["settled_by"]["name"], answer["answers"], answer["anchor"]) == ("Ben (example)", item["id"], "")
    assert seen(world.ada, text, "/versions/1/comments") == []


def test_words_that_do_not_stand_in_the_text_are_no_passage(world: World, text: DocumentShape) -> None:
    status, answer = said(world.ada, text, "Where?", passage="cold yarn")
    assert (status, answer["code"], answer["facts"]["fields"]) == (422, "invalid", ["passage"])
    assert Comment.objects.count() == 0


def test_what_is_only_suggested_can_be_commented_on(world: World, text: DocumentShape) -> None:
    desk = Desk()
    words = desk.write("x")
    words.insert(1, " silk", {"insertion": {"key": str(uuid4())}})
    for data in desk.made:
        ask(world.ben).post(at(text, "/edits"), {"data": b64encode(data).decode()})
    assert said(world.ada, text, "Why?", passage="silk")[0] == 201
    ask(world.ben).post(at(text, "/submit"))
    assert seen(world.ben, text, "/versions/2/comments") == []  # its words are in no version
    assert seen(world.ben, text, "/text/comments") == [("silk", 0, True)]


def test_a_version_takes_over_the_comments_whose_passage_stands_in_it(world: World, text: DocumentShape) -> None:
    first = said(world.ada, text, "Which?", passage="warm yarn")[1]["items"][0]["id"]
    said(world.ben, text, "The red one.", answers=first)
    said(world.ada, text, "All of it is good.")
    Comment.objects.filter(pk=first).update(anchor="kept")
    lost = said(world.ada, text, "None?", passage="no wool")[1]["items"][-1]["id"]
    Comment.objects.filter(pk=lost).update(passage="no wool whatever")  # as if the words had gone
    assert ask(world.ben).post(at(text, "/submit"))[0] == 200
    assert seen(world.ada, text, "/versions/2/comments") == [("warm yarn", 2, True), ("", 2, True)]
    assert len(ask(world.ada).get(at(text, "/versions/2/comments"))[1]["items"]) == 3
    assert seen(world.ada, text, "/text/comments") == [("warm yarn", 2, True), ("", 2, True), ("no wool whatever", 0, True)]
    assert Comment.objects.get(pk=first).anchor == "kept"
    assert said(world.ben, text, "Or blue.", answers=first)[0] == 201
    assert set(Comment.objects.filter(answers_id=first).values_list("version__number", flat=True)) == {2}


def test_who_reads_along_reads_comments_and_says_none_and_others_find_nothing(world: World, text: DocumentShape) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.OBSERVER)
    said(world.ada, text, "Which?", passage="warm yarn")
    assert len(seen(cleo, text, "/text/comments")) == 1
    assert said(cleo, text, "Mine.")[1]["code"] == "reads_only"
    assert said(world.eve, text, "Mine.") == GONE
    assert ask(world.eve).get(at(text, "/text/comments")) == GONE
    assert Comment.objects.count() == 1


def test_taking_back_erases_the_anchor_too(world: World, text: DocumentShape) -> None:
    made = said(world.ada, text, "Which?", passage="warm yarn", anchor="here")[1]["items"][0]["id"]
    assert ask(world.ada).post(at(text, f"/comments/{made}/unsay"), {})[0] == 204
    row = Comment.objects.get(pk=made)
    assert (row.passage, row.anchor, row.body) == ("", "", "")
    assert Version.objects.count() == 1
