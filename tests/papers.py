"""Small files of every kind, made here: harmless, and the same at every run."""

import io
import zipfile
from typing import Any
from uuid import uuid4

from collab.accounts.models import Person
from discussions.documents.shapes import DocumentDraft, DocumentShape
from discussions.documents.uploads import share_document
from tests.api.ask import Answer, Asking
from tests.world import World


def pdf(text: str = "Yarn menu", extra: str = "", catalog: str = "") -> bytes:
    """A PDF of one page with one line of text."""
    stream = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET"
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *([extra] if extra else []),
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()


def container(members: dict[str, str | bytes]) -> bytes:
    """A zip of these members, in this order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def docx(text: str = "Yarn menu", **more: str | bytes) -> bytes:
    """A Word file of one paragraph; further members by name, `__` for a slash."""
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
        "word/document.xml": f"<w:document><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>",
    }
    return container(members | {name.replace("__", "/").replace("_dot_", "."): content for name, content in more.items()})


def odt(text: str = "Yarn menu", manifest: str = "<manifest/>") -> bytes:
    """An OpenDocument text of one paragraph."""
    return container({
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:text><text:p>{text}</text:p></office:text>",
        "META-INF/manifest.xml": manifest,
    })  # fmt: skip


def send_file(asking: Asking, path: str, content: bytes, name: str = "menu.pdf", **fields: Any) -> Answer:
    """POST a form with a file, as a browser does."""
    upload = io.BytesIO(content)
    upload.name = name
    response = asking.client.post(path, {"file": upload, **fields}, headers={"X-CSRFToken": asking.token})
    return response.status_code, response.json()


def share(
    world: World, who: Person, content: bytes | None = None, *, space: int | None = None, name: str = "menu.md", **fields: Any
) -> DocumentShape:
    """A document shared through the action, in loom unless said otherwise."""
    draft = DocumentDraft.model_validate({"client_id": uuid4(), "title": "Yarn menu", **fields})
    pieces = [b"# Yarn menu\n\nBlue wool first." if content is None else content]
    return share_document(who.pk, space or world.loom.pk, draft, name=name, pieces=pieces)
