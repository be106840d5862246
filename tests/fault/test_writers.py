"""Many writers at once: order without gaps, each message once, no deadlock.  On SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from collab.audit.models import AuditChain, AuditEntry
from collab.audit.record import hash_of
from collab.errors import DomainError
from collab.streams.models import Entry, Stream
from discussions.chat.actions import edit_message, move_message
from discussions.chat.models import Message
from discussions.chat.posting import post_message, post_messages, prepare
from discussions.chat.shapes import MessageDraft, MessageEdit, MessageShape, TopicDraft
from discussions.chat.topics import open_topic
from discussions.desk.redacting import redact_message
from discussions.personal.actions import mark_read
from discussions.personal.models import ReadMark
from discussions.spaces.models import Admission
from discussions.spaces.seating import change_seat, end_seat, open_seat
from groups.roles import Role
from tests.world import World, build, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
THREADS = 8


@pytest.fixture
def world(transactional_db: None) -> World:
    return build()


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each job returned or raised, all started together, each with a connection of its own."""

    def run(job: Callable[[], Any]) -> Any:
        try:
            return job()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, jobs))


def saying(world: World, body: str, client_id: UUID | None = None) -> Callable[[], MessageShape]:
    draft = MessageDraft(client_id=client_id or uuid4(), topic=world.yarn, body=body)
    return lambda: post_message(world.ben.pk, world.loom.pk, draft)


def revs_are_gapless(world: World) -> None:
    """Every number was taken by one entry, or superseded by a later change of it."""
    stream = Stream.objects.get(pk=world.loom.pk)
    rows = list(Entry.objects.filter(stream=stream).values_list("place", "rev"))
    assert len({rev for _, rev in rows}) == len(rows)
    assert max(rev for _, rev in rows) == stream.rev
    assert all(place <= rev for place, rev in rows)


def test_forty_messages_take_forty_numbers(world: World) -> None:
    before = Stream.objects.get(pk=world.loom.pk).rev
    said = at_once(*[saying(world, f"Number {n}.") for n in range(40)])
    assert sorted(each.place for each in said) == list(range(before + 1, before + 41))
    assert Stream.objects.get(pk=world.loom.pk).rev == before + 40
    assert [Message.objects.get(entry__stream=world.loom.pk, entry__place=each.place).body for each in said] == [
        f"Number {n}." for n in range(40)
    ]


def test_the_same_message_from_many_tabs_is_one(world: World) -> None:
    key = uuid4()
    said = at_once(*[saying(world, "Once.", key) for _ in range(16)])
    assert len({each.place for each in said}) == 1
    assert Message.objects.filter(client_id=key).count() == 1


def test_a_batch_with_repeats_and_refusals_inside(world: World) -> None:
    """One bad item fails alone; a repeat inside the batch is the same message."""
    key, other = uuid4(), uuid4()

    def draft(client_id: UUID, body: str, topic: int = world.yarn) -> MessageDraft:
        return MessageDraft(client_id=client_id, topic=topic, body=body)

    answers = post_messages([
        prepare(world.ben.pk, world.loom.pk, draft(key, "One.")),
        prepare(world.eve.pk, world.loom.pk, draft(uuid4(), "From outside.")),
        prepare(world.ben.pk, world.loom.pk, draft(key, "One.")),
        prepare(world.ben.pk, world.loom.pk, draft(key, "Other words.")),
        prepare(world.eve.pk, world.oven.pk, draft(other, "In my own.", world.clay)),
        prepare(world.ben.pk, world.loom.pk, draft(uuid4(), "")),
        prepare(world.ada.pk, world.loom.pk, draft(uuid4(), "Two.")),
    ])  # fmt: skip
    kinds = [each.place if isinstance(each, MessageShape) else each.code.value for each in answers]
    first = kinds[0]
    assert isinstance(first, int)
    assert kinds == [first, "not_found", first, "replay_differs", answers[4].place, "empty", first + 1]  # type: ignore[union-attr]  # a shape
    assert [each.body for each in Message.objects.filter(space=world.loom).order_by("-entry__place")[:2]] == ["Two.", "One."]


def test_crossed_moves_edits_and_redactions_do_not_block_one_another(world: World) -> None:
    dyes, _ = open_topic(world.ada.pk, world.loom.pk, TopicDraft(client_id=uuid4(), title="Dyes", body="Here."))
    said = [world.say(world.ben, f"Number {n}.") for n in range(12)]
    loom, ada, ben = world.loom.pk, world.ada.pk, world.ben.pk
    jobs: list[Callable[[], Any]] = []
    for n, each in enumerate(said):
        jobs.append(partial(move_message, ada, loom, each.place, dyes.place))
        jobs.append(partial(edit_message, ben, loom, each.place, MessageEdit(body=f"Edited {n}.")))
        jobs.append(partial(mark_read, ada, loom, world.yarn, each.place))
        if n % 3 == 0:
            jobs.append(partial(redact_message, ada, loom, each.place, "test"))
    answers = at_once(*jobs)
    assert {each.code.value for each in answers if isinstance(each, DomainError)} <= {"already_gone"}
    revs_are_gapless(world)
    assert Message.objects.filter(space=world.loom, gone="redacted").count() == 4
    assert Message.objects.filter(space=world.loom, entry__topic__place=dyes.place).count() == 13
    assert ReadMark.objects.filter(person=world.ada).count() == 1


def test_seats_open_and_end_while_others_post(world: World) -> None:
    """A message is accepted only while the seat stands: nothing of an ended seat lies behind its end."""
    people = [person(f"Zoe{n}") for n in range(4)]
    seats = [
        open_seat(by=world.olga.pk, group_id=world.weavers.pk, person_id=each.pk, organisation_id=world.lantern.pk, role=Role.MEMBER)
        for each in people
    ]

    def talk(who: int) -> Callable[[], MessageShape]:
        draft = MessageDraft(client_id=uuid4(), topic=world.yarn, body="Still here.")
        return lambda: post_message(who, world.loom.pk, draft)

    jobs: list[Callable[[], Any]] = []
    for each, seat in zip(people, seats, strict=True):
        jobs += [talk(each.pk), talk(each.pk)]
        jobs.append(partial(end_seat, by=world.ada.pk, seat_id=seat.pk, reason="test"))
        jobs += [talk(each.pk), saying(world, "Meanwhile.")]
    at_once(*jobs)
    for seat in seats:
        ended = Admission.objects.get(seat=seat, space=world.loom)
        assert ended.ended_at is not None
        assert not Message.objects.filter(author=seat, entry__place__gt=ended.entry.rev).exists()
    revs_are_gapless(world)


def test_the_audit_chain_is_whole_after_many_acts_at_once(world: World) -> None:
    seat = world.seat(world.ben).pk
    roles = [Role.OBSERVER, Role.MEMBER] * 8
    at_once(*[partial(change_seat, by=world.ada.pk, seat_id=seat, role=role) for role in roles])
    chain = AuditChain.objects.get(pk=world.weavers.pk)
    previous = "0" * 64
    for number, entry in enumerate(AuditEntry.objects.filter(chain=chain).order_by("number"), 1):
        assert (entry.number, entry.previous_hash, entry.hash) == (number, previous, hash_of(entry))
        previous = entry.hash
    assert (chain.length, chain.head) == (number, previous)
    assert AuditEntry.objects.filter(chain=chain, verb="seat.change").count() == 16
