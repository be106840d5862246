"""Carrying a released post on: its author, the author's moderators and whom it quotes agree; then an excerpt stands elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Stream
from discussions.bridges.batches import depart_due
from discussions.bridges.models import Bridge, Crossing
from discussions.carrying.models import Carry, Consent
from discussions.carrying.policies import ANSWERED_WITHIN
from discussions.carrying.reads import carries_of, consents_of
from discussions.carrying.settling import settle_due
from discussions.chat.batching import next_batch
from discussions.chat.models import Message, Topic
from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.personal.models import Notice
from discussions.spaces.actions import open_space
from discussions.spaces.seating import open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.roles import Role
from tests.api.ask import Answer, ask
from tests.api.gate import MASK, NOTHING_HERE, act
from tests.api.gate import stored as told
from tests.span import Span
from tests.world import person

pytestmark = pytest.mark.django_db
WORDS = "A **kestrel** for all."


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened(attributions=["name"])


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    return told(), list(Carry.objects.values_list("pk", "state", "label")), list(Consent.objects.values_list("pk", "answer"))


def released(span: Span, who: Any = None, **more: object) -> int:
    """Ben's post of the words, released by Mia: its place."""
    fields = {"attribution": "name", "body": WORDS, **more}
    place = span.release(span.submit(who or span.world.ben, **fields).crossing).message
    assert place is not None
    return place


def carry(span: Span, who: Any, place: int, **more: object) -> Answer:
    """Eve, who also sits in Potters, would say it in Oven."""
    draft = {"space": span.world.oven.pk, "topic": span.world.clay, "words": "For our paper.", **more}
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{place}/carry", draft)


def asked(who: Any) -> list[dict[str, Any]]:
    """The questions in somebody's own stream, as shapes."""

    rows = Consent.objects.filter(entry__stream_id=who.stream_id).values_list("pk", flat=True)
    return [each.model_dump(mode="json") for each in consents_of(rows).values()]


def on_desk(who: Any, group: int) -> list[dict[str, Any]]:
    return [each for each in ask(who).get(f"/api/groups/{group}/desk")[1]["items"] if each["kind"] == "consent"]


def answer(who: Any, question: dict[str, Any], agree: bool = True, **more: object) -> Answer:
    fields = {"agree": agree, "hash": question["hash"], **more} if agree else {"agree": agree, **more}
    return ask(who).post(f"/api/consents/{question['consent']}", fields)


def author_yes(who: Any, **more: object) -> dict[str, Any]:
    more = {"attribution": "name", **more}
    status, shape = answer(who, asked(who)[-1], True, **more)
    assert status == 200, shape
    return dict(shape)


def moderator_yes(span: Span, who: Any = None) -> dict[str, Any]:
    status, shape = answer(who or span.mia, on_desk(span.mia, span.world.weavers.pk)[-1])
    assert status == 200, shape
    return dict(shape)


def mine(who: Any) -> dict[str, Any]:
    """The newest request of whoever asked, as they are told."""

    [shape] = carries_of([Carry.objects.filter(asker__person=who).latest("pk").pk]).values()
    return shape.model_dump(mode="json")


def in_oven(span: Span, who: Any = None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask(who or span.world.eve).get(f"/api/spaces/{span.world.oven.pk}/history")[1]["items"]
    return [each for each in items if each["carried"]]


def notices(who: Any) -> list[str]:
    return list(Notice.objects.filter(person=who, what__startswith="carry").order_by("pk").values_list("what", flat=True))


def test_with_all_consents_an_excerpt_stands_in_the_other_space(span: Span) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    status, request = carry(span, eve, place)
    assert (status, request["state"], request["copy_place"]) == (201, "asked", None)
    assert "Ben" not in str(request)
    [question] = asked(ben)
    assert (question["part"], question["by"]["name"], question["words"]) == ("author", "Eve (example)", "For our paper.")
    assert (question["where"]["title"], question["least"], question["may_answer"]) == ("Oven", "amber", True)
    assert on_desk(span.mia, span.world.weavers.pk) == []
    assert [each["verb"] for each in ask(ben).get("/api/waiting")[1]] == ["consent"]
    author_yes(ben, attribution="constituency")
    assert ask(ben).get("/api/waiting")[1] == []
    [waits] = ask(span.mia).get("/api/waiting")[1]
    assert (waits["verb"], waits["group"]) == ("consent", span.world.weavers.pk)
    assert (mine(eve)["state"], in_oven(span)) == ("asked", [])
    moderator_yes(span)
    [copy] = in_oven(span)
    assert (copy["body"], copy["label"], copy["by"]["name"], copy["carried"]["by"]) == (WORDS, "amber", "Eve (example)", MASK)
    assert (mine(eve)["state"], mine(eve)["copy_place"]) == ("carried", copy["place"])
    assert (notices(ben), notices(eve)) == (["carry_asked"], ["carry_carried"])
    acts = AuditEntry.objects.filter(verb__startswith="carry").values_list("verb", "chain_id", "actor_id")
    assert list(acts) == [("carry.agree", span.world.weavers.pk, span.mia.pk)]


def test_the_excerpt_is_found_and_cannot_be_edited(span: Span) -> None:
    place, eve = released(span), span.world.eve
    carry(span, eve, place)
    author_yes(span.world.ben, attribution="constituency")
    moderator_yes(span)
    [copy] = in_oven(span)
    hits = ask(span.world.eve).get(f"/api/find?q=kestrel&space={span.world.oven.pk}")[1]["hits"]
    assert [(hit["place"], hit["by"]) for hit in hits] == [(copy["place"], MASK)]
    path = f"/api/spaces/{span.world.oven.pk}/messages/{copy['place']}"
    before = stored()
    assert ask(eve).patch(path, {"body": "Otherwise."})[1]["code"] == "not_allowed"
    assert stored() == before
    assert ask(eve).post(f"{path}/withdraw")[1]["carried"] is None


def test_the_way_back_opens_for_those_alone_who_sit_there(span: Span) -> None:
    place, eve, world = released(span), span.world.eve, span.world
    kim = outside_in_oven(span)
    carry(span, eve, place)
    author_yes(world.ben)
    moderator_yes(span)
    number = in_oven(span)[0]["carried"]["number"]
    assert ask(eve).get(f"/api/carried/{number}") == (200, {"space": span.bridge, "place": place, "title": "Glazes and threads"})
    assert ask(kim).get(f"/api/carried/{number}") == (200, {"space": None, "place": None, "title": ""})
    for who in (span.fay, world.olga, span.gus, world.ben):
        assert ask(who).get(f"/api/carried/{number}") == (404, NOTHING_HERE)


def outside_in_oven(span: Span) -> Any:
    """Kim of Potters, who reads Oven and does not sit in the thread."""

    kim, world = person("Kim"), span.world
    open_seat(by=world.olga.pk, group_id=world.potters.pk, person_id=kim.pk, organisation_id=world.kiln.pk, role=Role.MEMBER)
    return kim


@pytest.mark.parametrize("part", ["author", "moderator"])
def test_a_refusal_is_told_to_whoever_asked_and_never_whose_it_was(span: Span, part: str) -> None:
    place, eve, ben, mia = released(span), span.world.eve, span.world.ben, span.mia
    carry(span, eve, place)
    if part == "moderator":
        author_yes(ben)
        assert answer(mia, on_desk(mia, span.world.weavers.pk)[0], agree=False, reason="Not yet.")[1]["answer"] == "refused"
    else:
        assert answer(ben, asked(ben)[0], agree=False)[1]["answer"] == "refused"
    request = mine(eve)
    assert (request["state"], "Not yet." in str(request), "Ben" in str(request), "Mia" in str(request)) == ("refused", False, False, False)
    assert (in_oven(span), notices(eve), notices(ben)) == ([], ["carry_refused"], ["carry_asked"])
    assert asked(ben)[0]["answer"] == ("given" if part == "moderator" else "refused")


def test_whoever_asked_is_told_nothing_on_the_way(span: Span) -> None:
    place, eve = released(span), span.world.eve
    carry(span, eve, place)
    eve.refresh_from_db()
    before = Stream.objects.get(pk=eve.stream_id).rev, mine(eve)
    author_yes(span.world.ben)
    assert (Stream.objects.get(pk=eve.stream_id).rev, mine(eve)) == before


def test_fourteen_days_without_an_answer_are_a_refusal(span: Span) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    carry(span, eve, place)
    [question] = asked(ben)
    moment = Carry.objects.get().asked_at + ANSWERED_WITHIN
    assert settle_due(now()) == moment
    assert mine(eve)["state"] == "asked"
    assert settle_due(moment) is None
    assert (mine(eve)["state"], asked(ben)[0]["answer"], notices(eve)) == ("expired", "over", ["carry_expired"])
    before = stored()
    assert answer(ben, question, attribution="name")[1]["code"] == "wrong_state"
    assert stored() == before
    settle_due(moment)
    assert stored() == before


def test_asked_again_it_is_the_same_request(span: Span) -> None:
    place, eve = released(span), span.world.eve
    first = carry(span, eve, place)
    before = stored()
    assert carry(span, eve, place, words="Please?") == first
    answer(span.world.ben, asked(span.world.ben)[0], agree=False)
    after = stored()
    assert carry(span, eve, place)[1]["state"] == "refused"
    assert (before != after, stored()) == (True, after)


def test_the_label_only_rises_and_the_author_chooses(span: Span) -> None:
    place, eve, ben = released(span, label="amber_strict"), span.world.eve, span.world.ben
    before = stored()
    assert carry(span, eve, place)[1]["code"] == "label_above_ceiling"
    assert stored() == before
    carry(span, span.world.ada, released(span, span.cleo), space=span.world.loom.pk, topic=span.world.yarn)
    question, before = asked(span.cleo)[0], stored()
    assert answer(span.cleo, question, attribution="name", label="green")[1]["code"] == "label_too_low"
    assert answer(span.cleo, question)[1]["code"] == "invalid"
    assert answer(span.cleo, question, attribution="unattributed", hash="0" * 64)[1]["code"] == "stale"
    assert (stored(), asked(ben)) == (before, [])
    assert author_yes(span.cleo, label="amber_strict")["label"] == "amber_strict"


def test_a_passage_is_unbroken(span: Span) -> None:
    place, eve = released(span, body="First this. Then that."), span.world.eve
    before = stored()
    assert carry(span, eve, place, body="First that.")[1]["code"] == "invalid"
    assert stored() == before
    assert "Then that." in carry(span, eve, place, body="Then that.")[1]["html"]
    assert "First" not in mine(eve)["html"]


def test_what_changed_meanwhile_is_void(span: Span) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    carry(span, eve, place)
    author_yes(ben)

    number = Crossing.objects.get(message__entry__place=place, bridge_id=span.bridge).number
    assert ask(ben).post(f"/api/crossings/{number}/withdraw")[0] == 200
    moderator_yes(span)
    assert (mine(eve)["state"], in_oven(span), notices(eve)) == ("void", [], ["carry_void"])


def test_who_agreed_takes_it_back(span: Span) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    carry(span, eve, place)
    author_yes(ben)
    moderator_yes(span)
    number = in_oven(span)[0]["carried"]["number"]
    assert answer(ben, asked(ben)[0], agree=False)[1]["answer"] == "taken_back"
    gone = ask(eve).get(f"/api/spaces/{span.world.oven.pk}/history")[1]["items"][-1]
    assert (gone["gone"], gone["body"], gone["carried"]) == ("withdrawn", "", None)
    assert (mine(eve)["state"], notices(eve)[-1]) == ("taken_back", "carry_taken_back")
    assert ask(eve).get(f"/api/carried/{number}") == (404, NOTHING_HERE)
    assert ask(eve).get(f"/api/find?q=kestrel&space={span.world.oven.pk}")[1]["hits"] == []
    before = stored()
    desk = on_desk(span.mia, span.world.weavers.pk)[0]
    assert answer(span.mia, desk, agree=False)[1]["code"] == "reason_needed"
    assert answer(span.mia, desk, agree=False, reason="Late.")[1]["code"] == "wrong_state"
    assert stored() == before


def test_nobody_moderates_own_words_or_an_own_wish(span: Span) -> None:
    place = released(span, span.world.ada)
    carry(span, span.mia, place, space=span.world.loom.pk, topic=span.world.yarn)
    author_yes(span.world.ada)
    [question] = on_desk(span.mia, span.world.weavers.pk)
    before = stored()
    for who in (span.mia, span.world.ada):
        assert answer(who, question)[1]["code"] == "own_work"
    assert stored() == before


def test_who_is_not_asked_finds_no_question(span: Span) -> None:
    place, world = released(span), span.world
    carry(span, world.eve, place)
    [question] = asked(world.ben)
    before = stored()
    for who in (world.eve, span.pam, span.cleo, span.mia, span.fay, span.gus, world.olga):
        assert answer(who, question, attribution="name") == (404, NOTHING_HERE)
    author_yes(world.ben)
    [desk] = on_desk(span.mia, world.weavers.pk)
    before = stored()
    for who in (world.eve, span.pam, span.cleo, world.ben, span.fay, span.gus, world.olga):
        assert answer(who, desk) == (404, NOTHING_HERE)
    for who in (span.fay, span.gus, world.olga):
        assert carry(span, who, place) == (404, NOTHING_HERE)
    assert carry(span, span.pam, place, space=world.loom.pk, topic=world.yarn) == (404, NOTHING_HERE)
    assert stored() == before


def test_where_posts_go_in_batches_the_end_waits_for_one(fresh_span: Span, settings: Any) -> None:
    """Neither a yes nor a no tells at which moment somebody was at work."""
    settings.RELEASE_BATCH_MINUTES = 15
    span = fresh_span.opened()
    eve, ben = span.world.eve, span.world.ben
    posts = [span.submit(who, attribution="constituency", body=WORDS).crossing for who in (ben, span.cleo)]
    for post in posts:
        span.release(post)
    depart_due(next_batch(now()))
    for post in posts:
        carry(span, eve, Message.objects.get(pk=Crossing.objects.get(number=post).message_id).entry.place)
    author_yes(ben)
    moderator_yes(span)
    assert answer(span.cleo, asked(span.cleo)[0], agree=False)[1]["answer"] == "refused"
    assert (in_oven(span), notices(eve), mine(eve)["state"]) == ([], [], "asked")
    moment = Carry.objects.filter(settles_at__isnull=False).latest("settles_at").settles_at
    assert moment is not None
    settle_due(moment - timedelta(seconds=1))
    assert notices(eve) == []
    settle_due(moment)
    assert (sorted(notices(eve)), len(in_oven(span))) == (["carry_carried", "carry_refused"], 1)


def test_the_house_rule_shows_nobody(span: Span) -> None:
    Bridge.objects.filter(pk=span.bridge).update(chatham=True)
    carry(span, span.world.eve, released(span))
    question, before = asked(span.world.ben)[0], stored()
    assert [way["attribution"] for way in question["ways"] if way["allowed"]] == ["unattributed"]
    assert answer(span.world.ben, question, attribution="name")[1]["code"] == "attribution_not_allowed"
    assert stored() == before
    assert author_yes(span.world.ben, attribution="unattributed")["attribution"] == "unattributed"


@dataclass
class Further:
    """A second thread, of Potters and Dyers, and what Pam brought there from the first."""

    bridge: int
    topic: int
    place: int  # of the excerpt


@pytest.fixture
def further(span: Span) -> Further:
    """Ben's words, carried by Pam into another thread through Eve's gate."""
    eve, pam, ben = span.world.eve, span.pam, span.world.ben
    group, seats = span.world.potters.pk, [span.seat(eve), span.seat(pam)]
    proposal = {"group": group, "groups": [span.dyers.pk], "title": "Dyes", "seats": seats, "attributions": ["name"]}
    bridge = ask(eve).post("/api/bridges", proposal)[1]["bridge"]
    assert ask(span.gus).post(f"/api/bridges/{bridge}/accept", {"seats": [span.seat(span.gus)]})[0] == 200
    topic = Topic.objects.get(space_id=bridge).entry.place
    assert carry(span, pam, released(span), space=bridge, topic=topic)[0] == 201
    author_yes(ben, attribution="constituency")
    moderator_yes(span)
    crossing = Crossing.objects.get(bridge_id=bridge)
    author = crossing.author and crossing.author.person
    assert (crossing.state, author, mine(pam)["state"]) == ("held", pam, "carried")
    post = next(each for each in ask(eve).get(f"/api/groups/{group}/desk")[1]["items"] if each["kind"] == "crossing")
    assert (post["by"]["name"], post["carried"]["by"]) == ("Pam (example)", MASK)
    before = stored()
    assert ask(pam).patch(f"/api/crossings/{crossing.number}", {"body": "Otherwise."})[1]["code"] == "not_allowed"
    assert stored() == before
    status, shape = act(eve, crossing.number, "release", hash=post["hash"])
    assert status == 200
    return Further(bridge, topic, shape["message"])


def test_between_groups_an_excerpt_passes_the_gate(span: Span, further: Further) -> None:
    items = ask(span.gus).get(f"/api/spaces/{further.bridge}/history")[1]["items"]
    [copy] = [each for each in items if each["carried"]]
    assert (copy["body"], copy["by"]["name"], copy["carried"]["by"]) == (WORDS, "Pam (example)", MASK)
    crossing = Crossing.objects.get(bridge_id=further.bridge)
    before, anew = stored(), {"client_id": str(uuid4()), "body": "Otherwise."}
    assert act(span.pam, crossing.number, "revise", **anew)[1]["code"] == "not_allowed"
    assert stored() == before
    assert answer(span.world.ben, asked(span.world.ben)[0], agree=False)[1]["answer"] == "taken_back"
    items = ask(span.gus).get(f"/api/spaces/{further.bridge}/history")[1]["items"]
    assert [(each["gone"], each["body"], each["carried"]) for each in items] == [("withdrawn", "", None)]


def test_whom_an_excerpt_quotes_is_asked_as_well(span: Span, further: Further) -> None:
    gus, eve, ben, pam = span.gus, span.world.eve, span.world.ben, span.pam
    vat = open_space(gus.pk, SpaceDraft(group=span.dyers.pk, title="Vat"))
    topic, _ = open_topic(gus.pk, vat.pk, TopicDraft(client_id=uuid4(), title="Blue", body="Which blue?"))
    draft = {"space": vat.pk, "topic": topic.place}
    status, request = ask(gus).post(f"/api/bridges/{further.bridge}/messages/{further.place}/carry", draft)
    assert (status, request["state"]) == (201, "asked")
    assert answer(pam, asked(pam)[-1])[1]["answer"] == "given"
    [question] = on_desk(eve, span.world.potters.pk)
    assert answer(eve, question)[1]["answer"] == "given"
    assert mine(gus)["state"] == "asked"
    question = asked(ben)[-1]
    assert (question["part"], question["bridge"], question["may_answer"]) == ("quoted", further.bridge, True)
    author_yes(ben, attribution="organisation")
    items = ask(gus).get(f"/api/spaces/{vat.pk}/history")[1]["items"]
    [copy] = [each for each in items if each["carried"]]
    by = copy["carried"]["by"]
    assert (copy["body"], by["name"], by["organisation"]) == (WORDS, "", "Lantern (example)")
