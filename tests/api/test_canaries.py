"""Canaries: a word of its own for each audience, and every byte that each person is sent is searched for all of them.

What is compared is exact: a word outside its audience is a leak, and one that its audience never sees shows that nobody looked.
"""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.labels import Label
from collab.streams.models import Entry
from collab.wiring import HOUSE
from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.listening import access
from discussions.personal.actions import keep_draft
from discussions.personal.shapes import DraftText
from discussions.spaces.actions import open_space
from discussions.spaces.seating import end_seat
from discussions.spaces.shapes import SpaceDraft
from tests.api.ask import ask
from tests.api.gate import act
from tests.api.schema import routes
from tests.papers import share
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db

READING = [route for route in routes() if route.verb == "get" and not route.path.endswith(("/export", "/file", "/pages"))]


@pytest.fixture
def span(db: None) -> Span:
    """Weavers, Potters and Dyers with a word of its own in each place where something is said."""
    span = build_span().opened(purpose="canary-charter.")
    world = span.world
    world.say(world.ben, "canary-loom.")
    share(world, world.ben, title="canary-paper.")
    back = open_space(world.ben.pk, SpaceDraft(group=world.weavers.pk, title="Back room", seats=[world.seat(world.ada).pk]))
    open_topic(world.ben.pk, back.pk, TopicDraft(client_id=uuid4(), title="Aside", body="canary-closed."))
    red = open_space(
        world.ben.pk, SpaceDraft(group=world.weavers.pk, title="canary-redtitle.", label=Label.RED, seats=[span.seat(span.cleo)])
    )
    open_topic(world.ben.pk, red.pk, TopicDraft(client_id=uuid4(), title="Aside", body="canary-red."))
    share(world, world.ben, title="canary-redpaper.", space=red.pk)
    open_topic(world.eve.pk, world.oven.pk, TopicDraft(client_id=uuid4(), title="Heat", body="canary-oven."))
    keep_draft(world.ben.pk, world.loom.pk, world.yarn, DraftText(body="canary-draft."))
    span.submit(world.ben, body="canary-held.")
    span.release(span.submit(world.ben, body="canary-released.").crossing)
    kept = span.release(
        span.submit(span.pam, body="canary-kept.", attribution="name", topic=None, title="canary-kepttitle.").crossing, by=world.eve
    )
    assert ask(span.mia).post(f"/api/bridges/{span.bridge}/messages/{kept.message}/hold", {"reason": "canary-why."})[0] == 201
    flagged = span.release(span.submit(span.pam, body="canary-flagged.", attribution="name").crossing, by=world.eve)
    assert ask(world.eve).post(f"/api/bridges/{span.bridge}/messages/{flagged.message}/flag", {"reason": "canary-flagwhy."})[0] == 201
    turned = span.submit(span.cleo, body="canary-turned.")
    assert act(span.mia, turned.crossing, "return", reason="canary-note.")[0] == 200
    base = f"/api/spaces/{world.loom.pk}/messages"
    reported = world.say(world.ben, "A sentence.")
    assert ask(span.cleo).post(f"{base}/{reported.place}/report", {"reason": "tone", "words": "canary-complaint."})[0] == 201
    wished = world.say(world.ben, "canary-wished.")
    assert ask(span.cleo).post(f"{base}/{wished.place}/wish", {"reason": "canary-wishwhy."})[0] == 201
    emptied = world.say(world.ben, "canary-emptied.")
    assert ask(world.ada).post(f"{base}/{emptied.place}/redact", {"reason": "canary-reason."})[0] == 200
    assert ask(world.ada).post(f"/api/seats/{span.seat(span.fay)}/mute", {"minutes": 60, "reason": "canary-mute."})[0] == 204
    for who in (world.ben, span.fay):
        for ruling in ask(who).get(f"/api/groups/{world.weavers.pk}/rulings")[1]:
            assert ask(who).post(f"/api/rulings/{ruling['number']}/appeal", {"note": f"canary-{ruling['kind']}note."})[0] == 200
    end_seat(by=world.ada.pk, seat_id=span.seat(span.dora), reason="She moves on.")
    world.say(world.ben, "canary-later.")
    return span


def addresses(span: Span) -> Iterator[str]:
    """Every address that can be read, of everything that there is: hidden or not is for the answer to tell."""
    spaces = rooms(span)
    groups = {group.pk: group.desk_id for group in (span.world.weavers, span.world.potters, span.dyers)}
    entries = list(Entry.objects.filter(stream__in=[*spaces, *groups.values()]).values_list("stream_id", "place", "kind"))
    for route in READING:
        kind = next((kind for kind in ("message", "document", "topic") if f"/{kind}s/" in route.path), "")
        said = [(space, place) for space, place, each in entries if each == kind and space in spaces]
        waiting = [(group, place) for group, desk in groups.items() for stream, place, _ in entries if stream == desk]
        known = {"space_id": (spaces, said), "group_id": (list(groups), waiting)}
        one, two = known.get(first_of(route.path), ([span.bridge], []))
        whole: list[tuple[int, ...]] = [*two] if route.path.count("{") > 1 else [(each,) for each in one]
        for ids in whole:
            path = route.path
            for number in ids:
                path = re.sub(r"{\w+}", str(number), path, count=1)
            yield re.sub(r"{\w+}", "1", path)
    yield "/plain/"
    yield from (f"/plain/s/{space}/" for space in spaces)
    yield from (f"/plain/s/{space}/t/{place}/" for space, place, kind in entries if space in spaces and kind == "topic")


def first_of(path: str) -> str:
    """The name of the first parameter of an address; none: an empty string."""
    found = re.search(r"{(\w+)}", path)
    return found[1] if found else ""


def rooms(span: Span) -> list[int]:
    """Every space of the cast."""
    return [span.world.loom.pk, span.world.oven.pk, span.bridge, *back_rooms(span)]


def back_rooms(span: Span) -> list[int]:
    """The closed spaces of Weavers."""
    return list(span.world.weavers.spaces.filter(closed=True).values_list("pk", flat=True))


def words_of(response: Any) -> str:
    """What an answer says; of a packed file, what each of its members says."""
    content: bytes = response.getvalue()
    if not content.startswith(b"PK"):
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "\n".join(packed.read(name).decode(errors="replace") for name in packed.namelist())


def bytes_for(span: Span, who: Person, paths: list[str]) -> str:
    """Everything that a person is sent: every answer, every stream that there is, every page, every search for a canary."""
    asking = ask(who)
    sent = [words_of(asking.raw("GET", path)) for path in paths]
    names = ["me", *(f"{kind}:{stream}" for kind in ("space", "desk") for stream in numbers(span))]
    for heard in access(who.pk, names).values():
        for page in (HOUSE.first_page(heard), HOUSE.changes_after(heard.stream_id, 0)):
            sent += [item.seen_from(heard.floor, heard.sides) for item in page.items]
    sent += [json.dumps(asking.get(f"/api/{path}?q=canary")[1]) for path in ("find", "library", "centre")]
    return "\n".join(sent)


def numbers(span: Span) -> list[int]:
    """Ids of every space and of every group."""
    return [*rooms(span), span.world.weavers.pk, span.world.potters.pk, span.dyers.pk]


def test_a_word_reaches_its_audience_and_nobody_else(span: Span) -> None:
    world = span.world
    cast = {"ada": world.ada, "mia": span.mia, "ben": world.ben, "cleo": span.cleo, "dora": span.dora,
            "fay": span.fay, "eve": world.eve, "pam": span.pam, "gus": span.gus}  # fmt: skip
    paths = list(addresses(span))
    sent = {name: bytes_for(span, who, paths) for name, who in cast.items()}
    seen: dict[str, set[str]] = {}
    for name, text in sent.items():
        for word in re.findall(r"canary-(\w+)\.", text):
            seen.setdefault(word, set()).add(name)
    weavers, moderators = {"ada", "mia", "ben", "cleo", "fay"}, {"ada", "mia"}
    talking = {"ada", "mia", "ben", "cleo", "eve", "pam"}
    assert seen == {
        "charter": talking | {"gus"}, "loom": weavers, "paper": weavers, "later": weavers, "closed": {"ada", "ben"},
        "wished": {"ada", "mia", "ben", "cleo"}, "wishwhy": {"ada", "mia", "ben", "cleo"},  # of the author's house, or moderating
        "redtitle": {"ben", "cleo"}, "red": {"ben", "cleo"}, "redpaper": {"ben", "cleo"},
        "oven": {"eve", "pam"}, "draft": {"ben"}, "held": moderators | {"ben"}, "released": talking,
        "kept": {"eve", "pam"} | moderators, "kepttitle": {"eve", "pam"} | moderators, "why": weavers - {"fay"},
        "flagged": {"pam", "eve"} | moderators, "flagwhy": talking,  # held for all: its author, its side's desk, and who opens it
        "turned": moderators | {"cleo"}, "note": moderators | {"cleo"}, "complaint": moderators, "reason": weavers,
        "mute": moderators | {"fay"}, "mutenote": moderators | {"fay"}, "redactionnote": moderators | {"ben"},
        "emptied": {"mia"},  # who did not redact it, and opened it to answer
    }  # fmt: skip
    for name in ("eve", "pam", "gus"):  # he spoke as his constituency
        assert "Ben (example)" not in sent[name]
