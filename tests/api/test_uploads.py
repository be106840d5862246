"""Uploads in parts: cut anywhere and gone on with, whose they are, how much, until when."""

import base64
import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from pytest_django import Settings

from collab import clock
from collab.accounts.models import Person
from collab.errors import NotFound
from discussions.documents.models import Document, Version
from discussions.spaces.seating import end_seat
from discussions.uploads.actions import forget_expired, take_part
from discussions.uploads.models import Part, Upload
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE
from tests.api.schema import routes
from tests.papers import share
from tests.world import World

pytestmark = pytest.mark.django_db
FILE = b"".join(b"line %d of the yarn menu\n" % n for n in range(2_000))
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path


def files() -> list[str]:
    """Where everything on disk lies."""
    return sorted(str(path.relative_to(settings.FILES_DIR)) for path in Path(settings.FILES_DIR).rglob("*") if path.is_file())


class Sending:
    """One person who speaks tus."""

    def __init__(self, world: World, who: Person) -> None:
        self.asking, self.where = ask(who), f"/api/spaces/{world.loom.pk}/uploads"

    def tus(self, method: str, path: str, body: bytes = b"", **headers: str) -> Any:
        """One request of the protocol."""
        told = {"X-CSRFToken": self.asking.token, **TUS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return self.asking.client.generic(method, path, body, content_type="application/offset+octet-stream", headers=told)

    def begin(self, size: int, name: str = "menu.txt") -> str:
        """The address of a new upload."""
        answer = self.tus(
            "POST", self.where, Upload_Length=str(size), Upload_Metadata=f"filename {base64.b64encode(name.encode()).decode()}"
        )
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
        return str(answer.headers["Location"])

    def part(self, path: str, start: int, body: bytes, **headers: str) -> Any:
        """Send the bytes that follow `start`."""
        return self.tus("PATCH", path, body, Upload_Offset=str(start), **headers)

    def offset(self, path: str) -> int:
        """How far an upload has come."""
        answer = self.tus("HEAD", path)
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store, private")
        return int(answer.headers["Upload-Offset"])

    def whole(self, content: bytes = FILE, name: str = "menu.txt") -> str:
        """The address of an upload that has come whole."""
        path = self.begin(len(content), name)
        assert self.part(path, 0, content).status_code == 204
        return path

    def share(self, path: str, **fields: Any) -> tuple[int, Any]:
        """Share what was uploaded."""
        return self.asking.post(f"{path}/document", {"client_id": uuid4(), "title": "Menu", **fields})


@pytest.fixture
def ben(world: World) -> Sending:
    return Sending(world, world.ben)


def number(path: str) -> int:
    """The id in an address."""
    return int(path.rpartition("/")[2])


@pytest.mark.parametrize("cuts", [[], [1], [1, 2, 3], [17, 20_000, 20_001], [len(FILE) - 1]], ids=str)
def test_an_upload_that_was_cut_goes_on_and_its_hash_is_the_same(ben: Sending, cuts: list[int]) -> None:
    path, at = ben.begin(len(FILE)), 0
    for cut in [*cuts, len(FILE)]:
        assert ben.offset(path) == at
        assert ben.share(path)[1]["code"] == "wrong_state"
        answer = ben.part(path, at, FILE[at:cut])
        at = cut
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(cut))
    [told] = ben.asking.get("/api/uploads")[1]
    assert (told["name"], told["size"], told["received"]) == ("menu.txt", len(FILE), len(FILE))
    status, document = ben.share(path)
    assert (status, document["versions"][0]["sha256"]) == (201, hashlib.sha256(FILE).hexdigest())
    assert (document["versions"][0]["name"], document["versions"][0]["size"]) == ("menu.txt", len(FILE))
    digest = hashlib.sha256(FILE).hexdigest()
    assert (files(), Part.objects.count()) == ([f"{digest[:2]}/{digest}"], 0)
    assert ben.asking.get("/api/uploads") == (200, [])


def test_what_has_come_is_told_by_its_parts(ben: Sending) -> None:
    path = ben.begin(len(FILE))
    for at in (0, 1000):
        ben.part(path, at, FILE[at : at + 1000])
    parts = [{"start": at, "size": 1000, "sha256": hashlib.sha256(FILE[at : at + 1000]).hexdigest()} for at in (0, 1000)]
    assert ben.asking.get(path)[1]["parts"] == parts


def test_of_two_tabs_at_the_same_place_one_is_told_where_it_stands(ben: Sending) -> None:
    path = ben.begin(len(FILE))
    assert ben.part(path, 0, FILE[:100]).status_code == 204
    before = files()
    late = ben.part(path, 0, FILE[:200])
    assert (late.status_code, late.json()["code"], late.json()["facts"]) == (409, "stale", {"received": 100})
    assert (files(), ben.offset(path)) == (before, 100)
    assert ben.part(path, 200, FILE[200:]).status_code == 409  # nor with a hole


def test_uploads_of_others_are_missing(world: World, ben: Sending) -> None:
    path = ben.begin(len(FILE))
    ben.part(path, 0, FILE[:100])
    before = files()
    for who in (world.ada, world.eve):
        other = Sending(world, who)
        assert other.tus("HEAD", path).status_code == 404
        for method in ("GET", "DELETE"):
            answer = other.tus(method, path)
            assert (answer.status_code, answer.json()) == (404, NOTHING_HERE)
        answer = other.part(path, 100, FILE[100:])
        assert (answer.status_code, answer.json()) == (404, NOTHING_HERE)
        assert other.share(path) == (404, NOTHING_HERE)
        assert other.asking.get("/api/uploads") == (200, [])
    outside = Sending(world, world.eve).tus("POST", ben.where, Upload_Length="3")
    assert (outside.status_code, outside.json()) == (404, NOTHING_HERE)
    assert (files(), Upload.objects.get().received) == (before, 100)


def test_where_a_seat_has_ended_the_upload_has_ended(world: World, ben: Sending) -> None:
    path = ben.begin(len(FILE))
    ben.part(path, 0, FILE[:100])
    before = files()

    def meanwhile() -> Iterator[bytes]:
        yield FILE[100:200]
        end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="for the test")

    with pytest.raises(NotFound):
        take_part(world.ben.pk, number(path), 100, meanwhile())
    assert (files(), Upload.objects.get().received, Part.objects.count()) == (before, 100, 1)
    assert ben.tus("HEAD", path).status_code == 404
    assert ben.part(path, 100, FILE[100:]).status_code == 404
    assert ben.share(path)[0] == 404
    clock.shift(timedelta(hours=settings.UPLOAD_HOURS))
    assert (forget_expired(), files(), Upload.objects.count()) == (1, [], 0)


def test_it_is_kept_for_its_time_and_no_longer(ben: Sending) -> None:
    path = ben.begin(len(FILE))
    ben.part(path, 0, FILE[:100])
    clock.shift(timedelta(hours=settings.UPLOAD_HOURS) - timedelta(minutes=1))
    assert (forget_expired(), len(files())) == (0, 1)
    ben.asking = ask(Person.objects.get(name="Ben (example)"))  # the session is over by now
    assert ben.part(path, 100, FILE[100:200]).status_code == 204
    clock.shift(timedelta(hours=settings.UPLOAD_HOURS, seconds=1))
    ben.asking = ask(Person.objects.get(name="Ben (example)"))
    assert ben.part(path, 200, FILE[200:]).status_code == 404
    assert (forget_expired(), forget_expired(), files(), Upload.objects.count()) == (1, 0, [], 0)


def test_thrown_away_is_gone(ben: Sending) -> None:
    path = ben.whole()
    answer = ben.tus("DELETE", path)
    assert (answer.status_code, answer.headers["Tus-Resumable"], files(), Upload.objects.count()) == (204, "1.0.0", [], 0)
    assert ben.tus("DELETE", path).status_code == 404


def test_what_one_has_under_way_is_bounded_exactly(ben: Sending, settings: Settings) -> None:
    settings.UPLOAD_LIMIT_BYTES, settings.UNFINISHED_UPLOADS, settings.UNFINISHED_UPLOADS_BYTES = 2048, 3, 5000

    def refused(size: int) -> tuple[int, str]:
        answer = ben.tus("POST", ben.where, Upload_Length=str(size))
        return answer.status_code, answer.json()["code"]

    assert (refused(0), refused(2049)) == ((422, "empty"), (422, "too_large"))
    first = ben.whole(b"x" * 2048)
    ben.begin(2048)
    assert refused(905) == (403, "too_many")
    ben.begin(904)
    assert refused(1) == (403, "too_many")
    assert ben.share(first)[0] == 201  # used up: it counts no longer
    ben.begin(2048)
    assert Upload.objects.filter(sha256="").count() == 3


def test_more_than_was_announced_is_refused_and_leaves_nothing(ben: Sending) -> None:
    path = ben.begin(100)
    answer = ben.part(path, 0, b"x" * 101)
    assert (answer.status_code, answer.json()["code"], files(), ben.offset(path)) == (422, "too_large", [], 0)
    assert take_part(Person.objects.get(name="Ben (example)").pk, number(path), 0, []) == 0
    assert ben.part(path, 0, b"x" * 100).status_code == 204
    assert ben.part(path, 100, b"x").status_code == 422


@pytest.mark.parametrize(("algorithm", "status"), [("sha1", 204), ("sha256", 204), ("md5", 422)])
def test_a_part_that_changed_on_its_way_is_not_kept(ben: Sending, algorithm: str, status: int) -> None:
    path = ben.begin(len(FILE))
    digest = base64.b64encode(hashlib.new(algorithm, FILE[:50]).digest()).decode()
    if status == 204:
        changed = ben.part(path, 0, b"!" + FILE[1:50], Upload_Checksum=f"{algorithm} {digest}")
        assert (changed.status_code, files(), ben.offset(path)) == (460, [], 0)
    assert ben.part(path, 0, FILE[:50], Upload_Checksum=f"{algorithm} {digest}").status_code == status


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412),
        ("POST", {"Tus-Resumable": ""}, 412),
        ("POST", {}, 422),
        ("POST", {"Upload-Length": "-5"}, 422),
        ("POST", {"Upload-Length": "٣"}, 422),
        ("POST", {"Upload-Length": "9" * 30}, 422),
        ("POST", {"Upload-Length": "5", "Upload-Metadata": "filename !!"}, 422),
        ("PATCH", {"Tus-Resumable": "0.2.2", "Upload-Offset": "0"}, 412),
        ("PATCH", {}, 422),
        ("PATCH", {"Upload-Offset": "x"}, 422),
    ],
)  # fmt: skip
def test_what_is_no_tus_is_refused(ben: Sending, method: str, headers: dict[str, str], status: int) -> None:
    path = ben.begin(5) if method == "PATCH" else ben.where
    answer = ben.tus(method, path, b"hello" if method == "PATCH" else b"", **headers)
    assert (answer.status_code, answer.json()["code"], answer.headers["Tus-Resumable"]) == (status, "invalid", "1.0.0")
    assert files() == []


def test_a_part_says_that_it_is_one(ben: Sending) -> None:
    path = ben.begin(5)
    answer = ben.asking.client.generic(
        "PATCH", path, b"hello", content_type="text/plain", headers={"X-CSRFToken": ben.asking.token, **TUS, "Upload-Offset": "0"}
    )
    assert (answer.status_code, files()) == (415, [])


def test_the_site_says_what_it_speaks(ben: Sending, settings: Settings) -> None:
    answer = ben.tus("OPTIONS", "/api/uploads")
    assert answer.status_code == 204
    assert answer.headers["Tus-Extension"] == "creation,checksum,expiration,termination"
    assert answer.headers["Tus-Max-Size"] == str(settings.UPLOAD_LIMIT_BYTES)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"


def test_a_part_needs_the_token_of_the_page(ben: Sending) -> None:
    path = ben.begin(5)
    ben.asking.token = "x" * 32
    assert ben.part(path, 0, b"hello").status_code == 403
    assert files() == []


def test_the_same_request_again_is_the_same_document(ben: Sending) -> None:
    path, draft = ben.whole(), {"client_id": uuid4(), "title": "Menu"}
    first = ben.asking.post(f"{path}/document", draft)
    assert (first[0], ben.asking.post(f"{path}/document", draft)) == (201, first)
    assert ben.asking.post(f"{path}/document", {**draft, "title": "Other"})[1]["code"] == "replay_differs"
    assert ben.share(path) == (404, NOTHING_HERE)
    assert (Document.objects.count(), Version.objects.count()) == (1, 1)


def test_an_upload_becomes_a_version(world: World, ben: Sending) -> None:
    place = share(world, world.ben).place
    path, draft = ben.whole(), {"client_id": uuid4(), "note": "With prices", "minor": True}
    first = ben.asking.post(f"{path}/versions/{place}", draft)
    assert (first[0], [each["n"] for each in first[1]["versions"]]) == (201, [1, 2])
    assert first[1]["versions"][1]["sha256"] == hashlib.sha256(FILE).hexdigest()
    assert ben.asking.post(f"{path}/versions/{place}", draft) == first
    again = ben.whole()
    assert ben.asking.post(f"{again}/versions/{place}", {"client_id": uuid4()})[1]["code"] == "wrong_state"


def test_a_refused_file_stays_an_upload_that_can_be_thrown_away(ben: Sending) -> None:
    path = ben.whole(b"MZ\x90\x00", "menu.txt")
    status, refusal = ben.share(path)
    assert (status, refusal["code"], refusal["facts"]["why"]) == (422, "file_type_refused", "not_accepted")
    assert (Document.objects.count(), [each.partition("/")[0] for each in files()]) == (0, ["parts"])
    assert ben.tus("DELETE", path).status_code == 204
    assert files() == []


def test_names_with_paths_and_line_ends_are_shown_without_them(ben: Sending) -> None:
    ben.begin(5, "../../etc/pass\r\nSet-Cookie: x.txt")
    assert Upload.objects.get().name == "pass Set-Cookie: x.txt"


def test_the_published_schema_names_every_verb() -> None:
    assert {route.verb for route in routes() if route.path == "/api/uploads/{upload_id}"} >= {"get", "patch", "delete"}
