"""Sessions: two limits, a warning in time, and endings that count at once."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from collab import clock
from collab.accounts.models import Person
from collab.accounts.sessions import live_sessions, signed_in
from collab.realtime.lanes import writing
from groups.models import Group
from tests.api.ask import Asking, ask
from tests.api.door import PASSWORD, sign_in, who, with_password
from tests.live import tab_of
from tests.world import World, build

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture
def world() -> World:
    world = build()
    with_password(world.ben)
    return world


def ben_at(world: World) -> Asking:
    """Ben, signed in through the page."""
    ben = Asking(None)
    answer = ben.client.post("/account/login/", {"login": "ben@example.org", "password": PASSWORD, "csrfmiddlewaretoken": ben.token})
    assert answer.status_code == 302
    ben.token = ben.client.cookies["csrf"].value
    return ben


def key_of(ben: Asking) -> str:
    """The session's key."""
    return str(ben.client.cookies["session"].value)


def guard(world: World) -> None:
    """Weavers demands a second factor, and Ben has one."""
    Group.objects.filter(pk=world.weavers.pk).update(second_factor=True)
    Person.objects.filter(pk=world.ben.pk).update(second_factor=True)


def seconds(ben: Asking) -> tuple[int, int]:
    """(to the end, to the idle end), to the nearest ten."""
    status, answer = ben.get("/api/session")
    assert status == 200, answer
    return round(answer["expires_in_seconds"], -1), round(answer["idle_in_seconds"], -1)


def test_twelve_hours_in_all_however_busy(world: World) -> None:
    ben = ben_at(world)
    assert seconds(ben) == (12 * HOUR, 12 * HOUR)
    for hour in range(1, 12):
        clock.shift(timedelta(hours=hour))
        assert ben.get("/api/me")[0] == 200
    clock.shift(timedelta(hours=12, seconds=1))
    assert ben.get("/api/me")[0] == 401
    assert Session.objects.count() == 0


def test_idle_for_half_an_hour_where_a_group_demands_a_factor(world: World) -> None:
    guard(world)
    ben = ben_at(world)
    assert seconds(ben) == (12 * HOUR, 30 * 60)
    clock.shift(timedelta(minutes=29))
    assert signed_in(key_of(ben)) is not None
    clock.shift(timedelta(minutes=30, seconds=1))
    assert signed_in(key_of(ben)) is None
    assert live_sessions({key_of(ben)}) == set()
    assert ben.get("/api/me")[0] == 401


def test_activity_moves_the_idle_end_and_asking_for_it_does_not(world: World) -> None:
    guard(world)
    ben = ben_at(world)
    clock.shift(timedelta(minutes=20))
    assert seconds(ben) == (12 * HOUR - 20 * 60, 10 * 60)
    assert seconds(ben) == (12 * HOUR - 20 * 60, 10 * 60)
    ben.get("/_allauth/browser/v1/auth/session")
    assert seconds(ben) == (12 * HOUR - 20 * 60, 10 * 60)
    ben.get("/api/me")
    assert seconds(ben) == (12 * HOUR - 20 * 60, 30 * 60)
    clock.shift(timedelta(minutes=49))
    status, answer = ben.post("/api/session/keep")
    assert (status, round(answer["idle_in_seconds"], -1)) == (200, 30 * 60)
    assert signed_in(key_of(ben)) is not None


def test_the_idle_end_is_never_behind_the_end(world: World) -> None:
    ben = ben_at(world)
    clock.shift(timedelta(hours=11))
    ben.get("/api/me")
    assert seconds(ben) == (HOUR, HOUR)


def test_a_new_demand_shortens_sessions_that_are_open(world: World) -> None:
    ben = ben_at(world)
    status, _ = Asking(world.ada).patch(f"/api/groups/{world.weavers.pk}", {"second_factor": True})
    assert status == 200
    clock.shift(timedelta(minutes=31))
    assert signed_in(key_of(ben)) is None


def test_activity_is_not_written_with_every_request(world: World, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]  # a fixture without a public type
    ben = ben_at(world)
    ben.get("/api/me")
    with django_assert_num_queries(3):  # the session, the person, and the answer's read
        ben.get("/api/me")


def test_own_sessions_are_listed_and_ended(world: World) -> None:
    here, there = ben_at(world), ben_at(world)
    status, answer = here.get("/_allauth/browser/v1/auth/sessions")
    assert (status, sorted(each["is_current"] for each in answer["data"])) == (200, [False, True])
    [other] = [each["id"] for each in answer["data"] if not each["is_current"]]
    assert here.delete("/_allauth/browser/v1/auth/sessions", {"sessions": [other]})[0] == 200
    assert (here.get("/api/me")[0], there.get("/api/me")[0]) == (200, 401)


def test_nobody_ends_the_sessions_of_others(world: World) -> None:
    ben = ben_at(world)
    with_password(world.eve)
    sign_in(Client(), "eve@example.org")
    foreign = UserSession.objects.get(user=world.eve).pk
    assert ben.delete("/_allauth/browser/v1/auth/sessions", {"sessions": [foreign]})[0] == 400
    assert UserSession.objects.filter(pk=foreign).exists()


def test_signing_out_everywhere_from_the_page_without_scripts(world: World) -> None:
    here, there = ben_at(world), ben_at(world)
    assert "Sessions" in here.client.get("/account/sessions/").content.decode()
    here.client.post("/account/sessions/", {"csrfmiddlewaretoken": here.token})
    assert (here.get("/api/me")[0], there.get("/api/me")[0]) == (200, 401)


@pytest.mark.django_db(transaction=True)
async def test_a_session_that_ends_closes_its_sockets(world: World) -> None:
    async with tab_of(world.ben) as tab:
        await writing(lambda: Session.objects.get(session_key=tab.session_key).delete())
        assert await tab.closed_with() == 4001


@pytest.mark.django_db(transaction=True)
async def test_switching_an_account_off_closes_its_sockets(world: World) -> None:
    async with tab_of(world.ben) as tab:
        path = f"/api/seats/{world.seat(world.ben).pk}/account"
        await writing(lambda: ask(world.olga).post(path, {"active": False, "reason": "lost laptop"}))
        assert await tab.closed_with() == 4001


def test_a_deactivated_person_is_out(world: World) -> None:
    ben = ben_at(world)
    Person.objects.filter(pk=world.ben.pk).update(is_active=False)
    assert signed_in(key_of(ben)) is None
    assert who(ben.client) is None
