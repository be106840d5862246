"""The ASGI application: pages and API by Django, `/live/` by the live side."""
# ruff: noqa: E402 - Django loads the models before anything that needs them is imported

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path, re_path

from collab.probes.numbers import numbers
from collab.probes.ready import readiness
from collab.realtime.doors import LiveDoor, no_socket
from collab.realtime.hub import hub
from collab.realtime.longpoll import LongPoll
from collab.wiring import HOUSE


async def livez(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """200 as soon as the process serves, under whatever host name; it asks nothing of anything."""
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain"), (b"cache-control", b"no-store")]}
    )
    await send({"type": "http.response.body", "body": b"ok\n"})


# Channels' routers take any ASGI application where their types say "view".
live: Any = LiveDoor(HOUSE, hub)
poll: Any = LongPoll(HOUSE, hub)
alive: Any = livez
ready: Any = readiness
counted: Any = numbers
rest: Any = pages
elsewhere: Any = no_socket
sockets: Any = [path("live/", live), re_path(r"", elsewhere)]
requests: Any = [
    path("livez", alive),
    path("readyz", ready),
    path("metrics", counted),
    path("api/live/poll", poll),
    re_path(r"", rest),
]
application = ProtocolTypeRouter({"websocket": URLRouter(sockets), "http": URLRouter(requests)})
