"""Many ballots from many threads: none is lost, none is counted twice, and the result says so."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection

from collab import clock
from discussions.polls.casting import cast_ballot
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Poll, SecretBallot
from discussions.polls.shapes import BallotDraft
from tests.council import HOUR, convene
from tests.fault.voters import crowd

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
THREADS = 8


@pytest.mark.parametrize(
    ("people", "polls"),
    [(10, 4), pytest.param(500, 40, marks=[pytest.mark.slow, pytest.mark.timeout(3600)])],  # the latter: 20,000 ballots
)
def test_every_ballot_is_counted_once(people: int, polls: int) -> None:
    council = convene()
    voters = crowd(council, people)
    asked = [council.ask(unit="person", secrecy="secret" if n % 2 else "named").poll for n in range(polls)]

    def cast(one: tuple[int, int]) -> None:
        voter, poll = one
        draft = BallotDraft(client_id=uuid4(), choices=[f"o{voter % 3 + 1}"], secret=f"{voter + 1:032x}")
        for _ in range(2 if voter % 4 == 0 else 1):  # one of four is sent twice
            cast_ballot(voters[voter].pk, council.hall.pk, asked[poll].place, draft)

    def cast_all(some: list[tuple[int, int]]) -> None:
        try:
            for one in some:
                cast(one)
        finally:
            connection.close()

    ballots = [(voter, poll) for voter in range(people) for poll in range(polls)]
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(cast_all, [ballots[number::THREADS] for number in range(THREADS)]))
    assert (Ballot.objects.count(), SecretBallot.objects.count()) == (people * polls // 2, people * polls // 2)
    clock.shift(HOUR)
    keep_time(clock.now())
    expected = {f"o{n + 1}": len(range(n, people, 3)) for n in range(3)}
    for poll in Poll.objects.select_related("result"):
        assert (poll.cast, {each["key"]: each["count"] for each in poll.result.brief["counts"]}) == (people, expected)
