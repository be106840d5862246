"""Summaries: of a side for its own group, and a joint one that every side signs; then documents of the library."""

from typing import Any
from uuid import uuid4

import pytest

from collab.audit.models import AuditEntry
from collab.streams.models import Entry
from discussions.bridges.models import Bridge, Crossing
from discussions.documents.models import Document, Version
from discussions.summaries.models import Dissent, Signature, Summary
from discussions.summaries.reads import constituency_names
from groups.models import Constituency
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE, act
from tests.api.gate import stored as told
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db


@pytest.fixture
def span(db: None, settings: Any) -> Span:
    settings.RELEASE_BATCH_MINUTES = 0
    Constituency.objects.get_or_create(slug="civil_society", defaults={"name": "Civil society", "mark": "cso"})
    return build_span().opened()


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    rows = list(Summary.objects.order_by("pk").values_list("pk", "state", "sha256"))
    counts = [model.objects.count() for model in (Signature, Dissent, Document, Version)]
    return told(), rows, counts


def posts(span: Span) -> list[int]:
    """One post under a name, one of which only the constituency is shown; places."""
    found = []
    for who, attribution, label in ((span.world.ben, "name", "amber"), (span.cleo, "constituency", "amber_strict")):
        place = span.release(span.submit(who, attribution=attribution, label=label).crossing).message
        assert place is not None
        found.append(place)
    return found


def draft(span: Span, who: Any, sources: list[int], **more: object) -> Answer:
    fields = {"client_id": str(uuid4()), "title": "What we heard", "body": "We **agree** on glazes.", "sources": sources}
    return ask(who).post(f"/api/bridges/{span.bridge}/summaries", {**fields, **more})


def drafted(span: Span, who: Any, sources: list[int], **more: object) -> dict[str, Any]:
    status, shape = draft(span, who, sources, **more)
    assert status == 201, shape
    return shape  # type: ignore[no-any-return]  # JSON


def sign(who: Any, shape: dict[str, Any], space: int, **more: object) -> Answer:
    return ask(who).post(f"/api/summaries/{shape['number']}/sign", {"sha256": shape["sha256"], "space": space, **more})


def listed(span: Span, who: Any) -> list[int]:
    return [each["number"] for each in ask(who).get(f"/api/bridges/{span.bridge}/summaries")[1]["items"]]


def test_a_side_sums_up_for_its_own_group(span: Span) -> None:
    world, places = span.world, posts(span)
    shape = drafted(span, world.ben, places)
    assert (shape["state"], shape["label"], shape["group"]["name"], shape["may"]) == (
        "open",
        "amber_strict",
        "Weavers",
        ["edit", "withdraw"],
    )
    assert [each["who"] for each in shape["sources"]] == ["Civil society", "Civil society"]
    assert "Ben" not in shape["html"]
    [waits] = [each for each in ask(span.mia).get("/api/waiting")[1] if each["verb"] == "summary"]
    assert (waits["title"], waits["space"], waits["group"]) == ("What we heard", span.bridge, world.weavers.pk)
    status, signed = sign(span.mia, shape, world.loom.pk)
    assert (status, signed["state"], signed["signatures"][0]["by"]["name"]) == (200, "settled", "Mia (example)")
    document = Document.objects.get(title="What we heard")
    version = document.versions.get()
    assert (document.space, document.state, document.entry.label, document.author.person) == (
        world.loom,
        "working",
        "amber_strict",
        span.mia,
    )
    assert version.sha256 == shape["sha256"] == Signature.objects.get().sha256
    assert signed["signatures"][0]["place"] == document.entry.place
    assert ask(span.fay).get(f"/api/spaces/{world.loom.pk}/documents/{document.entry.place}")[0] == 200
    assert ask(span.mia).get("/api/waiting")[1] == []
    acts = AuditEntry.objects.filter(verb__startswith="summary").values_list("verb", "chain_id", "actor_id", "facts__sha256")
    assert list(acts) == [("summary.sign", world.weavers.pk, span.mia.pk, shape["sha256"])]


def test_names_stand_there_only_where_the_thread_shows_them(span: Span) -> None:
    shape = drafted(span, span.world.ben, posts(span), names=True)
    assert [each["who"] for each in shape["sources"]] == ["Ben (example), Lantern (example)", "Civil society"]
    Bridge.objects.update(chatham=True)
    before = stored()
    assert ask(span.world.ben).patch(f"/api/summaries/{shape['number']}", {"body": "Anew."})[1]["code"] == "attribution_not_allowed"
    assert stored() == before


def test_a_joint_one_is_signed_by_every_side_and_stands_in_each(span: Span) -> None:
    world, places = span.world, posts(span)
    shape = drafted(span, span.pam, places[:1], joint=True)
    assert (shape["group"], shape["drafting"]["name"], shape["label"]) == (None, "Potters", "amber")
    status, dissenting = ask(span.mia).post(f"/api/summaries/{shape['number']}/dissent", {"body": "Not on the price."})
    assert (status, dissenting["dissents"][0]["group"]["name"]) == (200, "Weavers")
    assert "Not on the price." in dissenting["html"]
    assert sign(world.eve, shape, world.oven.pk)[1]["code"] == "stale"
    status, first = sign(world.eve, dissenting, world.oven.pk)
    assert (status, first["state"], Document.objects.filter(title="What we heard").count()) == (200, "open", 0)
    status, last = sign(span.mia, dissenting, world.loom.pk)
    assert (status, last["state"]) == (200, "settled")
    found = Document.objects.filter(title="What we heard").order_by("space__title")
    assert [(each.space, each.author.person, each.versions.get().sha256) for each in found] == [
        (world.loom, span.mia, dissenting["sha256"]), (world.oven, world.eve, dissenting["sha256"]),
    ]  # fmt: skip
    theirs = {each["group"]["name"]: (each["space"], each["place"]) for each in last["signatures"]}
    assert theirs["Potters"] == (None, None)
    assert theirs["Weavers"] == (world.loom.pk, found[0].entry.place)
    chains = AuditEntry.objects.filter(verb="summary.sign").order_by("pk").values_list("chain_id", "actor_id")
    assert list(chains) == [(world.potters.pk, world.eve.pk), (world.weavers.pk, span.mia.pk)]


def test_a_post_that_became_stricter_is_not_summed_up_under_the_label_of_before(span: Span) -> None:
    world = span.world
    places = posts(span)[:1]
    shape = drafted(span, world.ben, places, joint=True)
    Entry.objects.filter(stream=span.bridge, place=places[0]).update(label="amber_strict")
    before = stored()
    assert sign(world.eve, shape, world.oven.pk)[1]["code"] == "stale"
    assert stored() == before


def test_a_changed_byte_voids_every_signature(span: Span) -> None:
    world = span.world
    shape = drafted(span, world.ben, posts(span)[:1], joint=True)
    assert sign(world.eve, shape, world.oven.pk)[0] == 200
    path = f"/api/summaries/{shape['number']}"
    assert ask(world.ben).patch(path, {"body": "We **agree** on glazes."})[1]["signatures"][0]["by"] is not None
    changed = ask(world.ben).patch(path, {"body": "We **agree** on glazes!"})[1]
    assert [each["by"] for each in changed["signatures"]] == [None, None]
    before = stored()
    assert sign(span.mia, shape, world.loom.pk)[1]["code"] == "stale"
    assert stored() == before
    again = sign(world.eve, changed, world.oven.pk)
    assert again == sign(world.eve, changed, world.oven.pk)


def test_the_label_is_never_below_what_it_draws_on(span: Span) -> None:
    world, places = span.world, posts(span)
    before = stored()
    assert draft(span, world.ben, places, label="amber")[1]["code"] == "label_too_low"
    assert draft(span, world.ben, [])[1]["code"] == "invalid"
    assert draft(span, world.ben, [999])[1]["code"] == "invalid"
    assert stored() == before
    shape = drafted(span, span.pam, places)
    before = stored()
    assert sign(world.eve, shape, world.oven.pk)[1]["code"] == "label_above_ceiling"  # Oven carries TLP:AMBER
    assert stored() == before


def test_who_drafted_does_not_sign_and_nobody_edits_anothers_words(span: Span) -> None:
    world = span.world
    shape = drafted(span, span.mia, posts(span)[:1])
    before = stored()
    assert sign(span.mia, shape, world.loom.pk)[1]["code"] == "own_work"
    assert sign(world.ben, shape, world.loom.pk)[1]["code"] == "not_allowed"
    path = f"/api/summaries/{shape['number']}"
    assert ask(world.ada).patch(path, {"body": "Otherwise."})[1]["code"] == "not_allowed"
    assert ask(world.ada).post(f"{path}/dissent", {"body": "No."})[1]["code"] == "wrong_state"
    assert ask(world.ben).post(f"{path}/withdraw")[1]["code"] == "not_allowed"
    assert draft(span, world.ben, [2])[1]["code"] == "wrong_state"  # one at a time
    assert sign(world.ada, shape, world.oven.pk)[0] == 404
    assert stored() == before
    assert ask(world.ada).post(f"{path}/withdraw")[1]["state"] == "withdrawn"
    assert (Summary.objects.get().body, listed(span, world.ben)) == ("", [])
    assert sign(world.ada, shape, world.loom.pk)[1]["code"] == "wrong_state"


def test_whom_it_does_not_concern_finds_nothing(span: Span) -> None:
    """Neither the other side, nor a member without a seat, nor the secretariat, nor an outsider."""
    world, places = span.world, posts(span)
    ours, joint = drafted(span, world.ben, places), drafted(span, world.ben, places, joint=True)
    for who in (world.ada, span.mia, span.cleo):
        assert set(listed(span, who)) == {ours["number"], joint["number"]}
    for who in (world.eve, span.pam):
        assert listed(span, who) == [joint["number"]]
    before = stored()
    others: list[Any] = [world.eve, span.pam, span.fay, world.olga, span.gus]
    for who in others:
        assert sign(who, ours, world.oven.pk) == (404, NOTHING_HERE)
        assert ask(who).patch(f"/api/summaries/{ours['number']}", {"body": "No."}) == (404, NOTHING_HERE)
        assert ask(who).post(f"/api/summaries/{ours['number']}/withdraw") == (404, NOTHING_HERE)
    for who in others[2:]:
        assert ask(who).get(f"/api/bridges/{span.bridge}/summaries") == (404, NOTHING_HERE)
        assert draft(span, who, places) == (404, NOTHING_HERE)
        assert ask(who).post(f"/api/summaries/{joint['number']}/dissent", {"body": "No."}) == (404, NOTHING_HERE)
    assert stored() == before


def test_a_moderator_without_a_seat_signs_for_the_group(span: Span) -> None:
    world = span.world
    shape = drafted(span, world.ben, posts(span)[:1])
    seats = [seat for seat in span.weaving if seat != span.seat(span.mia)]
    assert ask(world.ada).post(f"/api/bridges/{span.bridge}/seats", {"group": world.weavers.pk, "seats": seats})[0] == 200
    page = ask(span.mia).get(f"/api/bridges/{span.bridge}/summaries")[1]
    assert ([each["number"] for each in page["items"]], page["may_draft"], page["may_draft_joint"]) == ([shape["number"]], [], False)
    assert [each["title"] for each in page["spaces"]] == ["Loom"]
    assert sign(span.mia, shape, world.loom.pk)[1]["state"] == "settled"


def test_what_was_taken_back_cannot_be_signed(span: Span) -> None:
    world, places = span.world, posts(span)
    shape = drafted(span, world.ben, places)
    number = Crossing.objects.get(message__entry__place=places[1], bridge_id=span.bridge).number
    assert act(span.cleo, number, "withdraw")[0] == 200
    before = stored()
    assert sign(span.mia, shape, world.loom.pk)[1]["code"] == "stale"
    assert stored() == before
    anew = ask(world.ben).patch(f"/api/summaries/{shape['number']}", {"sources": places[:1]})[1]
    assert sign(span.mia, anew, world.loom.pk)[1]["state"] == "settled"


def test_two_masked_authors_leave_the_same_bytes(span: Span) -> None:
    """Whoever of the same crowd wrote, the text of the summary is the same."""
    texts = []
    for who in (span.world.ben, span.cleo):
        place = span.release(span.submit(who, attribution="constituency", body="One glaze.").crossing).message
        assert place is not None
        shape = drafted(span, span.world.ada, [place], names=True)
        texts.append(Summary.objects.get(pk=shape["number"]).text)
        ask(span.world.ada).post(f"/api/summaries/{shape['number']}/withdraw")
    assert texts[0] == texts[1]
    assert constituency_names()["civil_society"] in texts[0]


def test_sent_twice_it_is_one(span: Span) -> None:
    places, key = posts(span), str(uuid4())
    first = draft(span, span.world.ben, places, client_id=key)
    assert draft(span, span.world.ben, places, client_id=key) == first
    assert Summary.objects.count() == 1
