"""Office files as pages: with LibreOffice where this machine has it, and with programs in its place that fail in every way."""

import http.server
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # it carries no types
import pytest
from pytest_django.fixtures import Settings

from collab.files import office_pages
from collab.files.kinds import ODT
from collab.files.office_pages import as_pdf
from collab.files.store import arriving, forget_stranded, near_place, store
from tests.papers import container, docx

real = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is optional, and not on this machine")


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR, settings.OFFICE_PAGES = tmp_path / "files", True


def kept(content: bytes) -> str:
    """The hash under which bytes are kept."""
    with arriving([content]) as arrival, store().at_hand(arrival):
        store().keep(arrival)
        return arrival.sha256


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Puts a script in the place of LibreOffice; it is called as LibreOffice is."""

    def put(script: str) -> None:
        path = tmp_path / "soffice.bin"
        path.write_text(f"#!/bin/sh\necho run >> {tmp_path}/runs\n{script}\n")
        path.chmod(0o755)
        monkeypatch.setattr(office_pages, "converter", lambda: path)

    return put


def runs(tmp_path: Path) -> int:
    return len((tmp_path / "runs").read_text().splitlines())


MAKES = 'for last; do :; done; cat "$last" > "$(dirname "$last")/source.pdf"'


def test_it_is_made_once_and_kept_while_somebody_reads(program: Callable[[str], None], tmp_path: Path) -> None:
    program(MAKES)
    sha256 = kept(docx("Blue wool"))
    for _ in range(2):
        with as_pdf(sha256, "docx") as path:
            assert path == near_place(sha256, ".pdf")
            assert path.read_bytes() == docx("Blue wool")
    assert runs(tmp_path) == 1
    assert list((tmp_path / "files" / "making").iterdir()) == []
    store().destroy(sha256)
    assert not near_place(sha256, ".pdf").exists()


def test_it_begins_again_when_the_profile_was_made(program: Callable[[str], None], tmp_path: Path) -> None:
    program(f'[ "$(wc -l < {tmp_path}/runs)" = 1 ] && exit 81\n{MAKES}')
    with as_pdf(kept(docx()), "docx") as path:
        assert path is not None
    assert runs(tmp_path) == 2


@pytest.mark.parametrize("script", ["exit 1", "exit 0", "kill -9 $$", "exit 81", 'head -c 300000000 /dev/zero > "$HOME/source.pdf"'])
def test_what_cannot_be_made_is_not_tried_again_for_a_while(program: Callable[[str], None], tmp_path: Path, script: str) -> None:
    program(script)
    sha256 = kept(docx())
    for _ in range(2):
        with as_pdf(sha256, "docx") as path:
            assert path is None
    assert runs(tmp_path) == (3 if script == "exit 81" else 1)
    assert list((tmp_path / "files" / "making").iterdir()) == []
    left = tmp_path / "files" / "making" / "left"  # of a process that was killed
    left.mkdir()
    (left / "source.docx").touch()
    old = time.time() - 100_000
    for each in (left, *(tmp_path / "files" / "near").iterdir()):
        os.utime(each, (old, old))
    assert forget_stranded() == 2
    assert [list((tmp_path / "files" / name).iterdir()) for name in ("near", "making")] == [[], []]


def test_one_that_hangs_is_ended_with_what_it_started(
    program: Callable[[str], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_pages, "SECONDS", 0.5)
    program(f"echo $$ > {tmp_path}/pid\nexec sleep 60")
    with as_pdf(kept(docx()), "docx") as path:
        assert path is None
    number = (tmp_path / "pid").read_text().strip()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{number}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{number}").exists()


def test_bytes_that_were_destroyed_meanwhile_leave_nothing(program: Callable[[str], None], tmp_path: Path) -> None:
    sha256 = kept(docx())
    program(f"{MAKES}\nrm {tmp_path}/files/{sha256[:2]}/{sha256}")
    with as_pdf(sha256, "docx") as path:
        assert path is None
    assert list((tmp_path / "files" / "near").iterdir()) == []


def test_a_site_may_do_without(settings: Settings) -> None:
    settings.OFFICE_PAGES = False
    with as_pdf(kept(docx()), "docx") as path:
        assert path is None


# With LibreOffice -------------------------------------------------------------------------------


@pytest.fixture
def trap() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and what was asked there."""
    asked: list[str] = []

    class Trap(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trap)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def whole_odt(text: str, picture: str) -> bytes:
    """A text with all that LibreOffice wants of one, and a picture that lies elsewhere; left to itself it asks for that three times."""
    names = " ".join(
        f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
        for each, what in (("office", "office"), ("text", "text"), ("draw", "drawing"), ("svg", "svg-compatible"))
    )
    frame = f'<draw:frame svg:width="3cm" svg:height="3cm"><draw:image xlink:href="{picture}" xlink:type="simple"/></draw:frame>'
    said = f"<office:body><office:text><text:p>{text}{frame if picture else ''}</text:p></office:text></office:body>"
    entry = "<manifest:file-entry manifest:full-path="
    return container({
        "mimetype": ODT.mime,
        "content.xml": f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink">{said}</office:document-content>',
        "META-INF/manifest.xml": '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'{entry}"/" manifest:media-type="{ODT.mime}"/>{entry}"content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
    })  # fmt: skip


@real
def test_an_office_file_becomes_pages_with_its_words() -> None:
    with as_pdf(kept(whole_odt("Blue wool first, then silk.", "")), "odt") as path:
        assert path is not None
        pdf = pypdfium2.PdfDocument(path)
        assert (len(pdf), pdf[0].get_textpage().get_text_range().strip()) == (1, "Blue wool first, then silk.")


@real
def test_nothing_is_fetched_that_a_file_points_to(trap: tuple[str, list[str]]) -> None:
    address, asked = trap
    with as_pdf(kept(whole_odt("Blue wool", f"{address}/picture.png")), "odt") as path:
        assert path is not None
    assert asked == []


@real
def test_what_is_no_office_file_makes_no_pages_of_itself() -> None:
    with as_pdf(kept(b"PK\x03\x04 and nothing else"), "docx") as path:
        assert path is None or len(pypdfium2.PdfDocument(path)) >= 1
