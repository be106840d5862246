"""The gate: releasing a post, returning or declining it, taking it back.

Every act locks the desk first and then reads the post again, so that two moderators are never both the one who decided.
"""

from uuid import uuid4

from django.db import transaction

from collab.audit.record import record
from collab.clock import now
from collab.search.index import index
from collab.streams.counter import Counter
from collab.text.plain import tidy
from collab.text.render import mentioned
from discussions.bridges.audience import Audience, audience_of, shown_as
from discussions.bridges.held import check_crowd, check_unlocked, desk_shape, find_locked, own_shape, save_shown, tell_author
from discussions.bridges.models import Crossing
from discussions.bridges.policies import check_decide, check_release, check_take_back
from discussions.bridges.reads import desk_seats, facts_of, present_hash
from discussions.bridges.roles import Attribution, CrossingAct
from discussions.bridges.shapes import CrossingShape
from discussions.chat.actions import empty
from discussions.chat.models import Message, Topic
from discussions.chat.posting import store_mentions
from groups.badges import Badge
from groups.models import Seat


@transaction.atomic
def return_crossing(person_id: int, number: int, reason: str) -> CrossingShape:
    """Give a post back to its author, with a reason.  Raises NotFound, Refused (own_work), Conflict (wrong_state)."""
    return turn_down(person_id, number, CrossingAct.RETURN, reason)


@transaction.atomic
def decline_crossing(person_id: int, number: int, reason: str) -> CrossingShape:
    """Refuse a post for good, with a reason.  Raises NotFound, Refused (own_work), Conflict (wrong_state)."""
    return turn_down(person_id, number, CrossingAct.DECLINE, reason)


def turn_down(person_id: int, number: int, act: CrossingAct, reason: str) -> CrossingShape:
    """Return or decline.  Inside a transaction."""
    crossing, counters = find_locked(person_id, number)
    crossing.state = check_decide(facts_of(person_id, crossing, Audience()), act)
    crossing.reason = tidy(reason)
    note_decision(crossing, person_id)
    crossing.save()
    tell_author(crossing, counters)
    save_shown(crossing, counters)
    record(f"crossing.{act}", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number), reason=crossing.reason)
    return desk_shape(crossing)


def note_decision(crossing: Crossing, person_id: int) -> None:
    """Note who decided, and when."""
    crossing.decided_by, crossing.decided_at = desk_seats(person_id).get(group_id=crossing.side.group_id), now()


@transaction.atomic
def release_crossing(person_id: int, number: int, seen: str) -> CrossingShape:
    """Publish a post as it was read: `seen` is the hash of text, label, attribution and audience that the moderator saw.

    The message appears in the room of the bridge at this moment, under its attribution.
    Raises NotFound, Refused (own_work, topic_locked), Conflict (wrong_state, stale), Invalid (crowd_too_small).
    """
    crossing, counters = find_locked(person_id, number)
    audience = audience_of(crossing.bridge_id)
    reads = present_hash(crossing, audience)
    crossing.state = check_release(facts_of(person_id, crossing, audience), seen=seen, now_reads=reads)
    check_crowd(crossing.bridge, crossing.author, crossing.attribution, audience)
    room = counters[crossing.bridge_id]
    crossing.message = publish(crossing, topic_in(crossing, room), room)
    room.save()
    crossing.released_hash = reads
    crossing.released_to = {str(group): audience.people(group) for group in sorted(audience.groups)}
    note_decision(crossing, person_id)
    crossing.save()
    tell_author(crossing, counters, crossing.message.entry)
    save_shown(crossing, counters)
    record("crossing.release", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number), hash=reads)
    return desk_shape(crossing)


def topic_in(crossing: Crossing, room: Counter) -> Topic:
    """The topic of a post that is being released: the one it names, still open, or a new one under the same attribution."""
    if crossing.topic_id:
        topic = Topic.objects.select_related("entry").get(pk=crossing.topic_id)
        check_unlocked(topic)
        return topic
    badge = shown_as(crossing.author, Attribution(crossing.attribution))
    topic = open_topic_in(room, crossing.author, badge, title=crossing.title, label=crossing.entry.label)
    crossing.topic = topic.entry
    return topic


def open_topic_in(room: Counter, author: Seat, badge: Badge, *, title: str, label: str) -> Topic:
    """A new topic in the room of a bridge, shown as opened by `badge`.  The caller saves the counter."""
    topic = Topic.objects.create(
        entry=room.show("topic", label=label), space_id=room.stream.pk, author=author, shown_as=badge.model_dump(), title=title,
        opened_at=now(),
    )  # fmt: skip
    index(topic.entry, title, "")
    return topic


def publish(crossing: Crossing, topic: Topic, room: Counter) -> Message:
    """The message that a release makes.  Its `client_id` is new, so that nothing links it to what was submitted."""
    seats, words = mentioned(crossing.body)
    message = Message.objects.create(
        entry=room.show("message", topic=topic.entry, label=crossing.entry.label), space_id=crossing.bridge_id, author=crossing.author,
        shown_as=shown_as(crossing.author, Attribution(crossing.attribution)).model_dump(), client_id=uuid4(), body=crossing.body,
        html=crossing.html, note=crossing.note, posted_at=now(), mentions_all="group:all" in words,
        mentions_moderators="role:moderators" in words,
    )  # fmt: skip
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
    if crossing.message is not None and not crossing.message.gone:
        empty(crossing.message, "withdrawn", counters[crossing.bridge_id])
    crossing.state, crossing.title, crossing.body, crossing.html, crossing.note, crossing.reason = state, "", "", "", "", ""
    crossing.save()
    if not facts.mine:
        tell_author(crossing, counters)
    save_shown(crossing, counters)
    if not facts.mine:  # an author's own step back is no privileged act, and the log must not name authors
        record("crossing.withdraw", group_id=crossing.side.group_id, actor_id=person_id, subject=("crossing", number))
    return own_shape(crossing) if facts.mine else desk_shape(crossing)
