"""Two authors of the same crowd change places: every other reader receives the same bytes, but for ids that chance has made."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from collab.accounts.models import Person
from collab.clock import now
from discussions.carrying.settling import settle_due
from tests.api.ask import ask
from tests.api.gate import act
from tests.api.test_carrying import answer, asked, carry, on_desk
from tests.attached import paper, ref
from tests.sealed import Custody, build_custody
from tests.span import Span

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?")
CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b|\b\d{12,}\b")  # uuids, hashes, ids


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened()


def told(span: Span, who: Person, *more: str) -> str:
    """All that the thread, the desks, the lists and `more` tell a reader, moments and ids of chance named in the order of their coming."""
    person, room = ask(who), f"/api/spaces/{span.bridge}"
    group = span.world.potters.pk if who in {span.world.eve, span.pam} else span.world.weavers.pk
    paths = (
        f"/api/bridges/{span.bridge}", room, f"{room}/history", f"{room}/people", f"/api/start?space={span.bridge}", "/api/waiting",
        "/api/find?q=glaze",
        f"{room}/messages/2/revisions", f"/api/groups/{group}/desk", *more,
    )  # fmt: skip
    text = json.dumps([person.get(path) for path in paths], sort_keys=True, default=str)
    names: dict[str, str] = {}
    text = MOMENT.sub("moment", text)
    return CHANCE.sub(lambda found: names.setdefault(found[0], f"chance {len(names)}"), text)


def played(
    span: Span, first: Person, second: Person, attribution: str, readers: list[Person], custody: str = "moderator", **more: Any
) -> list[str]:
    """The script: two posts, one of them returned and written anew, both released, one revised, one taken back."""
    with transaction.atomic():
        one = span.submit(first, attribution=attribution, body="One glaze.", custody=custody, **more)
        two = span.submit(second, attribution=attribution, body="Two glazes.", custody=custody, **more)
        act(span.mia, one.crossing, "return", reason="Shorter.")
        ask(first).patch(f"/api/crossings/{one.crossing}", {"body": "A glaze."})
        for each in (two, one):
            release(span, each.crossing)
        anew: dict[str, Any] = {"client_id": "6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", "body": "Two glazes, or three."}
        release(span, act(second, two.crossing, "revise", **anew)[1]["crossing"])
        act(first, one.crossing, "withdraw")
        found = [told(span, reader) for reader in readers]
        transaction.set_rollback(True)
    return found


def release(span: Span, number: int) -> None:
    """By one moderator, or by the two that a sealed post takes."""
    if span.release(number).state == "held":
        span.release(number, by=span.world.ada)


@pytest.mark.parametrize("attribution", ["organisation", "constituency"])
def test_nobody_else_can_tell_two_authors_apart(span: Span, attribution: str) -> None:
    """Ben and Cleo, both of Lantern.  Their own moderators know who wrote (custody), so they are not among the readers."""
    ben, cleo, readers = span.world.ben, span.cleo, [span.pam, span.world.eve, span.dora]
    straight = played(span, ben, cleo, attribution, readers)
    assert all("A glaze." not in text and "Two glazes, or three." in text for text in straight)
    assert played(span, cleo, ben, attribution, readers) == straight


@pytest.mark.parametrize("attribution", ["constituency", "unattributed"])
def test_sealed_authors_are_told_apart_by_nobody_not_even_at_home(fresh_span: Span, attribution: str) -> None:
    """Their own moderators are among the readers, and so are those who hold shares of the key."""
    span = build_custody(fresh_span).span
    ben, cleo, readers = span.world.ben, span.cleo, [span.mia, span.world.ada, span.pam, span.world.eve, span.dora]
    straight = played(span, ben, cleo, attribution, readers, custody="sealed")
    assert all("A glaze." not in text and "Two glazes, or three." in text for text in straight)
    assert played(span, cleo, ben, attribution, readers, custody="sealed") == straight


def test_a_paper_that_goes_with_the_posts_tells_them_apart_no_better(span: Span) -> None:
    ben, cleo, readers = span.world.ben, span.cleo, [span.pam, span.world.eve, span.dora]
    papers = [ref(paper(span, span.world.ada))]
    straight = played(span, ben, cleo, "constituency", readers, attachments=papers)
    assert all("Glaze menu" in text for text in straight)
    assert played(span, cleo, ben, "constituency", readers, attachments=papers) == straight


def test_the_names_would_be_told_apart(span: Span) -> None:
    """The same script under names differs: the comparison is no blind one."""
    ben, cleo, readers = span.world.ben, span.cleo, [span.pam]
    assert played(span, ben, cleo, "name", readers) != played(span, cleo, ben, "name", readers)


def carried(span: Span, first: Person, second: Person, attribution: str) -> list[str]:
    """The script: Eve asks for a post of each; the first agrees, and then their moderator, the second does not."""
    eve, oven = span.world.eve, f"/api/spaces/{span.world.oven.pk}/history"
    with transaction.atomic():
        for who, body in ((first, "One glaze."), (second, "Two glazes.")):
            place = span.release(span.submit(who, attribution="constituency", body=body).crossing).message
            assert place is not None
            assert carry(span, eve, place)[0] == 201
        assert answer(first, asked(first)[-1], attribution=attribution)[0] == 200
        assert answer(span.mia, on_desk(span.mia, span.world.weavers.pk)[-1])[0] == 200
        assert answer(second, asked(second)[-1], agree=False)[0] == 200
        settle_due(now() + timedelta(days=1))
        found = [told(span, reader, oven) for reader in (eve, span.pam)]
        transaction.set_rollback(True)
    return found


def test_an_excerpt_tells_two_authors_apart_no_more_than_their_posts(span: Span) -> None:
    """Neither to whoever asked for both nor to who reads one of them elsewhere; shown by name, they differ."""
    ben, cleo = span.world.ben, span.cleo
    straight = carried(span, ben, cleo, "constituency")
    assert all(text.count("One glaze.") > text.count("Two glazes.") for text in straight)
    assert carried(span, cleo, ben, "constituency") == straight
    assert carried(span, cleo, ben, "name") != carried(span, ben, cleo, "name")


def let_go(span: Span, first: Person, second: Person) -> list[str]:
    """The script: both let a post go on, and Eve carries both at once; Ben's seat is closed, and Pam would carry them too."""
    eve, oven = span.world.eve, f"/api/spaces/{span.world.oven.pk}/history"
    with transaction.atomic():
        posts = [span.submit(who, attribution="constituency", body=body, unasked=True) for who, body in
                 ((first, "One glaze."), (second, "Two glazes."))]  # fmt: skip
        places = [span.release(post.crossing).message for post in posts]
        assert [carry(span, eve, place or 0)[1]["state"] for place in places] == ["carried", "carried"]
        seats = [each for each in span.weaving if each != span.seat(span.world.ben)]
        assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"seats": seats})[0] == 200
        assert [carry(span, span.pam, place or 0)[1]["state"] for place in places] == ["asked", "asked"]
        found = [told(span, reader, oven) for reader in (eve, span.pam)]
        transaction.set_rollback(True)
    return found


def test_standing_consent_tells_two_authors_apart_no_more(fresh_span: Span) -> None:
    """Not even by who has left: the crowd has become too small for both, and whose author it was does not show."""
    span = fresh_span.opened(label="green", unasked=True)
    straight = let_go(span, span.world.ben, span.cleo)
    assert all("One glaze." in text for text in straight)
    assert let_go(span, span.cleo, span.world.ben) == straight


def carried_sealed(custody: Custody, first: Person, second: Person) -> list[str]:
    """The script: Eve asks for a sealed post of each; the first agrees, and then two moderators, the second does not."""
    span = custody.span
    eve, oven = span.world.eve, f"/api/spaces/{span.world.oven.pk}/history"
    with transaction.atomic():
        for who, body in ((first, "One glaze."), (second, "Two glazes.")):
            place = custody.released(custody.submit(who, body=body).crossing).message
            assert place is not None
            assert carry(span, eve, place)[0] == 201
        for who, agree in ((first, True), (second, False)):
            [question] = ask(who).get("/api/consents/sealed")[1]
            assert answer(who, question, agree, **({"attribution": "constituency"} if agree else {}))[0] == 200
        settle_due(now())
        desk = on_desk(span.mia, span.world.weavers.pk)[-1]
        assert [answer(who, desk)[0] for who in (span.mia, span.world.ada)] == [200, 200]
        settle_due(now() + timedelta(days=1))
        readers = (eve, span.pam, span.mia, span.world.ada, span.dora)
        found = [told(span, reader, "/api/consents/sealed", *((oven,) if reader in {eve, span.pam} else ())) for reader in readers]
        transaction.set_rollback(True)
    return found


def test_asking_sealed_authors_tells_them_apart_to_nobody(fresh_span: Span) -> None:
    """Not to whoever asked for both, nor to the moderators who answered for one of them."""
    custody = build_custody(fresh_span)
    ben, cleo = custody.span.world.ben, custody.span.cleo
    straight = carried_sealed(custody, ben, cleo)
    assert all(text.count("One glaze.") > text.count("Two glazes.") for text in straight[:4])
    assert carried_sealed(custody, cleo, ben) == straight
