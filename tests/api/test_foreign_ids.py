"""Whoever stands outside learns nothing from an address: what is hidden is answered as what is missing, and nothing moves.

Walks every address of the published schema with the ids of things that exist, and with ids of things that do not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Self
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.labels import Label
from collab.streams.models import Entry, Stream, StreamKind
from discussions.bridges.models import FlagDesk
from discussions.chat.models import Message
from discussions.collections.actions import make_collection, submit_item
from discussions.collections.shapes import CollectionDraft, Submission
from discussions.desk.models import Appeal, Report, Ruling
from discussions.documents.attributes.models import Attribute
from discussions.documents.comment_shapes import CommentDraft
from discussions.documents.commenting import comment
from discussions.documents.models import Document, Edit, LivingText, Version
from discussions.polls.actions import open_poll
from discussions.polls.draft_shapes import PollText
from discussions.polls.drafts import keep_draft
from discussions.polls.models import Proxy
from discussions.polls.roles import Unit
from discussions.polls.shapes import PollDraft
from discussions.safeguarding.models import Case
from discussions.spaces.actions import change_space
from discussions.spaces.models import Admission
from discussions.spaces.seating import end_seat, open_seat
from discussions.spaces.shapes import SpaceEdit
from discussions.uploads.actions import begin_upload, take_part
from groups.actions import change_group, create_group, give_office
from groups.invitations import invite
from groups.models import Group
from groups.roles import GroupKind, OfficeKind, Role
from groups.shapes import GroupDraft, GroupEdit, InvitationDraft, OfficeDraft
from tests.api.ask import Answer, Asking, ask
from tests.api.gate import NOTHING_HERE
from tests.api.schema import Route, routes, sample
from tests.attached import paper as attachable
from tests.attached import ref
from tests.council import HOUR
from tests.papers import send_file, share
from tests.sealed import some_request
from tests.span import Span, build_span
from tests.world import person

pytestmark = pytest.mark.django_db

CANARY = "kingfisher"
MISSING = 2**45 + 7
PUBLISHED = 2**44 + 5  # in the resource centre, for those who read its space
HIDDEN = (404, NOTHING_HERE)
ABOUT_ONE = [route for route in routes() if "{" in route.path]
LISTS = [route for route in routes() if route.verb == "get" and "{" not in route.path]


@dataclass
class Inside:
    """What lies in Weavers and in its bridge with Potters, full of a word that nobody outside may ever be sent."""

    span: Span
    zoe: Person  # leads a group that has nothing to do with all this
    ids: dict[str, list[int]]  # by the name of a parameter

    def addresses(self, route: Route) -> Iterator[str]:
        """The addresses of a route with ids that exist."""
        names = re.findall(r"{(\w+)}", route.path)
        for n in range(max(len(self.ids[name]) for name in names)):
            path = route.path
            for name in names:
                path = path.replace(f"{{{name}}}", str(self.ids[name][n % len(self.ids[name])]))
            yield path


class Still(datetime):
    """The moment at which this module was read."""

    MOMENT = datetime.now(UTC)

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Always the same."""
        return cls.fromtimestamp(cls.MOMENT.timestamp(), tz)


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes: what is written once in thirty seconds, such as a session's last use, would look like another way."""
    monkeypatch.setattr(clock, "datetime", Still)


@pytest.fixture
def inside(db: None) -> Inside:
    """Weavers, not listed, with one thing of every kind."""
    span = build_span()
    world = span.world
    Group.objects.filter(pk=world.weavers.pk).update(listed=False, name=f"Weavers {CANARY}")
    change_group(world.ada.pk, world.weavers.pk, GroupEdit(purpose=CANARY, rules=CANARY))
    change_space(world.ada.pk, world.loom.pk, SpaceEdit(title=f"Loom {CANARY}", purpose=CANARY))
    said = world.say(world.ben, f"A {CANARY} for [Ada](seat:{world.seat(world.ada).pk})")
    paper = share(world, world.ada, title=f"Menu {CANARY}", abstract=CANARY, attributes={"reference": [CANARY]})
    draft = {"client_id": uuid4(), "unit": "person", "question": f"Which {CANARY}?", "closes_at": now() + HOUR,
             "options": [{"text": f"blue {CANARY}"}, {"text": "none"}]}  # fmt: skip
    version = Version.objects.get(document__entry__place=paper.place, document__space=world.loom)
    Document.objects.filter(pk=version.document_id).update(published=version, published_at=now(), number=PUBLISHED)
    Version.objects.filter(pk=version.pk).update(published_at=now())
    written = LivingText.objects.create(
        document_id=version.document_id, stream=Stream.objects.create(kind=StreamKind.TEXT, within_id=world.loom.pk)
    )
    Edit.objects.create(text=written, rev=1, data=CANARY.encode(), at=now())
    poll = open_poll(world.ada.pk, world.loom.pk, PollDraft.model_validate(draft)).poll
    given = Proxy.objects.create(
        space=world.loom, giver=world.seat(world.ada), holder=world.seat(world.ben), client_id=uuid4(), given_at=now(), until=now() + HOUR
    )
    kept = keep_draft(world.ada.pk, world.loom.pk, PollText(unit=Unit.PERSON, question=CANARY))
    ask(world.ada).post(f"/api/spaces/{world.loom.pk}/messages/{said.place}/report", {"reason": "tone", "words": CANARY})
    span.opened(title=f"Bridge {CANARY}", purpose=CANARY, groups=[world.potters.pk])
    with_it = {"attribution": "name", "attachments": [ref(attachable(span, title=f"Attached {CANARY}"))]}
    held = span.submit(span.cleo, body=f"Held {CANARY}", **with_it)
    said_there = span.submit(span.cleo, body=f"Said {CANARY}", **with_it)
    post = span.release(said_there.crossing).message
    wish = {"space": world.loom.pk, "topic": world.yarn, "words": CANARY}
    assert post is not None and ask(world.ben).post(f"/api/bridges/{span.bridge}/messages/{post}/carry", wish)[0] == 201
    text = {"client_id": str(uuid4()), "title": f"Summary {CANARY}", "body": CANARY, "sources": [post]}
    summary = ask(world.ben).post(f"/api/bridges/{span.bridge}/summaries", text)[1]["number"]
    letter, _token = invite(world.ada.pk, world.weavers.pk, InvitationDraft(email=f"{CANARY}@example.org", organisation=world.lantern.pk))
    zoe = person("Zoe")
    glass = create_group(world.olga.pk, GroupDraft(name="Glass", kind=GroupKind.WORKING_GROUP))
    open_seat(by=world.olga.pk, group_id=glass.pk, person_id=zoe.pk, organisation_id=world.kiln.pk, role=Role.LEAD)
    holds = OfficeDraft(seat=world.seat(world.ben).pk, kind=OfficeKind.CHAIR, from_on=now().date())
    chair = give_office(world.ada.pk, world.weavers.pk, holds)
    menus = make_collection(
        world.ada.pk,
        world.weavers.pk,
        CollectionDraft(title=f"Menus {CANARY}", description=CANARY, curator=world.seat(world.ada).pk, ceiling=Label.AMBER_STRICT),
    ).collection
    [item] = submit_item(world.ben.pk, menus.id, Submission(space=world.loom.pk, place=paper.place, note=CANARY)).submitted
    asked = Attribute.objects.create(group=world.weavers, name=CANARY, kind="line")
    places = [world.yarn, said.place, paper.place, poll.place]
    waiting = list(Report.objects.filter(group=world.weavers).values_list("entry__place", flat=True))  # on the desk of Weavers
    noted = comment(world.ben.pk, world.loom.pk, paper.place, CommentDraft(client_id=uuid4(), version=1, body="Why blue?")).items[0].id
    sent = begin_upload(world.ben.pk, world.loom.pk, f"{CANARY}.txt", 5).id
    take_part(world.ben.pk, sent, 0, [b"# Men"])
    ask(world.ada).post(f"/api/spaces/{world.loom.pk}/messages/{world.say(world.ben, CANARY).place}/redact", {"reason": CANARY})
    ruling = Ruling.objects.get()
    ask(world.ben).post(f"/api/rulings/{ruling.number}/appeal", {"note": CANARY})
    seen = span.release(span.submit(span.cleo, body=f"Flagged {CANARY}").crossing).message
    assert ask(world.ada).post(f"/api/bridges/{span.bridge}/messages/{seen}/flag", {"reason": CANARY})[0] == 201
    waiting += FlagDesk.objects.filter(group=world.weavers).values_list("entry__place", flat=True)
    waiting += Appeal.objects.values_list("entry__place", flat=True)
    sealed = Case.objects.create(
        person=world.ben, at=now(), list="watch", kind="md5", digest="0" * 32, embedded=False, sha256="0" * 64, size=5
    )  # fmt: skip
    attached = [each.number for shape in (held, said_there) for each in shape.attachments]
    ids = {
        "space_id": [world.loom.pk], "group_id": [world.weavers.pk], "bridge_id": [span.bridge], "place": [*places, *waiting],
        "topic": [world.yarn], "seat_id": [world.seat(world.ada).pk], "invitation_id": [letter.pk], "office_id": [chair.pk],
        "number": [held.crossing, 1, *attached, *span.questions(), summary, ruling.number],
        "published_id": [PUBLISHED], "draft_id": [kept.id],
        "proxy_id": [given.pk], "page": [1], "comment_id": [noted], "collection_id": [menus.id], "item_id": [item.id],
        "upload_id": [sent], "case_id": [sealed.pk], "unsealing": [some_request(span, held.crossing, CANARY)],
        "attribute_id": [asked.pk],
    }  # fmt: skip
    return Inside(span, zoe, ids)


def stored() -> tuple[Any, ...]:
    """What no refused request may change."""
    return AuditEntry.objects.count(), Entry.objects.count(), list(Stream.objects.order_by("pk").values_list("pk", "rev", "epoch"))


def request(asking: Asking, route: Route, path: str, *, whole: bool) -> Answer:
    """A request that is in order but for who makes it."""
    if route.form:
        fields = {"client_id": str(uuid4()), "title": "Menu"} if path.endswith("documents") else {"client_id": str(uuid4())}
        return send_file(asking, path, b"# Menu", name="menu.md", **fields)
    return asking.send(route.verb.upper(), path, sample(route.body, whole=whole) if route.body else None)


def trace(asking: Asking, route: Route, path: str, *, whole: bool) -> tuple[Answer, dict[str, str], list[str]]:
    """A request: its answer, its headers, and the statements that it sent to the database, without their values."""
    with CaptureQueriesContext(connection) as sent:
        if route.form:
            return request(asking, route, path, whole=whole), {}, shapes_of(sent)
        response = asking.raw(route.verb.upper(), path, sample(route.body, whole=whole) if route.body else None)
    return (response.status_code, response.json()), dict(response.headers), shapes_of(sent)


def shapes_of(sent: CaptureQueriesContext) -> list[str]:
    """Statements without what stands in quotes, without numbers, and without how many of them a list holds."""
    bare = [re.sub(r"'(?:[^']|'')*'|\b\d+\b|\bs\d+_x\d+\b", "?", each["sql"]) for each in sent.captured_queries]
    return [re.sub(r"\?(?:, \?)+", "?", each) for each in bare]


def outsider(inside: Inside) -> Person:
    """The lead of another group."""
    return inside.zoe


def ended(inside: Inside) -> Person:
    """Somebody whose seat has ended."""
    world = inside.span.world
    end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="for the test")
    return world.ben


@pytest.mark.parametrize("who", [outsider, ended], ids=["outsider", "ended"])
@pytest.mark.parametrize("whole", [False, True], ids=["least", "whole"])
def test_hidden_is_answered_as_missing_and_nothing_moves(inside: Inside, who: Callable[[Inside], Person], whole: bool) -> None:
    asking = ask(who(inside))
    before = stored()
    for route in ABOUT_ONE:
        for path in inside.addresses(route):
            assert request(asking, route, path, whole=whole) == HIDDEN, (route, path)
        missing = re.sub(r"{\w+}", str(MISSING), route.path)
        assert request(asking, route, missing, whole=whole) == HIDDEN, route
    assert stored() == before


@pytest.mark.parametrize("who", [outsider, ended], ids=["outsider", "ended"])
@pytest.mark.parametrize("whole", [False, True], ids=["least", "whole"])
def test_hidden_takes_the_same_way_as_missing(inside: Inside, who: Callable[[Inside], Person], whole: bool) -> None:
    """Status, body, headers and the list of queries: what takes another way takes another time."""
    asking, differs = ask(who(inside)), []
    asking.get("/api/start")  # a session is written to when it is first used
    for route in ABOUT_ONE:
        missing = trace(asking, route, re.sub(r"{\w+}", str(MISSING), route.path), whole=whole)
        for path in inside.addresses(route):
            if (hidden := trace(asking, route, path, whole=whole)) != missing:
                more, fewer = ([q for q in a if q not in b] for a, b in ((hidden[2], missing[2]), (missing[2], hidden[2])))
                differs.append((str(route), path, hidden[:2] == missing[:2], len(hidden[2]), len(missing[2]), more, fewer))
    assert differs == []


def test_a_member_finds_no_more_on_the_desk_than_what_is_missing(inside: Inside) -> None:
    """Invitations, reports and the posts of others are for those who moderate: to a member they are not there."""
    world = inside.span.world
    asking, before = ask(world.ben), stored()
    asking.get("/api/start")
    group = str(world.weavers.pk)
    for route in ABOUT_ONE:
        if not route.path.startswith(("/api/invitations/", "/api/crossings/", "/api/groups/{group_id}/reports/")):
            continue
        last = [name for name in re.findall(r"{(\w+)}", route.path) if name != "group_id"][-1]
        path = route.path.replace("{group_id}", group)
        missing = trace(asking, route, path.replace(f"{{{last}}}", str(MISSING)), whole=True)
        assert missing[0] == HIDDEN
        for number in inside.ids[last]:
            assert trace(asking, route, path.replace(f"{{{last}}}", str(number)), whole=True) == missing, (route, number)
    assert stored() == before


def test_who_joined_later_is_answered_alike_for_older_and_for_missing_messages(inside: Inside) -> None:
    world = inside.span.world
    said = Message.objects.filter(space=world.loom).order_by("pk").last()
    assert said is not None
    place = said.entry.place
    Admission.objects.filter(space=world.loom, seat=world.seat(world.ben)).update(floor=place)
    asking, before = ask(world.ben), stored()
    asking.get("/api/start")
    for route in ABOUT_ONE:
        if "/messages/{place}" in route.path or "/documents/{place}" in route.path or "/polls/{place}" in route.path:
            path = route.path.replace("{space_id}", str(world.loom.pk)).replace("{number}", "1")
            missing = trace(asking, route, path.replace("{place}", str(MISSING)), whole=True)
            assert missing[0] == HIDDEN
            older = place if "/messages/" in path else next(number for number in inside.ids["place"] if number <= place)
            assert trace(asking, route, path.replace("{place}", str(older)), whole=True) == missing, route
    assert stored() == before


def test_an_officer_without_a_seat_reads_no_content(inside: Inside) -> None:
    asking = ask(inside.span.world.olga)
    for route in ABOUT_ONE:
        if route.path.startswith(("/api/spaces/", "/api/bridges/", "/api/crossings/", "/api/groups/{group_id}/reports/")):
            for path in inside.addresses(route):
                assert request(asking, route, path, whole=True) == HIDDEN, (route, path)


def test_without_the_demanded_second_factor_nothing_is_told_or_done(inside: Inside) -> None:
    world = inside.span.world
    Person.objects.filter(pk=world.ada.pk).update(second_factor=True)
    change_group(world.ada.pk, world.weavers.pk, GroupEdit(second_factor=True))
    asking, before = ask(world.ben), stored()
    for route in ABOUT_ONE:
        if route.path.startswith(("/api/spaces/", "/api/bridges/", "/api/crossings/", "/api/groups/{group_id}/reports/")):
            for path in inside.addresses(route):
                assert request(asking, route, path, whole=True) == HIDDEN, (route, path)
    assert stored() == before


@pytest.mark.parametrize("who", [outsider, ended], ids=["outsider", "ended"])
def test_no_list_no_count_and_no_search_says_the_word(inside: Inside, who: Callable[[Inside], Person]) -> None:
    world = inside.span.world
    asking = ask(who(inside))
    refs = ",".join(f"{world.loom.pk}.{place}" for place in inside.ids["place"])
    asked = [f"{route.path}?q={CANARY}&refs={refs}" for route in LISTS]
    asked += [f"/api/library?group={world.weavers.pk}", f"/api/library?space={world.loom.pk}", "/api/decisions?state=closed"]
    for path in asked:
        response = asking.raw("GET", path)
        assert response.status_code in ({200, 404} if path.startswith(("/api/organisations", "/api/safeguarding")) else {200}), path
        assert CANARY not in response.content.decode(), path
    assert asking.get(f"/api/find?q={CANARY}&space={world.loom.pk}") == HIDDEN == asking.get(f"/api/find?q={CANARY}&space={MISSING}")
    assert asking.get(f"/api/library?q={CANARY}") == (200, {"items": [], "count": 0, "cursor": None})
    assert asking.get("/api/waiting") == (200, [])
