"""Surveys: answered by persons or organisations, resumed, and counted so that hidden names stay hidden."""

from typing import Any

import pytest

from collab import clock
from collab.accounts.models import Person
from discussions.inquiries.models import Answer
from discussions.polls.life import keep_time
from discussions.polls.models import Poll
from discussions.polls.reminding import remind_voters
from discussions.spaces.seating import open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.council import HOUR, Council, convene
from tests.inquiry import WHOLE, answer, answer_draft, form, inquiry_draft, question, survey
from tests.world import person

pytestmark = pytest.mark.django_db
HIDDEN = form(question("used", "choice", "yes", "no", required=True), question("why", "text"))


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def crowd(council: Council) -> list[Person]:
    """Mia, Hugo, Alba, Cleo and eight more."""
    people = [council.mia, council.hugo, council.alba, council.cleo]
    for n in range(8):
        people.append(person(f"Guest{n}"))
        open_seat(
            by=council.world.olga.pk, group_id=council.group.pk, person_id=people[-1].pk, organisation_id=council.sand.pk, role=Role.MEMBER
        )
    return people


def hidden(council: Council) -> int:
    """A survey of people whose names are hidden."""
    return survey(council, HIDDEN, secrecy="names_hidden", unit="person")


def shown(council: Council, place: int) -> Any:
    """The answers as an observer reads them after closing."""
    clock.shift(HOUR)
    keep_time(clock.now())
    status, page = ask(council.leo).get(council.path(place, "answers"))
    assert status == 200
    return page


def test_it_is_saved_resumed_and_handed_in(council: Council) -> None:
    place = survey(council)
    answer(council, council.cleo, place, {"used": "yes"}, file=False)
    _, page = ask(council.cleo).get(council.path(place, "form"))
    assert (page["answer"]["answers"], page["answer"]["revision"], page["answer"]["is_filed"]) == ({"used": "yes"}, 1, False)
    status, refusal = ask(council.cleo).put(council.path(place, "answer"), answer_draft({"used": "yes"}, revision=1))
    assert (status, refusal["code"], refusal["facts"]["needs"]) == (422, "answers_needed", {"how": "answer"})
    status, kept = ask(council.cleo).put(council.path(place, "answer"), answer_draft({"used": "no", "how": ["law"], "well": 5}, revision=1))
    assert (status, kept["answers"], kept["is_filed"]) == (200, {"used": "no", "well": 5}, True)
    assert (Poll.objects.get().cast, Poll.objects.get().eligible) == (1, 3)


def test_the_whole_of_a_named_survey_is_shown_after_closing(council: Council) -> None:
    place = survey(council)
    answer(council, council.cleo, place, {"used": "yes", "how": ["law"], "each": {"north": "good"}, "staff": 4})
    answer(council, council.hugo, place, {"used": "no", "why": "No need."})
    page = shown(council, place)
    assert {each["name"]: each["answers"] for each in page["units"]} == {
        "Lantern (example)": None,
        "Reed (example)": {"used": "no", "why": "No need."},
        "Sand (example)": {"used": "yes", "how": ["law"], "each": {"north": "good"}, "staff": 4},
    }
    results = {each["key"]: each for each in page["results"]}
    assert (results["used"]["answered"], results["staff"]["mean"], results["why"]["texts"]) == (2, "4.0", [])
    assert [(bar["keys"], bar["count"]) for bar in results["used"]["parts"][0]["bars"]] == [(["yes"], 1), (["no"], 1), ([""], 0)]


def test_with_names_hidden_only_counts_and_words_are_told(council: Council, crowd: list[Person]) -> None:
    place = hidden(council)
    for n, who in enumerate(crowd):
        answer(council, who, place, {"used": "yes" if n < 6 else "no"} | ({"why": f"Word {9 - n}"} if n < 7 else {}))
    page = shown(council, place)
    assert (page["filed"], page["withheld"], page["units"], page["constituencies"]) == (12, False, [], [])
    used, why = page["results"]
    assert [(bar["keys"], bar["count"]) for bar in used["parts"][0]["bars"]] == [(["yes"], 6), (["no", ""], 6)]
    assert why["texts"] == [f"Word {n}" for n in range(3, 10)]
    _, poll = ask(council.mia).get(council.path(place))
    assert {each["voted"] for each in poll["roll"]} == {None}
    response = ask(council.mia).raw("GET", council.path(place, "answers/csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Question used?,,YES,6" in text
    assert not any(who.name in text for who in crowd)


def test_of_few_answers_without_names_nothing_is_told(council: Council, crowd: list[Person]) -> None:
    place = hidden(council)
    for who in crowd[:4]:
        answer(council, who, place, {"used": "yes", "why": "Only four of us."})
    assert shown(council, place) == {"filed": 4, "withheld": True, "units": [], "results": [], "constituencies": []}
    response = ask(council.mia).raw("GET", council.path(place, "answers/csv"))
    assert "Only four" not in b"".join(response.streaming_content).decode()


def test_names_cannot_be_hidden_among_few(council: Council) -> None:
    body = inquiry_draft(council, "survey", HIDDEN) | {"secrecy": "names_hidden"}
    status, refusal = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", body)
    assert (status, refusal["code"], refusal["facts"]["possible"], Poll.objects.count()) == (422, "crowd_too_small", 3, 0)


@pytest.mark.parametrize("more", [{"secrecy": "receipt"}, {"secrecy": "names_hidden", "shown": "filing"}])
def test_a_survey_is_never_secret_nor_shown_early_without_names(council: Council, crowd: list[Person], more: dict[str, str]) -> None:
    body = inquiry_draft(council, "survey", WHOLE) | {"unit": "person"} | more
    status, refusal = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", body)
    assert (status, refusal["code"], Poll.objects.count()) == (422, "invalid", 0)


def test_those_who_have_not_answered_are_reminded_by_the_clock_of_polls(council: Council, mailoutbox: list[Any]) -> None:
    closes = clock.now() + 100 * HOUR
    place = survey(council, closes_at=closes.isoformat())
    answer(council, council.cleo, place, {"used": "no"})
    clock.shift(30 * HOUR)
    remind_voters()
    assert sorted(mail.to[0].split("@")[0] for mail in mailoutbox) == ["alba", "hugo", "mia"]
    _, waiting = ask(council.mia).get("/api/waiting")
    assert [(each["verb"], each["unit"]) for each in waiting] == [("survey", "Lantern (example)")]


def test_a_survey_ends_when_everybody_has_answered_or_before_anybody_has(council: Council) -> None:
    place = survey(council)
    assert ask(council.mia).post(council.path(place, "cancel"), {"reason": "Too early."})[0] == 200
    assert ask(council.cleo).put(council.path(place, "answer"), answer_draft({"used": "no"}))[1]["code"] == "poll_not_open"
    assert ask(council.leo).get(council.path(place, "answers"))[1]["code"] == "wrong_state"
    place = survey(council)
    for who in (council.mia, council.hugo, council.cleo):
        answer(council, who, place, {"used": "no"})
    assert ask(council.mia).post(council.path(place, "close"), {"reason": "All are in."})[0] == 200
    assert ask(council.leo).get(council.path(place, "answers"))[1]["filed"] == 3
    assert Answer.objects.count() == 3
