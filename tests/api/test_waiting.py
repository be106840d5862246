"""What waits for whom."""

from collab.streams.models import Entry
from discussions.personal.actions import mark_read
from tests.api.ask import ask
from tests.papers import share
from tests.world import World


def test_a_mention_waits_until_it_is_read(world: World) -> None:
    ada = world.seat(world.ada).pk
    said = world.say(world.ben, f"@[Ada](seat:{ada}) which dye?")
    [waiting] = ask(world.ada).get("/api/waiting")[1]
    assert {name: value for name, value in waiting.items() if value not in ("", None)} == {
        "verb": "mention", "title": "@Ada which dye?", "where": "Loom", "space": world.loom.pk, "place": said.place,
        "topic": world.yarn, "by": "Ben (example)", "count": 1, "since": waiting["since"],
    }  # fmt: skip
    assert ask(world.ben).get("/api/waiting") == (200, [])
    assert ask(world.eve).get("/api/waiting") == (200, [])
    mark_read(world.ada.pk, world.loom.pk, world.yarn, said.place)
    assert ask(world.ada).get("/api/waiting") == (200, [])


def test_a_document_in_review_waits_for_moderators_who_had_no_hand_in_it(world: World) -> None:
    paper = share(world, world.ben, title="Dyes")
    path = f"/api/spaces/{world.loom.pk}/documents/{paper.place}"
    assert ask(world.ada).get("/api/waiting") == (200, [])
    assert ask(world.ben).post(f"{path}/submit")[0] == 200
    [waiting] = ask(world.ada).get("/api/waiting")[1]
    assert (waiting["verb"], waiting["title"], waiting["by"], waiting["place"]) == ("review", "Dyes", "Ben (example)", paper.place)
    assert ask(world.ben).get("/api/waiting") == (200, [])
    assert ask(world.ada).post(f"{path}/approve", {"version": 1})[0] == 200
    assert [each["verb"] for each in ask(world.ada).get("/api/waiting")[1]] == []
    assert Entry.objects.filter(kind="document").count() == 1


def test_an_open_report_waits_for_the_moderators(world: World) -> None:
    said = world.say(world.ada, "Blue.")
    other = world.say(world.ben, "Red.")
    for message in (said, other):
        path = f"/api/spaces/{world.loom.pk}/messages/{message.place}/report"
        assert ask(world.ben if message is said else world.ada).post(path, {"reason": "tone", "words": "rude"})[0] in {200, 201}
    [waiting] = ask(world.ada).get("/api/waiting")[1]
    assert (waiting["verb"], waiting["where"], waiting["group"], waiting["count"]) == ("report", "Weavers", world.weavers.pk, 1)
    assert ask(world.ben).get("/api/waiting") == (200, [])
