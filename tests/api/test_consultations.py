"""Consultations: one position per organisation and clause, written together, shown when it was said to be."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.streams.models import Entry, Stream
from discussions.inquiries.models import Answer, Edition, Inquiry
from discussions.polls.life import keep_time
from discussions.polls.models import Ballot, Poll
from discussions.spaces.seating import end_seat, open_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.council import HOUR, Council, convene
from tests.inquiry import CLAUSES, answer, answer_draft, clause, consult, form, inquiry_draft, position, question

pytestmark = pytest.mark.django_db
FOR = {"c1": position("support")}


@pytest.fixture
def council() -> Council:
    return convene()


@pytest.fixture
def place(council: Council) -> int:
    return consult(council)


def revs(council: Council) -> dict[str, int]:
    """The counters of the hall and of everybody's own stream."""
    people = {who.name.split()[0]: who.stream_id for who in (council.mia, council.hugo, council.alba, council.cleo, council.leo)}
    found = dict(Stream.objects.values_list("pk", "rev"))
    return {name: found[stream] for name, stream in people.items()} | {"hall": found[council.hall.pk]}


def moved(council: Council, before: dict[str, int]) -> set[str]:
    """Whose counters moved."""
    after = revs(council)
    return {name for name in after if after[name] != before[name]}


def test_a_moderator_consults_a_space(council: Council) -> None:
    body = inquiry_draft(council, "consultation", CLAUSES, topic=council.agenda)
    status, opened = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", body)
    assert status == 201
    poll = opened["poll"]
    assert (poll["poll_kind"], poll["unit"], poll["secrecy"], poll["eligible"], poll["options"]) == (
        "consultation",
        "organisation",
        "named",
        3,
        [],
    )
    assert opened["message"]["cards"] == [{"space": council.hall.pk, "place": poll["place"]}]
    _, page = ask(council.cleo).get(council.path(poll["place"], "form"))
    assert [each["key"] for each in page["form"]["sections"][0]["questions"]] == ["c1", "c2"]
    assert (page["form_hash"], len(page["form_hash"])) == (Inquiry.objects.get().form_hash, 64)
    assert (page["unit_name"], page["answer"], page["may_answer"], page["may_read"]) == ("Sand (example)", None, True, False)
    _, found = ask(council.leo).get("/api/find?q=yearly")
    assert [hit["place"] for hit in found["hits"]] == [poll["place"]]
    again = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", body)
    assert (again[0], again[1]["poll"]["place"], Poll.objects.count()) == (201, poll["place"], 1)
    other = body | {"form": form(clause("c1", "Another text."))}
    assert ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", other)[1]["code"] == "replay_differs"


def test_who_may_not_consult_changes_nothing(council: Council) -> None:
    for who, status, code in ((council.hugo, 403, "not_allowed"), (council.leo, 403, "not_allowed"), (council.world.eve, 404, "not_found")):
        answered = ask(who).post(f"/api/spaces/{council.hall.pk}/inquiries", inquiry_draft(council, "consultation", CLAUSES))
        assert (answered[0], answered[1]["code"]) == (status, code)
    assert (Poll.objects.count(), Inquiry.objects.count(), Entry.objects.filter(kind="poll").count()) == (0, 0, 0)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"form": form(question("q1", "text"))}, "q1"),
        ({"form": form(clause("c1", ""))}, "c1"),
        ({"form": form(clause("c1", "One."), clause("c1", "Two."))}, "form"),
        ({"secrecy": "names_hidden"}, "secrecy"),
        ({"secrecy": "secret"}, "secrecy"),
        ({"document": 12345}, "document"),
    ],
)
def test_what_could_not_be_answered_is_not_opened(council: Council, more: dict[str, Any], field: str) -> None:
    body = inquiry_draft(council, "consultation", CLAUSES) | more
    status, refusal = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/inquiries", body)
    assert (status, refusal["facts"]["fields"]) == (422, [field])
    assert Poll.objects.count() == 0


def test_polls_without_a_form_stay_what_they_were(council: Council) -> None:
    status, refusal = ask(council.mia).post(f"/api/spaces/{council.hall.pk}/polls", council.draft(poll_kind="survey", options=[]))
    assert (status, refusal["facts"]["fields"]) == (422, ["poll_kind"])
    poll = council.ask().poll
    assert ask(council.hugo).get(council.path(poll.place, "form"))[0] == 404


def test_an_organisations_people_share_one_position(council: Council, place: int) -> None:
    before = revs(council)
    draft = {"c1": position("amend", wording="each two years")}
    status, saved = ask(council.hugo).put(council.path(place, "answer"), answer_draft(draft, file=False))
    assert (status, saved["revision"], saved["is_filed"], saved["editions"], moved(council, before)) == (200, 1, False, [], set())
    _, page = ask(council.alba).get(council.path(place, "form"))
    assert page["answer"]["answers"]["c1"]["wording"] == "each two years"
    assert page["answer"]["saved_by"]["name"] == "Hugo (example)"
    filed = answer(council, council.alba, place, {"c1": position("support", "It is late already.")}, revision=1)
    assert (filed.revision, filed.is_filed, [(each.number, each.by.name) for each in filed.editions]) == (2, True, [(1, "Alba (example)")])
    assert moved(council, before) == {"Hugo", "Alba", "hall"}
    before = revs(council)
    answer(council, council.hugo, place, {"c1": position("oppose", "Too often.")}, revision=2)
    assert moved(council, before) == {"Hugo", "Alba"}  # that a position has changed is nobody else's business
    assert (Poll.objects.get().cast, Ballot.objects.count(), Edition.objects.count()) == (1, 1, 2)
    _, page = ask(council.cleo).get(council.path(place, "form"))
    assert (page["answer"], page["unit_name"]) == (None, "Sand (example)")


def test_nobody_writes_over_what_they_have_not_read(council: Council, place: int) -> None:
    answer(council, council.hugo, place, {"c1": position("support")}, file=False)
    status, refusal = ask(council.alba).put(council.path(place, "answer"), answer_draft({"c1": position("oppose", "No.")}))
    assert (status, refusal["code"]) == (409, "stale")
    assert (refusal["facts"]["revision"], refusal["facts"]["answers"]["c1"]["stance"]) == (1, "support")
    assert refusal["facts"]["saved_by"]["name"] == "Hugo (example)"
    assert (Answer.objects.get().draft, Edition.objects.count(), Poll.objects.get().cast) == ({"c1": {"stance": "support"}}, 0, 0)


def test_a_lost_answer_is_asked_for_again(council: Council, place: int) -> None:
    body = answer_draft(FOR)
    first = ask(council.hugo).put(council.path(place, "answer"), body)
    before = revs(council)
    assert ask(council.hugo).put(council.path(place, "answer"), body) == first
    assert ask(council.hugo).put(council.path(place, "answer"), body | {"answers": {"c1": position("none")}})[1]["code"] == "replay_differs"
    answer(council, council.alba, place, {"c1": position("none")}, revision=1)
    again = ask(council.hugo).put(council.path(place, "answer"), body)
    assert (again[0], again[1]["revision"], Edition.objects.count()) == (200, 2, 2)
    assert moved(council, before) == {"Hugo", "Alba"}
    # The same words again, under another name, are no new edition.
    assert answer(council, council.alba, place, {"c1": position("none")}, revision=2).revision == 2
    assert Edition.objects.count() == 2


@pytest.mark.parametrize(
    ("answers", "code", "facts"),
    [
        ({}, "answers_needed", {"fields": ["c1"], "needs": {"c1": "answer"}}),
        ({"c1": position(None, "Words.")}, "answers_needed", {"fields": ["c1"], "needs": {"c1": "stance"}}),
        ({"c1": position("oppose", " ")}, "answers_needed", {"fields": ["c1"], "needs": {"c1": "reason"}}),
        ({**FOR, "c2": position("amend", "Reasons.")}, "answers_needed", {"fields": ["c2"], "needs": {"c2": "wording"}}),
        ({**FOR, "c9": position("support")}, "unknown_option", {"fields": ["c9"]}),
        ({"c1": "support"}, "invalid", {"fields": ["c1"]}),
    ],
)
def test_what_is_not_whole_is_not_filed(council: Council, place: int, answers: Any, code: str, facts: Any) -> None:
    status, refusal = ask(council.cleo).put(council.path(place, "answer"), answer_draft(answers))
    assert (status, refusal["code"], refusal["facts"]) == (422, code, facts)
    assert (Answer.objects.count(), Ballot.objects.count(), Poll.objects.get().cast) == (0, 0, 0)


def test_who_may_not_answer_changes_nothing(council: Council, place: int) -> None:
    late = council.world.ben
    open_seat(
        by=council.world.olga.pk, group_id=council.group.pk, person_id=late.pk, organisation_id=council.world.kiln.pk, role=Role.MEMBER
    )
    for who, status, code in (
        (council.leo, 403, "not_eligible"),
        (council.world.olga, 403, "not_eligible"),
        (late, 403, "not_eligible"),
        (council.world.eve, 404, "not_found"),
    ):
        answered = ask(who).put(council.path(place, "answer"), answer_draft(FOR))
        assert (answered[0], answered[1]["code"]) == (status, code)
    assert Answer.objects.count() == 0


def test_nothing_is_shown_before_closing(council: Council, place: int) -> None:
    answer(council, council.hugo, place, FOR)
    for who in (council.mia, council.cleo, council.hugo):
        status, refusal = ask(who).get(council.path(place, "answers"))
        assert (status, refusal["code"]) == (409, "wrong_state")
        assert ask(who).get(council.path(place, "answers/csv"))[1]["code"] == "wrong_state"
    assert ask(council.world.eve).get(council.path(place, "answers"))[0] == 404


def test_the_clock_closes_and_shows_all_at_once(council: Council, place: int) -> None:
    answer(council, council.hugo, place, {"c1": position("amend", "Yearly is too often.", "each two years"), "c2": position("support")})
    answer(council, council.cleo, place, {"c1": position("oppose", "No.")})
    answer(council, council.cleo, place, {"c1": position("support")}, revision=1, file=False)  # a draft counts for nothing
    clock.shift(HOUR)
    keep_time(clock.now())
    assert Poll.objects.get().state == "closed"
    status, refusal = ask(council.mia).put(council.path(place, "answer"), answer_draft(FOR))
    assert (status, refusal["code"]) == (409, "poll_not_open")
    _, shown = ask(council.leo).get(council.path(place, "answers"))
    units = {each["name"]: each["answers"] for each in shown["units"]}
    assert list(units) == ["Lantern (example)", "Reed (example)", "Sand (example)"]
    assert units["Lantern (example)"] is None
    assert units["Reed (example)"]["c1"] == position("amend", "Yearly is too often.", "each two years")
    assert units["Sand (example)"] == {"c1": position("oppose", "No.")}
    bars = {bar["keys"][0]: bar["count"] for bar in shown["results"][0]["parts"][0]["bars"]}
    assert (shown["filed"], bars) == (2, {"support": 0, "amend": 1, "oppose": 1, "none": 0, "": 0})
    assert [(each["constituency"], each["filed"]) for each in shown["constituencies"]] == [("civil_society", 2)]
    _, page = ask(council.mia).get(council.path(place))
    assert (page["may_declare"], page["may_edit"], [each["voted"] for each in page["roll"]]) == (True, False, [False, True, True])


def test_where_it_is_said_so_each_position_is_read_as_it_is_filed(council: Council) -> None:
    place = consult(council, shown="filing")
    answer(council, council.hugo, place, FOR)
    before = revs(council)
    answer(council, council.hugo, place, {"c1": position("none")}, revision=1)
    assert moved(council, before) == {"Hugo", "Alba", "hall"}
    _, shown = ask(council.cleo).get(council.path(place, "answers"))
    assert [each["answers"] for each in shown["units"]] == [None, {"c1": position("none")}, None]


def test_a_late_word_is_refused_whether_or_not_the_clock_came_by(council: Council, place: int) -> None:
    clock.shift(HOUR + timedelta(seconds=1))
    status, refusal = ask(council.hugo).put(council.path(place, "answer"), answer_draft(FOR))
    assert (status, refusal["code"], Answer.objects.count()) == (409, "poll_not_open", 0)


def test_it_waits_for_those_whose_organisation_has_not_filed(council: Council, place: int) -> None:
    answer(council, council.hugo, place, FOR, file=False)
    _, waiting = ask(council.alba).get("/api/waiting")
    assert [(each["verb"], each["title"], each["unit"]) for each in waiting] == [
        ("position", "The draft of the convention", "Reed (example)")
    ]
    answer(council, council.hugo, place, FOR, revision=1)
    assert ask(council.alba).get("/api/waiting")[1] == []
    assert [each["unit"] for each in ask(council.cleo).get("/api/waiting")[1]] == ["Sand (example)"]


def test_it_is_no_ballot_that_is_cast(council: Council, place: int) -> None:
    for body in ({"abstained": True}, {"choices": ["o1"]}):
        status, refusal = ask(council.hugo).put(council.path(place, "ballot"), {"client_id": str(uuid4()), **body})
        assert (status, refusal["code"]) == (422, "invalid")
    assert Ballot.objects.count() == 0


def test_who_has_left_reads_it_no_more(council: Council, place: int) -> None:
    answer(council, council.alba, place, FOR)
    end_seat(by=council.world.olga.pk, seat_id=council.seat(council.alba).pk, reason="She has left.")
    for way in ("form", "answers"):
        assert ask(council.alba).get(council.path(place, way))[0] == 404
    _, page = ask(council.hugo).get(council.path(place, "form"))
    assert page["answer"]["saved_by"]["name"] == "Alba (example)"


def test_the_table_is_taken_away_and_the_audit_keeps_who_did(council: Council, place: int) -> None:
    answer(council, council.hugo, place, {"c1": position("amend", "=1+1", "each two years")})
    clock.shift(HOUR)
    response = ask(council.leo).raw("GET", council.path(place, "answers/csv"))
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "Clause c1,,Support with amendment," in text
    assert "Clause c1,Civil society,Reed (example),Support with amendment,'=1+1,each two years" in text
    response = ask(council.leo).raw("GET", council.path(place, "answers/xlsx"))
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as book:
        assert "each two years" in book.read("xl/sharedStrings.xml").decode()
    taken = AuditEntry.objects.filter(verb="poll.export")
    assert [(each.actor_id, each.reason) for each in taken] == [(council.leo.pk, "csv"), (council.leo.pk, "xlsx")]


def test_another_round_follows_a_closed_one_of_its_kind(council: Council, place: int) -> None:
    path = f"/api/spaces/{council.hall.pk}/inquiries"
    body = inquiry_draft(council, "consultation", form(clause("c1", "Each State shall report every two years.")), follows=place)
    hidden = council.ask().poll.place
    for follows in (place, hidden, 12345):  # still open, of another kind, nowhere
        status, refused = ask(council.mia).post(path, body | {"follows": follows})
        assert (status, refused["code"], refused["facts"]["fields"]) == (422, "invalid", ["follows"])
    assert Inquiry.objects.count() == 1
    clock.shift(HOUR)
    keep_time(clock.now())
    body["closes_at"] = (clock.now() + HOUR).isoformat()
    other = inquiry_draft(council, "survey", form(question("q1", "text")), follows=place, closes_at=body["closes_at"])
    assert ask(council.mia).post(path, other)[1]["facts"]["fields"] == ["follows"]
    status, opened = ask(council.mia).post(path, body)
    assert status == 201
    later = opened["poll"]["place"]
    assert ask(council.mia).post(path, body)[1]["poll"]["place"] == later  # sent twice
    assert ask(council.mia).post(path, body | {"follows": None})[1]["code"] == "replay_differs"
    pages = [ask(council.cleo).get(council.path(each, "form"))[1] for each in (place, later)]
    assert [(page["follows"], page["followed_by"]) for page in pages] == [(None, later), (place, None)]
