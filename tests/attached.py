"""Papers that Weavers have approved, to go with a post of theirs between groups."""

from typing import Any

from django.utils import timezone

from collab.accounts.models import Person
from discussions.documents.models import Document
from discussions.documents.shapes import DocumentShape
from tests.papers import pdf, share
from tests.span import Span


def paper(span: Span, who: Person | None = None, label: str = "green", **fields: Any) -> DocumentShape:
    """A paper of Weavers in loom, shared by Ben unless said otherwise, and approved."""
    fields = {"content": pdf("Larkspur-11"), "name": "glaze.pdf", "title": "Glaze menu", **fields}
    shared = share(span.world, who or span.world.ben, fields.pop("content"), label=label, **fields)
    approve(shared)
    return shared


def approve(document: DocumentShape) -> None:
    """Its newest version is in force.  How that comes about is tried elsewhere."""
    row = Document.objects.get(space=document.space, entry__place=document.place)
    newest = row.versions.latest("number")
    newest.approved_at, row.approved, row.state = timezone.now(), newest, "approved"
    newest.save()
    row.save()


def ref(document: DocumentShape, version: int = 1) -> dict[str, int]:
    """How an author names a version."""
    return {"space": document.space, "place": document.place, "version": version}
