"""A vote that a moderator was told counts once its unit has said so."""

from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from discussions.personal.models import Notice
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Poll, Recorded, Result
from discussions.polls.shapes import PollShape
from tests.api.ask import Answer, ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def poll(council: Council) -> PollShape:
    return council.ask().poll


def record(council: Council, who: Any, poll: PollShape, of: Any, *choices: str, **more: Any) -> Answer:
    """Somebody records a vote for the delegation of `of`."""
    unit = f"delegation:{council.group.pk}:{council.seat(of).organisation_id}"
    body = {"client_id": str(uuid4()), "unit": unit, "choices": list(choices), "how": "By telephone, from Alba.", **more}
    return ask(who).post(council.path(poll.place, "recorded"), body)


def decide(council: Council, who: Any, poll: PollShape, recorded: int, *, confirm: bool) -> Answer:
    """Somebody says yes or no to it."""
    return ask(who).post(council.path(poll.place, "recorded/decide"), {"recorded": recorded, "confirm": confirm})


def waiting(council: Council, who: Any, poll: PollShape) -> Any:
    """What waits for the person's unit on the poll's page."""
    return ask(who).get(council.path(poll.place))[1]["recording"]["waiting"]


def test_it_waits_for_the_unit_and_counts_once_confirmed(council: Council, poll: PollShape) -> None:
    status, row = record(council, council.mia, poll, council.hugo, "o2")
    assert (status, row["unit_name"], row["choices"], row["by"]["name"]) == (201, "Reed (example)", ["o2"], "Mia (example)")
    assert (Ballot.objects.count(), Poll.objects.get().cast) == (0, 0)
    assert sorted(Notice.objects.filter(what="vote_recorded").values_list("person__name", flat=True)) == [
        "Alba (example)",
        "Hugo (example)",
    ]
    assert [(each["verb"], each["unit"]) for each in ask(council.alba).get("/api/waiting")[1]] == [("recorded", "Reed (example)")]
    assert waiting(council, council.alba, poll)["how"] == "By telephone, from Alba."
    assert waiting(council, council.cleo, poll) is None
    assert ask(council.mia).get(council.path(poll.place))[1]["recording"]["pending"] == [row["unit"]]
    assert decide(council, council.alba, poll, row["id"], confirm=True)[0] == 204
    assert decide(council, council.alba, poll, row["id"], confirm=True)[0] == 204  # a lost reply
    ballot = Ballot.objects.get()
    assert (ballot.content, ballot.cast_by_id, Poll.objects.get().cast) == ({"choices": ["o2"]}, council.seat(council.alba).pk, 1)
    assert [each.verb for each in AuditEntry.objects.filter(verb__startswith="vote.").order_by("pk")] == ["vote.record", "vote.confirm"]
    assert ask(council.alba).get("/api/waiting")[1] == []


def test_refused_or_never_confirmed_it_does_not_count(council: Council, poll: PollShape) -> None:
    refused = record(council, council.mia, poll, council.hugo, "o2")[1]["id"]
    assert decide(council, council.hugo, poll, refused, confirm=False)[0] == 204
    assert decide(council, council.hugo, poll, refused, confirm=True)[1]["code"] == "wrong_state"
    late = record(council, council.mia, poll, council.cleo, "o1")[1]["id"]
    clock.shift(HOUR)
    keep_time(clock.now())
    assert decide(council, council.cleo, poll, late, confirm=True)[1]["code"] == "poll_not_open"
    assert (Ballot.objects.count(), Result.objects.get().brief["cast"]) == (0, 0)
    assert list(Recorded.objects.order_by("pk").values_list("confirmed", flat=True)) == [False, None]


def test_only_the_unit_confirms(council: Council, poll: PollShape) -> None:
    row = record(council, council.mia, poll, council.hugo, "o2")[1]["id"]
    for who, expected in [
        (council.mia, "wrong_state"),  # nothing waits for her own unit
        (council.cleo, "wrong_state"),
        (council.leo, "not_eligible"),
        (council.world.olga, "not_eligible"),
        (council.world.eve, "not_found"),
    ]:
        assert decide(council, who, poll, row, confirm=True)[1]["code"] == expected
    assert (Ballot.objects.count(), Recorded.objects.get().confirmed) == (0, None)


def test_who_records_what(council: Council, poll: PollShape) -> None:
    assert record(council, council.hugo, poll, council.cleo, "o1")[1]["code"] == "not_allowed"
    assert record(council, council.world.eve, poll, council.cleo, "o1")[1]["code"] == "not_found"
    assert record(council, council.mia, poll, council.mia, "o1")[1]["code"] == "invalid"  # her own unit
    assert record(council, council.mia, poll, council.leo, "o1")[1]["code"] == "invalid"  # not on the roll
    assert record(council, council.mia, poll, council.cleo, "o9")[1]["code"] == "unknown_option"
    assert record(council, council.mia, poll, council.cleo, "o1", how="")[1]["code"] == "invalid"
    council.vote(council.cleo, poll.place, "o3")
    assert record(council, council.mia, poll, council.cleo, "o1")[1]["code"] == "own_vote_stands"
    assert Recorded.objects.count() == 0


def test_never_for_a_secret_vote(council: Council, settings: Any) -> None:
    settings.CROWD_SECRET = 3
    poll = council.ask(secrecy="secret", unit="person").poll
    assert record(council, council.mia, poll, council.cleo, "o1")[1]["code"] == "wrong_state"
    assert Recorded.objects.count() == 0


def test_a_later_recording_takes_the_place_of_one_that_waits_and_a_repeat_changes_nothing(council: Council, poll: PollShape) -> None:
    key = str(uuid4())
    first = record(council, council.mia, poll, council.hugo, "o2", client_id=key)
    assert record(council, council.mia, poll, council.hugo, "o2", client_id=key) == first
    assert record(council, council.mia, poll, council.hugo, "o3", client_id=key)[1]["code"] == "replay_differs"
    second = record(council, council.mia, poll, council.hugo, "o3")[1]["id"]
    assert waiting(council, council.hugo, poll)["choices"] == ["o3"]
    assert decide(council, council.hugo, poll, first[1]["id"], confirm=True)[1]["code"] == "wrong_state"
    assert decide(council, council.hugo, poll, second, confirm=True)[0] == 204
    assert Ballot.objects.get().content == {"choices": ["o3"]}


def test_a_vote_recorded_on_an_older_text_is_not_confirmed(council: Council, poll: PollShape) -> None:
    row = record(council, council.mia, poll, council.hugo, "o2")[1]["id"]
    edit = {"question": "Which colour then?", "material": True, "reason": "clearer"}
    assert ask(council.mia).patch(council.path(poll.place), edit)[0] == 200
    assert decide(council, council.hugo, poll, row, confirm=True)[1]["code"] == "poll_edited"
    assert Ballot.objects.count() == 0


def test_the_units_own_vote_leaves_nothing_that_waits(council: Council, poll: PollShape) -> None:
    record(council, council.mia, poll, council.hugo, "o2")
    council.vote(council.alba, poll.place, "o1")
    assert waiting(council, council.alba, poll) is None
    assert Ballot.objects.get().content == {"choices": ["o1"]}
