"""What names the makers of a file is taken out of it; what it says stays."""

import hashlib
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from pytest_django import Settings

from collab.errors import Invalid
from collab.files.cleaning import cleaned
from collab.files.kinds import DOCX, ODT, PDF, TXT, XLSX, FileKind
from collab.files.pdf_cleaner import bare_jpeg
from collab.files.recognise import recognise
from collab.files.store import arriving
from tests.papers import container, docx, odt, pdf

NAME = b"Ada Loveday"  # fictitious
Clean = Callable[[bytes, FileKind], bytes]


@pytest.fixture
def clean(settings: Settings, tmp_path: Path) -> Clean:
    settings.FILES_DIR = tmp_path

    def what_is_left(content: bytes, kind: FileKind) -> bytes:
        with arriving([content]) as sent, cleaned(sent, kind) as kept:
            left = kept.path.read_bytes()
            assert hashlib.sha256(left).hexdigest() == kept.sha256
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
        return left

    return what_is_left


def jpeg() -> bytes:
    """A small picture that says who took it."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = NAME.decode()
    Image.new("RGB", (8, 8), "blue").save(out, "JPEG", exif=exif, comment=NAME)
    return out.getvalue()


def signed_pdf(*, signed: bool) -> bytes:
    """A PDF with a maker, XMP, a note by somebody, a form field and a photograph."""
    paper = pikepdf.open(io.BytesIO(pdf("Yarn menu")))
    paper.docinfo["/Author"] = NAME.decode()
    with paper.open_metadata() as xmp:
        xmp["dc:creator"] = [NAME.decode()]
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[0, 0, 9, 9], T=NAME.decode(), Contents="Why blue?")
    field = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, Rect=[0, 0, 9, 9], T="colour")
    paper.pages[0].Annots = pikepdf.Array([paper.make_indirect(note), paper.make_indirect(field)])
    paper.pages[0].Resources.XObject = pikepdf.Dictionary(
        Im1=paper.make_stream(jpeg(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=8, Height=8, BitsPerComponent=8,
                              ColorSpace=pikepdf.Name.DeviceRGB, Filter=pikepdf.Name.DCTDecode)
    )  # fmt: skip
    paper.Root.AcroForm = pikepdf.Dictionary(SigFlags=3 if signed else 0, Fields=[paper.pages[0].Annots[1]])
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def test_a_pdf_no_longer_says_who_made_it(clean: Clean, tmp_path: Path) -> None:
    before = signed_pdf(signed=False)
    left = clean(before, PDF)
    paper = pikepdf.open(io.BytesIO(left))
    note, field = paper.pages[0].Annots
    assert ("/Info" in paper.trailer, "/Metadata" in paper.Root) == (False, False)
    assert (str(note.Contents), "/T" in note, str(field.T)) == ("Why blue?", False, "colour")
    assert NAME not in paper.pages[0].Resources.XObject.Im1.read_raw_bytes()
    path = tmp_path / "left"
    path.write_bytes(left)
    assert recognise(path, "menu.pdf").text == "Yarn menu"
    path.unlink()
    assert clean(left, PDF) == left  # nothing more to take out
    assert clean(before, PDF) == left  # the same bytes each time


def test_a_signed_pdf_is_left_as_it_is(clean: Clean) -> None:
    signed = signed_pdf(signed=True)
    assert clean(signed, PDF) == signed


WORD: dict[str, str | bytes] = {
    "docProps__core_dot_xml": "<cp:coreProperties><dc:title>Menu</dc:title><dc:creator>Ada Loveday</dc:creator>"
    "<cp:lastModifiedBy>Ada Loveday</cp:lastModifiedBy><dcterms:created xsi:type='x'>2026-01-01</dcterms:created></cp:coreProperties>",
    "docProps__app_dot_xml": "<Properties><Company>Ada Loveday Ltd (example)</Company><Pages>1</Pages></Properties>",
    "docProps__custom_dot_xml": "<Properties><property name='Owner'><vt:lpwstr>Ada Loveday</vt:lpwstr></property></Properties>",
    "word__comments_dot_xml": "<w:comment w:id=\"0\" w:author=\"Ada Loveday\" w:initials='AL' w:date=\"2026\">Why blue?</w:comment>",
    "word__people_dot_xml": '<w15:person w15:author="Ada Loveday"><w15:presenceInfo w15:userId="Ada Loveday"/></w15:person>',
    "word__media__image1_dot_jpeg": jpeg(),
}  # fmt: skip


def test_a_word_file_no_longer_says_who_made_it(clean: Clean, tmp_path: Path) -> None:
    before = docx("Ada Loveday likes blue", **WORD)  # what is written stays
    left = clean(before, DOCX)
    with zipfile.ZipFile(io.BytesIO(left)) as members:
        told = {name: members.read(name) for name in members.namelist()}
        assert members.namelist() == zipfile.ZipFile(io.BytesIO(before)).namelist()
        assert {member.date_time for member in members.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert [name for name, content in told.items() if NAME in content] == ["word/document.xml"]
    assert told["docProps/core.xml"] == b"<cp:coreProperties><dc:title>Menu</dc:title></cp:coreProperties>"
    assert told["docProps/app.xml"] == b"<Properties><Pages>1</Pages></Properties>"
    assert told["word/comments.xml"] == b'<w:comment w:id="0" w:author="Author" w:initials="Author">Why blue?</w:comment>'
    path = tmp_path / "left"
    path.write_bytes(left)
    assert recognise(path, "menu.docx").text == "Ada Loveday likes blue"
    path.unlink()
    assert clean(left, DOCX) == left


def test_an_open_document_no_longer_says_who_made_it(clean: Clean) -> None:
    change = "<office:change-info><dc:creator>Ada Loveday</dc:creator><dc:date>2026-01-01T10:00:00</dc:date></office:change-info>"
    maker = "<meta:initial-creator>Ada Loveday</meta:initial-creator>"
    meta = f"<office:meta><dc:title>Menu</dc:title>{maker}<dc:date>2026</dc:date></office:meta>"
    members: dict[str, str | bytes] = {**{n: zipfile.ZipFile(io.BytesIO(odt())).read(n) for n in ("mimetype", "META-INF/manifest.xml")},
               "content.xml": f"<office:text>{change}<text:p>Menu</text:p></office:text>", "meta.xml": meta}  # fmt: skip
    left = zipfile.ZipFile(io.BytesIO(clean(container(members), ODT)))
    assert left.read("meta.xml") == b"<office:meta><dc:title>Menu</dc:title></office:meta>"
    assert left.read("content.xml") == (
        b"<office:text><office:change-info><dc:creator>Author</dc:creator><dc:date>1970-01-01T00:00:00</dc:date></office:change-info>"
        b"<text:p>Menu</text:p></office:text>"
    )
    assert left.namelist()[0] == "mimetype"


def test_a_sheet_no_longer_says_who_noted_what(clean: Clean) -> None:
    sheet = container({"xl/comments1.xml": "<authors><author>Ada Loveday</author></authors>",
                       "xl/persons/person.xml": '<person displayName="Ada Loveday" userId="Ada Loveday" id="{1}"/>'})  # fmt: skip
    left = zipfile.ZipFile(io.BytesIO(clean(sheet, XLSX)))
    assert left.read("xl/comments1.xml") == b"<authors><author>Author</author></authors>"
    assert left.read("xl/persons/person.xml") == b'<person displayName="Author" userId="" id="{1}"/>'


@pytest.mark.parametrize(("content", "kind"), [(pdf(), PDF), (docx(), DOCX), (odt(), ODT), (b"by Ada Loveday", TXT)], ids=str)
def test_what_names_nobody_stays_byte_for_byte(clean: Clean, content: bytes, kind: FileKind) -> None:
    assert clean(content, kind) == content


def test_what_cannot_be_cleaned_does_not_enter(clean: Clean) -> None:
    with pytest.raises(Invalid) as refused:
        clean(b"%PDF-1.4 broken", PDF)
    assert refused.value.facts["why"] == "names_inside"


def test_a_picture_keeps_all_that_draws_it() -> None:
    bare = bare_jpeg(jpeg())
    assert NAME not in bare
    assert Image.open(io.BytesIO(bare)).tobytes() == Image.open(io.BytesIO(jpeg())).tobytes()
    for odd in (b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"\xff\xd8\xff\xe1\x00\x00x", jpeg()[:40], b"not a picture at all"):
        assert bare_jpeg(odd) == odd
