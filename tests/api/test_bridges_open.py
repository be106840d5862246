"""Proposing a bridge, answering, seating, closing: who may, who learns what, and what a refusal leaves."""

from typing import Any

import pytest

from collab.audit.models import AuditEntry
from collab.streams.models import Entry, Stream
from discussions.bridges.models import Bridge, Side
from discussions.bridges.proposals import waiting_proposals
from discussions.bridges.roles import BridgeState
from discussions.spaces.models import Admission, Space
from discussions.spaces.reads import spaces_of
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.actions import create_group
from groups.roles import GroupKind, Role
from groups.shapes import GroupDraft
from tests.api.ask import ask
from tests.span import Span

NOTHING_HERE = {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    return (
        list(Bridge.objects.order_by("pk").values_list("pk", "state")),
        list(Side.objects.order_by("pk").values_list("pk", "state", "picked")),
        Space.objects.count(), Admission.objects.filter(ended_at__isnull=True).count(), Entry.objects.count(),
        list(Stream.objects.order_by("pk").values_list("pk", "rev", "epoch")), AuditEntry.objects.count(),
    )  # fmt: skip


def names(answer: dict[str, Any]) -> dict[str, str]:
    """The groups that a proposal names, each with what is told of its answer."""
    return {side["group"]["name"]: side["state"] for side in answer["sides"]}


def test_a_proposal_lies_on_the_desks_and_nowhere_else(span: Span) -> None:
    status, answer = ask(span.world.ada).post("/api/bridges", span.charter())
    assert status == 201
    assert (answer["state"], answer["answer"], answer["proposing"]) == ("invited", "accepted", True)
    assert names(answer) == {"Weavers": "accepted", "Potters": "invited", "Dyers": "invited"}
    assert (answer["label"], answer["ceiling"], answer["history"]) == ("amber", "amber_strict", "joining")
    assert sorted(answer["seats"]) == sorted(span.weaving)
    assert ask(span.world.ada).get(f"/api/bridges/{answer['bridge']}") == (404, NOTHING_HERE)
    assert ask(span.world.ada).get(f"/api/spaces/{answer['bridge']}") == (404, NOTHING_HERE)
    [waits] = waiting_proposals(span.world.eve.pk)
    assert (waits.title, waits.by.name, waits.seats) == ("Glazes and threads", "Ada (example)", [])
    assert waiting_proposals(span.world.ben.pk) == waiting_proposals(span.world.ada.pk) == waiting_proposals(span.pam.pk) == []
    [entry] = AuditEntry.objects.filter(verb="bridge.propose")
    assert (entry.group_id, entry.actor_id, entry.subject_id) == (span.world.weavers.pk, span.world.ada.pk, str(answer["bridge"]))


def test_a_group_that_has_not_accepted_is_not_told_who_has(span: Span) -> None:
    span.opened()
    [waits] = waiting_proposals(span.gus.pk)
    told = {side.group.name: side.state for side in waits.sides}
    assert (waits.state, told) == ("invited", {"Weavers": "accepted", "Potters": "", "Dyers": "invited"})


def test_nor_does_its_desk_move_when_another_accepts(span: Span) -> None:
    span.proposed()
    before = Stream.objects.get(pk=span.dyers.desk_id).rev
    assert ask(span.world.eve).post(f"/api/bridges/{span.bridge}/accept", {})[0] == 200
    assert Stream.objects.get(pk=span.dyers.desk_id).rev == before


def test_it_opens_with_the_second_group_and_lets_the_chosen_in(span: Span) -> None:
    span.proposed()
    status, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/accept", {"seats": [span.seat(span.pam)]})
    assert (status, answer["state"], answer["answer"], answer["seats"]) == (200, "open", "accepted", [span.seat(span.pam)])
    assert names(answer) == {"Weavers": "accepted", "Potters": "accepted", "Dyers": "invited"}
    seen = {who: ask(who).get(f"/api/bridges/{span.bridge}")[0] for who in (span.world.ada, span.world.ben, span.pam)}
    assert set(seen.values()) == {200}
    for outsider in (span.world.eve, span.fay, span.gus, span.world.olga):
        assert ask(outsider).get(f"/api/bridges/{span.bridge}") == (404, NOTHING_HERE)
    [room] = [space for space in spaces_of(span.pam.pk) if space.bridge]
    assert (room.id, room.group, room.title, room.people, room.presence, room.may_moderate) == (
        span.bridge, None, "Glazes and threads", 6, False, False,
    )  # fmt: skip


def test_the_audience_is_told_in_numbers(span: Span) -> None:
    span.opened()
    _, answer = ask(span.world.ben).get(f"/api/bridges/{span.bridge}")
    assert [(side["group"]["name"], side["people"]) for side in answer["sides"]] == [("Potters", 2), ("Weavers", 5)]
    assert [[each["name"] for each in side["moderators"]] for side in answer["sides"]] == [
        ["Eve (example)"], ["Ada (example)", "Mia (example)"],
    ]  # fmt: skip
    assert (answer["people"], answer["reacted"]) == (7, [])
    [speaker] = answer["speakers"]
    assert (speaker["seat"], speaker["group"]["name"], speaker["by"]["name"]) == (span.seat(span.world.ben), "Weavers", "Ben (example)")
    assert speaker["may_post"]
    choices = {each["attribution"]: (each["crowd"], each["least"], each["allowed"]) for each in speaker["attributions"]}
    assert choices == {"name": (1, 1, True), "organisation": (4, 3, True), "constituency": (5, 5, True)}
    _, pam = ask(span.pam).get(f"/api/bridges/{span.bridge}")
    hers = {each["attribution"]: (each["crowd"], each["allowed"]) for each in pam["speakers"][0]["attributions"]}
    assert hers == {"name": (1, True), "organisation": (2, False), "constituency": (2, False)}


def test_people_of_other_sides_are_counted_and_not_named(span: Span) -> None:
    span.opened()
    _, people = ask(span.pam).get(f"/api/spaces/{span.bridge}/people")
    assert sorted(each["by"]["name"] for each in people) == ["", "", "", "", "", "Eve (example)", "Pam (example)"]
    assert {each["by"]["seat"] for each in people if not each["by"]["name"]} == {0}


def test_a_late_group_joins_with_its_people(span: Span) -> None:
    span.opened()
    status, answer = ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})
    assert (status, names(answer)) == (200, {"Weavers": "accepted", "Dyers": "accepted", "Potters": "accepted"})
    _, page = ask(span.gus).get(f"/api/bridges/{span.bridge}")
    assert page["people"] == 8


def test_when_nobody_is_left_to_accept_it_is_closed(span: Span) -> None:
    span.proposed()
    _, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/decline", {"reason": "Not this year."})
    assert (answer["answer"], answer["state"]) == ("declined", "invited")
    ask(span.gus).post(f"/api/bridges/{span.bridge}/decline", {"reason": "Nor we."})
    assert Bridge.objects.get(pk=span.bridge).state == BridgeState.CLOSED
    assert not Admission.objects.filter(space_id=span.bridge).exists()


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"groups": []}, 422, "invalid"),
        ({"groups": [1]}, 404, "not_found"),
        ({"title": "  "}, 422, "empty"),
        ({"seats": [5]}, 422, "invalid"),
        ({"seats": []}, 422, "invalid"),
        ({"ceiling": "red"}, 422, "label_above_ceiling"),
        ({"label": "amber_strict", "ceiling": "amber"}, 422, "label_above_ceiling"),
        ({"attributions": ["somebody"]}, 422, "invalid"),
        ({"attributions": []}, 422, "invalid"),
        ({"response_hours": 0}, 422, "invalid"),
        ({"state": "open"}, 422, "invalid"),
    ],
)
def test_a_charter_that_cannot_hold_is_refused(span: Span, more: dict[str, object], status: int, code: str) -> None:
    before = stored()
    answer = ask(span.world.ada).post("/api/bridges", span.charter(**more))
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert stored() == before


def test_only_moderators_propose(span: Span) -> None:
    before = stored()
    for who in (span.world.ben, span.world.eve, span.world.olga):
        assert ask(who).post("/api/bridges", span.charter()) == (404, NOTHING_HERE)
    assert stored() == before


def test_a_group_cannot_be_named_twice_nor_itself(span: Span) -> None:
    before = stored()
    for groups in ([span.world.potters.pk] * 2, [span.world.weavers.pk]):
        status, answer = ask(span.world.ada).post("/api/bridges", span.charter(groups=groups))
        assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": ["groups"]})
    assert stored() == before


def test_a_hidden_group_cannot_be_named(span: Span) -> None:
    circle = create_group(span.world.olga.pk, GroupDraft(name="Circle", kind=GroupKind.CIRCLE, listed=False))
    before = stored()
    hidden = ask(span.world.ada).post("/api/bridges", span.charter(groups=[circle.pk]))
    assert hidden == ask(span.world.ada).post("/api/bridges", span.charter(groups=[12345])) == (404, NOTHING_HERE)
    assert stored() == before


def test_a_group_that_is_not_listed_is_named_to_nobody_until_it_accepts(span: Span) -> None:
    """Ada sits in the circle and may invite it; Potters are not told that it exists."""
    olga = span.world.olga.pk
    circle = create_group(olga, GroupDraft(name="Circle", kind=GroupKind.CIRCLE, listed=False))
    for who, role in ((span.world.ada, Role.MEMBER), (span.gus, Role.LEAD)):
        open_seat(by=olga, group_id=circle.pk, person_id=who.pk, organisation_id=span.harbour.pk, role=role)
    span.proposed(groups=[span.world.potters.pk, circle.pk])
    [waits] = waiting_proposals(span.world.eve.pk)
    assert [side.group.name for side in waits.sides] == ["Weavers", "Potters"]
    _, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/accept", {})
    assert set(names(answer)) == {"Weavers", "Potters"}
    _, answer = ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})
    assert set(names(answer)) == {"Weavers", "Potters", "Circle"}


def test_an_answer_is_for_moderators_of_invited_groups_and_once(span: Span) -> None:
    span.proposed()
    before = stored()
    for verb, body in (("accept", {}), ("decline", {"reason": "No."}), ("seats", {"seats": []}), ("close", {"reason": "No."})):
        for who in (span.pam, span.world.ben, span.world.olga):
            assert ask(who).post(f"/api/bridges/{span.bridge}/{verb}", body) == (404, NOTHING_HERE)
        assert ask(span.world.eve).post(f"/api/bridges/12345/{verb}", body) == (404, NOTHING_HERE)
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/accept", {})[1]["code"] == "wrong_state"
    assert stored() == before
    ask(span.world.eve).post(f"/api/bridges/{span.bridge}/decline", {"reason": "No."})
    before = stored()
    for verb, body in (("accept", {}), ("decline", {"reason": "No."}), ("seats", {"seats": []})):
        status, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/{verb}", body)
        assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "declined"})
    assert stored() == before


def test_a_side_takes_only_its_own_people(span: Span) -> None:
    span.proposed()
    before = stored()
    status, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/accept", {"seats": [span.seat(span.world.ben)]})
    assert (status, answer["code"], answer["facts"]) == (422, "invalid", {"fields": ["seats"]})
    assert stored() == before


def test_a_side_seats_its_people_anew(span: Span) -> None:
    span.opened()
    status, answer = ask(span.mia).post(f"/api/bridges/{span.bridge}/seats", {"seats": [span.seat(span.fay), span.seat(span.mia)]})
    assert (status, sorted(answer["seats"])) == (200, sorted([span.seat(span.fay), span.seat(span.mia)]))
    inside = {
        who.name: ask(who).get(f"/api/bridges/{span.bridge}")[0] for who in (span.fay, span.mia, span.world.ben, span.world.ada, span.pam)
    }
    assert inside == {
        "Fay (example)": 200, "Mia (example)": 200, "Ben (example)": 404, "Ada (example)": 404, "Pam (example)": 200,
    }  # fmt: skip


def test_ending_a_seat_ends_its_place_in_the_bridge(span: Span) -> None:
    span.opened()
    end_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), reason="moved on")
    assert ask(span.world.ben).get(f"/api/bridges/{span.bridge}") == (404, NOTHING_HERE)
    assert ask(span.world.ada).get(f"/api/bridges/{span.bridge}")[1]["people"] == 6


def test_the_proposing_group_closes_it_and_it_stays_readable(span: Span) -> None:
    span.opened()
    before = stored()
    status, answer = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/close", {"reason": "Enough."})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert stored() == before
    status, answer = ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "We have our page."})
    assert (status, answer["state"], answer["close_reason"]) == (200, "closing", "We have our page.")
    assert ask(span.pam).get(f"/api/spaces/{span.bridge}")[1]["archived"] is False
    status, answer = ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "And our summaries."})
    assert (status, answer["state"], answer["close_reason"]) == (200, "closed", "And our summaries.")
    _, page = ask(span.pam).get(f"/api/bridges/{span.bridge}")
    assert (page["state"], page["close_reason"]) == ("closed", "And our summaries.")
    assert ask(span.pam).get(f"/api/spaces/{span.bridge}")[1]["archived"] is True
    assert waiting_proposals(span.gus.pk) == []
    before = stored()
    assert ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "Again."})[1]["code"] == "wrong_state"
    assert ask(span.gus).post(f"/api/bridges/{span.bridge}/accept", {})[1]["code"] == "wrong_state"
    assert stored() == before
    assert ask(span.mia).post(f"/api/bridges/{span.bridge}/archive", {})[1]["state"] == "archived"
    assert ask(span.pam).get(f"/api/bridges/{span.bridge}")[1]["state"] == "archived"


def test_a_moderator_no_more_decides_no_more(span: Span) -> None:
    span.proposed()
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.mia), role=Role.MEMBER)
    before = stored()
    assert ask(span.mia).post(f"/api/bridges/{span.bridge}/close", {"reason": "No."}) == (404, NOTHING_HERE)
    assert stored() == before
