"""Proxies given, cast with, taken back and overruled, all at once: one vote for a unit, never more proxies than may be."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from collab.errors import DomainError
from discussions.polls.models import Ballot, Cast, OwnBallot, Poll, Proxy, ProxyVote
from discussions.polls.proxies.actions import cast_by_proxy, give_proxy, revoke_proxy
from discussions.polls.proxies.shapes import CarriedDraft, ProxyDraft
from discussions.polls.recorded.actions import decide_recorded, record_vote
from discussions.polls.recorded.shapes import RecordedDecision, RecordedDraft
from discussions.spaces.seating import open_seat
from groups.actions import create_organisation
from groups.roles import Role
from groups.shapes import OrganisationDraft
from tests.council import Council, convene
from tests.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
WORKERS = 8
MORE = 4  # delegations that all want to give their vote to the same


@pytest.fixture
def council() -> Council:
    return convene()


def at_once(*work: Callable[[], object]) -> list[str]:
    """Do all of this in several threads; "done" or the code of the refusal for each."""

    def one(what: Callable[[], object]) -> str:
        try:
            what()
        except DomainError as refusal:
            return refusal.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, work))


def given(council: Council, giver: int, poll: int) -> Callable[[], object]:
    """Somebody gives the vote of their unit to Cleo."""
    return lambda: give_proxy(giver, council.hall.pk, ProxyDraft(client_id=uuid4(), holder=council.seat(council.cleo).pk, poll=poll))


def test_a_unit_gives_its_vote_once_and_nobody_carries_more_than_may_be(council: Council) -> None:
    people = [person(f"Giver{number}") for number in range(MORE)]
    for number, who in enumerate(people):
        olga = council.world.olga.pk
        house = create_organisation(olga, OrganisationDraft(name=f"House {number} (example)", constituency="civil_society"))
        open_seat(by=olga, group_id=council.group.pk, person_id=who.pk, organisation_id=house.pk, role=Role.MEMBER)
    poll = council.ask().poll
    answers = at_once(*(given(council, who.pk, poll.place) for who in people * 3))
    assert answers.count("done") == Proxy.objects.count() == settings.PROXY_CAP < MORE
    assert set(answers) == {"done", "proxy_exists", "proxy_full"}
    assert Proxy.objects.values("giver").distinct().count() == settings.PROXY_CAP


def test_a_vote_by_proxy_and_ones_own_at_once_are_one_vote_and_the_own_one_stands(council: Council) -> None:
    poll = council.ask().poll
    given(council, council.hugo.pk, poll.place)()
    unit = f"delegation:{council.group.pk}:{council.reed.pk}"

    def carried(option: str) -> Callable[[], object]:
        draft = CarriedDraft(client_id=uuid4(), unit=unit, choices=[option])
        return lambda: cast_by_proxy(council.cleo.pk, council.hall.pk, poll.place, draft)

    rounds = [[carried("o1"), carried("o2"), lambda: council.vote(council.hugo, poll.place, "o3")] for _ in range(6)]
    answers = at_once(*(act for each in rounds for act in each))
    assert set(answers) <= {"done", "own_vote_stands"}
    assert answers[2::3] == ["done"] * 6  # one's own is never refused
    assert (Ballot.objects.get().content, ProxyVote.objects.count()) == ({"choices": ["o3"]}, 0)
    assert (Poll.objects.get().cast, OwnBallot.objects.count()) == (1, 2)
    assert Cast.objects.count() == answers.count("done")


def test_taking_back_and_casting_at_once_leave_what_was_cast_before_or_nothing(council: Council) -> None:
    poll = council.ask().poll
    given(council, council.hugo.pk, poll.place)()
    proxy, unit = Proxy.objects.get().pk, f"delegation:{council.group.pk}:{council.reed.pk}"
    draft = CarriedDraft(client_id=uuid4(), unit=unit, choices=["o1"])
    casting = [lambda: cast_by_proxy(council.cleo.pk, council.hall.pk, poll.place, draft)] * 6
    answers = at_once(*casting[:3], *[lambda: revoke_proxy(council.hugo.pk, council.hall.pk, proxy)] * 2, *casting[3:])
    assert sorted(answers[3:5]) == ["done", "wrong_state"]
    cast = answers[:3] + answers[5:]
    assert set(cast) <= {"done", "not_eligible"}
    assert (Poll.objects.get().cast, Ballot.objects.count(), Cast.objects.count()) == ((1, 1, 1) if "done" in cast else (0, 0, 0))


def test_a_recorded_vote_confirmed_and_refused_at_once_is_decided_once(council: Council) -> None:
    poll = council.ask().poll
    told = RecordedDraft(client_id=uuid4(), unit=f"delegation:{council.group.pk}:{council.reed.pk}", how="By telephone", choices=["o2"])
    row = record_vote(council.mia.pk, council.hall.pk, poll.place, told)
    people = [(council.alba, True), (council.hugo, False)] * 4
    answers = at_once(
        *(
            lambda who=who, confirm=confirm: decide_recorded(
                who.pk, council.hall.pk, poll.place, RecordedDecision(recorded=row.id, confirm=confirm)
            )
            for who, confirm in people
        )
    )
    assert set(answers) == {"done", "wrong_state"}
    confirmed = answers[0] == "done"
    assert answers == (["done", "wrong_state"] if confirmed else ["wrong_state", "done"]) * 4  # the same again changes nothing
    assert (Poll.objects.get().cast, Ballot.objects.count()) == ((1, 1) if confirmed else (0, 0))
