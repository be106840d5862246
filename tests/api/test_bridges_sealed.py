"""Sealed posts: nothing that is stored names the author, two moderators release them, and their author finds them again."""

import json
from collections import Counter
from typing import Any
from uuid import uuid4

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection

from collab.accounts.models import Person
from collab.audit.models import AuditEntry
from collab.clock import now
from discussions.bridges.batches import depart_due
from discussions.bridges.custody.models import Approval
from discussions.bridges.custody.posting import some_time_ago
from discussions.bridges.models import Crossing
from discussions.bridges.overdue import escalate_due
from discussions.chat.models import Message, Topic
from discussions.personal.models import Notice
from discussions.spaces.seating import end_seat
from groups.models import Seat
from tests.api.ask import Asking, ask
from tests.api.gate import MASK, act, stored
from tests.sealed import Custody, build_custody
from tests.span import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def custody(fresh_span: Span) -> Custody:
    return build_custody(fresh_span)


def dump() -> Counter[str]:
    """Every row of every table, as text: what somebody who has a logical copy of the database reads."""
    rows: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows.update(f"{table} {json.dumps(row, default=str)}" for row in cursor.fetchall())
    return rows


def telling(who: Person, *browser_ids: str) -> list[str]:
    """What of a person would link a row to them: of account, seats, stream, name and address, and what their browser has made."""
    seats = Seat.objects.filter(person=who).values_list("pk", flat=True)
    streams = {who.stream_id}
    plain = [*map(str, seats), *map(str, streams), str(who.pk), who.name, who.email]
    return [*plain, *browser_ids, *(each.replace("-", "") for each in browser_ids)]


def post(browser: Asking, custody: Custody, **more: object) -> dict[str, Any]:
    status, answer = browser.post(f"/api/bridges/{custody.span.bridge}/crossings", custody.span.draft(custody="sealed", **more))
    assert status == 201, answer
    made: dict[str, Any] = answer
    return made


@pytest.mark.engine
def test_no_row_that_a_sealed_post_writes_names_its_author(custody: Custody, caplog: pytest.LogCaptureFixture) -> None:
    """From the first press to the withdrawal: each new or changed row, and each line of the log, is searched."""
    span, ben = custody.span, custody.span.world.ben
    browser, ids = ask(ben), [str(uuid4()) for _ in range(3)]
    browser.get(f"/api/bridges/{span.bridge}")
    before = dump()
    first = post(browser, custody, client_id=ids[0], title="Embers", topic=None, body="I saw it.")
    second = post(browser, custody, client_id=ids[1], attribution="unattributed", body="So did I.")
    act(span.mia, first["crossing"], "return", reason="When?")
    assert browser.get("/api/waiting")[1][0]["verb"] == "returned"
    browser.patch(f"/api/crossings/{first['crossing']}", {"body": "I saw it in May."})
    act(span.mia, second["crossing"], "decline", reason="No.")
    browser.post(f"/api/crossings/{second['crossing']}/appeal", {"reason": "Yes."})
    custody.released(first["crossing"])
    depart_due(now().replace(year=now().year + 1))
    anew = browser.post(f"/api/crossings/{first['crossing']}/revise", {"client_id": ids[2], "body": "I saw it in June."})
    assert anew[0] == 201, anew
    browser.post(f"/api/crossings/{second['crossing']}/withdraw")
    written = dump() - before
    assert sum("bridges_crossing" in row for row in written) == 3
    assert sum("bridges_seal" in row for row in written) == 3
    assert Message.objects.get(author=None).body == "I saw it in May."
    assert Topic.objects.get(title="Embers").author is None
    found = [(word, row) for row in written for word in telling(ben, *ids) if word in row]
    assert found == []
    assert not [word for word in telling(ben, *ids) if word in caplog.text]


def test_the_search_would_find_an_author_who_is_not_sealed(custody: Custody) -> None:
    before = dump()
    custody.span.submit(custody.span.world.ben)
    assert any(word in row for row in dump() - before for word in telling(custody.span.world.ben))


def test_two_moderators_release_it_and_learn_no_name(custody: Custody) -> None:
    span = custody.span
    number = custody.submit(span.world.ben).crossing
    waits = ask(span.mia).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
    shown = next(item for item in waits if item["kind"] == "crossing")
    assert (shown["by"], shown["sealed"], shown["approved_by"], shown["crowd"]) == (MASK, True, [], 5)
    assert "Ben" not in json.dumps(shown)
    approved = span.release(number, by=span.mia)
    assert (approved.state, [badge.name for badge in approved.approved_by]) == ("held", ["Mia (example)"])
    before = stored()
    assert act(span.mia, number, "release", hash=approved.hash)[1]["code"] == "wrong_state"
    assert stored() == before
    assert ask(span.mia).get("/api/waiting")[1] == []
    assert [each["verb"] for each in ask(span.world.ada).get("/api/waiting")[1]] == ["crossing"]
    released = span.release(number, by=span.world.ada)
    assert (released.state, released.decided_by and released.decided_by.name) == ("released", "Ada (example)")
    verbs = list(AuditEntry.objects.filter(subject_id=str(number)).order_by("number").values_list("verb", "actor_id"))
    assert verbs == [("crossing.approve", span.mia.pk), ("crossing.release", span.world.ada.pk)]


def test_nobody_approves_their_own_sealed_post(custody: Custody) -> None:
    """A moderator who wrote is refused, alone learns why, and a third one is needed."""
    span = custody.span
    assert ask(span.mia).post(f"/api/bridges/{span.bridge}/crossings", span.draft(custody="sealed"))[1] == {
        "code": "custody_not_allowed", "facts": {"approvers": 1, "least": 2},
        "message": "A sealed post is released by two moderators of your group. It has too few beside you.",
    }  # fmt: skip
    Seat.objects.filter(pk=span.seat(span.fay)).update(role="moderator")
    number = custody.submit(span.mia).crossing
    before = stored()
    assert act(span.mia, number, "release", hash="0" * 64)[1]["code"] == "own_work"
    assert act(span.mia, number, "return", reason="No.")[1]["code"] == "own_work"
    assert stored() == before
    assert ask(span.mia).get("/api/waiting")[1] == []
    span.release(number, by=span.fay)
    assert span.release(number, by=span.world.ada).state == "released"


def test_other_words_void_what_was_approved(custody: Custody) -> None:
    span, browser = custody.span, ask(custody.span.world.ben)
    number = custody.submit(span.world.ben).crossing
    read = span.release(number, by=span.mia).hash
    assert browser.patch(f"/api/crossings/{number}", {"body": "Other words."})[1]["approved_by"] == []
    assert Approval.objects.count() == 0
    assert act(span.world.ada, number, "release", hash=read)[1]["code"] == "stale"
    assert span.release(number, by=span.world.ada).state == "held"
    act(span.mia, number, "return", reason="So?")
    assert Approval.objects.count() == 0


def test_its_author_alone_finds_it_again(custody: Custody) -> None:
    """By asking: no stream and no notice tells."""
    span = custody.span
    number = custody.submit(span.world.ben).crossing
    act(span.mia, number, "return", reason="When?")
    path = f"/api/bridges/{span.bridge}"
    (mine,) = ask(span.world.ben).get(path)[1]["sealed"]
    assert (mine["crossing"], mine["state"], mine["reason"], mine["place"], mine["rev"]) == (number, "returned", "When?", 0, 0)
    for other in (span.cleo, span.mia, span.world.eve):
        assert ask(other).get(path)[1]["sealed"] == []
    assert Notice.objects.filter(person=span.world.ben).count() == 0
    for other in (span.cleo, span.world.eve):
        assert ask(other).patch(f"/api/crossings/{number}", {"body": "Mine."})[0] == 404
        assert act(other, number, "withdraw")[0] == 404
    assert act(span.mia, number, "withdraw")[1]["code"] == "wrong_state"
    end_seat(by=span.world.olga.pk, seat_id=span.seat(span.world.ben), reason="Moved.")
    assert ask(span.world.ben).patch(f"/api/crossings/{number}", {"body": "Again."})[0] == 404


def test_the_same_request_is_one_post(custody: Custody) -> None:
    span, ben = custody.span, custody.span.world.ben
    draft = span.draft(custody="sealed")
    path = f"/api/bridges/{span.bridge}/crossings"
    first = ask(ben).post(path, draft)[1]["crossing"]
    assert ask(ben).post(path, draft)[1]["crossing"] == first
    assert ask(ben).post(path, {**draft, "body": "Else."})[1]["code"] == "replay_differs"
    assert ask(span.cleo).post(path, draft)[1]["crossing"] != first  # the id of another browser is another one
    assert Crossing.objects.count() == 2


@pytest.mark.parametrize("attribution", ["name", "organisation"])
def test_what_says_too_much_is_not_sealed(custody: Custody, attribution: str) -> None:
    draft = custody.span.draft(custody="sealed", attribution=attribution)
    before = stored()
    answer = ask(custody.span.world.ben).post(f"/api/bridges/{custody.span.bridge}/crossings", draft)
    assert (answer[0], answer[1]["code"]) == (422, "custody_not_allowed")
    number = custody.submit(custody.span.cleo).crossing
    assert ask(custody.span.cleo).patch(f"/api/crossings/{number}", {"attribution": attribution})[1]["code"] == "custody_not_allowed"
    assert Crossing.objects.get().attribution == "constituency"
    assert before[0] == []


def test_a_crowd_of_ones_own_side_is_needed(custody: Custody) -> None:
    """Its moderators know that one of their own people wrote: five of them must have been able to."""
    span = custody.span
    ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"seats": span.weaving[:4]})
    answer = ask(span.world.ben).post(f"/api/bridges/{span.bridge}/crossings", span.draft(custody="sealed", attribution="unattributed"))
    assert (answer[1]["code"], answer[1]["facts"]) == ("crowd_too_small", {"crowd": 4, "least": 5})
    choice = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")[1]["speakers"][0]["attributions"][3]
    assert (choice["attribution"], choice["allowed"], choice["sealable"]) == ("unattributed", True, False)


def test_without_custodians_of_three_sides_nothing_is_sealed(custody: Custody) -> None:
    span = custody.span
    path = f"/api/bridges/{span.bridge}"
    assert [choice["sealable"] for choice in ask(span.world.ben).get(path)[1]["speakers"][0]["attributions"]] == [False, False, True, True]
    custody.agreed(span.gus, span.dyers.pk, custodian=0)
    answer = ask(span.world.ben).post(f"{path}/crossings", span.draft(custody="sealed"))[1]
    assert (answer["code"], answer["facts"]) == ("custody_not_allowed", {"custodians": 2, "least": 3})
    assert {choice["sealable"] for choice in ask(span.world.ben).get(path)[1]["speakers"][0]["attributions"]} == {False}


def test_one_person_has_so_many_waiting_and_no_more(custody: Custody, settings: Any) -> None:
    settings.SEALED_AT_ONCE = 2
    for _ in range(2):
        custody.submit(custody.span.world.ben)
    answer = ask(custody.span.world.ben).post(f"/api/bridges/{custody.span.bridge}/crossings", custody.span.draft(custody="sealed"))
    assert (answer[0], answer[1]["code"]) == (403, "too_many")
    custody.submit(custody.span.cleo)
    assert Crossing.objects.count() == 3


@pytest.mark.parametrize("gate", ["trusted", "post"])
def test_no_gate_lets_it_pass_unread(fresh_span: Span, gate: str) -> None:
    custody = build_custody(fresh_span, gate=gate, trusted=[])
    assert custody.span.submit(custody.span.cleo).state == ("held" if gate == "trusted" else "released")
    assert custody.submit(custody.span.world.ben).state == "held"


def test_any_two_custodians_read_the_name_and_one_does_not(custody: Custody) -> None:
    span = custody.span
    number = custody.submit(span.world.ben).crossing
    named = {
        "seat": span.seat(span.world.ben), "name": "Ben (example)", "organisation": "Lantern (example)", "constituency": "civil_society",
        "group": "Weavers",
    }  # fmt: skip
    for pair in ([span.dora, span.pam], [span.pam, span.gus], [span.gus, span.dora]):
        assert custody.name_of(number, pair) == named
    with pytest.raises(InvalidTag):
        custody.name_of(number, [span.pam])


def test_all_moderators_are_told_when_it_is_overdue(custody: Custody) -> None:
    """Whoever were left out would be the author."""
    span = custody.span
    Seat.objects.filter(pk=span.seat(span.fay)).update(role="moderator")
    custody.submit(span.mia)
    Crossing.objects.update(due_at=now())
    escalate_due(now())
    told = Notice.objects.filter(what="crossing_overdue").values_list("person__name", flat=True)
    assert sorted(told) == ["Ada (example)", "Fay (example)", "Mia (example)"]


def test_the_moment_that_is_kept_is_none_of_the_authors() -> None:
    """Somewhere in the quarter of an hour before: beside what else was done then it would tell."""
    ages = [(now() - some_time_ago()).total_seconds() for _ in range(200)]
    assert all(0 <= age <= 901 for age in ages)
    assert max(ages) - min(ages) > 400


# Keys and charters -------------------------------------------------------------------------------


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened()


@pytest.mark.parametrize("key", ["A" * 87, "BA" + "A" * 85])
def test_a_key_is_a_point_of_the_curve_and_ones_own(span: Span, key: str) -> None:
    before = stored()
    status, answer = ask(span.pam).put(f"/api/custody/keys/{span.seat(span.pam)}", {"public_key": key})
    assert (status, answer["code"]) == (422, "invalid")
    assert ask(span.world.eve).put(f"/api/custody/keys/{span.seat(span.pam)}", {"public_key": key})[0] == 404
    assert stored() == before


def test_who_could_be_named_is_for_moderators_of_the_group(custody: Custody) -> None:
    span = custody.span
    path = f"/api/groups/{span.world.weavers.pk}/custody-keys"
    assert [each["by"]["name"] for each in ask(span.mia).get(path)[1]] == ["Dora (example)"]
    assert ask(span.world.ben).get(path)[0] == ask(span.world.eve).get(path)[0] == 404
    (key,) = ask(span.dora).get("/api/custody/keys")[1]
    assert (key["seat"], key["fingerprint"]) == (span.seat(span.dora), ask(span.mia).get(path)[1][0]["fingerprint"])


def test_custodians_and_their_keys_stand_in_the_charter_that_is_agreed_to(custody: Custody) -> None:
    """Another custodian, another key, another number of them: another charter."""
    span = custody.span

    def desk(who: Any, group: int) -> dict[str, Any]:
        items = ask(who).get(f"/api/groups/{group}/desk")[1]["items"]
        found: dict[str, Any] = next(item for item in items if item["kind"] == "proposal")
        return found

    seen = [desk(span.world.eve, span.world.potters.pk)]
    assert [(each["group"]["name"], each["by"]["name"]) for each in seen[0]["custody"]["custodians"]] == [
        ("Weavers", "Dora (example)"), ("Potters", "Pam (example)"), ("Dyers", "Gus (example)"),
    ]  # fmt: skip
    custody.agreed(span.world.ada, span.world.weavers.pk, custody_needed=3)
    seen.append(desk(span.world.eve, span.world.potters.pk))
    custody.named(span.fay, span.world.ada, span.world.weavers.pk)
    seen.append(desk(span.world.eve, span.world.potters.pk))
    assert len({each["charter"] for each in seen}) == 3
    assert (seen[2]["custody"]["needed"], seen[2]["custody"]["custodians"][-1]["by"]["name"]) == (3, "Fay (example)")


@pytest.mark.parametrize("who", ["eve", "fay", "nobody"])
def test_a_side_names_its_own_people_who_have_made_a_key(custody: Custody, who: str) -> None:
    """Eve is of another side, Fay has no key."""
    span = custody.span
    seat = {"eve": span.seat(span.world.eve), "fay": span.seat(span.fay), "nobody": 12345678901234}[who]
    before = stored()
    body = {"changes": {"custodian": seat, "custodian_key": "A" * 87}, "group": span.world.weavers.pk}
    status, answer = ask(span.world.ada).post(f"/api/bridges/{span.bridge}/amendments", body)
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": ["custodian"]})
    assert stored() == before
