"""Who reads from their joining on is told no older word, on no way: not by what newer messages quote, either."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from collab.accounts.models import Person
from collab.wiring import HOUSE
from discussions.chat.actions import withdraw_message
from discussions.chat.posting import post_message
from discussions.chat.shapes import MessageDraft, MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.actions import open_space
from discussions.spaces.seating import change_seat, open_seat
from discussions.spaces.shapes import SpaceDraft
from groups.models import Seat
from groups.roles import Role
from tests.api.ask import ask
from tests.api.reader import Reader
from tests.api.schema import routes
from tests.world import World, person

pytestmark = pytest.mark.django_db

OLDER = "Marigold"
HIDDEN = {"place": 0, "by": None, "excerpt": "", "label": "", "before_joining": True}


@dataclass
class Late:
    """A space that Zoe joined after Ben had spoken, and what Ada says since."""

    world: World
    space: int
    zoe: Person
    seat: Seat
    topic: int
    early: MessageShape
    quoting: MessageShape

    def say(self, who: Person, body: str, quote: int | None = None) -> MessageShape:
        return post_message(who.pk, self.space, MessageDraft(client_id=uuid4(), topic=self.topic, body=body, quote=quote))


@pytest.fixture
def late(world: World) -> Late:
    space = open_space(world.ada.pk, SpaceDraft(group=world.weavers.pk, title="Late", history="joining")).pk
    topic, _ = open_topic(world.ada.pk, space, TopicDraft(client_id=uuid4(), title="Before", body="Which?"))
    early = post_message(world.ben.pk, space, MessageDraft(client_id=uuid4(), topic=topic.place, body=f"{OLDER}."))
    zoe = person("Zoe")
    seat = open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=zoe.pk, organisation_id=world.lantern.pk, role=Role.MODERATOR)
    words = f"@[Zoe](seat:{seat.pk}) Yes."
    quoting = post_message(world.ada.pk, space, MessageDraft(client_id=uuid4(), topic=topic.place, body=words, quote=early.place))
    return Late(world, space, zoe, seat, topic.place, early, quoting)


def frames(late: Late, who: Person) -> list[dict[str, Any]]:
    """Every page that a socket or a long-poll would send of the space."""
    access = HOUSE.access(who.pk, [f"space:{late.space}"])[f"space:{late.space}"]
    return [json.loads(page.frame(access.name, access.floor)) for page in (HOUSE.first_page(access), HOUSE.changes_after(late.space, 0))]


def test_the_quote_of_something_older_tells_nothing_on_any_way(late: Late) -> None:
    asking, path = ask(late.zoe), f"/api/spaces/{late.space}/messages/{late.quoting.place}"
    found = [*asking.get(f"/api/spaces/{late.space}/history")[1]["items"]]
    found += [each["message"] for each in asking.get("/api/mentions")[1]["items"]]
    found += [asking.post(f"{path}/reactions", {"word": "thanks", "on": True})[1]]
    found += [asking.post(f"{path}/pin", {"on": True})[1]]
    found += [item for frame in frames(late, late.zoe) for item in frame["items"] if item["kind"] == "message"]
    found += [asking.post(f"{path}/move", {"topic": late.topic})[1]]
    assert [(each["place"], each["quote"]) for each in found] == [(late.quoting.place, HIDDEN)] * 7
    assert asking.post(f"{path}/redact", {"reason": "for the test"})[1]["quote"] is None


def test_no_address_and_no_page_says_an_older_word(late: Late) -> None:
    asking, texts = ask(late.zoe), [str(frames(late, late.zoe))]
    for route in (route for route in routes() if route.verb == "get"):
        path = route.path
        for name, number in (("space_id", late.space), ("group_id", late.world.weavers.pk), ("place", late.quoting.place), ("number", 1)):
            path = path.replace(f"{{{name}}}", str(number))
        if "{" not in path:
            texts.append(asking.raw("GET", f"{path}?q={OLDER}&refs={late.space}.{late.early.place}").getvalue().decode())
    plain = Reader(late.zoe)
    texts += [plain.page(f"/plain/s/{late.space}/"), plain.page(f"/plain/s/{late.space}/t/{late.topic}/")]
    assert [text for text in texts if OLDER in text] == []
    assert "Quoted from before your time." in texts[-1]
    assert OLDER in Reader(late.world.ben).page(f"/plain/s/{late.space}/t/{late.topic}/")


def test_others_read_the_quote_as_it_is(late: Late) -> None:
    whole = {
        "place": late.early.place, "by": late.early.model_dump(mode="json")["by"], "excerpt": f"{OLDER}.", "label": "amber",
        "before_joining": False,
    }  # fmt: skip
    for frame in frames(late, late.world.ben):
        [item] = [item for item in frame["items"] if item["kind"] == "message" and item["place"] == late.quoting.place]
        assert item["quote"] == whole
    newer = late.say(late.world.ada, "Rose.")
    answer = late.say(late.zoe, "Indeed.", quote=newer.place)
    assert answer.quote is not None and (answer.quote.excerpt, answer.quote.before_joining) == ("Rose.", False)


def test_an_older_quote_stays_untold_when_what_it_quotes_is_gone(late: Late) -> None:
    withdraw_message(late.world.ben.pk, late.space, late.early.place)
    assert [item["quote"] for item in ask(late.zoe).get(f"/api/spaces/{late.space}/history")[1]["items"]] == [HIDDEN]


def test_a_repeated_post_of_a_second_admission_tells_no_older_word(late: Late) -> None:
    """The first answer comes again as the person reads it now, who was out of the room meanwhile."""
    newer = late.say(late.world.ada, "Rose.")
    draft = MessageDraft(client_id=uuid4(), topic=late.topic, body="Indeed.", quote=newer.place)
    post_message(late.zoe.pk, late.space, draft)
    late.seat.admissions.filter(space=late.space).update(floor=newer.place)
    again = post_message(late.zoe.pk, late.space, draft)
    assert again.quote is not None and again.quote.model_dump() == HIDDEN


def test_a_card_of_something_older_is_not_resolved(late: Late) -> None:
    """A card is an address: what lies behind it is read by one's own right, or not at all."""
    from tests.papers import share

    world = late.world
    paper = share(world, world.ben, space=late.space, title=OLDER)
    change_seat(by=world.ada.pk, seat_id=late.seat.pk, role=Role.MEMBER)
    late.seat.admissions.filter(space=late.space).update(floor=paper.place)
    assert ask(late.zoe).get(f"/api/cards?refs={late.space}.{paper.place}") == (200, {"items": []})
    assert ask(world.ada).get(f"/api/cards?refs={late.space}.{paper.place}")[1]["items"][0]["title"] == OLDER
    assert ask(late.zoe).get(f"/api/spaces/{late.space}/documents/{paper.place}")[0] == 404
