"""How a request ends: the copy goes out, or whoever asked is told that it does not.

Where posts of the thread go out in batches, the end waits for the next one: its moment would tell when an author was at work.
"""

import logging
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Min, Q

from collab.clock import now
from collab.errors import DomainError, NotFound
from collab.search.index import index
from discussions.bridges.audience import audience_of
from discussions.bridges.held import check_crowd, check_unlocked
from discussions.bridges.models import Bridge, Crossing, Side
from discussions.bridges.policies import check_submit, goes_in_batches
from discussions.bridges.roles import Attribution, BridgeState
from discussions.bridges.submitting import due, show_or_pass
from discussions.carrying.asking import ask_moderators
from discussions.carrying.locks import Counters, close_waiting, locked_carry, save_all_changed, tell_asker, touch
from discussions.carrying.models import OPEN, Carry
from discussions.carrying.policies import after_carry, source_hash, told_state
from discussions.carrying.reads import full_consents
from discussions.carrying.roles import CarryAct, CarryState
from discussions.chat.batching import next_batch
from discussions.chat.holds import is_kept
from discussions.chat.models import Message, Topic
from discussions.chat.policies import check_post
from discussions.spaces.models import Admission
from discussions.spaces.policies import Standing, check_label
from discussions.spaces.reads import admissions_of, standing_from, standing_in

log = logging.getLogger("collab.carrying")


def settle_due(moment: datetime) -> datetime | None:
    """End what has run out of time at `moment` (UTC), and what waited for its batch.  Returns the next such moment.

    One that fails is logged and keeps no other waiting.
    """
    open_ones, ended = Carry.objects.filter(state__in=OPEN), Carry.objects.filter(settles_at__isnull=False)
    late = Carry.objects.filter(Q(state__in=OPEN, expires_at__lte=moment) | Q(settles_at__lte=moment))
    for number in list(late.order_by("pk").values_list("number", flat=True)):
        try:
            settle_one(number, moment)
        except Exception:
            log.exception("request %s to carry on could not be settled", number)
    nexts = [
        open_ones.filter(expires_at__gt=moment).aggregate(next=Min("expires_at"))["next"],
        ended.filter(settles_at__gt=moment).aggregate(next=Min("settles_at"))["next"],
    ]
    return min((each for each in nexts if each is not None), default=None)


@transaction.atomic
def settle_one(number: int, moment: datetime) -> None:
    """End one request, if it is due.  Repeating changes nothing."""
    carry, counters = locked_carry(number)
    if carry.state in OPEN and carry.expires_at <= moment:
        carry.state = after_carry(CarryState(carry.state), CarryAct.EXPIRE)
    elif carry.settles_at is None or carry.settles_at > moment:
        return
    elif carry.state == CarryState.AUTHOR_OK:  # an author who is sealed has agreed since the last batch
        go_on_sealed(carry, counters)
        save_all_changed(counters)
        return
    settle(carry, counters, moment)
    save_all_changed(counters)


def go_on_sealed(carry: Carry, counters: Counters) -> None:
    """Ask the moderators about the words of an author who is sealed and has agreed.  The caller saves the counters."""
    carry.settles_at = None
    carry.save(update_fields=["settles_at"])
    if not carry.message.gone:
        wrote = Crossing.objects.select_related("side__group").get(message=carry.message)
        ask_moderators(carry, wrote.side.group, None, counters)


def end(carry: Carry, counters: Counters, moment: datetime) -> None:
    """Everybody agreed, or somebody did not: settle it now, or with the next batch.  The caller saves the counters.

    A no to the words of somebody who is sealed waits until the time is over: earlier, it would tell that they had been there.
    """
    if carry.sealed and carry.state != CarryState.AGREED:
        carry.settles_at = carry.expires_at
        carry.save(update_fields=["settles_at"])
    elif goes_in_batches(map(Attribution, carry.bridge.attributions)):
        carry.settles_at = next_batch(moment)
        carry.save(update_fields=["settles_at"])
    else:
        settle(carry, counters, moment)


def settle(carry: Carry, counters: Counters, moment: datetime) -> None:
    """Post the copy where all agreed, and tell whoever asked.  The caller holds the locks and saves the counters."""
    if carry.state == CarryState.AGREED:
        try:
            post(carry, counters, moment)
        except DomainError:  # nothing was written yet: every check comes first
            carry.state = after_carry(CarryState.AGREED, CarryAct.FAIL)
            if carry.sealed and moment < carry.expires_at:  # nor does this tell that all had agreed
                carry.settles_at = carry.expires_at
                carry.save()
                return
        else:
            carry.state = after_carry(CarryState.AGREED, CarryAct.TRAVEL)
            for consent in full_consents().filter(carry=carry).order_by("pk"):
                touch(consent, counters)
    carry.settles_at, carry.settled_at = None, moment
    carry.save()
    close_waiting(carry, counters)
    tell_asker(carry, counters, told_state(CarryState(carry.state), sealed=carry.sealed))


def post(carry: Carry, counters: Counters, moment: datetime) -> None:
    """Say it where it was to go, as a message of whoever asked; between groups it passes the gate as any post.

    Raises a DomainError, with nothing written, where that is no longer possible.
    """
    check_unchanged(carry)
    topic = Topic.objects.select_related("entry").get(pk=carry.topic_id)
    bridge = Bridge.objects.select_related("space").filter(pk=carry.space_id).first()
    standing = posting(carry)
    check_label(carry.label, topic.entry.label, standing.ceiling)
    if bridge is None:
        check_post(standing, topic.locked_at is not None)
        carry.copy = say(carry, topic, counters, moment)
        return
    check_submit(standing, BridgeState(bridge.state))
    check_unlocked(topic)
    audience = audience_of(bridge.pk)
    check_crowd(bridge, carry.poster, carry.poster_shown, audience)
    side = Side.objects.select_related("entry").get(bridge=bridge, group=carry.poster.group_id)
    desk, own = counters[side.entry.stream_id], counters[carry.entry.stream_id]
    carry.crossing = Crossing.objects.create(
        entry=desk.show("crossing", label=carry.label), own=own.show("crossing", label=carry.label), bridge=bridge, side=side,
        author=carry.poster, client_id=uuid4(), request_hash="", topic=topic.entry, body=carry.body, html=carry.html, note=carry.note,
        attribution=carry.poster_shown, submitted_at=moment, due_at=due(bridge, moment), carried=carried(carry),
    )  # fmt: skip
    show_or_pass(carry.crossing, counters, audience)


def check_unchanged(carry: Carry) -> None:
    """Raise NotFound unless the post still stands, word for word, and whoever asked still reads it."""
    message, source = carry.message, standing_in(carry.asker.person_id, carry.bridge_id)
    reads = source_hash(message.body, message.note, message.entry.label)
    if message.gone or reads != carry.source_hash or not source.inside or is_kept(source, message.pk):
        raise NotFound


def posting(carry: Carry) -> Standing:
    """The standing of the seat that is to post.  Raises NotFound where it no longer reads there."""
    rows = admissions_of(carry.poster.person_id).filter(space=carry.space_id, seat=carry.poster_id)
    row: Admission | None = rows.select_related("space", "seat__person", "seat__organisation").first()
    if row is None:
        raise NotFound
    return standing_from(row, now())


def carried(carry: Carry) -> dict[str, object]:
    """What a copy tells of where it comes from: a number that opens for those who sit there, and how its author is shown."""
    return {"number": carry.number, "by": carry.shown_as}


def say(carry: Carry, topic: Topic, counters: Counters, moment: datetime) -> Message:
    """The copy as a message of the space.  It calls nobody: the words were said to others."""
    room = counters[carry.space_id]
    message = Message.objects.create(
        entry=room.show("message", topic=topic.entry, label=carry.label), space_id=carry.space_id, author=carry.poster, client_id=uuid4(),
        request_hash="", body=carry.body, html=carry.html, note=carry.note, posted_at=moment, carried=carried(carry),
    )  # fmt: skip
    topic.messages, topic.last_place, topic.last_at = topic.messages + 1, message.entry.place, message.posted_at
    topic.save(update_fields=["messages", "last_place", "last_at"])
    index(message.entry, topic.title, message.body)
    return message
