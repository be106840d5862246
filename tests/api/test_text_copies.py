"""Copies of a text that is written here, and of its versions: label by label, marked, logged; and who read along."""

from io import BytesIO
from typing import Any

import docx
import pytest

from collab.labels import Label
from collab.streams.models import Entry
from discussions.documents.models import Download
from discussions.documents.shapes import DocumentShape
from discussions.listening import access
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.coedit import line, start
from tests.world import World, person

pytestmark = pytest.mark.django_db
WAYS = ("/text/file", "/text/word", "/versions/2/word")


@pytest.fixture
def text(world: World) -> DocumentShape:
    text = start(world, world.ben, label="green")
    ask(world.ben).post(at(text, "/edits"), {"data": line("Buy *yarn*.")})
    ask(world.ben).post(at(text, "/submit"))
    return text


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def taken(who: Any, text: DocumentShape, way: str) -> tuple[int, str, str]:
    """The status, what stands on the copy beside its words, and its name."""
    response = ask(who).raw("GET", at(text, way))
    if response.status_code != 200:
        return response.status_code, "", ""
    content = b"".join(response)
    name = response.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    if way == "/text/file":
        first, *_rest, last = content.decode().strip().split("\n")
        assert first == last
        return 200, first, name
    footer = [each.text for each in docx.Document(BytesIO(content)).sections[0].footer.paragraphs]
    return 200, " · ".join(footer), name


def test_every_cell_of_label_and_actor(world: World, text: DocumentShape) -> None:
    """Under each label: what the source, a member, and an outsider get by each way."""
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    for label in Label:
        Entry.objects.filter(document__isnull=False).update(label=label)
        for way in WAYS:
            owner, member, outsider = [taken(who, text, way) for who in (world.ben, cleo, world.eve)]
            assert outsider == (404, "", "")
            if label == Label.RED:
                assert (owner[0], member[0]) == (403, 403)
                continue
            assert (owner[:2], member[0]) == ((200, label.label), 200)
            assert ("Cleo (example)" in member[1]) is (label not in (Label.CLEAR, Label.GREEN)), (label, way)
            assert label.label in member[1]
            number, extension = ("v2" if way.startswith("/versions") else "after v2"), (way.removeprefix("/text/file") and "docx") or "md"
            assert member[2] == f"Yarn charter, {number} ({label.label.replace(':', '-')}).{extension}"


def test_a_copy_of_the_text_says_what_it_says_now_and_is_in_the_log(world: World, text: DocumentShape) -> None:
    ask(world.ben).post(at(text, "/edits"), {"data": line("And silk.")})
    content = b"".join(ask(world.ada).raw("GET", at(text, "/text/word")))
    assert sorted(each.text for each in docx.Document(BytesIO(content)).paragraphs) == ["And silk.", "Buy *yarn*.", "Yarn charter"]
    assert ask(world.ada).raw("GET", at(text, "/versions/2/word")).status_code == 200
    assert list(Download.objects.order_by("pk").values_list("version__number", "living", "way", "seat__person__name")) == [
        (2, True, "taken", "Ada (example)"), (2, False, "taken", "Ada (example)"),
    ]  # fmt: skip
    downloads = ask(world.ben).get(at(text))[1]["downloads"]
    assert [(one["n"], one["living"], one["by"]["name"]) for one in downloads] == [
        (2, False, "Ada (example)"), (2, True, "Ada (example)"),
    ]  # fmt: skip


def test_what_is_no_markdown_leaves_as_no_word_file(world: World, text: DocumentShape) -> None:
    assert ask(world.ada).raw("GET", at(text, "/versions/7/word")).status_code == 404
    assert Download.objects.count() == 0


def test_reading_along_is_in_the_log_once_a_day(world: World, text: DocumentShape) -> None:
    names = [f"text:{text.text}"]
    for who in (world.ada, world.ada, world.eve):
        access(who.pk, names)
    assert list(Download.objects.values_list("version__number", "living", "way", "seat__person__name")) == [
        (2, True, "read", "Ada (example)")
    ]  # fmt: skip


def test_the_mark_names_who_prints(world: World, text: DocumentShape) -> None:
    mark = ask(world.ada).get(at(text, "/text/mark"))[1]["mark"]
    assert mark.startswith("Ada (example) · ") and " · TLP:GREEN · " in mark and mark.endswith(f" · {world.seat(world.ada).pk}")
    assert ask(world.eve).get(at(text, "/text/mark"))[0] == 404
