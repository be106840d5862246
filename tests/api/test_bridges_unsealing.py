"""Opening a sealed name: asked with a reason, granted by custodians in their browsers, read by the asker alone, seen by all sides."""

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from collab.audit.models import AuditEntry
from discussions.bridges.custody.models import Unsealing
from discussions.bridges.models import Crossing
from discussions.personal.models import Notice
from discussions.spaces.seating import end_seat
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, act, stored
from tests.sealed import Asked, Custody, build_custody, public
from tests.span import Span

pytestmark = pytest.mark.django_db
REASON = "It names a helpline."


@pytest.fixture
def custody(fresh_span: Span) -> Custody:
    return build_custody(fresh_span)


@pytest.fixture
def case(custody: Custody) -> Asked:
    return Asked(custody)


def test_two_custodians_grant_and_the_asker_alone_reads_the_name(case: Asked) -> None:
    span = case.asked().span
    assert case.open(span.world.eve)[1]["code"] == "wrong_state"
    assert case.answer(span.dora, grants=True, reason="A helpline is no place to point at.")[0] == 200
    assert (case.shown(span.world.ben)["state"], case.open(span.world.eve)[0]) == ("asked", 409)
    assert case.answer(span.gus, grants=True)[0] == 200
    seen = case.shown(span.world.ben)
    assert (seen["state"], seen["needed"], seen["mine"], seen["reason"]) == ("granted", 2, False, REASON)
    assert [(each["group"]["name"], each["granted"]) for each in seen["answers"]] == [("Weavers", True), ("Dyers", True)]
    status, answer = case.open(span.world.eve)
    assert status == 200
    assert case.read(answer)["name"] == "Ben (example)"
    for other in (span.mia, span.dora, span.pam, span.world.ben, span.world.olga):
        assert case.open(other)[0] == 404
    with pytest.raises(InvalidTag):
        case.read({**answer, "letters": answer["letters"][:1]})


def test_every_side_reads_of_each_step_and_of_no_name(case: Asked) -> None:
    span = case.asked().span
    case.answer(span.dora, grants=True)
    case.answer(span.gus, grants=True)
    case.open(span.world.eve)
    for group in (span.world.weavers, span.world.potters, span.dyers):
        acts = list(
            AuditEntry.objects.filter(chain_id=group.pk, verb__startswith="custody.").exclude(verb="custody.key").order_by("number")
        )
        assert [(act.verb, act.actor_id) for act in acts] == [
            ("custody.ask", span.world.eve.pk), ("custody.grant", span.dora.pk), ("custody.grant", span.gus.pk), ("custody.end", None),
            ("custody.open", span.world.eve.pk),
        ]  # fmt: skip
        assert acts[0].reason == REASON
        assert "Ben" not in json.dumps([[act.reason, act.facts] for act in acts])
    for who, group in ((span.mia, span.world.weavers), (span.world.eve, span.world.potters), (span.gus, span.dyers)):
        items = ask(who).get(f"/api/groups/{group.pk}/desk")[1]["items"]
        (one,) = next(item for item in items if item["kind"] == "proposal")["unsealings"]
        assert (one["state"], one["place"], one["group"]["name"]) == ("granted", case.place, "Potters")
        assert "Ben" not in json.dumps(items)


def test_a_second_no_ends_it(case: Asked) -> None:
    """Of three custodians two are needed: one who is left cannot grant it alone."""
    span = case.asked().span
    case.answer(span.pam, grants=False, reason="Not for this.")
    assert case.shown(span.world.ben)["state"] == "asked"
    case.answer(span.gus, grants=False, reason="Nor for me.")
    seen = case.shown(span.cleo)
    assert (seen["state"], [each["reason"] for each in seen["answers"]]) == ("refused", ["Not for this.", "Nor for me."])
    before = stored()
    assert case.answer(span.dora, grants=True)[1]["code"] == "wrong_state"
    assert case.open(span.world.eve)[1]["code"] == "wrong_state"
    assert stored() == before
    assert case.ask(span.world.eve, public_key=public(generate_private_key(SECP256R1())))[0] == 201  # for another reason, perhaps


def test_custodians_are_asked_where_they_look(case: Asked) -> None:
    """A notice and a line of what waits; nobody else has the request."""
    span = case.asked().span
    for who in (span.dora, span.pam, span.gus):
        (request,) = ask(who).get("/api/custody/requests")[1]
        assert (request["number"], request["reason"], request["thread"]) == (case.number, REASON, "Glazes and threads")
        assert "custody" in [each["verb"] for each in ask(who).get("/api/waiting")[1]]
        assert Notice.objects.filter(person=who, what="unsealing_asked").count() == 1
    for other in (span.world.ben, span.world.eve, span.mia):
        assert ask(other).get("/api/custody/requests")[1] == []
        assert ask(other).post(f"/api/custody/requests/{case.number}/answer", {"reason": "So."})[0] == 404
    case.answer(span.dora, grants=True)
    assert ask(span.dora).get("/api/custody/requests")[1] == []
    assert case.answer(span.dora, grants=False)[1]["code"] == "wrong_state"


def test_who_may_ask_and_for_what(case: Asked) -> None:
    span = case.span
    before = stored()
    assert case.ask(span.pam)[1]["code"] == "not_allowed"
    assert case.ask(span.fay)[0] == case.ask(span.world.olga)[0] == 404
    assert case.ask(span.world.eve, public_key="A" * 87)[1]["code"] == "invalid"
    assert case.ask(span.world.eve, reason="")[0] == 422
    assert stored() == before
    plain = span.release(span.submit(span.cleo).crossing).message
    answer = ask(span.world.eve).post(
        f"/api/bridges/{span.bridge}/messages/{plain}/unseal", {"reason": REASON, "public_key": public(case.pair)}
    )
    assert (answer[0], answer[1]["facts"]) == (409, {"state": "open"})
    case.asked()
    assert case.ask(span.mia, public_key=public(generate_private_key(SECP256R1())))[1]["facts"] == {"state": "asked"}
    assert Unsealing.objects.count() == 1


def test_its_time_ends(case: Asked, settings: Any) -> None:
    settings.UNSEALING_DAYS = 0
    span = case.asked().span
    assert case.shown(span.world.ben)["state"] == "lapsed"
    assert ask(span.dora).get("/api/custody/requests")[1] == []
    assert case.answer(span.dora, grants=False)[1]["code"] == "wrong_state"


def test_the_asker_takes_it_back_and_who_has_no_seat_any_more_reads_nothing(case: Asked) -> None:
    span = case.asked().span
    path = f"/api/custody/requests/{case.number}/withdraw"
    assert ask(span.mia).post(path)[0] == 404
    assert ask(span.world.eve).post(path)[1]["state"] == "withdrawn"
    assert ask(span.world.eve).post(path)[1]["code"] == "wrong_state"
    case.pair = generate_private_key(SECP256R1())
    case.number = case.ask(span.mia)[1]["number"]
    case.answer(span.dora, grants=True)
    case.answer(span.gus, grants=True)
    end_seat(by=span.world.olga.pk, seat_id=span.seat(span.mia), reason="Moved.")
    assert case.open(span.mia)[0] == 404


def test_a_custodian_whose_seat_has_ended_is_not_asked(case: Asked) -> None:
    span = case.span
    end_seat(by=span.world.olga.pk, seat_id=span.seat(span.pam), reason="Moved.")
    case.asked()
    assert ask(span.pam).get("/api/custody/requests")[1] == []
    assert case.answer(span.pam, grants=False)[0] == 404


@pytest.mark.parametrize("state", ["held", "returned", "declined", "appealed", "refused", "withdrawn"])
def test_of_a_post_that_was_never_released_nobody_is_asked(custody: Custody, state: str) -> None:
    """Custodians would decide blind, and the request itself would tell of the post."""
    span = custody.span
    number = custody.submit(span.world.ben).crossing
    ways = {"held": [], "returned": ["return"], "declined": ["decline"], "appealed": ["decline", "appeal"]}
    for act_ in {**ways, "refused": ["decline", "appeal", "again"], "withdrawn": ["withdraw"]}[state]:
        who = {"appeal": span.world.ben, "withdraw": span.world.ben, "again": span.world.ada}.get(act_, span.mia)
        assert act(who, number, "decline" if act_ == "again" else act_, reason="No.")[0] == 200
    assert Crossing.objects.get(number=number).state == state
    body = {"reason": REASON, "public_key": public(generate_private_key(SECP256R1()))}
    before = stored()
    for who in (span.mia, span.world.ada):
        status, answer = act(who, number, "unseal", **body)
        assert (status, answer["code"], answer["facts"]) == (409, "wrong_state", {"state": "never_released"})
    assert act(span.world.ben, number, "unseal", **body)[1]["code"] == "not_allowed"
    for who in (span.world.eve, span.gus, span.cleo, span.dora, span.pam, span.fay, span.world.olga):
        assert act(who, number, "unseal", **body) == (404, NOTHING_HERE)
    assert (stored(), Unsealing.objects.count()) == (before, 0)


def test_once_it_was_released_it_may_be_asked_from_the_desk(custody: Custody) -> None:
    span = custody.span
    number = custody.submit(span.world.ben).crossing
    place = custody.released(number).message
    body = {"reason": REASON, "public_key": public(generate_private_key(SECP256R1()))}
    assert act(span.world.eve, number, "unseal", **body) == (404, NOTHING_HERE)  # she asks from the thread
    status, answer = act(span.mia, number, "unseal", **body)
    assert (status, answer["place"], answer["state"]) == (201, place, "asked")
    known, before = span.submit(span.world.ben).crossing, stored()
    assert act(span.mia, known, "unseal", **body) == (404, NOTHING_HERE)  # not sealed, and in no thread yet
    assert stored() == before
