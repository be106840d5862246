"""Voting without scripts."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab import clock
from discussions.polls.models import Ballot, Poll, Proxy
from discussions.polls.recorded.actions import record_vote
from discussions.polls.recorded.shapes import RecordedDraft
from discussions.polls.shapes import PollShape
from tests.api.reader import Reader
from tests.council import HOUR, Council, convene

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def poll(council: Council) -> PollShape:
    return council.ask().poll


def path(council: Council, poll: PollShape) -> str:
    """The address of the page."""
    return f"/plain/s/{council.hall.pk}/p/{poll.place}/"


def test_the_space_names_its_polls(council: Council, poll: PollShape) -> None:
    text = Reader(council.alba).page(f"/plain/s/{council.hall.pk}/")
    assert f'<a href="{path(council, poll)}" dir="auto">Which colour shall the flag have?</a>' in text


def test_the_page_says_what_is_asked_and_for_whom_one_votes(council: Council, poll: PollShape) -> None:
    text = Reader(council.alba).page(path(council, poll))
    for words in ("Which colour shall the flag have?", "TLP:AMBER", "Mia (example)", "Reed (example)", "as of old", "0 of 3 have voted"):
        assert words in text
    assert text.count('type="radio"') == 4  # three colours and an abstention
    assert "<script" not in text


def test_a_vote_and_its_change(council: Council, poll: PollShape) -> None:
    alba = Reader(council.alba)
    answer = alba.send_form(path(council, poll), choice="o2")
    assert (answer.status_code, answer["Location"]) == (302, path(council, poll))
    text = alba.page(path(council, poll))
    assert 'value="o2" checked' in text
    assert "Cast by Alba (example)" in text
    assert alba.send_form(path(council, poll), choice="abstain").status_code == 302
    assert [(ballot.content, ballot.abstained) for ballot in Ballot.objects.all()] == [({}, True)]


def test_a_form_sent_twice_is_one_vote(council: Council, poll: PollShape) -> None:
    alba = Reader(council.alba)
    fields = {"client_id": "6f0e6a7e-6f7d-4f0e-9d3e-333333333333", "choice": "o1", "csrfmiddlewaretoken": alba.token}
    assert [alba.client.post(path(council, poll), fields).status_code for _ in range(2)] == [302, 302]
    assert Ballot.objects.count() == 1


def test_no_choice_is_refused_in_words(council: Council, poll: PollShape) -> None:
    answer = Reader(council.alba).send_form(path(council, poll))
    assert (answer.status_code, 'data-code="invalid"' in answer.content.decode()) == (422, True)
    assert Ballot.objects.count() == 0


@pytest.mark.parametrize(
    ("draft", "fields", "kept"),
    [
        ({"poll_kind": "ranked"}, {"rank.o3": "1", "rank.o1": "2"}, {"ranking": ["o3", "o1"]}),
        ({"poll_kind": "dots", "budget": 5}, {"points.o1": "4", "points.o2": ""}, {"points": {"o1": 4}}),
        ({"poll_kind": "questions"}, {"text.o2": "As of old."}, {"texts": {"o2": "As of old."}}),
        (
            {"poll_kind": "proposal", "options": []},
            {"choice": "block", "reason": "Too soon."},
            {"choices": ["block"], "reason": "Too soon."},
        ),
    ],
)
def test_ballots_of_other_kinds(council: Council, draft: dict[str, Any], fields: dict[str, str], kept: dict[str, Any]) -> None:
    poll = council.ask(**draft).poll
    cleo = Reader(council.cleo)
    assert cleo.send_form(path(council, poll), **fields).status_code == 302
    assert Ballot.objects.get().content == kept
    page = cleo.page(path(council, poll))
    for name, value in fields.items():
        if value and not name.startswith("choice"):
            assert f'value="{value}"' in page or f">{value}</textarea>" in page


def test_a_refused_ballot_stays_as_it_was_filled_in(council: Council) -> None:
    poll = council.ask(poll_kind="dots", budget=5).poll
    answer = Reader(council.cleo).send_form(path(council, poll), **{"points.o1": "6", "reason": "All of it."})
    text = answer.content.decode()
    assert (answer.status_code, 'data-code="over_budget"' in text) == (422, True)
    assert 'name="points.o1" value="6"' in text
    assert ">All of it.</textarea>" in text
    assert Ballot.objects.count() == 0


def test_an_observer_reads_and_has_no_vote(council: Council, poll: PollShape) -> None:
    leo = Reader(council.leo)
    text = leo.page(path(council, poll))
    assert "You have no vote here." in text
    assert 'type="radio"' not in text
    answer = leo.client.post(path(council, poll), {"choice": "o1", "client_id": poll_id(), "csrfmiddlewaretoken": leo.token})
    assert (answer.status_code, 'data-code="not_eligible"' in answer.content.decode()) == (403, True)


def poll_id() -> str:
    """Any client's number."""
    return "6f0e6a7e-6f7d-4f0e-9d3e-444444444444"


def test_the_result_is_shown_after_closing_and_not_before(council: Council, poll: PollShape) -> None:
    council.vote(council.alba, poll.place, "o2")
    council.vote(council.cleo, poll.place, "o2")
    before = Reader(council.mia).page(path(council, poll))
    assert "2 of 3 have voted" in before
    assert "Result" not in before.replace("Results are shown after closing", "")
    clock.shift(HOUR + timedelta(seconds=1))
    after = Reader(council.mia).page(path(council, poll))
    assert "Result" in after
    assert 'Green <span class="pill pill-ok">Leads</span></th><td class="num">2</td>' in after
    assert 'type="radio"' not in after


def test_to_an_outsider_it_is_missing(council: Council, poll: PollShape) -> None:
    eve = Reader(council.world.eve)
    assert "flag" not in eve.page(path(council, poll), 404)
    assert (
        eve.client.post(path(council, poll), {"choice": "o1", "client_id": poll_id(), "csrfmiddlewaretoken": eve.token}).status_code == 404
    )
    assert Ballot.objects.count() == 0


def test_a_card_leads_to_the_page(council: Council, poll: PollShape) -> None:
    alba, eve = Reader(council.alba), Reader(council.world.eve)
    card = f"/plain/s/{council.hall.pk}/c/{poll.place}/"
    assert alba.client.get(card)["Location"] == path(council, poll)
    assert eve.client.get(card).status_code == 404
    assert alba.client.get(f"/plain/s/{council.hall.pk}/c/{council.agenda}/").status_code == 404


def test_a_vote_is_given_cast_by_its_holder_and_taken_back(council: Council, poll: PollShape) -> None:
    hugo, cleo, here = Reader(council.hugo), Reader(council.cleo), path(council, poll)
    assert "Give the vote of Reed (example) to another" not in Reader(council.alba).page(here)  # the head speaks
    past = hugo.send_form(here, act="give", holder=council.seat(council.cleo).pk, until="2001-01-01T10:00")
    assert past.status_code == 422
    assert 'value="2001-01-01T10:00"' in past.content.decode()
    assert hugo.send_form(here, act="give", holder=council.seat(council.cleo).pk).status_code == 302
    assert Proxy.objects.get().poll == Poll.objects.get()
    unit = f"delegation:{council.group.pk}:{council.reed.pk}"
    assert f'<option value="{unit}">Reed (example)</option>' in cleo.page(here)
    assert cleo.send_form(here, unit=unit, choice="o2").status_code == 302
    assert [(each.voter.key, each.cast_by_id) for each in Ballot.objects.all()] == [(unit, council.seat(council.cleo).pk)]
    proxy = Proxy.objects.get().pk
    assert cleo.send_form(here, act="revoke", proxy=proxy).status_code == 403
    assert hugo.send_form(here, act="revoke", proxy=proxy).status_code == 302
    refused = cleo.send_form(here, unit=unit, choice="o1")
    assert (refused.status_code, Ballot.objects.get().content) == (403, {"choices": ["o2"]})


def test_what_was_recorded_for_a_unit_is_confirmed_or_refused(council: Council, poll: PollShape) -> None:
    here = path(council, poll)
    for act, counted in (("refuse", []), ("confirm", [{"choices": ["o3"]}])):
        told = RecordedDraft(client_id=uuid4(), unit=f"delegation:{council.group.pk}:{council.sand.pk}", how="By telephone", choices=["o3"])
        row = record_vote(council.mia.pk, council.hall.pk, poll.place, told)
        text = Reader(council.cleo).page(here)
        assert "Recorded for Sand (example)" in text
        assert "By telephone" in text
        assert "Recorded for" not in Reader(council.alba).page(here)
        assert Reader(council.alba).send_form(here, act=act, recorded=row.id).status_code == 409
        assert Reader(council.cleo).send_form(here, act=act, recorded=row.id).status_code == 302
        assert [each.content for each in Ballot.objects.all()] == counted
