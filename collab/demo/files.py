"""Making small files of the kinds that a library takes in.  Texts with a title as their first line."""

import zipfile
from io import BytesIO
from textwrap import wrap
from xml.sax.saxutils import escape

LINES_A_PAGE = 48
SIGNS_A_LINE = 88
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same bytes with every seed
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def as_docx(text: str) -> bytes:
    """A Word document: one paragraph per line."""
    paragraphs = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.split("\n"))
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    document = f'{head}<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in (("[Content_Types].xml", _TYPES), ("_rels/.rels", _RELATIONS), ("word/document.xml", document)):
            container.writestr(zipfile.ZipInfo(name, _LONG_AGO), content)
    return out.getvalue()


def as_pdf(text: str) -> bytes:
    """A PDF in one of the fonts that every reader has.  Latin letters alone: raises UnicodeEncodeError for others."""
    lines = [part for line in text.rstrip().split("\n") for part in (wrap(line, SIGNS_A_LINE) or [""])]
    pages = [lines[at : at + LINES_A_PAGE] for at in range(0, len(lines), LINES_A_PAGE)]
    places = [4 + 2 * number for number in range(len(pages))]  # of the page objects; each is followed by its content
    kids = " ".join(f"{place} 0 R" for place in places)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for place, page in zip(places, pages, strict=True):
        stream = b"BT /F1 11 Tf 56 786 Td 15 TL " + b" ".join(b"(" + _escaped(line) + b") Tj T*" for line in page) + b" ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {place + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    return _numbered(objects)


def _escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _numbered(objects: list[bytes]) -> bytes:
    """The objects, their table, and the trailer."""
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode()


def made(text: str, extension: str) -> bytes:
    """The text as a file of that kind; texts as they are."""
    makers = {"pdf": as_pdf, "docx": as_docx}
    return makers[extension](text) if extension in makers else text.encode()
