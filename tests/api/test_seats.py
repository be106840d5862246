"""Seats over HTTP: opened, changed, ended; and what follows from each."""

from datetime import timedelta

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.streams.models import Stream
from discussions.spaces.actions import open_space
from discussions.spaces.models import Admission
from discussions.spaces.reads import standing_in
from discussions.spaces.seating import change_seat, end_due_seats, end_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.models import Group, Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.world import World, person

pytestmark = pytest.mark.django_db
HIDDEN = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


def moderator(world: World) -> Seat:
    """Ben, made moderator of Weavers."""
    return change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.MODERATOR)


def test_the_secretariat_seats_an_account_by_its_address(world: World) -> None:
    draft = {"email": "Eve@Example.org ", "organisation": world.kiln.pk, "role": "observer"}
    status, page = ask(world.olga).post(f"/api/groups/{world.weavers.pk}/seats", draft)
    assert status == 201
    assert next((row["by"]["name"], row["by"]["role"]) for row in page["seats"]) == ("Eve (example)", "observer")
    assert standing_in(world.eve.pk, world.loom.pk).role is Role.OBSERVER
    status, refusal = ask(world.olga).post(f"/api/groups/{world.weavers.pk}/seats", draft)
    assert (status, refusal["code"]) == (409, "seat_exists")


@pytest.mark.parametrize("email", ["eve@example.org", "nobody@example.org"])
def test_whether_an_address_has_an_account_is_told_to_the_secretariat_alone(world: World, email: str) -> None:
    draft = {"email": email, "organisation": world.kiln.pk}
    status, refusal = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/seats", draft)
    assert (status, refusal["code"], refusal["message"]) == (
        403, "not_allowed", "Invite this person by mail; only the secretariat seats an account directly.",
    )  # fmt: skip
    assert ask(world.ben).post(f"/api/groups/{world.weavers.pk}/seats", draft)[0] == 403
    assert ask(world.eve).post(f"/api/groups/{world.weavers.pk}/seats", draft) == HIDDEN
    assert Seat.objects.filter(group=world.weavers).count() == 2


def test_an_unknown_address_is_missing_even_to_the_secretariat(world: World) -> None:
    draft = {"email": "nobody@example.org", "organisation": world.kiln.pk}
    assert ask(world.olga).post(f"/api/groups/{world.weavers.pk}/seats", draft) == HIDDEN


def test_a_seat_needs_a_last_day_that_lies_ahead(world: World) -> None:
    draft = {"email": "eve@example.org", "organisation": world.kiln.pk, "until": "2020-01-01T00:00:00Z"}
    status, refusal = ask(world.olga).post(f"/api/groups/{world.weavers.pk}/seats", draft)
    assert (status, refusal["facts"]) == (422, {"fields": ["until"]})
    assert Seat.objects.filter(group=world.weavers).count() == 2


def test_a_lead_changes_a_role_and_a_member_may_not(world: World) -> None:
    path = f"/api/seats/{world.seat(world.ben).pk}"
    status, refusal = ask(world.ben).patch(path, {"role": "moderator"})
    assert (status, refusal["code"]) == (403, "not_allowed")
    status, page = ask(world.ada).patch(path, {"role": "moderator", "post": "alternate"})
    assert status == 200
    assert [(row["by"]["role"], row["post"]) for row in page["seats"] if row["by"]["name"] == "Ben (example)"] == [
        ("moderator", "alternate")
    ]
    assert AuditEntry.objects.get(verb="seat.change").facts == {"role": "moderator", "post": "alternate"}


def test_a_moderator_neither_makes_nor_ends_a_lead(world: World) -> None:
    moderator(world)
    ben, lead = ask(world.ben), world.seat(world.ada).pk
    assert ben.patch(f"/api/seats/{world.seat(world.ben).pk}", {"role": "lead"})[1]["code"] == "not_allowed"
    assert ben.patch(f"/api/seats/{lead}", {"role": "member"})[1]["code"] == "not_allowed"
    assert ben.post(f"/api/seats/{lead}/end", {"reason": "I want to"})[1]["code"] == "not_allowed"
    assert Seat.objects.get(pk=lead).role == "lead"
    assert Seat.objects.get(pk=lead).until is None


def test_a_group_keeps_a_lead(world: World) -> None:
    lead = world.seat(world.ada).pk
    for status, refusal in (
        ask(world.ada).post(f"/api/seats/{lead}/end", {"reason": "leaving"}),
        ask(world.ada).patch(f"/api/seats/{lead}", {"role": "member"}),
        ask(world.olga).post(f"/api/seats/{lead}/end", {"reason": "she left"}),
    ):
        assert (status, refusal["code"]) == (409, "last_lead")
    assert Seat.objects.get(pk=lead).role == "lead"


def test_seats_are_missing_to_those_outside_the_group(world: World) -> None:
    """Weavers is listed, its seats are not: a real number and a made-up one get the same answer."""
    eve = ask(world.eve)
    for seat in (world.seat(world.ben).pk, 12):
        assert eve.patch(f"/api/seats/{seat}", {"role": "observer"}) == HIDDEN
        assert eve.patch(f"/api/seats/{seat}", {"pseudonym": "X"}) == HIDDEN
        assert eve.patch(f"/api/seats/{seat}", {}) == HIDDEN
        assert eve.post(f"/api/seats/{seat}/end", {"reason": "no"}) == HIDDEN
    assert Seat.objects.get(pk=world.seat(world.ben).pk).until is None
    assert not AuditEntry.objects.filter(verb="seat.change").exists()


def test_one_may_always_leave(world: World) -> None:
    assert ask(world.ben).post(f"/api/seats/{world.seat(world.ben).pk}/end", {"reason": "Another task"}) == (204, None)
    assert not standing_in(world.ben.pk, world.loom.pk).inside
    assert Admission.objects.filter(seat=world.seat(world.ben), ended_at__isnull=True).count() == 0
    assert AuditEntry.objects.get(verb="seat.end").reason == "Another task"


def test_ending_needs_a_reason(world: World) -> None:
    status, refusal = ask(world.ada).post(f"/api/seats/{world.seat(world.ben).pk}/end", {"reason": ""})
    assert (status, refusal["facts"]) == (422, {"fields": ["end.reason"]})


def test_two_heads_of_one_delegation_are_one_too_many(world: World) -> None:
    assert ask(world.ada).patch(f"/api/seats/{world.seat(world.ada).pk}", {"post": "head"})[0] == 200
    status, refusal = ask(world.ada).patch(f"/api/seats/{world.seat(world.ben).pk}", {"post": "head"})
    assert (status, refusal["code"]) == (409, "seat_exists")


@pytest.mark.parametrize("how", ["demoted", "ended"])
def test_a_moderator_who_is_one_no_longer_makes_the_desk_check_its_listeners(world: World, how: str) -> None:
    seat = moderator(world)
    before = Stream.objects.get(pk=world.weavers.desk_id).epoch
    if how == "demoted":
        change_seat(by=world.ada.pk, seat_id=seat.pk, role=Role.MEMBER)
    else:
        end_seat(by=world.ada.pk, seat_id=seat.pk, reason="moved on")
    assert Stream.objects.get(pk=world.weavers.desk_id).epoch == before + 1


def test_a_seat_with_a_last_moment_ends_by_itself(world: World) -> None:
    until = clock.now() + timedelta(hours=1)
    seat = open_seat(
        by=world.olga.pk, group_id=world.weavers.pk, person_id=world.eve.pk, organisation_id=world.kiln.pk, role=Role.MEMBER, until=until
    )
    assert standing_in(world.eve.pk, world.loom.pk).inside
    assert end_due_seats(clock.now()) == until
    epoch = Stream.objects.get(pk=world.loom.pk).epoch
    clock.shift(timedelta(hours=1))
    assert not standing_in(world.eve.pk, world.loom.pk).inside
    assert end_due_seats(clock.now()) is None
    assert end_due_seats(clock.now()) is None
    assert Stream.objects.get(pk=world.loom.pk).epoch == epoch + 1
    entry = AuditEntry.objects.get(verb="seat.end")
    assert (entry.actor_id, entry.subject_id, entry.reason) == (None, str(seat.pk), "its time was over")


def test_a_seat_with_a_last_moment_is_a_seat(world: World) -> None:
    until = clock.now() + timedelta(days=1)
    open_seat(
        by=world.olga.pk, group_id=world.weavers.pk, person_id=world.eve.pk, organisation_id=world.kiln.pk, role=Role.MEMBER, until=until
    )
    status, refusal = ask(world.olga).post(
        f"/api/groups/{world.weavers.pk}/seats", {"email": "eve@example.org", "organisation": world.kiln.pk}
    )
    assert (status, refusal["code"]) == (409, "seat_exists")


def test_a_demand_for_a_second_factor_counts_at_once(world: World) -> None:
    """Who lacks one is sent nothing of the group, keeps nothing of it, and is told why."""
    epoch = Stream.objects.get(pk=world.loom.pk).epoch
    assert ask(world.ada).patch(f"/api/groups/{world.weavers.pk}", {"second_factor": True, "purpose": "Ours"})[0] == 200
    assert Stream.objects.get(pk=world.loom.pk).epoch > epoch
    assert not standing_in(world.ben.pk, world.loom.pk).inside
    assert ask(world.ben).get(f"/api/spaces/{world.loom.pk}") == HIDDEN
    _, page = ask(world.ada).get(f"/api/groups/{world.weavers.pk}")
    assert (page["group"]["locked"], page["group"]["may_keep"], page["group"]["purpose"], page["seats"]) == (True, False, "", [])
    status, refusal = ask(world.ada).patch(f"/api/groups/{world.weavers.pk}", {"second_factor": False})
    assert (status, refusal["code"]) == (403, "second_factor_needed")
    assert Group.objects.get(pk=world.weavers.pk).second_factor
    for seats in (None, [world.seat(world.ben).pk]):
        status, refusal = ask(world.ada).post("/api/spaces", {"group": world.weavers.pk, "title": "Aside", "seats": seats})
        assert (status, refusal["code"]) == (403, "second_factor_needed")
    status, start = ask(world.ada).get("/api/start")
    assert (status, start["spaces"], start["desks"], [group["locked"] for group in start["groups"]]) == (200, [], [], [True])


def test_an_account_is_switched_off_and_on_by_the_secretariat(world: World) -> None:
    path, why = f"/api/seats/{world.seat(world.ben).pk}/account", {"active": False, "reason": "lost laptop"}
    ben = ask(world.ben)
    assert ask(world.ada).post(path, why) == HIDDEN == ask(world.eve).post(path, why)
    assert ask(world.olga).post(path, why) == (204, None)
    assert ben.get("/api/me")[0] == 401
    assert not standing_in(world.ben.pk, world.loom.pk).inside
    _, page = ask(world.ada).get(f"/api/groups/{world.weavers.pk}")
    assert [row["by"]["name"] for row in page["seats"]] == ["Ada (example)"]
    _, page = ask(world.olga).get(f"/api/groups/{world.weavers.pk}")
    assert [(row["by"]["name"], row["active"]) for row in page["seats"]] == [("Ada (example)", True), ("Ben (example)", False)]
    later = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Opened meanwhile"))
    assert ask(world.olga).post(path, {"active": True, "reason": "found"}) == (204, None)
    assert standing_in(world.ben.pk, later.pk).inside
    assert standing_in(world.ben.pk, world.loom.pk).inside
    assert [(each.verb, each.reason) for each in AuditEntry.objects.filter(verb__startswith="account").order_by("pk")] == [
        ("account.deactivate", "lost laptop"), ("account.activate", "found"),
    ]  # fmt: skip


def test_an_officer_does_not_switch_off_their_own_account(world: World) -> None:
    own = Seat.objects.get(person=world.olga)
    status, refusal = ask(world.olga).post(f"/api/seats/{own.pk}/account", {"active": False, "reason": "tired"})
    assert (status, refusal["code"]) == (403, "not_allowed")


def test_an_observer_in_the_secretariat_is_no_officer(world: World) -> None:
    zoe = person("Zoe")
    group = Group.objects.get(kind="secretariat")
    open_seat(by=world.olga.pk, group_id=group.pk, person_id=zoe.pk, organisation_id=world.kiln.pk, role=Role.OBSERVER)
    assert ask(zoe).post("/api/groups", {"name": "Mine", "kind": "circle"}) == HIDDEN
