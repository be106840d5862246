"""Opening a poll of each kind, and voting in it."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab.clock import now
from discussions.polls.models import Ballot, Cast
from tests.api.ask import ask
from tests.council import Council, convene

pytestmark = pytest.mark.django_db
SLOTS = [
    {"starts_at": "2030-01-14T13:00:00Z", "ends_at": "2030-01-14T14:30:00Z"},
    {"starts_at": "2030-01-21T13:00:00Z", "ends_at": "2030-01-21T14:30:00Z", "note": "late in the east"},
]
KINDS: list[tuple[str, dict[str, Any], list[str], dict[str, Any]]] = [
    ("proposal", {"options": []}, ["agree", "disagree", "block"], {"choices": ["block"], "reason": "too soon", "conditions": "wait"}),
    ("approval", {}, ["o1", "o2", "o3"], {"choices": ["o1", "o3"]}),
    ("score", {"max_points": 10}, ["o1", "o2", "o3"], {"points": {"o1": 10, "o3": 0}}),
    ("dots", {"budget": 5}, ["o1", "o2", "o3"], {"points": {"o1": 4, "o2": 1}}),
    ("ranked", {}, ["o1", "o2", "o3"], {"ranking": ["o3", "o1"]}),
    ("ladder", {"options": []}, [f"g{n}" for n in range(1, 9)], {"choices": ["g3"], "reason": "mostly"}),
    ("sense_check", {"options": []}, ["good", "unsure", "concerned"], {"choices": ["unsure"]}),
    ("opt_in", {"options": []}, ["accept", "decline"], {"choices": ["accept"]}),
    ("dates", {"options": SLOTS}, ["o1", "o2"], {"points": {"o1": 2, "o2": 0}}),
    ("questions", {"options": [{"text": "What is missing?"}]}, ["o1"], {"texts": {"o1": "A map."}}),
]


@pytest.fixture
def council() -> Council:
    return convene()


def open_over_http(council: Council, **more: Any) -> tuple[int, Any]:
    return ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", council.draft(**more))


@pytest.mark.parametrize(("kind", "more", "keys", "vote"), KINDS, ids=[each[0] for each in KINDS])
def test_each_kind_is_opened_voted_in_and_shown(
    council: Council, kind: str, more: dict[str, Any], keys: list[str], vote: dict[str, Any]
) -> None:
    status, answer = open_over_http(council, poll_kind=kind, **more)
    assert (status, answer["poll"]["poll_kind"]) == (201, kind)
    assert [each["key"] for each in answer["poll"]["options"]] == keys
    path = council.path(answer["poll"]["place"], "ballot")
    status, ballot = ask(council.cleo).put(path, {"client_id": str(uuid4()), "version": 1, **vote})
    assert status == 200
    assert {part: ballot[part] for part in vote} == vote
    assert (Ballot.objects.get().content, Cast.objects.get().content) == (vote, vote)
    _, page = ask(council.cleo).get(council.path(answer["poll"]["place"]))
    assert {part: page["ballot"][part] for part in vote} == vote


@pytest.mark.parametrize(
    ("kind", "more", "vote", "expected"),
    [
        ("dots", {"budget": 5}, {"points": {"o1": 6}}, (422, "over_budget")),
        ("ranked", {}, {"ranking": ["o1", "o1"]}, (422, "duplicate_ranks")),
        ("choose", {}, {"choices": ["o9"]}, (422, "unknown_option")),
        ("proposal", {"options": []}, {"choices": ["block"]}, (422, "reason_needed")),
        ("score", {}, {"choices": ["o1"]}, (422, "invalid")),
        ("score", {}, {"points": {"o1": 1.5}}, (422, "invalid")),
        ("score", {}, {"points": {"o1": True}}, (422, "invalid")),
        ("choose", {}, {"choices": ["o1"], "version": 2}, (409, "poll_edited")),
        ("questions", {"options": [{"text": "Why?"}]}, {"texts": {"o1": "x" * 2001}}, (422, "invalid")),
    ],
)
def test_a_ballot_that_does_not_fit_changes_nothing(
    council: Council, kind: str, more: dict[str, Any], vote: dict[str, Any], expected: tuple[int, str]
) -> None:
    place = council.ask(poll_kind=kind, **more).poll.place
    status, answer = ask(council.cleo).put(council.path(place, "ballot"), {"client_id": str(uuid4()), **vote})
    assert (status, answer["code"]) == expected
    assert len(answer["message"]) > 20
    assert (Ballot.objects.count(), Cast.objects.count()) == (0, 0)


def test_a_kind_that_brings_its_answers_takes_no_others(council: Council) -> None:
    status, answer = open_over_http(council, poll_kind="proposal")
    assert (status, answer["code"], answer["facts"]["fields"]) == (422, "invalid", ["options"])


def test_slots_come_back_as_they_were_named(council: Council) -> None:
    _, answer = open_over_http(council, poll_kind="dates", options=SLOTS)
    assert answer["poll"]["options"] == [
        {"key": f"o{n}", "text": "", "note": slot.get("note", ""), "starts_at": slot["starts_at"], "ends_at": slot["ends_at"]}
        for n, slot in enumerate(SLOTS, 1)
    ]


def calendar(council: Council, place: int) -> list[str]:
    """The lines of the calendar file, unfolded."""
    answer = ask(council.leo).client.get(council.path(place, "calendar.ics"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer["Content-Disposition"] == 'attachment; filename="poll.ics"'
    return bytes(answer.content).decode().replace("\r\n ", "").split("\r\n")


def test_the_slots_of_a_date_poll_fit_into_a_calendar(council: Council) -> None:
    poll = council.ask(poll_kind="dates", options=SLOTS, question="When do we meet; Monday, or later?" + " Say" * 30).poll
    lines = calendar(council, poll.place)
    assert (lines[0], lines[-2:], lines.count("BEGIN:VEVENT")) == ("BEGIN:VCALENDAR", ["END:VCALENDAR", ""], 2)
    assert [line for line in lines if line.startswith(("DTSTART", "DTEND", "STATUS"))] == [
        "DTSTART:20300114T130000Z", "DTEND:20300114T143000Z", "STATUS:TENTATIVE",
        "DTSTART:20300121T130000Z", "DTEND:20300121T143000Z", "STATUS:TENTATIVE",
    ]  # fmt: skip
    assert any(line.startswith("SUMMARY:TLP:AMBER When do we meet\\; Monday\\, or later?") for line in lines)
    raw = bytes(ask(council.leo).client.get(council.path(poll.place, "calendar.ics")).content)
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_only_who_reads_the_poll_has_its_calendar_and_only_a_date_poll_has_one(council: Council) -> None:
    dates, colours = council.ask(poll_kind="dates", options=SLOTS).poll, council.ask().poll
    for who, place in [(council.world.eve, dates.place), (council.leo, colours.place), (council.leo, 99999)]:
        status, answer = ask(who).get(council.path(place, "calendar.ics"))
        assert (status, answer["code"]) == (404, "not_found")


def test_a_poll_may_ask_for_a_reason(council: Council) -> None:
    place = council.ask(reasons="needed", closes_at=(now() + timedelta(days=1)).isoformat()).poll.place
    status, answer = ask(council.cleo).put(council.path(place, "ballot"), {"client_id": str(uuid4()), "choices": ["o1"]})
    assert (status, answer["code"]) == (422, "reason_needed")
    assert ask(council.cleo).put(council.path(place, "ballot"), {"client_id": str(uuid4()), "choices": ["o1"], "reason": "warm"})[0] == 200
