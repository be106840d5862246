"""Declaring what a poll came to."""

from datetime import date
from typing import Any

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from discussions.polls.models import Outcome
from tests.api.ask import ask
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db
TEXT = {"text": " The flag is red. ", "dissent": "Sand prefers blue.", "owner": "Reed (example)", "review_on": "2027-06-01"}


@pytest.fixture
def council() -> Council:
    return convene()


def declare(council: Council, who: Any, place: int, **more: object) -> tuple[int, Any]:
    return ask(who).post(council.path(place, "outcome"), {**TEXT, **more})


def test_a_moderator_declares_the_outcome_and_everybody_reads_it(council: Council) -> None:
    poll = council.ask().poll
    council.vote(council.cleo, poll.place, "o1")
    clock.shift(HOUR)
    assert ask(council.mia).get(council.path(poll.place))[1]["may_declare"] is True
    status, answer = declare(council, council.mia, poll.place)
    outcome = answer["outcome"]
    assert status == 201
    assert outcome.pop("declared_at") >= poll.closes_at.isoformat()[:19]
    assert (outcome.pop("by")["name"], outcome) == (
        "Mia (example)",
        TEXT | {"text": "The flag is red.", "document": None},
    )  # fmt: skip
    _, page = ask(council.leo).get(council.path(poll.place))
    assert (page["poll"]["outcome"]["text"], page["may_declare"], page["poll"]["rev"]) == ("The flag is red.", False, answer["rev"])
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.verb, entry.actor_id) == ("poll.declare", council.mia.pk)
    assert Outcome.objects.get().review_on == date(2027, 6, 1)


def test_who_may_not_and_when_not(council: Council) -> None:
    poll = council.ask().poll
    assert declare(council, council.mia, poll.place)[1]["code"] == "wrong_state"  # it is open
    clock.shift(HOUR)
    refused = [(council.cleo, (403, "not_allowed")), (council.leo, (403, "not_allowed")), (council.world.eve, (404, "not_found"))]
    for who, expected in refused:
        status, answer = declare(council, who, poll.place)
        assert (status, answer["code"]) == expected
    for more in ({"text": "  "}, {"document": 99999}, {"document": poll.place}, {"review_on": "soon"}):
        status, answer = declare(council, council.mia, poll.place, **more)
        assert (status, answer["code"]) == (422, "invalid")
    assert Outcome.objects.count() == 0
    assert declare(council, council.mia, poll.place)[0] == 201
    status, answer = declare(council, council.mia, poll.place, text="Blue after all.")
    assert (status, answer["code"]) == (409, "wrong_state")
    assert Outcome.objects.get().text == "The flag is red."
