"""Proposing, answering, seating and closing bridges.

Each act locks all streams that it may write to at once, in the order of their ids.  What follows locks some of
them again, which are held already, and so reads counters that are fresh.
"""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from collab.audit.record import record
from collab.clock import now
from collab.errors import Code, Invalid, NotFound
from collab.labels import Label
from collab.streams.counter import Counter, lock_all
from collab.streams.models import Stream, StreamKind
from collab.text.plain import tidy
from discussions.bridges.gate import open_topic_in
from discussions.bridges.held import held_streams, show_held_anew
from discussions.bridges.models import Bridge, Side
from discussions.bridges.policies import SideFacts, check_answer, check_close, check_propose, check_reseat
from discussions.bridges.reads import desk_seats, proposals_of
from discussions.bridges.roles import BridgeState, SideState
from discussions.bridges.shapes import Answer, BridgeDraft, ProposalShape, SeatChoice
from discussions.bridges.submitting import one_line
from discussions.spaces.actions import tell_doors
from discussions.spaces.models import Admission, Space
from discussions.spaces.seating import admit, dismiss
from groups.badges import WITH_BADGE, Badge
from groups.models import Group, Seat
from groups.policies import check_see_group
from groups.reads import place_in_group


@transaction.atomic
def propose_bridge(person_id: int, draft: BridgeDraft) -> ProposalShape:
    """Propose a thread to other groups: their moderators see it on their desks, nobody else anywhere.

    Moderators of the proposing group, which thereby accepts.  Raises NotFound (a group that the proposer may not know of, or
    does not moderate), Invalid (invalid, label_above_ceiling).
    """
    proposer = desk_seats(person_id).select_related("group", *WITH_BADGE).filter(group_id=draft.group).first()
    label = draft.label or Label(proposer.group.default_label if proposer else Label.AMBER)
    ceiling = draft.ceiling or label
    check_propose(proposer is not None, label, ceiling)
    assert proposer is not None, "check_propose refuses others"
    if draft.group in draft.groups or len(set(draft.groups)) < len(draft.groups):
        raise Invalid(Code.INVALID, _("Name each other group once."), fields=["groups"])
    for group_id in draft.groups:
        check_see_group(place_in_group(person_id, group_id))
    picked = own_seats(proposer, draft.seats, least=1)
    space = Space.objects.create(
        stream=Stream.objects.create(kind=StreamKind.SPACE), group=None, title=titled(draft.title), purpose=tidy(draft.purpose),
        label=label, ceiling=ceiling, history=draft.history, created_at=now(),
    )  # fmt: skip
    bridge = Bridge.objects.create(
        space=space, attributions=[str(each) for each in dict.fromkeys(draft.attributions)], response_hours=draft.response_hours,
        chatham=draft.chatham, proposed_by=proposer, proposed_at=now(),
    )  # fmt: skip
    desks = {group.pk: group.desk_id for group in Group.objects.filter(pk__in=[draft.group, *draft.groups])}
    counters = lock_all(desks.values())
    sides = [Side(entry=counters[desks[each]].show("proposal"), bridge=bridge, group_id=each) for each in (draft.group, *draft.groups)]
    mine = sides[0]
    mine.proposing, mine.state, mine.answered_by, mine.answered_at = True, SideState.ACCEPTED, proposer, now()
    mine.picked = [seat.pk for seat in picked]
    for side in sides:
        side.save(force_insert=True)
    for counter in counters.values():
        counter.save()
    record("bridge.propose", group_id=draft.group, actor_id=person_id, subject=("bridge", bridge.pk), groups=sorted(draft.groups))
    return proposals_of([mine.pk])[mine.pk]


def titled(title: str) -> str:
    """A title on one line.  Raises Invalid (empty)."""
    line = one_line(title)
    if not line:
        raise Invalid(Code.EMPTY, _("Write something first."))
    return line


def own_seats(moderator: Seat, wanted: list[int] | None, *, least: int) -> list[Seat]:
    """The seats of the moderator's group that are to speak; by default the moderator's.  Raises Invalid for any other seat."""
    ids = {moderator.pk} if wanted is None else set(wanted)
    seats = list(Seat.objects.open_at(now()).filter(group_id=moderator.group_id, pk__in=ids).select_related(*WITH_BADGE).order_by("pk"))
    if len(seats) < len(ids) or len(ids) < least:
        raise Invalid(Code.INVALID, _("Choose at least one person, and only people of your own group."), fields=["seats"])
    return seats


def side_before(person_id: int, bridge_id: int, *, group: int | None, fits: Iterable[SideState]) -> tuple[Side, Seat]:
    """The side that the person answers for, and the seat by which.  With several, the one named or the first that fits.

    Raises NotFound to everybody else.
    """
    seats = {seat.group_id: seat for seat in desk_seats(person_id).select_related("group", *WITH_BADGE)}
    rows = Side.objects.select_related("entry", "bridge__space").filter(bridge_id=bridge_id, group_id__in=seats)
    sides = list(rows.filter(group_id=group) if group is not None else rows.order_by("pk"))
    if not sides:
        raise NotFound
    fitting = [side for side in sides if side.state in set(fits)] or sides
    return fitting[0], seats[fitting[0].group_id]


def facts_of(side: Side) -> SideFacts:
    """What the rules ask of a side, before one of its moderators."""
    return SideFacts(BridgeState(side.bridge.state), SideState(side.state), proposing=side.proposing, moderates=True)


def streams_of(side: Side, seats: Iterable[Seat] = ()) -> set[int]:
    """Every stream that an act on a side may write to: the room, the desks, people let in or told, and what waits."""
    bridge_id = side.bridge_id
    picks = {seat for picked in Side.objects.filter(bridge_id=bridge_id).values_list("picked", flat=True) for seat in picked}
    inside = Admission.objects.filter(space_id=bridge_id, ended_at__isnull=True)
    people = set(inside.values_list("seat__person__stream_id", flat=True))
    people |= set(Seat.objects.filter(pk__in=picks).values_list("person__stream_id", flat=True))
    return {bridge_id} | desks_of(bridge_id) | people | {seat.person.stream_id for seat in seats} | held_streams(bridge_id)


def desks_of(bridge_id: int) -> set[int]:
    """The streams of the desks that know of a bridge."""
    return set(Side.objects.filter(bridge_id=bridge_id).values_list("entry__stream_id", flat=True))


def show_sides(side: Side, counters: dict[int, Counter], *, also: Iterable[SideState] = ()) -> None:
    """Show a proposal anew where it looks different now: to the side itself, to those that have accepted, and to `also`.

    A side that has not answered is not told how others did, not even that somebody did.
    """
    states = {SideState.ACCEPTED, *also}
    for each in Side.objects.select_related("entry").filter(bridge_id=side.bridge_id).order_by("pk"):
        if each.pk == side.pk or each.state in states:
            counters[each.entry.stream_id].touch(each.entry)


@transaction.atomic
def accept_bridge(person_id: int, bridge_id: int, answer: Answer) -> ProposalShape:
    """Join a proposed thread with chosen people.  With the second group it opens; a later one joins with its people at once.

    Raises NotFound, Conflict (wrong_state), Invalid (invalid).
    """
    side, moderator = side_before(person_id, bridge_id, group=answer.group, fits=[SideState.INVITED])
    seats = own_seats(moderator, answer.seats, least=1)
    streams = streams_of(side, seats)
    room = lock_all(streams)[bridge_id]
    side = Side.objects.select_related("entry", "bridge__space").get(pk=side.pk)
    check_answer(facts_of(side))
    side.state, side.answered_by, side.answered_at, side.picked = SideState.ACCEPTED, moderator, now(), [seat.pk for seat in seats]
    side.save(update_fields=["state", "answered_by", "answered_at", "picked"])
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


def open_bridge(bridge: Bridge, room: Counter) -> None:
    """Open a thread that two groups have accepted: a first topic of its name, then everybody whom they chose.  Inside a transaction."""
    bridge.state, bridge.opened_at = BridgeState.OPEN, now()
    bridge.save(update_fields=["state", "opened_at"])
    proposer = Seat.objects.select_related("group", *WITH_BADGE).get(pk=bridge.proposed_by_id)
    group = Badge.masked(organisation=proposer.group.name, constituency=proposer.group.constituency_id or "")
    open_topic_in(room, proposer, group, title=bridge.space.title, label=bridge.space.label)
    room.save()
    chosen = {seat for picked in bridge.sides.filter(state=SideState.ACCEPTED).values_list("picked", flat=True) for seat in picked}
    seats = Seat.objects.open_at(now()).filter(pk__in=chosen).select_related("person").order_by("pk")
    admit([(bridge.space, seat) for seat in seats])


@transaction.atomic
def decline_bridge(person_id: int, bridge_id: int, reason: str, group: int | None = None) -> ProposalShape:
    """Decline a proposed thread.  When nobody is left who could open it, it is closed.

    Raises NotFound, Conflict (wrong_state).
    """
    side, moderator = side_before(person_id, bridge_id, group=group, fits=[SideState.INVITED])
    counters = lock_all({bridge_id} | desks_of(bridge_id))
    side = Side.objects.select_related("entry", "bridge__space").get(pk=side.pk)
    check_answer(facts_of(side))
    side.state, side.answered_by, side.answered_at, side.reason = SideState.DECLINED, moderator, now(), tidy(reason)
    side.save(update_fields=["state", "answered_by", "answered_at", "reason"])
    waiting = Side.objects.filter(bridge_id=bridge_id, state=SideState.INVITED).exists()
    if side.bridge.state == BridgeState.INVITED and not waiting:
        side.bridge.state, side.bridge.closed_at = BridgeState.CLOSED, now()
        side.bridge.save(update_fields=["state", "closed_at"])
    show_sides(side, counters)
    for counter in counters.values():
        counter.save()
    record("bridge.decline", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), reason=side.reason)
    return proposals_of([side.pk])[side.pk]


@transaction.atomic
def close_bridge(person_id: int, bridge_id: int, reason: str) -> ProposalShape:
    """End a thread, or take a proposal back: what was said stays readable, nothing passes any more.

    Moderators of the group that proposed it.  Raises NotFound, Refused (not_allowed), Conflict (wrong_state).
    """
    side, _seat = side_before(person_id, bridge_id, group=None, fits=[SideState.ACCEPTED])
    lock_all(streams_of(side))
    side = Side.objects.select_related("entry", "bridge__space").get(pk=side.pk)
    bridge = side.bridge
    bridge.state = check_close(facts_of(side))
    bridge.closed_at, bridge.close_reason, bridge.space.archived_at = now(), tidy(reason), now()
    bridge.save(update_fields=["state", "closed_at", "close_reason"])
    bridge.space.save(update_fields=["archived_at"])
    tell_doors(bridge.space)
    counters = lock_all(desks_of(bridge_id))
    show_sides(side, counters, also=[SideState.INVITED])
    for counter in counters.values():
        counter.save()
    record("bridge.close", group_id=side.group_id, actor_id=person_id, subject=("bridge", bridge_id), reason=bridge.close_reason)
    return proposals_of([side.pk])[side.pk]


@transaction.atomic
def reseat_bridge(person_id: int, bridge_id: int, choice: SeatChoice) -> ProposalShape:
    """Choose anew who speaks for one's side: newcomers are let in, others are out at once.

    Moderators of a side that has accepted.  Raises NotFound, Conflict (wrong_state), Invalid (invalid).
    """
    side, moderator = side_before(person_id, bridge_id, group=choice.group, fits=[SideState.ACCEPTED])
    seats = own_seats(moderator, choice.seats, least=0)
    lock_all(streams_of(side, seats))
    side = Side.objects.select_related("entry", "bridge__space").get(pk=side.pk)
    check_reseat(facts_of(side))
    side.picked = [seat.pk for seat in seats]
    side.save(update_fields=["picked"])
    if side.bridge.state == BridgeState.OPEN:
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
