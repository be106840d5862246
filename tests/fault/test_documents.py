"""Documents when two hands meet, and when the site falls between the bytes and the row."""

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from pytest_django import Settings

from collab.errors import DomainError
from collab.files.store import forget_stranded
from discussions.documents.actions import approve_document, submit_document
from discussions.documents.models import Approval, Document, Version
from discussions.documents.shapes import DocumentDraft, VersionDraft
from discussions.documents.uploads import add_version, share_document
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.papers import share
from tests.world import World, build, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return build()


def at_once(*works: Callable[[], object]) -> list[object]:
    """What each work returned or was refused with, all started together."""
    gate, answers = threading.Barrier(len(works)), [None] * len(works)

    def run(n: int, work: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[n] = work()  # type: ignore[call-overload]  # each thread fills its own place
        except DomainError as refusal:
            answers[n] = refusal.code.value  # type: ignore[call-overload]  # see above
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(answers)


def test_the_same_upload_twice_at_once_is_one_document(world: World) -> None:
    draft = DocumentDraft(client_id=uuid4(), title="Menu")

    def send() -> object:
        return share_document(world.ben.pk, world.loom.pk, draft, name="a.txt", pieces=[b"wool"])

    first, second = at_once(send, send)
    assert first == second
    assert (Document.objects.count(), Version.objects.count()) == (1, 1)


def test_two_versions_at_once_are_two_numbers(world: World) -> None:
    menu = share(world, world.ben, label="green")

    def send(body: bytes) -> Callable[[], object]:
        draft = VersionDraft(client_id=uuid4())
        return lambda: add_version(world.ben.pk, menu.space, menu.place, draft, name="a.txt", pieces=[body])

    at_once(send(b"second"), send(b"third"))
    assert list(Version.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_an_approval_never_meets_bytes_that_nobody_read(world: World) -> None:
    """A version that arrives while a moderator says yes: the yes is for the old bytes, or it is refused."""
    menu = share(world, world.ben, label="green")
    submit_document(world.ben.pk, menu.space, menu.place)
    draft = VersionDraft(client_id=uuid4())
    answers = at_once(
        lambda: approve_document(world.ada.pk, menu.space, menu.place, 1),
        lambda: add_version(world.ben.pk, menu.space, menu.place, draft, name="a.txt", pieces=[b"second"]),
    )
    document = Document.objects.get()
    assert document.state == "working"
    if answers[0] == "wrong_state":
        assert (document.approved, Approval.objects.count()) == (None, 0)
    else:
        approval = Approval.objects.get()
        assert document.approved == approval.version
        assert (approval.version.number, approval.sha256) == (1, menu.versions[0].sha256)


def test_two_moderators_at_once_are_two_approvals_or_one_decision(world: World) -> None:
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    menu = share(world, world.ben, label="green")
    submit_document(world.ben.pk, menu.space, menu.place)
    answers = at_once(
        lambda: approve_document(world.ada.pk, menu.space, menu.place, 1), lambda: approve_document(dan.pk, menu.space, menu.place, 1)
    )
    assert answers.count("wrong_state") == 1  # one is enough here: the other finds it decided
    assert (Document.objects.get().state, Approval.objects.count()) == ("approved", 1)


def test_a_fall_between_bytes_and_row_leaves_no_document_and_can_be_repeated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = DocumentDraft(client_id=uuid4(), title="Menu")

    def fall(*arguments: object, **fields: object) -> None:
        raise SystemExit("the power went")

    with monkeypatch.context() as broken:
        broken.setattr(Version.objects, "create", fall)
        with pytest.raises(SystemExit):
            share_document(world.ben.pk, world.loom.pk, draft, name="a.txt", pieces=[b"wool"])
    assert (Document.objects.count(), Version.objects.count()) == (0, 0)
    assert list((Path(settings.FILES_DIR) / "arriving").iterdir()) == []
    assert share_document(world.ben.pk, world.loom.pk, draft, name="a.txt", pieces=[b"wool"]).versions[0].size == 4


def test_what_a_fallen_process_left_is_thrown_away(world: World, tmp_path: Path, settings: Settings) -> None:
    settings.FILES_DIR = tmp_path
    assert forget_stranded() == 0
    for name, age_seconds in (("old", 7200), ("young", 60)):
        (tmp_path / "arriving").mkdir(exist_ok=True)
        (tmp_path / "arriving" / name).write_bytes(b"half a file")
        moment = time.time() - age_seconds
        os.utime(tmp_path / "arriving" / name, (moment, moment))
    assert forget_stranded() == 1
    assert [path.name for path in (tmp_path / "arriving").iterdir()] == ["young"]
