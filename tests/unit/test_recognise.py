"""What a file is, by its content; what may not enter, and why."""

from collections.abc import Callable
from pathlib import Path

import pytest

from collab.errors import Invalid
from collab.files.kinds import CSV, DOCX, MARKDOWN, ODT, PDF, TXT, FileKind
from collab.files.office import LARGE_BYTES, MEMBERS_LIMIT
from collab.files.recognise import recognise
from tests.papers import container, docx, odt, pdf

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9"
SCRIPT = "<< /Type /Action /S /JavaScript /JS (app.alert\\(1\\)) >>"
ATTACHED = "<< /Type /Filespec /F (a.txt) >>"


Lay = Callable[[bytes], Path]


@pytest.fixture
def lay(tmp_path: Path) -> Lay:
    def put(content: bytes) -> Path:
        path = tmp_path / "arrived"
        path.write_bytes(content)
        return path

    return put


@pytest.mark.parametrize(
    ("content", "name", "kind", "text"),
    [
        (pdf("Yarn menu"), "whatever.exe", PDF, "Yarn menu"),
        (docx("Yarn &amp; menu"), "menu.docx", DOCX, "Yarn & menu"),
        (odt("Yarn menu"), "menu.zip", ODT, "Yarn menu"),
        (b"Yarn menu\n", "menu.txt", TXT, "Yarn menu\n"),
        (b"Yarn menu", "menu", TXT, "Yarn menu"),
        ("\ufeffقائمة".encode(), "menu.MD", MARKDOWN, "قائمة"),
        ("毛线,价格\n".encode("utf-16"), "menu.csv", CSV, "毛线,价格\n"),
    ],
    ids=["pdf", "docx", "odt", "txt", "no extension", "utf-8 with mark", "utf-16"],
)
def test_what_may_enter(lay: Lay, content: bytes, name: str, kind: FileKind, text: str) -> None:
    found = recognise(lay(content), name)
    assert (found.kind, found.text) == (kind, text)


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (JPEG, "photo.jpg", "not_accepted"),
        (JPEG, "photo.pdf", "not_accepted"),
        (JPEG, "photo.txt", "not_accepted"),
        (b"MZ\x90\x00\x03\x00\x00\x00", "menu.txt", "not_accepted"),
        (b"<!DOCTYPE html><p>x", "menu.txt", "not_accepted"),
        (b"  <svg xmlns='x'/>", "menu.md", "not_accepted"),
        (b"Yarn menu", "menu.html", "not_accepted"),
        (b"Yarn\x00menu", "menu.txt", "not_accepted"),
        ("Gr\u00fc\u00dfe".encode("latin-1"), "menu.txt", "not_accepted"),
        (b"ends in half a sign \xe2\x82", "menu.txt", "not_accepted"),
        (container({"a.txt": "hello"}), "menu.docx", "not_accepted"),
        (container({"[Content_Types].xml": "<Types/>", "word/document.xml": ""}), "menu.docx", "not_accepted"),
        (docx()[:200], "menu.docx", "unreadable"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "menu.doc", "encrypted"),
        (odt(manifest="<manifest:encryption-data/>"), "menu.odt", "encrypted"),
        (docx(word__vbaProject_dot_bin=b"x"), "menu.docx", "macros"),
        (container({"[Content_Types].xml": "application/vnd.ms-word.document.macroEnabled.main+xml", "word/document.xml": ""}),
         "menu.docx", "macros"),
        (docx(**{".." + "__" + "evil_dot_xml": "x"}), "menu.docx", "unreadable"),
        (docx(word__media__a_dot_bin=b"\0" * (LARGE_BYTES + 1)), "menu.docx", "unreadable"),
        (container({f"{n}.xml": "" for n in range(MEMBERS_LIMIT + 1)}), "menu.docx", "unreadable"),
        (container({f"{n:060}.xml": "" for n in range(21_000)}), "menu.docx", "unreadable"),
        (docx()[:-22] + b"PK\x06\x07" + bytes(16) + docx()[-22:], "menu.docx", "unreadable"),
        (pdf()[:300], "menu.pdf", "unreadable"),
        (b"%PDF-1.4\nnot a document", "menu.pdf", "unreadable"),
        (pdf(extra=SCRIPT, catalog="/Names << /JavaScript << /Names [(a) 6 0 R] >> >>"), "menu.pdf", "scripts"),
        (pdf(extra=ATTACHED, catalog="/Names << /EmbeddedFiles << /Names [(a.txt) 6 0 R] >> >>"), "menu.pdf", "attachments"),
    ],
)  # fmt: skip
def test_what_may_not_enter(lay: Lay, content: bytes, name: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise(lay(content), name)
    assert (refused.value.code, refused.value.facts["why"]) == ("file_type_refused", why)
    assert refused.value.facts["accepted"] == ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "txt", "md", "csv"]


def test_a_reader_that_takes_too_long_is_ended(lay: Lay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collab.files.pdf.SECONDS", 0.001)
    with pytest.raises(Invalid) as refused:
        recognise(lay(pdf()), "menu.pdf")
    assert refused.value.facts["why"] == "unreadable"


@pytest.mark.timeout(20)
def test_words_of_a_hostile_document_take_no_longer(lay: Lay) -> None:
    """A row of "<" without an end made the removal of tags take quadratic time."""
    assert recognise(lay(docx("<" * 3_000_000)), "menu.docx").kind == DOCX


@pytest.mark.timeout(20)
def test_a_pdf_of_many_pages_enters(lay: Lay) -> None:
    pages = 10_000
    kids = " ".join(["3 0 R"] * pages)
    many = pdf("Yarn menu").replace(b"/Kids [3 0 R] /Count 1", f"/Kids [{kids}] /Count {pages}".encode())
    assert recognise(lay(many), "menu.pdf").text.startswith("Yarn menu\nYarn menu")
