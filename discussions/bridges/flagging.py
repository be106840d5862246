"""Holding a post for everybody, and the panel that decides on it: moderators of two groups who say the same, or time.

While it is held the message has no words, so that no page, search, count or mention has them: they are in the flag.
"""

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.search.index import forget, reindex
from collab.streams.counter import Counter, lock_all, save_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.bridges.flag_reads import (
    flag_at,
    flag_facts,
    flags_of,
    open_flag,
    panel_facts,
    sides_taking_part,
    voices_on,
)
from discussions.bridges.flag_shapes import FlagDraft, FlaggedText, FlagShape, FlagVoiceDraft
from discussions.bridges.gate import blank, withdraw_revisions
from discussions.bridges.held import show, streams_of
from discussions.bridges.held_back import holding_seats
from discussions.bridges.holding import opened_by
from discussions.bridges.models import Crossing, FlagDesk, FlagVoice
from discussions.bridges.panel import LONGEST, agreed, check_flag, check_open_flagged, check_voice
from discussions.bridges.reads import desk_seats, full_crossings
from discussions.bridges.roles import CrossingState, FlagOutcome
from discussions.chat.actions import seen_message
from discussions.chat.models import Flag, Message, Topic
from discussions.chat.parts import attachments_of
from discussions.chat.shapes import KEPT_TITLE
from discussions.chat.wished import bring_back, put_away, send_off
from discussions.personal.actions import notify
from discussions.spaces.reads import standing_in

log = logging.getLogger("collab.bridges")


@transaction.atomic
def flag_post(person_id: int, space_id: int, place: int, draft: FlagDraft) -> FlagShape:
    """Hold a released post for everybody at once, until moderators of two groups say the same, for 72 hours at most.

    Leads and moderators of a side who sit in the thread.  The flag is its maker's word for removing.  Repeating changes nothing.
    Raises NotFound, Refused (not_allowed, too_many), Conflict (already_gone, wrong_state: flagged before; nobody_else).
    """
    standing = standing_in(person_id, space_id)
    message = seen_message(standing, place)
    seats = [seat for seat in holding_seats(person_id, space_id) if draft.group in {None, seat.group_id}]
    seat = seats[0] if seats else None
    counters = locked(message) if seat else {}
    message = Message.objects.select_related("entry__topic", "author", "space").get(pk=message.pk)
    known = open_flag(message)
    if seat is not None and known is not None and known.by.group_id == seat.group_id:
        return on_desk(known, seat.group_id)
    check_flag(standing, flag_facts(person_id, message, seat))
    assert seat is not None, "check_flag refuses others"
    content = put_away(message, counters[space_id], message.entry.label, "flagged")
    hide_title(message, content, counters[space_id])
    moment = now()
    flag = Flag.objects.create(message=message, by=seat, reason=tidy(draft.reason), content=content, at=moment, until=moment + LONGEST)
    FlagVoice.objects.create(flag=flag, seat=seat, remove=True, words=flag.reason, at=moment)
    for side in sides_taking_part(space_id):
        FlagDesk.objects.create(entry=counters[side.entry.stream_id].show("flag"), flag=flag, group_id=side.group_id)
    show_at_home(message, counters)
    tell_author(flag, counters, "flagged")
    save_changed(counters)
    record_on_sides(flag, "flag.make", person_id, flag.reason, by_group=seat.group_id)
    return on_desk(flag, seat.group_id)


@transaction.atomic
def open_flagged(person_id: int, group_id: int, place: int) -> FlaggedText:
    """The words that are held for everybody, for a moderator of a side; the opening is in the audit of their group.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    row = flag_at(person_id, group_id, place)
    check_open_flagged(panel_facts(person_id, row))
    if row is None:
        raise NotFound
    said = row.flag.content
    title = said.get("title") or Topic.objects.values_list("title", flat=True).get(pk=row.flag.message.entry.topic_id)
    record("flag.open", group_id=group_id, actor_id=person_id, subject=about(row.flag.message))
    attached = attachments_of(said.get("attachments"))
    return FlaggedText(group=group_id, place=place, topic=title, html=render(said["body"]), note=said["note"], attachments=attached)


@transaction.atomic
def say(person_id: int, group_id: int, place: int, draft: FlagVoiceDraft) -> FlagShape:
    """Say that a post goes, or that it stands; with the second group that says the same it is decided.

    A moderator has one word, and may change it until then.  The same again changes nothing.
    Raises NotFound, Refused (not_allowed, own_work), Conflict (wrong_state).
    """
    row = flag_at(person_id, group_id, place)
    check_voice(panel_facts(person_id, row))
    if row is None:
        raise NotFound
    counters = locked(row.flag.message)
    row = flag_at(person_id, group_id, place)  # again, now that nobody else can decide
    check_voice(panel_facts(person_id, row))
    if row is None:
        raise NotFound
    flag, seat, words = row.flag, desk_seats(person_id).get(group_id=group_id), tidy(draft.words)
    if FlagVoice.objects.filter(flag=flag, seat=seat, remove=draft.remove, words=words).exists():
        return on_desk(flag, group_id)
    FlagVoice.objects.filter(flag=flag, seat__person_id=person_id).delete()  # one word for a person, whomever they speak for
    FlagVoice.objects.create(flag=flag, seat=seat, remove=draft.remove, words=words, at=now())
    outcome = agreed(voices_on(flag))
    if outcome is None:
        show_on_desks(flag, counters)
    else:
        settle(flag, FlagOutcome.REMOVED if outcome else FlagOutcome.RELEASED, counters)
    save_changed(counters)
    record_on_sides(flag, f"flag.{flag.outcome or 'say'}", person_id, words, by_group=group_id, remove=draft.remove)
    return on_desk(flag, group_id)


def settle(flag: Flag, outcome: FlagOutcome, counters: dict[int, Counter]) -> None:
    """End a flag: the post leaves for good, or says again what it said.  Inside a transaction, under the locks."""
    message, room = flag.message, counters[flag.message.space_id]
    said, flag.content = flag.content, {}
    flag.outcome, flag.ended_at = outcome, now()
    flag.save(update_fields=["content", "outcome", "ended_at"])
    if outcome is FlagOutcome.REMOVED:
        send_off(message, room, "removed")
        for crossing in full_crossings().filter(message=message):  # as if its own group had taken it back
            blank(crossing, CrossingState.WITHDRAWN)
            withdraw_revisions(crossing, counters)
    elif outcome is not FlagOutcome.WITHDRAWN:
        show_title(message, said, room)
        bring_back(message, said, room)
    show_on_desks(flag, counters)
    show_at_home(message, counters)
    if outcome is not FlagOutcome.WITHDRAWN:
        tell_author(flag, counters, "flag_removed" if outcome is FlagOutcome.REMOVED else "flag_over")


def hide_title(message: Message, content: dict[str, Any], room: Counter) -> None:
    """A title that came with the post is held with it."""
    entry = opened_by(message)
    if entry is not None:
        topic = Topic.objects.get(pk=entry.pk)
        content["title"], topic.title = topic.title, KEPT_TITLE
        topic.save(update_fields=["title"])
        forget(entry)
        reindex_answers(topic)
        room.touch(entry)


def show_title(message: Message, content: dict[str, Any], room: Counter) -> None:
    """Give the topic the title that came with the post."""
    entry = message.entry.topic
    if entry is not None and "title" in content:
        Topic.objects.filter(pk=entry.pk).update(title=content["title"])
        reindex(entry, content["title"], "")
        reindex_answers(Topic.objects.get(pk=entry.pk))
        room.touch(entry)


def reindex_answers(topic: Topic) -> None:
    """Messages are found by the title of their topic too: by the one that it has now."""
    for message in Message.objects.filter(entry__topic=topic.pk, gone="").select_related("entry"):
        reindex(message.entry, topic.title, message.body)


def locked(message: Message) -> dict[int, Counter]:
    """The counters of the room, of the desk of every side, and of whoever is shown the post on its way."""
    streams = {message.space_id, *(side.entry.stream_id for side in sides_taking_part(message.space_id))}
    streams |= set(FlagDesk.objects.filter(flag__message=message).values_list("entry__stream_id", flat=True))
    for crossing in full_crossings().filter(message=message):
        streams |= streams_of(crossing)
    return lock_all(streams)


def show_on_desks(flag: Flag, counters: dict[int, Counter]) -> None:
    """Show a flag anew to every side that has it on its desk."""
    for row in FlagDesk.objects.filter(flag=flag).select_related("entry").order_by("pk"):
        counters[row.entry.stream_id].touch(row.entry)


def show_at_home(message: Message, counters: dict[int, Counter]) -> None:
    """Show the author and their own moderators anew who can read the post now."""
    for crossing in full_crossings().filter(message=message):
        show(crossing, counters)


def on_desk(flag: Flag, group_id: int) -> FlagShape:
    """A flag as it lies on one desk."""
    entry = FlagDesk.objects.values_list("pk", flat=True).get(flag=flag, group_id=group_id)
    return flags_of([entry])[entry]


def tell_author(flag: Flag, counters: dict[int, Counter], what: str) -> None:
    """A notice to the author.  One who is sealed is told nothing, since whoever knew whom to tell would know the author."""
    crossing = Crossing.objects.select_related("own", "author").filter(message=flag.message).first()
    if crossing is not None and crossing.own is not None and crossing.author is not None:
        own = counters[crossing.own.stream_id]
        notify(own, crossing.author.person_id, what, flag.message.entry, bridge=crossing.bridge_id, reason=flag.reason)


def save_changed(counters: dict[int, Counter]) -> None:
    """Write every counter that has news."""
    save_all([counter for counter in counters.values() if counter.stream.rev > counter.before])


def about(message: Message) -> tuple[str, str]:
    """What the audit names: the post by its address."""
    return "message", f"{message.space_id}/{message.entry.place}"


def record_on_sides(flag: Flag, verb: str, actor_id: int | None, reason: str, **facts: Any) -> None:
    """What is done about a post of all stands in the chain of each side; the chains are locked in one order."""
    for side in sides_taking_part(flag.message.space_id):
        record(verb, group_id=side.group_id, actor_id=actor_id, subject=about(flag.message), reason=reason, **facts)


def lapse_due(moment: datetime) -> datetime | None:
    """Let posts stand again on which no two groups agreed in time; end flags on what was taken back.  Returns the next moment (UTC)."""
    held = Flag.objects.filter(ended_at__isnull=True)
    over = held.filter(until__lte=moment) | held.exclude(message__gone="flagged")
    for pk in list(over.values_list("pk", flat=True)):
        try:
            lapse(pk, moment)
        except Exception:
            log.exception("flag %s could not be ended", pk)
    following: datetime | None = held.filter(until__gt=moment).aggregate(next=Min("until"))["next"]
    return following


@transaction.atomic
def lapse(flag_id: int, moment: datetime) -> None:
    """End one flag whose time is over, or whose post is gone.  Repeating changes nothing."""
    rows = Flag.objects.select_related("message__entry__topic", "message__author", "message__space")
    counters = locked(rows.get(pk=flag_id).message)
    flag = rows.get(pk=flag_id)
    gone = flag.message.gone != "flagged"
    if flag.ended_at is not None or not (gone or flag.until <= moment):
        return
    settle(flag, FlagOutcome.WITHDRAWN if gone else FlagOutcome.LAPSED, counters)
    save_changed(counters)
    if not gone:
        record_on_sides(flag, "flag.lapsed", None, "")
