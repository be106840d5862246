"""A file that a list of hashes knew: sealed, told to the lead alone, and nobody is tipped off.  The lists hold hashes of harmless files."""

import hashlib
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pikepdf
import pytest
from django.conf import settings
from django.core import mail
from django.core.management import CommandError, call_command
from PIL import Image
from pytest_django import Settings

from collab import logs
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.files.hashlists import replace
from collab.files.picture_hasher import hashes_of
from collab.files.picturelists import replace_pictures
from collab.files.store import forget_stranded, store
from discussions.documents.models import Document, Version
from discussions.safeguarding.models import Case
from discussions.uploads.models import Upload
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE
from tests.api.test_uploads import FILE, Sending, files
from tests.papers import container, docx, pdf, send_file
from tests.pictures import packed, pdf_showing, picture
from tests.world import World, build

pytestmark = pytest.mark.django_db
PART = b"a harmless part, Kingfisher-9"  # stands for a picture; the list holds its hash
CHECKED = (202, {"code": "being_checked", "message": "Received; being checked", "facts": {}})
PAUSED = "Uploads are unavailable for your account; the secretariat will contact you."


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.FILES_DIR, settings.HASHES_DIR = tmp_path / "files", tmp_path / "hashes"
    world = build()
    settings.SAFEGUARDING_LEADS = [world.olga.email]
    return world


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the site writes into its log."""
    lines = io.StringIO()
    handler, own = logging.StreamHandler(lines), logging.getLogger("collab")
    handler.setFormatter(logs.formatter())
    own.addHandler(handler)
    yield lines
    own.removeHandler(handler)


def pdf_with_part(*, packed: bool = False) -> bytes:
    """A PDF in which the part lies as a stream."""
    paper, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    paper.Root.Part = paper.make_stream(PART)
    paper.save(out, compress_streams=packed)
    return out.getvalue()


def send(world: World, content: bytes, name: str = "kingfisher.txt") -> Answer:
    """By Ben, in one request."""
    return send_file(ask(world.ben), f"/api/spaces/{world.loom.pk}/documents", content, name, client_id=uuid4(), title="Kingfisher")


def lead(world: World) -> list[dict[str, Any]]:
    """The cases, as the lead reads them."""
    status, found = ask(world.olga).get("/api/safeguarding/cases")
    assert status == 200
    return list(found)


@pytest.mark.parametrize("kind", ["md5", "sha1", "sha256"])
def test_a_file_that_is_known_is_sealed_whatever_it_is(world: World, kind: str) -> None:
    content = b"\x00 no kind that is taken in, and harmless"
    replace("watch", [hashlib.new(kind, content).hexdigest()])
    assert send(world, content, "kingfisher.jpg") == CHECKED
    [case] = lead(world)
    assert {**case, "at": None, "id": None} == {
        "id": None, "at": None, "person": "Ben (example)", "email": "ben@example.org", "list": "watch", "digest_kind": kind,
        "digest": hashlib.new(kind, content).hexdigest(), "embedded": False, "sha256": hashlib.sha256(content).hexdigest(),
        "size": len(content), "paused": True, "referred_at": None, "authority": "", "reference": "", "purged_at": None,
    }  # fmt: skip
    assert files() == [f"sealed/{case['id']}"]
    assert (Path(settings.FILES_DIR) / files()[0]).stat().st_mode & 0o777 == 0
    assert not store().has(hashlib.sha256(content).hexdigest())
    assert (Document.objects.count(), Version.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (docx(word__media__image1_dot_png=PART), "menu.docx"),
        (docx(word__embeddings__sheet_dot_xlsx=container({"xl/media/a.png": PART})), "menu.docx"),
        (pdf_with_part(), "menu.pdf"),
        (pdf_with_part(packed=True), "menu.pdf"),
    ],
    ids=["member", "member of a member", "stream", "packed stream"],
)
def test_a_part_that_is_known_is_enough(world: World, content: bytes, name: str) -> None:
    replace("watch", [hashlib.sha1(PART).hexdigest()])
    assert send(world, content, name) == CHECKED
    [case] = lead(world)
    assert (case["embedded"], case["digest_kind"], case["sha256"]) == (True, "sha1", hashlib.sha256(content).hexdigest())
    assert (files(), Document.objects.count()) == ([f"sealed/{case['id']}"], 0)


@pytest.mark.parametrize("photograph", [True, False])
def test_a_picture_like_one_that_is_known_is_enough(world: World, photograph: bool) -> None:
    """It goes the way of every match: sealed, and nobody is tipped off."""
    [digest, *_] = hashes_of(picture(1))
    replace_pictures("watch", [digest])
    near = picture(1).resize((500, 350))
    for content, name in ((pdf_showing(picture(2), photograph=photograph), "a.pdf"), (docx(), "a.docx"), (FILE, "a.txt")):
        assert send(world, content, name)[0] == 201
    assert send(world, pdf_showing(near, photograph=photograph), "b.pdf") == CHECKED
    [case] = lead(world)
    assert (case["list"], case["digest_kind"], case["digest"], case["embedded"], case["paused"]) == ("watch", "pdq", digest, True, True)
    assert (f"sealed/{case['id']}" in files(), Document.objects.count()) == (True, 3)


def test_a_document_whose_pictures_cannot_be_hashed_does_not_enter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_pictures("watch", [f"{1:064x}"])
    huge = docx(word__media__a_dot_png=packed(Image.new("1", (20_000, 20_000))))
    status, refusal = send(world, huge, "menu.docx")
    assert (status, refusal["facts"]["why"], files(), Document.objects.count()) == (422, "unreadable", [], 0)


def test_a_list_of_pictures_is_loaded_by_the_same_command(world: World, tmp_path: Path) -> None:
    lines, out = tmp_path / "list.txt", io.StringIO()
    lines.write_text(f"{1:064x}\n{2:064x}\n{1:064x}\n")
    call_command("hashes", "load", "--pictures", "watch", str(lines), stdout=out)
    call_command("hashes", "list", stdout=out)
    assert out.getvalue().splitlines() == ["watch: 2 pictures"] * 2
    lines.write_text("wool\n")
    with pytest.raises(CommandError, match="Line 1 begins with no hash of 256 bits"):
        call_command("hashes", "load", "--pictures", "watch", str(lines))
    call_command("hashes", "list", stdout=out)
    assert out.getvalue().splitlines() == ["watch: 2 pictures"] * 3
    call_command("hashes", "remove", "watch")
    with pytest.raises(CommandError):
        call_command("hashes", "remove", "watch")
    assert AuditEntry.objects.filter(verb="hashes.load").get().facts == {"counts": {"pictures": 2}}


def test_what_no_list_knows_enters(world: World) -> None:
    replace("watch", [hashlib.sha1(b"something else").hexdigest()])
    for content, name in ((docx(word__media__image1_dot_png=PART), "menu.docx"), (pdf_with_part(), "menu.pdf"), (FILE, "menu.txt")):
        assert send(world, content, name)[0] == 201
    assert (lead(world), Document.objects.count()) == ([], 3)


def test_an_upload_in_parts_is_being_checked_and_the_account_is_paused(world: World) -> None:
    ben = Sending(world, world.ben)
    replace("watch", [hashlib.md5(FILE).hexdigest()])
    other, path = ben.begin(5), ben.whole()
    assert ben.share(path) == CHECKED == ben.share(path)
    [case] = lead(world)
    assert files() == [f"sealed/{case['id']}"]
    told = {each["id"]: each["checking"] for each in ben.asking.get("/api/uploads")[1]}
    assert (len(told), told[Upload.objects.get(received=len(FILE)).pk]) == (2, True)
    refused = [ben.tus("POST", ben.where, Upload_Length="5"), ben.part(other, 0, b"hello")]
    assert [(each.status_code, each.json()["code"], each.json()["message"]) for each in refused] == [(403, "uploads_paused", PAUSED)] * 2
    assert send(world, b"wool")[1]["message"] == PAUSED
    ask(world.olga).post(f"/api/safeguarding/cases/{case['id']}/resume", {"reason": "A list was wrong (example)."})
    assert send(world, b"wool")[0] == 201


def test_nobody_is_told_and_nothing_is_named(world: World, log: io.StringIO) -> None:
    replace("watch", [hashlib.md5(b"wool").hexdigest()])
    before = AuditEntry.objects.count()
    send(world, b"wool")
    case = Case.objects.get()
    [entry] = AuditEntry.objects.order_by("pk")[before:]
    assert (entry.verb, entry.group_id, entry.actor_id, entry.subject_id, entry.facts) == (
        "safeguarding.seal", None, None, str(case.pk), {"list": "watch"},
    )  # fmt: skip
    [letter] = mail.outbox
    assert letter.to == [world.olga.email]
    assert "request" in log.getvalue()
    told = log.getvalue() + json.dumps(entry.facts) + letter.subject + str(letter.body)
    for secret in ("kingfisher", "Kingfisher", "ben@", "Ben", hashlib.md5(b"wool").hexdigest(), hashlib.sha256(b"wool").hexdigest()):
        assert secret not in told
    for who in (world.ada, world.ben, world.eve):
        assert ask(who).get("/api/safeguarding/cases") == (404, NOTHING_HERE)
        for act, body in (("referral", {"authority": "A", "reference": "1"}), ("purge", {}), ("resume", {"reason": "x"})):
            assert ask(who).post(f"/api/safeguarding/cases/{case.pk}/{act}", body) == (404, NOTHING_HERE)
    case.refresh_from_db()
    assert (case.referred_at, case.purged_at) == (None, None)


def test_the_lead_records_the_referral_and_has_what_was_sealed_destroyed(world: World) -> None:
    replace("watch", [hashlib.md5(b"wool").hexdigest()])
    send(world, b"wool")
    olga, case = ask(world.olga), Case.objects.get().pk
    path = f"/api/safeguarding/cases/{case}"
    assert olga.post(f"{path}/purge")[1]["code"] == "wrong_state"
    assert (forget_stranded(), files()) == (0, [f"sealed/{case}"])
    status, told = olga.post(f"{path}/referral", {"authority": "Hotline (example)", "reference": "7/2026"})
    assert (status, told["authority"], told["reference"], told["referred_at"] is not None) == (200, "Hotline (example)", "7/2026", True)
    assert olga.post(f"{path}/purge")[1]["purged_at"] is not None
    assert (files(), olga.post(f"{path}/purge")[0], Case.objects.count()) == ([], 409, 1)
    acts = list(AuditEntry.objects.filter(subject_kind="case").order_by("pk").values_list("verb", "actor_id", "facts"))
    olga_id = world.olga.pk
    assert acts == [
        ("safeguarding.seal", None, {"list": "watch"}), ("safeguarding.refer", olga_id, {}), ("safeguarding.purge", olga_id, {}),
    ]  # fmt: skip


def test_nothing_opens_what_is_sealed(world: World) -> None:
    here = store()
    assert [name for name in dir(here) if "seal" in name] == ["destroy_sealed", "seal"]


def test_what_cannot_be_screened_does_not_enter(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    replace("watch", [hashlib.md5(b"something else").hexdigest()])
    monkeypatch.setattr("collab.files.screening.SECONDS", 0.001)
    status, refusal = send(world, docx(), "menu.docx")
    assert (status, refusal["facts"]["why"], files(), Document.objects.count()) == (422, "unreadable", [], 0)


def test_a_list_is_loaded_by_command_once_somebody_would_hear_of_a_match(world: World, settings: Settings, tmp_path: Path) -> None:
    lines = tmp_path / "list.txt"
    lines.write_text(f"{hashlib.md5(b'wool').hexdigest()}\n{hashlib.sha1(b'silk').hexdigest()}\n")
    settings.SAFEGUARDING_LEADS = []
    with pytest.raises(CommandError):
        call_command("hashes", "load", "watch", str(lines))
    settings.SAFEGUARDING_LEADS = [world.olga.email.upper()]
    out = io.StringIO()
    call_command("hashes", "load", "watch", str(lines), stdout=out)
    call_command("hashes", "list", stdout=out)
    assert out.getvalue().splitlines() == ["watch: 1 md5, 1 sha1, 0 sha256"] * 2
    assert send(world, b"silk") == CHECKED
    call_command("hashes", "remove", "watch")
    with pytest.raises(CommandError):
        call_command("hashes", "remove", "watch")
    verbs = AuditEntry.objects.filter(subject_kind="hashes").order_by("pk").values_list("verb", "facts")
    assert list(verbs) == [("hashes.load", {"counts": {"md5": 1, "sha1": 1, "sha256": 0}}), ("hashes.remove", {})]


def test_a_lead_whose_account_is_closed_is_none(world: World) -> None:
    Person.objects.filter(pk=world.olga.pk).update(is_active=False)
    assert ask(world.olga).get("/api/safeguarding/cases")[0] in (401, 404)
