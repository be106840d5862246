"""Reporting a message, and what the moderators do about it."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from discussions.chat.actions import withdraw_message
from discussions.chat.models import Evidence, Message
from discussions.chat.shapes import MessageShape
from discussions.desk.models import Report
from discussions.personal.models import Hidden, Notice
from discussions.spaces.actions import open_space
from discussions.spaces.seating import end_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.world import World, person

pytestmark = pytest.mark.django_db
GONE = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})
WHY = {"reason": "identity", "words": "Names a person."}


@pytest.fixture
def cleo(world: World) -> Person:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return cleo


@pytest.fixture
def said(world: World) -> MessageShape:
    return world.say(world.ben, "A canary in the wool.", note="birds")


def report(who: Person, message: MessageShape, **draft: Any) -> tuple[int, Any]:
    return ask(who).post(f"/api/spaces/{message.space}/messages/{message.place}/report", {**WHY, **draft})


def desk(world: World, who: Person) -> tuple[int, Any]:
    return ask(who).get(f"/api/groups/{world.weavers.pk}/desk")


def at(world: World, place: int, verb: str) -> str:
    return f"/api/groups/{world.weavers.pk}/reports/{place}/{verb}"


def test_a_report_hides_at_once_and_queues(world: World, said: MessageShape, cleo: Person) -> None:
    assert report(cleo, said) == (201, {"received": True, "space": said.space, "message": said.place})
    assert list(Hidden.objects.values_list("person_id", "about__place")) == [(cleo.pk, said.place)]
    status, page = desk(world, world.ada)
    [item] = page["items"]
    assert (status, {**item, "at": None}) == (200, {
        "kind": "report", "group": world.weavers.pk, "place": 1, "rev": 1, "space": said.space, "message": said.place,
        "space_title": "Loom", "label": "amber", "reason": "identity",
        "by": {
            "seat": world.seat(world.ben).pk, "name": "Ben (example)", "organisation": "Lantern (example)",
            "constituency": "civil_society", "role": "member",
        },
        "at": None, "state": "open", "decision": "", "decided_by": None, "decided_at": None, "claimed_by": None,
        "claimed_until": None,
    })  # fmt: skip
    assert "canary" not in str(page)
    assert "Cleo" not in str(page)
    assert "Names a person" not in str(page)


def test_a_second_report_of_the_same_seat_changes_nothing(world: World, said: MessageShape, cleo: Person) -> None:
    first = report(cleo, said)
    assert report(cleo, said, reason="tone", words="again") == first
    assert list(Report.objects.values_list("reason", "words")) == [("identity", "Names a person.")]
    assert Hidden.objects.count() == 1


def test_nothing_can_be_reported_by_outsiders_authors_or_in_other_words(world: World, said: MessageShape, cleo: Person) -> None:
    assert report(world.eve, said) == GONE
    assert ask(world.eve).post(f"/api/spaces/{world.oven.pk}/messages/{said.place}/report", WHY) == GONE
    assert report(world.ben, said)[1]["code"] == "not_allowed"
    assert report(cleo, said, reason="boredom")[1]["code"] == "invalid"
    withdraw_message(world.ben.pk, said.space, said.place)
    status, answer = report(cleo, said)
    assert (status, answer["code"]) == (409, "already_gone")
    assert (Report.objects.count(), Hidden.objects.count()) == (0, 0)


def test_the_words_are_masked_until_a_moderator_opens_them_which_is_logged(world: World, said: MessageShape, cleo: Person) -> None:
    report(cleo, said)
    status, text = ask(world.ada).get(at(world, 1, "text"))
    assert (status, {**text, "posted_at": None}) == (200, {
        "group": world.weavers.pk, "place": 1, "topic": "Yarn", "html": "<p>A canary in the wool.</p>\n", "body": "A canary in the wool.",
        "note": "birds", "gone": "", "posted_at": None, "words": "Names a person.",
        "reporter": {
            "seat": text["reporter"]["seat"], "name": "Cleo (example)", "organisation": "Kiln (example)",
            "constituency": "private_sector", "role": "member",
        },
    })  # fmt: skip
    entry = AuditEntry.objects.get(verb="report.open")
    assert (entry.actor_id, entry.group_id, entry.subject_id) == (world.ada.pk, world.weavers.pk, "1")


def test_the_desk_is_for_its_moderators_alone(world: World, said: MessageShape, cleo: Person) -> None:
    report(cleo, said)
    decision = {"decision": "redacted", "words": "Names a person."}
    for who in (world.ben, cleo, world.eve, world.olga):
        assert desk(world, who) == GONE
        assert ask(who).get(at(world, 1, "text")) == GONE
        assert ask(who).post(at(world, 1, "decide"), decision) == GONE
    eve = ask(world.eve)
    assert eve.get(f"/api/groups/{world.potters.pk}/reports/1/text") == GONE
    assert eve.post(f"/api/groups/{world.potters.pk}/reports/1/decide", decision) == GONE
    assert eve.get("/api/groups/1/desk") == GONE
    assert (
        Message.objects.get(entry__place=said.place, space_id=said.space).gone,
        AuditEntry.objects.filter(verb="report.open").count(),
    ) == ("", 0)


def test_redacting_empties_seals_tells_and_leaves_the_queue(world: World, said: MessageShape, cleo: Person) -> None:
    dan = person("Dan")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=dan.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    for who in (cleo, dan):
        report(who, said)
    status, answer = ask(world.ada).post(at(world, 1, "decide"), {"decision": "redacted", "words": "It did."})
    assert (status, answer["state"], answer["decision"], answer["decided_by"]["name"]) == (200, "decided", "redacted", "Ada (example)")
    message = Message.objects.get(entry__place=said.place, space_id=said.space)
    assert (message.gone, message.body, message.html) == ("redacted", "", "")
    assert Evidence.objects.get().content == {"body": "A canary in the wool.", "note": "birds", "label": "amber", "earlier": []}
    assert desk(world, world.ada) == (200, {"items": []})
    told = Notice.objects.filter(what="report_decided").order_by("pk").values_list("person_id", "facts")
    assert list(told) == [(cleo.pk, {"decision": "redacted"}), (dan.pk, {"decision": "redacted"})]
    entry = AuditEntry.objects.get(verb="report.redacted")
    assert (entry.actor_id, entry.reason, entry.facts) == (world.ada.pk, "It did.", {"message": f"{said.space}/{said.place}"})
    for place in (1, 2):
        status, answer = ask(world.ada).post(at(world, place, "decide"), {"decision": "kept", "words": "Changed my mind."})
        assert (status, answer["code"]) == (409, "wrong_state")
        assert ask(world.ada).get(at(world, place, "text"))[1]["code"] == "wrong_state"
    assert ask(cleo).get("/api/find?q=canary")[1]["hits"] == []


def test_keeping_leaves_the_message_and_keeps_it_hidden_from_who_reported(world: World, said: MessageShape, cleo: Person) -> None:
    report(cleo, said)
    assert ask(world.ada).post(at(world, 1, "decide"), {"decision": "kept", "words": "Within the rules."})[1]["decision"] == "kept"
    assert (Message.objects.get(entry__place=said.place, space_id=said.space).gone, Hidden.objects.count()) == ("", 1)
    assert Evidence.objects.count() == 0


def test_what_was_withdrawn_under_a_report_is_read_from_the_seal(world: World, said: MessageShape, cleo: Person) -> None:
    report(cleo, said)
    withdraw_message(world.ben.pk, said.space, said.place)
    text = ask(world.ada).get(at(world, 1, "text"))[1]
    assert (text["gone"], text["body"], text["html"]) == ("withdrawn", "A canary in the wool.", "<p>A canary in the wool.</p>\n")
    assert ask(world.ada).post(at(world, 1, "decide"), {"decision": "redacted", "words": "Gone anyway."})[0] == 200
    assert Message.objects.get(entry__place=said.place, space_id=said.space).gone == "withdrawn"


def test_nobody_decides_on_their_own_words_or_report(world: World, said: MessageShape, cleo: Person) -> None:
    own = world.say(world.ada, "By a moderator.")
    report(cleo, own)
    report(world.ada, said)
    for place, verb, body in [(1, "decide", {"decision": "kept", "words": "Fine."}), (2, "decide", {"decision": "kept", "words": "Fine."})]:
        status, answer = ask(world.ada).post(at(world, place, verb), body)
        assert (status, answer["code"]) == (403, "own_work")
    assert ask(world.ada).get(at(world, 1, "text"))[1]["code"] == "own_work"
    assert Report.objects.filter(decided_at__isnull=False).count() == 0


def test_a_moderator_decides_on_a_closed_space_she_does_not_read(world: World, cleo: Person) -> None:
    closed = open_space(world.ben.pk, SpaceDraft(group=world.weavers.pk, title="Two", seats=[world.weavers.seats.get(person=cleo).pk]))
    opened = ask(world.ben).post(
        f"/api/spaces/{closed.pk}/topics", {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-111111111111", "title": "T", "body": "canary"}
    )[1]
    place = opened["message"]["place"]
    assert ask(cleo).post(f"/api/spaces/{closed.pk}/messages/{place}/report", WHY)[0] == 201
    assert ask(world.ada).get(at(world, 1, "text"))[1]["body"] == "canary"
    assert ask(world.ada).post(at(world, 1, "decide"), {"decision": "redacted", "words": "It did."})[0] == 200
    assert Message.objects.get(space_id=closed.pk).gone == "redacted"
    assert ask(world.ada).get(f"/api/spaces/{closed.pk}") == GONE


def test_the_cost_of_a_desk_does_not_grow(world: World, cleo: Person) -> None:
    ada, costs = ask(world.ada), []
    ada.get("/api/me")
    for _ in range(2):
        for n in range(3):
            report(cleo, world.say(world.ben, f"message {n}"))
        with CaptureQueriesContext(connection) as queries:
            assert ada.get(f"/api/groups/{world.weavers.pk}/desk")[0] == 200
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_a_moderator_opens_so_many_in_a_day_while_there_is_another(world: World, cleo: Person, settings: Any) -> None:
    """Nobody has to look at everything; but what nobody else could look at is not left lying."""
    settings.MODERATOR_DAILY = 1
    for body in ("A canary.", "A wren."):
        report(cleo, world.say(world.ben, body))
    first, second = [item["place"] for item in desk(world, world.ada)[1]["items"]]
    assert ask(world.ada).get(f"/api/groups/{world.weavers.pk}/duty")[1] == {"opened": 0, "limit": None, "mutes": []}
    mia = person("Mia")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=mia.pk, organisation_id=world.kiln.pk, role=Role.MODERATOR)
    assert [ask(world.ada).get(at(world, first, "text"))[0] for _ in range(2)] == [200, 200]  # one and the same counts once
    acts = AuditEntry.objects.count()
    status, answer = ask(world.ada).get(at(world, second, "text"))
    assert (status, answer["code"], answer["facts"]) == (403, "too_many", {"limit": 1})
    assert AuditEntry.objects.count() == acts
    assert ask(world.ada).get(f"/api/groups/{world.weavers.pk}/duty")[1] == {"opened": 1, "limit": 1, "mutes": []}
    assert ask(mia).get(at(world, second, "text"))[0] == 200
    end_seat(by=world.olga.pk, seat_id=Seat.objects.get(person=mia).pk, reason="She moves on.")
    assert ask(world.ada).get(at(world, second, "text"))[0] == 200
