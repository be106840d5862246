"""A wish that a message be TLP:RED: it holds at once and in every channel, until the source or two moderators decide."""

from typing import Any

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.streams.models import Entry
from collab.wiring import HOUSE
from discussions.chat.actions import withdraw_message
from discussions.chat.models import Message
from discussions.desk.models import RedWish, WishVote
from discussions.digest.reads import news_for
from discussions.listening import access
from discussions.personal.models import Notice
from discussions.spaces.seating import change_seat
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db
WORD = "Saffronword"


@pytest.fixture
def span(db: None) -> Span:
    return build_span()


def said(span: Span, who: Person | None = None, **more: Any) -> int:
    """The place of a message in loom, of Dora's unless said otherwise: alone she speaks for Harbour."""
    return span.world.say(who or span.dora, f"{WORD} and blue wool.", **more).place


def at(span: Span, place: int, verb: str = "") -> str:
    return f"/api/spaces/{span.world.loom.pk}/messages/{place}/wish{verb}"


def wish(span: Span, place: int, who: Person | None = None) -> Answer:
    return ask(who or span.cleo).post(at(span, place), {"reason": "It names who asked."})


def decide(span: Span, place: int, who: Person, red: bool) -> Answer:
    return ask(who).post(at(span, place, "/decide"), {"red": red})


def state() -> list[Any]:
    """Everything that a refusal must leave as it is."""
    return [
        list(RedWish.objects.order_by("pk").values()), list(WishVote.objects.order_by("pk").values()),
        list(Message.objects.order_by("pk").values()), list(Entry.objects.order_by("pk").values("pk", "rev", "label")),
        AuditEntry.objects.count(), Notice.objects.count(),
    ]  # fmt: skip


def heard_by(span: Span, who: Person) -> str:
    """Everything that a person is sent of the room: first page, catch-up, history, search, mentions, earlier wordings."""
    asking, room = ask(who), span.world.loom.pk
    [heard] = access(who.pk, [f"space:{room}"]).values()
    sent = [item.seen_from(0, frozenset()) for page in (HOUSE.first_page(heard), HOUSE.changes_after(room, 0)) for item in page.items]
    ways = [f"/api/spaces/{room}/history", f"/api/find?q={WORD}", "/api/mentions", "/api/waiting", f"/plain/s/{room}/t/{span.world.yarn}/"]
    ways += [f"/api/spaces/{room}/messages/{row.entry.place}/revisions" for row in Message.objects.filter(space=room)]
    return "\n".join([*map(str, sent), *(asking.raw("GET", way).content.decode() for way in ways)])


def test_it_holds_at_once_in_every_channel(span: Span) -> None:
    world = span.world
    place = said(span, note=f"{WORD} note")
    ask(span.dora).patch(
        f"/api/spaces/{world.loom.pk}/messages/{place}", {"body": f"{WORD}, in other words. @[Fay](seat:{span.seat(span.fay)})"}
    )
    world.say(world.ben, "Indeed.", quote=place)
    assert WORD in heard_by(span, span.fay)
    assert wish(span, place) == (201, {"received": True, "space": world.loom.pk, "message": place})
    for who in (span.fay, world.ben, span.cleo, span.dora, span.mia, world.ada):
        assert WORD not in heard_by(span, who), who
    message = Message.objects.get(entry__place=place, space=world.loom)
    assert (message.gone, message.entry.label) == ("wished", "amber_strict")
    assert news_for(span.fay.pk, message.posted_at).waits["mentions"] == 0
    assert not [row for row in AuditEntry.objects.all() if WORD in f"{row.facts}{row.reason}" or "names who" in f"{row.facts}{row.reason}"]
    assert ask(span.fay).post(f"/api/spaces/{world.loom.pk}/messages", {
        "client_id": "8b0e6f3e-6f0b-4a6e-9d5a-0f1d2c3b4a59", "topic": world.yarn, "body": "Quoting.", "quote": place,
    })[0] == 404  # fmt: skip


def test_its_author_who_wished_it_and_the_moderators_read_it_nobody_else(span: Span) -> None:
    world = span.world
    place = said(span)
    wish(span, place)
    for who, named, decides in ((span.dora, False, True), (span.fay, False, True), (span.cleo, True, False), (span.mia, True, True)):
        status, shape = ask(who).get(at(span, place))
        assert (status, WORD in shape["html"], shape["by"] is not None, shape["may_decide"]) == (200, True, named, decides)
    for who in (world.ben, world.eve, world.olga):
        assert ask(who).get(at(span, place))[0] == 404
    opened = AuditEntry.objects.filter(verb="wish.open").values_list("actor_id", flat=True)
    assert list(opened) == [span.mia.pk]


def test_the_author_and_the_moderators_are_told_and_who_wished_hears_the_decision(span: Span) -> None:
    place = said(span)
    wish(span, place)
    told = Notice.objects.filter(what="red_wished").values_list("person__name", "facts")
    assert sorted(told) == [("Ada (example)", {}), ("Dora (example)", {}), ("Mia (example)", {})]
    assert decide(span, place, span.dora, red=True)[0] == 200
    told = Notice.objects.filter(what="red_decided").values_list("person__name", "facts")
    assert list(told) == [("Cleo (example)", {"decision": "red"})]


def test_the_source_gives_it_back_alone(span: Span) -> None:
    world = span.world
    place = said(span, note="Softly", label="amber")
    before = Message.objects.filter(entry__place=place).values().get()
    wish(span, place)
    status, shape = decide(span, place, span.fay, red=False)  # of Dora's organisation
    assert (status, shape["state"], shape["html"]) == (200, "kept", "")
    assert Message.objects.filter(entry__place=place).values().get() == before
    assert Entry.objects.get(stream=world.loom.pk, place=place).label == "amber_strict"  # what the wish raised stays raised
    assert WORD in heard_by(span, world.ben)
    assert RedWish.objects.get().content == {}
    after = state()
    assert decide(span, place, span.dora, red=True)[1]["code"] == "wrong_state"
    assert wish(span, place)[0] == 201  # once more by the same person: nothing
    assert state() == after


def test_the_source_lets_it_leave_and_alone_keeps_the_words(span: Span) -> None:
    world = span.world
    place = said(span)
    wish(span, place)
    assert decide(span, place, span.dora, red=True)[1]["state"] == "red"
    message = Message.objects.get(entry__place=place, space=world.loom)
    assert (message.gone, message.body, message.html) == ("red", "", "")
    assert WORD in ask(span.dora).get(at(span, place))[1]["html"]
    for who in (span.fay, span.cleo, span.mia, world.ada, world.ben):
        assert ask(who).get(at(span, place))[0] == 404
        assert WORD not in heard_by(span, who)
    path = f"/api/spaces/{world.loom.pk}/messages/{place}"
    assert ask(span.dora).patch(path, {"body": "Again."})[1]["code"] == "already_gone"


@pytest.mark.parametrize(("red", "gone"), [(True, "red"), (False, "")])
def test_two_different_moderators_decide_together(span: Span, red: bool, gone: str) -> None:
    world = span.world
    place = said(span)
    wish(span, place)
    shape = decide(span, place, span.mia, red)[1]
    assert (shape["state"], shape["red"], shape["kept"], shape["mine"]) == ("open", int(red), int(not red), red)
    held = state()
    assert decide(span, place, span.mia, red)[0] == 200  # her own word twice is one word
    assert state() == held
    assert decide(span, place, world.ada, red)[1]["state"] == ("red" if red else "kept")
    assert Message.objects.get(entry__place=place, space=world.loom).gone == gone
    verbs = list(AuditEntry.objects.filter(verb__startswith="wish.").order_by("number").values_list("verb", flat=True))
    assert verbs == ["wish.make", "wish.vote", "wish.red" if red else "wish.kept"]


def test_moderators_who_differ_leave_it_to_the_source(span: Span) -> None:
    world = span.world
    place = said(span)
    wish(span, place)
    decide(span, place, span.mia, True)
    assert decide(span, place, world.ada, False)[1]["state"] == "open"
    assert Message.objects.get(entry__place=place, space=world.loom).gone == "wished"
    assert decide(span, place, span.dora, False)[1]["state"] == "kept"


def test_a_moderator_does_not_decide_on_their_own_wish(span: Span) -> None:
    place = said(span)
    wish(span, place, span.mia)
    before = state()
    status, refusal = decide(span, place, span.mia, True)
    assert (status, refusal["code"]) == (403, "own_work")
    assert state() == before


def test_who_may_not_wish_or_decide_and_nothing_happens(span: Span) -> None:
    world = span.world
    place = said(span)
    before = state()
    assert wish(span, place, span.dora)[1]["code"] == "not_allowed"  # one's own is withdrawn
    for who in (world.eve, world.olga):
        assert wish(span, place, who)[0] == 404
        assert decide(span, place, who, True)[0] == 404
    assert wish(span, place + 1000)[0] == 404
    assert decide(span, place, span.mia, True)[0] == 404  # nobody has wished anything
    assert ask(span.cleo).post(at(span, place), {"reason": ""})[0] == 422
    assert state() == before
    wish(span, place)
    before = state()
    assert wish(span, place, world.ben)[1]["code"] == "already_gone"
    assert decide(span, place, world.ben, True)[0] == 404
    assert decide(span, place, span.cleo, True)[0] == 404
    assert state() == before


def test_between_groups_a_side_keeps_a_post_from_its_people_instead(span: Span) -> None:
    span.opened()
    released = span.release(span.submit(span.world.ben).crossing)
    status, refusal = ask(span.cleo).post(f"/api/spaces/{span.bridge}/messages/{released.message}/wish", {"reason": "Why."})
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert not RedWish.objects.exists()


def test_a_report_that_waits_still_shows_its_moderators_what_was_said(span: Span) -> None:
    world = span.world
    place = said(span)
    ask(world.ben).post(f"/api/spaces/{world.loom.pk}/messages/{place}/report", {"reason": "tone", "words": ""})
    wish(span, place)
    [report] = Entry.objects.filter(kind="report")
    assert WORD in ask(span.mia).get(f"/api/groups/{world.weavers.pk}/reports/{report.place}/text")[1]["body"]
    decide(span, place, span.dora, red=False)
    assert WORD in ask(span.mia).get(f"/api/groups/{world.weavers.pk}/reports/{report.place}/text")[1]["body"]


def test_a_lost_office_decides_nothing_more(span: Span) -> None:
    place = said(span)
    wish(span, place)
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.mia), role=Role.MEMBER)
    before = state()
    assert decide(span, place, span.mia, True)[0] == 404
    assert state() == before


def test_its_author_cannot_take_back_what_is_not_there_but_says_that_it_leaves(span: Span) -> None:
    place = said(span)
    wish(span, place)
    before = state()
    withdraw_message(span.dora.pk, span.world.loom.pk, place)
    assert state() == before
    assert decide(span, place, span.dora, red=True)[1]["state"] == "red"


def test_it_waits_for_those_who_decide_until_they_have_said_so(span: Span) -> None:
    world = span.world
    place = said(span)
    wish(span, place)
    for who, waits in ((span.dora, True), (span.mia, True), (world.ada, True), (span.cleo, False), (world.ben, False)):
        found = [each for each in ask(who).get("/api/waiting")[1] if each["verb"] == "wish"]
        assert [(each["space"], each["place"], each["where"], each["title"]) for each in found] == (
            [(world.loom.pk, place, "Loom", "")] if waits else []
        )
    decide(span, place, span.mia, True)
    assert [each for each in ask(span.mia).get("/api/waiting")[1] if each["verb"] == "wish"] == []
    decide(span, place, span.dora, True)
    assert [each for each in ask(world.ada).get("/api/waiting")[1] if each["verb"] == "wish"] == []
