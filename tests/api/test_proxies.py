"""A unit's vote in the hands of another unit."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from discussions.personal.models import Notice
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Cast, Poll, Proxy, ProxyVote
from discussions.polls.shapes import PollShape
from discussions.spaces.seating import change_seat, end_seat
from groups.roles import Post
from tests.api.ask import Answer, ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def poll(council: Council) -> PollShape:
    return council.ask().poll


def give(council: Council, who: Any, to: Any, **more: Any) -> Answer:
    """Somebody gives the vote of their unit."""
    body = {"client_id": str(uuid4()), "holder": council.seat(to).pk, **more}
    return ask(who).post(f"/api/spaces/{council.hall.pk}/proxies", body)


def carry(council: Council, who: Any, poll: PollShape, of: Any, *choices: str, **more: Any) -> Answer:
    """Somebody casts the vote of the delegation for which `of` sits."""
    unit = f"delegation:{council.group.pk}:{council.seat(of).organisation_id}"
    body = {"client_id": str(uuid4()), "unit": unit, "choices": list(choices), **more}
    return ask(who).put(council.path(poll.place, "carried"), body)


def votes() -> dict[str, tuple[list[str], bool]]:
    """Each unit's choices, and whether they came by proxy."""
    proxied = set(ProxyVote.objects.values_list("voter_id", flat=True))
    rows = Ballot.objects.select_related("voter__organisation")
    return {row.voter.organisation.name.split()[0]: (row.content["choices"], row.pk in proxied) for row in rows if row.voter.organisation}


def test_a_vote_given_for_one_poll_is_cast_shown_to_its_unit_and_named_in_the_result(council: Council, poll: PollShape) -> None:
    status, proxy = give(council, council.hugo, council.cleo, poll=poll.place)
    assert (status, proxy["holder"]["name"], proxy["poll"], proxy["until"]) == (201, "Cleo (example)", poll.place, None)
    assert [notice.person for notice in Notice.objects.filter(what="proxy_given")] == [council.cleo]
    assert AuditEntry.objects.order_by("-pk")[0].verb == "proxy.give"
    page = ask(council.cleo).get(council.path(poll.place))[1]
    assert [(each["unit_name"], each["ballot"], each["own_vote"]) for each in page["proxies"]["carried"]] == [
        ("Reed (example)", None, False)
    ]
    assert carry(council, council.cleo, poll, council.hugo, "o3")[0] == 200
    assert (votes(), Poll.objects.get().cast) == ({"Reed": (["o3"], True)}, 1)
    ballot = ask(council.alba).get(council.path(poll.place))[1]["ballot"]
    assert (ballot["choices"], ballot["by"]["name"], ballot["by_proxy"]) == (["o3"], "Cleo (example)", True)
    assert ask(council.mia).get(council.path(poll.place))[1]["roll"][1]["by_proxy"] == ""  # not before closing
    clock.shift(HOUR)
    keep_time(clock.now())
    roll = ask(council.mia).get(council.path(poll.place))[1]["roll"]
    assert {each["name"]: each["by_proxy"] for each in roll}["Reed (example)"] == "Cleo (example)"
    bundle = json.loads(b"".join(ask(council.mia).raw("GET", council.path(poll.place, "export/json")).streaming_content))
    assert bundle["proxies"] == [{"unit": "Reed (example)", "by": "Cleo (example)"}]


def test_the_units_own_vote_stands_over_the_proxys(council: Council, poll: PollShape) -> None:
    give(council, council.hugo, council.cleo, poll=poll.place)
    carry(council, council.cleo, poll, council.hugo, "o3")
    council.vote(council.alba, poll.place, "o3")  # the same choice: it is the unit's own all the same
    assert votes() == {"Reed": (["o3"], False)}
    status, answer = carry(council, council.cleo, poll, council.hugo, "o1")
    assert (status, answer["code"]) == (409, "own_vote_stands")
    assert (votes(), Poll.objects.get().cast) == ({"Reed": (["o3"], False)}, 1)
    [carried] = ask(council.cleo).get(council.path(poll.place))[1]["proxies"]["carried"]
    assert (carried["own_vote"], carried["ballot"]) == (True, None)


def test_a_proxy_taken_back_casts_no_more_and_what_it_cast_stands(council: Council, poll: PollShape) -> None:
    proxy = give(council, council.hugo, council.cleo, poll=poll.place)[1]
    carry(council, council.cleo, poll, council.hugo, "o3")
    path = f"/api/spaces/{council.hall.pk}/proxies/{proxy['id']}"
    for who, expected in [(council.mia, "not_found"), (council.alba, "not_designated"), (council.cleo, "not_designated")]:
        assert ask(who).delete(path)[1]["code"] == expected
    assert ask(council.hugo).delete(path)[0] == 200
    assert ask(council.hugo).delete(path)[1]["code"] == "wrong_state"
    assert carry(council, council.cleo, poll, council.hugo, "o1")[1]["code"] == "not_eligible"
    assert votes() == {"Reed": (["o3"], True)}
    assert [entry.verb for entry in AuditEntry.objects.filter(verb__startswith="proxy.").order_by("pk")] == ["proxy.give", "proxy.revoke"]


def test_a_proxy_until_a_date_holds_for_every_poll_till_then(council: Council, poll: PollShape) -> None:
    later = council.ask(closes_at=(clock.now() + timedelta(days=3)).isoformat()).poll
    assert give(council, council.hugo, council.cleo, until=(clock.now() + 2 * HOUR).isoformat())[0] == 201
    assert [carry(council, council.cleo, each, council.hugo, "o1")[0] for each in (poll, later)] == [200, 200]
    clock.shift(2 * HOUR)
    assert carry(council, council.cleo, later, council.hugo, "o2")[1]["code"] == "not_eligible"


def test_nobody_carries_more_than_the_cap(council: Council, poll: PollShape, settings: Any) -> None:
    settings.PROXY_CAP = 1
    assert give(council, council.hugo, council.cleo, poll=poll.place)[0] == 201
    status, answer = give(council, council.mia, council.cleo, poll=poll.place)
    assert (status, answer["code"], answer["facts"]) == (409, "proxy_full", {"cap": 1})
    assert give(council, council.hugo, council.mia, poll=poll.place)[1]["code"] == "proxy_exists"
    assert Proxy.objects.count() == 1


def test_a_carried_vote_is_not_passed_on(council: Council, poll: PollShape) -> None:
    give(council, council.hugo, council.cleo, poll=poll.place)
    assert give(council, council.cleo, council.mia, poll=poll.place)[0] == 201
    assert carry(council, council.mia, poll, council.hugo, "o1")[1]["code"] == "not_eligible"
    assert carry(council, council.mia, poll, council.cleo, "o2")[0] == 200
    assert votes() == {"Sand": (["o2"], True)}


def test_who_gives_and_to_whom(council: Council, poll: PollShape) -> None:
    for who, to, expected in [
        (council.alba, council.cleo, "not_designated"),
        (council.leo, council.cleo, "not_eligible"),
        (council.world.olga, council.cleo, "not_eligible"),
        (council.world.eve, council.cleo, "not_found"),
        (council.hugo, council.alba, "invalid"),  # the same unit
        (council.cleo, council.alba, "invalid"),  # not its speaker
        (council.hugo, council.leo, "invalid"),
    ]:
        assert give(council, who, to, poll=poll.place)[1]["code"] == expected
    assert Proxy.objects.count() == 0


@pytest.mark.parametrize(
    "more", [{"secrecy": "secret", "unit": "person"}, {"poll_kind": "silence", "options": [], "silence": {"text": "A."}}]
)
def test_never_for_a_secret_vote_or_under_silence(council: Council, settings: Any, more: dict[str, Any]) -> None:
    settings.CROWD_SECRET = 3
    poll = council.ask(**more).poll
    assert give(council, council.hugo, council.cleo, poll=poll.place)[1]["code"] == "wrong_state"
    give(council, council.hugo, council.cleo, until=(clock.now() + HOUR).isoformat())
    assert carry(council, council.cleo, poll, council.hugo, "o1")[1]["code"] == "wrong_state"
    page = ask(council.cleo).get(council.path(poll.place))[1]
    assert page["proxies"] == {"given": None, "may_give": False, "holders": [], "carried": []}
    assert Cast.objects.count() == 0


def test_a_proxy_ends_with_the_seat_of_giver_or_holder(council: Council, poll: PollShape) -> None:
    give(council, council.hugo, council.cleo, poll=poll.place)
    change_seat(by=council.world.olga.pk, seat_id=council.seat(council.hugo).pk, post=Post.NONE)
    assert carry(council, council.cleo, poll, council.hugo, "o1")[1]["code"] == "not_eligible"
    end_seat(by=council.world.olga.pk, seat_id=council.seat(council.cleo).pk, reason="moved on")
    assert carry(council, council.cleo, poll, council.hugo, "o1")[0] == 404
    assert Ballot.objects.count() == 0


def test_a_repeated_request_is_carried_out_once(council: Council, poll: PollShape) -> None:
    key = str(uuid4())
    first = give(council, council.hugo, council.cleo, poll=poll.place, client_id=key)
    assert give(council, council.hugo, council.cleo, poll=poll.place, client_id=key) == first
    assert give(council, council.hugo, council.mia, poll=poll.place, client_id=key)[1]["code"] == "replay_differs"
    lost = str(uuid4())
    assert [carry(council, council.cleo, poll, council.hugo, "o1", client_id=lost)[0] for _ in range(2)] == [200, 200]
    assert carry(council, council.cleo, poll, council.hugo, "o2", client_id=lost)[1]["code"] == "replay_differs"
    assert (Proxy.objects.count(), Cast.objects.count()) == (1, 1)
