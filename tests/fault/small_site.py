"""`python -m tests.fault.small_site PORT [BODY_LIMIT] [stock]`: our web server before a small application, with short limits.

`stock`: as if this Twisted had other private names, so that sockets go the stock way.
"""

import asyncio
import sys
from typing import Any

from collab.ops import sockets as short_way
from collab.ops import web
from collab.realtime.pushing import PUSH, Pusher

web.HEAD_SECONDS = 0.6
web.BODY_SECONDS = 0.6
web.BODY_BYTES_PER_SECOND = 1_000_000
sockets: set[Any] = set()


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """HTTP: the length of the body, after a second if the path says so.  Socket: an echo."""
    if scope["type"] == "websocket":
        await talk(scope, receive, send)
        return
    length, more = 0, True
    while more:
        event = await receive()
        length, more = length + len(event.get("body", b"")), event.get("more_body", False)
    if scope["path"] == "/slow":
        print("busy", flush=True)
        await asyncio.sleep(1)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def talk(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Send back what comes; "way" is answered with the way that the socket goes, "flood" with 16 MiB."""
    await receive()
    await send({"type": "websocket.accept"})
    sockets.add(send)
    push = scope.get(PUSH) or Pusher(send)
    while (event := await receive())["type"] != "websocket.disconnect":
        if event["text"] == "way":
            push("short" if scope[PUSH].__self__._look() else "stock")
        elif event["text"] == "flood":
            for _ in range(256):
                push("x" * 65_536)
        else:
            await send({"type": "websocket.send", "text": event["text"]})
    sockets.discard(send)


async def leave() -> None:
    """Tell every socket."""
    for send in list(sockets):
        await send({"type": "websocket.close", "code": 4010})


if __name__ == "__main__":
    if "stock" in sys.argv:
        short_way.TRANSPORT_NAMES = ("a_name_that_is_gone",)  # type: ignore[assignment]  # fewer names than there are
    web.Server(
        application,
        web.bound_sockets("127.0.0.1", int(sys.argv[1])),
        frame_limit=64 * 1024,
        body_limit=int(sys.argv[2]) if len(sys.argv) > 2 and sys.argv[2].isdigit() else 100_000,
        when_ready=lambda: print("ready", flush=True),
        when_leaving=leave,
        when_left=lambda: asyncio.sleep(0),
    ).run()
