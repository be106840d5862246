"""What every answer carries, and what the site does with requests that are not its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.http import HttpRequest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from collab.api.site import ShortJson
from discussions.chat.models import Message
from tests.api.ask import ask
from tests.environment import SETTINGS
from tests.world import World

HOUSE = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/account/login/", "/plain/", "/api/me", "/api/spaces/12", "/account/about/privacy/", "/", "/livez"])
def test_pages_are_kept_by_nobody_and_embedded_nowhere(world: World, path: str) -> None:
    answer = ask(world.ben).client.get(path)
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in answer


def test_the_content_security_policy_has_no_hole(world: World) -> None:
    """S50."""
    policies = [ask(world.ben).client.get("/account/login/")["Content-Security-Policy"] for _ in range(2)]
    rules = dict(rule.strip().split(" ", 1) for rule in policies[0].split(";"))
    assert "unsafe" not in policies[0]
    assert "data:" not in policies[0]
    for name in ("default-src", "base-uri", "object-src", "frame-ancestors"):
        assert rules[name] == "'none'"
    assert rules["form-action"] == "'self'"
    assert rules["style-src"] == "'self'"
    assert rules["require-trusted-types-for"] == "'script'"
    assert rules["trusted-types"] == "collab ProseMirrorClipboard"  # one component sets HTML; what is pasted is read out of sight
    assert rules["script-src"].startswith("'self'")


def test_a_nonce_is_fresh(world: World) -> None:
    pages = [Client().get("/account/login/") for _ in range(2)]
    nonces = [page["Content-Security-Policy"].split("'nonce-")[1].split("'")[0] for page in pages]
    assert nonces[0] != nonces[1]
    for nonce, page in zip(nonces, pages, strict=True):
        assert f'nonce="{nonce}"' in page.content.decode()


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "evil.example:80"])
def test_another_host_is_refused(world: World, host: str) -> None:
    answer = Client().post("/account/password/reset/", {"email": "ben@example.org"}, headers={"Host": host})
    assert answer.status_code == 400
    assert mail.outbox == []


def test_a_forwarded_host_changes_no_mail(world: World) -> None:
    """S55."""
    Client().post("/account/login/code/", {"email": "ben@example.org"}, headers={"X-Forwarded-Host": "evil.example"})
    [letter] = mail.outbox
    assert "http://testserver" in str(letter.body)
    assert "evil.example" not in str(letter.message())


def test_invitations_name_the_configured_address(world: World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    ada = ask(world.ada)
    body = {"email": "nia@example.org", "organisation": world.lantern.pk}
    with django_capture_on_commit_callbacks(execute=True):
        answer = ada.raw("POST", f"/api/groups/{world.weavers.pk}/invitations", body, **{"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 201
    assert "http://testserver/account/invitation/" in str(mail.outbox[0].body)
    assert "evil.example" not in str(mail.outbox[0].message())


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_only_json_is_json(world: World, kind: str) -> None:
    """S51."""
    ben = ask(world.ben)
    body = f'{{"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-555555555555", "topic": {world.yarn}, "body": "In disguise."}}'
    headers = {"X-CSRFToken": ben.token}
    answer = ben.client.generic("POST", f"/api/spaces/{world.loom.pk}/messages", body, content_type=kind, headers=headers)
    assert answer.status_code in {400, 422}
    assert not Message.objects.filter(body="In disguise.").exists()


@pytest.mark.parametrize("token", ["", "x" * 32, "x" * 64])
def test_every_change_needs_the_token(world: World, token: str) -> None:
    ben = ask(world.ben)
    ben.token = token
    status, answer = ben.post(f"/api/seats/{world.seat(world.ben).pk}/end", {"reason": "forged"})
    assert (status, answer["code"]) == (403, "page_too_old")
    world.seat(world.ben).refresh_from_db()
    assert world.seat(world.ben).until is None


def test_reading_changes_nothing_by_another_verb(world: World) -> None:
    ben = ask(world.ben)
    assert ben.get(f"/api/seats/{world.seat(world.ben).pk}/end")[0] == 405
    assert ben.client.get("/account/logout/").status_code == 200  # a question; only the form's POST signs out
    assert ben.get("/api/me")[0] == 200


def test_a_body_beyond_the_limit_is_refused(world: World) -> None:
    ben = ask(world.ben)
    body = {
        "client_id": "6f0e6a7e-6f7d-4f0e-9d3e-666666666666",
        "topic": world.yarn,
        "body": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1),
    }
    status, answer = ben.post(f"/api/spaces/{world.loom.pk}/messages", body)
    assert (status, answer["code"]) == (413, "too_large")
    assert Message.objects.filter(space=world.loom).count() == 1  # the one that opened the topic


def test_served_by_tls_the_cookies_are_bound_to_the_host() -> None:
    """Settings are read once, so another process reads them."""
    bare = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    script = (
        "import django; django.setup()\n"
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,"
        " s.LANGUAGE_COOKIE_SECURE, s.CSRF_TRUSTED_ORIGINS, s.LIVE_ORIGINS, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
    )
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=HOUSE, env=bare | {"SITE_ORIGIN": "https://collab.example.org"}, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert run.stdout.split("\n")[0] == (
        "__Host-session __Host-csrf True True 63072000 True ['https://collab.example.org'] ['https://collab.example.org'] False"
    )


@pytest.mark.parametrize("path", ["/api/nothing", "/api/spaces/x", "/api/spaces/-1", "/api/groups/1/2/3", "/api/docs", "/api/openapi.json"])
def test_an_address_that_no_route_has_is_missing(world: World, path: str) -> None:
    assert ask(world.ben).get(path) == (
        404, {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}},
    )  # fmt: skip


def test_a_form_without_its_token_says_what_to_do(world: World) -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "ben@example.org", "password": "x"})
    assert (answer.status_code, 'data-code="page_too_old"' in answer.content.decode()) == (403, True)
    assert "style=" not in answer.content.decode()


def test_answers_are_written_in_utf_8_without_escapes(world: World) -> None:
    world.say(world.ben, "Шерсть, صوف")
    answer = ask(world.ben).raw("GET", f"/api/spaces/{world.loom.pk}/history")
    assert "Шерсть, صوف".encode() in answer.content
    assert b'": ' not in answer.content and answer.headers["Content-Type"] == "application/json; charset=utf-8"


def test_half_of_a_surrogate_pair_spoils_no_answer() -> None:
    assert ShortJson().render(HttpRequest(), {"a": "b\ud800"}, response_status=200) == b'{"a":"b?"}'
