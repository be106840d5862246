"""Consultations and surveys without scripts."""

import pytest

from collab import clock
from discussions.inquiries.models import Answer, Edition
from discussions.polls.models import Poll
from tests.api.reader import Reader
from tests.council import HOUR, Council, convene
from tests.inquiry import answer, consult, position, survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def council() -> Council:
    return convene()


def path(council: Council, place: int, verb: str = "form") -> str:
    """The address of the page."""
    return f"/plain/s/{council.hall.pk}/p/{place}/{verb}/"


def test_a_poll_with_a_form_leads_to_its_form(council: Council) -> None:
    place = consult(council)
    response = Reader(council.alba).client.get(f"/plain/s/{council.hall.pk}/p/{place}/")
    assert (response.status_code, response["Location"]) == (302, path(council, place))
    text = Reader(council.alba).page(path(council, place))
    for words in ("The draft of the convention", "Each State shall report yearly.", "Reed (example)", "Support with amendment"):
        assert words in text
    assert text.count('type="radio"') == 8
    assert "<script" not in text


def test_a_position_is_saved_and_filed(council: Council) -> None:
    place = consult(council)
    alba, fields = Reader(council.alba), {"c1.stance": "amend", "c1.wording": "each two years", "revision": "0"}
    assert alba.send_form(path(council, place), act="save", **fields).status_code == 302
    assert (Answer.objects.get().draft, Edition.objects.count()) == ({"c1": {"stance": "amend", "wording": "each two years"}}, 0)
    text = alba.page(path(council, place))
    assert "each two years</textarea>" in text
    assert 'name="revision" value="1"' in text
    assert alba.send_form(path(council, place), act="file", **(fields | {"revision": "1"})).status_code == 302
    assert (Edition.objects.get().content, Poll.objects.get().cast) == ({"c1": {"stance": "amend", "wording": "each two years"}}, 1)


def test_a_refused_form_stays_as_it_was_filled_in(council: Council) -> None:
    place = consult(council)
    response = Reader(council.alba).send_form(
        path(council, place), act="file", revision="0", **{"c2.stance": "oppose", "c2.reason": "Why?"}
    )
    text = response.content.decode()
    assert (response.status_code, 'data-code="answers_needed"' in text, "Why?</textarea>" in text) == (422, True, True)
    assert text.count("This question still needs an answer.") == 1
    assert Answer.objects.count() == 0


def test_what_another_has_saved_meanwhile_is_not_lost(council: Council) -> None:
    place = consult(council)
    answer(council, council.hugo, place, {"c1": position("support")}, file=False)
    response = Reader(council.alba).send_form(path(council, place), act="save", revision="0", **{"c1.stance": "none"})
    text = response.content.decode()
    assert (response.status_code, 'data-code="stale"' in text, 'name="revision" value="1"' in text) == (409, True, True)
    assert Answer.objects.get().draft == {"c1": {"stance": "support"}}


def test_a_survey_of_every_kind_of_question(council: Council) -> None:
    place = survey(council)
    cleo = Reader(council.cleo)
    assert "Only if “Question used?” is answered: YES" in cleo.page(path(council, place))
    fields = {
        "used": "yes", "how": ["law", "money"], "well": "4", "each.north": "good", "staff": "12", "since": "2026-05-01", "why": "Because.",
        "revision": "0",
    }  # fmt: skip
    assert cleo.send_form(path(council, place), act="file", **fields).status_code == 302
    assert Edition.objects.get().content == {
        "used": "yes", "how": ["law", "money"], "well": 4, "each": {"north": "good"}, "staff": 12, "since": "2026-05-01", "why": "Because.",
    }  # fmt: skip
    clock.shift(HOUR)
    text = cleo.page(path(council, place, "answers"))
    for words in ("Sand (example)", "LAW; MONEY", "NORTH: GOOD", "Because."):
        assert words in text
