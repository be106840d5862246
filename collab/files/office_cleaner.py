"""`office_cleaner.py PATH OUT`: write the Office file without what names its makers; nothing, if there is nothing to take out.

Runs alone, started by `collab.files.cleaning`, with limits on memory and time that it sets before it touches the file.
No XML parser runs: what is taken out are elements and attributes that hold plain text, found by their names.
"""

import re
import resource
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_SECONDS = 30
EPOCH = (1980, 1, 1, 0, 0, 0)  # when every member was changed, as far as one can tell
NOBODY = b"Author"  # what stands where a name must stand

Edit = Callable[[bytes], bytes]
NO_PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
)


def without(*elements: str) -> Edit:
    """Takes these elements out, with their text."""
    names = "|".join(elements)
    found = re.compile(rf"<({names})(?:\s[^<>]*)?(?:/>|>[^<>]*</\1\s*>)".encode())
    return lambda source: found.sub(b"", source)


def saying(value: bytes, *elements: str) -> Edit:
    """Puts another text into these elements."""
    names = "|".join(elements)
    found = re.compile(rf"(<({names})(?:\s[^<>]*)?>)[^<>]*(</\2\s*>)".encode())
    return lambda source: found.sub(rb"\g<1>" + value + rb"\g<3>", source)


def setting(value: bytes | None, *attributes: str) -> Edit:
    """Puts another value into these attributes; None: takes them out."""
    names = "|".join(attributes)
    found = re.compile(rf"""(\s(?:{names})\s*=\s*)("[^"<>]*"|'[^'<>]*')""".encode())
    return lambda source: found.sub(b"" if value is None else rb'\g<1>"' + value + b'"', source)


def in_turn(*edits: Edit) -> Edit:
    """One after the other."""

    def all_of_them(source: bytes) -> bytes:
        for edit in edits:
            source = edit(source)
        return source

    return all_of_them


# By the name of a member; the first that fits.  What is said in the document itself stays: a name that somebody wrote is text.
EDITS: list[tuple[str, Edit]] = [
    (r"docProps/core\.xml", without(
        "dc:creator", "cp:lastModifiedBy", "cp:lastPrinted", "cp:revision", "dcterms:created", "dcterms:modified",
    )),
    (r"docProps/app\.xml", without("Company", "Manager", "Template", "TotalTime", "HyperlinkBase")),
    (r"docProps/custom\.xml", lambda source: NO_PROPERTIES),
    (r"word/people\.xml", in_turn(without("w15:presenceInfo"), setting(NOBODY, "w15:author"))),
    (r"word/.*\.xml", in_turn(setting(NOBODY, "w:author", "w:initials"), setting(None, "w:date", "w16du:dateUtc"))),
    (r"ppt/(commentAuthors|authors)\.xml", in_turn(setting(NOBODY, "name", "initials"), setting(b"", "userId", "providerId"))),
    (r"ppt/comments/.*\.xml", setting(None, "dt", "created")),
    (r"xl/persons/.*\.xml", in_turn(setting(NOBODY, "displayName"), setting(b"", "userId", "providerId"))),
    (r"xl/threadedComments/.*\.xml", setting(None, "dT")),
    (r"xl/comments\d*\.xml", saying(NOBODY, "author")),
    (r"xl/workbook\.xml", setting(NOBODY, "userName")),
    (r"meta\.xml", without(
        "meta:initial-creator", "dc:creator", "meta:printed-by", "dc:date", "meta:creation-date", "meta:print-date",
        "meta:editing-duration", "meta:editing-cycles", "meta:user-defined", "meta:template",
    )),
    (r"(content|styles)\.xml", in_turn(
        saying(NOBODY, "dc:creator", "meta:creator-initials", "loext:sender-initials"), saying(b"1970-01-01T00:00:00", "dc:date"),
    )),
]  # fmt: skip


def main(path: str, out: str) -> None:
    """Write what is left to `out`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with zipfile.ZipFile(path) as container:
        if not any(cleaned(container, member) != container.read(member) for member in telling(container)):
            return
        with zipfile.ZipFile(out, "w") as clean:
            for member in container.infolist():
                told = zipfile.ZipInfo(member.filename, EPOCH)
                told.compress_type = zipfile.ZIP_STORED if member.compress_type == zipfile.ZIP_STORED else zipfile.ZIP_DEFLATED
                with clean.open(told, "w") as copy:
                    if edit_for(member.filename) or is_picture(member.filename):
                        copy.write(cleaned(container, member))
                    else:
                        with container.open(member) as source:
                            shutil.copyfileobj(source, copy)


def telling(container: zipfile.ZipFile) -> Iterable[zipfile.ZipInfo]:
    """The members that may name somebody."""
    return (member for member in container.infolist() if edit_for(member.filename) or is_picture(member.filename))


def cleaned(container: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """A member without what names its makers."""
    content = container.read(member)
    if content.startswith(b"\xff\xd8\xff"):
        return jpeg_cleaner()(content)
    edit = edit_for(member.filename)
    return edit(content) if edit else content


def edit_for(name: str) -> Edit | None:
    """What is to be done with a member of this name."""
    return next((edit for pattern, edit in EDITS if re.fullmatch(pattern, name)), None)


def is_picture(name: str) -> bool:
    """Whether a member of this name may be a JPEG."""
    return name.lower().endswith((".jpg", ".jpeg", ".jpe", ".jfif", ".bin", ".tmp")) or "media/" in name or "Pictures/" in name


@cache
def jpeg_cleaner() -> Edit:
    """`bare_jpeg` of pdf_cleaner.py.  These programs run alone: the file beside this one is found by its place."""
    spec = spec_from_file_location("pdf_cleaner", Path(__file__).with_name("pdf_cleaner.py"))
    assert spec is not None and spec.loader is not None, "it lies beside this file"
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    cleaner: Edit = module.bare_jpeg
    return cleaner


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
