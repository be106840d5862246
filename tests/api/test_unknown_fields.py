"""No request sets what it was not asked for (S07), and none with values of the wrong kind gets further than the door."""

from typing import Any

import pytest

from tests.api.ask import ask
from tests.api.schema import Route, routes, sample
from tests.world import World

pytestmark = pytest.mark.django_db

WITH_BODY = [route for route in routes() if route.body is not None]
WRONG: list[Any] = [None, True, 1.5, -1, 2**63, 2**70, "x" * 70_000, "a\x00b", "\ud800", [], [[]], {}, {"id": 1}]


FOREIGN = {"person", "person_id", "author", "is_staff", "group_id", "state", "html", "__class__"}


def address(route: Route) -> str:
    """The route with numbers in it."""
    path = route.path
    while "{" in path:
        start, _, rest = path.partition("{")
        path = f"{start}1{rest.partition('}')[2]}"
    return path


def test_fields_that_are_not_declared_are_refused_by_name(world: World) -> None:
    asking = ask(world.olga)
    for route in WITH_BODY:
        assert route.body is not None
        more = dict.fromkeys(FOREIGN - set(route.body["properties"]), 1)
        status, refusal = asking.send(route.verb.upper(), address(route), {**sample(route.body), **more})
        assert (status, refusal["code"]) == (422, "invalid"), route
        assert set(more) <= {field.rpartition(".")[2] for field in refusal["facts"]["fields"]}, route


def test_values_of_the_wrong_kind_are_no_fault(world: World) -> None:
    asking = ask(world.olga)
    for route in WITH_BODY:
        assert route.body is not None
        for name in route.body["properties"]:
            for value in WRONG:
                status, answer = asking.send(route.verb.upper(), address(route), {**sample(route.body), name: value})
                assert status < 500, (route, name, value, answer)
        for whole in ([], "words", 7, [sample(route.body)], *([] if route.optional else [None])):
            status, answer = asking.send(route.verb.upper(), address(route), whole)
            assert (status, answer["code"]) in {(422, "invalid"), (400, "invalid")}, (route, whole)
