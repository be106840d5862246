"""Many votes of one voter at once: exactly one counts (S35)."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from collab import clock
from collab.accounts.models import Person
from collab.errors import Code, DomainError
from discussions.polls.casting import cast_ballot
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Cast, OwnBallot, Poll, Result
from discussions.polls.shapes import BallotDraft
from tests.council import HOUR, Council, convene

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WORKERS = 8


@pytest.fixture
def council() -> Council:
    return convene()


def at_once(work: "list[tuple[Council, Person, int, BallotDraft]]") -> list[str]:
    """Cast all of these from several threads; "counted" or the code of the refusal for each."""

    def cast(one: tuple[Council, Person, int, BallotDraft]) -> str:
        council, who, place, draft = one
        try:
            cast_ballot(who.pk, council.hall.pk, place, draft)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "counted"

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(cast, work))


def test_twenty_votes_of_one_delegation_are_one_vote(council: Council) -> None:
    poll = council.ask().poll
    work = [
        (council, council.hugo if n % 2 else council.alba, poll.place, BallotDraft(client_id=uuid4(), choices=[f"o{n % 3 + 1}"]))
        for n in range(20)
    ]
    answers = at_once(work)
    assert set(answers) <= {"counted", Code.HEAD_HAS_VOTED}
    assert answers[1::2] == ["counted"] * 10  # the head is never refused
    assert (Poll.objects.get().cast, Ballot.objects.count(), OwnBallot.objects.count()) == (1, 1, 2)
    assert Cast.objects.count() == answers.count("counted")
    assert Ballot.objects.get().by_head


def test_one_request_sent_twenty_times_is_carried_out_once(council: Council) -> None:
    poll = council.ask().poll
    draft = BallotDraft(client_id=uuid4(), choices=["o2"])
    assert at_once([(council, council.cleo, poll.place, draft)] * 20) == ["counted"] * 20
    assert (Poll.objects.get().cast, Ballot.objects.count(), Cast.objects.count()) == (1, 1, 1)


def test_votes_of_several_units_are_all_counted(council: Council) -> None:
    poll = council.ask(unit="person").poll
    people = [council.mia, council.hugo, council.alba, council.cleo]
    work = [(council, who, poll.place, BallotDraft(client_id=uuid4(), choices=["o1"])) for who in people * 5]
    assert at_once(work) == ["counted"] * 20
    assert (Poll.objects.get().cast, Ballot.objects.count()) == (4, 4)


def test_a_poll_that_several_processes_close_is_closed_once(council: Council) -> None:
    council.ask()
    clock.shift(HOUR)

    def close(_: int) -> None:
        try:
            keep_time(clock.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(close, range(WORKERS)))
    assert (Poll.objects.get().state, Result.objects.count()) == ("closed", 1)
