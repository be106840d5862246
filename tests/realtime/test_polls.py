"""A poll on several screens: turnout while it runs, the result at its second, nothing to outsiders."""

from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.realtime.lanes import writing
from discussions.polls.actions import open_poll
from discussions.polls.models import Ballot
from discussions.polls.shapes import PollDraft
from tests.council import HOUR, Council, convene
from tests.live import Tab, tab_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
async def council() -> Council:
    return await writing(convene)


async def settled(tab: Tab) -> list[dict[str, Any]]:
    """What has come and was not asked for, once everything under way has arrived."""
    await tab.send(do="ping")
    await tab.until("pong")
    return tab.frames


async def watch_own(tab: Tab) -> dict[str, Any]:
    """Watch one's own stream; its first page."""
    await tab.send(do="watch", streams={"me": None})
    return await tab.until("changes", stream="me", after=None)


async def test_turnout_moves_on_every_screen_and_the_vote_shows_to_its_unit_alone(council: Council) -> None:
    poll = (await writing(council.ask)).poll
    async with tab_of(council.hugo) as hugo, tab_of(council.cleo) as cleo, tab_of(council.world.eve) as eve:
        page = await cleo.open(council.hall.pk)
        assert [item["place"] for item in page["items"] if item["kind"] == "poll"] == [poll.place]
        await hugo.open(council.hall.pk)
        await watch_own(hugo)
        await watch_own(cleo)
        await watch_own(eve)
        await eve.send(do="watch", streams={f"space:{council.hall.pk}": None})
        await eve.until("gone")

        await writing(council.vote, council.alba, poll.place, "o2")
        for tab in (hugo, cleo):
            item = await tab.item("poll")
            assert (item["cast"], item["eligible"], item["result"]) == (1, 3, None)
        ballot = await hugo.item("ballot")
        assert (ballot["poll"], ballot["choices"], ballot["by"]["name"]) == (poll.place, ["o2"], "Alba (example)")
        assert "o2" not in str([frame for frame in await settled(cleo) if frame.get("stream") == "me"])

        await writing(council.vote, council.alba, poll.place, "o3")
        assert (await hugo.item("ballot"))["choices"] == ["o3"]
        assert [frame for frame in await settled(cleo) if frame["kind"] == "changes"] == []  # that somebody changed their mind is not told
        assert [frame for frame in await settled(eve) if frame["kind"] == "changes"] == []


async def test_at_its_second_the_result_is_on_every_screen_with_nobody_acting(council: Council) -> None:
    poll = (await writing(council.ask)).poll
    await writing(council.vote, council.cleo, poll.place, "o3")
    async with tab_of(council.hugo) as hugo, tab_of(council.mia) as mia, tab_of(council.world.eve) as eve:
        for tab in (hugo, mia):
            await tab.open(council.hall.pk)
        await watch_own(eve)
        clock.shift(HOUR)
        for tab in (hugo, mia):
            item = await tab.item("poll", state="closed")
            assert (item["place"], item["result"]["leading"], item["result"]["cast"]) == (poll.place, ["o3"], 1)
        assert [frame for frame in await settled(eve) if frame["kind"] == "changes"] == []


async def test_a_scheduled_poll_opens_on_every_screen(council: Council) -> None:
    async with tab_of(council.hugo) as hugo:
        await hugo.open(council.hall.pk)
        draft = council.draft(opens_at=(clock.now() + HOUR / 2).isoformat())
        await writing(open_poll, council.mia.pk, council.hall.pk, PollDraft.model_validate(draft))
        assert (await hugo.item("poll"))["state"] == "scheduled"
        clock.shift(HOUR / 2)
        item = await hugo.item("poll", state="open")
        assert (item["eligible"], item["cast"]) == (3, 0)


async def test_a_first_page_after_the_end_tells_no_counts_before_they_are_final(council: Council) -> None:
    """Between the last second and the counting a screen shows a closed poll without a result, never an open one."""
    poll = (await writing(council.ask)).poll
    await writing(council.vote, council.cleo, poll.place, "o3")
    clock.shift(HOUR)  # no socket is open yet, so no clock runs
    async with tab_of(council.hugo) as hugo:
        await hugo.send(do="watch", streams={f"space:{council.hall.pk}": None})
        page = await hugo.until("changes", after=None)
        [item] = [item for item in page["items"] if item["kind"] == "poll"]
        assert item["state"] == "closed"
        if item["result"] is None:
            item = await hugo.item("poll", state="closed")
        assert item["result"]["leading"] == ["o3"]


async def test_ones_own_ballots_of_open_polls_are_on_the_first_page(council: Council) -> None:
    over, running = [(await writing(council.ask)).poll, (await writing(council.ask, closes_at=(clock.now() + 3 * HOUR).isoformat())).poll]
    for poll in (over, running):
        await writing(council.vote, council.alba, poll.place, "o1")
    clock.shift(2 * HOUR)
    await writing(council.vote, council.cleo, running.place, "o2")
    async with tab_of(council.hugo) as hugo:
        await hugo.open(council.hall.pk)
        for _ in range(50):
            page = await watch_own(hugo)
            ballots = [item for item in page["items"] if item["kind"] == "ballot"]
            if len(ballots) == 1:
                break
        assert [(each["poll"], each["choices"]) for each in ballots] == [(running.place, ["o1"])]


async def test_a_vote_over_the_socket_is_acknowledged_and_a_refusal_says_why(council: Council) -> None:
    poll = (await writing(council.ask)).poll
    vote = {"do": "vote", "space": council.hall.pk, "place": poll.place, "client_id": str(uuid4()), "version": 1}
    async with tab_of(council.hugo) as hugo, tab_of(council.leo) as observer:
        await watch_own(hugo)
        await hugo.send(**vote, choices=["o2"])
        await hugo.until("ack", client_id=vote["client_id"], space=council.hall.pk, place=poll.place)
        assert (await hugo.item("ballot"))["choices"] == ["o2"]
        await hugo.send(**vote, choices=["o2"])  # the reply was lost: the same again
        await hugo.until("ack", client_id=vote["client_id"])
        await hugo.send(**vote | {"client_id": str(uuid4())}, choices=["o9"])
        assert (await hugo.until("refused", do="vote"))["code"] == "unknown_option"
        await observer.send(**vote, choices=["o1"])
        assert (await observer.until("refused", do="vote"))["code"] == "not_eligible"
    assert await writing(lambda: [(each.content, each.casts.count()) for each in Ballot.objects.all()]) == [({"choices": ["o2"]}, 1)]
