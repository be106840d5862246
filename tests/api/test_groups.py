"""Groups, organisations and offices over HTTP: who sees, who changes."""

from datetime import timedelta

import pytest

from collab.audit.models import AuditEntry
from collab.clock import now
from discussions.spaces.seating import open_seat
from groups.models import Group, Office, Organisation, Seat
from groups.pages import group_page
from groups.roles import Role
from tests.api.ask import ask
from tests.world import World, person

pytestmark = pytest.mark.django_db
HIDDEN = (404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}})


def test_a_member_reads_the_page_of_the_group(world: World) -> None:
    status, page = ask(world.ben).get(f"/api/groups/{world.weavers.pk}")
    assert status == 200
    assert page["group"] == {
        "id": world.weavers.pk, "name": "Weavers", "kind": "reference_group", "constituency": "civil_society", "purpose": "", "rules": "",
        "default_label": "amber", "second_factor": False, "pseudonyms": False, "listed": True, "people": 2, "organisations": 1,
        "seat": world.seat(world.ben).pk, "role": "member", "may_keep": False, "locked": False,
    }  # fmt: skip
    assert [(row["by"]["name"], row["by"]["role"], row["mine"]) for row in page["seats"]] == [
        ("Ada (example)", "lead", False),
        ("Ben (example)", "member", True),
    ]
    assert (page["rules_html"], page["invitations"]) == ("", [])


def test_an_outsider_learns_of_a_listed_group_but_not_who_sits_in_it(world: World) -> None:
    status, page = ask(world.eve).get(f"/api/groups/{world.weavers.pk}")
    assert (status, page["group"]["name"], page["seats"], page["invitations"]) == (200, "Weavers", [], [])
    _, groups = ask(world.eve).get("/api/groups")
    assert [group["name"] for group in groups] == ["Potters", "Secretariat", "Weavers"]


def test_a_group_that_is_not_listed_is_missing_to_outsiders(world: World) -> None:
    Group.objects.filter(pk=world.weavers.pk).update(listed=False)
    eve = ask(world.eve)
    assert eve.get(f"/api/groups/{world.weavers.pk}") == HIDDEN == eve.get("/api/groups/1")
    assert eve.patch(f"/api/groups/{world.weavers.pk}", {"purpose": "Mine"}) == HIDDEN
    _, groups = eve.get("/api/groups")
    assert [group["name"] for group in groups] == ["Potters", "Secretariat"]


def test_somebody_without_a_seat_sees_no_group(world: World) -> None:
    zoe = ask(person("Zoe"))
    assert zoe.get("/api/groups") == (200, [])
    assert zoe.get(f"/api/groups/{world.weavers.pk}") == HIDDEN


def test_a_lead_changes_the_group_and_a_member_may_not(world: World) -> None:
    edit = {"purpose": "We weave.", "rules": "- Kindly.\n- Slowly. <b>x</b>", "default_label": "green"}
    status, refusal = ask(world.ben).patch(f"/api/groups/{world.weavers.pk}", edit)
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert Group.objects.get(pk=world.weavers.pk).purpose == ""
    status, page = ask(world.ada).patch(f"/api/groups/{world.weavers.pk}", edit)
    assert (status, page["group"]["purpose"], page["group"]["default_label"]) == (200, "We weave.", "green")
    assert page["rules_html"] == "<ul>\n<li>Kindly.</li>\n<li>Slowly. &lt;b&gt;x&lt;/b&gt;</li>\n</ul>\n"
    entry = AuditEntry.objects.get(verb="group.change")
    assert (entry.actor_id, entry.group_id, entry.facts) == (
        world.ada.pk, world.weavers.pk, {"fields": ["default_label", "purpose", "rules"]},
    )  # fmt: skip


def test_an_unknown_field_is_refused(world: World) -> None:
    status, refusal = ask(world.ada).patch(f"/api/groups/{world.weavers.pk}", {"name": "Mine", "listed": False})
    assert (status, refusal["code"]) == (422, "invalid")
    assert Group.objects.get(pk=world.weavers.pk).name == "Weavers"


def test_only_the_secretariat_makes_groups_and_organisations(world: World) -> None:
    organisation = {"name": "Spindle (example)", "constituency": "civil_society", "country": "PT"}
    group = {"name": "Dyers", "kind": "working_group"}
    assert ask(world.ada).post("/api/organisations", organisation) == HIDDEN == ask(world.ada).post("/api/groups", group)
    status, made = ask(world.olga).post("/api/organisations", organisation)
    assert (status, made) == (201, {"id": made["id"], **organisation})
    status, page = ask(world.olga).post("/api/groups", group)
    assert (status, page["group"]["name"], page["group"]["may_keep"], page["seats"]) == (201, "Dyers", True, [])
    status, again = ask(world.olga).post("/api/groups", group)
    assert (status, again["code"]) == (409, "wrong_state")
    assert (Organisation.objects.count(), Group.objects.count()) == (4, 4)


def test_organisations_are_listed_to_those_who_invite(world: World) -> None:
    assert ask(world.ben).get("/api/organisations") == HIDDEN
    for who in (world.ada, world.olga):
        _, rows = ask(who).get("/api/organisations")
        assert [row["name"] for row in rows] == ["Kiln (example)", "Lantern (example)", "Secretariat (example)"]


def test_constituencies_are_data(world: World) -> None:
    _, rows = ask(world.ben).get("/api/constituencies")
    assert {"slug": "civil_society", "name": "Civil society", "mark": "cso"} in rows


def test_an_office_is_held_from_one_day_to_another(world: World) -> None:
    draft = {"seat": world.seat(world.ben).pk, "kind": "vice_chair", "from_on": "2026-01-01", "until_on": "2099-12-31"}
    assert ask(world.ben).post(f"/api/groups/{world.weavers.pk}/offices", draft)[0] == 403
    status, page = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/offices", draft)
    assert status == 201
    assert [(each["kind"], each["by"]["name"], each["until_on"]) for each in page["offices"]] == [
        ("vice_chair", "Ben (example)", "2099-12-31")
    ]
    status, refusal = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/offices", {**draft, "until_on": "2025-01-01"})
    assert (status, refusal["facts"]) == (422, {"fields": ["until_on"]})
    foreign = {**draft, "seat": world.seat(world.eve).pk}
    assert ask(world.ada).post(f"/api/groups/{world.weavers.pk}/offices", foreign) == HIDDEN
    assert Office.objects.count() == 1


def office(world: World, **more: object) -> int:
    """Ben is vice-chair from today, or as `more` says; the id of his office."""
    draft = {"seat": world.seat(world.ben).pk, "kind": "vice_chair", "from_on": now().date(), "until_on": None, **more}
    number: int = ask(world.ada).post(f"/api/groups/{world.weavers.pk}/offices", draft)[1]["offices"][-1]["id"]
    return number


def test_an_office_ends_before_its_last_day(world: World) -> None:
    today = now().date()
    since = today - timedelta(days=9)
    number, other = office(world, from_on=since, until_on=today + timedelta(days=9)), office(world, kind="chair")
    status, page = ask(world.ada).post(f"/api/offices/{number}/end", {"reason": "moved on"})
    assert (status, [each["id"] for each in page["offices"]]) == (200, [other])
    ended = Office.objects.get(pk=number)
    assert (ended.from_on, ended.until_on) == (since, today - timedelta(days=1))
    entry = AuditEntry.objects.get(verb="office.end")
    assert (entry.group_id, entry.actor_id, entry.subject_kind, entry.subject_id) == (
        world.weavers.pk, world.ada.pk, "seat", str(world.seat(world.ben).pk),
    )  # fmt: skip
    assert (entry.reason, entry.facts) == ("moved on", {"office": "vice_chair"})
    assert ask(world.ada).post(f"/api/offices/{number}/end", {"reason": "again"}) == HIDDEN
    assert AuditEntry.objects.filter(verb="office.end").count() == 1


@pytest.mark.parametrize("begins_in", [0, 5])
def test_an_office_that_would_have_had_no_day_is_taken_away(world: World, begins_in: int) -> None:
    number = office(world, from_on=now().date() + timedelta(days=begins_in))
    status, page = ask(world.olga).post(f"/api/offices/{number}/end", {"reason": "a mistake"})
    assert (status, page["offices"]) == (200, [])
    assert Office.objects.count() == 0
    assert AuditEntry.objects.get(verb="office.end").actor_id == world.olga.pk


def test_only_those_who_keep_the_group_end_an_office(world: World) -> None:
    number = office(world)
    end = f"/api/offices/{number}/end"
    status, refusal = ask(world.ben).post(end, {"reason": "mine"})
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert ask(world.eve).post(end, {"reason": "theirs"}) == HIDDEN
    assert ask(world.ada).post(end, {"reason": ""})[0] == 422
    assert Office.objects.get(pk=number).until_on is None
    assert AuditEntry.objects.filter(verb="office.end").count() == 0


def test_a_head_steps_down_by_a_change_of_the_seat(world: World) -> None:
    """Head, alternate and focal point are parts of a seat without days: they end when the seat is changed."""
    path = f"/api/seats/{world.seat(world.ben).pk}"
    for post in ("head", "alternate", "focal_point"):
        assert ask(world.ada).patch(path, {"post": post})[0] == 200
        assert ask(world.ada).patch(path, {"post": ""})[0] == 200
        assert Seat.objects.get(pk=world.seat(world.ben).pk).post == ""


def test_a_circle_shows_pseudonyms_and_no_times(world: World) -> None:
    _, made = ask(world.olga).post("/api/groups", {"name": "Circle", "kind": "circle", "pseudonyms": True, "listed": False})
    circle = made["group"]["id"]
    for who, role in ((world.ada, Role.LEAD), (world.ben, Role.MEMBER)):
        open_seat(by=world.olga.pk, group_id=circle, person_id=who.pk, organisation_id=world.lantern.pk, role=role)
    _, page = ask(world.ben).get(f"/api/groups/{circle}")
    names = sorted(Seat.objects.filter(group=circle).values_list("pseudonym", flat=True))
    assert len(names) == 2
    assert [(row["by"]["name"], row["by"]["organisation"], row["since"]) for row in page["seats"]] == [(name, "", None) for name in names]
    assert "Ada" not in str(page)
    assert "Lantern" not in str(page)


def test_the_page_costs_the_same_for_two_seats_and_for_twenty(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture without a public type
    with django_assert_num_queries(7):
        group_page(world.ada.pk, world.weavers.pk)
    for n in range(18):
        guest = person(f"Guest{n}")
        open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=guest.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
    with django_assert_num_queries(7):
        group_page(world.ada.pk, world.weavers.pk)
