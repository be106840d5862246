"""Changing an open poll: its roll, and its words."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from discussions.polls.models import Amendment, Ballot, Poll, Revision
from discussions.polls.shapes import PollShape
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def poll(council: Council) -> PollShape:
    return council.ask(closes_at=(clock.now() + 3 * DAY).isoformat()).poll


def page(council: Council, who: Any, poll: PollShape) -> Any:
    return ask(who).get(council.path(poll.place))[1]


def names(council: Council, poll: PollShape) -> list[str]:
    return [unit["name"].split()[0] for unit in page(council, council.leo, poll)["roll"]]


def amend(council: Council, who: Any, poll: PollShape, **more: object) -> Answer:
    return ask(who).post(council.path(poll.place, "roll"), {"reason": "came late", **more})


def edit(council: Council, who: Any, poll: PollShape, *, material: bool, **more: object) -> Answer:
    body = {"question": "Which colour shall the banner have?", "material": material, "reason": "clearer", **more}
    return ask(who).patch(council.path(poll.place), body)


def latecomer(council: Council) -> int:
    """A seat for Kiln, opened after the poll."""
    world = council.world
    return open_seat(
        by=world.olga.pk, group_id=council.group.pk, person_id=world.ben.pk, organisation_id=world.kiln.pk, role=Role.MEMBER
    ).pk  # fmt: skip


def test_a_unit_is_added_with_a_reason_that_everybody_reads(council: Council, poll: PollShape) -> None:
    seat = latecomer(council)
    assert [each["name"] for each in page(council, council.mia, poll)["candidates"]] == ["Kiln (example)"]
    assert page(council, council.leo, poll)["candidates"] == []
    status, answer = amend(council, council.mia, poll, add=seat)
    assert (status, answer["eligible"]) == (201, 4)
    assert answer["roll_hash"] != poll.roll_hash
    assert names(council, poll) == ["Kiln", "Lantern", "Reed", "Sand"]
    shown = page(council, council.leo, poll)["amendments"]
    assert [(each["name"], each["added"], each["reason"], each["roll_hash"]) for each in shown] == [
        ("Kiln (example)", True, "came late", answer["roll_hash"])
    ]
    assert AuditEntry.objects.order_by("-pk")[0].verb == "poll.amend"
    vote = {"client_id": str(uuid4()), "choices": ["o1"]}
    assert ask(council.world.ben).put(council.path(poll.place, "ballot"), vote)[0] == 200


def test_a_unit_without_a_vote_is_removed_and_may_come_back(council: Council, poll: PollShape) -> None:
    sand = next(unit["key"] for unit in page(council, council.mia, poll)["roll"] if unit["name"].startswith("Sand"))
    status, answer = amend(council, council.mia, poll, remove=sand)
    assert (status, answer["eligible"], names(council, poll)) == (201, 2, ["Lantern", "Reed"])
    vote = {"client_id": str(uuid4()), "choices": ["o1"]}
    assert ask(council.cleo).put(council.path(poll.place, "ballot"), vote)[1]["code"] == "not_eligible"
    assert amend(council, council.mia, poll, add=council.seat(council.cleo).pk)[1]["roll_hash"] == poll.roll_hash
    assert ask(council.cleo).put(council.path(poll.place, "ballot"), vote)[0] == 200
    status, answer = amend(council, council.mia, poll, remove=sand)
    assert (status, answer["code"]) == (409, "wrong_state")  # it has voted
    assert Amendment.objects.count() == 2


def test_the_roll_stays_as_it_is_on_the_last_day_and_where_votes_are_secret(council: Council, poll: PollShape) -> None:
    seat = latecomer(council)
    for who, expected in [(council.cleo, (403, "not_allowed")), (council.world.eve, (404, "not_found"))]:
        status, answer = amend(council, who, poll, add=seat)
        assert (status, answer["code"]) == expected
    leo, mia = council.seat(council.leo).pk, council.seat(council.mia).pk
    for more in ({}, {"add": seat, "remove": "x"}, {"add": leo}, {"add": mia}, {"remove": "x"}):
        status, answer = amend(council, council.mia, poll, **more)
        assert (status, answer["code"]) == (422, "invalid")
    clock.shift(2 * DAY + HOUR)
    status, answer = amend(council, council.mia, poll, add=seat)
    assert (status, answer["code"]) == (409, "roll_fixed")
    assert (Amendment.objects.count(), Poll.objects.get().eligible) == (0, 3)


def test_a_material_change_makes_a_version_and_votes_need_confirming(council: Council, poll: PollShape) -> None:
    council.vote(council.alba, poll.place, "o2")
    options = [{"key": "o1", "text": "Scarlet", "note": "bright"}]
    status, answer = edit(council, council.mia, poll, material=True, options=options)
    assert (status, answer["version"], answer["cast"], answer["options"][0]["text"]) == (200, 2, 0, "Scarlet")
    assert answer["roll_hash"] != poll.roll_hash
    mine = page(council, council.alba, poll)
    assert (mine["ballot"]["version"], mine["has_voted"], mine["may_vote"]) == (1, False, True)
    vote = {"client_id": str(uuid4()), "choices": ["o2"], "version": 1}
    status, answer = ask(council.cleo).put(council.path(poll.place, "ballot"), vote)
    assert (status, answer["code"]) == (409, "poll_edited")
    council.vote(council.alba, poll.place, "o2")  # confirmed: the same choice again
    assert (Poll.objects.get().cast, Ballot.objects.get().version) == (1, 2)
    shown = page(council, council.leo, poll)["revisions"]
    assert [(each["version"], each["material"], each["question"], each["reason"]) for each in shown] == [
        (2, True, "Which colour shall the flag have?", "clearer")
    ]


def test_an_unconfirmed_vote_is_not_counted(council: Council, poll: PollShape) -> None:
    council.vote(council.alba, poll.place, "o2")
    council.vote(council.cleo, poll.place, "o1")
    edit(council, council.mia, poll, material=True)
    council.vote(council.cleo, poll.place, "o3")
    clock.shift(3 * DAY)
    shown = page(council, council.leo, poll)
    assert [each["count"] for each in shown["poll"]["result"]["counts"]] == [0, 0, 1]
    assert (shown["poll"]["cast"], [unit["voted"] for unit in shown["roll"]]) == (1, [False, False, True])


def test_a_slip_of_the_pen_leaves_the_votes_alone(council: Council, poll: PollShape) -> None:
    council.vote(council.alba, poll.place, "o2")
    status, answer = edit(council, council.mia, poll, material=False)
    assert (status, answer["version"], answer["cast"], answer["question"]) == (200, 1, 1, "Which colour shall the banner have?")
    assert Revision.objects.get().material is False


def test_what_cannot_be_edited(council: Council, poll: PollShape) -> None:
    for who, expected in [(council.cleo, (403, "not_allowed")), (council.world.eve, (404, "not_found"))]:
        status, answer = edit(council, who, poll, material=True)
        assert (status, answer["code"]) == expected
    bad: list[tuple[dict[str, Any], str]] = [
        ({"options": [{"key": "o9", "text": "Pink"}]}, "unknown_option"),
        ({"options": [{"key": "o1", "text": " "}]}, "invalid"),
        ({"options": [{"key": "o1", "text": "Same"}, {"key": "o2", "text": "same"}]}, "invalid"),
        ({"question": " "}, "invalid"),
    ]
    for more, code in bad:
        status, answer = edit(council, council.mia, poll, material=True, **more)
        assert (status, answer["code"]) == (422, code)
    clock.shift(3 * DAY)
    status, answer = edit(council, council.mia, poll, material=True)
    assert (status, answer["code"]) == (409, "wrong_state")
    assert (Revision.objects.count(), Poll.objects.get().question) == (0, "Which colour shall the flag have?")
