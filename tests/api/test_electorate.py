"""How many votes a poll would have, asked before it is opened."""

import pytest

from groups.models import Group
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE
from tests.council import Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def test_whoever_opens_polls_is_told_how_many_would_vote(council: Council) -> None:
    status, answer = ask(council.mia).get(f"/api/spaces/{council.hall.pk}/electorate")
    assert (status, answer["constituencies"]) == (200, 1)
    counts = {each["unit"]: each["eligible"] for each in answer["units"]}
    assert counts == {"person": 4, "delegation": 3, "organisation": 3, "constituency": 1}
    for unit, eligible in counts.items():
        assert council.ask(unit=unit).poll.eligible == eligible


def test_members_and_outsiders_are_not_told(council: Council) -> None:
    path = f"/api/spaces/{council.hall.pk}/electorate"
    status, refusal = ask(council.hugo).get(path)
    assert (status, refusal["code"]) == (403, "not_allowed")
    assert ask(council.world.ada).get(path) == (404, NOTHING_HERE)


def test_where_pseudonyms_are_used_organisations_are_not_counted(council: Council) -> None:
    Group.objects.filter(pk=council.group.pk).update(pseudonyms=True)
    _, answer = ask(council.mia).get(f"/api/spaces/{council.hall.pk}/electorate")
    assert answer["units"] == [{"unit": "person", "eligible": 4}]
