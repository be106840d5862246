"""Two people of one organisation who write at once: nothing is written over unread, and each is told (S35)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from collab import clock
from collab.accounts.models import Person
from collab.errors import Code, DomainError
from discussions.inquiries.models import Answer, Edition
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, OwnBallot, Poll
from tests.council import HOUR, Council, convene
from tests.inquiry import answer, consult, position

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WORKERS = 8


@pytest.fixture
def council() -> Council:
    return convene()


def at_once(council: Council, place: int, people: list[Person], *, revision: int, file: bool) -> list[str]:
    """All of these say something else from several threads; "kept" or the code of the refusal for each."""

    def keep(one: tuple[int, Person]) -> str:
        number, who = one
        try:
            answer(council, who, place, {"c1": position("support", f"Reason {number}")}, revision=revision, file=file)
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(keep, enumerate(people)))


@pytest.mark.parametrize("file", [False, True])
def test_of_those_who_have_read_the_same_one_is_kept(council: Council, file: bool) -> None:
    place = consult(council)
    answer(council, council.hugo, place, {"c1": position("none")}, file=False)
    answers = at_once(council, place, [council.hugo, council.alba] * 5, revision=1, file=file)
    assert sorted(answers) == ["kept"] + [Code.STALE] * 9
    kept = f"Reason {answers.index('kept')}"
    assert (Answer.objects.get().revision, Answer.objects.get().draft["c1"]["reason"]) == (2, kept)
    assert [each.content["c1"]["reason"] for each in Edition.objects.all()] == ([kept] if file else [])
    assert (Poll.objects.get().cast, Ballot.objects.count(), OwnBallot.objects.count()) == ((1, 1, 2) if file else (0, 0, 0))


def test_organisations_do_not_stand_in_one_anothers_way(council: Council) -> None:
    place = consult(council)
    assert at_once(council, place, [council.hugo, council.cleo, council.mia], revision=0, file=True) == ["kept"] * 3
    assert (Poll.objects.get().cast, Edition.objects.count(), Ballot.objects.count()) == (3, 3, 3)


def test_what_comes_with_the_closing_is_in_or_refused_and_the_count_agrees(council: Council) -> None:
    place = consult(council)
    people = [council.hugo, council.cleo, council.mia]

    def work(number: int) -> str:
        try:
            if number == 1:
                clock.shift(HOUR)
                keep_time(clock.now())
                return "closed"
            answer(council, people[number // 2], place, {"c1": position("support")})
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(work, [0, 1, 2, 4]))
    assert set(answers) <= {"closed", "kept", Code.POLL_NOT_OPEN}
    poll = Poll.objects.get()
    assert (poll.state, poll.cast) == ("closed", answers.count("kept"))
    assert (Edition.objects.count(), Ballot.objects.count()) == (poll.cast, poll.cast)
