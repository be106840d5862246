"""What ballots say in words, told after closing."""

from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from discussions.polls.casting import cast_ballot
from discussions.polls.shapes import BallotDraft
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def voices(council: Council, ballots: list[dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """What an observer is told of the words of a poll in which Mia, Hugo, Alba, Cleo and Ben voted like this."""
    open_seat(by=council.world.olga.pk, group_id=council.group.pk, person_id=council.world.ben.pk, organisation_id=council.sand.pk,
              role=Role.MEMBER)  # fmt: skip
    poll = council.ask(unit="person", **more).poll
    people = (council.mia, council.hugo, council.alba, council.cleo, council.world.ben)
    for who, content in zip(people, ballots, strict=False):
        cast_ballot(who.pk, council.hall.pk, poll.place, BallotDraft(client_id=uuid4(), secret=uuid4().hex, **content))
    assert ask(council.leo).get(council.path(poll.place, "result"))[0] == 409
    clock.shift(HOUR)
    status, answer = ask(council.leo).get(council.path(poll.place, "result"))
    assert status == 200
    told: list[dict[str, Any]] = answer["voices"]
    return told


YES, NO = {"choices": ["agree"]}, {"choices": ["disagree"], "reason": "Too early."}
BLOCK = {"choices": ["block"], "conditions": "A second reading."}
SILENT = {"unit_name": "", "constituency": "", "conditions": "", "texts": {}}


def test_where_votes_are_named_so_are_their_words(council: Council) -> None:
    assert voices(council, [YES, NO, BLOCK], poll_kind="proposal", options=[]) == [
        {**SILENT, "unit_name": "Alba (example)", "constituency": "civil_society", "choices": ["block"], "reason": "",
         "conditions": "A second reading."},
        {**SILENT, "unit_name": "Hugo (example)", "constituency": "civil_society", "choices": ["disagree"], "reason": "Too early."},
    ]  # fmt: skip


def test_answers_of_a_question_round_are_told_by_unit(council: Council) -> None:
    told = voices(council, [{"texts": {"o1": "Soon."}}, {"abstained": True}], poll_kind="questions", options=[{"text": "When?"}])
    assert [(each["unit_name"], each["texts"]) for each in told] == [("Mia (example)", {"o1": "Soon."})]


@pytest.mark.parametrize("secrecy", ["names_hidden", "secret", "receipt"])
def test_where_votes_are_not_named_words_stand_without_a_name(council: Council, secrecy: str) -> None:
    told = voices(council, [NO, YES, YES, YES, {**YES, "reason": "At last."}], poll_kind="proposal", options=[], secrecy=secrecy)
    assert told == [
        {**SILENT, "choices": ["agree"], "reason": "At last."}, {**SILENT, "choices": ["disagree"], "reason": "Too early."},
    ]  # fmt: skip


def test_a_combination_of_choices_does_not_tell_whose_the_words_are(council: Council) -> None:
    one = {"choices": ["o1", "o3"], "reason": "Both."}
    told = voices(council, [one, *[{"choices": ["o2"]}] * 4], poll_kind="approval", secrecy="names_hidden")
    assert told == [{**SILENT, "choices": [], "reason": "Both."}]


def test_of_a_handful_no_word_is_told(council: Council) -> None:
    assert voices(council, [NO, YES], poll_kind="proposal", options=[], secrecy="names_hidden") == []
