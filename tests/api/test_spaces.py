"""Who opens spaces, and how they are called."""

import pytest

from discussions.spaces.models import Space
from discussions.spaces.seating import change_seat
from groups.actions import change_group
from groups.roles import Role
from groups.shapes import GroupEdit
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.django_db


def draft(world: World, **more: object) -> dict[str, object]:
    return {"group": world.weavers.pk, "title": "Corner", "seats": [world.seat(world.ada).pk], **more}


def test_without_the_demanded_second_factor_nobody_opens_a_space(world: World) -> None:
    change_group(world.ada.pk, world.weavers.pk, GroupEdit(second_factor=True))
    for who, body in ((world.ben, draft(world)), (world.ada, {"group": world.weavers.pk, "title": "Hall"})):
        status, refusal = ask(who).post("/api/spaces", body)
        assert (status, refusal["code"]) == (403, "second_factor_needed")
    assert Space.objects.filter(group=world.weavers).count() == 1


def test_an_observer_opens_no_space_to_write_in(world: World) -> None:
    change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.OBSERVER)
    status, refusal = ask(world.ben).post("/api/spaces", draft(world, observers_post=True))
    assert (status, refusal["code"]) == (403, "reads_only")
    assert Space.objects.filter(group=world.weavers).count() == 1


def test_a_title_holds_no_sign_that_turns_it_round(world: World) -> None:
    status, space = ask(world.ben).post("/api/spaces", draft(world, title="Cor\u202ener\x00 one", purpose="a\x00b"))
    assert (status, space["title"], space["purpose"]) == (201, "Corner one", "ab")
    status, refusal = ask(world.ben).post("/api/spaces", draft(world, title="\u202e"))
    assert (status, refusal["code"], refusal["facts"]) == (422, "empty", {"fields": ["title"]})
