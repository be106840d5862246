"""Standing consent: where the charter lets them, authors let a post go on without being asked again."""

from typing import Any

import pytest

from collab.audit.models import AuditEntry
from collab.streams.models import Stream
from discussions.bridges.flagging import lapse_due
from discussions.bridges.models import Bridge, Crossing, Side
from discussions.bridges.roles import Gate
from discussions.carrying.models import Carry, Consent
from discussions.chat.models import Flag, Message, Topic
from groups.models import Seat
from tests.api.ask import Answer, ask
from tests.api.gate import MASK, NOTHING_HERE, act, history
from tests.api.gate import stored as told
from tests.api.test_carrying import answer, asked, carry, in_oven, mine, moderator_yes, notices, on_desk
from tests.span import Span

pytestmark = pytest.mark.django_db
WORDS = "A **kestrel** for all."


@pytest.fixture
def span(fresh_span: Span) -> Span:
    """A green thread of five who may write, whose charter lets authors consent beforehand."""
    return fresh_span.opened(label="green", unasked=True)


def stored() -> tuple[object, ...]:
    """What a refusal must leave as it was."""
    flags = [list(model.objects.order_by("pk").values_list("pk", "unasked")) for model in (Bridge, Crossing, Message, Carry)]
    return told(), flags, list(Consent.objects.values_list("pk", "answer"))


def submit(span: Span, who: Any, **more: object) -> Answer:
    fields = {"body": WORDS, "unasked": True, **more}
    return ask(who).post(f"/api/bridges/{span.bridge}/crossings", span.draft(**fields))


def released(span: Span, who: Any = None, **more: object) -> int:
    """A post that may be carried on unasked, released by Mia: its place."""
    status, shape = submit(span, who or span.world.ben, **more)
    assert (status, shape["unasked"], shape["state"]) == (201, more.get("unasked", True), "held")
    place = span.release(shape["crossing"]).message
    assert place is not None
    return place


def crossing_at(span: Span, place: int) -> Crossing:
    return Crossing.objects.get(message__entry__place=place, bridge_id=span.bridge)


def is_unasked(span: Span, place: int, who: Any = None) -> bool:
    """What a reader is told of the post."""
    return next(bool(each["unasked"]) for each in history(span, who or span.world.eve) if each["place"] == place)


def amend(span: Span, **changes: object) -> None:
    """Weavers ask for another charter, and Potters agree."""
    status, shape = ask(span.world.ada).post(f"/api/bridges/{span.bridge}/amendments", {"changes": changes})
    assert status == 201, shape
    number = shape["amendments"][-1]["number"]
    assert ask(span.world.eve).post(f"/api/bridges/{span.bridge}/amendments/{number}", {"agree": True})[0] == 200


def test_such_a_post_is_carried_on_at_once(span: Span) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    assert (is_unasked(span, place), asked(ben), notices(ben)) == (True, [], [])
    status, request = carry(span, eve, place)
    [copy] = in_oven(span)
    assert (status, request["state"], request["copy_place"]) == (201, "carried", copy["place"])
    assert (copy["body"], copy["by"]["name"], copy["carried"]["by"], copy["unasked"]) == (WORDS, "Eve (example)", MASK, False)
    assert copy["label"] == "amber"  # of the topic where it stands
    assert (mine(eve)["state"], notices(eve), notices(ben)) == ("carried", [], ["carry_unasked"])
    [question] = asked(ben)
    assert (question["part"], question["answer"], question["unasked"], question["may_answer"]) == ("author", "given", True, False)
    [desk] = on_desk(span.mia, span.world.weavers.pk)
    assert (desk["answer"], desk["unasked"], desk["author"]["name"]) == ("given", True, "Ben (example)")
    acts = AuditEntry.objects.filter(verb__startswith="carry").values_list("verb", "chain_id", "actor_id")
    assert list(acts) == [("carry.unasked", span.world.weavers.pk, None)]
    before = stored()
    assert carry(span, eve, place) == (status, request)
    assert stored() == before


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_both_take_the_excerpt_back(span: Span, who: str) -> None:
    place, eve, ben, mia = released(span), span.world.eve, span.world.ben, span.mia
    carry(span, eve, place)
    if who == "author":
        assert answer(ben, asked(ben)[0], agree=False)[1]["answer"] == "taken_back"
    else:
        assert answer(mia, on_desk(mia, span.world.weavers.pk)[0], agree=False, reason="No.")[1]["answer"] == "taken_back"
    assert (mine(eve)["state"], in_oven(span), is_unasked(span, place)) == ("taken_back", [], True)
    assert notices(eve) == ["carry_taken_back"]


def test_without_it_everybody_is_asked_as_ever(span: Span) -> None:
    place, eve = released(span, unasked=False), span.world.eve
    assert not is_unasked(span, place)
    assert carry(span, eve, place)[1]["state"] == "asked"
    assert ([each["answer"] for each in asked(span.world.ben)], in_oven(span)) == (["waiting"], [])


@pytest.mark.parametrize("who", ["author", "moderator"])
def test_it_ends_when_one_of_them_says_so(span: Span, who: str) -> None:
    place, eve, ben = released(span), span.world.eve, span.world.ben
    number = crossing_at(span, place).number
    person = ben if who == "author" else span.mia
    status, shape = act(person, number, "ask-again")
    assert (status, shape["unasked"], is_unasked(span, place)) == (200, False, False)
    verbs = AuditEntry.objects.filter(verb="crossing.ask_again").values_list("chain_id", "actor_id")
    assert list(verbs) == ([] if who == "author" else [(span.world.weavers.pk, span.mia.pk)])
    before = stored()
    assert act(person, number, "ask-again") == (status, shape)
    assert stored() == before
    assert carry(span, eve, place)[1]["state"] == "asked"
    assert in_oven(span) == []


def test_nobody_else_ends_it(span: Span) -> None:
    place = released(span)
    number, before = crossing_at(span, place).number, stored()
    for who in (span.world.eve, span.pam, span.cleo, span.fay, span.gus, span.world.olga):
        assert act(who, number, "ask-again") == (404, NOTHING_HERE)
    assert stored() == before
    held = submit(span, span.world.ben)[1]["crossing"]
    before = stored()
    assert act(span.world.ben, held, "ask-again")[1]["code"] == "wrong_state"
    assert stored() == before


def test_new_words_keep_it_and_lose_it_with_the_label(span: Span) -> None:
    place, ben = released(span), span.world.ben
    number = crossing_at(span, place).number
    anew = act(ben, number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d001", body="Otherwise.")[1]
    assert anew["unasked"] is True
    act(ben, number, "ask-again")
    assert Crossing.objects.get(number=anew["crossing"]).unasked is False
    act(ben, anew["crossing"], "withdraw")
    place = released(span, body="Again.")
    number = crossing_at(span, place).number
    anew = act(ben, number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d002", body="Stricter.", label="amber")[1]
    assert (anew["unasked"], is_unasked(span, place)) == (False, True)
    span.release(anew["crossing"])
    assert not is_unasked(span, place)


def test_a_release_stands_for_it(span: Span) -> None:
    """Whoever read the post without it has not let it go further: another choice is another hash."""
    ben, mia = span.world.ben, span.mia
    status, held = submit(span, ben, unasked=False)
    status, shape = ask(ben).patch(f"/api/crossings/{held['crossing']}", {"unasked": True})
    assert (status, shape["unasked"], shape["hash"] != held["hash"]) == (200, True, True)
    before = stored()
    assert act(mia, held["crossing"], "release", hash=held["hash"])[1]["code"] == "stale"
    assert stored() == before
    assert ask(ben).patch(f"/api/crossings/{held['crossing']}", {"unasked": True}) == (200, shape)
    assert stored() == before
    assert ask(ben).patch(f"/api/crossings/{held['crossing']}", {"label": "amber"})[1]["unasked"] is False


@pytest.mark.parametrize(
    ("charter", "more"),
    [({}, {"label": "amber"}), ({"unasked": False}, {}), ({"label": "amber", "unasked": False}, {})],
)
def test_what_the_charter_or_the_label_does_not_allow(fresh_span: Span, charter: dict[str, Any], more: dict[str, Any]) -> None:
    span = fresh_span.opened(**{"label": "green", "unasked": True, **charter})
    before = stored()
    status, refused = submit(span, span.world.ben, **more)
    assert (status, refused["code"]) == (422, "unasked_not_allowed")
    assert stored() == before
    held = submit(span, span.world.ben, unasked=False, **more)[1]["crossing"]
    before = stored()
    assert ask(span.world.ben).patch(f"/api/crossings/{held}", {"unasked": True})[1]["code"] == "unasked_not_allowed"
    assert stored() == before


def test_a_charter_of_stricter_things_knows_no_such_consent(fresh_span: Span) -> None:
    before = stored()
    answered = ask(fresh_span.world.ada).post("/api/bridges", fresh_span.charter(unasked=True))
    assert (answered[0], answered[1]["code"], answered[1]["facts"]) == (422, "unasked_not_allowed", {"label": "amber"})
    assert stored() == before
    span = fresh_span.opened(label="green", unasked=True)
    before = stored()
    raised = ask(span.world.ada).post(f"/api/bridges/{span.bridge}/amendments", {"changes": {"label": "amber"}})
    assert (raised[0], raised[1]["code"]) == (422, "unasked_not_allowed")
    assert stored() == before


def test_the_charter_gives_it_and_takes_it_from_all(fresh_span: Span) -> None:
    span = fresh_span.opened(label="green")
    eve, room = span.world.eve, f"/api/bridges/{span.bridge}"
    assert ask(eve).get(room)[1]["unasked"] is False
    amend(span, unasked=True)
    assert ask(eve).get(room)[1]["unasked"] is True
    place, held = released(span), submit(span, span.cleo)[1]["crossing"]
    rev = Stream.objects.get(pk=span.bridge).rev
    amend(span, unasked=False)
    assert (is_unasked(span, place), Stream.objects.get(pk=span.bridge).rev > rev) == (False, True)
    assert carry(span, eve, place)[1]["state"] == "asked"
    later = span.release(held).message
    assert later is not None
    amend(span, unasked=True)
    assert not is_unasked(span, place)
    assert not is_unasked(span, later)


def test_no_gate_lets_it_pass_without_a_moderator(span: Span) -> None:
    """Where all else passes at once, the moderators' consent would be nobody's."""
    Side.objects.filter(bridge=span.bridge, group=span.world.weavers).update(gate=Gate.POST)
    assert submit(span, span.world.ben, unasked=False)[1]["state"] == "released"
    place, eve = released(span), span.world.eve
    anew = act(span.world.ben, crossing_at(span, place).number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d003", body="Anew.")
    assert (anew[1]["state"], anew[1]["unasked"]) == ("held", True)
    assert carry(span, eve, place)[1]["state"] == "carried"


def test_whoever_let_it_out_does_not_consent_to_an_own_wish(span: Span) -> None:
    """A moderator's release is no answer to what that moderator asks for; the new words' release counts."""
    place, world = released(span), span.world
    loom = {"space": world.loom.pk, "topic": world.yarn}
    assert carry(span, span.mia, place, **loom)[1]["state"] == "asked"
    anew = act(world.ben, crossing_at(span, place).number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d004", body="Anew.")[1]
    span.release(anew["crossing"], by=world.ada)
    assert carry(span, world.ada, place, **loom)[1]["state"] == "asked"
    assert carry(span, span.cleo, place, **loom)[1]["state"] == "carried"


def test_an_author_carries_their_own_and_is_told_nothing(span: Span) -> None:
    place, ben, world = released(span), span.world.ben, span.world
    assert carry(span, ben, place, space=world.loom.pk, topic=world.yarn)[1]["state"] == "carried"
    assert notices(ben) == []


def test_a_pause_lets_nothing_out_by_itself(span: Span) -> None:
    place = released(span)
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/pause", {"hours": 2, "reason": "Wait."})[0] == 200
    assert carry(span, span.world.eve, place)[1]["state"] == "asked"
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/resume", {})[0] == 200
    assert carry(span, span.pam, place)[1]["state"] == "carried"


def test_it_depends_on_no_author(span: Span) -> None:
    """A crowd of five, one of whom goes: whether that was the author shows in nothing that happens then."""
    places = [released(span, who) for who in (span.world.ben, span.cleo)]
    assert carry(span, span.world.eve, places[0])[1]["state"] == "carried"
    dora = [span.seat(who) for who in (span.world.ada, span.mia, span.cleo, span.dora)]
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"seats": dora})[0] == 200
    assert [carry(span, span.pam, place)[1]["state"] for place in places] == ["asked", "asked"]


def test_who_is_named_must_still_be_there(span: Span) -> None:
    place = released(span, attribution="name")
    number = crossing_at(span, place).number
    carry(span, span.world.eve, place)
    assert in_oven(span)[0]["carried"]["by"]["name"] == "Ben (example)"
    there = [span.seat(who) for who in (span.world.ada, span.mia)]
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"seats": there})[0] == 200
    assert carry(span, span.pam, place)[1]["state"] == "asked"
    assert act(span.world.ben, number, "ask-again")[1]["unasked"] is False


def test_they_are_shown_as_in_the_thread(span: Span) -> None:
    """Even if their own badge has changed since; under the Chatham House Rule not at all."""
    place, eve = released(span, attribution="organisation"), span.world.eve
    assert carry(span, eve, place)[1]["state"] == "carried"
    assert in_oven(span)[0]["carried"]["by"] == {**MASK, "organisation": "Lantern (example)"}
    Seat.objects.filter(pk=span.seat(span.world.ben)).update(organisation=span.harbour)
    assert carry(span, span.pam, place)[1]["state"] == "carried"
    assert in_oven(span)[1]["carried"]["by"]["organisation"] == "Lantern (example)"
    Bridge.objects.filter(pk=span.bridge).update(chatham=True)
    assert carry(span, span.cleo, place, space=span.world.loom.pk, topic=span.world.yarn)[1]["state"] == "carried"
    shown = Carry.objects.get(asker=span.seat(span.cleo)).shown_as
    assert shown == {**MASK, "constituency": ""}


def test_what_is_gone_or_kept_is_not_carried_on(span: Span) -> None:
    place, eve = released(span), span.world.eve
    hold = ask(eve).post(f"/api/bridges/{span.bridge}/messages/{place}/hold", {"reason": "Wait."})
    assert hold[0] == 201
    assert is_unasked(span, place) is False  # to them it is a line
    before = stored()
    assert carry(span, span.pam, place)[1]["code"] == "already_gone"
    assert stored() == before
    assert act(span.world.ben, crossing_at(span, place).number, "withdraw")[0] == 200
    assert Message.objects.get(entry__place=place, space=span.bridge).unasked is False


def test_between_groups_it_still_passes_the_other_gate(span: Span) -> None:
    eve, pam, potters = span.world.eve, span.pam, span.world.potters.pk
    proposal = {"group": potters, "groups": [span.dyers.pk], "title": "Dyes", "seats": [span.seat(eve), span.seat(pam)],
                "attributions": ["name"], "label": "green", "unasked": True}  # fmt: skip
    other = ask(eve).post("/api/bridges", proposal)[1]["bridge"]
    assert ask(span.gus).post(f"/api/bridges/{other}/accept", {"seats": [span.seat(span.gus)]})[0] == 200
    topic, place = Topic.objects.get(space_id=other).entry.place, released(span)
    status, request = carry(span, pam, place, space=other, topic=topic)
    assert (status, request["state"], request["copy_place"]) == (201, "carried", None)
    crossing = Crossing.objects.get(bridge_id=other)
    assert (crossing.state, crossing.unasked, notices(pam)) == ("held", False, [])
    post = next(each for each in ask(eve).get(f"/api/groups/{potters}/desk")[1]["items"] if each["kind"] == "crossing")
    assert act(eve, crossing.number, "release", hash=post["hash"])[0] == 200
    excerpt = next(each for each in ask(pam).get(f"/api/spaces/{other}/history")[1]["items"] if each["carried"])
    assert excerpt["unasked"] is False  # its words are another's: whoever brought it, and their author, are asked


def test_what_nobody_could_still_say_there_is_refused(span: Span) -> None:
    place = released(span)
    Topic.objects.filter(space=span.world.oven, entry__place=span.world.clay).update(locked_at="2026-11-26T00:00:00Z")
    before = stored()
    assert carry(span, span.pam, place)[1]["code"] == "topic_locked"
    for who in (span.fay, span.gus, span.world.olga):
        assert carry(span, who, place) == (404, NOTHING_HERE)
    assert stored() == before


def test_a_request_that_waits_stays_one(span: Span) -> None:
    """Given later, with new words, it answers no question that was put before."""
    place, eve, ben = released(span, unasked=False), span.world.eve, span.world.ben
    carry(span, eve, place)
    anew = act(ben, crossing_at(span, place).number, "revise", client_id="6d1c2a52-0b57-4f0c-9d43-5a4a8ec6d005", body=WORDS, unasked=True)
    span.release(anew[1]["crossing"])
    assert is_unasked(span, place)
    assert carry(span, eve, place)[1]["state"] == "asked"
    assert answer(ben, asked(ben)[0], attribution="constituency")[1]["answer"] == "given"
    assert moderator_yes(span)["answer"] == "given"
    assert in_oven(span)[0]["body"] == WORDS


def test_what_is_held_for_everybody_goes_nowhere_and_its_author_may_end_it(span: Span) -> None:
    """When it stands again, the consent does too, unless its author has changed their mind meanwhile."""
    places = [released(span), released(span, span.cleo)]
    flagged = [
        ask(span.world.eve).post(f"/api/bridges/{span.bridge}/messages/{each}/flag", {"reason": "It names a person."}) for each in places
    ]
    assert [each[0] for each in flagged] == [201, 201]
    before = stored()
    assert [carry(span, span.pam, each)[1]["code"] for each in places] == ["already_gone", "already_gone"]
    assert stored() == before
    assert act(span.world.ben, crossing_at(span, places[0]).number, "ask-again")[1]["unasked"] is False
    lapse_due(Flag.objects.latest("until").until)
    assert [carry(span, span.pam, each)[1]["state"] for each in places] == ["asked", "carried"]
