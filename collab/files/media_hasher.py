"""`media_hasher.py PATH pdf|office`: print the digests of every part of a file as JSON: `[[md5, sha1, sha256], …]`, hexadecimal.

Runs alone, started by `collab.files.screening`, with limits on memory and time that it sets before it touches the file.  A file
of which it cannot hash every part makes it fail.
"""

import hashlib
import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_SECONDS = 40
PIECE_BYTES = 256 * 1024
PARTS_LIMIT = 100_000
DEEP = 3  # Office files in Office files
INSIDE_BYTES = 64 * 1024 * 1024  # of an Office file in another one, which is held in memory


def main(path: str, kind: str) -> list[list[str]]:
    """The digests of all parts, each once."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    found: dict[tuple[str, ...], None] = {}
    for digests in of_pdf(path) if kind == "pdf" else of_container(path, 1):
        found[digests] = None
        if len(found) > PARTS_LIMIT:
            raise ValueError("too many parts")
    return [list(digests) for digests in found]


def of_container(file: str | IO[bytes], depth: int) -> Iterator[tuple[str, ...]]:
    """Of each member, unpacked; and of the members of a member that is a container itself."""
    with zipfile.ZipFile(file) as container:
        for member in container.infolist():
            with container.open(member) as part:
                head = part.read(PIECE_BYTES)
                if head.startswith(b"PK\x03\x04"):
                    inside = head + part.read(INSIDE_BYTES)
                    if depth == DEEP or len(inside) > INSIDE_BYTES:
                        raise ValueError("too deep or too large")
                    yield digests_of([inside])
                    yield from of_container(io.BytesIO(inside), depth + 1)
                else:
                    yield digests_of(pieces_of(part), head)


def pieces_of(part: IO[bytes]) -> Iterator[bytes]:
    """What is left of a member, in pieces."""
    while piece := part.read(PIECE_BYTES):
        yield piece


def of_pdf(path: str) -> Iterator[tuple[str, ...]]:
    """Of each stream as it lies in the file, which for a photograph is the JPEG itself, and without the packing round it."""
    import pikepdf

    with pikepdf.open(path, suppress_warnings=True) as pdf:
        for each in pdf.objects:
            if not isinstance(each, pikepdf.Stream):
                continue
            yield digests_of([each.read_raw_bytes()])
            if "/Filter" in each and each.get("/Filter") != "/DCTDecode":
                yield from unpacked(pikepdf, each)


def unpacked(pikepdf: Any, stream: Any) -> Iterator[tuple[str, ...]]:
    """Of a stream without the packing round it, where that can be taken off."""
    try:
        yield digests_of([stream.get_stream_buffer(pikepdf.StreamDecodeLevel.generalized)])
    except pikepdf.PdfError:  # a codec of pictures alone, or none that is known: what lies there has been hashed
        return


def digests_of(pieces: Any, head: bytes = b"") -> tuple[str, ...]:
    """MD5, SHA-1 and SHA-256 of the pieces."""
    sums = [hashlib.new(name, head, usedforsecurity=False) for name in ("md5", "sha1", "sha256")]
    for piece in pieces:
        for each in sums:
            each.update(piece)
    return tuple(each.hexdigest() for each in sums)


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1], sys.argv[2])))
