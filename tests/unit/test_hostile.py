"""Files made to hurt: each is refused, or enters without its sting, and the process that takes it in hardly grows."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from collab.errors import Invalid
from collab.files.kinds import DOCX, PDF, PPTX
from collab.files.office import read_office
from collab.files.recognise import recognise
from tests.papers import container, docx, pdf
from tests.server import HOUSE

GROWTH_BYTES = 64 * 1024 * 1024
MIB = 1024 * 1024
# Prints by how much the most memory that this process ever took has grown, in bytes, and what became of each file.
TAKE_IN = """
import json, os, sys
from pathlib import Path
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
import django
django.setup()
from collab.errors import Invalid
from collab.files.cleaning import cleaned
from collab.files.recognise import recognise
from collab.files.store import arriving, pieces_of
def kib(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name + ":"))
def take_in(path):
    try:
        with arriving(pieces_of(path.open("rb"))) as sent:
            found = recognise(sent.path, path.name)
            with cleaned(sent, found.kind):
                return found.kind.extension
    except Invalid as refused:
        return refused.facts["why"]
first, *files = map(Path, sys.argv[1:])
take_in(first)
Path("/proc/self/clear_refs").write_text("5")  # else the most is that of the process which started this one
before = kib("VmRSS")
told = [take_in(path) for path in files]
print(json.dumps([(kib("VmHWM") - before) * 1024, told]))
"""


def pptx(slides: int, words: bytes) -> bytes:
    """Slides of as many words as are read."""
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    members: dict[str, str | bytes] = {"[Content_Types].xml": f'<Override ContentType="{main}"/>', "ppt/presentation.xml": ""}
    return container(members | {f"ppt/slides/slide{n}.xml": words for n in range(slides)})


def pages(count: int) -> bytes:
    """A PDF of many pages, which is one page again and again."""
    paper, out = pikepdf.open(io.BytesIO(pdf("Yarn menu"))), io.BytesIO()
    root = paper.Root.Pages
    root.Kids, root.Count = pikepdf.Array([root.Kids[0]] * count), count
    paper.save(out)
    return out.getvalue()


@pytest.mark.timeout(120)
def test_what_takes_them_in_hardly_grows(tmp_path: Path) -> None:
    flood = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + (2**31 - 1).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    files = {
        "small.docx": docx(),
        "slides.pptx": pptx(40, b"<a:t>ab cd</a:t></a:p> " * (3 * MIB // 23)),
        "tags.docx": docx("<a>" * (MIB + MIB // 4)),
        "words.docx": docx("ab " * (MIB + MIB // 4)),
        "bomb.docx": docx(word__media__a_dot_bin=b"\0" * (5 * MIB)),
        "flood.docx": docx(word__media__image1_dot_png=flood),
        "pages.pdf": pages(30_000),
        "text.txt": b"ab " * (30 * MIB // 3),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    command = [sys.executable, "-c", TAKE_IN, *(str(tmp_path / name) for name in files)]
    environment = {"DATA_DIR": str(tmp_path / "data"), "PATH": "/usr/bin"}
    run = subprocess.run(command, cwd=HOUSE, env=environment, capture_output=True, check=True, timeout=110)
    growth, told = json.loads(run.stdout)
    assert told == ["pptx", "docx", "docx", "unreadable", "docx", "pdf", "txt"]
    assert growth < GROWTH_BYTES


def test_an_entity_is_never_followed(tmp_path: Path) -> None:
    secret, path = tmp_path / "secret", tmp_path / "menu.docx"
    secret.write_text("Kingfisher-7")
    entity = f'<!DOCTYPE w [<!ENTITY x SYSTEM "file://{secret}">]>'
    path.write_bytes(docx(f"{entity}before &x; after"))
    found = recognise(path, "menu.docx")
    assert (found.kind, "Kingfisher" in found.text, "before &x; after" in found.text) == (DOCX, False, True)


def test_a_file_that_is_two_things_is_the_one_that_it_begins_as(tmp_path: Path) -> None:
    path = tmp_path / "menu"
    path.write_bytes(pdf() + docx())
    assert recognise(path, "menu.docx").kind == PDF  # and leaves as one
    path.write_bytes(b"MZ\x90\x00" + docx())
    with pytest.raises(Invalid) as refused:
        recognise(path, "menu.docx")
    assert refused.value.facts["why"] == "not_accepted"
    path.write_bytes(b"GIF89a/*" + pdf())
    with pytest.raises(Invalid):
        recognise(path, "menu.pdf")


def test_words_are_read_across_pieces_and_until_there_are_enough(tmp_path: Path) -> None:
    path = tmp_path / "menu.pptx"
    path.write_bytes(pptx(1, b"<a:p><a:t>blue</a:t><a:t> wool &amp; silk</a:t></a:p>\n" * 3_000 + b"<a:p><a:t>the end</a:t></a:p>"))
    found = read_office(path)
    assert (found.kind, found.cut) == (PPTX, False)
    lines = found.text.split("\n")
    assert (set(lines[:-1]), len(lines), lines[-1]) == ({"blue wool & silk"}, 3_001, "the end")
    path.write_bytes(pptx(40, b"<a:p><a:t>blue wool</a:t></a:p>" * 3_000))
    found = read_office(path)
    assert (len(found.text), found.cut) == (200_000, True)
