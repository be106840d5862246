"""Reading in the browser: pages with the reader's mark, words, finding; one gate for all of it and for the copy that leaves."""

import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import pypdfium2  # type: ignore[import-untyped]  # it carries no types
import pytest
from PIL import Image
from pytest_django.fixtures import Settings

from collab.accounts.models import Person
from collab.files import pages
from collab.labels import Label
from collab.streams.models import Entry
from discussions.documents.actions import approve_document, submit_document, withdraw_document
from discussions.documents.models import Download, Version
from discussions.documents.publishing import publish_document
from discussions.documents.shapes import DocumentShape, Publishing
from discussions.spaces.seating import open_seat
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import docx, pdf, send_file, share
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
WAYS = ("/pages", "/pages/1", "/pages/1/picture", "/find?q=wool", "/file")


@pytest.fixture
def cleo(world: World) -> Person:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return cleo


def at(document: DocumentShape, more: str, number: int = 1) -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}/versions/{number}{more}"


def body(who: Person, path: str) -> bytes:
    response = ask(who).raw("GET", path)
    assert response.status_code == 200, response.content
    return b"".join(response) if response.streaming else response.content


def words_in(content: bytes) -> str:
    return " ".join(pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded().split())


def test_a_page_is_a_picture_with_words_in_their_places(world: World) -> None:
    paper = share(world, world.ben, pdf("Blue wool first"), name="menu.pdf", label="green")
    look = ask(world.ada).get(at(paper, "/pages"))[1]
    assert (look["form"], look["pages"], look["sizes"], look["cut"]) == ("pages", 1, [[612, 792]], False)
    assert look["mark"].startswith("Ada (example) · Lantern (example) · TLP:GREEN · 20")
    assert look["mark"].endswith(f" UTC · {world.seat(world.ada).pk}")
    response = ask(world.ada).raw("GET", at(paper, "/pages/1/picture?width=700"))
    picture = Image.open(io.BytesIO(response.content))
    assert (picture.format, picture.size) == ("WEBP", (700, 906))
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "no-store" in response["Cache-Control"]
    [piece] = ask(world.ada).get(at(paper, "/pages/1"))[1]["pieces"]
    assert (piece["text"], piece["box"]["page"]) == ("Blue wool first", 1)
    assert 70 < piece["box"]["x"] < 76
    assert 50 < piece["box"]["y"] < 60


def test_each_reader_s_page_is_marked_for_her(world: World, cleo: Person) -> None:
    paper = share(world, world.ben, pdf("Blue wool first"), name="menu.pdf", label="green")
    bare, ada, mine = (Image.open(io.BytesIO(each)).convert("L") for each in (
        pages_without_mark(), body(world.ada, at(paper, "/pages/1/picture")), body(cleo, at(paper, "/pages/1/picture")),
    ))  # fmt: skip
    foot = (0, int(bare.height * 0.95), bare.width, bare.height)
    assert min(bare.crop(foot).tobytes()) == 255
    assert min(ada.crop(foot).tobytes()) < 160
    assert ada.crop(foot).tobytes() != mine.crop(foot).tobytes()


def pages_without_mark() -> bytes:
    out = io.BytesIO()
    pypdfium2.PdfDocument(pdf("Blue wool first"))[0].render(scale=1100 / 612).to_pil().convert("RGB").save(out, "WEBP")
    return out.getvalue()


def test_words_are_found_where_they_stand(world: World) -> None:
    paper = share(world, world.ben, pdf("Blue wool, then more WOOL"), name="menu.pdf")
    found = ask(world.ben).get(at(paper, "/find?q=wool"))[1]
    assert [(hit["page"], hit["width"] > 20) for hit in found["hits"]] == [(1, True), (1, True)]
    assert found["hits"][0]["x"] < found["hits"][1]["x"]
    assert ask(world.ben).get(at(paper, "/find?q=silk"))[1] == {"hits": [], "more": False}
    assert ask(world.ben).get(at(paper, "/find?q=%20"))[1] == {"hits": [], "more": False}


def test_a_text_is_read_as_it_is_and_an_office_file_by_its_words(world: World) -> None:
    long = "\n".join(f"Line {n} of blue wool" for n in range(400))
    text = share(world, world.ben, long.encode(), name="menu.txt")
    look = ask(world.ben).get(at(text, "/pages"))[1]
    assert (look["form"], look["pages"], look["sizes"]) == ("text", 3, [])
    leaves = [ask(world.ben).get(at(text, f"/pages/{n}"))[1]["text"] for n in (1, 2, 3)]
    assert "\n".join(leaves) == long
    hits = ask(world.ben).get(at(text, "/find?q=line%20399%20OF"))[1]["hits"]
    assert [(hit["page"], hit["width"]) for hit in hits] == [(3, 0)]
    office = share(world, world.ben, docx("Blue wool"), name="menu.docx")
    assert ask(world.ben).get(at(office, "/pages"))[1]["form"] == "words"
    assert ask(world.ben).get(at(office, "/pages/1"))[1]["text"] == "Blue wool"
    for path in (at(text, "/pages/4"), at(text, "/pages/0"), at(office, "/pages/1/picture")):
        assert ask(world.ben).get(path) == GONE


def test_markdown_is_read_as_it_looks_and_found_by_what_is_shown(world: World) -> None:
    source = "# Menu\n\nBlue **wool**\nfirst <script>x</script>, `then` [silk](javascript:x).\n\n- one\n- two\n"
    paper = share(world, world.ben, source.encode(), name="menu.md")
    assert ask(world.ben).get(at(paper, "/pages"))[1]["form"] == "text"
    page = ask(world.ben).get(at(paper, "/pages/1"))[1]
    assert page["html"] == (
        "<h2>Menu</h2>\n<p>Blue <strong>wool</strong>\nfirst &lt;script&gt;x&lt;/script&gt;, <code>then</code> [silk](javascript:x).</p>\n"
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"
    )
    assert page["text"] == "Menu\nBlue wool first <script>x</script>, then [silk](javascript:x).\none\ntwo"
    assert len(ask(world.ben).get(at(paper, "/find?q=blue%20wool%20first"))[1]["hits"]) == 1
    assert ask(world.ben).get(at(paper, "/find?q=**wool**"))[1]["hits"] == []
    assert ask(world.eve).get(at(paper, "/pages/1")) == GONE


def test_an_office_file_is_read_as_the_pages_that_are_made_of_it(
    world: World, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a program in the place of LibreOffice: the real one has tests of its own."""
    settings.OFFICE_PAGES = True
    made, program = tmp_path / "made.pdf", tmp_path / "soffice.bin"
    made.write_bytes(pdf("Blue wool first"))
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {made} "$(dirname "$last")/source.pdf"\n')
    program.chmod(0o755)
    monkeypatch.setattr("collab.files.office_pages.converter", lambda: program)
    paper = share(world, world.ben, docx("Blue wool first"), name="menu.docx", label="green")
    look = ask(world.ben).get(at(paper, "/pages"))[1]
    assert (look["form"], look["pages"], look["sizes"], look["laid_out"]) == ("pages", 1, [[612.0, 792.0]], True)
    assert [piece["text"] for piece in ask(world.ben).get(at(paper, "/pages/1"))[1]["pieces"]] == ["Blue wool first"]
    assert body(world.ben, at(paper, "/pages/1/picture")) != b""
    assert len(ask(world.ben).get(at(paper, "/find?q=wool"))[1]["hits"]) == 1
    for way in ("/pages", "/pages/1", "/pages/1/picture", "/find?q=wool"):
        assert ask(world.eve).get(at(paper, way)) == GONE
    assert body(world.ben, at(paper, "/file")) == docx("Blue wool first")  # what leaves is the file


def test_a_page_that_is_not_there_or_of_no_such_width(world: World) -> None:
    paper = share(world, world.ben, pdf(), name="menu.pdf")
    assert ask(world.ben).get(at(paper, "/pages/2")) == GONE
    assert ask(world.ben).get(at(paper, "/pages/2/picture")) == GONE
    assert ask(world.ben).get(at(paper, "/pages/1/picture?width=50000"))[1]["facts"] == {"fields": ["width"]}


def test_one_gate_for_every_way(world: World) -> None:
    paper = share(world, world.ben, pdf(), name="menu.pdf", label="green")
    for way in WAYS:
        assert ask(world.eve).get(at(paper, way)) == GONE, way
        assert ask(world.ben).get(at(paper, way, 2)) == GONE, way
    withdraw_document(world.ada.pk, paper.space, paper.place, "an error (example)")
    assert {ask(world.ben).get(at(paper, way))[1]["code"] for way in WAYS} == {"already_gone"}
    assert Download.objects.count() == 0


def test_reading_is_told_once_a_day_and_each_copy(world: World, cleo: Person) -> None:
    paper = share(world, world.ben, pdf(), name="menu.pdf", label="green")
    for way in (*WAYS, *WAYS):
        body(cleo, at(paper, way))
    assert sorted(Download.objects.values_list("way", "seat__person_id")) == [("read", cleo.pk), ("taken", cleo.pk), ("taken", cleo.pk)]


def test_from_amber_on_a_pdf_leaves_marked_but_for_those_who_stand_behind_it(world: World, cleo: Person) -> None:
    exact = pdf("Blue wool first")
    paper = share(world, world.ben, exact, name="menu.pdf", label="amber")
    mine = body(cleo, at(paper, "/file"))
    assert mine != exact
    assert "Blue wool first" in words_in(mine)
    assert "Cleo (example) · Kiln (example) · TLP:AMBER · 20" in words_in(mine)
    assert body(world.ben, at(paper, "/file")) == exact
    assert body(world.ada, at(paper, "/file")) == exact
    ask(world.ben).patch(f"/api/spaces/{paper.space}/documents/{paper.place}", {"label": "green"})
    assert body(cleo, at(paper, "/file")) == exact


def test_a_name_in_any_script_stands_on_the_page(world: World, cleo: Person) -> None:
    cleo.name = "Анна (example)"
    cleo.save()
    paper = share(world, world.ben, pdf(), name="menu.pdf", label="amber")
    assert "Анна (example) · Kiln" in words_in(body(cleo, at(paper, "/file")))


def test_behind_a_pseudonym_the_mark_names_the_seat_alone(world: World, cleo: Person) -> None:
    Seat.objects.filter(person=cleo).update(pseudonym="Heron")
    paper = share(world, world.ben, pdf(), name="menu.pdf")
    seat = Seat.objects.get(person=cleo).pk
    mark = ask(cleo).get(at(paper, "/pages"))[1]["mark"]
    assert (mark.startswith("Heron · TLP:"), mark.endswith(f" · {seat}"), "Cleo" in mark, "Kiln" in mark) == (True, True, False, False)


def test_what_is_red_is_read_and_leaves_as_no_copy(world: World) -> None:
    paper = share(world, world.ben, pdf(), name="menu.pdf")
    Entry.objects.filter(document__space=world.loom).update(label=Label.RED)
    assert len(body(world.ada, at(paper, "/pages/1/picture"))) > 1000
    status, answer = ask(world.ada).get(at(paper, "/file"))
    assert (status, answer["code"]) == (403, "not_allowed")
    may = ask(world.ada).get(f"/api/spaces/{paper.space}/documents/{paper.place}")[1]["may"]
    assert (may["read"], may["download"]) == (True, False)
    assert list(Download.objects.values_list("way", flat=True)) == ["read"]


def test_a_file_that_takes_too_much_is_not_shown_and_nobody_else_is_held_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = share(world, world.ben, pdf(), name="menu.pdf")
    monkeypatch.setattr(pages, "SECONDS", 0.001)
    assert ask(world.ben).get(at(paper, "/pages/1/picture"))[1]["code"] == "not_shown"
    monkeypatch.undo()
    assert len(body(world.ben, at(paper, "/pages/1/picture"))) > 1000


def test_a_page_of_enormous_size_is_painted_small(world: World) -> None:
    flood = pdf("wool").replace(b"[0 0 612 792]", b"[0 0 14400 9]")
    paper = share(world, world.ben, flood, name="menu.pdf")
    assert Image.open(io.BytesIO(body(world.ben, at(paper, "/pages/1/picture")))).width == 1100
    tall = share(world, world.ben, pdf("wool").replace(b"[0 0 612 792]", b"[0 0 9 14400]"), name="menu.pdf")
    assert Image.open(io.BytesIO(body(world.ben, at(tall, "/pages/1/picture")))).height <= 2750


def test_the_centre_shows_what_was_published_and_nothing_else(world: World) -> None:
    paper = share(world, world.ben, pdf("Blue wool first"), name="menu.pdf", label="green")
    number = publish(world, paper)
    there = f"/api/centre/{number}/versions"
    send_file(ask(world.ben), f"/api/spaces/{paper.space}/documents/{paper.place}/versions", pdf("Red"), "menu.pdf", client_id=uuid4())
    assert ask(world.eve).get(f"{there}/1/pages")[1]["form"] == "pages"
    assert len(body(world.eve, f"{there}/1/pages/1/picture")) > 1000
    assert ask(world.eve).get(f"{there}/1/pages/1")[1]["pieces"][0]["text"] == "Blue wool first"
    assert len(ask(world.eve).get(f"{there}/1/find?q=wool")[1]["hits"]) == 1
    assert [ask(world.eve).get(f"{there}/2{way}") for way in WAYS] == [GONE] * len(WAYS)
    assert set(Download.objects.values_list("version__number", "way", "seat__person_id")) == {(1, "read", world.eve.pk)}


def publish(world: World, document: DocumentShape) -> Any:
    submit_document(world.ben.pk, document.space, document.place)
    approve_document(world.ada.pk, document.space, document.place, 1)
    publish_document(world.ada.pk, document.space, document.place, Publishing(version=1))
    return Version.objects.get().document.number
