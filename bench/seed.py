"""`python -m bench.seed PEOPLE [HISTORY …]`: a site full of people, in seconds.  Prints where and who as JSON.

The rooms are opened by the actions that people use; the crowd in them is written row by row, many at a time, because
a thousand seats opened one after the other would take minutes.  A HISTORY is a space with that many messages.
"""
# ruff: noqa: E402 - the environment comes before Django, and Django before what needs it

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")

import django

django.setup()

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.crypto import get_random_string

from collab.accounts.models import Person
from collab.accounts.store import SessionStore
from collab.clock import now
from collab.streams.models import Entry, Stream, StreamKind
from discussions.chat.models import Topic
from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.actions import open_space
from discussions.spaces.models import Admission, Space
from discussions.spaces.shapes import SpaceDraft
from groups.models import Seat
from groups.roles import Role
from tests import world

FEW = 200  # people in the smaller room
CORRIDORS = DESKS = 20  # spaces that everybody watches; spaces to post in
MISSED = 5  # messages in each corridor that nobody has seen
BODY = "The quick brown fox jumps over the lazy dog. " * 4  # of what nobody reads
AT_ONCE = 2000  # rows of one statement


def main(people: int, histories: list[int]) -> dict[str, Any]:
    """Fill an empty database."""
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        here = world.build()
        few, everybody = room(here, "Few"), room(here, "Everybody")
        corridors = [room(here, f"Corridor {number}") for number in range(CORRIDORS)]
        desks = [room(here, f"Desk {number}") for number in range(DESKS)]
        long = {size: room(here, f"History of {size}") for size in histories}
        crowd = crowd_of(people)
        seats = seats_of(crowd, here)
        admissions = [(few[0], seat) for seat in seats[:FEW]]
        for space, _ in [everybody, *corridors]:
            admissions += [(space, seat) for seat in seats]
        admissions += [(space, seats[0]) for space, _ in long.values()]
        admissions += [(desks[number % DESKS][0], seat) for number, seat in enumerate(seats)]
        # The last one looks on at every desk.
        admissions += [(space, seats[-1]) for number, (space, _) in enumerate(desks) if number != (people - 1) % DESKS]
        admit(admissions)
        sessions = sessions_of(crowd)
        known = dict(Stream.objects.values_list("pk", "rev"))
        for space, topic in corridors:
            fill(space, topic, seats[0], MISSED)
        for size, (space, topic) in long.items():
            fill(space, topic, seats[0], size)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # what autovacuum does a minute later
    address = {space.pk: (space.pk, topic, known[space.pk]) for space, topic in [few, everybody, *corridors, *desks, *long.values()]}
    return {
        "cookie": settings.SESSION_COOKIE_NAME,
        "sessions": sessions,
        "few": address[few[0].pk],
        "everybody": address[everybody[0].pk],
        "corridors": [address[space.pk] for space, _ in corridors],
        "missed": CORRIDORS * MISSED,
        "desks": [address[space.pk] for space, _ in desks],
        "histories": {size: address[space.pk] for size, (space, _) in long.items()},
    }


def room(here: world.World, title: str) -> tuple[Space, int]:
    """A space of Weavers with one topic, as Ada opens it: the space, and the place of the topic."""
    space = open_space(here.ada.pk, SpaceDraft(group=here.weavers.pk, title=title))
    topic, _ = open_topic(here.ada.pk, space.pk, TopicDraft(client_id=uuid4(), title=title, body="Here."))
    return space, topic.place


def crowd_of(people: int) -> list[Person]:
    """Accounts with a stream each, as `create_user` makes them."""
    streams = Stream.objects.bulk_create((Stream(kind=StreamKind.PERSON) for _ in range(people)), batch_size=AT_ONCE)
    rows = [
        Person(email=f"listener{number}@example.org", name=f"Listener {number} (example)", stream=stream)
        for number, stream in enumerate(streams)
    ]
    for person in rows:
        person.set_unusable_password()
    crowd = Person.objects.bulk_create(rows, batch_size=AT_ONCE)
    EmailAddress.objects.bulk_create(
        (EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in crowd), batch_size=AT_ONCE
    )
    return crowd


def seats_of(crowd: Iterable[Person], here: world.World) -> list[Seat]:
    """A member's seat in Weavers for each."""
    rows = (Seat(group=here.weavers, person=person, organisation=here.lantern, role=Role.MEMBER, since=now()) for person in crowd)
    return Seat.objects.bulk_create(rows, batch_size=AT_ONCE)


def admit(pairs: list[tuple[Space, Seat]]) -> None:
    """Let seats into spaces, as `seating.admit` does."""
    streams = Stream.objects.in_bulk({space.pk for space, _ in pairs} | {seat.person.stream_id for _, seat in pairs})
    baselines = {pk: stream.rev for pk, stream in streams.items()}
    entries = [_shown(streams[space.pk], "seat") for space, _ in pairs]
    doors = [_shown(streams[seat.person.stream_id], "door") for _, seat in pairs]
    Entry.objects.bulk_create(entries + doors, batch_size=AT_ONCE)
    rows = (
        Admission(space=space, seat=seat, entry=entry, door=door, admitted_at=now(), baseline=baselines[space.pk])
        for (space, seat), entry, door in zip(pairs, entries, doors, strict=True)
    )
    Admission.objects.bulk_create(rows, batch_size=AT_ONCE)
    Stream.objects.bulk_update(streams.values(), ["rev"], batch_size=200)


def _shown(stream: Stream, kind: str) -> Entry:
    stream.rev += 1
    return Entry(stream=stream, place=stream.rev, rev=stream.rev, kind=kind)


def sessions_of(crowd: Iterable[Person]) -> list[str]:
    """A signed-in session for each, as tests/live.py makes one: their keys."""
    rows = []
    for person in crowd:
        store = SessionStore()
        content = {SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0]}
        data = store.encode({**content, HASH_SESSION_KEY: person.get_session_auth_hash()})
        rows.append(Session(session_key=get_random_string(32), session_data=data, expire_date=now() + settings.SESSION_LIFE))
    return [row.session_key for row in Session.objects.bulk_create(rows, batch_size=AT_ONCE)]


def fill(space: Space, topic: int, seat: Seat, messages: int) -> None:
    """So many messages in one topic, written by the database itself; the search index is left out."""
    stream = Stream.objects.get(pk=space.pk)
    parent = Entry.objects.get(stream=stream, kind="topic", place=topic)
    series = "SELECT generate_series(1, %(messages)s) AS n"
    client_id = "cast(lpad(to_hex(id), 32, '0') AS uuid)"
    if connection.vendor == "sqlite":
        series = "SELECT 1 AS n UNION ALL SELECT n + 1 FROM series WHERE n < %(messages)s"
        client_id = "printf('%%032x', id)"
    values = {
        "messages": messages, "stream": space.pk, "rev": stream.rev, "topic": parent.pk, "seat": seat.pk, "at": now(),
        "body": BODY, "html": f"<p>{BODY}</p>",
        "first": stream.rev,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH RECURSIVE series(n) AS ({series}) INSERT INTO streams_entry (stream_id, place, rev, kind, label, topic_id)"
            " SELECT %(stream)s, %(rev)s + n, %(rev)s + n, 'message', 'green', %(topic)s FROM series",
            values,
        )
        cursor.execute(
            "INSERT INTO chat_message (entry_id, space_id, author_id, client_id, request_hash, body, html, note, cards, posted_at,"
            f" gone, mentions_all, mentions_moderators) SELECT id, %(stream)s, %(seat)s, {client_id}, '', %(body)s, %(html)s, '', '[]',"
            " %(at)s, '', false, false FROM streams_entry WHERE stream_id = %(stream)s AND kind = 'message' AND place > %(first)s",
            values,
        )
    Stream.objects.filter(pk=space.pk).update(rev=stream.rev + messages)
    Topic.objects.filter(pk=parent.pk).update(messages=messages + 1, last_place=stream.rev + messages, last_at=now())


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]), [int(each) for each in sys.argv[2:]])))
