"""More of the gate: words proposed, appeals, time that runs out, new words for what was released, gates that trust."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.search.models import IndexRow
from collab.streams.models import Entry
from discussions.bridges.actions import reseat_bridge
from discussions.bridges.models import Crossing, Side
from discussions.bridges.overdue import escalate_due
from discussions.bridges.reads import crossings_of, waiting_crossings
from discussions.bridges.shapes import SeatChoice
from discussions.personal.models import Notice
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, act, history, stored
from tests.span import Span


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened()


def hash_now(who: Any, number: int) -> str:
    return next(each.hash for each in waiting_crossings(who.pk) if each.crossing == number)


def bodies(span: Span) -> list[str]:
    """What the other side reads."""
    return [each["body"] for each in history(span, span.pam)]


def test_words_are_proposed_and_the_author_takes_them_over(span: Span) -> None:
    held = span.submit(span.world.ben, body="Our partner told us.")
    status, answer = act(span.mia, held.crossing, "return", reason="Nobody should be guessed.", suggestion=" We hear it often. ")
    assert (status, answer["state"], answer["suggestion"], answer["body"]) == (200, "returned", "We hear it often.", "Our partner told us.")
    assert bodies(span) == []
    status, answer = ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": answer["suggestion"]})
    assert (answer["state"], answer["body"], answer["suggestion"]) == ("held", "We hear it often.", "")
    before = stored()
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["code"] == "stale"
    assert stored() == before
    assert act(span.mia, held.crossing, "release", hash=answer["hash"])[0] == 200
    assert bodies(span) == ["We hear it often."]


def test_an_appeal_goes_to_a_second_moderator(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert act(span.mia, held.crossing, "decline", reason="Too early.")[1]["state"] == "declined"
    before = stored()
    assert act(span.mia, held.crossing, "appeal", reason="No.")[1]["code"] == "not_allowed"
    assert act(span.world.eve, held.crossing, "appeal", reason="No.") == (404, NOTHING_HERE)
    assert stored() == before
    status, answer = act(span.world.ben, held.crossing, "appeal", reason="It is in the papers.")
    assert (status, answer["state"], answer["appeal"]) == (200, "appealed", "It is in the papers.")
    assert [each.crossing for each in waiting_crossings(span.world.ada.pk)] == [held.crossing]
    assert waiting_crossings(span.mia.pk) == []
    before = stored()
    for verb, body in (("release", {"hash": answer["hash"]}), ("decline", {"reason": "No."}), ("return", {"reason": "No."})):
        assert act(span.mia, held.crossing, verb, **body)[1]["code"] == "own_work"
    assert ask(span.world.ben).patch(f"/api/crossings/{held.crossing}", {"body": "Other."})[1]["code"] == "wrong_state"
    assert stored() == before
    assert act(span.world.ada, held.crossing, "release", hash=answer["hash"])[1]["state"] == "released"
    assert bodies(span) == ["One **glaze** for all."]


def test_a_second_no_is_the_last(span: Span) -> None:
    held = span.submit(span.world.ben)
    act(span.mia, held.crossing, "decline", reason="Too early.")
    act(span.world.ben, held.crossing, "appeal", reason="Please.")
    assert act(span.world.ada, held.crossing, "decline", reason="I agree.")[1]["state"] == "refused"
    before = stored()
    assert act(span.world.ben, held.crossing, "appeal", reason="Please.")[1]["code"] == "wrong_state"
    assert act(span.world.ada, held.crossing, "release", hash=held.hash)[1]["code"] == "wrong_state"
    assert stored() == before
    assert act(span.world.ben, held.crossing, "withdraw")[0] == 200


def test_when_nobody_answers_all_moderators_are_told_and_then_it_goes_back(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert escalate_due(now()) == Crossing.objects.get().due_at
    try:
        clock.shift(timedelta(hours=5, minutes=1))
        assert escalate_due(now()) == Crossing.objects.get().lapse_at
        escalate_due(now())  # once more changes nothing
        told = Notice.objects.filter(what="crossing_overdue").values_list("person_id", flat=True)
        assert sorted(told) == sorted([span.world.ada.pk, span.mia.pk])
        assert [(each.overdue, each.state) for each in waiting_crossings(span.mia.pk)] == [(True, "held")]
        clock.shift(timedelta(hours=10, minutes=2))
        assert escalate_due(now()) is None
        row = Crossing.objects.get()
        assert (row.state, row.decided_by, row.body) == ("returned", None, held.body)
        assert list(Notice.objects.filter(person=span.world.ben).values_list("what", flat=True)) == ["crossing_returned"]
    finally:
        clock.shift(timedelta())
    assert bodies(span) == []
    assert not AuditEntry.objects.filter(verb="crossing.release").exists()


def test_a_pause_gives_the_time_back(span: Span) -> None:
    span.submit(span.world.ben)
    due = Crossing.objects.get().due_at
    ask(span.world.eve).post(f"/api/bridges/{span.bridge}/pause", {"reason": "Wait.", "hours": 48})
    try:
        clock.shift(timedelta(hours=24))
        assert escalate_due(now()) is None
        ask(span.world.eve).post(f"/api/bridges/{span.bridge}/resume", {})
        given = Crossing.objects.get().due_at - due
        assert timedelta(hours=23, minutes=59) < given < timedelta(hours=24, minutes=1)
        assert Crossing.objects.get().lapse_at is None
    finally:
        clock.shift(timedelta())


def revised(span: Span, number: int, who: Any = None, **more: object) -> Any:
    body = {"client_id": str(uuid4()), "body": "Two glazes.", **more}
    return ask(who or span.world.ben).post(f"/api/crossings/{number}/revise", body)


def test_new_words_for_a_released_post_pass_the_gate_too(span: Span) -> None:
    held = span.submit(span.world.ben)
    before = stored()
    assert revised(span, held.crossing)[1]["code"] == "wrong_state"  # not released yet
    assert stored() == before
    span.release(held.crossing)
    place = history(span, span.pam)[0]["place"]
    status, answer = revised(span, held.crossing)
    assert (status, answer["state"], answer["revises"], answer["attribution"]) == (201, "held", place, "constituency")
    assert (bodies(span), IndexRow.objects.filter(text__contains="two").count()) == (["One **glaze** for all."], 0)
    before = stored()
    assert revised(span, held.crossing)[1]["code"] == "wrong_state"  # one at a time
    assert revised(span, held.crossing, span.mia)[1]["code"] == "not_allowed"
    assert revised(span, held.crossing, span.pam) == (404, NOTHING_HERE)
    assert act(span.mia, answer["crossing"], "release", hash=held.hash)[1]["code"] == "stale"
    assert stored() == before
    assert act(span.mia, answer["crossing"], "release", hash=answer["hash"])[0] == 200
    [shown] = history(span, span.pam)
    assert (shown["body"], shown["place"], shown["by"]["name"], shown["edited_at"] is not None) == ("Two glazes.", place, "", True)
    assert act(span.world.ben, answer["crossing"], "withdraw")[1]["code"] == "wrong_state"
    assert revised(span, answer["crossing"])[1]["code"] == "wrong_state"


def test_repeating_new_words_changes_nothing(span: Span) -> None:
    held = span.submit(span.world.ben)
    span.release(held.crossing)
    client = str(uuid4())
    first = revised(span, held.crossing, client_id=client)
    before = stored()
    assert revised(span, held.crossing, client_id=client) == first
    assert revised(span, held.crossing, client_id=client, body="Three.")[1]["code"] == "replay_differs"
    assert stored() == before


def test_taking_a_post_back_takes_its_new_words_back(span: Span) -> None:
    held = span.submit(span.world.ben)
    span.release(held.crossing)
    number = revised(span, held.crossing)[1]["crossing"]
    act(span.world.ben, held.crossing, "withdraw")
    row = Crossing.objects.get(number=number)
    assert (row.state, row.body) == ("withdrawn", "")
    assert bodies(span) == [""]
    assert waiting_crossings(span.mia.pk) == []


def test_a_side_that_trusts_lets_some_posts_out_at_once(span: Span) -> None:
    Side.objects.filter(group=span.world.weavers).update(gate="trusted")
    reseat_bridge(span.world.ada.pk, span.bridge, SeatChoice(seats=span.weaving, trusted=[span.seat(span.world.ben)]))
    assert span.submit(span.cleo, body="Held.").state == "held"
    passed = span.submit(span.world.ben, body="Passed.")
    assert (passed.state, passed.decided_by, bodies(span)) == ("released", None, ["Passed."])
    [entry] = AuditEntry.objects.filter(verb="crossing.pass")
    assert (entry.actor_id, entry.facts["gate"], str(span.world.ben.pk) in str(entry.facts)) == (None, "trusted", False)
    assert act(span.mia, passed.crossing, "withdraw")[0] == 200
    assert bodies(span) == [""]


def test_a_side_that_looks_afterwards_lets_all_out(span: Span) -> None:
    Side.objects.filter(group=span.world.weavers).update(gate="post")
    number = span.submit(span.cleo, body="One.").crossing
    assert revised(span, number, span.cleo, body="Two.")[1]["state"] == "released"
    assert bodies(span) == ["Two."]
    assert span.submit(span.pam, attribution="name").state == "held"  # the other side has its own gate


def test_only_people_who_speak_are_trusted_and_a_gate_changes_by_consent(span: Span) -> None:
    path = f"/api/bridges/{span.bridge}"
    before = stored()
    status, answer = ask(span.mia).post(f"{path}/seats", {"seats": span.weaving, "trusted": [span.seat(span.fay)]})
    assert (status, answer["facts"]) == (422, {"fields": ["trusted"]})
    assert stored() == before
    number = ask(span.mia).post(f"{path}/amendments", {"changes": {"gate": "post"}})[1]["amendments"][0]["number"]
    assert Side.objects.get(group=span.world.weavers).gate == "pre"
    ask(span.world.eve).post(f"{path}/amendments/{number}", {"agree": True})
    assert dict(Side.objects.filter(state="accepted").values_list("group__name", "gate")) == {"Weavers": "post", "Potters": "pre"}
    sides = ask(span.pam).get(path)[1]["sides"]
    assert {side["group"]["name"]: side["gate"] for side in sides} == {"Weavers": "post", "Potters": "pre"}


def test_nothing_that_waits_is_an_entry_of_the_room(span: Span) -> None:
    held = span.submit(span.world.ben)
    room = list(Entry.objects.filter(stream_id=span.bridge).values_list("pk", "rev"))
    act(span.mia, held.crossing, "decline", reason="No.")
    act(span.world.ben, held.crossing, "appeal", reason="Yes.")
    act(span.world.ada, held.crossing, "return", reason="So?", suggestion="Other.")
    assert list(Entry.objects.filter(stream_id=span.bridge).values_list("pk", "rev")) == room


def test_unattributed_takes_people_of_three_groups(fresh_span: Span) -> None:
    span = fresh_span.opened(attributions=["name", "unattributed"])
    path, draft = f"/api/bridges/{span.bridge}/crossings", span.draft(attribution="unattributed")
    before = stored()
    status, refused = ask(span.world.ben).post(path, draft)
    assert (status, refused["code"], refused["facts"]) == (422, "crowd_too_small", {"groups": 2, "least_groups": 3})
    assert stored() == before
    [_, choice] = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")[1]["speakers"][0]["attributions"]
    assert (choice["crowd"], choice["groups"], choice["least_groups"], choice["allowed"]) == (7, 2, 3, False)
    ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})
    status, held = ask(span.world.ben).post(path, draft)
    assert (status, held["crowd"]) == (201, 8)
    span.release(held["crossing"])
    [shown] = history(span, span.pam)
    assert shown["by"] == {"seat": 0, "name": "", "organisation": "", "constituency": "", "role": ""}


def test_who_could_read_it_then_and_now(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert held.readable_by == []
    released = span.release(held.crossing)
    assert {each.group.name: (each.then, each.now) for each in released.readable_by} == {"Weavers": (5, 5), "Potters": (2, 2)}
    ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})
    reseat_bridge(span.world.ada.pk, span.bridge, SeatChoice(seats=[*span.weaving, span.seat(span.fay)]))
    ask(span.world.eve).post(f"/api/bridges/{span.bridge}/leave", {"reason": "Enough."})
    [entry] = Crossing.objects.values_list("own_id", flat=True)
    found = {each.group.name: (each.then, each.now) for each in crossings_of([entry])[entry].readable_by}
    assert found == {"Weavers": (5, 6), "Potters": (2, 0)}


def test_a_speaker_knows_whether_a_post_passes_at_once(span: Span) -> None:
    def passes(who: Any) -> list[bool]:
        return [one["passes"] for one in ask(who).get(f"/api/bridges/{span.bridge}")[1]["speakers"]]

    ben = span.world.seat(span.world.ben).pk
    side = Side.objects.filter(group=span.world.weavers)
    told = {}
    for gate, trusted in (("pre", [ben]), ("trusted", []), ("trusted", [ben]), ("post", [])):
        side.update(gate=gate, trusted=trusted)
        told[gate, len(trusted)] = passes(span.world.ben)
    assert told == {("pre", 1): [False], ("trusted", 0): [False], ("trusted", 1): [True], ("post", 0): [True]}
    assert passes(span.pam) == [False]


def test_who_decides_is_told_what_may_point_to_a_person(span: Span) -> None:
    plain, telling = span.submit(span.world.ben), span.submit(span.world.ben, body="Mira (14) rang +44 20 7946 0958.")
    [first, second] = sorted(waiting_crossings(span.mia.pk), key=lambda each: each.submitted_at)
    assert [(first.crossing, first.traces), (second.crossing, second.traces)] == [
        (plain.crossing, []), (telling.crossing, ["phone", "name_and_age"]),
    ]  # fmt: skip
