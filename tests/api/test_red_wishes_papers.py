"""A wish that a document be TLP:RED: closed at once in every channel, until its source or two moderators decide."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import Settings

from collab import clock
from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.streams.models import Entry
from collab.wiring import HOUSE
from discussions.desk.models import RedWish, WishVote
from discussions.documents.actions import approve_document, submit_document
from discussions.documents.keeping import hold_document, lift_hold
from discussions.documents.life import keep_time
from discussions.documents.models import Comment, Document, Version
from discussions.documents.publishing import publish_document
from discussions.documents.shapes import DocumentShape, Publishing
from discussions.listening import access
from discussions.personal.models import Notice
from tests.api.ask import Answer, ask
from tests.papers import pdf, share
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db
WORD = "Saffronword"


@pytest.fixture
def span(db: None, settings: Settings) -> Span:
    settings.APPROVERS_FROM_AMBER = 1
    return build_span()


def paper(span: Span, **more: Any) -> DocumentShape:
    """Dora's: she and Fay are of Harbour, the others of Lantern."""
    fields = {"title": f"{WORD} title", "abstract": f"{WORD} abstract", "note": f"{WORD} note", "name": f"{WORD}.pdf", **more}
    return share(span.world, span.dora, pdf(WORD), **fields)


def at(document: DocumentShape, verb: str = "") -> str:
    return f"/api/spaces/{document.space}/documents/{document.place}{verb}"


def wish(document: DocumentShape, who: Person) -> Answer:
    return ask(who).post(at(document, "/wish"), {"reason": "It names who asked."})


def decide(document: DocumentShape, who: Person, red: bool) -> Answer:
    return ask(who).post(at(document, "/wish/decide"), {"red": red})


def state() -> list[Any]:
    """Everything that a refusal must leave as it is."""
    return [
        *(list(model.objects.order_by("pk").values()) for model in (RedWish, WishVote, Document, Version, Comment)),
        list(Entry.objects.order_by("pk").values("pk", "rev", "label")), AuditEntry.objects.count(), Notice.objects.count(),
    ]  # fmt: skip


def heard_by(span: Span, who: Person, document: DocumentShape) -> str:
    """Everything that a person is sent of it: the room's frames, the page, the ways to its words, lists, search, the centre."""
    asking, room = ask(who), document.space
    [heard] = access(who.pk, [f"space:{room}"]).values()
    sent = [str(item) for page in (HOUSE.first_page(heard), HOUSE.changes_after(room, 0)) for item in page.items]
    base = at(document, "/versions/1")
    ways = [at(document), f"{base}/pages", f"{base}/pages/1", f"{base}/comments", f"/api/find?q={WORD}", "/api/library", "/api/centre",
            f"/api/centre?q={WORD}", "/api/waiting", f"/api/cards?refs={room}.{document.place}",
            f"/plain/s/{room}/d/{document.place}/"]  # fmt: skip
    return "\n".join([*sent, *(b"".join(asking.raw("GET", way)).decode(errors="replace") for way in ways)])


def published(span: Span, document: DocumentShape, **plan: Any) -> None:
    submit_document(span.dora.pk, document.space, document.place)
    approve_document(span.mia.pk, document.space, document.place, 1)
    publish_document(span.mia.pk, document.space, document.place, Publishing(version=1, **plan))


def test_it_is_closed_at_once_in_every_channel(span: Span) -> None:
    world = span.world
    document = paper(span, label="green")
    said = {"client_id": str(uuid4()), "version": 1, "passage": "", "body": f"{WORD} comment"}
    ask(world.ben).post(at(document, "/comments"), said)
    published(span, document)
    assert WORD in heard_by(span, world.ben, document)
    assert ask(world.eve).get("/api/centre")[1]["count"] == 1
    assert wish(document, span.cleo) == (201, {"received": True, "space": document.space, "message": document.place})
    for who in (world.ben, span.cleo, span.fay, span.dora, span.mia, world.ada):
        assert WORD not in heard_by(span, who, document), who
    for who in (world.ben, span.mia, span.dora):
        assert [ask(who).get(at(document, f"/versions/1/{way}"))[0] for way in ("file", "pages/1/picture", "comments")] == [409, 409, 409]
    assert ask(world.eve).get("/api/centre")[1]["count"] == 0
    assert Entry.objects.get(document__isnull=False).label == "amber_strict"
    assert not [row for row in AuditEntry.objects.all() if "names who" in f"{row.facts}{row.reason}"]


def test_those_who_decide_read_its_words_and_nobody_else(span: Span) -> None:
    world = span.world
    document = paper(span)
    wish(document, span.cleo)
    for who, named, decides in ((span.dora, False, True), (span.fay, False, True), (span.cleo, True, False), (span.mia, True, True)):
        status, shape = ask(who).get(at(document, "/wish"))
        words = (shape["title"], shape["note"], WORD in shape["html"])
        assert (status, *words) == (200, f"{WORD} title", f"{WORD} abstract", True)
        assert (shape["by"] is not None, shape["may_decide"]) == (named, decides)
        assert ask(who).get(at(document))[1]["may"]["decide_wish"] is decides
    for who in (world.ben, world.eve, world.olga):
        assert ask(who).get(at(document, "/wish"))[0] == 404
    assert list(AuditEntry.objects.filter(verb="wish.open").values_list("actor_id", flat=True)) == [span.mia.pk]
    told = sorted(Notice.objects.filter(what="document_red_wished").values_list("person__name", flat=True))
    assert told == ["Ada (example)", "Dora (example)", "Mia (example)"]


def test_the_source_opens_it_again_as_it_was(span: Span) -> None:
    world = span.world
    document = paper(span, label="green")
    published(span, document)
    before = list(Document.objects.values_list())
    names = [field.attname for field in Document._meta.concrete_fields]
    wish(document, span.cleo)
    status, shape = decide(document, span.fay, red=False)
    assert (status, shape["state"], shape["html"], shape["title"]) == (200, "kept", "", "")
    after = list(Document.objects.values_list())
    assert [name for name, old, new in zip(names, before[0], after[0], strict=True) if old != new] == ["changed_at"]
    assert Entry.objects.get(document__isnull=False).label == "amber_strict"
    assert WORD in heard_by(span, world.ben, document)
    assert RedWish.objects.get().content == {}
    assert list(Notice.objects.filter(what="document_red_decided").order_by("person__name").values_list("person__name", "facts")) == [
        ("Cleo (example)", {"decision": "kept"}), ("Dora (example)", {"decision": "kept"}),
    ]  # fmt: skip
    still = state()
    assert decide(document, span.dora, red=True)[1]["code"] == "wrong_state"
    assert wish(document, span.cleo)[0] == 201
    assert state() == still


def test_two_moderators_let_it_leave(span: Span) -> None:
    world = span.world
    document = paper(span)
    wish(document, span.cleo)
    assert decide(document, span.mia, red=True)[1]["state"] == "open"
    held = state()
    assert decide(document, span.mia, red=True)[0] == 200
    assert state() == held
    assert decide(document, world.ada, red=True)[1]["state"] == "red"
    shape = ask(world.ben).get(at(document))[1]["document"]
    assert (shape["title"], shape["state"], shape["red"], shape["withdrawn_reason"]) == ("TLP:RED", "withdrawn", "red", "TLP:RED")
    for who in (span.dora, span.mia, span.cleo, world.ben):
        assert ask(who).get(at(document, "/wish"))[0] == 404
        assert WORD not in heard_by(span, who, document)
    assert Version.objects.values_list("text", "name", "note").get() == ("", "", "")


def test_who_may_not_wish_or_decide_and_nothing_happens(span: Span) -> None:
    world = span.world
    document = paper(span)
    before = state()
    assert wish(document, span.fay)[1]["code"] == "not_allowed"
    for who in (world.eve, world.olga):
        assert (wish(document, who)[0], decide(document, who, True)[0]) == (404, 404)
    assert decide(document, span.mia, True)[0] == 404
    assert state() == before
    wish(document, span.mia)
    before = state()
    assert decide(document, span.mia, True)[1]["code"] == "own_work"
    assert wish(document, world.ben)[1]["code"] == "already_gone"
    assert decide(document, world.ben, True)[0] == 404
    for verb, body in (("/archive", None), ("/submit", None), ("/publish", {"version": 1}), ("/approve", {"version": 1})):
        assert ask(world.ada).post(at(document, verb), body)[0] == 409, verb
    assert state() == before


def test_an_embargo_and_a_legal_hold_wait_for_the_decision(span: Span) -> None:
    world = span.world
    document = paper(span, label="green")
    published(span, document, embargo_until=clock.now() + timedelta(hours=1))
    wish(document, span.cleo)
    hold_document(world.ada.pk, document.space, document.place, "A case.")
    lift_hold(world.ada.pk, document.space, document.place, "Over.")
    clock.shift(timedelta(hours=2))
    keep_time(clock.now())
    row = Document.objects.get()
    assert (row.state, row.published_id, Version.objects.get().text != "") == ("embargoed", None, True)
    decide(document, span.dora, red=False)
    keep_time(clock.now())
    row = Document.objects.get()
    assert (row.state, row.title, row.published_id is not None) == ("published", f"{WORD} title", True)


def test_a_text_that_is_written_is_closed_and_kept(span: Span) -> None:
    world = span.world
    status, text = ask(span.dora).post(f"/api/spaces/{world.loom.pk}/texts", {"client_id": str(uuid4()), "title": f"{WORD} together"})
    assert status == 201
    names = [f"text:{text['text']}"]
    assert list(access(world.ben.pk, names)) == names
    ask(span.cleo).post(f"/api/spaces/{world.loom.pk}/documents/{text['place']}/wish", {"reason": "Why."})
    assert access(world.ben.pk, names) == {}
    ask(span.dora).post(f"/api/spaces/{world.loom.pk}/documents/{text['place']}/wish/decide", {"red": False})
    assert list(access(world.ben.pk, names)) == names


def test_it_waits_for_those_who_decide(span: Span) -> None:
    document = paper(span)
    wish(document, span.cleo)
    for who, waits in ((span.dora, 1), (span.mia, 1), (span.cleo, 0), (span.world.ben, 0)):
        assert sum(each["verb"] == "wish_document" for each in ask(who).get("/api/waiting")[1]) == waits
