"""Proposals as the desks of their sides see them: the charter, who answered what, changes that wait, what may be done."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from collab.clock import now
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.custody.keys import wanted_custodian
from discussions.bridges.custody.models import Custodian
from discussions.bridges.custody.reads import charter_of_custody, custodians_in, custodians_of, custody_shape
from discussions.bridges.custody.unseal_reads import unsealings_of
from discussions.bridges.custody.unseal_shapes import UnsealingShape
from discussions.bridges.models import Amendment, Bridge, Side
from discussions.bridges.reads import badge_or_none, desk_seats
from discussions.bridges.roles import AmendmentState, Attribution, BridgeState, Gate, SideState
from discussions.bridges.shapes import CharterChanges, CharterChangeShape, ProposalShape, SideShape
from discussions.bridges.thread import ASKING, TALKING, UNANSWERED, SideFacts, acts_of, charter_hash, named, told
from discussions.spaces.models import Admission
from discussions.spaces.shapes import GroupRef
from groups.badges import WITH_BADGE, Badge
from groups.models import Group, Seat

PROPOSALS_SHOWN = 20  # on a first page, beside all of bridges that live
LIVING = ASKING | TALKING | {BridgeState.DRAFT}


@dataclass(slots=True)
class Around:
    """What stands round one bridge."""

    sides: list[Side] = field(default_factory=list)
    amendments: list[Amendment] = field(default_factory=list)
    seated: dict[int, list[int]] = field(default_factory=dict)  # ids of admitted seats by group
    groups: dict[int, Group] = field(default_factory=dict)  # to be invited by a change
    custodians: list[Custodian] = field(default_factory=list)
    unsealings: list[UnsealingShape] = field(default_factory=list)
    seats: dict[int, Seat] = field(default_factory=dict)  # to be named a custodian by a change


def thread_facts(side: Side, *, moderates: bool, sides: Iterable[Side], amendments: Iterable[Amendment]) -> SideFacts:
    """What the rules ask of a side."""
    bridge = side.bridge
    return SideFacts(
        bridge=BridgeState(bridge.state), side=SideState(side.state), proposing=side.proposing, moderates=moderates,
        proposer_left=any(each.proposing and each.state == SideState.LEFT for each in sides),
        paused_by_us=bridge.paused_by_id == side.group_id, paused_at=side.paused_at,
        countering=any(each.side_id == side.pk for each in amendments),
    )  # fmt: skip


def facts_now(side: Side) -> SideFacts:
    """What the rules ask of a side before one of its moderators, read now."""
    open_now = Amendment.objects.filter(bridge_id=side.bridge_id, state=AmendmentState.OPEN)
    return thread_facts(side, moderates=True, sides=Side.objects.filter(bridge_id=side.bridge_id), amendments=open_now)


def charter_of(bridge: Bridge, custodians: list[Custodian] | None = None) -> str:
    """The hash of the charter as it stands now.  `custodians`: those of the thread, where they have been read already."""
    space, named_now = bridge.space, custodians_of(bridge.pk) if custodians is None else custodians
    return charter_hash(
        title=space.title, purpose=space.purpose, label=space.label, ceiling=space.ceiling, attributions=bridge.attributions,
        response_hours=bridge.response_hours, history=space.history, chatham=bridge.chatham, unasked=bridge.unasked,
        custody=charter_of_custody(bridge, named_now),
    )  # fmt: skip


def proposals_of(entry_ids: Iterable[int]) -> dict[int, ProposalShape]:
    """Shapes of proposals by the id of their entry on a group's desk: at most eight queries, however many."""
    rows = list(
        Side.objects.filter(pk__in=list(entry_ids)).select_related(
            "entry", "group", "bridge__space", "bridge__proposed_by__person", "bridge__proposed_by__organisation", "answered_by__person",
            "answered_by__organisation", "bridge__paused_by",
        )
    )  # fmt: skip
    around: dict[int, Around] = defaultdict(Around)
    bridges = {row.bridge_id for row in rows}
    for side in Side.objects.filter(bridge_id__in=bridges).select_related("group").order_by("-proposing", "group__name"):
        around[side.bridge_id].sides.append(side)
    admitted = Admission.objects.filter(space_id__in=bridges, ended_at__isnull=True).order_by("pk")
    for bridge_id, group_id, seat_id in admitted.values_list("space_id", "seat__group_id", "seat_id"):
        around[bridge_id].seated.setdefault(group_id, []).append(seat_id)
    amendments = list(
        Amendment.objects.filter(bridge_id__in=bridges, state=AmendmentState.OPEN).select_related("side__group").order_by("at")
    )
    invited = {group for each in amendments for group in each.changes["invite"]}
    groups = {group.pk: group for group in Group.objects.filter(pk__in=invited)} if invited else {}
    named_by = {each.changes.get("custodian") for each in amendments} - {None, 0}
    seats = {seat.pk: seat for seat in Seat.objects.filter(pk__in=named_by).select_related(*WITH_BADGE)} if named_by else {}
    for each in amendments:
        around[each.bridge_id].amendments.append(each)
        around[each.bridge_id].groups = groups
        around[each.bridge_id].seats = seats
    for bridge_id, custodians in custodians_in(bridges).items():
        around[bridge_id].custodians = custodians
    for bridge_id, unsealings in unsealings_of(bridges, None).items():
        around[bridge_id].unsealings = unsealings
    return {row.pk: proposal_shape(row, around[row.bridge_id]) for row in rows}


def proposal_shape(mine: Side, around: Around) -> ProposalShape:
    """A proposal as one side sees it: of the others only what they have agreed to show."""
    bridge, space, answer = mine.bridge, mine.bridge.space, SideState(mine.state)
    inside = mine.proposing or answer is SideState.ACCEPTED
    ended = bridge.state in {BridgeState.CLOSED, BridgeState.ARCHIVED}
    facts = thread_facts(mine, moderates=True, sides=around.sides, amendments=around.amendments)
    return ProposalShape(
        place=mine.entry.place, rev=mine.entry.rev, bridge=bridge.pk, group=mine.group_id,
        state=BridgeState(bridge.state) if inside or ended else BridgeState.INVITED, answer=answer, proposing=mine.proposing,
        title=space.title, purpose=space.purpose, label=Label(space.label), ceiling=Label(space.ceiling),
        attributions=[Attribution(word) for word in bridge.attributions], response_hours=bridge.response_hours,
        history="joining" if space.history == "joining" else "all", chatham=bridge.chatham,
        unasked=bridge.unasked,
        custody=custody_shape(bridge, [each for each in around.custodians if inside or names(mine, each.side)]),
        unsealings=around.unsealings if inside else [], sides=[shape for side in around.sides if (shape := side_shape(mine, side))],
        asked=bridge.asked if bridge.state == BridgeState.DRAFT else [], charter=charter_of(bridge, around.custodians),
        amendments=[change for each in around.amendments if (change := amendment_shape(mine, each, around))],
        may=acts_of(facts, now()), paused_until=bridge.paused_until if inside else None,
        paused_by=GroupRef.of(bridge.paused_by) if inside and bridge.paused_by else None,
        pause_reason=bridge.pause_reason if inside else "",
        gate=Gate(mine.gate), trusted=mine.trusted, seats=around.seated.get(mine.group_id, mine.picked),
        by=Badge.of(bridge.proposed_by), proposed_at=bridge.proposed_at,
        answered_by=badge_or_none(mine.answered_by), answered_at=mine.answered_at, closed_at=bridge.closed_at if ended else None,
        close_reason=bridge.close_reason if inside else "",
    )  # fmt: skip


def names(reader: Side, other: Side) -> bool:
    """Whether one side may be told the name of another."""
    return named(
        reader=SideState(reader.state), proposes=reader.proposing, same=reader.pk == other.pk, other=SideState(other.state),
        other_proposes=other.proposing, listed=other.group.listed,
    )  # fmt: skip


def side_shape(reader: Side, other: Side) -> SideShape | None:
    """What one side is told of another; None: not even its name."""
    if not names(reader, other):
        return None
    same = reader.pk == other.pk
    known = told(reader=SideState(reader.state), proposes=reader.proposing, same=same) or other.proposing
    reason = other.reason if same or reader.proposing else ""
    takes_part = known and other.state == SideState.ACCEPTED
    return SideShape(
        group=GroupRef.of(other.group), state=SideState(other.state) if known else "", proposing=other.proposing, reason=reason,
        gate=Gate(other.gate) if takes_part else "",
    )  # fmt: skip


def amendment_shape(reader: Side, row: Amendment, around: Around) -> CharterChangeShape | None:
    """A change that waits, for those who take part and for the side that asks; None: the reader is not told of it."""
    ours, takes_part = row.side_id == reader.pk, reader.state == SideState.ACCEPTED
    if not (ours or takes_part):
        return None
    raiser = next(side for side in around.sides if side.pk == row.side_id)
    agreed = [GroupRef.of(side.group) for side in around.sides if side.group_id in row.agreed and names(reader, side)]
    changes = CharterChanges.model_validate(row.changes)
    return CharterChangeShape(
        number=row.number, by=GroupRef.of(raiser.group) if names(reader, raiser) else None, ours=ours, words=row.words, changes=changes,
        invite=[GroupRef.of(around.groups[each]) for each in changes.invite if each in around.groups],
        custodian=wanted_custodian(raiser, changes, around.seats) if names(reader, raiser) else None, agreed=agreed if takes_part else [],
        waits=takes_part and reader.group_id not in row.agreed, at=row.at,
    )  # fmt: skip


def newest_proposals(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the proposals for a first page of a desk: all of bridges that live, and the newest others."""
    here = Entry.objects.filter(stream_id=stream_id, kind="proposal")
    living = Side.objects.filter(bridge__state__in=LIVING).exclude(state__in=[SideState.DECLINED, SideState.LEFT])
    newest = list(here.order_by("-rev").values_list("pk", flat=True)[:PROPOSALS_SHOWN])
    return here.filter(Q(pk__in=living.values("pk")) | Q(pk__in=newest))


def waiting_proposals(person_id: int) -> list[ProposalShape]:
    """Bridges that ask a group which the person moderates: for its first answer, or to agree to a change; the oldest first."""
    mine = Side.objects.filter(bridge__state__in=ASKING, group_id__in=desk_seats(person_id).values("group_id"))
    asked = mine.filter(state__in=UNANSWERED)
    changing = Bridge.objects.filter(amendments__state=AmendmentState.OPEN)
    rows = mine.filter(Q(pk__in=asked.values("pk")) | Q(state=SideState.ACCEPTED, bridge__in=changing.values("pk")))
    found = proposals_of(rows.values_list("pk", flat=True)).values()
    waits = [each for each in found if each.answer is SideState.INVITED or any(change.waits for change in each.amendments)]
    return sorted(waits, key=lambda each: each.proposed_at)
