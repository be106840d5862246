"""Nothing that others are sent depends on what anybody chose, or on who changed their mind, until a poll is closed (S36)."""

import json
import re
from typing import Any

import pytest

from collab.streams.models import Stream
from collab.wiring import HOUSE
from discussions.polls.agenda import decisions, waiting_votes
from discussions.polls.page import poll_page
from discussions.polls.roles import PollState
from tests.council import Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def told(council: Council, before: int, place: int) -> list[Any]:
    """All that an observer of the space can learn of a poll: changes, first page, its page, lists, numbers."""
    leo, name = council.leo.pk, f"space:{council.hall.pk}"
    access = HOUSE.access(leo, [name])[name]
    news = [item.shape for item in HOUSE.changes_after(council.hall.pk, before).items]
    page = [item.shape for item in HOUSE.first_page(access).items if item.shape["place"] == place]
    listed = [row for row in decisions(leo, PollState.OPEN, None, 9).items if row.poll.place == place]
    numbers = Stream.objects.get(pk=council.hall.pk).rev - before
    return [news, page, poll_page(leo, council.hall.pk, place).model_dump(), listed, waiting_votes(leo), numbers]


def alike(things: list[Any]) -> str:
    """The same without what differs between any two polls: numbers of the stream, and moments."""
    text = json.dumps(things, default=lambda each: each.model_dump() if hasattr(each, "model_dump") else "moment", sort_keys=True)
    text = re.sub(r'"(place|rev)": \d+', r'"\1": 0', text)
    return re.sub(r'"[0-9]{4}-[0-9-]{5}T[0-9:.]+Z"', '"moment"', text)


def test_two_polls_that_differ_in_the_votes_alone_look_alike(council: Council) -> None:
    seen = []
    for first, second, other in [("o1", "o1", "o1"), ("o3", "o1", "o2")]:
        before = Stream.objects.get(pk=council.hall.pk).rev
        poll = council.ask().poll
        council.vote(council.alba, poll.place, first)
        council.vote(council.hugo, poll.place, second)  # in one poll the head agrees, in the other he does not
        council.vote(council.cleo, poll.place, other)
        if first != second:
            council.vote(council.cleo, poll.place, abstained=True)
        seen.append(alike(told(council, before, poll.place)))
    assert '"cast": 2' in seen[0]
    assert seen[0] == seen[1]
