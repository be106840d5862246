"""Asking at the gate: what the tests of crossings share."""

from typing import Any

from collab.audit.models import AuditEntry
from collab.search.models import IndexRow
from collab.streams.models import Entry, Stream
from discussions.bridges.models import Crossing
from discussions.chat.models import Message, Topic
from discussions.personal.models import Notice
from tests.api.ask import Answer, ask
from tests.span import Span

NOTHING_HERE = {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}
MASK = {"seat": 0, "name": "", "organisation": "", "constituency": "civil_society", "role": ""}


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    rows = Crossing.objects.order_by("pk").values_list("pk", "state", "body", "reason", "attribution", "message")
    counts = [model.objects.count() for model in (Message, Topic, Entry, IndexRow, Notice, AuditEntry)]
    return list(rows), counts, list(Stream.objects.order_by("pk").values_list("pk", "rev", "epoch"))


def submit(span: Span, **more: object) -> Answer:
    return ask(span.world.ben).post(f"/api/bridges/{span.bridge}/crossings", span.draft(**more))


def act(who: Any, number: int, verb: str, **body: object) -> Answer:
    return ask(who).post(f"/api/crossings/{number}/{verb}", body)


def history(span: Span, who: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask(who).get(f"/api/spaces/{span.bridge}/history")[1]["items"]
    return items
