"""Everything that changes messages, but for posting (see posting.py).  Topics: see topics.py."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Conflict, NotFound
from collab.labels import highest
from collab.search.index import forget, reindex
from collab.streams.counter import Counter
from collab.text.plain import tidy
from collab.text.render import mentioned, render
from discussions.chat.batching import next_batch
from discussions.chat.holds import is_kept
from discussions.chat.models import Evidence, Flag, Mention, Message, Reaction, Revision, ShownCounts, Topic
from discussions.chat.policies import (
    MessageFacts,
    check_body,
    check_edit,
    check_react,
    check_seen,
    check_withdraw,
)  # fmt: skip
from discussions.chat.posting import recount, store_mentions
from discussions.chat.reads import message_of
from discussions.chat.shapes import MessageEdit, MessageShape, Word
from discussions.spaces.entering import entered
from discussions.spaces.policies import Standing, check_label, check_moderate, check_view


def seen_message(standing: Standing, place: int, rows: QuerySet[Message] | None = None) -> Message:
    """The message at `place`, if the person may see it.  Raises NotFound: hidden and missing take the same queries."""
    check_view(standing)
    rows = Message.objects.select_related("entry__topic", "author") if rows is None else rows
    message = rows.filter(space_id=standing.space_id, entry__place=place, entry__place__gt=standing.floor).first()
    if message is None:
        raise NotFound
    check_seen(standing, facts_of(standing, message))
    return message


def facts_of(standing: Standing, message: Message) -> MessageFacts:
    """What the rules ask of a message.  Needs entry and author loaded."""
    locked = Topic.objects.filter(pk=message.entry.topic_id, locked_at__isnull=False).exists()
    mine = message.author is not None and message.author.person_id == standing.person_id
    return MessageFacts(message.entry.place, mine, bool(message.gone) or is_kept(standing, message.pk), locked, bool(message.carried))


def shape_at(message: Message, standing: Standing) -> MessageShape:
    """The message as this person reads it now."""
    return message_of(message.pk).seen_from(standing.floor, standing.sides)


@transaction.atomic
def edit_message(person_id: int, space_id: int, place: int, edit: MessageEdit) -> MessageShape:
    """New words for one's own message; the old ones stay readable to those who may read the message.

    The same words again change nothing.  Raises NotFound, Refused (not_allowed, topic_locked, muted …),
    Conflict (already_gone, stale), Invalid (empty, too_long, label_too_low, label_above_ceiling).
    """
    counter, standing = entered(person_id, space_id)
    message = seen_message(standing, place)
    check_edit(standing, facts_of(standing, message))
    if edit.rev is not None and edit.rev != message.entry.rev:
        raise Conflict(Code.STALE, _("This message has changed since you opened it."), rev=message.entry.rev)
    body = tidy(edit.body)
    check_body(body)
    topic = Topic.objects.select_related("entry").get(pk=message.entry.topic_id)
    label = edit.label or message.entry.label
    check_label(label, lowest_label(message, topic), standing.ceiling)
    note = message.note if edit.note is None else tidy(edit.note)
    if (body, label, note) != (message.body, message.entry.label, message.note):
        written_at = message.edited_at or message.posted_at
        Revision.objects.create(message=message, body=message.body, html=message.html, label=message.entry.label, written_at=written_at)
        rewrite(message, body, label, note)
        reindex(message.entry, topic.title, body)
        counter.touch(message.entry)
        touch_quoting(message, counter)
        counter.save()
    return shape_at(message, standing)


def lowest_label(message: Message, topic: Topic) -> str:
    """Below which no edit takes a message: its topic's label, and that of what it quotes."""
    quoted = message.quoted.label if message.quoted else ""
    return highest(topic.entry.label, quoted) if quoted else topic.entry.label


def rewrite(message: Message, body: str, label: str, note: str, moment: datetime | None = None) -> None:
    """Put new words into a message, as of `moment` (UTC) or now."""
    seats, words = mentioned(body)
    message.body, message.html, message.note, message.edited_at = body, render(body), note, moment or now()
    message.mentions_all, message.mentions_moderators = "group:all" in words, "role:moderators" in words
    message.entry.label = label
    message.save(update_fields=["body", "html", "note", "edited_at", "mentions_all", "mentions_moderators"])
    Mention.objects.filter(message=message).delete()
    store_mentions(message, seats)


@transaction.atomic
def withdraw_message(person_id: int, space_id: int, place: int) -> MessageShape:
    """Take one's own words back: they, and every earlier wording, are gone for good.  Repeating changes nothing.

    Raises NotFound, Refused (not_allowed).
    """
    counter, standing = entered(person_id, space_id)
    message = seen_message(standing, place)
    check_withdraw(standing, facts_of(standing, message))
    if message.gone in {"", "redacted"}:
        withdraw(message, counter)
    return shape_at(message, standing)


def withdraw(message: Message, counter: Counter) -> None:
    """Take a message back, also while its words are kept elsewhere until something is decided: they do not come back then."""
    if says_something(message):
        empty(message, "withdrawn", counter)
    elif message.gone in {"redacted", "wished"}:
        message.gone, message.gone_at = "withdrawn", now()
        message.save(update_fields=["gone", "gone_at"])
        counter.touch(message.entry)
        counter.save()


def empty(message: Message, how: str, counter: Counter) -> None:
    """Empty a message and forget it everywhere; under an open report its words move to sealed evidence first."""
    if message.gone == "flagged":
        Flag.objects.filter(message=message, ended_at__isnull=True).update(content={})  # what it said is there; evidence is sealed
    else:
        seal_evidence(message)
    message.body = message.html = message.note = ""
    message.cards, message.carried, message.attachments, message.unasked = [], None, None, False
    message.gone, message.gone_at, message.pinned_at = how, now(), None
    fields = ["body", "html", "note", "cards", "carried", "attachments", "unasked", "gone", "gone_at", "pinned_at"]
    message.save(update_fields=fields)
    ShownCounts.objects.filter(message=message).update(shown={}, due_at=None)
    message.revisions.all().delete()
    message.mentions.all().delete()
    message.reactions.all().delete()
    forget(message.entry)
    counter.touch(message.entry)
    touch_quoting(message, counter)
    counter.save()


def says_something(message: Message) -> bool:
    """Whether there are words to take back: in the message, or put away until a flag on it is decided."""
    return message.gone in {"", "flagged"}


def seal_evidence(message: Message) -> None:
    """Keep what a message says for those who decide a report on it, if one is open."""
    if has_open_report(message):
        earlier = list(message.revisions.order_by("pk").values("body", "label"))
        content = {"body": message.body, "note": message.note, "label": message.entry.label, "earlier": earlier}
        Evidence.objects.update_or_create(message=message, defaults={"content": content, "sealed_at": now()})


def touch_quoting(message: Message, counter: Counter) -> None:
    """Show anew what quotes the message: no open screen keeps words that are no longer there.

    What quotes a message under a stricter label than its own is raised to that, and so is what quotes it in turn.
    """
    for quoting in Message.objects.filter(quoted=message.entry, gone="").select_related("entry").order_by("pk"):
        before, quoting.entry.label = quoting.entry.label, highest(quoting.entry.label, message.entry.label)
        counter.touch(quoting.entry)
        if quoting.entry.label != before:
            touch_quoting(quoting, counter)


def has_open_report(message: Message) -> bool:
    """Whether a report on the message waits for a decision."""
    return message.entry.reports.filter(decided_at__isnull=True).exists()


@transaction.atomic
def react(person_id: int, space_id: int, place: int, word: Word, on: bool) -> MessageShape:
    """Say or take back a word on a message.  Repeating changes nothing and tells nobody.

    Raises NotFound, Refused (space_archived, muted), Conflict (already_gone).
    """
    counter, standing = entered(person_id, space_id)
    message = seen_message(standing, place)
    check_react(standing, facts_of(standing, message))
    rows = Reaction.objects.filter(message=message, seat_id=standing.seat, word=word)
    changed = rows.exists() != on
    if changed and on:
        Reaction.objects.create(message=message, seat_id=standing.seat, word=word)
    elif changed:
        rows.delete()
    if changed and (counts := ShownCounts.objects.filter(message=message).first()) is not None:
        count_later(counts)
    elif changed:
        counter.touch(message.entry)
        counter.save()
    return shape_at(message, standing)


def count_later(counts: ShownCounts) -> None:
    """Between groups, counts move with the next batch: their moment would tell who was there."""
    if counts.due_at is None:
        counts.due_at = next_batch(now())
        counts.save(update_fields=["due_at"])


@transaction.atomic
def pin_message(person_id: int, space_id: int, place: int, on: bool) -> MessageShape:
    """Pin or unpin a message of the space.  Moderators.  Raises NotFound, Refused, Conflict (already_gone)."""
    counter, standing = entered(person_id, space_id)
    message = seen_message(standing, place)
    check_moderate(standing)
    if message.gone:
        raise Conflict(Code.ALREADY_GONE, _("This message is no longer there."))
    if (message.pinned_at is not None) != on:
        message.pinned_at = standing.now if on else None
        message.save(update_fields=["pinned_at"])
        counter.touch(message.entry)
        counter.save()
        verb = "message.pin" if on else "message.unpin"
        record(verb, group_id=standing.group_id, actor_id=person_id, subject=("message", f"{space_id}/{place}"))
    return shape_at(message, standing)


@transaction.atomic
def move_message(person_id: int, space_id: int, place: int, topic: int) -> MessageShape:
    """Move a message to another topic of the same space; it keeps its place, and its label rises with the topic's.

    Moderators.  Raises NotFound, Refused.
    """
    counter, standing = entered(person_id, space_id)
    message = seen_message(standing, place)
    check_moderate(standing)
    target = Topic.objects.select_related("entry").filter(space_id=space_id, entry__place=topic).first()
    if target is None:
        raise NotFound
    if message.entry.topic_id != target.pk:
        source = Topic.objects.select_related("entry").get(pk=message.entry.topic_id)
        message.entry.topic = target.entry
        message.entry.label = highest(message.entry.label, target.entry.label)
        counter.touch(message.entry)
        touch_quoting(message, counter)
        for each in (source, target):
            recount(each)
            counter.touch(each.entry)
        counter.save()
        record("message.move", group_id=standing.group_id, actor_id=person_id, subject=("message", f"{space_id}/{place}"),
               from_topic=source.entry.place, to_topic=topic)  # fmt: skip
    return shape_at(message, standing)
