"""Where files are kept: a folder and a bucket answer alike, and neither keeps what was refused."""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from botocore.exceptions import BotoCoreError
from django.conf import settings
from django.test import Client
from pytest_django import Settings

from collab import env
from collab.env import Bucket
from collab.files import objects
from collab.files.objects import ObjectStore
from collab.files.store import STRANDED_SECONDS, DiskStore, arriving, forget_stranded, pieces_of, store
from discussions.documents.models import Download, Version
from tests.api.ask import ask
from tests.engines import free_port, object_store
from tests.papers import pdf, send_file, share
from tests.world import build

pytestmark = pytest.mark.django_db
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bucket]:
    with object_store(tmp_path_factory.mktemp("objects") / "store") as address, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STORAGE_URL", address)
        found = env.bucket("STORAGE_URL")
        assert found is not None
        yield found


@pytest.fixture(params=["disk", "bucket"])
def kept(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator["Kept"]:
    settings.FILES_DIR = tmp_path
    settings.STORAGE = None
    if request.param == "bucket":
        settings.STORAGE = request.getfixturevalue("bucket")
    kept = Kept()
    yield kept
    kept.empty()


class Kept:
    """What lies in the store of the site, seen from outside."""

    def names(self) -> list[str]:
        """Every file or object, with where it lies."""
        here = [str(path.relative_to(settings.FILES_DIR)) for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]
        return sorted([*here, *(each["Key"] for each in self._objects())])

    def empty(self) -> None:
        """Leave nothing for the next test."""
        for each in self._objects():
            client().delete_object(Bucket=each["Bucket"], Key=each["Key"])

    def _objects(self) -> list[dict[str, Any]]:
        if settings.STORAGE is None:
            return []
        bucket = settings.STORAGE.name
        return [{"Bucket": bucket, **each} for each in client().list_objects_v2(Bucket=bucket).get("Contents", [])]


def client() -> Any:
    """The library itself, past our own code."""
    here = store()
    assert isinstance(here, ObjectStore)
    return here._client


def keep(content: bytes) -> str:
    """Keep these bytes; their hash."""
    with arriving([content]) as arrival, store().at_hand(arrival):
        store().keep(arrival)
    return arrival.sha256


def test_bytes_are_found_under_their_own_hash(kept: Kept) -> None:
    digest = keep(b"wool")
    assert digest == hashlib.sha256(b"wool").hexdigest()
    assert b"".join(pieces_of(store().open(digest))) == b"wool"
    assert store().has(digest)
    assert kept.names() == [f"{digest[:2]}/{digest}"]


def test_the_same_bytes_again_change_nothing(kept: Kept) -> None:
    assert keep(b"wool") == keep(b"wool")
    assert len(kept.names()) == 1


def test_what_is_not_kept_leaves_nothing(kept: Kept) -> None:
    with arriving([b"wool"]) as arrival, store().at_hand(arrival):
        pass
    assert not store().has(arrival.sha256)
    with pytest.raises(ZeroDivisionError), arriving([b"wool"]) as arrival, store().at_hand(arrival):
        raise ZeroDivisionError
    assert kept.names() == []


def test_parts_lie_by_themselves_and_go_one_by_one_or_all(kept: Kept) -> None:
    names = ["a" * 32, "b" * 32]
    for upload in (7, 77):
        for name in names:
            with arriving([name.encode()]) as arrival:
                store().keep_part(upload, name, arrival)
    assert b"".join(pieces_of(store().open_part(7, names[1]))) == b"b" * 32
    assert not store().has(hashlib.sha256(names[0].encode()).hexdigest())
    store().drop_parts(77, names[0])
    store().drop_parts(77, names[0])
    store().drop_parts(7)
    store().drop_parts(7)
    assert kept.names() == [f"parts/77/{names[1]}"]
    with pytest.raises(FileNotFoundError):
        store().open_part(7, names[1])
    with pytest.raises(AssertionError):
        store().open_part(7, "../../settings")


def test_a_hash_without_bytes_is_missing(kept: Kept) -> None:
    digest = hashlib.sha256(b"never sent").hexdigest()
    assert not store().has(digest)
    with pytest.raises(FileNotFoundError):
        store().open(digest)


@pytest.mark.parametrize("name", ["../settings", "A" * 64, "", "arriving/x"])
def test_a_name_from_people_never_becomes_a_place(kept: Kept, name: str) -> None:
    with pytest.raises(AssertionError):
        store().open(name)


def test_a_file_is_read_in_pieces(kept: Kept) -> None:
    digest = keep(os.urandom(MIB) * 3)
    lengths = [len(piece) for piece in pieces_of(store().open(digest))]
    assert sum(lengths) == 3 * MIB
    assert max(lengths) <= MIB // 4


def test_programs_find_a_file_near_wherever_it_lies_and_the_copy_is_forgotten(kept: Kept) -> None:
    digest = keep(b"wool")
    for _ in range(2):
        with store().near(digest) as path:
            assert path.read_bytes() == b"wool"
    copies = [name for name in kept.names() if name.startswith("near/")]
    assert copies == ([f"near/{digest}"] if settings.STORAGE else [])
    assert forget_stranded() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=STRANDED_SECONDS + 60)):
        assert forget_stranded() == len(copies)
    assert kept.names() == [f"{digest[:2]}/{digest}"]
    missing = hashlib.sha256(b"never sent").hexdigest()
    with pytest.raises(FileNotFoundError), store().near(missing) as path:
        path.open()


def test_a_document_goes_in_and_comes_out_through_the_check_and_the_log(kept: Kept) -> None:
    world = build()
    content = pdf("Blue wool first")
    status, answer = send_file(
        ask(world.ben), f"/api/spaces/{world.loom.pk}/documents", content, client_id=uuid4(), title="Yarn menu", label="green"
    )
    assert status == 201
    address = f"/api/spaces/{world.loom.pk}/documents/{answer['place']}/versions/1/file"
    response = ask(world.ada).raw("GET", address)
    assert (response.status_code, b"".join(response.streaming_content)) == (200, content)
    assert response["Content-Length"] == str(len(content))
    assert response["Content-Disposition"].startswith("attachment")
    assert Download.objects.count() == 1
    assert ask(world.eve).raw("GET", address).status_code == 404
    assert Client().get(address).status_code == 401
    assert Download.objects.count() == 1
    assert kept.names() == [f"{answer['versions'][0]['sha256'][:2]}/{answer['versions'][0]['sha256']}"]


def test_a_refused_document_leaves_nothing(kept: Kept) -> None:
    world = build()
    status, answer = send_file(
        ask(world.ben), f"/api/spaces/{world.loom.pk}/documents", pdf("Red"), client_id=uuid4(), title="Menu", label="red"
    )
    assert (status, answer["code"]) == (422, "label_above_ceiling")
    assert (kept.names(), Version.objects.count()) == ([], 0)


def test_bytes_that_were_lost_are_not_logged_as_read(kept: Kept) -> None:
    world = build()
    menu = share(world, world.ben)
    digest = menu.versions[0].sha256
    if isinstance(here := store(), DiskStore):
        here.path_of(digest).unlink()
    else:
        kept.empty()
    answer = ask(world.ada).raw("GET", f"/api/spaces/{world.loom.pk}/documents/{menu.place}/versions/1/file")
    assert (answer.status_code, Download.objects.count()) == (500, 0)


def test_an_object_is_private_and_was_sent_signed(settings: Settings, bucket: Bucket) -> None:
    """No grant to anybody but the owner, and the plain address gives nothing."""
    settings.STORAGE = bucket
    digest = keep(b"wool")
    grants = client().get_object_acl(Bucket=bucket.name, Key=f"{digest[:2]}/{digest}")["Grants"]
    assert [each["Grantee"]["Type"] for each in grants] == ["CanonicalUser"]
    assert client().meta.config.s3 == {"addressing_style": "path", "payload_signing_enabled": True}


def test_what_a_fallen_process_left_in_the_bucket_is_thrown_away(settings: Settings, bucket: Bucket) -> None:
    settings.STORAGE = bucket
    before = set(Kept().names())
    digest = keep(b"wool")
    client().put_object(Bucket=bucket.name, Key="arriving/left", Body=b"half a file")
    store().prepare()
    assert "arriving/left" in Kept().names(), "it is young: an upload may be under way"
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=2), tick=True):
        store().prepare()
    assert set(Kept().names()) == {*before, f"{digest[:2]}/{digest}"}
    Kept().empty()


def test_a_bucket_that_is_not_there_is_made(settings: Settings, bucket: Bucket) -> None:
    settings.STORAGE = Bucket(bucket.endpoint, "another", bucket.region, bucket.key, bucket.secret)
    store().prepare()
    store().prepare()
    assert store().has(keep(b"wool"))


def test_a_store_that_is_away_is_said_soon_and_changes_nothing(settings: Settings, bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    world = build()
    monkeypatch.setattr(objects, "TRIES", 1)
    settings.STORAGE = Bucket(f"http://127.0.0.1:{free_port()}", "collab", "us-east-1", "example", "example")
    with pytest.raises(BotoCoreError):
        share(world, world.ben)
    assert Version.objects.count() == 0
    assert list((Path(settings.FILES_DIR) / "arriving").iterdir()) == []
