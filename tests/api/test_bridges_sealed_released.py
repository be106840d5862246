"""What is done over a sealed post once it stands in its thread: all works as over any post.  Carrying it on: test_carrying_sealed.py."""

from typing import Any
from uuid import uuid4

import pytest

from discussions.carrying.models import Consent
from discussions.desk.models import Report
from discussions.personal.models import Notice
from groups.models import Constituency, Seat
from tests.api.ask import Answer, ask
from tests.api.gate import MASK, act, history, stored
from tests.sealed import Custody, build_custody
from tests.span import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def custody(fresh_span: Span) -> Custody:
    return build_custody(fresh_span)


def released(custody: Custody, **more: object) -> tuple[int, int]:
    """A sealed post of Ben's: its number, and its place in the thread."""
    number = custody.submit(custody.span.world.ben, **more).crossing
    place = custody.released(number).message
    assert place is not None
    return number, place


def carry(span: Span, who: Any, place: int) -> Answer:
    """Eve would say it in Oven."""
    draft = {"space": span.world.oven.pk, "topic": span.world.clay, "words": "For our paper."}
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{place}/carry", draft)


def test_what_was_taken_back_is_not_carried_on(custody: Custody) -> None:
    """A tombstone tells no more than that: not who could have been asked."""
    span, (number, place) = custody.span, released(custody)
    assert act(span.world.ben, number, "withdraw")[0] == 200
    status, answer = carry(span, span.world.eve, place)
    assert (status, answer["code"]) == (409, "already_gone")


def test_what_is_not_sealed_is_still_carried_on(custody: Custody) -> None:
    span = custody.span
    place = span.release(span.submit(span.world.ben).crossing).message
    assert place is not None
    assert carry(span, span.world.eve, place)[0] == 201
    assert [each.seat_id for each in Consent.objects.all()] == [span.seat(span.world.ben)]


def test_a_summary_draws_on_it_and_names_nobody(custody: Custody) -> None:
    """Even with `names`: the thread shows a constituency, and so does the list at the end."""
    Constituency.objects.get_or_create(slug="civil_society", defaults={"name": "Civil society", "mark": "cso"})
    span, (_, place) = custody.span, released(custody)
    draft = {"client_id": str(uuid4()), "title": "What we heard", "body": "We agree.", "sources": [place], "names": True, "joint": True}
    status, shape = ask(span.pam).post(f"/api/bridges/{span.bridge}/summaries", draft)
    assert status == 201, shape
    assert [each["who"] for each in shape["sources"]] == ["Civil society"]
    body = {"sha256": shape["sha256"], "space": span.world.loom.pk}
    status, signed = ask(span.mia).post(f"/api/summaries/{shape['number']}/sign", body)
    assert status == 200, signed
    assert "Ben" not in str(signed)


def test_it_is_reacted_to_reported_and_held_as_any_post(custody: Custody) -> None:
    """Its author, whom nobody knows, is told of none of it, and is refused nothing that would tell others."""
    span, (number, place) = custody.span, released(custody)
    path = f"/api/spaces/{span.bridge}/messages/{place}"
    for who in (span.pam, span.cleo, span.world.ben):
        assert ask(who).post(f"{path}/reactions", {"word": "thanks", "on": True})[0] == 200
    for who in (span.pam, span.world.ben):
        assert ask(who).post(f"{path}/report", {"reason": "tone"})[0] == 201
    held = ask(span.world.eve).post(f"/api/bridges/{span.bridge}/messages/{place}/hold", {"reason": "Not tonight."})
    assert held[0] == 201, held
    shown = {each["place"]: each for each in history(span, span.cleo)}[place]
    assert (shown["by"], shown["gone"]) == (MASK, "")
    assert not Notice.objects.filter(person=span.world.ben).exists()
    assert act(span.world.ben, number, "withdraw")[0] == 200


def test_its_author_reads_no_report_of_it_and_decides_on_none(custody: Custody) -> None:
    """Mia, who moderates: whoever opened it would learn who reported, and nobody decides on own words."""
    span = custody.span
    Seat.objects.filter(pk=span.seat(span.fay)).update(role="moderator")
    number = custody.submit(span.mia).crossing
    span.release(number, by=span.fay)
    place = span.release(number, by=span.world.ada).message
    assert ask(span.cleo).post(f"/api/spaces/{span.bridge}/messages/{place}/report", {"reason": "tone"})[0] == 201
    report = Report.objects.get().entry.place
    path = f"/api/groups/{span.world.weavers.pk}/reports/{report}"
    before = stored()
    assert ask(span.mia).get(f"{path}/text")[1]["code"] == "own_work"
    assert ask(span.mia).post(f"{path}/claim", {"on": True})[1]["code"] == "own_work"
    assert ask(span.mia).post(f"{path}/decide", {"decision": "kept", "words": "Fine."})[1]["code"] == "own_work"
    assert stored() == before
    assert [[each["verb"] for each in ask(who).get("/api/waiting")[1]] for who in (span.mia, span.fay)] == [[], ["report"]]
    assert ask(span.fay).get(f"{path}/text")[0] == 200
