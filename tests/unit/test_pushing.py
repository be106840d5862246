"""Handing text to sockets whose `send` suspends, fails, or does neither."""

import asyncio
from typing import Any

from collab.realtime.pushing import BUDGET_BYTES, TOO_SLOW, Pusher


class Socket:
    """An ASGI `send` that can be held up."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.free = asyncio.Event()
        self.free.set()

    async def __call__(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.send":
            await self.free.wait()
        self.sent.append(event)

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.sent if "text" in each]


async def test_a_send_that_does_not_suspend_needs_no_task() -> None:
    socket = Socket()
    push = Pusher(socket)
    push("one")
    push("two")
    assert socket.texts == ["one", "two"]
    assert push.task is None


async def test_what_waits_is_sent_in_order_once_the_client_reads() -> None:
    socket = Socket()
    push = Pusher(socket)
    socket.free.clear()
    for text in ("one", "two", "three"):
        push(text)
    assert socket.texts == []
    socket.free.set()
    assert push.task is not None
    await push.task
    push("four")
    assert socket.texts == ["one", "two", "three", "four"]
    assert push.bytes == 0


async def test_a_client_that_does_not_read_is_closed_and_nothing_waits_for_it() -> None:
    socket = Socket()
    push = Pusher(socket)
    socket.free.clear()
    for _ in range(3):
        push("x" * (BUDGET_BYTES // 2))
    push("y")
    assert push.task is not None
    await asyncio.wait_for(push.task, 5)
    assert [each.get("code") for each in socket.sent] == [TOO_SLOW]
    push("z")
    socket.free.set()
    await asyncio.sleep(0)
    assert socket.texts == []
    assert not push.waiting


async def test_a_socket_that_is_gone_disturbs_nobody() -> None:
    async def gone(event: dict[str, Any]) -> None:
        raise ConnectionError("closed")

    push = Pusher(gone)
    push("one")
    push("two")
    assert push.dead
