"""The gate: releasing a post, returning or declining it, taking it back.

Every act locks the desk first and then reads the post again, so that two moderators are never both the one who decided.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict
from collab.search.index import index, reindex
from collab.streams.counter import Counter
from collab.streams.models import Entry
from collab.text.plain import tidy
from collab.text.render import mentioned
from discussions.bridges.attachments.attaching import check_released, keep, released, take_over, versions_of
from discussions.bridges.attachments.reads import narrowed
from discussions.bridges.audience import Audience, audience_of, shown_as
from discussions.bridges.custody.posting import approve, check_still_sealed, forget_approvals
from discussions.bridges.held import (
    check_crowd,
    check_unlocked,
    desk_shape,
    find_locked,
    own_shape,
    save_shown,
    show,
    streams_of,
    tell_author,
)
from discussions.bridges.models import Crossing
from discussions.bridges.policies import check_appeal, check_decide, check_release, check_take_back, goes_in_batches
from discussions.bridges.reads import desk_seats, facts_of, present_hash
from discussions.bridges.roles import Attribution, CrossingAct, CrossingState
from discussions.bridges.shapes import CrossingShape
from discussions.chat.actions import empty, rewrite, says_something, touch_quoting
from discussions.chat.batching import next_batch
from discussions.chat.models import Message, Revision, ShownCounts, Topic
from discussions.chat.policies import check_body
from discussions.chat.posting import store_mentions
from groups.badges import Badge
from groups.models import Seat


@transaction.atomic
def return_crossing(person_id: int, number: int, reason: str, suggestion: str = "") -> CrossingShape:
    """Give a post back to its author, with a reason, and perhaps with the words that would be released.

    Nobody edits another's words: the author takes them over or does not.  Raises NotFound, Refused (own_work), Conflict (wrong_state).
    """
    return turn_down(person_id, number, CrossingAct.RETURN, reason, suggestion)


@transaction.atomic
def decline_crossing(person_id: int, number: int, reason: str) -> CrossingShape:
    """Refuse a post for good, with a reason.  Raises NotFound, Refused (own_work), Conflict (wrong_state)."""
    return turn_down(person_id, number, CrossingAct.DECLINE, reason)


def turn_down(person_id: int, number: int, act: CrossingAct, reason: str, suggestion: str = "") -> CrossingShape:
    """Return or decline.  Inside a transaction."""
    crossing, counters = find_locked(person_id, number)
    crossing.state = check_decide(facts_of(person_id, crossing, Audience()), act)
    crossing.reason, crossing.suggestion, crossing.travels_at = tidy(reason), tidy(suggestion), None
    if crossing.suggestion:
        check_body(crossing.suggestion)
    note_decision(crossing, person_id)
    if crossing.state == CrossingState.DECLINED:
        crossing.declined_by = crossing.decided_by
    crossing.save()
    forget_approvals(crossing)
    tell_author(crossing, counters)
    save_shown(crossing, counters)
    record(f"crossing.{act}", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number), reason=crossing.reason)
    return desk_shape(crossing)


def note_decision(crossing: Crossing, person_id: int) -> None:
    """Note who decided, and when."""
    crossing.decided_by, crossing.decided_at = desk_seats(person_id).get(group_id=crossing.side.group_id), now()


@transaction.atomic
def release_crossing(person_id: int, number: int, seen: str) -> CrossingShape:
    """Publish a post as it was read: `seen` is the hash of text, attachments, label, attribution and audience that the moderator saw.

    The message appears in the room of the bridge at this moment, under its attribution; with the next batch, where authors may be hidden.
    Where its author is sealed, the first moderator approves and another one releases.
    Raises NotFound, Refused (own_work, topic_locked), Conflict (wrong_state, stale, already_gone), Invalid (crowd_too_small).
    """
    crossing, counters = find_locked(person_id, number)
    audience = audience_of(crossing.bridge_id)
    reads = present_hash(crossing, audience)
    check_release(facts_of(person_id, crossing, audience), seen=seen, now_reads=reads)
    check_released(crossing)
    writers = narrowed(audience, crossing.side.group_id, versions_of(crossing))
    check_crowd(crossing.bridge, crossing.voice, crossing.attribution, writers)
    check_still_sealed(crossing, Attribution(crossing.attribution), writers)
    if crossing.author_id is None and not approve(crossing, desk_seats(person_id).get(group_id=crossing.side.group_id), reads):
        counters[crossing.entry.stream_id].touch(crossing.entry)
        counters[crossing.entry.stream_id].save()
        record("crossing.approve", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number), hash=reads)
        return desk_shape(crossing)
    note_decision(crossing, person_id)
    pass_gate(crossing, counters, audience, reads)
    record("crossing.release", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number), hash=reads)
    return desk_shape(crossing)


def pass_gate(crossing: Crossing, counters: dict[int, Counter], audience: Audience, reads: str) -> None:
    """Let a post out, or set it down for the next batch.  Inside a transaction, under the locks of `find_locked`."""
    if goes_in_batches(map(Attribution, crossing.bridge.attributions)):
        crossing.state, crossing.released_hash, crossing.travels_at = CrossingState.PASSED, reads, next_batch(now())
        crossing.save()
        show(crossing, counters)
    else:
        let_out(crossing, counters, audience, reads, now())
        counters[crossing.bridge_id].save()
    for stream in streams_of(crossing):
        counters[stream].save()


def let_out(crossing: Crossing, counters: dict[int, Counter], audience: Audience, reads: str, moment: datetime) -> None:
    """Put a post into the room, or new words into its message, as of `moment`.  The caller holds the locks and saves the counters."""
    room = counters[crossing.bridge_id]
    if crossing.revises is not None:
        about = replace_words(crossing, room, moment)
    else:
        crossing.message = publish(crossing, topic_in(crossing, room, moment), room, moment)
        about = crossing.message.entry
    crossing.travels_at = None
    crossing.state, crossing.released_hash = CrossingState.RELEASED, reads
    crossing.released_to = {str(group): audience.people(group) for group in sorted(audience.groups)}
    crossing.save()
    tell_author(crossing, counters, about)
    show(crossing, counters)


def pass_at_once(crossing: Crossing, counters: dict[int, Counter], audience: Audience) -> None:
    """Let out what the side's gate does not hold; its moderators see it afterwards.  The audit names the gate, never the author."""
    reads = present_hash(crossing, audience)
    crossing.decided_at = now()
    pass_gate(crossing, counters, audience, reads)
    gate = crossing.side.gate
    record("crossing.pass", group_id=crossing.side.group_id, actor_id=None, subject=("crossing", crossing.number), hash=reads, gate=gate)


def replace_words(crossing: Crossing, room: Counter, moment: datetime) -> Entry:
    """Put the new words into the message of the post that they revise; the old ones stay readable as its history."""
    original = crossing.revises
    assert original is not None and original.message_id is not None, "only what was released is revised"
    message = Message.objects.select_related("entry__topic").get(pk=original.message_id)
    if message.gone:
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))
    topic = Topic.objects.get(pk=message.entry.topic_id)
    check_unlocked(topic)
    Revision.objects.create(
        message=message, body=message.body, html=message.html, label=message.entry.label, written_at=message.edited_at or message.posted_at
    )
    message.unasked, message.attachments = stays_unasked(crossing), released(crossing)
    message.save(update_fields=["unasked", "attachments"])
    take_over(original, crossing)
    rewrite(message, crossing.body, crossing.entry.label, crossing.note, moment)
    reindex(message.entry, topic.title, message.body)
    room.touch(message.entry)
    touch_quoting(message, room)
    return message.entry


@transaction.atomic
def appeal_crossing(person_id: int, number: int, words: str) -> CrossingShape:
    """Put one's declined post before a second moderator of one's group.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    crossing, counters = find_locked(person_id, number)
    crossing.state = check_appeal(facts_of(person_id, crossing, Audience()))
    crossing.appeal, crossing.lapse_at, crossing.due_at = tidy(words), None, now() + timedelta(hours=crossing.bridge.response_hours)
    crossing.save()
    save_shown(crossing, counters)
    return own_shape(crossing)


def topic_in(crossing: Crossing, room: Counter, moment: datetime) -> Topic:
    """The topic of a post that is being released: the one it names, still open, or a new one under the same attribution."""
    if crossing.topic_id:
        topic = Topic.objects.select_related("entry").get(pk=crossing.topic_id)
        check_unlocked(topic)
        return topic
    badge = shown_as(crossing.voice, Attribution(crossing.attribution))
    topic = open_topic_in(room, crossing.author, badge, title=crossing.title, label=crossing.entry.label, moment=moment)
    crossing.topic = topic.entry
    return topic


def open_topic_in(room: Counter, author: Seat | None, badge: Badge, *, title: str, label: str, moment: datetime) -> Topic:
    """A new topic in the room of a bridge, shown as opened by `badge`.  The caller saves the counter."""
    topic = Topic.objects.create(
        entry=room.show("topic", label=label), space_id=room.stream.pk, author=author, shown_as=badge.model_dump(), title=title,
        opened_at=moment,
    )  # fmt: skip
    index(topic.entry, title, "")
    return topic


def publish(crossing: Crossing, topic: Topic, room: Counter, moment: datetime) -> Message:
    """The message that a release makes.  Its `client_id` is new, so that nothing links it to what was submitted."""
    seats, words = (set[int](), set[str]()) if crossing.carried else mentioned(crossing.body)  # an excerpt calls nobody
    message = Message.objects.create(
        entry=room.show("message", topic=topic.entry, label=crossing.entry.label), space_id=crossing.bridge_id, author=crossing.author,
        shown_as=shown_as(crossing.voice, Attribution(crossing.attribution)).model_dump(), client_id=uuid4(), body=crossing.body,
        html=crossing.html, note=crossing.note, posted_at=moment, mentions_all="group:all" in words,
        mentions_moderators="role:moderators" in words, carried=crossing.carried, unasked=stays_unasked(crossing),
        attachments=released(crossing),
    )  # fmt: skip
    if settings.RELEASE_BATCH_MINUTES:
        ShownCounts.objects.create(message=message)
    store_mentions(message, seats)
    topic.messages, topic.last_place, topic.last_at = topic.messages + 1, message.entry.place, message.posted_at
    topic.save(update_fields=["messages", "last_place", "last_at"])
    index(message.entry, topic.title, message.body)
    return message


@transaction.atomic
def withdraw_crossing(person_id: int, number: int) -> CrossingShape:
    """Take a post back: its words are gone for good, and where it was released a tombstone stays.  Repeating changes nothing.

    The author at any time; the moderators of the author's group once it was released.  Raises NotFound, Conflict (wrong_state).
    """
    crossing, counters = find_locked(person_id, number)
    facts = facts_of(person_id, crossing, Audience())
    state = check_take_back(facts)
    if crossing.state == state:
        return own_shape(crossing) if facts.mine else desk_shape(crossing)
    if crossing.message is not None and says_something(crossing.message):
        empty(crossing.message, "withdrawn", counters[crossing.bridge_id])
    blank(crossing, state)
    withdraw_revisions(crossing, counters)
    if not facts.mine:
        tell_author(crossing, counters)
    save_shown(crossing, counters)
    if not facts.mine:  # an author's own step back is no privileged act, and the log must not name authors
        record("crossing.withdraw", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number))
    return own_shape(crossing) if facts.mine else desk_shape(crossing)


def stays_unasked(crossing: Crossing) -> bool:
    """Whether what goes out may be carried on unasked: its author said so, and the charter still does."""
    return crossing.unasked and crossing.bridge.unasked


def blank(crossing: Crossing, state: CrossingState) -> None:
    """Empty a crossing: its words, and what was said of them."""
    crossing.state, crossing.title, crossing.body, crossing.html, crossing.note, crossing.reason = state, "", "", "", "", ""
    crossing.suggestion, crossing.appeal, crossing.travels_at, crossing.carried = "", "", None, None
    crossing.save()
    keep(crossing, [])


def withdraw_revisions(crossing: Crossing, counters: dict[int, Counter]) -> None:
    """New words for a post that is taken back go with it.  Desk and author are the post's own."""
    for revision in crossing.revisions.select_related("entry", "own").order_by("pk"):
        blank(revision, CrossingState.WITHDRAWN)
        show(revision, counters)
