"""The API's door, asked through the client that other tests use."""

import pytest

from discussions.personal.models import ReadMark
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.django_db


def test_a_signed_in_person_is_answered(world: World) -> None:
    status, answer = ask(world.ben).get("/api/me")
    assert (status, answer["email"]) == (200, "ben@example.org")


def test_nobody_signed_in_is_told_so(world: World) -> None:
    assert ask(None).get("/api/me") == (
        401,
        {"code": "signed_out", "message": "You are signed out. Sign in again; what you wrote is kept.", "facts": {}},
    )


def test_a_change_without_the_token_is_refused_and_nothing_happens(world: World) -> None:
    ben = ask(world.ben)
    ben.token = ""
    status, answer = ben.put(f"/api/spaces/{world.loom.pk}/marks/{world.yarn}", {"upto": 1})
    assert (status, answer["code"]) == (403, "page_too_old")
    assert ReadMark.objects.count() == 0


def test_json_in_disguise_is_refused(world: World) -> None:
    """A form of another site can send text/plain without asking; it must not count as JSON (S35)."""
    ben = ask(world.ben)
    path = f"/api/spaces/{world.loom.pk}/marks/{world.yarn}"
    response = ben.client.put(path, '{"upto": 1}', content_type="text/plain", headers={"X-CSRFToken": ben.token})
    assert (response.status_code, response.json()) == (400, {"code": "invalid", "message": "Cannot parse request body", "facts": {}})
    assert ReadMark.objects.count() == 0
