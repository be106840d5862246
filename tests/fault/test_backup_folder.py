"""A folder of backups: what is half does not look whole, what was changed is not put back, and old ones go."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from collab import clock
from collab.files.store import store
from collab.ops.backup import databases, make
from collab.ops.backup.manifest import BackupError, Manifest, whole_backups
from collab.ops.backup.restore import checked, restore
from collab.ops.management.commands.backup import until
from tests.papers import share
from tests.world import World, build

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


@pytest.fixture
def world() -> World:
    return build()


def listing(folder: Path) -> list[str]:
    """Every file under a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_names_its_parts_and_counts(world: World, tmp_path: Path) -> None:
    menu = share(world, world.ben, b"blue wool")
    share(world, world.ada, b"blue wool", title="The same bytes")
    goal, manifest = make.back_up(tmp_path / "backups")
    digest = menu.versions[0].sha256
    database = databases.NAMES[databases.engine()]
    assert listing(tmp_path / "backups") == sorted(
        [".lock", f"files/{digest[:2]}/{digest}", f"{goal.name}/files.txt", f"{goal.name}/manifest.json", f"{goal.name}/{database}"]
    )
    assert (goal / "files.txt").read_text() == f"{digest} 9\n"
    assert (manifest.files, manifest.files_bytes, manifest.missing) == (1, 9, [])
    assert (manifest.rows["documents_version"], manifest.rows["accounts_person"]) == (2, 4)
    assert "streams.0001_initial" in manifest.migrations
    assert [part.name for part in manifest.parts] == [database, "files.txt"]
    assert checked(goal) == manifest
    assert {oct(path.stat().st_mode & 0o777) for path in goal.iterdir()} == {"0o600"}
    assert oct((tmp_path / "backups").stat().st_mode & 0o777) == "0o700"


def test_no_secret_is_in_the_manifest(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://user:a-word-nobody-may-read@example.org:587")
    goal, manifest = make.back_up(tmp_path)
    assert {"SECRET_KEY", "EMAIL_URL", "SITE_ORIGIN"} <= set(manifest.settings)
    text = (goal / "manifest.json").read_text()
    assert "a-word-nobody-may-read" not in text
    assert settings.SECRET_KEY not in text


@pytest.mark.parametrize("fall", ["the database", "the manifest", "the name"])
def test_what_was_interrupted_does_not_look_whole(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fall: str) -> None:
    share(world, world.ben)

    def stop(*arguments: object, **more: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        place, name = {"the database": (databases, "dump"), "the manifest": (Manifest, "write"), "the name": (os, "rename")}[fall]
        broken.setattr(place, name, stop)
        with pytest.raises(KeyboardInterrupt):
            make.back_up(tmp_path)
    assert whole_backups(tmp_path) == []
    with pytest.raises(BackupError, match="There is no whole backup in"):
        restore(tmp_path)
    goal, _ = make.back_up(tmp_path)
    assert whole_backups(tmp_path) == [goal]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".unfinished")] == []


def test_files_are_copied_once(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share(world, world.ben, b"first")
    make.back_up(tmp_path)
    second = share(world, world.ben, b"second", title="Another").versions[0].sha256
    opened: list[str] = []
    here = store()

    class Watched:
        def open(self, sha256: str) -> object:
            opened.append(sha256)
            return here.open(sha256)

    monkeypatch.setattr(make, "store", Watched)
    _, manifest = make.back_up(tmp_path)
    assert (opened, manifest.files) == ([second], 2)


def test_a_lost_file_is_named_and_the_rest_is_kept(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = share(world, world.ben, b"soon lost").versions[0].sha256

    class Empty:
        def open(self, sha256: str) -> object:
            raise FileNotFoundError(sha256)

    monkeypatch.setattr(make, "store", Empty)
    said = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("backup", str(tmp_path), stdout=StringIO(), stderr=said)
    assert end.value.code == 1
    assert said.getvalue() == f"A file is missing or damaged in the store, and so in this backup: {digest}\n"
    [backup] = whole_backups(tmp_path)
    assert checked(backup).missing == [digest]


def test_old_backups_go_with_the_files_that_only_they_name(world: World, tmp_path: Path) -> None:
    old = share(world, world.ben, b"old").versions[0].sha256
    made = [make.back_up(tmp_path)[0]]
    (tmp_path / "files" / "aa").mkdir(exist_ok=True)
    (tmp_path / "files" / "aa" / ("a" * 64)).write_bytes(b"named by nobody")
    for _ in range(3):
        made.append(make.back_up(tmp_path, keep=2)[0])
    assert whole_backups(tmp_path) == made[-2:]
    assert [path.name for path in (tmp_path / "files").glob("*/*")] == [old]


def test_two_at_once_are_one(world: World, tmp_path: Path) -> None:
    with make._alone(tmp_path), pytest.raises(BackupError, match="is under way"):
        make.back_up(tmp_path)
    assert whole_backups(tmp_path) == []


def edited(**values: object) -> Callable[[Path], None]:
    """A change of the manifest."""

    def change(backup: Path) -> None:
        path = backup / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | values))

    return change


def flip(backup: Path) -> None:
    """One bit of the database."""
    path = backup / databases.NAMES[databases.engine()]
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def replace_file(backup: Path) -> None:
    """Other bytes under the name of a file."""
    [path] = (backup.parent / "files").glob("*/*")
    path.write_bytes(b"red wool!")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (flip, "is not what it was when the backup was made"),
        (replace_file, "is not what it was when the backup was made"),
        (lambda backup: (backup / "files.txt").unlink(), "is not what it was when the backup was made"),
        (lambda backup: (backup / "files.txt").write_text(""), "is not what it was when the backup was made"),
        (lambda backup: (backup / "manifest.json").write_text("{"), "cannot be read"),
        (edited(version=2), "was written in another format"),
        (edited(engine="oracle"), "cannot be read"),
        (edited(parts=[]), "names other parts than a backup has"),
        (edited(files=7), "lists 1 files, and the manifest 7"),
        (edited(migrations=["streams.0001_initial", "streams.9999_from_the_future"]), "was made by a newer version of Collab"),
    ],
)
def test_what_was_changed_is_not_put_back(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[Path], None], why: str
) -> None:
    share(world, world.ben, b"blue wool")
    backup, _ = make.back_up(tmp_path)
    harm(backup)
    monkeypatch.setattr(databases, "check_empty", lambda: pytest.fail("the site was touched before the backup was checked"))
    with pytest.raises(BackupError, match=why):
        restore(backup)


def test_another_database_is_refused(world: World, tmp_path: Path) -> None:
    backup, manifest = make.back_up(tmp_path)
    other = "postgresql" if manifest.engine == "sqlite" else "sqlite"
    edited(engine=other)(backup)
    with pytest.raises(BackupError, match=f"This is a backup of {other}, and this site stands on {manifest.engine}"):
        restore(backup)


def test_a_site_that_holds_anything_is_not_overwritten(world: World, tmp_path: Path) -> None:
    make.back_up(tmp_path)
    world.say(world.ben, "Still here")
    before = connection.introspection.table_names()
    with pytest.raises(CommandError) as refusal:
        call_command("restore", str(tmp_path))
    assert "Nothing was put back: " in str(refusal.value)
    assert connection.introspection.table_names() == before
    assert world.say(world.ben, "And going on").place


def test_looking_changes_nothing(world: World, tmp_path: Path) -> None:
    backup, _ = make.back_up(tmp_path)
    said = StringIO()
    call_command("restore", str(tmp_path), check=True, stdout=said)
    assert said.getvalue().startswith(f"{backup} is whole: ")


def test_whoever_watches_is_told_when_there_is_no_fresh_one(world: World, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="there is none"):
        call_command("backup", str(tmp_path), check=26)
    call_command("backup", str(tmp_path), stdout=StringIO())
    call_command("backup", str(tmp_path), check=26)
    clock.shift(timedelta(hours=27))
    with pytest.raises(CommandError, match=r"the newest is 27\.0 hours old"):
        call_command("backup", str(tmp_path), check=26)


@pytest.mark.parametrize(("now", "hours"), [("01:30", 1), ("02:30", 24), ("03:30", 23)])
def test_the_next_one_is_at_its_time_of_day(now: str, hours: int) -> None:
    moment = datetime.combine(datetime(2026, 3, 29), time.fromisoformat(now), UTC)
    assert until(time(2, 30), moment) == timedelta(hours=hours)
