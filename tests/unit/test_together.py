"""Work that forms batches by itself."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from collab.errors import Code, Refused
from collab.realtime.lanes import Lane, Together


class Desk(Lane):
    """A lane without threads, which can be held up."""

    def __init__(self) -> None:
        super().__init__("desk", 1)
        self.free = asyncio.Event()
        self.free.set()
        self.batches: list[list[int]] = []

    async def __call__(self, work: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.batches.append(list(args[0]))
        await self.free.wait()
        return work(*args)


def double(items: Sequence[int]) -> list[int]:
    if 13 in items:
        raise ValueError("thirteen")
    return [2 * each for each in items]


async def test_what_comes_while_a_batch_is_under_way_is_the_next_batch() -> None:
    desk = Desk()
    together = Together(desk, double)
    desk.free.clear()
    first = asyncio.create_task(together(1))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(together(each)) for each in (2, 3, 4)]
    await asyncio.sleep(0)
    desk.free.set()
    assert await asyncio.gather(first, *others) == [2, 4, 6, 8]
    assert desk.batches == [[1], [2, 3, 4]]


async def test_one_bad_item_fails_alone() -> None:
    desk = Desk()
    together = Together(desk, double)
    answers = await asyncio.gather(*(together(each) for each in (1, 13, 2)), return_exceptions=True)
    assert [str(each) for each in answers] == ["2", "thirteen", "4"]
    assert desk.batches == [[1, 13, 2], [1], [13], [2]]


async def test_who_no_longer_waits_takes_nothing_from_the_others() -> None:
    desk = Desk()
    together = Together(desk, double)
    desk.free.clear()
    tasks = [asyncio.create_task(together(each)) for each in (1, 2)]
    await asyncio.sleep(0)
    tasks[0].cancel()
    desk.free.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1] == 4


async def test_a_full_queue_refuses_and_does_nothing() -> None:
    desk = Desk()
    together = Together(desk, double, longest_queue=2)
    desk.free.clear()
    tasks = [asyncio.create_task(together(each)) for each in (1, 2)]
    await asyncio.sleep(0)
    late = [asyncio.create_task(together(each)) for each in (3, 4, 5)]
    answers = asyncio.gather(*late, return_exceptions=True)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    desk.free.set()
    refused = [each for each in await answers if isinstance(each, Refused)]
    assert refused and {each.code for each in refused} == {Code.TOO_MANY}
    assert await asyncio.gather(*tasks) == [2, 4]
    assert sum(len(each) for each in desk.batches) == 5 - len(refused)


async def test_a_batch_of_one_that_fails_tells_why() -> None:
    with pytest.raises(ValueError, match="thirteen"):
        await Together(Desk(), double)(13)
