"""The life of a thread: drafts, counters, changes with everybody's consent, pauses, leaving, ends."""

from datetime import timedelta
from typing import Any

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Entry, Stream
from discussions.bridges.models import Amendment, Bridge, Crossing, Side
from discussions.bridges.pausing import resume_due
from discussions.bridges.proposals import proposals_of, waiting_proposals
from discussions.bridges.roles import BridgeState
from discussions.spaces.models import Admission, Space
from groups.actions import create_group
from groups.roles import GroupKind
from groups.shapes import GroupDraft
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE
from tests.span import Span


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    return (
        list(Bridge.objects.order_by("pk").values_list("pk", "state", "attributions", "response_hours", "chatham", "paused_until")),
        list(Side.objects.order_by("pk").values_list("pk", "state", "picked")),
        list(Amendment.objects.order_by("pk").values_list("pk", "state", "agreed")),
        list(Space.objects.order_by("pk").values_list("pk", "purpose", "ceiling")),
        Admission.objects.filter(ended_at__isnull=True).count(), Entry.objects.count(), AuditEntry.objects.count(),
        list(Stream.objects.order_by("pk").values_list("pk", "rev", "epoch")),
    )  # fmt: skip


def do(who: Any, span: Span, verb: str, **body: object) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/{verb}", body)


def desk(span: Span, group: int) -> Any:
    """The proposal as the desk of a group has it."""
    pk = Side.objects.get(bridge_id=span.bridge, group_id=group).pk
    return proposals_of([pk])[pk]


def test_a_draft_stays_on_its_own_desk_until_it_is_sent(span: Span) -> None:
    status, answer = ask(span.world.ada).post("/api/bridges", span.charter(draft=True))
    assert (status, answer["state"], answer["asked"]) == (201, "draft", [span.world.potters.pk, span.dyers.pk])
    assert {"edit", "send", "close"} <= set(answer["may"])
    span.bridge = answer["bridge"]
    assert waiting_proposals(span.world.eve.pk) == waiting_proposals(span.gus.pk) == []
    assert do(span.world.eve, span, "accept") == (404, NOTHING_HERE)
    path = f"/api/bridges/{span.bridge}"
    assert ask(span.world.eve).put(path, span.charter()) == (404, NOTHING_HERE)
    status, answer = ask(span.mia).put(path, span.charter(title="Glazes alone", draft=True))
    assert (status, answer["state"], answer["title"]) == (200, "draft", "Glazes alone")
    status, answer = ask(span.mia).put(path, span.charter(title="Glazes, again", groups=[span.world.potters.pk]))
    assert (status, answer["state"], answer["asked"], len(answer["sides"])) == (200, "invited", [], 2)
    [waits] = waiting_proposals(span.world.eve.pk)
    assert (waits.title, waits.by.name) == ("Glazes, again", "Mia (example)")
    before = stored()
    assert ask(span.mia).put(path, span.charter())[1]["code"] == "wrong_state"
    assert stored() == before


def test_a_counter_is_answered_by_those_who_take_part_and_asked_anew(span: Span) -> None:
    span.proposed()
    first = desk(span, span.world.potters.pk).charter
    quiet = Stream.objects.get(pk=span.dyers.desk_id).rev
    status, answer = do(span.world.eve, span, "amendments", changes={"response_hours": 48}, words="Five is too few.")
    assert (status, answer["answer"], [each["ours"] for each in answer["amendments"]]) == (201, "countered", [True])
    assert Stream.objects.get(pk=span.dyers.desk_id).rev == quiet
    [change] = desk(span, span.world.weavers.pk).amendments
    assert (change.by.name, change.words, change.changes.response_hours, change.waits) == ("Potters", "Five is too few.", 48, True)
    assert [each.bridge for each in waiting_proposals(span.world.ada.pk)] == [span.bridge]
    before = stored()
    assert do(span.gus, span, f"amendments/{change.number}", agree=True)[1]["code"] == "wrong_state"
    assert do(span.world.eve, span, f"amendments/{change.number}", agree=True)[1]["code"] == "wrong_state"
    assert do(span.world.ben, span, f"amendments/{change.number}", agree=True) == (404, NOTHING_HERE)
    assert stored() == before
    status, answer = do(span.mia, span, f"amendments/{change.number}", agree=True)
    assert (status, answer["response_hours"], answer["amendments"]) == (200, 48, [])
    assert Stream.objects.get(pk=span.dyers.desk_id).rev > quiet  # what they are asked to is another charter
    theirs = desk(span, span.world.potters.pk)
    assert (theirs.answer, theirs.response_hours) == ("invited", 48)
    before = stored()
    assert do(span.world.eve, span, "accept", charter=first)[1]["code"] == "stale"
    assert stored() == before
    assert do(span.world.eve, span, "accept", charter=theirs.charter)[1]["state"] == "open"


def test_a_counter_that_is_refused_leaves_the_question_open(span: Span) -> None:
    span.proposed()
    number = do(span.world.eve, span, "amendments", changes={"chatham": True})[1]["amendments"][0]["number"]
    status, answer = do(span.world.ada, span, f"amendments/{number}", agree=False, reason="Names matter to us.")
    assert (status, answer["chatham"], answer["amendments"]) == (200, False, [])
    assert desk(span, span.world.potters.pk).answer == "invited"
    assert Amendment.objects.get().reason == "Names matter to us."


def test_a_charter_changes_with_the_last_consent_and_not_before(span: Span) -> None:
    span.opened()
    assert do(span.gus, span, "accept")[0] == 200
    number = do(span.world.ada, span, "amendments", changes={"attributions": ["name"], "purpose": " One page. "})[1]["amendments"][0][
        "number"
    ]
    assert do(span.world.eve, span, f"amendments/{number}", agree=True)[1]["attributions"] == ["name", "organisation", "constituency"]
    assert [each.number for each in desk(span, span.dyers.pk).amendments if each.waits] == [number]
    status, answer = do(span.gus, span, f"amendments/{number}", agree=True)
    assert (status, answer["attributions"], answer["purpose"]) == (200, ["name"], "One page.")
    assert ask(span.pam).get(f"/api/bridges/{span.bridge}")[1]["purpose"] == "One page."
    assert AuditEntry.objects.filter(verb="bridge.adopt", group_id=span.world.weavers.pk).count() == 1
    before = stored()
    assert do(span.gus, span, f"amendments/{number}", agree=True) == (404, NOTHING_HERE)
    assert stored() == before


def test_what_was_agreed_over_another_charter_is_asked_anew(span: Span) -> None:
    span.opened()
    do(span.gus, span, "accept")
    one = do(span.world.ada, span, "amendments", changes={"response_hours": 48})[1]["amendments"][0]["number"]
    other = do(span.gus, span, "amendments", changes={"chatham": True})[1]["amendments"][1]["number"]
    for who in (span.world.eve, span.gus):
        do(who, span, f"amendments/{one}", agree=True)
        do(span.world.eve, span, f"amendments/{other}", agree=True) if who is span.world.eve else None
    assert sorted(Amendment.objects.get(number=other).agreed) == [span.dyers.pk]
    assert Bridge.objects.get().response_hours == 48


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "invalid"), ({"chatham": False}, "invalid"), ({"ceiling": "red"}, "label_above_ceiling"),
        ({"ceiling": "green"}, "label_above_ceiling"),
        ({"attributions": []}, "invalid"), ({"invite": [12345]}, "not_found"), ({"title": "Other"}, "invalid"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_hold_is_refused(span: Span, changes: dict[str, object], code: str) -> None:
    span.opened()
    before = stored()
    assert do(span.world.ada, span, "amendments", changes=changes)[1]["code"] == code
    assert stored() == before


def test_a_further_group_is_invited_with_everybodys_consent(span: Span) -> None:
    span.opened()
    smiths = create_group(span.world.olga.pk, GroupDraft(name="Smiths", kind=GroupKind.WORKING_GROUP))
    number = do(span.world.eve, span, "amendments", changes={"invite": [smiths.pk]})[1]["amendments"][0]["number"]
    assert not Side.objects.filter(group=smiths).exists()
    do(span.mia, span, f"amendments/{number}", agree=True)
    assert Side.objects.get(group=smiths).state == "invited"
    before = stored()
    assert do(span.world.eve, span, "amendments", changes={"invite": [smiths.pk]})[1]["code"] == "invalid"
    assert stored() == before


def test_a_pause_lets_nothing_pass_and_ends_by_itself(span: Span) -> None:
    span.opened()
    held = span.submit(span.world.ben)
    status, answer = do(span.world.eve, span, "pause", hours=2, reason="We must talk among ourselves.")
    assert (status, answer["state"], answer["paused_by"]["name"]) == (200, "paused", "Potters")
    assert desk(span, span.world.weavers.pk).pause_reason == "We must talk among ourselves."
    page = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")[1]
    assert (page["state"], "We must" in str(page)) == ("paused", False)
    before = stored()
    assert ask(span.mia).post(f"/api/crossings/{held.crossing}/release", {"hash": held.hash})[1]["code"] == "wrong_state"
    assert do(span.world.ben, span, "crossings", **span.draft())[1]["code"] == "thread_paused"
    assert do(span.mia, span, "resume")[1]["code"] == "not_allowed"
    assert do(span.mia, span, "pause", reason="Again.")[1]["code"] == "wrong_state"
    assert stored() == before
    until = Bridge.objects.get().paused_until
    assert resume_due(now()) == until
    clock.shift(timedelta(hours=2, seconds=1))
    try:
        assert resume_due(now()) is None
        assert Bridge.objects.get().state == BridgeState.OPEN
        before = stored()
        assert do(span.world.eve, span, "pause", reason="And again.")[1]["code"] == "too_many"
        assert stored() == before
    finally:
        clock.shift(timedelta())
    assert [each.actor_id for each in AuditEntry.objects.filter(verb="bridge.resume").order_by("group_id")] == [None, None]


def test_whoever_paused_lets_it_go_on(span: Span) -> None:
    span.opened()
    do(span.mia, span, "pause", reason="A moment.")
    assert do(span.world.ada, span, "resume")[1]["state"] == "open"


def test_a_side_leaves_and_what_it_said_stays(span: Span) -> None:
    span.opened()
    do(span.gus, span, "accept")
    theirs = span.submit(span.pam, attribution="name", body="Kilns first.")
    span.release(theirs.crossing, span.world.eve)
    held, ours = span.submit(span.pam, attribution="name"), span.submit(span.world.ben)
    status, answer = do(span.world.eve, span, "leave", reason="Not our table.")
    assert (status, answer["answer"], answer["state"], answer["may"]) == (200, "left", "invited", [])
    for who in (span.pam, span.world.eve):
        assert ask(who).get(f"/api/bridges/{span.bridge}") == (404, NOTHING_HERE)
    assert [each["body"] for each in ask(span.world.ben).get(f"/api/spaces/{span.bridge}/history")[1]["items"]] == ["Kilns first."]
    assert Crossing.objects.get(number=held.crossing).state == "returned"
    row = Crossing.objects.get(number=ours.crossing)
    assert row.state == "held"
    before = stored()
    assert ask(span.mia).post(f"/api/crossings/{ours.crossing}/release", {"hash": ours.hash})[1]["code"] == "stale"  # fewer read it
    assert do(span.world.eve, span, "seats", seats=[])[1]["code"] == "wrong_state"
    assert stored() == before
    assert Bridge.objects.get().state == BridgeState.OPEN


def test_with_fewer_than_two_sides_it_is_closed(span: Span) -> None:
    span.opened()
    held = span.submit(span.world.ben)
    do(span.world.eve, span, "leave", reason="Enough.")
    assert Bridge.objects.get().state == BridgeState.CLOSED
    assert waiting_proposals(span.gus.pk) == []
    assert Crossing.objects.get(number=held.crossing).state == "returned"
    assert ask(span.world.ben).get(f"/api/spaces/{span.bridge}")[1]["archived"] is True


def test_when_the_proposing_side_has_left_another_ends_it(span: Span) -> None:
    span.opened()
    do(span.gus, span, "accept")
    assert do(span.gus, span, "close", reason="No.")[1]["code"] == "not_allowed"
    do(span.mia, span, "leave", reason="Moved on.")
    assert do(span.gus, span, "close", reason="Done.")[1]["state"] == "closing"
    assert do(span.mia, span, "close", reason="Done.")[1]["code"] == "not_allowed"
