"""Who may do what at a thread and its gate: the table of governance 3.2, cell by cell, over HTTP.

Columns: Fay belongs to Weavers and does not sit; Cleo sits; Ben wrote the post; Mia moderates Weavers; Ada leads it (the proposing
side); Eve leads Potters; Pam sits for Potters; Olga is the secretariat, and keeps the site.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from discussions.carrying.models import Consent
from discussions.carrying.reads import present_hash
from discussions.chat.shapes import TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.actions import open_space
from discussions.spaces.shapes import SpaceDraft
from groups.actions import create_group
from groups.roles import GroupKind
from groups.shapes import GroupDraft
from tests.api.ask import Answer, ask
from tests.api.gate import act, stored
from tests.span import Span, build_span

WHO = ("fay", "cleo", "ben", "mia", "ada", "eve", "pam", "olga")
Act = Callable[[Span, Any, dict[str, Any]], Answer]


def at(verb: str, method: str = "post", **body: object) -> Act:
    """A request at the bridge."""

    def run(span: Span, who: Any, made: dict[str, Any]) -> Answer:
        path = f"/api/bridges/{span.bridge}" + (f"/{verb}" if verb else "")
        return ask(who).get(path) if method == "get" else ask(who).post(path, {**body, **made.get(verb, {})})

    return run


def on(which: str, verb: str, **body: object) -> Act:
    """A request at one of the posts that were made before: `held`, `released`, `declined`."""

    def run(span: Span, who: Any, made: dict[str, Any]) -> Answer:
        extra = {"hash": made["hash"]} if verb == "release" else {"client_id": str(uuid4()), "body": "Anew."} if verb == "revise" else {}
        return act(who, made[which], verb, **body, **extra)

    return run


def edit(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    return ask(who).patch(f"/api/crossings/{made['held']}", {"body": "Other words."})


def submit(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/crossings", span.draft(attribution="name"))


def past_the_gate(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    draft = {"client_id": str(uuid4()), "topic": span.topic, "body": "Straight in."}
    return ask(who).post(f"/api/spaces/{span.bridge}/messages", draft)


def redact(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    return ask(who).post(f"/api/spaces/{span.bridge}/messages/{made['place']}/redact", {"reason": "No."})


def hold(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{made['place']}/hold", {"reason": "Not tonight."})


def decide_held(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    path = f"/api/groups/{span.world.weavers.pk}/holds/{made['hold']}/decide"
    return ask(who).post(path, {"decision": "released", "words": "We looked."})


def carry(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    """Each into a space of their own group."""
    world = span.world
    potters = who in {world.eve, span.pam}
    draft = {"space": (world.oven if potters else world.loom).pk, "topic": world.clay if potters else world.yarn}
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{made['place']}/carry", draft)


def consent(part: str) -> Act:
    """A no to Eve's wish to carry Ben's post on: as its author, or as a moderator of the author's group."""

    def run(span: Span, who: Any, made: dict[str, Any]) -> Answer:
        return ask(who).post(f"/api/consents/{made[part]}", {"agree": False, "reason": "No."})

    return run


def summing_up(which: str, verb: str) -> Act:
    """At a summary that Ben drafted, of Weavers (`own`) or `joint`."""

    def run(span: Span, who: Any, made: dict[str, Any]) -> Answer:
        number, sha256 = made[which]
        space = span.world.oven if who in {span.world.eve, span.pam} else span.world.loom
        body = {"sign": {"sha256": sha256, "space": space.pk}, "dissent": {"body": "Not so."}}.get(verb)
        if verb == "edit":
            return ask(who).patch(f"/api/summaries/{number}", {"body": "Anew."})
        return ask(who).post(f"/api/summaries/{number}/{verb}", body)

    return run


def summed_up(span: Span, place: int) -> dict[str, tuple[int, str]]:
    """Ben's two summaries: number, and the hash of what is signed."""
    found = {}
    for name in ("own", "joint"):
        draft = {"client_id": str(uuid4()), "title": "What we heard", "body": "Glazes.", "sources": [place], "joint": name == "joint"}
        shape = ask(span.world.ben).post(f"/api/bridges/{span.bridge}/summaries", draft)[1]
        found[name] = shape["number"], shape["sha256"]
    return found


def invite(span: Span, who: Any, made: dict[str, Any]) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/amendments", {"changes": {"invite": [made["smiths"]]}})


TABLE: dict[str, tuple[Act, tuple[int, ...]]] = {
    #                                                          fay  cleo ben  mia  ada  eve  pam  olga
    "see the thread": (at("", "get"),                         (404, 200, 200, 200, 200, 200, 200, 404)),
    "submit": (submit,                                        (404, 201, 201, 201, 201, 201, 201, 404)),
    "post past the gate": (past_the_gate,                     (404, 403, 403, 403, 403, 403, 403, 404)),
    "release": (on("held", "release"),                        (404, 404, 403, 200, 200, 404, 404, 404)),
    "return": (on("held", "return", reason="So?"),            (404, 404, 403, 200, 200, 404, 404, 404)),
    "decline": (on("held", "decline", reason="No."),          (404, 404, 403, 200, 200, 404, 404, 404)),
    "edit another's text": (edit,                             (404, 404, 200, 403, 403, 404, 404, 404)),
    "appeal": (on("declined", "appeal", reason="Yes."),       (404, 404, 200, 403, 403, 404, 404, 404)),
    "decide on an appeal": (on("appealed", "decline", reason="No."), (404, 404, 403, 403, 200, 404, 404, 404)),
    "write a released post anew": (on("released", "revise"),  (404, 404, 201, 403, 403, 404, 404, 404)),
    "withdraw what is held": (on("held", "withdraw"),         (404, 404, 200, 409, 409, 404, 404, 404)),
    "ask again": (on("released", "ask-again"),                (404, 404, 200, 200, 200, 404, 404, 404)),
    "withdraw what is released": (on("released", "withdraw"), (404, 404, 200, 200, 200, 404, 404, 404)),
    "redact between groups": (redact,                         (404, 403, 403, 403, 403, 403, 403, 404)),
    "hold for one's own people": (hold,                       (404, 403, 403, 201, 201, 201, 403, 404)),
    "release to one's own people": (decide_held,              (404, 404, 404, 200, 200, 404, 404, 404)),
    "pause": (at("pause", reason="Wait."),                    (404, 404, 404, 200, 200, 200, 404, 404)),
    "change seats": (at("seats", seats=[]),                   (404, 404, 404, 200, 200, 200, 404, 404)),
    "ask for another charter": (at("amendments", changes={"response_hours": 9}), (404, 404, 404, 201, 201, 201, 404, 404)),
    "ask to carry a post on": (carry,                         (404, 201, 201, 201, 201, 201, 201, 404)),
    "consent as the author": (consent("author"),              (404, 404, 200, 404, 404, 404, 404, 404)),
    "consent as a moderator": (consent("moderator"),          (404, 404, 404, 200, 200, 404, 404, 404)),
    "read the summaries": (at("summaries", "get"),            (404, 200, 200, 200, 200, 200, 200, 404)),
    "edit another's summary": (summing_up("own", "edit"),     (404, 403, 200, 403, 403, 404, 404, 404)),
    "approve own group's summary": (summing_up("own", "sign"), (404, 403, 403, 200, 200, 404, 404, 404)),
    "withdraw a summary": (summing_up("own", "withdraw"),     (404, 403, 200, 200, 200, 404, 404, 404)),
    "sign joint summary": (summing_up("joint", "sign"),       (404, 403, 403, 200, 200, 200, 403, 404)),
    "dissent in a joint summary": (summing_up("joint", "dissent"), (404, 403, 403, 200, 200, 200, 403, 404)),
    "invite a group": (invite,                                (404, 404, 404, 201, 201, 201, 404, 404)),
    "leave": (at("leave", reason="Enough."),                  (404, 404, 404, 200, 200, 200, 404, 404)),
    "close": (at("close", reason="Enough."),                  (404, 404, 404, 200, 200, 403, 404, 404)),
}  # fmt: skip


def asked_of(span: Span, place: int) -> dict[str, int]:
    """Eve asks for Ben's post twice: once nobody has answered, once its author has agreed."""
    oven = {"space": span.world.oven.pk, "topic": span.world.clay}
    kiln = open_space(span.world.eve.pk, SpaceDraft(group=span.world.potters.pk, title="Kiln"))
    topic, _ = open_topic(span.world.eve.pk, kiln.pk, TopicDraft(client_id=uuid4(), title="Fire", body="How hot?"))
    for target in (oven, {"space": kiln.pk, "topic": topic.place}):
        assert ask(span.world.eve).post(f"/api/bridges/{span.bridge}/messages/{place}/carry", target)[0] == 201
    first, second = Consent.objects.order_by("pk")
    yes = {"agree": True, "hash": present_hash(second.carry, second.part), "attribution": "name"}
    assert ask(span.world.ben).post(f"/api/consents/{second.number}", yes)[0] == 200
    return {"author": first.number, "moderator": Consent.objects.get(part="moderator").number}


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


@pytest.mark.parametrize("row", TABLE)
def test_each_cell(span: Span, row: str) -> None:
    """And a refusal leaves everything as it was."""
    made: dict[str, Any] = {}
    held, released, declined, appealed = (span.submit(span.world.ben) for _ in range(4))
    made["place"] = span.release(released.crossing).message
    for each in (declined, appealed):
        act(span.mia, each.crossing, "decline", reason="No.")
    act(span.world.ben, appealed.crossing, "appeal", reason="Yes.")
    made |= {"held": held.crossing, "hash": held.hash, "released": released.crossing, "declined": declined.crossing}
    made["appealed"] = appealed.crossing
    made["hold"] = hold(span, span.mia, {"place": span.release(span.submit(span.cleo).crossing).message})[1]["place"]
    made |= asked_of(span, made["place"]) | summed_up(span, made["place"])
    smiths = create_group(span.world.olga.pk, GroupDraft(name="Smiths", kind=GroupKind.WORKING_GROUP))
    made["smiths"] = smiths.pk
    run, expected = TABLE[row]
    found = {}
    for name in WHO:
        who = getattr(span.world, name, None) or getattr(span, name)
        before = stored()
        with transaction.atomic():
            found[name] = run(span, who, made)[0]
            if found[name] >= 400:
                assert stored() == before
            transaction.set_rollback(True)
    assert found == dict(zip(WHO, expected, strict=True))
