"""A report is taken by one moderator for a while: nobody else has to look at it meanwhile."""

from datetime import timedelta
from typing import Any

import pytest

from collab import clock
from collab.clock import now
from discussions.desk.models import Report
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE, stored
from tests.span import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(span: Span) -> int:
    """Cleo flags what Ben said: the place of the report on the desk of Weavers."""
    said = span.world.say(span.world.ben, "A sentence.")
    path = f"/api/spaces/{span.world.loom.pk}/messages/{said.place}/report"
    assert ask(span.cleo).post(path, {"reason": "tone"})[0] == 201
    return Report.objects.get().entry.place


def at(span: Span, who: Any, place: int, verb: str, **body: object) -> Answer:
    path = f"/api/groups/{span.world.weavers.pk}/reports/{place}/{verb}"
    return ask(who).get(path) if verb == "text" else ask(who).post(path, body)


def desk(span: Span, who: Any) -> dict[str, Any]:
    items = ask(who).get(f"/api/groups/{span.world.weavers.pk}/desk")[1]["items"]
    found: dict[str, Any] = next(each for each in items if each["kind"] == "report")
    return found


def test_who_takes_it_has_it_alone_for_a_while(span: Span, report: int) -> None:
    moment = now()
    status, taken = at(span, span.mia, report, "claim", on=True)
    assert (status, taken["claimed_by"]["name"]) == (200, "Mia (example)")
    until = Report.objects.get().claimed_at
    assert until is not None and until >= moment
    seen = desk(span, span.world.ada)
    assert (seen["claimed_by"], seen["rev"]) == (taken["claimed_by"], taken["rev"])
    before = stored()
    for verb, body in (("claim", {"on": True}), ("claim", {"on": False}), ("text", {}), ("decide", {"decision": "kept", "words": "Fine."})):
        status, answer = at(span, span.world.ada, report, verb, **body)
        assert (status, answer["code"]) == (409, "claimed")
        assert answer["facts"]["until"] == (until + timedelta(minutes=30)).isoformat()
    assert stored() == before
    assert at(span, span.mia, report, "text")[1]["body"] == "A sentence."
    assert at(span, span.mia, report, "decide", decision="kept", words="Fine.")[1]["claimed_by"] is None


def test_it_is_free_again_when_handed_back_or_when_the_time_is_over(span: Span, report: int) -> None:
    at(span, span.mia, report, "claim", on=True)
    assert at(span, span.mia, report, "claim", on=False)[1]["claimed_by"] is None
    assert at(span, span.world.ada, report, "claim", on=True)[1]["claimed_by"]["name"] == "Ada (example)"
    clock.shift(timedelta(minutes=30, seconds=1))
    try:
        assert desk(span, span.mia)["claimed_until"] is None
        assert at(span, span.mia, report, "claim", on=True)[1]["claimed_by"]["name"] == "Mia (example)"
    finally:
        clock.shift(timedelta())


def test_who_may_not_decide_takes_nothing(span: Span, report: int) -> None:
    before = stored()
    for who in (span.world.ben, span.cleo, span.world.eve, span.gus, span.world.olga):
        assert at(span, who, report, "claim", on=True) == (404, NOTHING_HERE)
    assert at(span, span.mia, 999_999, "claim", on=True) == (404, NOTHING_HERE)
    assert stored() == before


def test_a_moderator_does_not_take_a_report_of_their_own(span: Span) -> None:
    said = span.world.say(span.world.ben, "A sentence.")
    assert ask(span.mia).post(f"/api/spaces/{span.world.loom.pk}/messages/{said.place}/report", {"reason": "tone"})[0] == 201
    place = Report.objects.get().entry.place
    assert at(span, span.mia, place, "claim", on=True)[1]["code"] == "own_work"


def test_handing_back_what_nobody_has_changes_nothing(span: Span, report: int) -> None:
    before = stored()
    assert at(span, span.mia, report, "claim", on=False)[0] == 200
    assert stored() == before
