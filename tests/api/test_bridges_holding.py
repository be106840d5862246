"""A side keeps an arrived post from its own people: these read a tombstone, everybody else reads on and learns nothing."""

from typing import Any

import pytest

from collab.audit.models import AuditEntry
from discussions.chat.models import Hold
from tests.api.ask import Answer, ask
from tests.api.gate import NOTHING_HERE, history, stored, submit
from tests.api.test_bridges_swapped import told
from tests.span import Span, build_span

pytestmark = pytest.mark.django_db
WORD = "bustard"


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def arrived(span: Span, **more: object) -> int:
    """Pam's post of the word, released by Eve: its place."""
    place = span.release(span.submit(span.pam, body=f"A {WORD}.", attribution="name", **more).crossing, by=span.world.eve).message
    assert place is not None
    return place


def hold(span: Span, who: Any, place: int, **more: object) -> Answer:
    return ask(who).post(f"/api/bridges/{span.bridge}/messages/{place}/hold", {"reason": "Not tonight.", **more})


def decide(span: Span, who: Any, place: int, decision: str) -> Answer:
    path = f"/api/groups/{span.world.weavers.pk}/holds/{place}/decide"
    return ask(who).post(path, {"decision": decision, "words": "We looked."})


def seen(span: Span, who: Any, place: int) -> tuple[str, str, str]:
    """(gone, body, html) of the message at a place."""
    return next((each["gone"], each["body"], each["html"]) for each in history(span, who) if each["place"] == place)


def unread(span: Span, who: Any) -> int:
    start = ask(who).get("/api/start")[1]
    return int(next(each["unread"] for each in start["counts"] if each["space"] == span.bridge))


def found(who: Any, word: str = WORD) -> list[str]:
    return [each["kind"] for each in ask(who).get(f"/api/find?q={word}")[1]["hits"]]


def test_its_own_people_read_a_tombstone_and_others_read_on(span: Span) -> None:
    place, ben, eve = arrived(span), span.world.ben, span.world.eve
    before = unread(span, ben)
    others = [(told(span, who), unread(span, who), found(who)) for who in (eve, span.pam)]
    status, held = hold(span, span.mia, place)
    assert (status, held["state"], held["reason"], held["held_by"]["name"]) == (201, "held", "Not tonight.", "Mia (example)")
    assert WORD not in str(held)
    for who in (ben, span.cleo, span.mia, span.world.ada):
        assert (seen(span, who, place), found(who)) == (("held", "", ""), [])
    assert unread(span, ben) == before - 1
    assert WORD not in ask(ben).raw("GET", f"/plain/s/{span.bridge}/t/{span.topic}/").content.decode()
    assert [(told(span, who), unread(span, who), found(who)) for who in (eve, span.pam)] == others
    acts = AuditEntry.objects.filter(verb="hold.hold").values_list("chain_id", "actor_id", "reason")
    assert list(acts) == [(span.world.weavers.pk, span.mia.pk, "Not tonight.")]


def test_a_release_to_ones_own_people_brings_it_back(span: Span) -> None:
    place, ben = arrived(span), span.world.ben
    before = unread(span, ben)
    others = told(span, span.pam)
    held = hold(span, span.mia, place)[1]["place"]
    assert decide(span, span.world.ada, held, "kept")[1]["state"] == "kept"
    assert seen(span, ben, place)[0] == "held"
    status, done = decide(span, span.mia, held, "released")
    assert (status, done["state"], done["words"]) == (200, "released", "We looked.")
    assert seen(span, ben, place)[:2] == ("", f"A {WORD}.")
    assert (found(ben), unread(span, ben), told(span, span.pam)) == (["message"], before, others)
    assert decide(span, span.mia, held, "released")[1]["code"] == "wrong_state"
    assert hold(span, span.mia, place)[0] == 201  # once more: another hold
    assert Hold.objects.count() == 2


def test_a_second_hold_changes_nothing(span: Span) -> None:
    place = arrived(span)
    first = hold(span, span.mia, place)[1]
    before = stored()
    assert hold(span, span.world.ada, place, reason="Again.") == (201, first)
    assert stored() == before


def test_who_comes_later_reads_the_tombstone_too(span: Span) -> None:
    """The side's present people are told; nobody else has to be."""
    place, weavers = arrived(span), span.world.weavers.pk
    hold(span, span.mia, place)
    seats = [*span.weaving, span.seat(span.fay)]
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"group": weavers, "seats": seats})[0] == 200
    later = arrived(span)
    hold(span, span.mia, later)
    assert [seen(span, span.fay, later), found(span.fay)] == [("held", "", ""), []]


def test_a_title_that_came_with_the_post_is_kept_as_well(span: Span) -> None:
    place = arrived(span, topic=None, title=f"On the {WORD}")
    assert found(span.world.ben) == ["message", "topic"]
    hold(span, span.mia, place)
    ben, pam = ask(span.world.ben), ask(span.pam)
    assert WORD not in ben.raw("GET", f"/plain/s/{span.bridge}/").content.decode()
    assert WORD in pam.raw("GET", f"/plain/s/{span.bridge}/").content.decode()
    assert (found(span.world.ben), found(span.pam)) == ([], ["message", "topic"])


def test_nothing_can_be_done_with_what_is_kept_back(span: Span) -> None:
    place = arrived(span)
    hold(span, span.mia, place)
    ben, path = ask(span.world.ben), f"/api/spaces/{span.bridge}/messages/{place}"
    before = stored()
    assert ben.post(f"{path}/reactions", {"word": "thanks", "on": True})[1]["code"] == "already_gone"
    assert ben.post(f"{path}/report", {"reason": "tone"})[1]["code"] == "already_gone"
    assert ben.get(f"{path}/revisions") == (200, [])
    assert stored() == before
    assert ask(span.pam).post(f"{path}/reactions", {"word": "thanks", "on": True})[0] == 200


def test_what_its_own_side_takes_back_is_gone_for_all(span: Span) -> None:
    crossing = span.release(span.submit(span.pam, body=f"A {WORD}.", attribution="name").crossing, by=span.world.eve)
    assert crossing.message is not None
    held = hold(span, span.mia, crossing.message)[1]["place"]
    assert ask(span.pam).post(f"/api/crossings/{crossing.crossing}/withdraw")[0] == 200
    assert seen(span, span.world.ben, crossing.message) == ("withdrawn", "", "")
    assert decide(span, span.mia, held, "released")[0] == 200
    assert seen(span, span.world.ben, crossing.message) == ("withdrawn", "", "")


def test_who_may_not(span: Span) -> None:
    place, before = arrived(span), None
    before = stored()
    assert hold(span, span.world.ben, place)[1]["code"] == "not_allowed"
    assert hold(span, span.fay, place) == (404, NOTHING_HERE)
    assert hold(span, span.gus, place) == (404, NOTHING_HERE)
    assert hold(span, span.mia, place, group=span.world.potters.pk)[1]["code"] == "not_allowed"
    assert (stored(), Hold.objects.count()) == (before, 0)
    held = hold(span, span.mia, place)[1]["place"]
    text = f"/api/groups/{span.world.weavers.pk}/holds/{held}/text"
    before = stored()
    for who in (span.world.ben, span.world.eve, span.gus):
        assert (ask(who).get(text), decide(span, who, held, "released")) == ((404, NOTHING_HERE), (404, NOTHING_HERE))
    assert stored() == before
    assert WORD in ask(span.world.ada).get(text)[1]["html"]


def test_a_moderator_who_does_not_sit_in_the_thread_does_not_read_there(span: Span) -> None:
    place, weavers = arrived(span), span.world.weavers.pk
    held = hold(span, span.mia, place)[1]["place"]
    seats = [seat for seat in span.weaving if seat != span.seat(span.mia)]
    assert ask(span.world.ada).post(f"/api/bridges/{span.bridge}/seats", {"group": weavers, "seats": seats})[0] == 200
    assert ask(span.mia).get(f"/api/groups/{weavers}/holds/{held}/text")[1]["code"] == "not_allowed"
    assert decide(span, span.mia, held, "released")[1]["code"] == "not_allowed"
    assert Hold.objects.filter(ended_at__isnull=True).count() == 1


def test_both_sides_keep_what_they_keep(span: Span) -> None:
    """Also a post of one's own people; each hold is its side's alone."""
    status, post = submit(span, attribution="name", body=f"A {WORD}.")
    assert status == 201
    place = span.release(post["crossing"]).message
    assert place is not None
    hold(span, span.mia, place)
    assert hold(span, span.world.eve, place)[0] == 201
    assert (seen(span, span.pam, place)[0], seen(span, span.cleo, place)[0]) == ("held", "held")
    mine = Hold.objects.get(group=span.world.weavers).entry.place
    decide(span, span.mia, mine, "released")
    assert (seen(span, span.pam, place)[0], seen(span, span.cleo, place)[0]) == ("held", "")
