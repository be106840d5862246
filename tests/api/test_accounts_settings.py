"""One's own settings: our own route, and allauth's headless ones behind the session."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.core import mail

from collab.accounts.models import Person
from collab.accounts.sessions import end_sessions
from collab.asgi import application
from collab.realtime.lanes import writing
from discussions.spaces.reads import standing_in
from groups.models import Group
from tests.api.ask import Asking, ask
from tests.api.door import PASSWORD, code_now, totp_for, with_password
from tests.live import Tab, tab_of
from tests.world import World, build

pytestmark = pytest.mark.django_db
AUTH = "/_allauth/browser/v1/auth"
ACCOUNT = "/_allauth/browser/v1/account"
FRESH = "an even longer new password"


@pytest.fixture
def world() -> World:
    world = build()
    with_password(world.ben)
    return world


def ben_signed_in() -> Asking:
    """Ben, signed in through the headless route as a screen would."""
    ben = Asking(None)
    status, answer = ben.post(f"{AUTH}/login", {"email": "ben@example.org", "password": PASSWORD})
    assert (status, answer["meta"]["is_authenticated"]) == (200, True), answer
    ben.token = ben.client.cookies["csrf"].value
    return ben


def says_again_who_he_is(ben: Asking) -> None:
    """The password once more, which counts for five minutes."""
    assert ben.post(f"{AUTH}/reauthenticate", {"password": PASSWORD})[0] == 200


def test_preferences(world: World) -> None:
    ben = ask(world.ben)
    edit = {
        "name": "  Ben\u202e  B. (example) ", "language": "pt", "time_zone": "America/Sao_Paulo", "theme": "dark", "more_contrast": True,
        "less_motion": True, "enter_sends": False, "single_keys": False, "shows_presence": False,
    }  # fmt: skip
    status, me = ben.patch("/api/me", edit)
    assert status == 200
    assert me == {**edit, "name": "Ben B. (example)", "id": world.ben.pk, "email": "ben@example.org", "second_factor": False}
    assert ben.get("/api/me") == (200, me)


@pytest.mark.parametrize(
    ("field", "value"),
    [("language", "xx"), ("time_zone", "Mars/Base"), ("theme", "pink"), ("name", ""), ("name", "x" * 121), ("email", "x@example.org"),
     ("second_factor", True), ("is_active", False), ("id", 5)],
)  # fmt: skip
def test_a_value_that_cannot_be(world: World, field: str, value: Any) -> None:
    before = Person.objects.filter(pk=world.ben.pk).values().get()
    status, refusal = ask(world.ben).patch("/api/me", {field: value})
    assert (status, refusal["code"], refusal["facts"]) == (422, "invalid", {"fields": [f"edit.{field}"]})
    assert Person.objects.filter(pk=world.ben.pk).values().get() == before


def test_a_name_of_signs_that_nobody_sees(world: World) -> None:
    status, refusal = ask(world.ben).patch("/api/me", {"name": "\u202e\ufeff"})
    assert (status, refusal["code"]) == (422, "empty")


def test_refusals_come_in_the_persons_language(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(language="fr")
    _, refusal = ask(world.ben).get("/api/spaces/12")
    assert refusal["message"] != ""
    assert ask(world.ben).raw("GET", "/api/me")["Content-Language"] == "fr"


def test_a_new_password_ends_every_other_session(world: World) -> None:
    here, there = ben_signed_in(), ben_signed_in()
    wrong = here.post(f"{ACCOUNT}/password/change", {"current_password": "not this one at all", "new_password": FRESH})
    assert wrong[0] == 400
    short = here.post(f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": "fourteen chars"})
    assert short[0] == 400
    assert there.get("/api/me")[0] == 200
    assert here.post(f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": FRESH})[0] == 200
    assert (here.get("/api/me")[0], there.get("/api/me")[0]) == (200, 401)
    assert "Password Changed" in mail.outbox[-1].subject


def test_a_new_address_counts_once_its_code_has_come_back(world: World) -> None:
    ben = ben_signed_in()
    assert ben.post(f"{ACCOUNT}/email", {"email": "benedict@example.org"})[0] == 401
    assert mail.outbox == []
    says_again_who_he_is(ben)
    status, answer = ben.post(f"{ACCOUNT}/email", {"email": "benedict@example.org"})
    assert status == 200, answer
    letter = mail.outbox[-1]
    assert letter.to == ["benedict@example.org"]
    assert ben.get("/api/me")[1]["email"] == "ben@example.org"
    found = re.search(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})$", str(letter.body), re.MULTILINE)
    assert found, letter.body
    assert ben.post(f"{AUTH}/email/verify", {"key": "AAA-AAA"})[0] == 400
    status, answer = ben.post(f"{AUTH}/email/verify", {"key": found[1]})
    assert status == 200, answer
    assert ben.get("/api/me")[1]["email"] == "benedict@example.org"
    assert list(EmailAddress.objects.filter(user=world.ben).values_list("email", "verified", "primary")) == [
        ("benedict@example.org", True, True)
    ]
    assert [each.to for each in mail.outbox if "Email Changed" in each.subject] == [["ben@example.org"]]  # the old one is told


def test_an_address_that_is_taken_is_not_told(world: World) -> None:
    """S63: the answer is that for a free address; the mail goes to its owner, without a code."""
    answers = []
    for address in ("benedict@example.org", "eve@example.org"):
        ben = ben_signed_in()
        says_again_who_he_is(ben)
        answers.append(ben.post(f"{ACCOUNT}/email", {"email": address})[0])
    assert answers == [200, 200]
    assert Person.objects.filter(email="eve@example.org").get().pk == world.eve.pk


def test_a_factor_is_added_after_saying_again_who_one_is(world: World) -> None:
    ben = ben_signed_in()
    status, answer = ben.get(f"{ACCOUNT}/authenticators/totp")
    secret = answer["meta"]["secret"]
    assert (status, "totp_url" in answer["meta"]) == (404, True)
    assert ben.post(f"{ACCOUNT}/authenticators/totp", {"code": code_now(secret)})[0] == 401
    says_again_who_he_is(ben)
    assert ben.post(f"{ACCOUNT}/authenticators/totp", {"code": "000000"})[0] == 400
    assert not Person.objects.get(pk=world.ben.pk).second_factor
    assert ben.post(f"{ACCOUNT}/authenticators/totp", {"code": code_now(secret)})[0] == 200
    assert Person.objects.get(pk=world.ben.pk).second_factor
    assert ben.get("/api/me")[1]["second_factor"] is True
    status, answer = ben.get(f"{ACCOUNT}/authenticators/recovery-codes")
    assert (status, len(answer["data"]["unused_codes"])) == (200, 10)
    assert ben.delete(f"{ACCOUNT}/authenticators/totp")[0] == 200
    assert not Person.objects.get(pk=world.ben.pk).second_factor


def test_recovery_codes_alone_are_no_second_factor(world: World) -> None:
    totp_for(world.ben)
    assert Person.objects.get(pk=world.ben.pk).second_factor
    Authenticator.objects.filter(user=world.ben, type=Authenticator.Type.TOTP).delete()
    assert not Person.objects.get(pk=world.ben.pk).second_factor


def test_headless_routes_ask_for_the_token(world: World) -> None:
    ben = ben_signed_in()
    ben.token = "x" * 32
    assert ben.post(f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": FRESH})[0] == 403
    assert Person.objects.get(pk=world.ben.pk).check_password(PASSWORD)


@pytest.mark.parametrize("path", ["password/change", "email", "authenticators/totp", "authenticators/recovery-codes"])
def test_headless_routes_ask_for_the_session(world: World, path: str) -> None:
    assert Asking(None).post(f"{ACCOUNT}/{path}", {})[0] in {401, 403, 409}


@pytest.mark.django_db(transaction=True)
async def test_open_screens_follow_a_factor_that_comes_and_goes(world: World) -> None:
    """A group that demands one disappears from who has none, and comes back, without a reload."""
    async with tab_of(world.ben) as tab, tab_of(world.ada) as ada:
        await tab.send(do="watch", streams={"me": None})
        await tab.until("caught_up", stream="me")
        await tab.open(world.loom.pk)
        await ada.open(world.loom.pk)
        await writing(lambda: ask(world.ada).patch(f"/api/groups/{world.weavers.pk}", {"second_factor": True}))
        await tab.until("gone", stream=f"space:{world.loom.pk}")
        await ada.until("gone", stream=f"space:{world.loom.pk}")
        await writing(totp_for, world.ada)
        await writing(world.say, world.ada, "Only for those with a second factor.")
        await tab.send(do="ping")
        await tab.until("pong")
        assert "second factor." not in str(tab.frames)
        await writing(totp_for, world.ben)
        news = await tab.until("changes", stream="me")
        while not any(item["kind"] == "door" and item["open"] for item in news["items"]):
            news = await tab.until("changes", stream="me")
        page = await tab.open(world.loom.pk)
        assert "Only for those with a second factor." in str(page)


@pytest.mark.django_db(transaction=True)
async def test_after_a_new_password_other_tabs_are_out_and_ones_own_come_back(world: World) -> None:
    here, there = await writing(ben_signed_in), await writing(ben_signed_in)
    async with tab_with(session_of(here)) as own, tab_with(session_of(there)) as other:
        await writing(lambda: here.post(f"{ACCOUNT}/password/change", {"current_password": PASSWORD, "new_password": FRESH}))
        assert (await own.closed_with(), await other.closed_with()) == (4010, 4001)
    async with tab_with(session_of(here)) as own:
        assert own.session_key == session_of(here)


def session_of(ben: Asking) -> str:
    """The key of his session."""
    return str(ben.client.cookies["session"].value)


@asynccontextmanager
async def tab_with(key: str) -> AsyncIterator[Tab]:
    """An open tab of a session that exists."""
    headers = [(b"origin", settings.SITE_ORIGIN.encode()), (b"cookie", f"session={key}".encode())]
    line = WebsocketCommunicator(application, "/live/", headers=headers)
    await line.connect(timeout=5)
    tab = Tab(line, key)
    await tab.until("hello")
    try:
        yield tab
    finally:
        await line.disconnect()


def test_who_signs_out_everywhere_has_no_session(world: World) -> None:
    here, there = ben_signed_in(), ben_signed_in()
    end_sessions(world.ben.pk)
    assert (here.get("/api/me")[0], there.get("/api/me")[0]) == (401, 401)


def test_a_locked_person_is_told_by_the_group(world: World) -> None:
    Group.objects.filter(pk=world.weavers.pk).update(second_factor=True)
    assert not standing_in(world.ben.pk, world.loom.pk).inside
    _, start = ask(world.ben).get("/api/start")
    assert [(group["name"], group["locked"]) for group in start["groups"]] == [("Weavers", True)]
    totp_for(world.ben)
    assert standing_in(world.ben.pk, world.loom.pk).inside


def test_the_picture_of_a_new_app_carries_the_secret_that_its_first_code_is_held_to(world: World) -> None:
    ben = ben_signed_in()
    says_again_who_he_is(ben)
    status, offer = ben.post("/api/me/totp")
    assert status == 200
    assert set(offer) == {"secret", "svg"}
    assert "<svg" in offer["svg"] and "style" not in offer["svg"]
    assert ben.post(f"{ACCOUNT}/authenticators/totp", {"code": code_now(offer["secret"])})[0] == 200
    world.ben.refresh_from_db()
    assert world.ben.second_factor
