"""Asking an author whom nobody knows: they find the question by looking, and nothing tells anybody whether they have been there."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Entry, Stream
from discussions.bridges.models import Crossing
from discussions.carrying.models import Carry, Consent, SealedConsent
from discussions.carrying.policies import ANSWERED_WITHIN
from discussions.carrying.reads import carries_of
from discussions.carrying.settling import settle_due
from discussions.chat.batching import next_batch
from discussions.chat.models import Topic
from discussions.personal.models import Notice
from discussions.spaces.seating import end_seat
from groups.models import Seat
from tests.api.ask import Answer, ask
from tests.api.gate import MASK, NOTHING_HERE, act
from tests.api.gate import stored as told
from tests.api.test_carrying import carry, in_oven, mine, on_desk
from tests.sealed import Custody, build_custody
from tests.span import Span

pytestmark = pytest.mark.django_db
WORDS = "A **kestrel** for all."


@pytest.fixture
def custody(fresh_span: Span) -> Custody:
    return build_custody(fresh_span)


@pytest.fixture
def span(custody: Custody) -> Span:
    return custody.span


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    carries = list(Carry.objects.values_list("pk", "state", "label", "settles_at"))
    return (
        told(),
        carries,
        list(Consent.objects.values_list("pk", "answer", "first")),
        list(SealedConsent.objects.values_list("pk", "answer")),
    )


def released(custody: Custody, who: Any = None, **more: object) -> int:
    """A sealed post of Ben's: its place in the thread."""
    fields = {"body": WORDS, **more}
    place = custody.released(custody.submit(who or custody.span.world.ben, **fields).crossing).message
    assert place is not None
    return place


def questions(who: Any) -> list[dict[str, Any]]:
    """What somebody finds who looks."""
    status, found = ask(who).get("/api/consents/sealed")
    assert status == 200
    return list(found)


def answer(who: Any, question: dict[str, Any], agree: bool = True, **more: object) -> Answer:
    fields = {"agree": True, "hash": question["hash"], "attribution": "constituency", **more} if agree else {"agree": False, **more}
    return ask(who).post(f"/api/consents/{question['consent']}", fields)


def moderators(span: Span) -> list[dict[str, Any]]:
    return on_desk(span.mia, span.world.weavers.pk)


def next_moment() -> None:
    """The next batch goes."""
    settle_due(next_batch(now()))


def agreed_by_author(span: Span) -> dict[str, Any]:
    """Ben has agreed, and the moderators are asked: their question."""
    [question] = questions(span.world.ben)
    assert answer(span.world.ben, question)[0] == 200
    next_moment()
    return moderators(span)[-1]


def decide(who: Any, question: dict[str, Any], agree: bool = True) -> Answer:
    fields = {"agree": True, "hash": question["hash"]} if agree else {"agree": False, "reason": "No."}
    return ask(who).post(f"/api/consents/{question['consent']}", fields)


def test_with_the_author_and_two_moderators_an_excerpt_stands_elsewhere(custody: Custody, span: Span, settings: Any) -> None:
    place, eve, ben, mia, ada = released(custody), span.world.eve, span.world.ben, span.mia, span.world.ada
    settings.RELEASE_BATCH_MINUTES = 15
    status, request = carry(span, eve, place)
    assert (status, request["state"]) == (201, "asked")
    [question] = questions(ben)
    assert [questions(who) for who in (eve, span.pam, span.cleo, mia, ada, span.gus, span.fay)] == [[]] * 7
    assert (question["part"], question["by"]["name"], question["words"], question["author"]) == (
        "author",
        "Eve (example)",
        "For our paper.",
        None,
    )
    assert (question["place"], question["rev"], question["at"], question["sealed"]) == (0, 0, None, True)
    assert [way["attribution"] for way in question["ways"] if way["allowed"]] == ["constituency", "unattributed"]
    assert [each["verb"] for each in ask(ben).get("/api/waiting")[1]] == ["consent"]
    status, shape = answer(ben, question)
    assert (status, shape["answer"], shape["may_answer"]) == (200, "given", False)
    assert ask(ben).get("/api/waiting")[1] == []
    settle_due(now())
    assert moderators(span) == []  # until the next batch
    next_moment()
    [desk] = moderators(span)
    assert (desk["author"], desk["sealed"], desk["agreed_by"], desk["shown_as"]) == (None, True, None, MASK)
    assert [each["verb"] for each in ask(mia).get("/api/waiting")[1]] == ["consent"]
    assert decide(mia, desk)[1]["agreed_by"]["name"] == "Mia (example)"
    assert ask(mia).get("/api/waiting")[1] == []
    assert [each["verb"] for each in ask(ada).get("/api/waiting")[1]] == ["consent"]
    before = stored()
    assert decide(mia, desk)[1]["code"] == "wrong_state"
    assert stored() == before
    assert decide(ada, desk)[1]["answer"] == "given"
    assert (mine(eve)["state"], in_oven(span)) == ("asked", [])
    next_moment()
    [copy] = in_oven(span)
    assert (copy["body"], copy["by"]["name"], copy["carried"]["by"]) == (WORDS, "Eve (example)", MASK)
    assert (mine(eve)["state"], questions(ben)[0]["carried"]) == ("carried", True)
    acts = AuditEntry.objects.filter(verb__startswith="carry").values_list("verb", "chain_id", "actor_id")
    weavers = span.world.weavers.pk
    assert list(acts) == [("carry.approve", weavers, mia.pk), ("carry.agree", weavers, ada.pk)]


def test_nothing_that_is_stored_or_told_names_the_author(custody: Custody, span: Span) -> None:
    place, ben = released(custody), span.world.ben
    ben.refresh_from_db()
    before = Stream.objects.get(pk=ben.stream_id).rev, Entry.objects.filter(stream_id=ben.stream_id).count()
    carry(span, span.world.eve, place)
    agreed_by_author(span)
    assert (Stream.objects.get(pk=ben.stream_id).rev, Entry.objects.filter(stream_id=ben.stream_id).count()) == before
    assert not Notice.objects.filter(person=ben, what__startswith="carry").exists()
    row, consent = Carry.objects.get(), Consent.objects.get()
    assert (row.writer, consent.seat, consent.by) == (None, None, None)
    seat = str(span.seat(ben))
    for model in (Carry, Consent, SealedConsent):
        assert seat not in str(list(model.objects.values()))
        assert str(ben.pk) not in str(list(model.objects.values()))


@pytest.mark.parametrize("who", ["nobody", "author", "moderator", "gone"])
def test_every_other_end_is_the_same_as_silence(custody: Custody, span: Span, who: str) -> None:
    """Whoever asked learns after fourteen days that nothing came of it, and not a moment earlier, whoever said no and when."""
    place, eve, ben = released(custody), span.world.eve, span.world.ben
    carry(span, eve, place)
    if who == "author":
        assert answer(ben, questions(ben)[0], agree=False)[1]["answer"] == "refused"
    elif who != "nobody":
        desk = agreed_by_author(span)
        if who == "gone":
            act(ben, Crossing.objects.get(message__entry__place=place, bridge_id=span.bridge).number, "withdraw")
        for each in (span.mia, span.world.ada):
            decide(each, desk, agree=who == "gone")
    eve.refresh_from_db()
    before, request = Stream.objects.get(pk=eve.stream_id).rev, Carry.objects.get()
    settle_due(request.expires_at - timedelta(seconds=1))
    assert (Stream.objects.get(pk=eve.stream_id).rev, mine(eve)["state"]) == (before, "asked")
    settle_due(request.expires_at)
    ended = mine(eve)
    assert (ended["state"], ended["ended_at"]) == ("expired", request.expires_at.isoformat().replace("+00:00", "Z"))
    assert list(Notice.objects.filter(person=eve, what__startswith="carry").values_list("what", flat=True)) == ["carry_expired"]
    assert questions(ben)[0]["answer"] == {"nobody": "over", "author": "refused"}.get(who, "given")


def test_a_no_changes_nothing_that_anybody_sees(custody: Custody, span: Span) -> None:
    place, eve, ben = released(custody), span.world.eve, span.world.ben
    carry(span, eve, place)
    seen = [ask(who).get(path) for who in (eve, span.mia) for path in (f"/api/bridges/{span.bridge}", "/api/waiting")]
    before = told()
    assert answer(ben, questions(ben)[0], agree=False)[0] == 200
    assert told() == before
    assert [ask(who).get(path) for who in (eve, span.mia) for path in (f"/api/bridges/{span.bridge}", "/api/waiting")] == seen
    held = stored()
    assert answer(ben, questions(ben)[0])[1]["code"] == "wrong_state"
    assert answer(ben, questions(ben)[0], agree=False)[1]["code"] == "wrong_state"
    assert stored() == held


def test_an_open_request_counts_until_its_end_is_told(custody: Custody, span: Span, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or one could learn of a no by asking for one more."""
    monkeypatch.setattr("discussions.carrying.policies.OPEN_AT_ONCE", 1)
    first, second = released(custody), released(custody, span.cleo)
    carry(span, span.world.eve, first)
    answer(span.world.ben, questions(span.world.ben)[0], agree=False)
    before = stored()
    assert carry(span, span.world.eve, second)[1]["code"] == "too_many"
    assert stored() == before


def test_to_all_others_there_is_no_such_question(custody: Custody, span: Span) -> None:
    place = released(custody)
    carry(span, span.world.eve, place)
    [question] = questions(span.world.ben)
    before = stored()
    for who in (span.world.eve, span.pam, span.cleo, span.mia, span.world.ada, span.fay, span.gus, span.world.olga):
        assert answer(who, question) == (404, NOTHING_HERE)
    assert stored() == before
    end_seat(by=span.world.olga.pk, seat_id=span.seat(span.world.ben), reason="It has ended.")
    assert questions(span.world.ben) == []
    assert answer(span.world.ben, question) == (404, NOTHING_HERE)


def test_what_an_author_cannot_choose_changes_nothing(custody: Custody, span: Span) -> None:
    carry(span, span.world.eve, released(custody))
    ben, [question] = span.world.ben, questions(span.world.ben)
    before = stored()
    for more, code in (
        ({"hash": "0" * 64}, "stale"), ({"attribution": "name"}, "attribution_not_allowed"), ({"attribution": None}, "invalid"),
        ({"attribution": "organisation"}, "attribution_not_allowed"), ({"label": "green"}, "label_too_low"),
        ({"label": "amber_strict"}, "label_above_ceiling"),
    ):  # fmt: skip
        assert answer(ben, question, **more)[1]["code"] == code
    assert stored() == before
    assert answer(ben, question, attribution="unattributed")[1]["shown_as"] == {**MASK, "constituency": ""}


def test_a_post_that_shows_nobody_shows_no_constituency_elsewhere(custody: Custody, span: Span) -> None:
    carry(span, span.world.eve, released(custody, attribution="unattributed"))
    [question] = questions(span.world.ben)
    assert [way["attribution"] for way in question["ways"]] == ["unattributed"]
    before = stored()
    assert answer(span.world.ben, question)[1]["code"] == "attribution_not_allowed"
    assert stored() == before
    assert answer(span.world.ben, question, attribution="unattributed")[0] == 200


def test_an_author_who_moderates_answers_once_as_an_author(custody: Custody, span: Span) -> None:
    """Mia, whom nobody knows to have written it, is refused as a moderator; two others agree."""
    Seat.objects.filter(pk=span.seat(span.fay)).update(role="moderator")
    number = custody.submit(span.mia, body=WORDS).crossing
    span.release(number, by=span.fay)
    place = span.release(number, by=span.world.ada).message
    assert place is not None
    carry(span, span.world.eve, place)
    answer(span.mia, questions(span.mia)[0])
    next_moment()
    [desk], before = moderators(span), stored()
    assert decide(span.mia, desk)[1]["code"] == "own_work"
    assert [each["verb"] for each in ask(span.mia).get("/api/waiting")[1]] == []
    assert stored() == before
    assert [decide(who, desk)[0] for who in (span.fay, span.world.ada)] == [200, 200]
    next_moment()
    assert in_oven(span)[0]["body"] == WORDS


def test_the_author_takes_the_excerpt_back_and_it_goes_no_further(custody: Custody, span: Span) -> None:
    place, eve, ben = released(custody), span.world.eve, span.world.ben
    carry(span, eve, place)
    desk = agreed_by_author(span)
    for who in (span.mia, span.world.ada):
        decide(who, desk)
    next_moment()
    assert in_oven(span)[0]["body"] == WORDS
    assert answer(ben, questions(ben)[0], agree=False)[1]["answer"] == "taken_back"
    assert (mine(eve)["state"], in_oven(span)) == ("taken_back", [])
    before = stored()
    assert answer(ben, questions(ben)[0], agree=False)[1]["code"] == "wrong_state"
    assert stored() == before


def test_an_excerpt_of_it_goes_no_further(custody: Custody, span: Span) -> None:
    """In another thread nobody knows whom it quotes, and its author does not look there."""
    place, eve, pam = released(custody), span.world.eve, span.pam
    proposal = {"group": span.world.potters.pk, "groups": [span.dyers.pk], "title": "Dyes", "attributions": ["name"],
                "seats": [span.seat(eve), span.seat(pam)]}  # fmt: skip
    other = ask(eve).post("/api/bridges", proposal)[1]["bridge"]
    assert ask(span.gus).post(f"/api/bridges/{other}/accept", {"seats": [span.seat(span.gus)]})[0] == 200
    topic = Topic.objects.get(space_id=other).entry.place
    assert carry(span, pam, place, space=other, topic=topic)[0] == 201
    desk = agreed_by_author(span)
    for who in (span.mia, span.world.ada):
        decide(who, desk)
    next_moment()
    crossing = Crossing.objects.get(bridge_id=other)
    post = next(each for each in ask(eve).get(f"/api/groups/{span.world.potters.pk}/desk")[1]["items"] if each["kind"] == "crossing")
    shape = act(eve, crossing.number, "release", hash=post["hash"])[1]
    before = stored()
    draft = {"space": span.world.oven.pk, "topic": span.world.clay}
    status, refused = ask(eve).post(f"/api/bridges/{other}/messages/{shape['message']}/carry", draft)
    assert (status, refused["code"], refused["facts"]) == (409, "wrong_state", {"state": "sealed"})
    assert stored() == before


def test_standing_consent_of_a_sealed_author_needs_nobody(fresh_span: Span) -> None:
    """Neither the author is asked, nor the two who released it; whoever of them asks is no answer to an own wish."""
    custody = build_custody(fresh_span, label="green", unasked=True)
    span, ben = custody.span, custody.span.world.ben
    place = released(custody, unasked=True)
    assert carry(span, span.world.eve, place)[1]["state"] == "carried"
    assert in_oven(span)[0]["carried"]["by"] == MASK
    [question] = questions(ben)
    assert (question["answer"], question["unasked"], question["carried"]) == ("given", True, True)
    assert not Notice.objects.filter(person=ben, what__startswith="carry").exists()
    loom = {"space": span.world.loom.pk, "topic": span.world.yarn}
    for who in (span.mia, span.world.ada):
        assert carry(span, who, place, **loom)[1]["state"] == "asked"
    assert carry(span, span.cleo, place, **loom)[1]["state"] == "carried"
    number = Crossing.objects.get(message__entry__place=place, bridge_id=span.bridge).number
    assert act(ben, number, "ask-again")[1]["unasked"] is False
    assert carry(span, span.pam, place)[1]["state"] == "asked"


def test_a_question_costs_the_same_whoever_looks(custody: Custody, span: Span) -> None:
    """And a second one costs its author nothing more."""
    carry(span, span.world.eve, released(custody))
    carry(span, span.pam, released(custody, body="Another."))
    counts = []
    for who in (span.pam, span.cleo, span.fay):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            questions(who)
        counts.append(len(caught))
    assert len(set(counts)) == 1
    with CaptureQueriesContext(connection) as two:
        assert len(questions(span.world.ben)) == 2
    SealedConsent.objects.latest("pk").delete()
    with CaptureQueriesContext(connection) as one:
        assert len(questions(span.world.ben)) == 1
    assert len(two) == len(one)


def test_it_runs_out_while_it_waits_for_the_batch(custody: Custody, span: Span, settings: Any) -> None:
    """Agreed to in the last minute: nobody is asked any more."""
    carry(span, span.world.eve, released(custody))
    settings.RELEASE_BATCH_MINUTES = 15
    answer(span.world.ben, questions(span.world.ben)[0])
    settle_due(Carry.objects.get().asked_at + ANSWERED_WITHIN)
    assert (mine(span.world.eve)["state"], moderators(span)) == ("expired", [])
    assert carries_of([Carry.objects.get().pk])[Carry.objects.get().pk].state == "expired"
