"""The record of a group, as its moderators read it and take it away."""

import json
from itertools import pairwise

import pytest

from collab.audit.models import AuditEntry
from collab.audit.record import record
from groups.audit import PAGE
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, act
from tests.span import Span, build_span


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def path(span: Span) -> str:
    return f"/api/groups/{span.world.weavers.pk}/audit"


def test_moderators_read_what_was_done_newest_first(span: Span) -> None:
    held = span.submit(span.world.ben)
    act(span.mia, held.crossing, "decline", reason="Too early.")
    status, page = ask(span.world.ada).get(path(span))
    newest = page["entries"][0]
    assert (status, page["more"]) == (200, False)
    told = (newest["verb"], newest["reason"], newest["by"]["name"], newest["clock"])
    assert told == ("crossing.decline", "Too early.", "Mia (example)", False)
    assert [each["number"] for each in page["entries"]] == list(range(len(page["entries"]), 0, -1))
    assert str(span.mia.pk) not in json.dumps(page) and "Ben" not in json.dumps(page)
    assert [each["name"] for each in page["actors"]] == ["Ada (example)", "Mia (example)"]


def test_it_is_filtered_by_area_and_by_person(span: Span) -> None:
    held = span.submit(span.world.ben)
    act(span.mia, held.crossing, "decline", reason="Too early.")
    _, page = ask(span.mia).get(f"{path(span)}?area=crossing")
    assert [each["verb"] for each in page["entries"]] == ["crossing.decline"]
    _, page = ask(span.mia).get(f"{path(span)}?by={span.seat(span.world.ada)}")
    assert {each["by"]["name"] for each in page["entries"]} == {"Ada (example)"}
    _, page = ask(span.mia).get(f"{path(span)}?by={span.seat(span.world.eve)}")  # of another group: nobody here
    assert page["entries"] == []
    assert ask(span.mia).get(f"{path(span)}?area=No;")[0] == 422


def test_others_do_not_read_it(span: Span) -> None:
    before = AuditEntry.objects.count()
    for suffix in ("", "/export"):
        assert ask(span.world.ben).get(path(span) + suffix)[1]["code"] == "not_allowed"
        for who in (span.world.eve, span.world.olga):  # the secretariat as such reads no record of a group
            assert ask(who).get(path(span) + suffix) == (404, NOTHING_HERE)
    assert AuditEntry.objects.count() == before


def test_it_comes_in_pages_and_in_a_fixed_number_of_queries(span: Span) -> None:
    for _ in range(PAGE + 5):
        record("group.change", group_id=span.world.weavers.pk, actor_id=span.mia.pk, subject=("group", 1))
    _, page = ask(span.mia).get(path(span))
    assert (len(page["entries"]), page["more"]) == (PAGE, True)
    _, older = ask(span.mia).get(f"{path(span)}?before={page['entries'][-1]['number']}")
    assert (older["entries"][0]["number"], older["more"]) == (page["entries"][-1]["number"] - 1, False)


def test_it_is_taken_away_with_the_hashes_that_link_it(span: Span) -> None:
    text = ask(span.mia).raw("GET", f"{path(span)}/export").getvalue().decode()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["number"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(line["previous_hash"] == before["hash"] for before, line in pairwise(lines))
    assert (lines[-1]["verb"], lines[-1]["by"]["name"]) == ("audit.export", "Mia (example)")
    assert str(span.mia.pk) not in text
