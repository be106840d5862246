"""Posting: works, who may not, repeated, labels, quotes, cost."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.accounts.models import Person
from collab.clock import now
from collab.streams.models import Entry, Stream
from discussions.chat.models import Message
from discussions.chat.posting import post_messages, prepare
from discussions.chat.shapes import MessageDraft, MessageShape, TopicEdit
from discussions.chat.topics import edit_topic
from discussions.spaces.actions import change_space
from discussions.spaces.seating import change_seat, end_seat
from discussions.spaces.shapes import SpaceEdit
from groups.roles import Role
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.engine
NOTHING_HERE = {"code": "not_found", "message": "There is nothing here that you can see.", "facts": {}}


def draft(world: World, **more: object) -> dict[str, object]:
    return {"client_id": str(uuid4()), "topic": world.yarn, "body": "Blue.", **more}


def path(world: World) -> str:
    return f"/api/spaces/{world.loom.pk}/messages"


def stored(world: World) -> tuple[int, int, int]:
    """What a refusal must leave as it was: messages, entries, the counter."""
    return Message.objects.count(), Entry.objects.count(), Stream.objects.get(pk=world.loom.pk).rev


def test_it_is_stored_and_answered_as_everyone_will_read_it(world: World) -> None:
    before = Stream.objects.get(pk=world.loom.pk).rev
    sent = draft(world, body="Blue **first**.\r\nThen red. ")
    status, answer = ask(world.ben).post(path(world), sent)
    assert status == 201
    posted_at = answer.pop("posted_at")
    assert posted_at.endswith("Z")
    assert answer == {
        "kind": "message", "space": world.loom.pk, "place": before + 1, "rev": before + 1, "topic": world.yarn,
        "client_id": sent["client_id"],
        "by": {"seat": world.seat(world.ben).pk, "name": "Ben (example)", "organisation": "Lantern (example)",
               "constituency": "civil_society", "role": "member"},
        "body": "Blue **first**.\nThen red.", "html": "<p>Blue <strong>first</strong>.<br>\nThen red.</p>\n",
        "label": "amber", "note": "", "quote": None, "cards": [], "mentions": [], "mentions_all": False, "mentions_moderators": False,
        "reactions": [], "pinned": False, "edited_at": None, "gone": "", "gone_at": None, "carried": None, "unasked": False,
        "attachments": [],
    }  # fmt: skip
    _, page = ask(world.ada).get(f"/api/spaces/{world.loom.pk}/history?topic={world.yarn}")
    assert page["items"][-1] == {**answer, "posted_at": posted_at}


def test_an_outsider_gets_the_answer_for_what_is_missing(world: World) -> None:
    before = stored(world)
    hidden = ask(world.eve).post(path(world), draft(world))
    missing = ask(world.eve).post("/api/spaces/12345/messages", draft(world))
    assert hidden == missing == (404, NOTHING_HERE)
    assert stored(world) == before


def test_the_same_client_id_is_the_same_message(world: World) -> None:
    sent = draft(world)
    first = ask(world.ben).post(path(world), sent)
    before = stored(world)
    assert ask(world.ben).post(path(world), sent) == first
    assert stored(world) == before


def test_a_repeat_after_an_edit_is_still_a_repeat(world: World) -> None:
    sent = draft(world)
    _, first = ask(world.ben).post(path(world), sent)
    ask(world.ben).patch(f"{path(world)}/{first['place']}", {"body": "Green."})
    status, again = ask(world.ben).post(path(world), sent)
    assert (status, again["place"], again["body"]) == (201, first["place"], "Green.")


def test_the_same_client_id_with_other_words_is_refused(world: World) -> None:
    sent = draft(world)
    ask(world.ben).post(path(world), sent)
    before = stored(world)
    status, answer = ask(world.ben).post(path(world), {**sent, "body": "Red."})
    assert (status, answer["code"]) == (409, "replay_differs")
    assert stored(world) == before


def test_client_ids_of_two_people_do_not_meet(world: World) -> None:
    sent = draft(world)
    _, ben = ask(world.ben).post(path(world), sent)
    status, ada = ask(world.ada).post(path(world), {**sent, "body": "Another."})
    assert (status, ada["place"]) == (201, ben["place"] + 1)


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"body": " \n "}, 422, "empty"),
        ({"body": "x" * 4001}, 422, "too_long"),
        ({"topic": 999}, 404, "not_found"),
        ({"quote": 999}, 404, "not_found"),
        ({"label": "green"}, 422, "label_too_low"),
        ({"label": "red"}, 422, "label_above_ceiling"),
        ({"cards": [{"space": 1, "place": 1}]}, 404, "not_found"),
        ({"client_id": "nonsense"}, 422, "invalid"),
        ({"body": 5}, 422, "invalid"),
        ({"author": 5}, 422, "invalid"),
        ({"label": "white"}, 422, "invalid"),
    ],
)
def test_what_is_refused_and_leaves_nothing(world: World, more: dict[str, object], status: int, code: str) -> None:
    before = stored(world)
    answer = ask(world.ben).post(path(world), draft(world, **more))
    assert (answer[0], answer[1]["code"]) == (status, code)
    assert stored(world) == before


def test_four_thousand_characters_fit(world: World) -> None:
    assert ask(world.ben).post(path(world), draft(world, body="x" * 4000))[0] == 201


def test_too_long_says_by_how_much(world: World) -> None:
    _, answer = ask(world.ben).post(path(world), draft(world, body="x" * 4001))
    assert answer["facts"] == {"length": 4001, "limit": 4000}


def test_a_label_may_be_raised_up_to_the_ceiling(world: World) -> None:
    _, answer = ask(world.ben).post(path(world), draft(world, label="amber_strict"))
    assert answer["label"] == "amber_strict"


def test_a_quote_carries_its_label_on(world: World) -> None:
    _, strict = ask(world.ben).post(path(world), draft(world, label="amber_strict", body="Not for clients."))
    _, answer = ask(world.ada).post(path(world), draft(world, quote=strict["place"]))
    assert answer["label"] == "amber_strict"
    assert answer["quote"] == {
        "place": strict["place"],
        "by": strict["by"],
        "excerpt": "Not for clients.",
        "label": "amber_strict",
        "before_joining": False,
    }
    before = stored(world)
    status, refused = ask(world.ada).post(path(world), draft(world, quote=strict["place"], label="amber"))
    assert (status, refused["code"]) == (422, "label_too_low")
    assert stored(world) == before


def test_mentions_reach_only_people_of_the_space(world: World) -> None:
    ada, eve = world.seat(world.ada).pk, world.seat(world.eve).pk
    _, answer = ask(world.ben).post(path(world), draft(world, body=f"@[Ada](seat:{ada}) @[Eve](seat:{eve}) @[all](group:all)"))
    assert (answer["mentions"], answer["mentions_all"], answer["mentions_moderators"]) == ([ada], True, False)


def test_a_locked_topic_takes_words_of_moderators_alone(world: World) -> None:
    edit_topic(world.ada.pk, world.loom.pk, world.yarn, TopicEdit(locked=True))
    before = stored(world)
    status, answer = ask(world.ben).post(path(world), draft(world))
    assert (status, answer["code"]) == (403, "topic_locked")
    assert stored(world) == before
    assert ask(world.ada).post(path(world), draft(world))[0] == 201


def test_an_archived_space_takes_no_words(world: World) -> None:
    change_space(world.ada.pk, world.loom.pk, SpaceEdit(archived=True))
    before = stored(world)
    status, answer = ask(world.ada).post(path(world), draft(world))
    assert (status, answer["code"]) == (403, "space_archived")
    assert stored(world) == before


def test_an_observer_reads_only(world: World) -> None:
    change_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, role=Role.OBSERVER)
    before = stored(world)
    status, answer = ask(world.ben).post(path(world), draft(world))
    assert (status, answer["code"]) == (403, "reads_only")
    assert stored(world) == before
    assert ask(world.ben).get(f"/api/spaces/{world.loom.pk}/history")[0] == 200


def test_a_muted_member_waits(world: World) -> None:
    seat = world.seat(world.ben)
    seat.muted_until = now().replace(year=now().year + 1)
    seat.save()
    before = stored(world)
    status, answer = ask(world.ben).post(path(world), draft(world))
    assert (status, answer["code"]) == (403, "muted")
    assert stored(world) == before


def test_an_ended_seat_gets_the_answer_for_what_is_missing(world: World) -> None:
    browser = ask(world.ben)
    end_seat(by=world.ada.pk, seat_id=world.seat(world.ben).pk, reason="moved on")
    before = stored(world)
    assert browser.post(path(world), draft(world)) == (404, NOTHING_HERE)
    assert browser.get(f"/api/spaces/{world.loom.pk}/history") == (404, NOTHING_HERE)
    assert stored(world) == before


def test_signed_out_is_told_so(world: World) -> None:
    before = stored(world)
    status, answer = ask(None).post(path(world), draft(world))
    assert (status, answer["code"]) == (401, "signed_out")
    assert stored(world) == before


def test_it_costs_twelve_queries_at_most(world: World) -> None:
    browser = ask(world.ben)
    browser.post(path(world), draft(world))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.post(path(world), draft(world))[0] == 201
    work = [each["sql"] for each in queries if "SAVEPOINT" not in each["sql"]]
    assert len(work) <= 12, "\n".join(work)


def test_a_batch_costs_as_many_queries_as_one_message(world: World) -> None:
    def cost(*said: tuple[Person, int, int]) -> int:
        posts = [prepare(who.pk, space, MessageDraft(client_id=uuid4(), topic=topic, body="Words.")) for who, space, topic in said]
        with CaptureQueriesContext(connection) as queries:
            assert all(isinstance(each, MessageShape) for each in post_messages(posts))
        return len(queries)

    in_loom, in_oven = (world.loom.pk, world.yarn), (world.oven.pk, world.clay)
    one = cost((world.ben, *in_loom))
    assert cost((world.ben, *in_loom), (world.ada, *in_loom), (world.eve, *in_oven), (world.eve, *in_oven)) == one
