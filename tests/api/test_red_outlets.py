"""What is TLP:RED leaves by no way: no copy, no list, no letter, no attachment elsewhere; it is read where it lies."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from pytest_django import Settings

from collab import clock
from collab.audit.models import AuditEntry
from collab.streams.models import Entry
from discussions.collections.models import Item
from discussions.desk.models import Report
from discussions.desk.reads import reports_of
from discussions.digest.reads import news_for
from discussions.digest.sending import send_digests
from discussions.documents.models import Document, Download
from discussions.documents.shapes import DocumentShape
from discussions.personal.models import Notice
from discussions.polls.life import keep_time
from discussions.polls.reminding import remind_voters
from discussions.polls.silence.telling import tell_ends
from tests.api.ask import ask
from tests.exchange import Exchange, build_exchange
from tests.papers import pdf, share

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ember(db: None) -> Exchange:
    return build_exchange()


def refused(answer: tuple[int, Any]) -> str:
    """The code of a 403."""
    status, body = answer
    assert status == 403, answer
    return str(body["code"])


def paper_in(ember: Exchange, **more: Any) -> DocumentShape:
    return share(ember.span.world, ember.span.world.ben, pdf("Emberword"), space=ember.room.pk, name="menu.pdf", **more)


def test_a_document_is_painted_for_its_readers_and_taken_by_nobody(ember: Exchange) -> None:
    paper = paper_in(ember)
    version = f"{ember.path}/documents/{paper.place}/versions/1"
    for who in ember.readers:  # its source and its moderator among them
        assert ask(who).raw("GET", f"{version}/pages/1/picture").headers["Content-Type"] == "image/webp"
        assert refused(ask(who).get(f"{version}/file")) == "not_allowed"
    assert {row.way for row in Download.objects.all()} == {"read"}
    for who in (ember.span.world.ada, ember.span.fay, ember.span.world.eve):
        assert [ask(who).get(f"{version}{way}")[0] for way in ("/file", "/pages", "/pages/1/picture")] == [404, 404, 404]


def test_a_text_leaves_neither_as_word_nor_as_markdown(ember: Exchange) -> None:
    draft = {"client_id": str(uuid4()), "title": "Emberword together"}
    status, text = ask(ember.span.cleo).post(f"{ember.path}/texts", draft)
    assert (status, text["label"]) == (201, "red")
    document = f"{ember.path}/documents/{text['place']}"
    for way in ("/text/file", "/text/word", "/versions/1/file", "/versions/1/word"):
        assert refused(ask(ember.span.cleo).get(document + way)) == "not_allowed"
    assert not Download.objects.filter(way="taken").exists()


def test_no_way_leads_to_the_resource_centre(ember: Exchange, settings: Settings) -> None:
    settings.APPROVERS_FROM_AMBER = 1
    paper = paper_in(ember)
    document = f"{ember.path}/documents/{paper.place}"
    assert ask(ember.span.world.ben).post(f"{document}/submit")[0] == 200
    assert ask(ember.span.mia).post(f"{document}/approve", {"version": 1})[0] == 200
    assert ask(ember.span.mia).get(document)[1]["may"]["publish"] is False
    for more in ({}, {"embargo_until": (clock.now() + DAY).isoformat()}):
        assert refused(ask(ember.span.mia).post(f"{document}/publish", {"version": 1, **more})) == "not_allowed"
    assert [(each.state, each.published_id, each.planned_id) for each in Document.objects.all()] == [("approved", None, None)]
    for who in ember.readers:
        assert ask(who).get("/api/centre")[1]["items"] == []


def test_no_way_leads_into_a_collection_whatever_it_allows(ember: Exchange) -> None:
    paper = paper_in(ember)
    draft = {"title": "All", "description": "", "curator": ember.span.seat(ember.span.cleo), "ceiling": "red", "open": False}
    status, made = ask(ember.span.mia).post(f"/api/groups/{ember.span.world.weavers.pk}/collections", draft)
    assert status == 201
    status, refusal = ask(ember.span.cleo).post(
        f"/api/collections/{made['collection']['id']}/items", {"space": paper.space, "place": paper.place, "note": ""}
    )
    assert (status, refusal["code"]) == (422, "label_above_ceiling")
    assert not Item.objects.exists()


def test_neither_document_nor_poll_is_attached_elsewhere(ember: Exchange) -> None:
    world = ember.span.world
    second = build_exchange(ember.span)
    for place in (paper_in(ember).place, ember.poll().place):
        card = {"space": ember.room.pk, "place": place}
        before = Entry.objects.count()
        for room, topic, code in ((world.loom.pk, world.yarn, "label_above_ceiling"), (second.room.pk, second.topic, "not_allowed")):
            draft = {"client_id": str(uuid4()), "topic": topic, "body": "See there.", "cards": [card]}
            assert ask(world.ben).post(f"/api/spaces/{room}/messages", draft)[1]["code"] == code
        assert Entry.objects.count() == before
        assert ember.say(world.ben, "See here.", cards=[card]).cards[0].place == place


def test_a_message_is_quoted_in_its_exchange_alone(ember: Exchange) -> None:
    world = ember.span.world
    said = ember.say(ember.span.cleo, "Here is emberword.")
    assert ember.say(world.ben, "Indeed.", quote=said.place).label == "red"
    draft = {"client_id": str(uuid4()), "topic": world.yarn, "body": "Indeed.", "quote": said.place + 1000}
    assert ask(world.ben).post(f"/api/spaces/{world.loom.pk}/messages", draft)[0] == 404


def test_a_result_is_neither_exported_nor_printed(ember: Exchange) -> None:
    poll, dates = ember.poll(), ember.poll(poll_kind="dates", options=[
        {"starts_at": "2099-01-01T10:00:00Z", "ends_at": "2099-01-01T11:00:00Z"},
        {"starts_at": "2099-01-02T10:00:00Z", "ends_at": "2099-01-02T11:00:00Z"},
    ])  # fmt: skip
    assert refused(ask(ember.span.cleo).get(f"{ember.path}/polls/{dates.place}/calendar.ics")) == "not_allowed"
    clock.shift(timedelta(hours=2))
    keep_time(clock.now())
    path = f"{ember.path}/polls/{poll.place}"
    assert ask(ember.span.cleo).get(f"{path}/result")[0] == 200
    for form in ("csv", "xlsx", "json"):
        assert refused(ask(ember.span.cleo).get(f"{path}/export/{form}")) == "not_allowed"
    assert ask(ember.span.cleo).raw("GET", f"/plain/s/{ember.room.pk}/p/{poll.place}/print/").status_code == 403
    assert not AuditEntry.objects.filter(verb="poll.export").exists()


def test_a_vote_is_asked_for_in_the_exchange_and_by_no_letter(ember: Exchange) -> None:
    ember.poll(closes_at=clock.now() + 5 * DAY)
    mail.outbox.clear()
    clock.shift(4 * DAY + timedelta(hours=1))
    remind_voters()
    told = sorted(each.person.name for each in Notice.objects.filter(what="vote_due"))
    assert told == [f"{name} (example)" for name in ("Ben", "Cleo", "Dora", "Mia")]
    assert mail.outbox == []


def test_the_end_of_a_silence_is_told_by_no_letter(ember: Exchange) -> None:
    ember.poll(poll_kind="silence", options=[], unit="delegation", silence={"text": "The emberword text."}, closes_at=clock.now() + 3 * DAY)
    mail.outbox.clear()
    clock.shift(3 * DAY + timedelta(hours=1))
    keep_time(clock.now())
    tell_ends()
    assert Notice.objects.filter(what="silence_adopted").count() >= 1
    assert mail.outbox == []


def test_a_digest_says_nothing_of_it_and_counts_nothing_of_it(ember: Exchange) -> None:
    span, world = ember.span, ember.span.world
    since = clock.now()
    silent = news_for(span.cleo.pk, since)
    ember.say(world.ben, f"@[Cleo](seat:{span.seat(span.cleo)}) what of emberword?")
    ember.poll()
    paper = paper_in(ember)
    assert ask(world.ben).post(f"{ember.path}/documents/{paper.place}/submit")[0] == 200
    clock.shift(timedelta(hours=2))
    keep_time(clock.now())
    ember.poll()
    for who in (span.cleo, span.mia):
        assert news_for(who.pk, since) == silent
        assert ask(who).get("/api/waiting")[1] != []  # on the screen it waits for them all the same
    world.say(world.ben, "And in the loom.")
    assert news_for(span.cleo.pk, since).messages == 1
    mail.outbox.clear()
    send_digests()
    clock.shift(8 * DAY)
    send_digests()
    letters = [f"{letter.subject}{letter.body}" for letter in mail.outbox]
    assert letters != [] and not [each for each in letters if "emberword" in each.casefold()]


def test_search_finds_it_for_its_readers_alone(ember: Exchange) -> None:
    span, world = ember.span, ember.span.world
    ember.say(span.cleo, "Here is emberword.")
    ember.poll()
    paper_in(ember, title="Emberword paper")
    for who in ember.readers:
        kinds = sorted(each["kind"] for each in ask(who).get("/api/find?q=emberword")[1]["hits"])
        assert kinds == ["document", "message", "message", "poll", "topic"]
    for who in (world.ada, span.fay, world.olga, world.eve):
        assert ask(who).get("/api/find?q=emberword")[1]["hits"] == []
        assert ask(who).get("/api/library?q=emberword")[1]["items"] == []


def test_a_report_brings_the_one_message_before_moderators_who_do_not_read_the_room(ember: Exchange) -> None:
    span, world = ember.span, ember.span.world
    said = ember.say(span.cleo, "A sentence with emberword.")
    ember.say(span.cleo, "Another one.")
    assert ask(span.dora).post(f"{ember.path}/messages/{said.place}/report", {"reason": "tone", "words": ""})[0] == 201
    report = Report.objects.get()
    assert reports_of([report.pk])[report.pk].label == "red"
    status, text = ask(world.ada).get(f"/api/groups/{world.weavers.pk}/reports/{report.entry.place}/text")
    assert (status, text["body"]) == (200, "A sentence with emberword.")
    assert ask(world.ada).get(ember.path)[0] == 404
