"""Finding words in what one may read, on both databases; mentions; cards."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.accounts.models import Person
from collab.clock import now
from collab.streams.models import Entry
from discussions.chat.actions import edit_message, withdraw_message
from discussions.chat.models import Message
from discussions.chat.shapes import MessageEdit
from discussions.desk.redacting import redact_message
from discussions.finding import mentions
from discussions.personal.actions import hide, mark_read
from discussions.polls.actions import open_poll
from discussions.polls.shapes import PollDraft
from discussions.spaces.actions import open_space
from discussions.spaces.seating import end_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import share
from tests.world import World, person

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


def found(who: Person, query: str, **more: object) -> list[str]:
    """The excerpts of the hits."""
    asked = "&".join(f"{name}={value}" for name, value in {"q": query, **more}.items())
    status, page = ask(who).get(f"/api/find?{asked}")
    assert status == 200, page
    return [hit["excerpt"] for hit in page["hits"]]


def test_a_message_is_found_with_all_that_a_hit_says(world: World) -> None:
    said = world.say(world.ben, "The **blue** wool & <silk> arrived.", label="amber_strict")
    status, page = ask(world.ada).get("/api/find?q=BLUE+woo")
    assert (status, page["cursor"]) == (200, None)
    assert page["hits"] == [{
        "kind": "message", "space": world.loom.pk, "place": said.place, "topic": world.yarn, "title": "Yarn",
        "excerpt": "The <mark>blue</mark> <mark>wool</mark> &amp; &lt;silk&gt; arrived.", "note": "", "label": "amber_strict",
        "by": {
            "seat": world.seat(world.ben).pk, "name": "Ben (example)", "organisation": "Lantern (example)",
            "constituency": "civil_society", "role": "member",
        },
        "at": page["hits"][0]["at"],
    }]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "query", "excerpts"),
    [
        ("Café crème", "cafe creme", ["<mark>Café</mark> <mark>crème</mark>"]),
        ("Cafe creme", "CAFÉ", ["<mark>Cafe</mark> creme"]),
        ("Straße", "strasse", ["<mark>Straße</mark>"]),
        ("Ёлка и берёза", "елка", ["<mark>Ёлка</mark> и берёза"]),
        ("القائمةُ الجديدة", "قائمه", ["<mark>القائمةُ</mark> الجديدة"]),
        ("قائمة", "القائمة", ["<mark>قائمة</mark>"]),
        ("إلى أحمد", "احمد", ["إلى <mark>أحمد</mark>"]),
        ("我们需要合作与透明", "合作", ["我们需要<mark>合作</mark>与透明"]),
        ("作合", "合作", []),
        ("ﬁne print", "fine", ["<mark>ﬁne</mark> print"]),
        ("well-known text", "well-known", ["<mark>well</mark>-<mark>known</mark> text"]),
        ("known well", "well-known", []),
        ("version 1.2", "1.2", ["version <mark>1</mark>.<mark>2</mark>"]),
        ("reporting", "repo", ["<mark>reporting</mark>"]),
        ("reporting desk", "repo desk", []),
        ("wool", "oo", []),
        ("snake_case", "case", ["snake_case"]),
    ],
)
def test_writings_are_folded_alike(world: World, body: str, query: str, excerpts: list[str]) -> None:
    world.say(world.ben, body)
    assert found(world.ada, query) == excerpts


@pytest.mark.parametrize("query", ["", "%20", "***", '"', "'", "a:*", "(", "NEAR(", "-", "title:", "%26%7C%21", "OR", "\\", "😀", "%00"])
def test_signs_of_query_languages_are_only_signs(world: World, query: str) -> None:
    world.say(world.ben, "blue wool")
    assert found(world.ada, query) == []


def test_what_stands_under_a_content_note_stays_folded(world: World) -> None:
    world.say(world.ben, "a canary dies", note="birds & loss")
    [hit] = ask(world.ada).get("/api/find?q=canary")[1]["hits"]
    assert (hit["excerpt"], hit["note"]) == ("birds &amp; loss", "birds & loss")


def test_all_words_must_be_there_and_titles_count(world: World) -> None:
    world.say(world.ben, "blue wool")
    assert found(world.ada, "yarn blue") == ["<mark>blue</mark> wool"]
    assert found(world.ada, "blue silk") == []
    assert found(world.ada, "yarn", space=world.loom.pk) == [
        "<mark>blue</mark> wool".replace("<mark>blue</mark>", "blue"), "Which <mark>yarn</mark> first?", "<mark>Yarn</mark>",
    ]  # fmt: skip


def test_an_outsider_learns_nothing_from_words_counts_or_queries(world: World) -> None:
    world.say(world.ben, "a hidden canary")
    eve = ask(world.eve)
    assert eve.get("/api/find?q=warm") == (200, {"hits": [], "cursor": None})
    queries = []
    for word in ("canary", "nonsense"):
        with CaptureQueriesContext(connection) as asked:
            assert eve.get(f"/api/find?q={word}") == (200, {"hits": [], "cursor": None})
        moments = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[.\d]*(\+00:00)?"
        queries.append([re.sub(rf"{word}|{moments}", "?", each["sql"]) for each in asked])
    assert queries[0] == queries[1]
    assert eve.get(f"/api/find?q=canary&space={world.loom.pk}") == eve.get("/api/find?q=canary&space=1") == GONE


def test_what_is_gone_edited_hidden_or_before_ones_time_is_not_found(world: World) -> None:
    loom = world.loom.pk
    verbs: list[Callable[[int], object]] = [
        lambda place: withdraw_message(world.ben.pk, loom, place),
        lambda place: redact_message(world.ada.pk, loom, place, "reason"),
        lambda place: edit_message(world.ben.pk, loom, place, MessageEdit(body="other words")),
    ]
    for verb in verbs:
        said = world.say(world.ben, "canary")
        assert found(world.ada, "canary") == ["<mark>canary</mark>"]
        verb(said.place)
        assert found(world.ada, "canary") == []
    kept = world.say(world.ben, "sparrow")
    hide(world.ada.pk, Entry.objects.get(stream_id=world.loom.pk, place=kept.place))
    assert (found(world.ada, "sparrow"), found(world.ben, "sparrow")) == ([], ["<mark>sparrow</mark>"])


def test_joining_readers_find_from_their_time_on(world: World) -> None:
    attic = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Attic", history="joining"))
    share(world, world.ada, b"old canary", space=attic.pk, name="a.txt", title="Old")
    cleo = person("Cleo")
    seat = open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    share(world, world.ada, b"new canary", space=attic.pk, name="a.txt", title="New")
    assert found(cleo, "canary") == ["New. new <mark>canary</mark>"]
    assert len(found(world.ada, "canary")) == 2
    end_seat(by=world.olga.pk, seat_id=seat.pk, reason="moved on")
    assert found(cleo, "canary") == []


def test_a_document_is_found_by_its_words_and_shown_around_them(world: World) -> None:
    share(world, world.ben, ("start " * 60 + "canary " + "end " * 60).encode(), name="a.txt", title="Menu", abstract="What to buy.")
    [excerpt] = found(world.ada, "canary")
    assert excerpt == "…" + "start " * 9 + "<mark>canary</mark>" + " end" * 34 + "…"


def test_hits_come_in_pages_at_a_constant_cost(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discussions.finding.PAGE", 2)
    for n in range(5):
        world.say(world.ben, f"canary {n}")
    ada = ask(world.ada)
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = ada.get(f"/api/find?q=canary&cursor={cursor}")[1]
        seen += [hit["excerpt"] for hit in page["hits"]]
        cursor = page["cursor"]
    assert seen == [f"<mark>canary</mark> {n}" for n in (4, 3, 2, 1, 0)]
    assert ada.get("/api/find?q=canary&cursor=x")[0] == 422
    assert ada.get("/api/find?q=canary&cursor=1.1")[1] == {"hits": [], "cursor": None}
    costs = set()
    for size in (1, 5):
        monkeypatch.setattr("discussions.finding.PAGE", size)
        with CaptureQueriesContext(connection) as queries:
            ada.get("/api/find?q=canary")
        costs.add(len(queries))
    assert costs == {7}  # session, person; entries; messages, reactions, mentions, cards; titles


def test_mentions_of_me_of_all_and_of_moderators(world: World) -> None:
    ben, ada = world.seat(world.ben).pk, world.seat(world.ada).pk
    first = world.say(world.ada, f"@[Ben](seat:{ben}) please look")
    world.say(world.ada, "nobody in particular")
    world.say(world.ben, f"@[Ben](seat:{ben}) to myself, @[Ada](seat:{ada})")
    last = world.say(world.ada, "@[all](group:all) and @[moderators](role:moderators)")
    to_moderators = world.say(world.ben, "@[moderators](role:moderators)")
    mark_read(world.ben.pk, world.loom.pk, world.yarn, first.place)

    def told(who: Person) -> list[tuple[int, bool]]:
        return [(item["message"]["place"], item["unread"]) for item in ask(who).get("/api/mentions")[1]["items"]]

    assert told(world.ben) == [(last.place, True), (first.place, False)]
    assert told(world.ada) == [(to_moderators.place, True), (to_moderators.place - 2, True)]
    assert told(world.eve) == []
    withdraw_message(world.ada.pk, world.loom.pk, last.place)
    assert told(world.ben) == [(first.place, False)]


def test_mentions_start_from_the_messages_that_call(world: World) -> None:
    """However much is said that calls nobody, the database does not look at it."""
    topic = Entry.objects.get(stream_id=world.loom.pk, place=world.yarn)
    places = range(1000, 4000)
    Entry.objects.bulk_create(
        [Entry(stream_id=world.loom.pk, place=place, rev=place, kind="message", topic=topic, label="amber") for place in places]
    )
    Message.objects.bulk_create(
        Message(
            entry=entry, space=world.loom, author=world.seat(world.ada), client_id=uuid4(), body="word", posted_at=now(),
            mentions_all=entry.place % 1000 == 7, mentions_moderators=entry.place % 1000 == 9,
        )
        for entry in Entry.objects.filter(stream_id=world.loom.pk, place__in=places)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        with CaptureQueriesContext(connection) as queries:
            assert [each.message.place for each in mentions(world.ben.pk, "").items] == [3007, 2007, 1007]
        explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
        cursor.execute(explain + queries.captured_queries[0]["sql"].replace("%", "%%"))
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    assert "message_to_all" in plan
    assert "message_to_moderators" in plan
    assert re.findall(r"(?:SCAN|Seq Scan on) (?:chat_message|streams_entry)\b.*", plan) == [], plan


def test_cards_show_what_the_reader_may_see(world: World) -> None:
    menu = share(world, world.ben)
    pots = share(world, world.eve, space=world.oven.pk, title="Pots")
    refs = f"{pots.space}.{pots.place},{menu.space}.{menu.place},{menu.space}.1,1.1"
    assert [item["title"] for item in ask(world.ben).get(f"/api/cards?refs={refs}")[1]["items"]] == ["Yarn menu"]
    assert [item["title"] for item in ask(world.eve).get(f"/api/cards?refs={refs}")[1]["items"]] == ["Pots"]
    assert ask(world.ben).get("/api/cards?refs=a.b")[0] == 422


def test_a_poll_is_found_by_its_question_and_options(world: World) -> None:
    draft = PollDraft.model_validate({
        "client_id": uuid4(), "unit": "person", "question": "Which wool first?", "options": [{"text": "Canary"}, {"text": "Moss"}],
        "closes_at": now() + timedelta(days=1),
    })  # fmt: skip
    poll = open_poll(world.ada.pk, world.loom.pk, draft).poll
    [hit] = ask(world.ben).get("/api/find?q=canary")[1]["hits"]
    assert (hit["kind"], hit["place"], hit["topic"], hit["title"]) == ("poll", poll.place, None, "Which wool first?")
    assert hit["excerpt"] == "Which wool first? · <mark>Canary</mark> · Moss"


@pytest.mark.parametrize("path", ["/api/find?q=yarn", "/api/mentions?"])
def test_behind_a_foreign_address_there_is_as_much_as_behind_none(world: World, path: str) -> None:
    """A cursor is no way to learn which places of another space exist."""
    world.say(world.ada, f"More yarn for [Ben](seat:{world.seat(world.ben).pk})")
    eve_said = Entry.objects.create(stream_id=world.oven.pk, place=900, rev=900, kind="message")
    assert eve_said.pk > Entry.objects.get(stream_id=world.loom.pk, place=world.yarn).pk
    answers = [ask(world.ben).get(f"{path}&cursor={world.oven.pk}.{place}")[1] for place in (900, 901)]
    assert answers[0] == answers[1]
    assert answers[0]["cursor"] is None
