"""What lists cost does not grow with what is in them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.clock import now
from discussions.polls.actions import open_poll
from discussions.polls.shapes import PollDraft
from discussions.spaces.actions import open_space
from discussions.spaces.shapes import SpaceDraft
from tests.api.ask import ask
from tests.council import HOUR
from tests.papers import share
from tests.world import World

pytestmark = pytest.mark.django_db
LISTS = ["start", "waiting", "library", "decisions", "mentions", "find?q=yarn", "spaces", "groups"]


def fill(world: World, count: int) -> None:
    """So many spaces, mentions, polls and documents in review."""
    for n in range(count):
        open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title=f"Room {n}"))
        world.say(world.ada, f"Yarn {n} for [Ben](seat:{world.seat(world.ben).pk})")
        world.say(world.ben, f"@[Ada](seat:{world.seat(world.ada).pk}) yarn {n}")
        paper = share(world, world.ben, f"Yarn {n}".encode(), title=f"Yarn {n}")
        ask(world.ben).post(f"/api/spaces/{world.loom.pk}/documents/{paper.place}/submit")
        draft = {"client_id": uuid4(), "unit": "person", "question": f"Yarn {n}?", "closes_at": now() + HOUR,
                 "options": [{"text": "yes"}, {"text": "no"}]}  # fmt: skip
        open_poll(world.ada.pk, world.loom.pk, PollDraft.model_validate(draft))


def cost(world: World, path: str) -> int:
    """How many queries it takes Ada, who has a desk, to read a list."""
    asking = ask(world.ada)
    with CaptureQueriesContext(connection) as queries:
        assert asking.get(f"/api/{path}")[0] == 200
    return len(queries)


def test_lists_cost_the_same_for_one_and_for_ten(world: World) -> None:
    fill(world, 2)
    before = {path: cost(world, path) for path in LISTS}
    fill(world, 8)
    after = {path: cost(world, path) for path in LISTS}
    assert {path: n for path, n in after.items() if n > before[path]} == {}
