"""Pictures that look alike: their hashes, and lists of them.  All are coloured spots drawn by chance."""

import io
import json
import os
import random
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from PIL import Image
from pytest_django import Settings

from collab import env
from collab.files import picturelists
from collab.files.bounded import Overrun, run_bounded
from collab.files.hashlists import BadList
from collab.files.picture_hasher import hashes_of
from collab.files.picturelists import Near, count_of, find_near, remove_pictures, replace_pictures
from collab.files.screening import PICTURES
from tests.papers import container, docx
from tests.pictures import packed, pdf_showing, picture

TURNS = Image.Transpose
# What the reference implementation (ThreatExchange, pdq/cpp, built on 2026-11-26) says of these pictures.
REFERENCE = {
    (1, 640, 480): "f708cbb7a19984cc246b327f88f7968e37891e812dbbc4ffc4fe01f136102b0c",
    (2, 333, 777): "5c82459d28502cb948ed0a9568d76ccf16785de675e29c71336d5d361973f316",
    (3, 1024, 768): "ece34aa78ca9cc8766cd648d19993a1c33f6dfbab374ccd8d9342e5818662059",
    (4, 512, 512): "3f2d1506aae1982b8e86aad8762d95dca71243bdd81f3cd6c4d63a62acc727b0",
}


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.HASHES_DIR, settings.PICTURE_DISTANCE = tmp_path / "hashes", 31
    return tmp_path / "hashes"


def hash_of(drawn: Image.Image) -> int:
    return int(hashes_of(drawn)[0], 16)


def apart(one: int, other: int) -> int:
    return (one ^ other).bit_count()


@pytest.mark.parametrize(("seed", "width", "height"), REFERENCE)
def test_a_hash_is_what_the_reference_says_but_for_few_bits(seed: int, width: int, height: int) -> None:
    """So a list that others made finds what it would find there.  Over 200 pictures: median 4 bits, 16 at most."""
    assert apart(hash_of(picture(seed, width, height)), int(REFERENCE[seed, width, height], 16)) <= 16


@pytest.mark.parametrize(
    "copy",
    [
        lambda drawn: Image.open(io.BytesIO(packed(drawn, "JPEG", quality=25))),
        lambda drawn: Image.open(io.BytesIO(packed(drawn, "WEBP", quality=30))),
        lambda drawn: drawn.resize((200, 150)),
        lambda drawn: drawn.resize((1500, 900)),
        lambda drawn: drawn.convert("L"),
        lambda drawn: drawn.convert("P"),
        lambda drawn: drawn.point(lambda value: min(255, int(value * 1.2))),
        lambda drawn: drawn.crop((4, 4, 636, 476)),
        lambda drawn: Image.merge("RGBA", (*drawn.split(), Image.new("L", drawn.size, 255))),
    ],
    ids=["jpeg", "webp", "smaller", "stretched", "grey", "palette", "brighter", "edges off", "alpha"],
)  # fmt: skip
def test_a_near_copy_is_near(copy: "object") -> None:
    drawn = picture(1)
    assert callable(copy)
    assert apart(hash_of(drawn), hash_of(copy(drawn))) <= 31


@pytest.mark.parametrize("turn", list(TURNS))
def test_turned_and_mirrored_copies_are_among_the_eight(turn: TURNS) -> None:
    eight = {int(each, 16) for each in hashes_of(picture(1))}
    assert len(eight) == 8
    assert min(apart(each, hash_of(picture(1).transpose(turn))) for each in eight) <= 4


def test_other_pictures_are_far() -> None:
    found = [hash_of(picture(seed)) for seed in range(40)]
    assert min(apart(one, other) for n, one in enumerate(found) for other in found[:n]) > 80


@pytest.mark.parametrize("drawn", [Image.new("RGB", (300, 200), "red"), Image.linear_gradient("L"), Image.new("L", (1, 1))])
def test_what_shows_too_little_has_no_hash(drawn: Image.Image) -> None:
    assert hashes_of(drawn) == []


def hashed(content: bytes, kind: str, folder: Path) -> set[str]:
    """As the site does it: by the program, in a process of its own."""
    folder.mkdir(exist_ok=True)
    path = folder / "file"
    path.write_bytes(content)
    told: list[str] = json.loads(run_bounded(PICTURES, str(path), kind, seconds=60))
    return set(told)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (docx(word__media__image1_dot_png=packed(picture(1))), "office"),
        (docx(word__embeddings__slides_dot_pptx=container({"ppt/media/a.jpeg": packed(picture(1), "JPEG")})), "office"),
        (pdf_showing(picture(1), photograph=True), "pdf"),
        (pdf_showing(picture(1), photograph=False), "pdf"),
    ],
    ids=["member", "member of a member", "photograph", "plain pixels"],
)
def test_pictures_are_found_wherever_they_lie(content: bytes, kind: str, folder: Path) -> None:
    assert min(apart(int(each, 16), int(REFERENCE[1, 640, 480], 16)) for each in hashed(content, kind, folder)) <= 12


def test_what_is_no_picture_is_passed_over(folder: Path) -> None:
    odd = {
        "word__media__a_dot_png": b"\x89PNG and no more",
        "word__media__b_dot_jpeg": b"\xff\xd8\xff",
        "word__media__c_dot_emf": b"\1\0\0\0",
    }
    assert hashed(docx(**odd), "office", folder) == set()  # type: ignore[arg-type]  # members by name


def test_a_picture_beyond_measure_makes_the_program_fail(folder: Path) -> None:
    huge = Image.new("1", (20_000, 20_000))
    with pytest.raises(Overrun):
        hashed(docx(word__media__a_dot_png=packed(huge)), "office", folder)


def flipped(known: int, bits: int, chance: random.Random) -> int:
    for bit in chance.sample(range(256), bits):
        known ^= 1 << bit
    return known


@pytest.mark.parametrize(("bits", "found"), [(0, True), (1, True), (16, True), (30, True), (31, True), (32, False), (60, False)])
def test_all_within_the_distance_are_found_and_none_beyond(bits: int, found: bool) -> None:
    chance = random.Random(bits)
    known = [chance.getrandbits(256) for _ in range(500)]
    assert replace_pictures("watch", [f"{each:064x}" for each in known]) == 500
    for each in known[:50]:
        near = find_near(f"{flipped(each, bits, chance):064x}")
        assert near == (Near("watch", f"{each:064x}", bits) if found else None)


@pytest.mark.parametrize("distance", [0, 15, 16, 30])
def test_the_distance_is_the_operators(distance: int, settings: Settings) -> None:
    settings.PICTURE_DISTANCE = distance
    chance = random.Random(distance)
    known = chance.getrandbits(256)
    replace_pictures("watch", [f"{known:064x}"])
    assert find_near(f"{flipped(known, distance, chance):064x}") == Near("watch", f"{known:064x}", distance)
    assert find_near(f"{flipped(known, distance + 1, chance):064x}") is None


@pytest.mark.parametrize("value", ["32", "-1", "far"])
def test_a_distance_beyond_what_is_found_stops_the_start(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("PICTURE_DISTANCE", value)
    with pytest.raises(ImproperlyConfigured, match="PICTURE_DISTANCE"):
        env.up_to("PICTURE_DISTANCE", 31, most=31)


def test_a_list_is_replaced_whole_and_taken_away(folder: Path) -> None:
    one, other = f"{1:064x}", f"{2**256 - 1:064X}"
    assert replace_pictures("a", [f"{one},100\n", "# a remark\n", "\n", one]) == 1
    assert find_near(one) == Near("a", one, 0)
    assert replace_pictures("a", [other]) == 1
    assert (find_near(one), find_near(other.lower())) == (None, Near("a", other.lower(), 0))
    with pytest.raises(BadList, match="Line 2 "):
        replace_pictures("a", [one, "abc"])
    assert find_near(other) == Near("a", other.lower(), 0)
    assert [path.name for path in folder.iterdir()] == ["a.pictures"]
    assert (remove_pictures("a"), remove_pictures("a"), find_near(other)) == (True, False, None)


@pytest.mark.parametrize("content", [b"collab-pictures/1 count=000000000001\nshort", b"no list"])
def test_a_damaged_list_is_no_list(folder: Path, content: bytes) -> None:
    folder.mkdir()
    (folder / "a.pictures").write_bytes(content)
    with pytest.raises(BadList):
        find_near(f"{1:064x}")


@pytest.mark.slow
def test_among_a_million_a_look_up_takes_some_milliseconds(folder: Path) -> None:
    chance = random.Random(1)
    known = [chance.getrandbits(256) for _ in range(1_000_000)]
    begun = time.perf_counter()
    replace_pictures("large", (f"{each:064x}" for each in known))
    print(f"loaded in {time.perf_counter() - begun:.0f} s; {os.path.getsize(folder / 'large.pictures') / 1e6:.0f} MB")
    assert count_of(folder / "large.pictures") == 1_000_000
    took, begun = [], time.thread_time()
    for each in chance.sample(known, 300):
        asked, at = f"{flipped(each, 31, chance):064x}", time.perf_counter()
        assert find_near(asked) == Near("large", f"{each:064x}", 31)
        took.append(time.perf_counter() - at)
    worked = (time.thread_time() - begun) / len(took)
    print(f"{worked * 1e3:.1f} ms of work; by the clock, median {sorted(took)[150] * 1e3:.1f} ms, longest {max(took) * 1e3:.1f} ms")
    assert worked < 0.02
    assert picturelists.picture_lists() == [folder / "large.pictures"]
