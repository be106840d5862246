"""The textbook: what the guide to Django Channels teaches, at its best in one process.

AsyncJsonWebsocketConsumer, `group_send`, the in-memory layer, one ORM insert per message through
database_sync_to_async, a session cookie checked by AuthMiddlewareStack, stock daphne.  Nothing of the product is in it:
it is the yardstick, and what matters in a run is how many times better the product does beside it.

`python -m bench.textbook N` makes its database with N signed-in people, and prints where and who as JSON.
"""

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, cast
from uuid import uuid4

import django
from django.conf import settings

if not settings.configured:
    settings.configure(
        SECRET_KEY="textbook-without-secrets",
        ALLOWED_HOSTS=["*"],
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "bench"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(os.environ["TEXTBOOK_DATA"]) / "textbook.sqlite3"}},
        CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.asgi import get_asgi_application
from django.core.management import call_command
from django.db import connection, models
from django.urls import path
from django.utils.crypto import get_random_string
from django.utils.timezone import now

CAUGHT_UP_AT_ONCE = 200  # messages
CORRIDORS, MISSED = 20, 5  # as in bench/seed.py


class Message(models.Model):
    """One line of one room."""

    room = models.BigIntegerField(db_index=True)
    author = models.BigIntegerField()
    client_id = models.CharField(max_length=36)
    body = models.TextField()
    posted_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        app_label = "bench"

    def __str__(self) -> str:
        return f"message {self.pk}"

    def as_frame(self) -> dict[str, Any]:
        """What travels."""
        frame = {"kind": "message", "id": self.pk, "room": self.room, "author": self.author, "client_id": self.client_id}
        return {**frame, "body": self.body, "posted_at": self.posted_at.isoformat()}


class Chat(AsyncJsonWebsocketConsumer):
    """One socket."""

    async def connect(self) -> None:
        """Let signed-in people in."""
        self.rooms: set[str] = set()
        self.person = cast(Any, self.scope["user"])
        if self.person.is_authenticated:
            await self.accept()
        else:
            await self.close()

    async def disconnect(self, code: int) -> None:
        """Leave every room."""
        for room in self.rooms:
            await self.channel_layer.group_discard(f"room.{room}", self.channel_name)

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """Watch rooms, leave one, or say something."""
        if content["do"] == "watch":
            for room, after in content["rooms"].items():
                await self.watch(room, after)
        elif content["do"] == "leave":
            await self.channel_layer.group_discard(f"room.{content['room']}", self.channel_name)
        else:
            message = await database_sync_to_async(Message.objects.create)(
                room=content["room"], author=self.person.pk, client_id=content["client_id"], body=content["body"]
            )
            await self.channel_layer.group_send(f"room.{message.room}", {"type": "chat.message", "frame": message.as_frame()})

    async def watch(self, room: str, after: int | None) -> None:
        """Join a room, and send what was missed."""
        await self.channel_layer.group_add(f"room.{room}", self.channel_name)
        self.rooms.add(room)
        if after is not None:
            rows = Message.objects.filter(room=int(room), pk__gt=after).order_by("pk")[:CAUGHT_UP_AT_ONCE]
            for message in await database_sync_to_async(lambda: list(rows))():
                await self.send_json(message.as_frame())
        await self.send_json({"kind": "caught_up", "room": room})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on what somebody said."""
        await self.send_json(event["frame"])


chat: Any = Chat.as_asgi()  # the router takes any ASGI application where its types say "view"
sockets: Any = AuthMiddlewareStack(URLRouter([path("chat/", chat)]))
pages: Any = get_asgi_application()
application = ProtocolTypeRouter({"http": pages, "websocket": sockets})


def prepare(people: int) -> dict[str, Any]:
    """Make the tables, and people with sessions."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Message)
    accounts: Any = get_user_model()  # Django's own: the types know the product's
    rows = accounts.objects.bulk_create(accounts(username=f"listener{number}", password="!") for number in range(people))
    sessions = []
    for person in rows:
        content = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
        data = SessionStore().encode({**content, HASH_SESSION_KEY: person.get_session_auth_hash()})
        sessions.append(Session(session_key=get_random_string(32), session_data=data, expire_date=now() + timedelta(days=1)))
    Session.objects.bulk_create(sessions)
    rooms = [100 + number for number in range(CORRIDORS)]
    Message.objects.bulk_create(
        Message(room=room, author=rows[0].pk, client_id=str(uuid4()), body="The quick brown fox. " * 10) for room in rooms * MISSED
    )
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": [session.session_key for session in sessions],
        "few": [1, 0],
        "everybody": [2, 0],
        "corridors": [[room, 0, 0] for room in rooms],
        "missed": CORRIDORS * MISSED,
        "desks": [[1000 + number, 0] for number in range(people)],  # one each: who posts hears nobody else
    }


if __name__ == "__main__":
    print(json.dumps(prepare(int(sys.argv[1]))))
