"""The moderation log: members read what was done where they read, and about themselves; nobody is named, nothing hidden shows."""

import json

import pytest

from collab.accounts.models import Person
from collab.clock import now
from discussions.spaces.actions import open_space
from discussions.spaces.models import Admission
from discussions.spaces.shapes import SpaceDraft
from tests.api.ask import ask
from tests.api.gate import NOTHING_HERE, act
from tests.span import Span, build_span
from tests.world import World

pytestmark = pytest.mark.django_db


def log(world: World, who: Person) -> list[dict[str, object]]:
    """What one reads of the log of Weavers: verb, reason and whether it is about oneself."""
    status, page = ask(who).get(f"/api/groups/{world.weavers.pk}/moderation")
    assert status == 200
    return [{key: entry[key] for key in ("verb", "reason", "mine")} for entry in page["entries"]]


def redact(world: World, place: int, reason: str) -> None:
    assert ask(world.ada).post(f"/api/spaces/{world.loom.pk}/messages/{place}/redact", {"reason": reason})[0] == 200


def mute(world: World) -> None:
    assert ask(world.ada).post(f"/api/seats/{world.seat(world.ben).pk}/mute", {"minutes": 60, "reason": "Insults."})[0] == 204


@pytest.fixture(scope="module")
def laid_span(floor: None) -> Span:
    return build_span().opened()


def test_what_was_done_where_one_reads_is_told_newest_first_with_its_reason(span: Span) -> None:
    world = span.world
    said = world.say(world.ben, "A place and a name.")
    redact(world, said.place, "It named a place.")
    ask(world.ada).patch(f"/api/spaces/{world.loom.pk}/topics/{world.yarn}", {"locked": True})
    ask(world.ada).put(f"/api/spaces/{world.loom.pk}/pace", {"seconds": 60})
    expected = [("space.slow", "", False), ("message.redact", "It named a place.", False)]
    assert [tuple(entry.values()) for entry in log(world, span.cleo)] == expected  # locking one's own topic is no act on others
    assert log(world, world.ben)[1] == {"verb": "message.redact", "reason": "It named a place.", "mine": True}
    _status, page = ask(span.cleo).get(f"/api/groups/{world.weavers.pk}/moderation")
    first = page["entries"][0]
    assert (first["space"], first["title"], first["place"], first["seconds"]) == (world.loom.pk, "Loom", None, 60)
    assert page["entries"][1]["place"] == said.place


def test_nobody_is_named_and_no_number_tells_of_other_acts(span: Span) -> None:
    world = span.world
    redact(world, world.say(world.ben, "A place and a name.").place, "It named a place.")
    mute(world)
    for who in (span.cleo, world.ben):
        text = json.dumps(ask(who).get(f"/api/groups/{world.weavers.pk}/moderation")[1])
        assert not any(each in text for each in ("example)", str(world.ada.pk), str(world.seat(world.ada).pk), "number"))


def test_a_mute_is_told_to_whom_it_concerns_alone(span: Span) -> None:
    mute(span.world)
    assert log(span.world, span.world.ben) == [{"verb": "seat.mute", "reason": "Insults.", "mine": True}]
    assert log(span.world, span.cleo) == []


def test_of_a_redacted_report_nobody_learns_that_there_was_one(span: Span) -> None:
    world = span.world
    said = world.say(world.ben, "A place and a name.")
    ask(span.cleo).post(f"/api/spaces/{world.loom.pk}/messages/{said.place}/report", {"reason": "identity"})
    place = ask(world.ada).get(f"/api/groups/{world.weavers.pk}/desk")[1]["items"][-1]["place"]
    path = f"/api/groups/{world.weavers.pk}/reports/{place}/decide"
    assert ask(world.ada).post(path, {"decision": "redacted", "words": "It named a place."})[0] == 200
    assert log(world, world.ben) == [{"verb": "message.redact", "reason": "It named a place.", "mine": True}]
    assert "report" not in json.dumps(log(world, world.ben))


def test_what_one_does_not_read_one_is_not_told_of(span: Span) -> None:
    world = span.world
    closed = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Back room", seats=[world.seat(world.ben).pk]))
    ask(world.ada).put(f"/api/spaces/{closed.pk}/pace", {"seconds": 60})
    assert [entry["verb"] for entry in log(world, world.ben)] == ["space.slow"]
    assert log(world, span.cleo) == []
    said = world.say(world.ben, "Before her time.")
    redact(world, said.place, "It named a place.")
    Admission.objects.filter(space=world.loom, seat__person=span.cleo).update(floor=said.place)
    assert log(world, span.cleo) == []


def test_a_post_turned_down_is_told_to_its_author_alone(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert act(span.mia, held.crossing, "decline", reason="Too early.")[0] == 200
    assert log(span.world, span.world.ben) == [{"verb": "crossing.decline", "reason": "Too early.", "mine": True}]
    for who in (span.cleo, span.fay):
        assert log(span.world, who) == []


def test_a_released_post_is_told_to_those_who_read_the_thread(span: Span) -> None:
    held = span.submit(span.world.ben)
    assert act(span.mia, held.crossing, "release", hash=held.hash)[0] == 200
    assert log(span.world, span.cleo) == [{"verb": "crossing.release", "reason": "", "mine": False}]
    assert log(span.world, span.fay) == []  # does not sit in the thread


def test_it_is_for_the_people_of_the_group(span: Span) -> None:
    path = f"/api/groups/{span.world.weavers.pk}/moderation"
    assert [ask(who).get(path) for who in (span.world.eve, span.world.olga)] == [(404, NOTHING_HERE)] * 2
    assert ask(span.cleo).get(f"{path}?before=yesterday")[0] == 422


def test_older_acts_come_by_their_time(span: Span, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discussions.moderation.PAGE", 2)
    for seconds in (10, 20, 30):
        ask(span.world.ada).put(f"/api/spaces/{span.world.loom.pk}/pace", {"seconds": seconds})
    path = f"/api/groups/{span.world.weavers.pk}/moderation"
    first = ask(span.cleo).get(path)[1]
    assert ([entry["seconds"] for entry in first["entries"]], first["more"]) == ([30, 20], True)
    rest = ask(span.cleo).get(f"{path}?before={first['entries'][-1]['at']}")[1]
    assert ([entry["seconds"] for entry in rest["entries"]], rest["more"]) == ([10], False)
    assert ask(span.cleo).get(f"{path}?before={now().replace(year=2000).isoformat().replace('+00:00', 'Z')}")[1]["entries"] == []
