"""Drafting and proposing bridges, answering, seating.  Pausing, changing and ending them: see the files of these names.

Each act locks all streams that it may write to at once, in the order of their ids.  What follows locks some of
them again, which are held already, and so reads counters that are fresh.
"""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid
from collab.labels import Label
from collab.streams.counter import Counter, lock_all
from collab.streams.models import Stream, StreamKind
from collab.text.plain import tidy
from discussions.bridges.gate import open_topic_in
from discussions.bridges.held import held_streams, show_held_anew
from discussions.bridges.models import Amendment, Bridge, Side
from discussions.bridges.proposals import charter_of, facts_now, proposals_of
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import AmendmentState, BridgeState, SideState
from discussions.bridges.shapes import Answer, BridgeDraft, ProposalShape, SeatChoice
from discussions.bridges.sides import desks_of, locked_side, own_seats, reread, show_sides, side_before, streams_of, tell_sides
from discussions.bridges.submitting import one_line
from discussions.bridges.thread import TALKING, UNANSWERED, check_answer, check_draft, check_propose, check_read, check_reseat, check_send
from discussions.spaces.models import Admission, Space
from discussions.spaces.seating import admit, dismiss
from groups.badges import WITH_BADGE, Badge
from groups.models import Group, Seat
from groups.policies import check_see_group
from groups.reads import place_in_group


@transaction.atomic
def propose_bridge(person_id: int, draft: BridgeDraft) -> ProposalShape:
    """Propose a thread to other groups: their moderators see it on their desks, nobody else anywhere.

    With `draft` it stays on the desk of the proposing group until it is sent.  Moderators of that group, which thereby
    accepts.  Raises NotFound (a group that the proposer may not know of, or does not moderate), Invalid (invalid,
    label_above_ceiling).
    """
    proposer, label, ceiling = checked_draft(person_id, draft)
    picked = own_seats(proposer, draft.seats, least=1)
    space = Space.objects.create(
        stream=Stream.objects.create(kind=StreamKind.SPACE), group=None, title=titled(draft.title), purpose=tidy(draft.purpose),
        label=label, ceiling=ceiling, history=draft.history, created_at=now(),
    )  # fmt: skip
    bridge = Bridge(space=space, state=BridgeState.DRAFT, proposed_by=proposer, proposed_at=now(), asked=draft.groups)
    write_charter(bridge, draft)
    bridge.save(force_insert=True)
    counters = lock_all([proposer.group.desk_id])
    mine = Side(
        entry=counters[proposer.group.desk_id].show("proposal"), bridge=bridge, group_id=draft.group, proposing=True,
        state=SideState.ACCEPTED, answered_by=proposer, answered_at=now(), picked=[seat.pk for seat in picked], gate=draft.gate,
        trusted=trusted_of(picked, draft.trusted),
    )  # fmt: skip
    mine.save(force_insert=True)
    counters[proposer.group.desk_id].save()
    if draft.draft:
        record("bridge.draft", group_id=draft.group, actor_id=person_id, subject=("bridge", bridge.pk))
    else:
        send(person_id, mine)
    return proposals_of([mine.pk])[mine.pk]


def checked_draft(person_id: int, draft: BridgeDraft) -> tuple[Seat, Label, Label]:
    """Who proposes, and under which label and ceiling; the groups asked are known to the proposer, each named once."""
    proposer = desk_seats(person_id).select_related("group", *WITH_BADGE).filter(group_id=draft.group).first()
    label = draft.label or Label(proposer.group.default_label if proposer else Label.AMBER)
    ceiling = draft.ceiling or label
    check_propose(proposer is not None, label, ceiling, unasked=draft.unasked)
    assert proposer is not None, "check_propose refuses others"
    if draft.group in draft.groups or len(set(draft.groups)) < len(draft.groups):
        raise Invalid(Code.INVALID, _("Name each other group once."), fields=["groups"])
    for group_id in draft.groups:
        check_see_group(place_in_group(person_id, group_id))
    return proposer, label, ceiling


def write_charter(bridge: Bridge, draft: BridgeDraft) -> None:
    """What of the charter stands on the bridge itself."""
    bridge.attributions = [str(each) for each in dict.fromkeys(draft.attributions)]
    bridge.response_hours, bridge.chatham, bridge.unasked = draft.response_hours, draft.chatham, draft.unasked


@transaction.atomic
def redraft_bridge(person_id: int, bridge_id: int, draft: BridgeDraft) -> ProposalShape:
    """Write a draft anew, and send it unless it stays one.  Raises NotFound, Conflict (wrong_state), Invalid as proposing does."""
    side, _moderator = locked_side(person_id, bridge_id, group=draft.group, fits=[SideState.ACCEPTED])
    check_draft(facts_now(side))
    proposer, label, ceiling = checked_draft(person_id, draft)
    bridge, space = side.bridge, side.bridge.space
    picked = own_seats(proposer, draft.seats, least=1)
    side.picked, side.gate, side.trusted = [seat.pk for seat in picked], draft.gate, trusted_of(picked, draft.trusted)
    side.save(update_fields=["picked", "gate", "trusted"])
    space.title, space.purpose, space.label, space.ceiling = titled(draft.title), tidy(draft.purpose), label, ceiling
    space.history = draft.history
    space.save(update_fields=["title", "purpose", "label", "ceiling", "history"])
    bridge.asked, bridge.proposed_at, bridge.proposed_by = draft.groups, now(), proposer
    write_charter(bridge, draft)
    bridge.save()
    tell_sides(side)
    if not draft.draft:
        send(person_id, side)
    return proposals_of([side.pk])[side.pk]


def send(person_id: int, mine: Side) -> None:
    """Put a draft on the desks of the groups that it names.  Inside a transaction, the proposing desk locked."""
    bridge = mine.bridge
    bridge.state = check_send(facts_now(mine))
    desks = dict(Group.objects.filter(pk__in=[mine.group_id, *bridge.asked]).values_list("pk", "desk_id"))
    counters = lock_all(desks.values())
    for group_id in bridge.asked:
        Side.objects.create(entry=counters[desks[group_id]].show("proposal"), bridge=bridge, group_id=group_id)
    asked, bridge.asked, bridge.proposed_at = sorted(bridge.asked), [], now()
    bridge.save(update_fields=["state", "asked", "proposed_at"])
    counters[desks[mine.group_id]].touch(mine.entry)
    for counter in counters.values():
        counter.save()
    record("bridge.propose", group_id=mine.group_id, actor_id=person_id, subject=("bridge", bridge.pk), groups=asked)


def titled(title: str) -> str:
    """A title on one line.  Raises Invalid (empty)."""
    line = one_line(title)
    if not line:
        raise Invalid(Code.EMPTY, _("Write something first."))
    return line


@transaction.atomic
def accept_bridge(person_id: int, bridge_id: int, answer: Answer) -> ProposalShape:
    """Join a proposed thread with chosen people.  With the second group it opens; a later one joins with its people at once.

    Raises NotFound, Conflict (wrong_state, stale), Invalid (invalid).
    """
    side, moderator = side_before(person_id, bridge_id, group=answer.group, fits=UNANSWERED)
    seats = own_seats(moderator, answer.seats, least=1)
    streams = streams_of(side, seats)
    room = lock_all(streams)[bridge_id]
    side = reread(side)
    check_answer(facts_now(side))
    check_read(answer.charter, charter_of(side.bridge))
    drop_own_changes(side, moderator)
    side.state, side.answered_by, side.answered_at, side.picked = SideState.ACCEPTED, moderator, now(), [seat.pk for seat in seats]
    side.gate, side.trusted = answer.gate, trusted_of(seats, answer.trusted)
    side.save(update_fields=["state", "answered_by", "answered_at", "picked", "gate", "trusted"])
    if side.bridge.state == BridgeState.INVITED:
        open_bridge(side.bridge, room)
    else:
        admit([(side.bridge.space, seat) for seat in seats])
    counters = lock_all(streams & (desks_of(bridge_id) | held_streams(bridge_id)))
    show_sides(side, counters)
    show_held_anew(bridge_id, counters)
    for counter in counters.values():
        counter.save()
    record("bridge.accept", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), seats=side.picked)
    return proposals_of([side.pk])[side.pk]


def trusted_of(speaking: list[Seat], wanted: list[int]) -> list[int]:
    """Whose posts pass at once where the gate trusts: people who speak.  Raises Invalid for anybody else."""
    if set(wanted) - {seat.pk for seat in speaking}:
        raise Invalid(Code.INVALID, _("Trust only people who speak for your group in this thread."), fields=["trusted"])
    return sorted(set(wanted))


def open_bridge(bridge: Bridge, room: Counter) -> None:
    """Open a thread that two groups have accepted: a first topic of its name, then everybody whom they chose.  Inside a transaction."""
    bridge.state, bridge.opened_at = BridgeState.OPEN, now()
    bridge.save(update_fields=["state", "opened_at"])
    proposer = Seat.objects.select_related("group", *WITH_BADGE).get(pk=bridge.proposed_by_id)
    group = Badge.masked(organisation=proposer.group.name, constituency=proposer.group.constituency_id or "")
    open_topic_in(room, proposer, group, title=bridge.space.title, label=bridge.space.label, moment=now())
    room.save()
    chosen = {seat for picked in bridge.sides.filter(state=SideState.ACCEPTED).values_list("picked", flat=True) for seat in picked}
    seats = Seat.objects.open_at(now()).filter(pk__in=chosen).select_related("person").order_by("pk")
    admit([(bridge.space, seat) for seat in seats])


@transaction.atomic
def decline_bridge(person_id: int, bridge_id: int, reason: str, group: int | None = None) -> ProposalShape:
    """Decline a proposed thread.  When nobody is left who could open it, it is closed.

    Raises NotFound, Conflict (wrong_state).
    """
    side, moderator = locked_side(person_id, bridge_id, group=group, fits=UNANSWERED)
    check_answer(facts_now(side))
    drop_own_changes(side, moderator)
    side.state, side.answered_by, side.answered_at, side.reason = SideState.DECLINED, moderator, now(), tidy(reason)
    side.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    waiting = Side.objects.filter(bridge_id=bridge_id, state__in=UNANSWERED).exists()
    if side.bridge.state == BridgeState.INVITED and not waiting:
        side.bridge.state, side.bridge.closed_at = BridgeState.CLOSED, now()
        side.bridge.save(update_fields=["state", "closed_at"])
    tell_sides(side)
    record("bridge.decline", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), reason=side.reason)
    return proposals_of([side.pk])[side.pk]


def drop_own_changes(side: Side, moderator: Seat) -> None:
    """An answer takes the side's own counter back."""
    mine = Amendment.objects.filter(side=side, state=AmendmentState.OPEN)
    mine.update(state=AmendmentState.WITHDRAWN, ended_at=now(), ended_by=moderator)


@transaction.atomic
def reseat_bridge(person_id: int, bridge_id: int, choice: SeatChoice) -> ProposalShape:
    """Choose anew who speaks for one's side: newcomers are let in, others are out at once.

    Moderators of a side that has accepted.  Raises NotFound, Conflict (wrong_state), Invalid (invalid).
    """
    side, moderator = side_before(person_id, bridge_id, group=choice.group, fits=[SideState.ACCEPTED])
    seats = own_seats(moderator, choice.seats, least=0)
    lock_all(streams_of(side, seats))
    side = reread(side)
    check_reseat(facts_now(side))
    side.picked = [seat.pk for seat in seats]
    trusted = [each for each in side.trusted if each in side.picked] if choice.trusted is None else choice.trusted
    side.trusted = trusted_of(seats, trusted)
    side.save(update_fields=["picked", "trusted"])
    if side.bridge.state in TALKING:
        inside = Admission.objects.filter(space_id=bridge_id, ended_at__isnull=True, seat__group_id=side.group_id)
        already = set(inside.values_list("seat_id", flat=True))
        leaving = inside.exclude(seat_id__in=side.picked).select_related("entry", "door", "seat__person")
        dismiss(leaving.order_by("pk"))
        admit([(side.bridge.space, seat) for seat in seats if seat.pk not in already])
    counters = lock_all([side.entry.stream_id])
    counters[side.entry.stream_id].touch(side.entry)
    counters[side.entry.stream_id].save()
    record("bridge.seats", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), seats=side.picked)
    return proposals_of([side.pk])[side.pk]
