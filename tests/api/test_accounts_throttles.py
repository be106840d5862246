"""Guessing passwords: limited per account and per source, whatever the trick (S60)."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.api.door import sign_in, who, with_password
from tests.world import World, build, person

pytestmark = pytest.mark.django_db
TOO_MANY = "Too many failed login attempts. Try again later."


@pytest.fixture
def world() -> World:
    world = build()
    with_password(world.ben, world.eve)
    return world


def wrong(email: str, source: str, **headers: str) -> str:
    """The page after a wrong password from an address."""
    return str(sign_in(Client(headers=headers), email, "wrong password, all of it", REMOTE_ADDR=source).content.decode())


def may_enter(email: str, source: str) -> bool:
    """Whether the right password is still taken."""
    browser = Client()
    sign_in(browser, email, REMOTE_ADDR=source)
    return who(browser) is not None


def test_per_account_wherever_it_is_tried_from(world: World) -> None:
    for n in range(5):
        assert TOO_MANY not in wrong("ben@example.org", f"192.0.2.{n}")
    assert TOO_MANY in wrong("ben@example.org", "192.0.2.77")
    assert not may_enter("ben@example.org", "192.0.2.78")
    assert may_enter("eve@example.org", "192.0.2.79")


def test_per_source_whoever_is_tried(world: World) -> None:
    for n in range(10):
        assert TOO_MANY not in wrong(f"guess{n}@example.org", "192.0.2.1")
    assert TOO_MANY in wrong("guess10@example.org", "192.0.2.1")
    assert not may_enter("ben@example.org", "192.0.2.1")
    assert may_enter("ben@example.org", "192.0.2.2")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_header_does_not_change_the_source(world: World, header: str) -> None:
    for n in range(10):
        wrong(f"guess{n}@example.org", "192.0.2.1", **{header: f"198.51.100.{n}"})
    assert TOO_MANY in wrong("guess10@example.org", "192.0.2.1", **{header: "198.51.100.99"})


def test_one_network_of_the_newer_kind_is_one_source(world: World) -> None:
    for n in range(10):
        wrong(f"guess{n}@example.org", f"2001:db8:1:2::{n}")
    assert TOO_MANY in wrong("guess10@example.org", "2001:db8:1:2:ffff::1")


@pytest.mark.parametrize("spelling", ["BEN@EXAMPLE.ORG", " ben@example.org ", "Ben@Example.Org"])
def test_another_spelling_is_the_same_account(world: World, spelling: str) -> None:
    for n in range(5):
        wrong(spelling if n % 2 else "ben@example.org", f"192.0.2.{n}")
    assert not may_enter("ben@example.org", "192.0.2.77")


def test_success_in_between_resets_nothing(world: World) -> None:
    """The attacker's own account, signed in to after every guess, buys no further guess."""
    with_password(person("Mal"))
    for n in range(5):
        wrong("ben@example.org", "192.0.2.1")
        assert may_enter("mal@example.org", "192.0.2.1"), n
    assert not may_enter("ben@example.org", "192.0.2.1")
    for n in range(5):
        wrong(f"guess{n}@example.org", "192.0.2.1")
    assert not may_enter("mal@example.org", "192.0.2.1")


def test_the_limit_passes(world: World) -> None:
    for n in range(5):
        wrong("ben@example.org", f"192.0.2.{n}")
    cache.clear()  # as after fifteen minutes
    assert may_enter("ben@example.org", "192.0.2.1")


def test_codes_are_mailed_three_times_a_minute_at_most(world: World) -> None:
    for n in range(4):
        answer = Client().post("/account/login/code/", {"email": "ben@example.org"}, REMOTE_ADDR=f"192.0.2.{n}")
        assert answer.status_code == (302 if n < 3 else 200)
    assert TOO_MANY in answer.content.decode()
    assert len(mail.outbox) == 3


def test_a_source_that_never_stops_gets_a_page_in_words(world: World) -> None:
    for n in range(21):
        answer = Client().post("/account/password/reset/", {"email": f"guess{n}@example.org"})
        assert answer.status_code == (302 if n < 20 else 429)
    assert "Too many attempts" in answer.content.decode()


def test_a_hall_full_of_people_signs_in_from_one_address(world: World) -> None:
    for n in range(40):
        browser = Client()
        assert sign_in(browser, "ben@example.org", REMOTE_ADDR="192.0.2.1").status_code == 302, n
