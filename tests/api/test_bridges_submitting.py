"""Putting a post before the gate: who may, what is refused and leaves nothing, and who learns of it."""

from uuid import uuid4

import pytest

from collab.streams.models import Stream
from discussions.bridges.reads import waiting_crossings
from discussions.spaces.seating import change_seat
from groups.roles import Role
from tests.api.ask import ask
from tests.api.gate import MASK, NOTHING_HERE, stored, submit
from tests.span import Span


@pytest.fixture
def span(fresh_span: Span) -> Span:
    return fresh_span.opened()


def test_a_post_is_held_and_the_room_does_not_move(span: Span) -> None:
    before = Stream.objects.get(pk=span.bridge).rev
    sent = span.draft(note="of effects")
    status, answer = ask(span.world.ben).post(f"/api/bridges/{span.bridge}/crossings", sent)
    assert status == 201
    for name in ("place", "rev", "crossing", "hash", "submitted_at", "due_at"):
        assert answer.pop(name)
    assert answer == {
        "kind": "crossing", "bridge": span.bridge, "bridge_title": "Glazes and threads", "group": span.world.weavers.pk,
        "topic": span.topic, "title": "Glazes and threads", "attribution": "constituency", "crowd": 5, "readers": 7, "shown_as": MASK,
        "by": {"seat": span.seat(span.world.ben), "name": "Ben (example)", "organisation": "Lantern (example)",
               "constituency": "civil_society", "role": "member"},
        "body": "One **glaze** for all.", "html": "<p>One <strong>glaze</strong> for all.</p>\n", "note": "of effects",
        "traces": [], "label": "amber", "sealed": False, "approved_by": [],
        "state": "held", "reason": "", "suggestion": "", "appeal": "", "declined_by": 0, "revises": None, "overdue": False,
        "decided_by": None, "decided_at": None, "travels_at": None, "message": None, "readable_by": [],
        "carried": None, "unasked": False, "attachments": [],
    }  # fmt: skip
    assert Stream.objects.get(pk=span.bridge).rev == before
    assert [each.body for each in waiting_crossings(span.mia.pk)] == ["One **glaze** for all."]
    assert waiting_crossings(span.world.eve.pk) == waiting_crossings(span.world.ben.pk) == []


def test_the_same_client_id_is_the_same_post(span: Span) -> None:
    sent = span.draft()
    path = f"/api/bridges/{span.bridge}/crossings"
    first = ask(span.world.ben).post(path, sent)
    before = stored()
    assert ask(span.world.ben).post(path, sent) == first
    status, answer = ask(span.world.ben).post(path, {**sent, "body": "Other words."})
    assert (status, answer["code"]) == (409, "replay_differs")
    assert stored() == before


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"body": " \n "}, 422, "empty"),
        ({"body": "x" * 4001}, 422, "too_long"),
        ({"topic": 999}, 404, "not_found"),
        ({"topic": None}, 422, "invalid"),
        ({"title": "Both"}, 422, "invalid"),
        ({"topic": None, "title": "  "}, 422, "invalid"),
        ({"label": "green"}, 422, "label_too_low"),
        ({"label": "red"}, 422, "label_above_ceiling"),
        ({"attribution": "unattributed"}, 422, "attribution_not_allowed"),
        ({"attribution": "nobody"}, 422, "invalid"),
        ({"seat": 5}, 404, "not_found"),
        ({"client_id": "nonsense"}, 422, "invalid"),
        ({"by": 5}, 422, "invalid"),
    ],
)
def test_what_is_refused_and_leaves_nothing(span: Span, more: dict[str, object], status: int, code: str) -> None:
    before = stored()
    answer = submit(span, **more)
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert stored() == before


def test_a_crowd_that_would_not_hide_its_author_is_refused(span: Span) -> None:
    before = stored()
    path = f"/api/bridges/{span.bridge}/crossings"
    for attribution, crowd, least in (("organisation", 2, 3), ("constituency", 2, 5)):
        status, answer = ask(span.pam).post(path, span.draft(attribution=attribution))
        assert (status, answer["code"], answer["facts"]) == (422, "crowd_too_small", {"crowd": crowd, "least": least})
    assert stored() == before
    assert ask(span.pam).post(path, span.draft(attribution="name"))[0] == 201


def test_only_what_the_charter_allows(fresh_span: Span) -> None:
    span = fresh_span.opened(attributions=["name"])
    before = stored()
    status, answer = submit(span, attribution="constituency")
    assert (status, answer["code"], answer["facts"]) == (422, "attribution_not_allowed", {"allowed": ["name"]})
    assert stored() == before


def test_outsiders_submit_nothing(span: Span) -> None:
    before = stored()
    for who in (span.fay, span.gus, span.world.olga):
        assert ask(who).post(f"/api/bridges/{span.bridge}/crossings", span.draft()) == (404, NOTHING_HERE)
    assert ask(span.world.ben).post(f"/api/bridges/{span.world.loom.pk}/crossings", span.draft()) == (404, NOTHING_HERE)
    assert stored() == before


def test_an_observer_reads_only(span: Span) -> None:
    change_seat(by=span.world.ada.pk, seat_id=span.seat(span.world.ben), role=Role.OBSERVER)
    before = stored()
    status, answer = submit(span)
    assert (status, answer["code"]) == (403, "reads_only")
    assert stored() == before


def test_nothing_enters_the_room_past_the_gate(span: Span) -> None:
    number = span.submit(span.world.ben).crossing
    place = span.release(number).message
    before = stored()
    room, at = f"/api/spaces/{span.bridge}", f"/api/spaces/{span.bridge}/messages/{place}"
    post = {"client_id": str(uuid4()), "topic": span.topic, "body": "Straight in."}
    for who in (span.world.ben, span.mia, span.world.ada):
        browser = ask(who)
        for method, path, body in (
            ("POST", f"{room}/messages", post),
            ("POST", f"{room}/topics", {"client_id": str(uuid4()), "title": "New", "body": "Straight in."}),
            ("PATCH", f"{room}/topics/{span.topic}", {"title": "Other"}),
            ("PATCH", f"{room}/topics/{span.topic}", {"locked": True}),
            ("PATCH", at, {"body": "Other words."}),
            ("POST", f"{at}/withdraw", None),
            ("POST", f"{at}/redact", {"reason": "So."}),
            ("POST", f"{at}/pin", {"on": True}),
            ("POST", f"{at}/move", {"topic": span.topic}),
            ("PATCH", room, {"title": "Mine"}),
        ):
            status, answer = browser.send(method, path, body)
            assert (status, answer["code"]) == (403, "not_allowed"), path
    assert stored() == before
