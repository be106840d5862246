"""Submitting a post, and writing it anew: it is held for the moderators of the author's own group.

The room of the bridge is not touched: not its counter, not its index, not its counts.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, Conflict, Invalid, NotFound
from collab.labels import Label, highest
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.bridges.attachments.attaching import check_kept, chosen, floor_with, keep, versions_of
from discussions.bridges.attachments.reads import narrowed
from discussions.bridges.attachments.shapes import VersionRefs
from discussions.bridges.audience import Audience, audience_of
from discussions.bridges.consent import unasked_now
from discussions.bridges.custody.posting import check_sealing, forget_approvals, repeated, reshow, seal_author, some_time_ago
from discussions.bridges.custody.roles import Custody
from discussions.bridges.gate import pass_at_once
from discussions.bridges.held import check_crowd, check_unlocked, find_locked, own_shape, show, streams_of
from discussions.bridges.models import Bridge, Crossing, Side
from discussions.bridges.policies import check_revise, check_rewrite, check_submit, passes_at_once
from discussions.bridges.reads import facts_of
from discussions.bridges.roles import Attribution, BridgeState, Gate
from discussions.bridges.shapes import CrossingDraft, CrossingEdit, CrossingRevision, CrossingShape
from discussions.bridges.speaking import speaking
from discussions.chat.models import Topic
from discussions.chat.policies import check_body
from discussions.documents.models import Version
from discussions.spaces.policies import Standing, check_label
from discussions.spaces.reads import standing_from
from groups.badges import WITH_BADGE
from groups.models import Seat


@transaction.atomic
def submit_crossing(person_id: int, bridge_id: int, draft: CrossingDraft) -> CrossingShape:
    """Put a post before the moderators of one's own group; nobody else is told anything.

    With custody "sealed" nothing that is stored names the author, and nothing is written to a stream of theirs.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (space_archived, reads_only, muted, topic_locked, too_many), Conflict
    (replay_differs), Invalid (empty, too_long, label_too_low, label_above_ceiling, attribution_not_allowed,
    custody_not_allowed, unasked_not_allowed, crowd_too_small, invalid).
    """
    row, sealed = speaking(person_id, bridge_id, draft.seat), draft.custody is Custody.SEALED
    side = Side.objects.select_related("entry", "bridge__space").get(bridge_id=bridge_id, group_id=row.seat.group_id)
    own_stream = set() if sealed else {row.seat.person.stream_id}
    counters = lock_all({side.entry.stream_id, bridge_id} | own_stream)  # the room: so that no group joins meanwhile
    row = speaking(person_id, bridge_id, row.seat_id)
    bridge, standing = Bridge.objects.select_related("space").get(pk=bridge_id), standing_from(row, now())
    request = f"{bridge_id}|{draft.model_dump_json(exclude={'client_id'})}"
    client_id, digest, earlier = asked_before(row.seat, draft.client_id, request, sealed=sealed)
    if earlier is not None:
        return own_shape(earlier)
    check_submit(standing, BridgeState(bridge.state))
    body, title, topic = tidy(draft.body), one_line(draft.title), topic_for(standing, draft.topic, one_line(draft.title))
    check_body(body)
    versions = chosen(row.seat, draft.attachments, standing.ceiling)
    label = checked_label(standing, topic, draft.label, versions)
    audience = audience_of(bridge_id)
    writers = narrowed(audience, row.seat.group_id, versions)
    check_crowd(bridge, row.seat, draft.attribution, writers)
    if sealed:
        check_sealing(bridge, row.seat, draft.attribution, writers, more=True)
    unasked = unasked_now(draft.unasked, False, agreed=bridge.unasked, label=highest(label, standing.label))
    moment = some_time_ago() if sealed else standing.now
    crossing = Crossing.objects.create(
        entry=counters[side.entry.stream_id].show("crossing", label=label),
        own=None if sealed else counters[row.seat.person.stream_id].show("crossing", label=label), bridge=bridge, side=side,
        author=None if sealed else row.seat, client_id=client_id, request_hash=digest, topic=topic.entry if topic else None, title=title,
        body=body, html=render(body), note=tidy(draft.note), attribution=draft.attribution, submitted_at=moment, due_at=due(bridge, moment),
        unasked=unasked,
    )  # fmt: skip
    keep(crossing, versions)
    if sealed:
        seal_author(crossing, row.seat)
    show_or_pass(crossing, counters, audience)
    return own_shape(crossing)


def asked_before(seat: Seat, client_id: UUID, request: str, *, sealed: bool) -> tuple[UUID, str, Crossing | None]:
    """Under which id and hash a request is kept, and the crossing that it made before.  Raises Conflict (replay_differs)."""
    if sealed:
        kept, digest, earlier = repeated(seat, client_id, request)
    else:
        kept, digest = client_id, hashlib.sha256(request.encode()).hexdigest()
        earlier = Crossing.objects.filter(author=seat, client_id=client_id).first()
    if earlier is not None and earlier.request_hash != digest:
        raise Conflict(Code.REPLAY_DIFFERS, _("This was sent before with other words. Copy your text and send it anew."))
    return kept, digest, earlier


def show_or_pass(crossing: Crossing, counters: dict[int, Counter], audience: Audience) -> None:
    """A new crossing waits for a moderator, or passes at once where its side's gate says so.

    What is sealed always waits, and so does what may be carried on unasked: its release is the moderators' consent to that.
    """
    side, waits = crossing.side, crossing.author_id is None or crossing.unasked
    if not waits and passes_at_once(Gate(side.gate), trusted=crossing.author_id in side.trusted):
        pass_at_once(crossing, counters, audience)
        return
    for stream in streams_of(crossing):
        counters[stream].save()


@transaction.atomic
def revise_crossing(person_id: int, number: int, draft: CrossingRevision) -> CrossingShape:
    """Put new words for one's released post before the moderators; readers see the old ones until they are released.

    Safe to repeat by `client_id`.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state, replay_differs), Invalid
    as submitting does.
    """
    original, counters = find_locked(person_id, number)
    facts, sealed = facts_of(person_id, original, Audience()), original.author_id is None
    request = f"{number}|{draft.model_dump_json(exclude={'client_id'})}"
    seat = seat_behind(person_id, original)
    asked = asked_before(seat, draft.client_id, request, sealed=sealed) if facts.mine else (draft.client_id, "", None)
    client_id, digest, earlier = asked
    if earlier is not None:
        return own_shape(earlier)
    check_revise(facts)
    standing = standing_from(speaking(person_id, original.bridge_id, seat.pk), now())
    check_submit(standing, BridgeState(original.bridge.state))
    message = original.message
    assert message is not None and original.topic_id is not None, "check_revise refuses what was not released"
    topic = Topic.objects.select_related("entry").get(pk=message.entry.topic_id)
    check_unlocked(topic)
    body, note = tidy(draft.body), message.note if draft.note is None else tidy(draft.note)
    check_body(body)
    before = versions_of(original)
    versions = wanted_of(seat, draft.attachments, before, standing.ceiling)
    wanted = draft.label or floor_with(Label(message.entry.label), versions)
    label, audience = checked_label(standing, topic, wanted, versions), audience_of(original.bridge_id)
    writers = narrowed(audience, original.side.group_id, versions)
    check_crowd(original.bridge, seat, original.attribution, writers)
    if sealed:
        check_sealing(original.bridge, seat, Attribution(original.attribution), writers, more=True)
    stricter, agreed = highest(label, standing.label), original.bridge.unasked
    unasked = unasked_now(draft.unasked, message.unasked, agreed=agreed, label=stricter)
    moment = some_time_ago() if sealed else standing.now
    crossing = Crossing.objects.create(
        entry=counters[original.entry.stream_id].show("crossing", label=label),
        own=None if original.own is None else counters[original.own.stream_id].show("crossing", label=label), bridge=original.bridge,
        side=original.side, author=original.author, client_id=client_id, request_hash=digest, topic=topic.entry, body=body,
        html=render(body), note=note, attribution=original.attribution, submitted_at=moment, due_at=due(original.bridge, moment),
        revises=original, unasked=unasked,
    )  # fmt: skip
    keep(crossing, versions)
    if sealed:
        seal_author(crossing, seat)
    show_or_pass(crossing, counters, audience)
    return own_shape(crossing)


def seat_behind(person_id: int, crossing: Crossing) -> Seat:
    """The seat that wrote a crossing; of a sealed one, that by which the person who asks would have."""
    if crossing.author is not None:
        return crossing.author
    return Seat.objects.select_related("group", *WITH_BADGE).get(person_id=person_id, group_id=crossing.side.group_id)


def wanted_of(seat: Seat, refs: VersionRefs | None, before: list[Version], ceiling: str) -> list[Version]:
    """What goes with a post that is written anew: what is named, or what went with it before.  Raises as `chosen` and `check_kept` do."""
    if refs is not None:
        return chosen(seat, refs, ceiling, before)
    check_kept(before, ceiling)
    return before


def topic_for(standing: Standing, place: int | None, title: str) -> Topic | None:
    """The topic a post goes to; None: it opens one called `title`.  Exactly one of the two must be given."""
    if (place is None) == (not title):
        raise Invalid(Code.INVALID, _("Choose a topic, or give a new one its title."), fields=["topic", "title"])
    if place is None:
        return None
    topic = Topic.objects.select_related("entry").filter(space_id=standing.space_id, entry__place=place).first()
    if topic is None:
        raise NotFound
    check_unlocked(topic)
    return topic


def checked_label(standing: Standing, topic: Topic | None, wanted: Label | None, versions: list[Version]) -> Label:
    """The label of a post: never below its topic's, the thread's or what goes with it, never above the ceiling."""
    floor = floor_with(Label(topic.entry.label if topic else standing.label), versions)
    check_label(wanted or floor, floor, standing.ceiling)
    return wanted or floor


def due(bridge: Bridge, moment: datetime) -> datetime:
    """When an answer is due.  Passing it publishes nothing: see overdue.py."""
    return moment + timedelta(hours=bridge.response_hours)


@transaction.atomic
def rewrite_crossing(person_id: int, number: int, edit: CrossingEdit) -> CrossingShape:
    """New words while a post waits or after it came back: a new hash, held anew.  The same words again change nothing.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid as submitting does.
    """
    crossing, counters = find_locked(person_id, number)
    audience = audience_of(crossing.bridge_id)
    state = check_rewrite(facts_of(person_id, crossing, audience))
    seat = seat_behind(person_id, crossing)
    standing = standing_from(speaking(person_id, crossing.bridge_id, seat.pk), now())
    check_submit(standing, BridgeState(crossing.bridge.state))
    topic = Topic.objects.select_related("entry").get(pk=crossing.topic_id) if crossing.topic_id else None
    title = crossing.title if edit.title is None else one_line(edit.title)
    if bool(topic) == bool(title):
        raise Invalid(Code.INVALID, _("Choose a topic, or give a new one its title."), fields=["title"])
    body = crossing.body if edit.body is None else tidy(edit.body)
    check_body(body)
    before = versions_of(crossing)
    versions = wanted_of(seat, edit.attachments, before, standing.ceiling)
    label = checked_label(standing, topic, edit.label or floor_with(Label(crossing.entry.label), versions), versions)
    attribution = Attribution(crossing.attribution if crossing.revises_id else edit.attribution or crossing.attribution)
    writers = narrowed(audience, crossing.side.group_id, versions)
    check_crowd(crossing.bridge, seat, attribution, writers)
    if crossing.author_id is None:
        check_sealing(crossing.bridge, seat, attribution, writers, more=False)
    note = crossing.note if edit.note is None else tidy(edit.note)
    stricter, agreed = highest(label, standing.label), crossing.bridge.unasked
    unasked = unasked_now(edit.unasked, crossing.unasked, agreed=agreed, label=stricter)
    stood = (crossing.state, crossing.body, crossing.title, crossing.note, crossing.entry.label, crossing.attribution, crossing.unasked)
    if (state, body, title, note, label, attribution, unasked) != stood or versions != before:
        crossing.state, crossing.body, crossing.html, crossing.title, crossing.note = state, body, render(body), title, note
        crossing.attribution, crossing.unasked = attribution, unasked
        for entry in crossing.entries:
            entry.label = label
        crossing.reason, crossing.suggestion, crossing.decided_by, crossing.decided_at = "", "", None, None
        crossing.lapse_at, crossing.travels_at = None, None
        moment = some_time_ago() if crossing.author_id is None else standing.now
        crossing.submitted_at, crossing.due_at = moment, due(crossing.bridge, moment)
        crossing.save()
        keep(crossing, versions)
        if crossing.author_id is None:
            reshow(crossing, seat)
            forget_approvals(crossing)
        show(crossing, counters)
        show_or_pass(crossing, counters, audience)
    return own_shape(crossing)


def one_line(text: str) -> str:
    """A title as it is stored."""
    return " ".join(tidy(text).split())
