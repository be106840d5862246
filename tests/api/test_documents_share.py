"""Sharing a document: works, who may not, repeated, refused files."""

import hashlib
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from discussions.documents.models import Document, Version
from discussions.spaces.actions import change_space
from discussions.spaces.shapes import SpaceEdit
from tests.api.ask import ask
from tests.papers import pdf, send_file, share
from tests.world import World

pytestmark = pytest.mark.django_db
BYTES = pdf("Blue wool first")


def files() -> list[Path]:
    """Everything on disk."""
    return [path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]


def where(world: World) -> str:
    return f"/api/spaces/{world.loom.pk}/documents"


def test_a_member_shares_a_pdf(world: World) -> None:
    status, answer = send_file(
        ask(world.ben), where(world), BYTES, name="C:\\secret\\menu.pdf", client_id=uuid4(), title=" Yarn  menu ", abstract="What to buy.",
        type="terms_of_reference", language="pt", capabilities=["mnr-2016-3", "gsr-legislation"], label="green", note="First go",
    )  # fmt: skip
    digest = hashlib.sha256(BYTES).hexdigest()
    assert status == 201
    [version] = answer.pop("versions")
    ben = {
        "seat": world.seat(world.ben).pk, "name": "Ben (example)", "organisation": "Lantern (example)", "constituency": "civil_society",
        "role": "member",
    }  # fmt: skip
    assert {**version, "at": None} == {
        "n": 1, "sha256": digest, "size": len(BYTES), "name": "menu.pdf", "mime": "application/pdf", "extension": "pdf",
        "note": "First go", "by": ben, "at": None, "approvals": [], "approved_at": None,
        "major": 1, "minor": 0, "published_at": None,
    }  # fmt: skip
    assert {**answer, "shared_at": None, "changed_at": None} == {
        "kind": "document", "space": world.loom.pk, "place": answer["rev"], "rev": answer["rev"], "title": "Yarn menu",
        "abstract": "What to buy.", "type": "terms_of_reference", "language": "pt", "capabilities": ["mnr-2016-3", "gsr-legislation"],
        "label": "green", "by": ben, "state": "working", "approved_n": None, "approvals_needed": 1, "submitted_by": None,
        "submitted_at": None, "shared_at": None, "changed_at": None, "withdrawn_at": None, "withdrawn_reason": "",
        "owners": [{"id": world.weavers.pk, "name": "Weavers", "kind": "reference_group", "constituency": "civil_society"}],
        "published_n": None, "published_at": None, "planned_n": None, "embargo_until": None, "expires_at": None, "expired_at": None,
        "archived_at": None, "disposed_at": None, "disposed_by": None, "disposed_reason": "", "red": "",
        "supersedes": None, "superseded_by": None, "checked_out": None, "text": None, "attributes": {},
        "translates": None, "follows": None,
    }  # fmt: skip
    kept = Path(settings.FILES_DIR) / digest[:2] / digest
    assert (kept.read_bytes(), kept.stat().st_mode & 0o777) == (BYTES, 0o600)


def test_without_a_label_it_takes_the_spaces(world: World) -> None:
    assert share(world, world.ben).label == world.loom.label == "amber"


def test_the_same_request_again_is_one_document(world: World) -> None:
    ben = ask(world.ben)
    fields: dict[str, Any] = {"client_id": uuid4(), "title": "Menu"}
    first = send_file(ben, where(world), BYTES, **fields)
    assert send_file(ben, where(world), BYTES, **fields) == first
    status, answer = send_file(ben, where(world), pdf("Other"), **fields)
    assert (status, answer["code"]) == (409, "replay_differs")
    assert (Document.objects.count(), Version.objects.count()) == (1, 1)
    assert not (Path(settings.FILES_DIR) / hashlib.sha256(pdf("Other")).hexdigest()[:2] / hashlib.sha256(pdf("Other")).hexdigest()).exists()


def test_two_documents_may_hold_the_same_bytes(world: World) -> None:
    shares = [share(world, who, b"the same bytes", name="a.txt") for who in (world.ada, world.ben)]
    assert {each.versions[0].sha256 for each in shares} == {hashlib.sha256(b"the same bytes").hexdigest()}
    assert len({each.place for each in shares}) == 2


@pytest.mark.parametrize(
    ("fields", "content", "name", "status", "code"),
    [
        ({}, b"\xff\xd8\xff\xe0photo", "menu.pdf", 422, "file_type_refused"),
        ({}, b"", "menu.txt", 422, "empty"),
        ({}, b"x" * 2049, "menu.txt", 422, "too_large"),
        ({"title": "  "}, b"x", "menu.txt", 422, "empty"),
        ({"title": "x" * 201}, b"x", "menu.txt", 422, "invalid"),
        ({"label": "red"}, b"x", "menu.txt", 422, "label_above_ceiling"),
        ({"capabilities": ["mnr-2016-99"]}, b"x", "menu.txt", 422, "invalid"),
        ({"type": "novel"}, b"x", "menu.txt", 422, "invalid"),
        ({"language": "<b>"}, b"x", "menu.txt", 422, "invalid"),
        ({"state": "approved"}, b"x", "menu.txt", 422, "invalid"),
        ({"client_id": "1"}, b"x", "menu.txt", 422, "invalid"),
    ],
)
def test_what_is_refused_leaves_nothing(
    world: World, settings: Settings, fields: dict[str, Any], content: bytes, name: str, status: int, code: str
) -> None:
    settings.UPLOAD_LIMIT_BYTES = 2048
    world.loom.stream.refresh_from_db()
    before, rev = files(), world.loom.stream.rev
    answer = send_file(ask(world.ben), where(world), content, name=name, **{"client_id": uuid4(), "title": "Menu", **fields})
    assert (answer[0], answer[1]["code"]) == (status, code)
    world.loom.stream.refresh_from_db()
    assert (Document.objects.count(), files(), world.loom.stream.rev) == (0, before, rev)


def test_outsiders_and_nobody_find_nothing_there(world: World) -> None:
    before = files()
    fields: dict[str, Any] = {"client_id": uuid4(), "title": "Menu"}
    hidden = send_file(ask(world.eve), where(world), BYTES, **fields)
    missing = send_file(ask(world.eve), "/api/spaces/1/documents", BYTES, **fields)
    assert hidden == missing == (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
    assert send_file(ask(None), where(world), BYTES, **fields)[0] == 401
    assert (files(), Document.objects.count()) == (before, 0)


def test_an_archived_space_takes_nothing_in(world: World) -> None:
    change_space(world.ada.pk, world.loom.pk, SpaceEdit(archived=True))
    status, answer = send_file(ask(world.ben), where(world), BYTES, client_id=uuid4(), title="Menu")
    assert (status, answer["code"], Document.objects.count()) == (403, "space_archived", 0)


def test_frameworks_are_there(world: World) -> None:
    status, answer = ask(world.ben).get("/api/frameworks")
    assert (status, [(each["slug"], sum(len(theme["capabilities"]) for theme in each["themes"])) for each in answer]) == (
        200, [("gsr", 26), ("mnr", 21)],
    )  # fmt: skip
    assert answer[1]["themes"][0]["capabilities"][2] == {"slug": "mnr-2016-3", "number": 3, "title": "Legislation", "gist": ""}


def test_the_cost_of_sharing_and_reading_does_not_grow(world: World) -> None:
    ben, costs = ask(world.ben), []
    ben.get("/api/me")
    for n in range(3):
        with CaptureQueriesContext(connection) as shared:
            _, answer = send_file(ben, where(world), f"text {n}".encode(), "a.txt", client_id=uuid4(), title=f"Menu {n}")
        share_cost = len(shared)  # now: the next request empties the log
        path = f"{where(world)}/{answer['place']}"
        for more in range(n):
            send_file(ben, f"{path}/versions", f"text {n} {more}".encode(), "a.txt", client_id=uuid4())
        with CaptureQueriesContext(connection) as read:
            assert len(ben.get(path)[1]["document"]["versions"]) == n + 1
        costs.append((share_cost, len(read)))
    assert costs == [(25, 14)] * 3
