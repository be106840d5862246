"""`pdf_pages.py VERB PATH …`: pages of a PDF for the eye, their words, where words stand in it, a marked copy.

Runs alone, started by `collab.files.pages`, with limits on memory and time that it sets before it touches the file.
`look PATH`, `words PATH PAGE` and `find PATH WORDS` print JSON, `paint PATH PAGE WIDTH MARK` a WebP, `mark PATH MARK` a PDF.
"""

import ctypes
import io
import json
import math
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2  # type: ignore[import-untyped]  # it carries no types
from pypdfium2 import raw

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_SECONDS, MARK_SECONDS = 10, 40
COPY_BYTES = 1024 * 1024 * 1024  # of a marked copy
PAGES = 2_000  # that can be read here
TALL = 2.5  # a page is painted at most so many times as high as it is wide
SCALE = 4.0  # and at most so many times as large as it is
PIECES = 4_000  # of text on one page
HITS, FIND_SECONDS = 200, 6.0
QUALITY = 62  # of the WebP: small print stays sharp
GREY, FAINT, PLAIN = 90, 26, 190  # of the mark: its colour, and how much of the page it covers across and at the edge
FONTS = [
    Path("/usr/share/fonts", each, "DejaVuSans.ttf") for each in ("truetype/dejavu", "dejavu", "TTF", "dejavu-sans-fonts")
]  # for names that the fourteen fonts of every reader cannot write


def main(verb: str, path: str, *more: str) -> bytes:
    """What is to be printed."""
    seconds, size = (MARK_SECONDS, COPY_BYTES) if verb == "mark" else (CPU_SECONDS, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    pdf = pypdfium2.PdfDocument(path)
    if verb == "paint":
        return paint(pdf, int(more[0]), int(more[1]), more[2])
    if verb == "mark":
        return marked(pdf, more[0])
    found: object = look(pdf) if verb == "look" else words(pdf, int(more[0])) if verb == "words" else find(pdf, more[0])
    return json.dumps(found).encode()


def look(pdf: Any) -> dict[str, object]:
    """How many pages there are, and how large each is that can be read here, in points."""
    return {"pages": len(pdf), "sizes": [list(map(round, pdf.get_page_size(number))) for number in range(min(len(pdf), PAGES))]}


def paint(pdf: Any, number: int, width: int, mark: str) -> bytes:
    """One page as it looks, `width` pixels wide, with the mark in it; nothing for a page that is not there."""
    if not 1 <= number <= min(len(pdf), PAGES):
        return b""
    page = pdf[number - 1]
    wide, high = (max(side, 1.0) for side in page.get_size())
    put_mark(page, font_for(pdf, mark), mark)
    scale = min(width / wide, TALL * width / high, SCALE)
    out = io.BytesIO()
    page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB").save(out, "WEBP", quality=QUALITY, method=3)
    return out.getvalue()


def marked(pdf: Any, mark: str) -> bytes:
    """The whole file with the mark on each page."""
    font = font_for(pdf, mark)
    for page in pdf:
        put_mark(page, font, mark)
        page.gen_content()
        page.close()
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mark: how large, round which point, turned by which angle, how dark."""

    size: float  # points
    middle: tuple[float, float]
    angle: float
    alpha: int


def put_mark(page: Any, font: Any, mark: str) -> None:
    """Write the mark across a page three times, faintly, and once along its edge, to be read."""
    left, bottom, right, top = page.get_cropbox()
    wide, high = right - left, top - bottom
    angle = math.atan2(high, wide)
    for part in (0.25, 0.5, 0.75):
        put_text(page, font, mark, Line(math.hypot(wide, high) / len(mark), (left + wide / 2, bottom + high * part), angle, FAINT))
    size = max(min(wide / len(mark) * 1.6, 9.0), 3.0)
    put_text(page, font, mark, Line(size, (left + wide / 2, bottom + size + 3), 0.0, PLAIN))


def font_for(pdf: Any, mark: str) -> Any:
    """A font that can write the mark: one of the fourteen that every reader has, or the machine's for what these cannot."""
    try:
        mark.encode("cp1252")
    except UnicodeEncodeError:
        for path in FONTS:
            if path.is_file():
                data = (ctypes.c_uint8 * path.stat().st_size).from_buffer_copy(path.read_bytes())
                return raw.FPDFText_LoadFont(pdf, data, len(data), raw.FPDF_FONT_TRUETYPE, 1)
    return raw.FPDFText_LoadStandardFont(pdf, b"Helvetica")


def put_text(page: Any, font: Any, text: str, line: Line) -> None:
    """Write one line on a page."""
    thing = raw.FPDFPageObj_CreateTextObj(page.pdf, font, line.size)
    units = (text + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(thing, ctypes.cast(ctypes.create_string_buffer(units, len(units)), ctypes.POINTER(raw.FPDF_WCHAR)))
    raw.FPDFPageObj_SetFillColor(thing, GREY, GREY, GREY, line.alpha)
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    x, y = (left.value + right.value) / 2, (bottom.value + top.value) / 2
    cos, sin = math.cos(line.angle), math.sin(line.angle)
    raw.FPDFPageObj_Transform(thing, cos, sin, -sin, cos, line.middle[0] - cos * x + sin * y, line.middle[1] - sin * x - cos * y)
    raw.FPDFPage_InsertObject(page, thing)


def words(pdf: Any, number: int) -> list[object] | None:
    """The pieces of text of a page with their boxes, in the order in which they are read; None for a page that is not there."""
    if not 1 <= number <= min(len(pdf), PAGES):
        return None
    page = pdf[number - 1]
    text = page.get_textpage()
    pieces: list[object] = []
    for at in range(min(text.count_rects(), PIECES)):
        rect = text.get_rect(at)
        if said := " ".join(text.get_text_bounded(*rect).split()):
            pieces.append([said, *box(page, rect)])
    return pieces


def find(pdf: Any, sought: str) -> dict[str, object]:
    """Where words stand: page and box of each, up to a number of hits and a time; `more`: not all of it was searched."""
    hits: list[object] = []
    count = min(len(pdf), PAGES)
    for number in range(count):
        page = pdf[number]
        text = page.get_textpage()
        search = text.search(sought)
        while (at := search.get_next()) is not None:
            hits += [[number + 1, *box(page, text.get_rect(n))] for n in range(text.count_rects(*at))]
            if len(hits) >= HITS:
                return {"hits": hits[:HITS], "more": True}
        if time.process_time() > FIND_SECONDS:
            count = number + 1
            break
    return {"hits": hits, "more": count < len(pdf)}


def box(page: Any, rect: tuple[float, float, float, float]) -> list[float]:
    """A rectangle of a page as x, y, width, height from the top left corner of what is seen, in points."""
    wide, high = page.get_size()
    corners = []
    for x, y in ((rect[0], rect[3]), (rect[2], rect[1])):
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, int(wide * 10), int(high * 10), 0, x, y, across, down)
        corners.append((across.value / 10, down.value / 10))
    (a, b), (c, d) = corners
    return [min(a, c), min(b, d), round(abs(c - a), 1), round(abs(d - b), 1)]


if __name__ == "__main__":
    sys.stdout.buffer.write(main(*sys.argv[1:]))
