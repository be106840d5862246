"""What a serving process spends on looking for garbage."""

import gc
from collections.abc import Iterator

import pytest

from collab.ops import garbage


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)
    gc.unfreeze()


def test_what_the_start_left_behind_is_not_looked_at_again() -> None:
    there = len(gc.get_objects())
    garbage.settle()
    assert gc.get_freeze_count() > there // 2
    assert len(gc.get_objects()) < there // 2


def test_what_comes_later_is_still_collected() -> None:
    class Ring(list["Ring"]):
        gone = False

        def __del__(self) -> None:
            Ring.gone = True

    garbage.settle()
    ring = Ring()
    ring.append(ring)
    del ring
    kept = [[number] for number in range(garbage.NEW_OBJECTS + 1)]
    assert Ring.gone, f"{len(kept)} objects later"
