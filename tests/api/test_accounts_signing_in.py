"""Sign-in without scripts: password, mailed code, second factor, reset; and what strangers do not learn."""

import re

import pytest
import time_machine
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from collab.accounts.models import Person
from tests.api.door import LOGIN, PASSWORD, code_in, code_now, sign_in, totp_for, who, with_password
from tests.world import World, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = build()
    with_password(world.ben)
    return world


def test_the_page_works_without_scripts_and_names_nothing(world: World) -> None:
    page = Client().get(LOGIN)
    text = page.content.decode()
    assert "<title>Sign in – Collab</title>" in text
    for words in (
        "This is not a place to report abuse.", "Leave quickly", "Forgotten?", "Accounts are by invitation", "Plain page without scripts",
        'autocomplete="current-password"', 'name="language"', "Accessibility", "Privacy",
    ):  # fmt: skip
        assert words in text
    assert "style=" not in text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", text)  # nothing inline that runs


def test_password(world: World) -> None:
    browser = Client()
    answer = sign_in(browser, "BEN@example.org")
    assert (answer.status_code, answer["Location"], who(browser)) == (302, "/", "ben@example.org")


def test_the_session_is_a_new_one(world: World) -> None:
    """S62: a key that somebody planted before sign-in is worth nothing after it."""
    browser = Client()
    browser.get(LOGIN)
    planted = browser.session
    planted["planted"] = True
    planted.save()
    browser.cookies["session"] = planted.session_key or ""
    sign_in(browser)
    assert browser.cookies["session"].value != planted.session_key
    assert not Session.objects.filter(session_key=planted.session_key).exists()
    cookie = browser.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize(
    "target", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "https:evil.example"]
)
def test_next_leads_nowhere_else(world: World, target: str) -> None:
    """S56."""
    browser = Client()
    answer = browser.post(LOGIN, {"login": "ben@example.org", "password": PASSWORD, "next": target})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_next_leads_on_inside(world: World) -> None:
    answer = Client().post(LOGIN, {"login": "ben@example.org", "password": PASSWORD, "next": f"/s/{world.loom.pk}"})
    assert answer["Location"] == f"/s/{world.loom.pk}"


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(world: World) -> None:
    """S63."""
    pages = [sign_in(Client(), email, "wrong password, all of it") for email in ("ben@example.org", "bex@example.org")]
    assert [page.status_code for page in pages] == [200, 200]
    texts = [normal(page.content.decode()) for page in pages]
    assert texts[0] == texts[1]
    assert "not correct" in texts[0]


def normal(text: str) -> str:
    """A page without what differs each time: tokens, nonces, the address that was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    return re.sub(r'nonce="[^"]*"', "", text).replace("bex@", "ben@")


@pytest.mark.parametrize("path", ["/account/login/code/", "/account/password/reset/"])
def test_asking_for_a_code_looks_the_same_for_everybody(world: World, path: str) -> None:
    browsers = [Client(), Client()]
    answers = [
        browser.post(path, {"email": email}) for browser, email in zip(browsers, ["ben@example.org", "bex@example.org"], strict=True)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0]["Location"] == answers[1]["Location"]
    pages = [browser.get(answer["Location"]).content.decode() for browser, answer in zip(browsers, answers, strict=True)]
    assert normal(pages[0]) == normal(pages[1])
    assert len(mail.outbox) == 2  # one each, so that the time to send tells nothing


def test_a_mailed_code(world: World) -> None:
    browser = Client()
    browser.post("/account/login/code/", {"email": "ben@example.org"})
    [letter] = mail.outbox
    assert letter.to == ["ben@example.org"]
    assert "http://testserver" in str(letter.body)
    answer = browser.post("/account/login/code/confirm/", {"code": code_in(letter)})
    assert (answer.status_code, who(browser)) == (302, "ben@example.org")


def test_a_mailed_code_is_guessed_three_times_at_most(world: World) -> None:
    browser = Client()
    browser.post("/account/login/code/", {"email": "ben@example.org"})
    for _ in range(3):
        browser.post("/account/login/code/confirm/", {"code": "AAA-AAA"})
    browser.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert who(browser) is None


def test_a_reset_by_code_ends_every_other_session(world: World) -> None:
    thief = Client()
    sign_in(thief)
    browser = Client()
    browser.post("/account/password/reset/", {"email": "ben@example.org"})
    browser.post("/account/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    fresh = "an even longer new password"
    answer = browser.post("/account/password/reset/complete/", {"password1": fresh, "password2": fresh})
    assert answer.status_code == 302
    assert who(thief) is None
    again = Client()
    sign_in(again, password=fresh)
    assert who(again) == "ben@example.org"


def test_a_second_factor_is_asked_for_after_the_password(world: World) -> None:
    secret = totp_for(world.ben)
    browser = Client()
    answer = sign_in(browser)
    assert (answer["Location"], who(browser)) == ("/account/2fa/authenticate/", None)
    assert "Your second factor" in browser.get("/account/2fa/authenticate/").content.decode()
    browser.post("/account/2fa/authenticate/", {"code": "000000"})
    assert who(browser) is None
    code = code_now(secret)
    browser.post("/account/2fa/authenticate/", {"code": code})
    assert who(browser) == "ben@example.org"
    replay = Client()
    sign_in(replay)
    replay.post("/account/2fa/authenticate/", {"code": code})
    assert who(replay) is None  # S61: a code counts once


@pytest.mark.parametrize("later", [31, 59])
def test_a_code_counts_once_for_as_long_as_it_counts_at_all(world: World, later: int) -> None:
    secret = totp_for(world.ben)
    with time_machine.travel("2030-01-01T12:00:00Z", tick=False) as clock:
        first, replay = Client(), Client()
        code = code_now(secret, 1)  # that of the step to come, which counts already, and for ninety seconds
        sign_in(first)
        first.post("/account/2fa/authenticate/", {"code": code})
        assert who(first) == "ben@example.org"
        clock.shift(later)
        sign_in(replay)
        replay.post("/account/2fa/authenticate/", {"code": code})
        assert who(replay) is None


def test_a_second_factor_is_asked_for_after_a_mailed_code(world: World) -> None:
    totp_for(world.ben)
    browser = Client()
    browser.post("/account/login/code/", {"email": "ben@example.org"})
    answer = browser.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[0])})
    assert (answer["Location"], who(browser)) == ("/account/2fa/authenticate/", None)


def test_a_second_factor_is_asked_for_after_a_reset(world: World) -> None:
    """S61: the reset path is no way round."""
    totp_for(world.ben)
    browser = Client()
    browser.post("/account/password/reset/", {"email": "ben@example.org"})
    browser.post("/account/password/reset/confirm/", {"code": code_in(mail.outbox[0])})
    fresh = "an even longer new password"
    browser.post("/account/password/reset/complete/", {"password1": fresh, "password2": fresh})
    assert who(browser) is None


def test_a_recovery_code_counts_once(world: World) -> None:
    totp_for(world.ben)
    codes = RecoveryCodes(Authenticator.objects.get(user=world.ben, type=Authenticator.Type.RECOVERY_CODES)).get_unused_codes()
    assert len(codes) == 10
    first, second = Client(), Client()
    for browser in (first, second):
        sign_in(browser)
        browser.post("/account/2fa/authenticate/", {"code": codes[0]})
    assert (who(first), who(second)) == ("ben@example.org", None)


def test_a_second_factor_is_guessed_five_times_at_most(world: World) -> None:
    secret = totp_for(world.ben)
    browser = Client()
    sign_in(browser)
    for n in range(5):
        browser.post("/account/2fa/authenticate/", {"code": f"00000{n}"})
    browser.post("/account/2fa/authenticate/", {"code": code_now(secret)})
    assert who(browser) is None


def test_the_door_speaks_the_chosen_language(world: World) -> None:
    browser = Client()
    answer = browser.post("/account/language/", {"language": "ar", "next": LOGIN})
    assert answer["Location"] == LOGIN
    assert '<html lang="ar" dir="rtl"' in browser.get(LOGIN).content.decode()
    assert browser.post("/account/language/", {"language": "fr", "next": "https://evil.example/"})["Location"] == "/"


def test_leaving_signs_out_and_forgets(world: World) -> None:
    browser = Client()
    sign_in(browser)
    answer = browser.get("/leave/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert who(browser) is None
    assert Session.objects.count() == 0


@pytest.mark.parametrize("page", ["accessibility", "privacy", "support"])
def test_the_pages_that_the_footer_names(page: str) -> None:
    assert Client().get(f"/account/about/{page}/").status_code == 200


def test_an_inactive_account_cannot_sign_in(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(is_active=False)
    browser = Client()
    sign_in(browser)
    assert who(browser) is None


def test_the_issuer_in_the_app_is_the_site(world: World) -> None:
    assert get_adapter().get_totp_issuer() == "Collab"
