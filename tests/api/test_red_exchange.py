"""A TLP:RED exchange: who opens one, that nobody joins later, and that nothing else is written in it."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.streams.models import Entry
from discussions.chat.models import Message
from discussions.spaces.models import Admission, Space
from discussions.spaces.seating import admit, change_seat, end_seat, open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.exchange import Exchange, build_exchange
from tests.papers import share

pytestmark = pytest.mark.django_db


@pytest.fixture
def ember(db: None) -> Exchange:
    return build_exchange()


def test_a_member_opens_one_and_names_its_readers(ember: Exchange) -> None:
    status, space = ask(ember.span.world.ben).post("/api/spaces", ember.draft())
    assert status == 201
    assert (space["closed"], space["label"], space["ceiling"], space["people"], space["history"]) == (True, "red", "red", 4, "all")
    assert datetime.fromisoformat(space["frozen_at"]) - Space.objects.get(pk=space["id"]).created_at < timedelta(milliseconds=1)
    people = ask(ember.span.cleo).get(f"/api/spaces/{space['id']}/people")[1]
    assert [each["by"]["name"] for each in people] == ["Dora (example)", "Ben (example)", "Cleo (example)", "Mia (example)"]
    ordinary = ask(ember.span.world.ben).get(f"/api/spaces/{ember.span.world.loom.pk}")[1]
    assert ordinary["frozen_at"] is None


WRONG: list[dict[str, Any]] = [
    {"seats": None}, {"label": "amber", "ceiling": "red"}, {"ceiling": "amber_strict"}, {"seats": None, "label": "amber", "ceiling": "red"},
]  # fmt: skip


@pytest.mark.parametrize("more", WRONG)
def test_red_belongs_to_named_readers_and_to_nothing_else(ember: Exchange, more: dict[str, Any]) -> None:
    before = Space.objects.count(), AuditEntry.objects.count()
    status, refusal = ask(ember.span.mia).post("/api/spaces", ember.draft(**more))
    assert (status, refusal["code"]) == (422, "label_above_ceiling")
    assert (Space.objects.count(), AuditEntry.objects.count()) == before


def test_nobody_is_alone_in_one_and_nobody_from_elsewhere_is_named(ember: Exchange) -> None:
    before = Space.objects.count()
    for seats in ([], [ember.span.seat(ember.span.pam)]):
        status, refusal = ask(ember.span.world.ben).post("/api/spaces", ember.draft(seats=seats))
        assert (status, refusal["facts"]) == (422, {"fields": ["seats"]})
    assert Space.objects.count() == before


def test_nobody_joins_later_whatever_their_role(ember: Exchange) -> None:
    span, world = ember.span, ember.span.world
    before = Admission.objects.filter(space=ember.room).count()
    change_seat(by=world.ada.pk, seat_id=span.seat(span.fay), role=Role.LEAD)
    end_seat(by=world.ada.pk, seat_id=span.seat(span.dora), reason="She moves on.")
    again = open_seat(
        by=world.ada.pk, group_id=world.weavers.pk, person_id=span.dora.pk, organisation_id=span.harbour.pk, role=Role.MODERATOR
    )
    assert Admission.objects.filter(space=ember.room).count() == before == 4
    with pytest.raises(AssertionError, match="named once"):
        admit([(ember.room, again)])
    for who in (world.ada, span.fay, span.dora, world.olga, world.eve):
        assert ask(who).get(ember.path)[0] == 404


def test_when_a_seat_ends_the_door_shuts(ember: Exchange) -> None:
    span = ember.span
    ember.say(span.cleo, "Still here, emberword.")
    assert ask(span.dora).get("/api/find?q=emberword")[1]["hits"] != []
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.dora), reason="She moves on.")
    assert ask(span.dora).get(ember.path)[0] == 404
    assert ask(span.dora).get("/api/find?q=emberword")[1]["hits"] == []
    assert ask(span.cleo).get(ember.path)[1]["people"] == 3


def lower(ember: Exchange, what: str) -> tuple[Person, str, dict[str, Any]]:
    """A request that would write something below TLP:RED."""
    draft: dict[str, Any] = {"client_id": str(uuid4()), "label": "amber_strict"}
    poll: dict[str, Any] = {"question": "Which?", "unit": "person", "options": [{"text": "One"}, {"text": "Two"}]}
    poll["closes_at"] = "2099-01-01T00:00:00Z"
    return {
        "topic": (ember.span.cleo, "/topics", {**draft, "title": "Lower", "body": "Lower."}),
        "message": (ember.span.cleo, "/messages", {**draft, "topic": ember.topic, "body": "Lower."}),
        "poll": (ember.span.mia, "/polls", {**draft, **poll}),
    }[what]


@pytest.mark.parametrize("what", ["topic", "message", "poll"])
def test_nothing_lower_is_written_there(ember: Exchange, what: str) -> None:
    who, way, body = lower(ember, what)
    before = Entry.objects.count()
    status, refusal = ask(who).post(ember.path + way, body)
    assert (status, refusal["code"]) == (422, "label_too_low")
    assert Entry.objects.count() == before


def test_everything_in_it_is_red_without_being_asked(ember: Exchange) -> None:
    ember.say(ember.span.cleo, "Plainly.")
    ember.poll(topic=ember.topic)
    share(ember.span.world, ember.span.world.ben, space=ember.room.pk)
    said = Entry.objects.filter(stream=ember.room.pk).exclude(kind="seat")
    assert {*said.values_list("label", flat=True)} == {"red"}
    assert sorted(said.values_list("kind", flat=True)) == ["document", "message", "message", "message", "poll", "topic"]


def test_a_document_is_neither_shared_lower_nor_lowered(ember: Exchange) -> None:
    world = ember.span.world
    paper = share(world, world.ben, space=ember.room.pk)
    path = f"{ember.path}/documents/{paper.place}"
    status, refusal = ask(world.ben).patch(path, {"label": "amber"})
    assert (status, refusal["code"]) == (422, "label_too_low")
    assert Entry.objects.get(document__isnull=False).label == "red"
    may = ask(world.ben).get(path)[1]["may"]
    assert (may["raise_label"], may["lower_label"], may["download"], may["read"]) == (False, False, False, True)


def test_a_message_keeps_its_label_when_it_is_edited(ember: Exchange) -> None:
    message = ember.say(ember.span.cleo, "First words.")
    status, refusal = ask(ember.span.cleo).patch(f"{ember.path}/messages/{message.place}", {"body": "Other words.", "label": "amber"})
    assert (status, refusal["code"]) == (422, "label_too_low")
    assert Message.objects.get(entry__place=message.place, space=ember.room).body == "First words."


def test_the_record_of_acts_holds_none_of_its_words(ember: Exchange) -> None:
    span, world = ember.span, ember.span.world
    message = ember.say(span.cleo, "Here is emberword.")
    topic = f"{ember.path}/topics/{ember.topic}"
    poll = ember.poll()
    paper = share(world, world.ben, space=ember.room.pk, title="Emberword paper", abstract="emberword", name="emberword.md")
    document = f"{ember.path}/documents/{paper.place}"
    mia, ben = ask(span.mia), ask(world.ben)
    for asking, verb, path, body in (
        (mia, "PATCH", topic, {"title": "Emberword anew", "pinned": True, "locked": True}),
        (mia, "PATCH", ember.path, {"title": "Emberword room", "purpose": "emberword"}),
        (mia, "POST", f"{ember.path}/messages/{message.place}/redact", {"reason": "Off scope."}),
        (mia, "POST", f"{ember.path}/polls/{poll.place}/cancel", {"reason": "Too early."}),
        (ben, "PATCH", document, {"title": "Emberword paper, anew"}),
        (ben, "POST", f"{document}/submit", None),
        (mia, "POST", f"{document}/return", {"version": 1, "reason": "Shorter, please."}),
        (mia, "POST", f"{document}/withdraw", {"reason": "Superseded."}),
    ):
        assert asking.send(verb, path, body)[0] in (200, 204), (verb, path)
    written = [json.dumps([row.reason, row.facts, row.subject_id]) for row in AuditEntry.objects.all()]
    acts = {row.verb for row in AuditEntry.objects.all()}
    assert acts >= {"space.open", "space.change", "message.redact", "poll.open", "document.withdraw"}
    assert [row for row in written if "emberword" in row.casefold()] == []
    read = ask(world.ada).raw("GET", f"/api/groups/{world.weavers.pk}/audit").content.decode()
    assert "emberword" not in read.casefold()
