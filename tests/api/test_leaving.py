"""Who sends a file: the site, its proxy, or the bucket; whoever it is, the right was asked and the taking is in the log."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from pytest_django import Settings

from collab import env
from collab.env import Bucket
from collab.files.store import store
from collab.streams.models import Entry
from discussions.documents.models import Download
from discussions.documents.shapes import DocumentShape
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.engines import object_store
from tests.papers import docx, pdf, share
from tests.signature import holds
from tests.world import World, build, person

pytestmark = pytest.mark.django_db
WORDS = b"# Yarn menu\n\nBlue wool first."
FENCES = {
    "Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store, private",
    "Cross-Origin-Resource-Policy": "same-origin",
}  # fmt: skip


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with object_store(tmp_path_factory.mktemp("objects") / "store") as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_URL", address)
        found = env.bucket("STORAGE_URL")
        assert found is not None
        yield found


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.FILES_DIR, settings.STORAGE = tmp_path, None
    return build()


def file_of(world: World, menu: DocumentShape, who: object = None) -> HttpResponse:
    response = ask(who or world.ben).raw("GET", f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")  # type: ignore[arg-type]  # a person
    assert isinstance(response, HttpResponse)
    return response


def test_the_proxy_is_told_where_a_file_lies(world: World, settings: Settings) -> None:
    settings.FILES_REDIRECT = "/-/files/"
    menu = share(world, world.ben, title="Größe: Wolle", label="green")
    answer, sha256 = file_of(world, menu), menu.versions[0].sha256
    assert (answer.status_code, answer.content, answer["X-Accel-Redirect"]) == (200, b"", f"/-/files/{sha256[:2]}/{sha256}")
    assert {name: answer[name] for name in FENCES} == FENCES
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%20Wolle%2C%20v1%20%28TLP-GREEN%29.md"
    assert (answer["Content-Type"], Download.objects.count()) == ("text/markdown", 1)
    path = Path(settings.FILES_DIR) / sha256[:2] / sha256
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777, path.read_bytes()) == (0o640, 0o750, WORDS)


def test_whoever_may_not_read_is_told_nothing_of_it(world: World, settings: Settings) -> None:
    settings.FILES_REDIRECT = "/-/files/"
    menu = share(world, world.ben)
    answer = ask(world.eve).raw("GET", f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")
    assert (answer.status_code, "X-Accel-Redirect" in answer, Download.objects.count()) == (404, False, 0)


def test_a_marked_copy_is_made_and_sent_by_the_site(world: World, settings: Settings) -> None:
    settings.FILES_REDIRECT = "/-/files/"
    menu = share(world, world.ben, pdf("Blue wool"), name="menu.pdf", label="amber")
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    answer = ask(cleo).raw("GET", f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")
    assert ("X-Accel-Redirect" in answer, b"".join(answer.streaming_content)[:5]) == (False, b"%PDF-")
    assert "X-Accel-Redirect" in file_of(world, menu), "its source takes the bytes that were approved"


def test_what_is_lost_is_not_logged_as_taken(world: World, settings: Settings) -> None:
    settings.FILES_REDIRECT = "/-/files/"
    menu = share(world, world.ben, label="green")
    store().destroy(menu.versions[0].sha256)
    answer = ask(world.ben).raw("GET", f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")
    assert (answer.status_code, Download.objects.count()) == (500, 0)


def test_what_was_kept_before_is_shown_to_the_proxy_and_nothing_else(world: World, settings: Settings) -> None:
    menu = share(world, world.ben, label="green")
    sha256 = menu.versions[0].sha256
    folder = Path(settings.FILES_DIR)
    path = folder / sha256[:2] / sha256
    (folder / "sealed").mkdir(mode=0o700)
    assert path.stat().st_mode & 0o777 == 0o600
    store().prepare()
    assert path.stat().st_mode & 0o777 == 0o600
    settings.FILES_REDIRECT = "/-/files/"
    store().prepare()
    assert [each.stat().st_mode & 0o777 for each in (path, path.parent, folder, folder / "sealed")] == [0o640, 0o750, 0o710, 0o700]
    assert (folder / "arriving").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("value", ["files", "/files", "files/", "/", "/a b/"])
def test_a_location_is_a_path_of_the_proxy(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("FILES_REDIRECT", value)
    with pytest.raises(ImproperlyConfigured, match="FILES_REDIRECT"):
        env.location("FILES_REDIRECT")


def linked(world: World, menu: DocumentShape) -> str:
    answer = file_of(world, menu)
    assert (answer.status_code, answer.content, answer["Referrer-Policy"]) == (303, b"", "no-referrer")
    assert {name: answer[name] for name in FENCES} == FENCES
    return answer["Location"]


def test_the_bucket_gives_a_file_for_a_minute(world: World, settings: Settings, bucket: Bucket) -> None:
    settings.STORAGE, settings.STORAGE_LINKS = bucket, "GREEN"
    content = docx(uuid4().hex)
    menu = share(world, world.ben, content, name="menu.docx", title="Größe", label="green")
    link = linked(world, menu)
    assert Download.objects.count() == 1
    asked = parse_qs(urlsplit(link).query)
    assert (asked["X-Amz-Expires"], asked["X-Amz-Algorithm"]) == (["60"], ["AWS4-HMAC-SHA256"])
    answer = httpx.get(link, trust_env=False)
    assert (answer.status_code, answer.content) == (200, content)
    disposition = "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe%2C%20v1%20%28TLP-GREEN%29.docx"
    assert (answer.headers["content-disposition"], answer.headers["cache-control"]) == (disposition, "no-store")
    assert answer.headers["content-type"] == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    part = httpx.get(link, trust_env=False, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, content[:4])


@pytest.mark.parametrize(
    ("before", "after"),
    [("response-content-disposition=attachment", "response-content-disposition=inline"), ("X-Amz-Expires=60", "X-Amz-Expires=6000"),
     ("response-cache-control=no-store", "response-cache-control=public")],
)  # fmt: skip
def test_what_is_signed_in_cannot_be_changed(world: World, settings: Settings, bucket: Bucket, before: str, after: str) -> None:
    settings.STORAGE, settings.STORAGE_LINKS = bucket, "GREEN"
    link = linked(world, share(world, world.ben, uuid4().hex.encode(), label="green"))
    assert before in link
    assert holds(link, bucket.secret, datetime.now(UTC))
    assert not holds(link.replace(before, after), bucket.secret, datetime.now(UTC))


def test_a_link_ends_within_a_minute(world: World, settings: Settings, bucket: Bucket) -> None:
    settings.STORAGE, settings.STORAGE_LINKS = bucket, "GREEN"
    link = linked(world, share(world, world.ben, uuid4().hex.encode(), label="green"))
    assert not holds(link, bucket.secret, datetime.now(UTC) + timedelta(seconds=61))
    assert not holds(link, "another", datetime.now(UTC))


@pytest.mark.parametrize(
    ("links", "label", "expected"),
    [("OFF", "clear", 200), ("GREEN", "clear", 303), ("GREEN", "amber", 200), ("GREEN", "amber_strict", 200), ("ALL", "amber_strict", 303)],
)  # fmt: skip
def test_how_far_links_go_is_the_operators_to_say(
    world: World, settings: Settings, bucket: Bucket, links: str, label: str, expected: int
) -> None:
    settings.STORAGE, settings.STORAGE_LINKS = bucket, links
    menu = share(world, world.ben, os.urandom(8).hex().encode(), label="green")
    Entry.objects.filter(place=menu.place, stream=menu.space).update(label=label)
    answer = ask(world.ben).raw("GET", f"/api/spaces/{menu.space}/documents/{menu.place}/versions/1/file")
    assert answer.status_code == expected
    if expected == 200:
        assert len(b"".join(answer.streaming_content)) == 16
