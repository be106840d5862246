"""Slow mode: between two messages of one person some time goes by, in a space or in a topic."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from collab import clock
from collab.audit.models import AuditEntry
from collab.clock import now
from collab.streams.models import Stream
from discussions.chat.models import LastWord, Message, Topic
from discussions.chat.policies import check_pace
from discussions.chat.posting import post_messages, prepare
from discussions.chat.shapes import MessageDraft, MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.spaces.policies import Standing
from tests.api.ask import Answer, ask
from tests.world import World

pytestmark = pytest.mark.django_db


def post(world: World, body: str, *, topic: int | None = None) -> Answer:
    """Ben says something in loom."""
    draft = {"client_id": str(uuid4()), "topic": topic or world.yarn, "body": body}
    return ask(world.ben).post(f"/api/spaces/{world.loom.pk}/messages", draft)


def slow_topic(world: World, seconds: int) -> None:
    """Ada slows the yarn topic down."""
    assert ask(world.ada).put(f"/api/spaces/{world.loom.pk}/pace", {"seconds": seconds, "topic": world.yarn})[0] == 204
    assert Topic.objects.get(entry__place=world.yarn, space=world.loom).slow_seconds == seconds


def slow_space(world: World, seconds: int) -> None:
    """Ada slows all of loom down."""
    assert ask(world.ada).put(f"/api/spaces/{world.loom.pk}/pace", {"seconds": seconds})[0] == 204
    assert ask(world.ben).get(f"/api/spaces/{world.loom.pk}")[1]["slow_seconds"] == seconds


def test_in_a_slow_topic_a_second_message_waits_and_nothing_of_it_is_stored(world: World) -> None:
    slow_topic(world, 60)
    moment = now()
    assert post(world, "First.")[0] == 201
    before = (Message.objects.count(), Stream.objects.get(pk=world.loom.pk).rev)
    status, answer = post(world, "Second.")
    assert (status, answer["code"]) == (403, "slow_mode")
    until = answer["facts"]["until"]
    assert moment + timedelta(seconds=60) <= datetime.fromisoformat(until) <= now() + timedelta(seconds=60)
    assert (Message.objects.count(), Stream.objects.get(pk=world.loom.pk).rev) == before
    clock.shift(timedelta(seconds=61))
    assert post(world, "Second.")[0] == 201


def test_another_topic_of_the_space_is_not_slow(world: World) -> None:
    other, _ = open_topic(world.ada.pk, world.loom.pk, TopicDraft(client_id=uuid4(), title="Needles", body="Which needles?"))
    slow_topic(world, 60)
    assert [post(world, "One.")[0], post(world, "Two.", topic=other.place)[0], post(world, "Three.", topic=other.place)[0]] == [
        201,
        201,
        201,
    ]


def test_a_slow_space_counts_its_topics_together(world: World) -> None:
    other, _ = open_topic(world.ada.pk, world.loom.pk, TopicDraft(client_id=uuid4(), title="Needles", body="Which needles?"))
    slow_space(world, 60)
    assert post(world, "One.")[0] == 201
    status, answer = post(world, "Two.", topic=other.place)
    assert (status, answer["code"]) == (403, "slow_mode")
    opening = TopicDraft(client_id=uuid4(), title="Round the gate", body="A topic of my own.").model_dump(mode="json")
    assert ask(world.ben).post(f"/api/spaces/{world.loom.pk}/topics", opening)[1]["code"] == "slow_mode"


def test_a_repeat_is_no_second_message(world: World) -> None:
    slow_topic(world, 60)
    draft = {"client_id": str(uuid4()), "topic": world.yarn, "body": "Once."}
    path = f"/api/spaces/{world.loom.pk}/messages"
    first, again = ask(world.ben).post(path, draft), ask(world.ben).post(path, draft)
    assert first == again
    assert first[0] == 201


def test_two_in_one_batch_are_two(world: World) -> None:
    """The socket posts what came together in one transaction; the second still waits."""
    slow_topic(world, 60)
    drafts = [MessageDraft(client_id=uuid4(), topic=world.yarn, body=body) for body in ("One.", "Two.")]
    first, second = post_messages([prepare(world.ben.pk, world.loom.pk, draft) for draft in drafts])
    assert isinstance(first, MessageShape)
    assert getattr(second, "code", None) == "slow_mode"
    assert Message.objects.filter(body="Two.").count() == 0


def test_what_was_said_just_before_counts(world: World) -> None:
    assert post(world, "Before.")[0] == 201
    slow_topic(world, 3600)
    assert post(world, "After.")[1]["code"] == "slow_mode"
    slow_topic(world, 0)
    slow_space(world, 3600)
    assert post(world, "After.")[1]["code"] == "slow_mode"


def test_taking_words_back_gives_no_second_turn(world: World) -> None:
    slow_topic(world, 60)
    said = post(world, "Hasty.")[1]
    assert ask(world.ben).post(f"/api/spaces/{world.loom.pk}/messages/{said['place']}/withdraw")[0] == 200
    assert post(world, "Again.")[1]["code"] == "slow_mode"


def test_moderators_do_not_wait_and_members_cannot_slow(world: World) -> None:
    slow_topic(world, 60)
    assert [world.say(world.ada, body).body for body in ("One.", "Two.")] == ["One.", "Two."]
    path = f"/api/spaces/{world.loom.pk}/pace"
    status, answer = ask(world.ben).put(path, {"seconds": 0, "topic": world.yarn})
    assert (status, answer["code"]) == (403, "not_allowed")
    assert ask(world.eve).put(path, {"seconds": 0})[0] == 404
    assert [ask(world.ada).put(path, draft)[0] for draft in ({"seconds": -1}, {"seconds": 5, "topic": 999})] == [422, 404]
    assert Topic.objects.get(entry__place=world.yarn, space=world.loom).slow_seconds == 60


def test_the_record_says_who_slowed_what_and_switching_it_off_frees_everybody(world: World) -> None:
    slow_topic(world, 300)
    slow_space(world, 30)
    slow_space(world, 30)  # the same again is no act
    acts = AuditEntry.objects.filter(verb="space.slow").order_by("number").values_list("actor_id", "facts")
    assert list(acts) == [(world.ada.pk, {"seconds": 300, "topic": world.yarn}), (world.ada.pk, {"seconds": 30, "topic": None})]
    assert post(world, "One.")[0] == 201
    slow_topic(world, 0)
    slow_space(world, 0)
    assert post(world, "Two.")[0] == 201


def test_where_nothing_is_slow_nothing_is_kept(world: World) -> None:
    post(world, "One.")
    assert LastWord.objects.count() == 0


def test_the_moment_itself_is_free() -> None:
    moment = now()
    check_pace(Standing(moment, 1, 2), moment)
