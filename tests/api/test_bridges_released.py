"""After the gate: taking back, answering with a word, reporting."""

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.audit.models import AuditEntry
from collab.realtime.house import Access
from collab.search.models import IndexRow
from collab.streams.models import Entry, Stream
from discussions.bridges.reads import bridge_for, waiting_crossings
from discussions.kinds import TIMELINE
from tests.api.ask import ask
from tests.api.gate import MASK, act, history, stored
from tests.span import Span, build_span


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def test_withdrawn_before_release_nothing_is_left(span: Span) -> None:
    held = span.submit(span.world.ben, topic=None, title="Small kilns")
    audit = AuditEntry.objects.count()
    status, answer = act(span.world.ben, held.crossing, "withdraw")
    assert (status, answer["state"], answer["body"], answer["html"], answer["title"]) == (200, "withdrawn", "", "", "")
    before = stored()
    assert act(span.world.ben, held.crossing, "withdraw") == (200, answer)
    assert act(span.mia, held.crossing, "release", hash=held.hash)[1]["code"] == "wrong_state"
    assert stored() == before
    assert AuditEntry.objects.count() == audit
    assert history(span, span.pam) == []


@pytest.mark.parametrize("moderator", [False, True])
def test_withdrawn_after_release_a_tombstone_stays(span: Span, moderator: bool) -> None:
    number = span.submit(span.world.ben).crossing
    span.release(number)
    status, answer = act(span.mia if moderator else span.world.ben, number, "withdraw")
    assert (status, answer["state"], answer["body"]) == (200, "withdrawn", "")
    [message] = history(span, span.pam)
    assert (message["gone"], message["body"], message["html"], message["by"]) == ("withdrawn", "", "", MASK)
    assert not IndexRow.objects.filter(text__contains="glaze").exists()
    assert AuditEntry.objects.filter(verb="crossing.withdraw").count() == int(moderator)


def test_a_moderator_does_not_withdraw_what_waits(span: Span) -> None:
    held = span.submit(span.world.ben)
    before = stored()
    assert act(span.mia, held.crossing, "withdraw")[1]["code"] == "wrong_state"
    assert stored() == before


def test_reactions_are_counts_and_only_from_three(span: Span) -> None:
    place = span.release(span.submit(span.world.ben).crossing).message
    path = f"/api/spaces/{span.bridge}/messages/{place}/reactions"
    answers = [ask(who).post(path, {"word": "noted", "on": True})[1]["reactions"] for who in (span.pam, span.world.eve, span.cleo)]
    assert answers == [[], [], [{"word": "noted", "seats": [], "count": 3}]]
    assert ask(span.pam).get(f"/api/bridges/{span.bridge}")[1]["reacted"] == [{"place": place, "word": "noted"}]
    assert ask(span.dora).get(f"/api/bridges/{span.bridge}")[1]["reacted"] == []


def test_a_report_goes_to_the_own_desk_and_takes_nothing_from_the_others(span: Span) -> None:
    """No group removes what another one released; its words stay under the attribution on the desk too."""
    place = span.release(span.submit(span.world.ben).crossing).message
    assert ask(span.pam).post(f"/api/spaces/{span.bridge}/messages/{place}/report", {"reason": "identity", "words": ""})[0] == 201
    report = Entry.objects.get(stream=span.world.potters.desk_id, kind="report")
    assert not Entry.objects.filter(stream=span.world.weavers.desk_id, kind="report").exists()
    desk = f"/api/groups/{span.world.potters.pk}/reports/{report.place}"
    before = stored()
    status, answer = ask(span.world.eve).post(f"{desk}/decide", {"decision": "redacted", "words": "Away with it."})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert stored() == before
    status, answer = ask(span.world.eve).post(f"{desk}/decide", {"decision": "kept", "words": "It names nobody."})
    assert (status, answer["by"]) == (200, MASK)


def first_page(span: Span) -> object:
    """The first page of the desk of Weavers."""
    desk = Stream.objects.get(pk=span.world.weavers.desk_id)
    return TIMELINE.first_page(Access("desk", desk.pk, desk.rev, desk.epoch))


def test_a_desk_costs_the_same_whatever_waits(span: Span) -> None:
    """What a moderator's first page, the waiting list and the bridge itself ask of the database."""
    reads = (partial(first_page, span), partial(waiting_crossings, span.mia.pk), partial(bridge_for, span.world.ben.pk, span.bridge))
    costs = []
    for _ in range(2):
        for who in (span.world.ben, span.cleo, span.dora):
            span.submit(who)
        counted = []
        for read in reads:
            with CaptureQueriesContext(connection) as queries:
                read()
            counted.append(len(queries))
        costs.append(counted)
    assert costs[0] == costs[1]
    assert costs[0][0] <= 18  # two of them: who are custodians, and what was asked of them


def test_releasing_costs_a_known_number_of_queries(span: Span) -> None:
    costs = []
    for who in (span.world.ben, span.cleo):
        held = span.submit(who)
        browser = ask(span.mia)
        with CaptureQueriesContext(connection) as queries:
            assert browser.post(f"/api/crossings/{held.crossing}/release", {"hash": held.hash})[0] == 200
        costs.append(len([each for each in queries if "SAVEPOINT" not in each["sql"]]))
    assert costs[0] == costs[1] <= 38
