"""Uploads when two tabs meet at the same place, and when too many begin at once."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django import Settings

from discussions.uploads.actions import begin_upload, take_part
from discussions.uploads.models import Part, Upload
from discussions.uploads.reads import pieces_of_upload
from tests.fault.test_documents import at_once
from tests.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world(settings: Settings, tmp_path: Path) -> World:
    settings.STORAGE, settings.FILES_DIR = None, tmp_path
    return build()


def test_two_tabs_that_send_the_same_part_keep_one(world: World) -> None:
    upload = begin_upload(world.ben.pk, world.loom.pk, "menu.txt", 8)
    both = threading.Barrier(2)

    def arriving(content: bytes) -> Iterator[bytes]:
        yield content
        both.wait(20)  # neither is counted before both have come whole

    answers = at_once(*(lambda part=part: take_part(world.ben.pk, upload.id, 0, arriving(part)) for part in (b"wool", b"silk")))
    assert sorted(map(str, answers)) == ["4", "stale"]
    won = b"wool" if answers[0] == 4 else b"silk"
    assert len([path for path in Path(settings.FILES_DIR).rglob("*") if path.is_file()]) == 1
    take_part(world.ben.pk, upload.id, 4, [b" hat"])
    assert b"".join(pieces_of_upload(Upload.objects.get())) == won + b" hat"
    assert Part.objects.count() == 2


def test_no_more_begin_at_once_than_one_may_have(world: World, settings: Settings) -> None:
    settings.UNFINISHED_UPLOADS = 2
    answers = at_once(*[lambda: begin_upload(world.ben.pk, world.loom.pk, "menu.txt", 8).size] * 4)
    assert (sorted(map(str, answers)), Upload.objects.count()) == (["8", "8", "too_many", "too_many"], 2)
