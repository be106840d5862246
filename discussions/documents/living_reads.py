"""Texts that are written here, as their streams carry them, and who hears them."""

from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from django.db.models import F, QuerySet
from pydantic import BaseModel

from collab.errors import NotFound
from collab.realtime.frames import Item
from discussions.documents.coedit import merged
from discussions.documents.models import Document, Edit, LivingText
from discussions.documents.policies import DocumentFacts
from discussions.documents.reads import holder_of, is_gone, is_source
from discussions.documents.roles import DocumentState
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_view
from discussions.spaces.reads import admissions_at, standing_in
from groups.models import Seat

APART = 20  # edits; more of them travel as one


class EditShape(BaseModel):
    """Something that was written.  In a stream of its own it is shown once and changes no more: its place is its `rev`."""

    kind: Literal["edit"] = "edit"
    place: int
    rev: int
    data: str  # base64


def item_of_edit(rev: int, data: bytes) -> Item:
    """An edit on its way to listeners."""
    shape = EditShape(place=rev, rev=rev, data=b64encode(data).decode())
    return Item(rev, rev, rev, shape.model_dump_json())


def edits_after(stream_id: int, after: int | None) -> list[Item]:
    """What was written after a number of the text's stream, or all of it: a few edits as they came, many as one."""
    while True:
        text = LivingText.objects.filter(stream_id=stream_id).values("pk", "state", "folded").first()
        if text is None:
            return []
        begin = text["folded"] if after is None else max(after, text["folded"])
        edits = list(Edit.objects.filter(text_id=text["pk"], rev__gt=begin).order_by("rev").values_list("rev", "data"))
        whole = after is None or after < text["folded"]
        if LivingText.objects.filter(pk=text["pk"], folded=text["folded"]).exists():
            break  # else edits were folded into the state between the two queries
    found = [(rev, bytes(data)) for rev, data in edits]
    if not found and not (whole and text["state"]):
        return []
    if whole or len(found) > APART:
        state = merged(bytes(text["state"]) if whole else b"", *(data for _rev, data in found))
        return [item_of_edit(found[-1][0] if found else text["folded"], state)]
    return [item_of_edit(*each) for each in found]


def heard_texts(moment: datetime, person_ids: Iterable[int], stream_ids: Iterable[int]) -> QuerySet[Admission]:
    """The admissions by which these people hear these texts: they read its space, from before it, and it is not gone."""
    return admissions_at(moment, person_ids).filter(
        space__documents__text__stream_id__in=list(stream_ids), space__documents__withdrawn_at__isnull=True,
        space__documents__disposed_at__isnull=True, space__documents__red="",
        floor__lt=F("space__documents__entry__place"),
    )  # fmt: skip


def text_before(person_id: int, space_id: int, place: int) -> tuple[LivingText, Standing, DocumentFacts]:
    """The text at `place` with what rules ask of it, read narrowly: each edit asks.  Raises NotFound."""
    standing = standing_in(person_id, space_id)
    check_view(standing)
    text = LivingText.objects.filter(
        document__space_id=space_id, document__entry__place=place, document__entry__place__gt=standing.floor
    ).select_related("document__entry", "document__author", "document__checked_out_by__person").defer("state").first()  # fmt: skip
    if text is None:
        raise NotFound
    return text, standing, facts_of_text(standing, text)


def facts_of_text(standing: Standing, text: LivingText) -> DocumentFacts:
    """The facts that `check_hear_text` and `check_write_text` ask: nothing of versions."""
    document = text.document
    mine_until, taken_until, taken_by = holder_of(standing, document)
    return DocumentFacts(
        place=document.entry.place, state=DocumentState(document.state), newest=0, approved=False,
        source=is_source(document, Seat.objects.get(pk=standing.seat)), own_work=False,
        gone=is_gone(document), mine_until=mine_until, taken_until=taken_until, taken_by=taken_by, living=True,
        everyone=text.everyone,
    )  # fmt: skip


def content_of(document: Document) -> list[bytes]:
    """The state of a document's text and the edits after it, to be merged.  Read outside a transaction that changes it."""
    text: Any = LivingText.objects.get(document=document)
    while True:
        edits = [bytes(data) for data in text.edits.filter(rev__gt=text.folded).values_list("data", flat=True)]
        again = LivingText.objects.get(pk=text.pk)
        if again.folded == text.folded:
            return [bytes(text.state), *edits]
        text = again
