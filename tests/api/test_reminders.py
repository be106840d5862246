"""Reminding those whose unit has not voted."""

from datetime import timedelta

import pytest
from django.core import mail

from collab import clock
from discussions.personal.models import Notice
from discussions.polls.models import Poll
from discussions.polls.reminding import remind_voters
from discussions.polls.shapes import PollShape
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def council() -> Council:
    return convene()


def long_poll(council: Council, **more: str) -> PollShape:
    return council.ask(closes_at=(clock.now() + 5 * DAY).isoformat(), **more).poll


def told() -> list[tuple[str, int]]:
    """Who has which notice, in order."""
    return sorted((each.person.name.split()[0], each.facts["number"]) for each in Notice.objects.filter(what="vote_due"))


def test_the_undecided_are_reminded_three_days_and_one_day_before(council: Council) -> None:
    poll = long_poll(council)
    council.vote(council.alba, poll.place, "o1")
    remind_voters()
    assert told() == []
    clock.shift(2 * DAY + HOUR)
    remind_voters()
    assert told() == [("Cleo", 1), ("Mia", 1)]  # Reed has voted; the observer and the secretariat have no vote
    remind_voters()
    assert told() == [("Cleo", 1), ("Mia", 1)]
    council.vote(council.cleo, poll.place, "o1")
    clock.shift(4 * DAY + HOUR)
    remind_voters()
    assert told() == [("Cleo", 1), ("Mia", 1), ("Mia", 2)]
    assert Poll.objects.get().reminded == 2


def test_the_letter_names_neither_question_nor_space(council: Council) -> None:
    long_poll(council)
    clock.shift(4 * DAY + HOUR)
    remind_voters()
    letters = [letter for letter in mail.outbox if "closes" in letter.subject]
    assert sorted(letter.to[0] for letter in letters) == ["alba@example.org", "cleo@example.org", "hugo@example.org", "mia@example.org"]
    for letter in letters:
        text = f"{letter.subject} {letter.body}"
        assert "/s/" in text
        for word in ("colour", "flag", "Hall", "Council"):
            assert word not in text
    assert {number for _, number in told()} == {2}  # after an outage only the later one


def test_a_short_poll_reminds_nobody(council: Council) -> None:
    council.ask()
    clock.shift(HOUR / 2)
    remind_voters()
    assert told() == []


def test_a_round_that_was_cut_off_goes_on_and_reminds_nobody_twice(council: Council, monkeypatch: pytest.MonkeyPatch) -> None:
    long_poll(council)
    clock.shift(4 * DAY + HOUR)
    from discussions.polls import reminding

    whole = reminding.remind_person
    done: list[int] = []

    def once(poll: Poll, number: int, person_id: int) -> None:
        if done:
            raise OSError
        done.append(person_id)
        whole(poll, number, person_id)

    with monkeypatch.context() as broken:
        broken.setattr(reminding, "remind_person", once)
        remind_voters()
    assert (len(told()), Poll.objects.get().reminded) == (1, 1)
    remind_voters()
    assert (len(told()), len(set(told())), Poll.objects.get().reminded) == (4, 4, 2)
