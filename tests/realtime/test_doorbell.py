"""The doorbell between processes: heard at once, missed without harm, open to this site's user alone."""

import asyncio
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from django.conf import settings

from collab.realtime import sweep
from collab.realtime.doorbell import Doorbell, bell_of_this_process, ring_there
from collab.realtime.lanes import reading
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft
from tests.live import tab_of
from tests.server import HOUSE
from tests.world import World

Heard = list[tuple[int, int, int]]


@pytest.fixture
async def hung(tmp_path: Path) -> AsyncIterator[tuple[Path, Heard]]:
    """A folder with one bell that listens, and what it has heard."""
    heard: Heard = []
    path = tmp_path / "bells" / "1.sock"
    listening = asyncio.create_task(Doorbell(path, lambda *news: heard.append(news)).listen())
    await until(path.exists)
    yield path.parent, heard
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
    assert not path.exists()


async def until(holds: Callable[[], bool]) -> None:
    """Come back when it holds."""
    for _ in range(2000):
        if holds():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it has not come about")


async def until_heard(heard: Heard, count: int) -> Heard:
    """What was heard, once it is so many."""
    await until(lambda: len(heard) >= count)
    return heard


def leave_behind(path: Path) -> None:
    """The bell of a process that has gone without taking it down."""
    killed = "import socket, sys; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).bind(sys.argv[1])"
    subprocess.run([sys.executable, "-c", killed, str(path)], check=True, timeout=30)


async def test_a_ring_from_another_process_is_heard(hung: tuple[Path, Heard]) -> None:
    folder, heard = hung
    script = (
        f"from pathlib import Path; from collab.realtime.doorbell import ring_there; print(ring_there(Path({str(folder)!r}), 7, 41, 3))"
    )
    ringing = await asyncio.create_subprocess_exec(sys.executable, "-c", script, cwd=HOUSE, stdout=subprocess.PIPE)
    said, _ = await ringing.communicate()
    assert said == b"1\n"
    assert await until_heard(heard, 1) == [(7, 41, 3)]


async def test_only_this_user_may_ring(hung: tuple[Path, Heard]) -> None:
    folder, _ = hung
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "1.sock").stat().st_mode) == 0o600


async def test_what_is_no_ring_is_dropped(hung: tuple[Path, Heard], caplog: pytest.LogCaptureFixture) -> None:
    folder, heard = hung
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        for noise in (b"", b"1 2", b"one two three", b"1 2 3 4", b"\xff\xfe"):
            line.sendto(noise, str(folder / "1.sock"))
    ring_there(folder, 1, 2, 3)
    assert await until_heard(heard, 1) == [(1, 2, 3)]
    assert [each.message for each in caplog.records] == ["something that is no ring came to the doorbell"] * 5


async def test_every_serving_process_hears_and_silent_bells_are_taken_away(hung: tuple[Path, Heard]) -> None:
    folder, heard = hung
    leave_behind(folder / "2.sock")
    other: Heard = []
    listening = asyncio.create_task(Doorbell(folder / "3.sock", lambda *news: other.append(news)).listen())
    await until((folder / "3.sock").exists)
    assert not (folder / "2.sock").exists()  # whoever comes takes away what was left
    leave_behind(folder / "2.sock")
    assert ring_there(folder, 7, 1, 1) == 2
    assert (await until_heard(heard, 1), await until_heard(other, 1)) == ([(7, 1, 1)], [(7, 1, 1)])
    assert not (folder / "2.sock").exists()
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_socket_left_under_this_number_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "1.sock"
    path.write_text("left behind")
    heard: Heard = []
    listening = asyncio.create_task(Doorbell(path, lambda *news: heard.append(news)).listen())
    await until(path.is_socket)
    assert ring_there(tmp_path, 1, 1, 1) == 1
    assert await until_heard(heard, 1) == [(1, 1, 1)]
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)


async def test_a_bell_that_cannot_be_hung_is_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    await Doorbell(tmp_path / ("x" * 120) / "1.sock", lambda *news: None).listen()
    assert [each.message for each in caplog.records] == ["no doorbell, the sweep does its work: AF_UNIX path too long"]


def test_ringing_where_there_is_no_bell_does_nothing(tmp_path: Path) -> None:
    assert ring_there(tmp_path / "nowhere", 1, 1, 1) == 0


async def test_a_tab_hears_of_a_change_by_the_bell_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a ring of this process's own, and without the sweep: as if a command had posted."""
    monkeypatch.setattr("collab.streams.counter.ring", lambda news: None)
    monkeypatch.setattr(sweep, "EVERY", 3600.0)
    async with tab_of(world.ben) as tab:
        page = await tab.open(world.loom.pk)
        draft = MessageDraft.model_validate(
            {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-555555555555", "topic": world.yarn, "body": "By the bell."}
        )
        posted = await reading(post_message, world.ada.pk, world.loom.pk, draft)
        bell = bell_of_this_process(Path(settings.BELLS_DIR))
        await until(bell.exists)
        assert ring_there(bell.parent, world.loom.pk, posted.rev, 0) == 1
        item = await tab.item("message", place=posted.place)
    assert page["rev"] < posted.rev
    assert "By the bell." in item["html"]
