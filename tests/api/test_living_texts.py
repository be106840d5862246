"""Texts that are written here: started, written, refused, folded, made versions; who decides on them."""

from base64 import b64encode
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from collab import clock
from collab.files.store import store
from discussions.documents.coedit import TEXT_LIMIT, merged
from discussions.documents.living import fold, fold_old
from discussions.documents.living_reads import edits_after
from discussions.documents.models import Edit, Hand, LivingText, Version
from discussions.documents.shapes import DocumentShape
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.coedit import Desk, line, said, start
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


@pytest.fixture
def text(world: World) -> DocumentShape:
    return start(world, world.ben, label="green")


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def row(document: DocumentShape) -> LivingText:
    return LivingText.objects.get(document__entry__place=document.place, document__space=document.space)


def newest(document: DocumentShape) -> tuple[str, Version]:
    """The bytes of the newest version, and its row."""
    version = Version.objects.filter(document=row(document).document_id).latest("number")
    with store().open(version.sha256) as file:
        return file.read().decode(), version


def test_a_text_is_started_as_a_document_whose_first_version_is_its_title(world: World) -> None:
    draft = {"client_id": str(uuid4()), "title": "Yarn *charter*", "label": "green", "everyone": False}
    status, started = ask(world.ben).post(f"/api/spaces/{world.loom.pk}/texts", draft)
    assert (status, started["state"], started["title"], started["versions"][0]["mime"]) == (
        201,
        "working",
        "Yarn *charter*",
        "text/markdown",
    )
    again = ask(world.ben).post(f"/api/spaces/{world.loom.pk}/texts", draft)
    assert again == (201, started)
    assert (LivingText.objects.get().everyone, LivingText.objects.get().stream_id) == (False, started["text"])
    assert ask(world.eve).post(f"/api/spaces/{world.loom.pk}/texts", draft | {"client_id": str(uuid4())}) == GONE
    assert LivingText.objects.count() == 1


def test_edits_are_numbered_kept_and_read_as_one(world: World, text: DocumentShape) -> None:
    assert [ask(who).post(at(text, "/edits"), {"data": line(who.name)}) for who in (world.ben, world.ada)] == [
        (200, {"rev": 1}), (200, {"rev": 2})
    ]  # fmt: skip
    items = edits_after(row(text).stream_id, None)
    assert [(item.place, item.rev) for item in items] == [(2, 2)]
    assert set(Hand.objects.values_list("seat__person__name", flat=True)) == {"Ada (example)", "Ben (example)"}
    assert row(text).size == sum(len(bytes(edit.data)) for edit in Edit.objects.all())


def test_who_may_not_write_changes_nothing(world: World, text: DocumentShape) -> None:
    cleo, dan = person("Cleo"), person("Dan")
    for who, role in ((cleo, Role.OBSERVER), (dan, Role.MEMBER)):
        open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=who.pk, organisation_id=world.kiln.pk, role=role)
    mine = start(world, world.ben, title="Ours", everyone=False)
    refused = [
        ask(who).post(at(document, "/edits"), {"data": line("x")})
        for who, document in ((cleo, text), (dan, mine), (world.eve, text))
    ]  # fmt: skip
    assert [(status, answer["code"]) for status, answer in refused] == [(403, "reads_only"), (403, "not_allowed"), (404, "not_found")]
    assert ask(world.eve).post(at(text, "/edits"), {"data": line("x")}) == GONE
    assert ask(world.ben).post(at(text, "/check-out"), {})[0] == 200
    assert ask(world.ada).post(at(text, "/edits"), {"data": line("x")})[1]["code"] == "checked_out"
    assert (Edit.objects.count(), Hand.objects.count()) == (0, 0)
    assert [ask(who).get(at(text))[1]["may"]["write_text"] for who in (cleo, dan, world.ada, world.ben)] == [False, False, False, True]


@pytest.mark.parametrize("data", ["////", "not base64!", b64encode(b"\x01\x02\x03\x04").decode()])
def test_what_is_no_edit_is_refused_and_nothing_kept(world: World, text: DocumentShape, data: str) -> None:
    status, answer = ask(world.ben).post(at(text, "/edits"), {"data": data})
    assert (status, answer["code"]) == (422, "invalid")
    assert (Edit.objects.count(), row(text).size) == (0, 0)


def test_a_text_grows_up_to_its_limit(world: World, text: DocumentShape) -> None:
    LivingText.objects.update(size=TEXT_LIMIT - 10)
    status, answer = ask(world.ben).post(at(text, "/edits"), {"data": line("more than ten bytes")})
    assert (status, answer["code"], answer["facts"]) == (422, "too_large", {"limit": TEXT_LIMIT})
    status, answer = ask(world.ben).post(at(text, "/edits"), {"data": b64encode(b"\xff" * 262_145).decode()})
    assert (status, answer["code"]) == (422, "too_large")
    assert Edit.objects.count() == 0


def test_folding_keeps_the_words_and_forgets_what_was_deleted(world: World, text: DocumentShape) -> None:
    desk = Desk()
    words = desk.write("yarn and marigold")
    del words[4:]
    for data in desk.made:
        assert ask(world.ben).post(at(text, "/edits"), {"data": b64encode(data).decode()})[0] == 200
    fold.work(row(text).pk)
    fold.work(row(text).pk)
    folded = row(text)
    assert (folded.folded, folded.size, Edit.objects.count()) == (len(desk.made), len(bytes(folded.state)), 0)
    assert said(bytes(folded.state)) == "yarn"
    assert b"marigold" not in bytes(folded.state)
    assert ask(world.ada).post(at(text, "/edits"), {"data": line("silk")}) == (200, {"rev": len(desk.made) + 1})
    assert edits_after(folded.stream_id, 1)[0].rev == len(desk.made) + 1


def test_the_worker_folds_what_has_lain_apart_for_ten_minutes(world: World, text: DocumentShape) -> None:
    ask(world.ben).post(at(text, "/edits"), {"data": line("yarn")})
    fold_old()
    assert Edit.objects.count() == 1
    clock.shift(timedelta(minutes=11))
    fold_old()
    assert (Edit.objects.count(), said(bytes(row(text).state))) == (0, "yarn")


def test_many_edits_travel_as_one(world: World, text: DocumentShape) -> None:
    desk = Desk()
    words = desk.write("")
    for n in range(30):
        words.insert(n, "y")
    Edit.objects.bulk_create(Edit(text=row(text), rev=n, data=data, at=clock.now()) for n, data in enumerate(desk.made, 1))
    last = len(desk.made)
    assert [item.rev for item in edits_after(row(text).stream_id, last - 3)] == [last - 2, last - 1, last]
    assert [item.rev for item in edits_after(row(text).stream_id, 2)] == [last]


def test_submitting_makes_a_version_that_goes_through_the_ordinary_life(world: World, text: DocumentShape) -> None:
    assert ask(world.ben).post(at(text, "/submit"))[1]["code"] == "empty"
    ask(world.ben).post(at(text, "/edits"), {"data": line("Buy yarn.")})
    status, submitted = ask(world.ben).post(at(text, "/submit"), {"note": "First draft", "minor": True})
    content, version = newest(text)
    assert (status, submitted["state"], content) == (200, "in_review", "# Yarn charter\n\nBuy yarn.\n")
    assert (version.number, version.major, version.minor, version.note, version.text) == (2, 1, 1, "First draft", content.strip())
    ask(world.ben).post(at(text, "/edits"), {"data": line("Buy silk.")})
    assert ask(world.ben).post(at(text, "/submit"))[1]["code"] == "wrong_state"  # its moderators decide first
    status, approved = ask(world.ada).post(at(text, "/approve"), {"version": 2})
    assert (status, approved["state"], approved["approved_n"]) == (200, "approved", 2)
    assert newest(text) == (content, version)
    assert ask(world.ben).post(at(text, "/submit"))[1]["state"] == "in_review"
    assert (newest(text)[1].number, sorted(newest(text)[0].splitlines())) == (
        3,
        sorted(["# Yarn charter", "", "Buy silk.", "", "Buy yarn."]),
    )


def test_the_same_words_again_are_no_new_version(world: World, text: DocumentShape) -> None:
    ask(world.ben).post(at(text, "/edits"), {"data": line("Buy yarn.")})
    ask(world.ben).post(at(text, "/submit"))
    ask(world.ada).post(at(text, "/return"), {"version": 2, "reason": "Say which."})
    assert ask(world.ben).post(at(text, "/submit"))[1]["state"] == "in_review"
    assert newest(text)[1].number == 2
    ask(world.ada).post(at(text, "/approve"), {"version": 2})
    status, answer = ask(world.ben).post(at(text, "/submit"))
    assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"version": 2})


def test_who_wrote_in_a_text_decides_on_none_of_its_versions(world: World, text: DocumentShape) -> None:
    for who in (world.ben, world.ada):
        ask(who).post(at(text, "/edits"), {"data": line(who.name)})
    ask(world.ben).post(at(text, "/submit"))
    assert ask(world.ada).post(at(text, "/approve"), {"version": 2})[1]["code"] == "own_work"
    assert Version.objects.get(number=2).approvals.count() == 0


def test_no_file_becomes_a_version_of_a_text(world: World, text: DocumentShape) -> None:
    client = ask(world.ben)
    form = {"client_id": str(uuid4()), "file": SimpleUploadedFile("a.md", b"# Another\n")}
    response = client.client.post(at(text, "/versions"), form, headers={"X-CSRFToken": client.token})
    assert (response.status_code, response.json()["code"]) == (409, "wrong_state")
    assert newest(text)[1].number == 1


def test_a_state_grows_no_larger_than_its_words_need(world: World, text: DocumentShape) -> None:
    desk = Desk()
    words = desk.write("")
    for n in range(200):
        words.insert(n, "y")
    assert len(merged(b"", *desk.made)) < sum(map(len, desk.made)) / 10
