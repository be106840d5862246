"""Keeping an arrived post from one's own people, and releasing it to them.

Nothing of it is seen outside the side: the room's counter does not move, and each of the side's people is told in their own stream.
The room's epoch rises, so that no page that was read before is handed to anybody who comes back.
"""

from django.db import transaction

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock_all
from collab.streams.models import Entry
from collab.text.plain import tidy
from discussions.bridges.held_back import hold_at, hold_facts, holding_seats, holds_of
from discussions.bridges.hold_shapes import HeldText, HoldDecisionDraft, HoldDraft, HoldShape
from discussions.bridges.models import Crossing
from discussions.bridges.policies import check_decide_held, check_hold, check_open_held
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import HoldDecision
from discussions.chat.actions import seen_message
from discussions.chat.holds import is_kept
from discussions.chat.models import Hold, Message, Topic
from discussions.chat.parts import attachments_of
from discussions.personal.actions import show_anew
from discussions.spaces.models import Admission
from discussions.spaces.reads import standing_in
from groups.models import Seat


@transaction.atomic
def hold_post(person_id: int, space_id: int, place: int, draft: HoldDraft) -> HoldShape:
    """Keep a post from one's own people: they read a tombstone from now on, everybody else reads on.

    Leads and moderators of a side who sit in the thread.  Repeating changes nothing.
    Raises NotFound, Refused (not_allowed), Conflict (already_gone).
    """
    standing = standing_in(person_id, space_id)
    message = seen_message(standing, place)
    seats = [seat for seat in holding_seats(person_id, space_id) if draft.group in {None, seat.group_id}]
    seat = seats[0] if seats else None
    counters = locked_side(space_id, seat) if seat else {}
    message.refresh_from_db()
    known = Hold.objects.filter(message=message, group=seat.group_id, ended_at__isnull=True).first() if seat else None
    if known is not None:
        return holds_of([known.pk])[known.pk]
    check_hold(standing, moderates=seat is not None, gone=bool(message.gone), held=is_kept(standing, message.pk))
    assert seat is not None, "check_hold refuses others"
    desk = counters[seat.group.desk_id]
    hold = Hold.objects.create(
        entry=desk.show("hold"), group_id=seat.group_id, message=message, topic=opened_by(message), reason=tidy(draft.reason), by=seat,
        at=now(),
    )  # fmt: skip
    show_to_side(hold, counters)
    record("hold.hold", group_id=seat.group_id, actor_id=person_id, subject=about(hold), reason=hold.reason)
    return holds_of([hold.pk])[hold.pk]


def opened_by(message: Message) -> Entry | None:
    """The topic whose title came with this post, if one did."""
    wrote = Crossing.objects.filter(message=message).exclude(title="")
    return message.entry.topic if wrote.exists() else None


@transaction.atomic
def open_held(person_id: int, group_id: int, place: int) -> HeldText:
    """The words that a side keeps back, for one of its moderators; the opening is in the audit.  Raises NotFound, Refused (not_allowed)."""
    hold = hold_at(person_id, group_id, place)
    check_open_held(hold_facts(person_id, hold))
    assert hold is not None, "check_open_held refuses what is missing"
    message = hold.message
    topic = Topic.objects.get(pk=message.entry.topic_id)
    record("hold.open", group_id=group_id, actor_id=person_id, subject=about(hold))
    return HeldText(
        group=group_id, place=place, topic=topic.title, html=message.html, note=message.note,
        attachments=attachments_of(message.attachments), gone=message.gone,
    )  # fmt: skip


@transaction.atomic
def decide_held(person_id: int, group_id: int, place: int, draft: HoldDecisionDraft) -> HoldShape:
    """Release a post to one's own people, or decide that it stays back.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    hold = hold_at(person_id, group_id, place)
    check_decide_held(hold_facts(person_id, hold), draft.decision)
    seat = desk_seats(person_id).select_related("group").get(group_id=group_id)
    assert hold is not None, "check_decide_held refuses what is missing"
    counters = locked_side(hold.message.space_id, seat)
    hold = hold_at(person_id, group_id, place)  # again, now that nobody else can decide
    check_decide_held(hold_facts(person_id, hold), draft.decision)
    if hold is None:
        raise NotFound
    hold.words, hold.decided_by, hold.decided_at = tidy(draft.words), seat, now()
    hold.ended_at = hold.decided_at if draft.decision is HoldDecision.RELEASED else None
    hold.save(update_fields=["words", "decided_by", "decided_at", "ended_at"])
    counters[hold.entry.stream_id].touch(hold.entry)
    if hold.ended_at:
        show_to_side(hold, counters)
    else:
        counters[hold.entry.stream_id].save()
    record(f"hold.{draft.decision}", group_id=group_id, actor_id=person_id, subject=about(hold), reason=hold.words)
    return holds_of([hold.pk])[hold.pk]


def about(hold: Hold) -> tuple[str, str]:
    """What the audit names: the post by its address."""
    return "message", f"{hold.message.space_id}/{hold.message.entry.place}"


def locked_side(space_id: int, seat: Seat) -> dict[int, Counter]:
    """The counters of the room, of the seat's desk, and of everybody who sits in the thread for the seat's group."""
    people = people_of_side(space_id, seat.group_id)
    return lock_all({space_id, seat.group.desk_id, *people.values()})


def people_of_side(space_id: int, group_id: int) -> dict[int, int]:
    """Streams of those who sit in a thread for a group, by person."""
    rows = Admission.objects.filter(space_id=space_id, seat__group_id=group_id, ended_at__isnull=True)
    return dict(rows.values_list("seat__person_id", "seat__person__stream_id"))


def show_to_side(hold: Hold, counters: dict[int, Counter]) -> None:
    """Show the post anew to each of the side's people, and write every counter.  Inside a transaction, under the locks."""
    for person_id, stream_id in people_of_side(hold.message.space_id, hold.group_id).items():
        if stream_id in counters:  # who came in between reads it rightly from the start
            show_anew(person_id, hold.message.entry, counters[stream_id])
    counters[hold.message.space_id].expel()
    for counter in counters.values():
        counter.save()
