"""Lists of hashes: what is found, how they are replaced, what is no list."""

import hashlib
import multiprocessing
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from collab.files import hashlists
from collab.files.hashlists import BadList, Digests, Match, find, replace


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.HASHES_DIR = tmp_path / "hashes"
    return tmp_path / "hashes"


def digests(content: bytes) -> Digests:
    """Of harmless words."""
    return Digests(hashlib.md5(content).digest(), hashlib.sha1(content).digest(), hashlib.sha256(content).digest())


def test_one_of_three_digests_is_enough() -> None:
    wool, silk, jute, felt = (digests(each) for each in (b"wool", b"silk", b"jute", b"felt"))
    told = replace(
        "a", [f"{wool.md5.hex()}\n", f"{silk.sha1.hex().upper()},note\n", "# a remark\n", "\n", f'"{jute.sha256.hex()}"', wool.md5.hex()]
    )
    assert told == {"md5": 1, "sha1": 1, "sha256": 1}
    assert [find(each) for each in (wool, silk, jute, felt)] == [Match("a", "md5"), Match("a", "sha1"), Match("a", "sha256"), None]


def test_the_first_and_the_last_of_many_are_found_and_their_neighbours_are_not() -> None:
    many = sorted(n.to_bytes(16, "big") for n in range(0, 2**128, 2**128 // 1000))
    replace("many", (each.hex() for each in reversed(many)))
    for md5 in (many[0], many[1], many[500], many[-1]):
        assert find(Digests(md5, bytes(20), bytes(32))) == Match("many", "md5")
        beside = (int.from_bytes(md5, "big") + 1).to_bytes(16, "big")
        assert find(Digests(beside, bytes(20), bytes(32))) is None


def test_a_list_is_replaced_whole_and_taken_away(folder: Path) -> None:
    wool, silk = digests(b"wool"), digests(b"silk")
    assert find(wool) is None
    replace("a", [wool.md5.hex()])
    replace("b", [silk.md5.hex()])
    assert (find(wool), find(silk)) == (Match("a", "md5"), Match("b", "md5"))
    replace("a", [silk.sha1.hex()])
    assert (find(wool), find(silk)) == (None, Match("a", "sha1"))
    assert (hashlists.remove("a"), hashlists.remove("a"), find(silk)) == (True, False, Match("b", "md5"))
    assert [path.name for path in folder.iterdir()] == ["b.hashes"]


def _answers(folder: str, asked: "multiprocessing.connection.Connection") -> None:
    import django
    from django.conf import settings

    django.setup()
    settings.HASHES_DIR = folder
    while asked.recv():
        asked.send(find(digests(b"wool")) is not None)


def test_a_process_that_runs_sees_the_new_list(folder: Path) -> None:
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_answers, args=(str(folder), there))
    replace("a", [digests(b"silk").md5.hex()])
    process.start()
    answers = []
    for lines in ([], [digests(b"wool").md5.hex()], [digests(b"silk").md5.hex()]):
        if lines:
            replace("a", lines)
        here.send(True)
        answers.append(here.recv())
    here.send(False)
    process.join(10)
    assert answers == [False, True, False]


@pytest.mark.parametrize("line", ["wool", "ab" * 17, "zz" * 16, "ab " * 16])
def test_what_is_no_hash_leaves_the_list_as_it_was(folder: Path, line: str) -> None:
    wool = digests(b"wool")
    replace("a", [wool.md5.hex()])
    with pytest.raises(BadList, match="Line 2 "):
        replace("a", [digests(b"silk").md5.hex(), line])
    assert find(wool) == Match("a", "md5")
    assert [path.name for path in folder.iterdir()] == ["a.hashes"]


@pytest.mark.parametrize("name", ["", "A", "../a", "a/b", "x" * 41])
def test_a_name_never_becomes_another_place(name: str) -> None:
    with pytest.raises(BadList):
        replace(name, [])


@pytest.mark.parametrize("content", [b"collab-hashes/1 md5=000000000001 sha1=000000000000 sha256=000000000000\nshort", b"no list"])
def test_a_damaged_list_is_no_list(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "a.hashes").write_bytes(content)
    with pytest.raises(BadList):
        find(digests(b"wool"))


@pytest.mark.slow
def test_among_ten_million_a_look_up_takes_less_than_a_millisecond() -> None:
    replace("large", (hashlib.md5(n.to_bytes(4, "big")).hexdigest() for n in range(10_000_000)))
    asked = [digests(n.to_bytes(4, "big")) for n in range(0, 10_000_000, 1_000)]
    took, begun = [], time.thread_time()
    for each in asked:
        at = time.perf_counter()
        assert find(each) is not None
        took.append(time.perf_counter() - at)
    worked = (time.thread_time() - begun) / len(asked)
    took.sort()
    print(f"{worked * 1e6:.0f} us of work; by the clock, median {took[len(took) // 2] * 1e6:.0f} us, longest {took[-1] * 1e6:.0f} us")
    assert worked < 0.001
    assert took[len(took) // 2] < 0.001
