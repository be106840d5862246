"""What waits for a person of documents and reports, and when it stops waiting."""

from typing import Any

import pytest

from collab.accounts.models import Person
from discussions.desk.actions import decide_report, report_message
from discussions.desk.roles import Decision, ReportReason
from discussions.desk.shapes import DecisionDraft, ReportDraft
from discussions.documents.actions import approve_document, return_document, submit_document
from discussions.spaces.seating import end_seat, open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.papers import share
from tests.world import World, person

pytestmark = pytest.mark.django_db


def waiting(who: Person) -> list[tuple[Any, ...]]:
    status, answer = ask(who).get("/api/waiting")
    assert status == 200
    return [(each["verb"], each["title"], each["where"], each["place"]) for each in answer]


def test_a_review_waits_for_the_moderators_and_a_return_for_its_authors(world: World) -> None:
    menu = share(world, world.ben, label="green")
    where = (world.ben.pk, menu.space, menu.place)
    assert (waiting(world.ada), waiting(world.ben)) == ([], [])
    submit_document(*where)
    assert (waiting(world.ada), waiting(world.ben), waiting(world.eve)) == ([("review", "Yarn menu", "Loom", menu.place)], [], [])
    return_document(world.ada.pk, menu.space, menu.place, 1, "Prices are missing.")
    assert (waiting(world.ada), waiting(world.ben), waiting(world.eve)) == ([], [("returned", "Yarn menu", "Loom", menu.place)], [])
    submit_document(*where)
    approve_document(world.ada.pk, menu.space, menu.place, 1)
    assert (waiting(world.ada), waiting(world.ben)) == ([], [])


def test_ones_own_work_waits_for_others(world: World) -> None:
    menu = share(world, world.ada)
    submit_document(world.ada.pk, menu.space, menu.place)
    assert waiting(world.ada) == []


def test_nothing_waits_for_who_has_left(world: World) -> None:
    menu = share(world, world.ben, label="green")
    submit_document(world.ben.pk, menu.space, menu.place)
    return_document(world.ada.pk, menu.space, menu.place, 1, "Prices are missing.")
    end_seat(by=world.olga.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    assert waiting(world.ben) == []


def test_reports_wait_on_the_desk_until_decided(world: World) -> None:
    cleo = person("Cleo")
    open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=cleo.pk, organisation_id=world.kiln.pk, role=Role.MODERATOR)
    said = world.say(world.ada, "By a moderator.")
    report_message(world.ben.pk, said.space, said.place, ReportDraft(reason=ReportReason.TONE))
    assert (waiting(world.ada), waiting(world.ben)) == ([], [])  # she wrote it: it waits for the other moderator
    assert waiting(cleo) == [("report", "", "Weavers", None)]
    decide_report(cleo.pk, world.weavers.pk, 1, DecisionDraft(decision=Decision.KEPT, words="Within the rules."))
    assert waiting(cleo) == []
