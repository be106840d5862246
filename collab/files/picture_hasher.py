"""`picture_hasher.py PATH pdf|office`: print the perceptual hashes of every picture in a file as JSON: `[hash, …]`, hexadecimal.

Runs alone, started by `collab.files.screening`, with limits on memory and time that it sets before it touches the file.  A file
with a picture that takes more than that makes it fail.  What no decoder here knows, and what shows too little to be told from
anything else, has no hash.

The hash is PDQ (https://github.com/facebook/ThreatExchange, pdq/): 256 signs of the lower frequencies of the picture in grey, at 64 by 64.
In place of its blur stands the mean of each field, which differs by few bits; tests/unit/test_pictures.py says by how many.
"""

import io
import json
import math
import resource
import sys
import zipfile
from collections.abc import Iterator
from itertools import pairwise
from operator import mul
from typing import IO, Any

MEMORY_BYTES = 1024 * 1024 * 1024  # of address space
CPU_SECONDS = 50
PICTURES = 2_000  # in one file
PIXELS = 100_000_000  # of one picture
PART_BYTES = 64 * 1024 * 1024  # of a packed picture
DEEP = 3  # Office files in Office files
FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")
SIDE, LOW = 64, 16
LEAST_DETAIL = 50  # of 100: below, PDQ tells nothing apart

Rows = list[list[float]]
WAVES: Rows = [
    [math.sqrt(2 / SIDE) * math.cos(math.pi / 2 / SIDE * (i + 1) * (2 * j + 1)) for j in range(SIDE)] for i in range(LOW)
]  # fmt: skip


def main(path: str, kind: str) -> list[str]:
    """The hashes of all pictures, each as it is and turned and mirrored in every way, each once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    found: dict[str, None] = {}
    for number, picture in enumerate(in_pdf(path) if kind == "pdf" else in_container(path, 1)):
        if number >= PICTURES:
            raise ValueError("too many pictures")
        found.update(dict.fromkeys(hashes_of(picture)))
    return list(found)


def in_container(file: str | IO[bytes], depth: int) -> Iterator[Any]:
    """The pictures among the members of an Office file, and of those inside it."""
    with zipfile.ZipFile(file) as container:
        for member in container.infolist():
            with container.open(member) as part:
                head = part.read(16)
                if head.startswith(b"PK\x03\x04"):
                    if depth == DEEP:
                        raise ValueError("too deep")
                    yield from in_container(io.BytesIO(whole(part, head)), depth + 1)
                elif head.startswith((b"\xff\xd8", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")) or head[8:12] == b"WEBP":
                    yield from opened(io.BytesIO(whole(part, head)))


def whole(part: IO[bytes], head: bytes) -> bytes:
    """A member in memory.  Raises ValueError for one that is too large."""
    content = head + part.read(PART_BYTES)
    if len(content) > PART_BYTES:
        raise ValueError("too large")
    return content


def in_pdf(path: str) -> Iterator[Any]:
    """The pictures of a PDF, wherever they are used."""
    import pikepdf

    with pikepdf.open(path, suppress_warnings=True) as pdf:
        for each in pdf.objects:
            if not isinstance(each, pikepdf.Stream) or each.get("/Subtype") != "/Image":
                continue
            if int(each.get("/Width", 0)) * int(each.get("/Height", 0)) > PIXELS:
                raise ValueError("too large")
            raw = each.read_raw_bytes()
            if raw.startswith(b"\xff\xd8"):
                yield from opened(io.BytesIO(raw))
                continue
            yield from unpacked(pikepdf, each)


def unpacked(pikepdf: Any, stream: Any) -> Iterator[Any]:
    """A picture of a PDF that is no JPEG, where somebody here unpacks its codec and its colours."""
    try:
        yield pikepdf.PdfImage(stream).as_pil_image()
    except MemoryError:
        raise
    except Exception:
        return


def opened(file: IO[bytes]) -> Iterator[Any]:
    """A picture, if it is one: nothing of it is decoded yet."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # the bound is ours
    try:
        picture = Image.open(file, formats=FORMATS)
    except Exception:  # it begins like a picture, and is none that anybody shows
        return
    if picture.width * picture.height > PIXELS:
        raise ValueError("too large")
    yield picture


def hashes_of(picture: Any) -> list[str]:
    """The hash of a picture in its eight positions; none for one that shows too little."""
    from PIL import Image, ImageFile

    ImageFile.LOAD_TRUNCATED_IMAGES = True  # a viewer shows what is there
    try:
        if picture.format == "JPEG":
            picture.draft("RGB", (512, 512))  # decoded at an eighth, a quarter, half of its size: faster, and as good
        if "A" in picture.getbands() or "transparency" in picture.info:
            paper = Image.new("RGBA", picture.size, "white")
            paper.alpha_composite(picture.convert("RGBA"))
            picture = paper
        grey = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BOX)
    except MemoryError:
        raise
    except Exception:  # damaged beyond showing
        return []
    pixels = list(map(float, grey.tobytes()))
    return hashes([pixels[at : at + SIDE] for at in range(0, SIDE * SIDE, SIDE)])


def hashes(rows: Rows) -> list[str]:
    """Of 64 by 64 greys from 0 to 255."""
    if detail(rows) < LEAST_DETAIL:
        return []
    columns = list(zip(*rows, strict=True))
    half = [[sum(map(mul, wave, column)) for column in columns] for wave in WAVES]
    low = [[sum(map(mul, line, wave)) for wave in WAVES] for line in half]
    turned = [list(line) for line in zip(*low, strict=True)]
    return [
        bits([[value * down ** (i + 1) * across ** (j + 1) for j, value in enumerate(line)] for i, line in enumerate(each)])
        for each in (low, turned)
        for down in (1, -1)
        for across in (1, -1)
    ]  # mirrored: every other wave changes its sign


def detail(rows: Rows) -> int:
    """How much there is to see, from 0 to 100."""
    lines = [*rows, *zip(*rows, strict=True)]
    steps = sum(int(abs(u - v) * 100 / 255) for line in lines for u, v in pairwise(line))
    return min(steps // 90, 100)


def bits(low: Rows) -> str:
    """Which of 256 are above their median."""
    values = [value for line in low for value in line]
    median = sorted(values)[len(values) // 2 - 1]
    return f"{sum(1 << k for k, value in enumerate(values) if value > median):064x}"


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
