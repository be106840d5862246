"""Two authors of the same crowd change places: every other reader receives the same bytes, but for ids that chance has made."""

import json
import re
from typing import Any

import pytest
from django.db import transaction

from collab.accounts.models import Person
from tests.api.ask import ask
from tests.api.gate import act
from tests.sealed import build_custody
from tests.span import Span, build_span

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?")
CHANCE = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b|\b\d{12,}\b")  # uuids, hashes, ids


@pytest.fixture
def span(db: None) -> Span:
    return build_span().opened()


def told(span: Span, who: Person) -> str:
    """Everything that the thread, the desks and the lists tell a reader, moments and ids of chance named in the order of their coming."""
    person, room = ask(who), f"/api/spaces/{span.bridge}"
    group = span.world.potters.pk if who in {span.world.eve, span.pam} else span.world.weavers.pk
    paths = (
        f"/api/bridges/{span.bridge}", room, f"{room}/history", f"{room}/people", "/api/start", "/api/waiting", "/api/find?q=glaze",
        f"{room}/messages/2/revisions", f"/api/groups/{group}/desk",
    )  # fmt: skip
    text = json.dumps([person.get(path) for path in paths], sort_keys=True, default=str)
    names: dict[str, str] = {}
    text = MOMENT.sub("moment", text)
    return CHANCE.sub(lambda found: names.setdefault(found[0], f"chance {len(names)}"), text)


def played(span: Span, first: Person, second: Person, attribution: str, readers: list[Person], custody: str = "moderator") -> list[str]:
    """The script: two posts, one of them returned and written anew, both released, one revised, one taken back."""
    with transaction.atomic():
        one = span.submit(first, attribution=attribution, body="One glaze.", custody=custody)
        two = span.submit(second, attribution=attribution, body="Two glazes.", custody=custody)
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
def test_sealed_authors_are_told_apart_by_nobody_not_even_at_home(db: None, attribution: str) -> None:
    """Their own moderators are among the readers, and so are those who hold shares of the key."""
    span = build_custody().span
    ben, cleo, readers = span.world.ben, span.cleo, [span.mia, span.world.ada, span.pam, span.world.eve, span.dora]
    straight = played(span, ben, cleo, attribution, readers, custody="sealed")
    assert all("A glaze." not in text and "Two glazes, or three." in text for text in straight)
    assert played(span, cleo, ben, attribution, readers, custody="sealed") == straight


def test_the_names_would_be_told_apart(span: Span) -> None:
    """The same script under names differs: the comparison is no blind one."""
    ben, cleo, readers = span.world.ben, span.cleo, [span.pam]
    assert played(span, ben, cleo, "name", readers) != played(span, cleo, ben, "name", readers)
