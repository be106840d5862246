"""Handing text to a socket without waiting for it.

An ASGI server's `send` is a coroutine.  Most servers never suspend in it while the client reads; then one step
finishes it, without a task.  A `send` that suspends (the client is not reading) goes on in a task of its own, and what
follows waits behind it, up to a budget.  So a slow client neither stalls the others nor grows the process.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any

BUDGET_BYTES = 256 * 1024  # that may wait for one client
PUSH = "collab.push"  # in the scope of a socket: the server's own way of sending text without waiting, where it has one
TOO_SLOW = 4008  # close code, see docs/way-of-a-message.md
Send = Callable[[dict[str, Any]], Awaitable[None]]
Push = Callable[[str], None]


class Pusher:
    """The outgoing side of one socket, on any ASGI server."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.waiting: deque[str] = deque()
        self.bytes = 0
        self.task: asyncio.Task[None] | None = None
        self.dead = False

    def __call__(self, text: str) -> None:
        """Send `text`, now or after what waits already.  Too much waiting closes the socket with TOO_SLOW."""
        if self.dead:
            return
        if self.task is not None:
            self._wait_in_line(text)
            return
        sending = self.send({"type": "websocket.send", "text": text})
        assert isinstance(sending, Coroutine)
        try:
            suspended_on = sending.send(None)
        except StopIteration:
            return
        except Exception:  # it is closing: its own disconnect tidies up, and the others must not notice
            self.dead = True
            return
        self.task = asyncio.ensure_future(self._go_on(_Rest(sending, suspended_on)))

    def _wait_in_line(self, text: str) -> None:
        self.bytes += len(text)
        if self.bytes <= BUDGET_BYTES:
            self.waiting.append(text)
            return
        self.dead = True
        self.waiting.clear()
        assert self.task is not None
        self.task.cancel()
        self.task = asyncio.ensure_future(self._close())

    async def _go_on(self, rest: "_Rest") -> None:
        try:
            await rest
            while self.waiting:
                text = self.waiting.popleft()
                self.bytes -= len(text)
                await self.send({"type": "websocket.send", "text": text})
            self.task = None
        except Exception:
            self.dead = True

    async def _close(self) -> None:
        try:
            await self.send({"type": "websocket.close", "code": TOO_SLOW})
        except Exception:  # gone already
            self.dead = True


class _Rest:
    """Goes on with a coroutine whose first step was taken outside a task."""

    def __init__(self, coroutine: Coroutine[Any, Any, None], suspended_on: Any) -> None:
        self.coroutine, self.suspended_on = coroutine, suspended_on

    def __await__(self) -> Generator[Any, Any, None]:
        while True:
            try:
                result = yield self.suspended_on
            except BaseException as error:
                try:
                    self.suspended_on = self.coroutine.throw(error)
                except StopIteration:
                    return
            else:
                try:
                    self.suspended_on = self.coroutine.send(result)
                except StopIteration:
                    return
