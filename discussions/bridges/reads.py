"""Bridges, proposals and crossings, read as shapes and as facts."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.audience import Audience, audience_of, audiences, shown_as
from discussions.bridges.models import Bridge, Crossing, Side
from discussions.bridges.policies import CrossingFacts, hash_of, least_crowd, named, told
from discussions.bridges.roles import Attribution, BridgeState, CrossingState, SideState
from discussions.bridges.shapes import (
    AttributionChoice,
    AudienceSide,
    BridgeShape,
    CrossingShape,
    ProposalShape,
    Reacted,
    SideShape,
    Speaker,
)  # fmt: skip
from discussions.chat.models import Reaction, Topic
from discussions.chat.shapes import Word
from discussions.spaces.models import Admission
from discussions.spaces.policies import may_post
from discussions.spaces.reads import admissions_of, standing_from
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Group, Seat
from groups.roles import Role

CROSSINGS_SHOWN, PROPOSALS_SHOWN = 50, 20  # on a first page, beside all that wait
WAITING = [CrossingState.HELD, CrossingState.RETURNED]
MODERATORS = [Role.LEAD, Role.MODERATOR]


def desk_seats(person_id: int) -> QuerySet[Seat]:
    """The seats by which the person leads or moderates a group and may read its desk now."""
    return Seat.objects.reading_at(now()).filter(person_id=person_id, role__in=MODERATORS)


def group_ref(group: Group) -> GroupRef:
    """A group, named."""
    return GroupRef(id=group.pk, name=group.name, kind=group.kind, constituency=group.constituency_id)


def badge_or_none(seat: Seat | None) -> Badge | None:
    """The badge of a seat that may be missing."""
    return Badge.of(seat) if seat else None


# Crossings ----------------------------------------------------------------------------------------


def full_crossings() -> QuerySet[Crossing]:
    """Crossings with all that a shape needs of rows."""
    return Crossing.objects.select_related(
        "entry", "own", "topic", "bridge__space", "side", "author__person", "author__organisation", "decided_by__person",
        "decided_by__organisation", "message__entry",
    )  # fmt: skip


def crossings_known_to(person_id: int) -> QuerySet[Crossing]:
    """Those that the person wrote by a seat that counts, and those of the groups that they moderate: others are not there."""
    mine = Seat.objects.reading_at(now()).filter(person_id=person_id)
    return full_crossings().filter(Q(author__in=mine) | Q(side__group__in=desk_seats(person_id).values("group")))


def facts_of(person_id: int, crossing: Crossing, audience: Audience) -> CrossingFacts:
    """What the rules ask of a crossing before one person."""
    return CrossingFacts(
        bridge=BridgeState(crossing.bridge.state),
        state=CrossingState(crossing.state),
        mine=crossing.author.person_id == person_id and Seat.objects.reading_at(now()).filter(pk=crossing.author_id).exists(),
        moderates=desk_seats(person_id).filter(group_id=crossing.side.group_id).exists(),
        author_seated=audience.sits(crossing.author_id),
    )


def present_hash(crossing: Crossing, audience: Audience) -> str:
    """The hash of what a release of the crossing would publish now, and to whom."""
    return hash_of(
        bridge=crossing.bridge_id, topic=crossing.topic.place if crossing.topic else None, title=crossing.title, body=crossing.body,
        note=crossing.note, label=crossing.entry.label, attribution=crossing.attribution, audience=audience.groups,
        submitted_at=crossing.submitted_at,
    )  # fmt: skip


def crossings_of(entry_ids: Iterable[int]) -> dict[int, CrossingShape]:
    """Shapes of crossings by the id of their entry, on a desk or in an author's stream.  Queries do not grow with their number.

    An author whose seat no longer reads is shown nothing of it any more.
    """
    ids = set(entry_ids)
    rows = list(full_crossings().filter(Q(entry_id__in=ids) | Q(own_id__in=ids)))
    around = audiences({row.bridge_id for row in rows})
    titles = dict(Topic.objects.filter(pk__in={row.topic_id for row in rows}).values_list("pk", "title"))
    reading = set(Seat.objects.reading_at(now()).filter(pk__in={row.author_id for row in rows}).values_list("pk", flat=True))
    found = {}
    for row in rows:
        title = titles[row.topic_id] if row.topic_id else row.title
        if row.entry_id in ids:
            found[row.entry_id] = crossing_shape(row, row.entry, around[row.bridge_id], title)
        if row.own_id in ids and row.author_id in reading:
            found[row.own_id] = crossing_shape(row, row.own, around[row.bridge_id], title)
    return found


def crossing_shape(row: Crossing, entry: Entry, audience: Audience, title: str) -> CrossingShape:
    """A crossing as one of its two entries shows it."""
    attribution, waits = Attribution(row.attribution), row.state in WAITING
    return CrossingShape(
        place=entry.place, rev=entry.rev, crossing=row.number, bridge=row.bridge_id, bridge_title=row.bridge.space.title,
        group=row.side.group_id, topic=row.topic.place if row.topic else None, title=title, by=Badge.of(row.author),
        shown_as=shown_as(row.author, attribution), attribution=attribution, crowd=audience.crowd(row.author, attribution),
        body=row.body, html=row.html, note=row.note, label=Label(entry.label),
        hash=present_hash(row, audience) if waits else row.released_hash,
        readers=audience.people() if waits else sum(row.released_to.values()),
        state=CrossingState(row.state), reason=row.reason, decided_by=badge_or_none(row.decided_by), submitted_at=row.submitted_at,
        due_at=row.due_at, decided_at=row.decided_at, message=row.message.entry.place if row.message else None,
    )  # fmt: skip


def newest_crossings(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the crossings for a first page of a desk or of one's own stream: all that wait, and the newest others."""
    waiting = Crossing.objects.filter(state__in=WAITING, bridge__state=BridgeState.OPEN)
    here = Entry.objects.filter(stream_id=stream_id, kind="crossing")
    newest = list(here.order_by("-rev").values_list("pk", flat=True)[:CROSSINGS_SHOWN])
    return here.filter(Q(pk__in=waiting.values("entry_id")) | Q(pk__in=waiting.values("own_id")) | Q(pk__in=newest))


# Proposals ----------------------------------------------------------------------------------------


def proposals_of(entry_ids: Iterable[int]) -> dict[int, ProposalShape]:
    """Shapes of proposals by the id of their entry on a group's desk, in three queries."""
    rows = list(
        Side.objects.filter(pk__in=list(entry_ids)).select_related(
            "entry", "group", "bridge__space", "bridge__proposed_by__person", "bridge__proposed_by__organisation", "answered_by__person",
            "answered_by__organisation",
        )
    )  # fmt: skip
    bridges = {row.bridge_id for row in rows}
    sides: dict[int, list[Side]] = {}
    for side in Side.objects.filter(bridge_id__in=bridges).select_related("group").order_by("-proposing", "group__name"):
        sides.setdefault(side.bridge_id, []).append(side)
    seated: dict[tuple[int, int], list[int]] = {}
    admitted = Admission.objects.filter(space_id__in=bridges, ended_at__isnull=True).order_by("pk")
    for bridge_id, group_id, seat_id in admitted.values_list("space_id", "seat__group_id", "seat_id"):
        seated.setdefault((bridge_id, group_id), []).append(seat_id)
    return {row.pk: proposal_shape(row, sides[row.bridge_id], seated.get((row.bridge_id, row.group_id), row.picked)) for row in rows}


def proposal_shape(mine: Side, sides: list[Side], seats: list[int]) -> ProposalShape:
    """A proposal as one side sees it: of the others only what they have agreed to show."""
    bridge, space, answer = mine.bridge, mine.bridge.space, SideState(mine.state)
    inside = mine.proposing or answer is SideState.ACCEPTED
    ended = bridge.state in {BridgeState.CLOSED, BridgeState.ARCHIVED}
    return ProposalShape(
        place=mine.entry.place, rev=mine.entry.rev, bridge=bridge.pk, group=mine.group_id,
        state=BridgeState(bridge.state) if inside or ended else BridgeState.INVITED, answer=answer, proposing=mine.proposing,
        title=space.title, purpose=space.purpose, label=Label(space.label), ceiling=Label(space.ceiling),
        attributions=[Attribution(word) for word in bridge.attributions], response_hours=bridge.response_hours,
        history="joining" if space.history == "joining" else "all", chatham=bridge.chatham,
        sides=[shape for side in sides if (shape := side_shape(mine, side))], seats=seats, by=Badge.of(bridge.proposed_by),
        proposed_at=bridge.proposed_at, answered_by=badge_or_none(mine.answered_by), answered_at=mine.answered_at,
        closed_at=bridge.closed_at if ended else None, close_reason=bridge.close_reason if inside else "",
    )  # fmt: skip


def side_shape(reader: Side, other: Side) -> SideShape | None:
    """What one side is told of another; None: not even its name."""
    state, same = SideState(reader.state), reader.pk == other.pk
    theirs = SideState(other.state)
    if not named(
        reader=state, proposes=reader.proposing, same=same, other=theirs, other_proposes=other.proposing, listed=other.group.listed
    ):
        return None
    known = told(reader=state, proposes=reader.proposing, same=same) or other.proposing
    reason = other.reason if same or reader.proposing else ""
    return SideShape(group=group_ref(other.group), state=theirs if known else "", proposing=other.proposing, reason=reason)


def newest_proposals(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the proposals for a first page of a desk: all of bridges that live, and the newest others."""
    here = Entry.objects.filter(stream_id=stream_id, kind="proposal")
    living = Side.objects.filter(bridge__state__in=[BridgeState.INVITED, BridgeState.OPEN]).exclude(state=SideState.DECLINED)
    newest = list(here.order_by("-rev").values_list("pk", flat=True)[:PROPOSALS_SHOWN])
    return here.filter(Q(pk__in=living.values("pk")) | Q(pk__in=newest))


# The bridge ---------------------------------------------------------------------------------------


def bridge_for(person_id: int, bridge_id: int) -> BridgeShape:
    """A bridge as one of its people sees it.  Raises NotFound, for those who do not sit in it as for what is missing."""
    mine = own_admissions(person_id, bridge_id)
    bridge = Bridge.objects.select_related("space").filter(pk=bridge_id).first()
    if bridge is None or not mine:
        raise NotFound
    space, audience = bridge.space, audience_of(bridge_id)
    reacted = Reaction.objects.filter(message__space_id=bridge_id, seat_id__in=[row.seat_id for row in mine]).order_by("pk")
    return BridgeShape(
        id=bridge.pk, title=space.title, purpose=space.purpose, state=BridgeState(bridge.state), label=Label(space.label),
        ceiling=Label(space.ceiling), history="joining" if space.history == "joining" else "all",
        response_hours=bridge.response_hours, chatham=bridge.chatham, opened_at=bridge.opened_at, closed_at=bridge.closed_at,
        close_reason=bridge.close_reason, sides=sides_of(audience), people=audience.people(),
        speakers=[speaker(row, bridge, audience) for row in mine],
        reacted=[Reacted(place=row.message.entry.place, word=Word(row.word)) for row in reacted.select_related("message__entry")],
    )  # fmt: skip


def own_admissions(person_id: int, bridge_id: int) -> list[Admission]:
    """The admissions by which the person sits in a bridge: those that may post first, then in the order of their coming."""
    rows = admissions_of(person_id).filter(space_id=bridge_id, space__bridge__isnull=False)
    loaded = rows.select_related("space", "seat__group", "seat__person", "seat__organisation").order_by("pk")
    moment = now()
    return sorted(loaded, key=lambda row: not may_post(standing_from(row, moment)))


def speaker(row: Admission, bridge: Bridge, audience: Audience) -> Speaker:
    """One of the reader's seats, with the ways in which it could be shown."""
    return Speaker(
        seat=row.seat_id, group=group_ref(row.seat.group), by=Badge.of(row.seat), may_post=may_post(standing_from(row, now())),
        attributions=[choice(audience, row.seat, Attribution(word)) for word in bridge.attributions],
    )  # fmt: skip


def sides_of(audience: Audience) -> list[AudienceSide]:
    """The sides of an open bridge, by name: how many read, and who answers for what passes."""
    moderators: dict[int, list[Badge]] = {}
    answering = Seat.objects.reading_at(now()).filter(group_id__in=audience.groups, role__in=MODERATORS)
    for seat in answering.select_related("person", "organisation").order_by("since", "pk"):
        moderators.setdefault(seat.group_id, []).append(Badge.of(seat))
    return [
        AudienceSide(group=group_ref(group), people=audience.people(group.pk), moderators=moderators.get(group.pk, []))
        for group in Group.objects.filter(pk__in=audience.groups).order_by("name")
    ]


def choice(audience: Audience, seat: Seat, attribution: Attribution) -> AttributionChoice:
    """One way in which `seat` could be shown, with the live size of its crowd."""
    crowd, least = audience.crowd(seat, attribution), least_crowd(attribution)
    possible = crowd >= least and not (seat.pseudonym and attribution is Attribution.ORGANISATION)
    return AttributionChoice(attribution=attribution, shown_as=shown_as(seat, attribution), crowd=crowd, least=least, allowed=possible)


# What waits ---------------------------------------------------------------------------------------


def waiting_crossings(person_id: int) -> list[CrossingShape]:
    """Posts that wait for the person as a moderator, the nearest due first.  Own posts wait for somebody else."""
    rows = Crossing.objects.filter(
        state=CrossingState.HELD, bridge__state=BridgeState.OPEN, side__group_id__in=desk_seats(person_id).values("group_id")
    ).exclude(author__person_id=person_id)
    return sorted(crossings_of(rows.values_list("entry_id", flat=True)).values(), key=lambda each: each.due_at)


def returned_crossings(person_id: int) -> list[CrossingShape]:
    """One's own posts that came back with a reason, the newest first."""
    rows = Crossing.objects.filter(author__person_id=person_id, state=CrossingState.RETURNED, bridge__state=BridgeState.OPEN)
    return sorted(crossings_of(rows.values_list("own_id", flat=True)).values(), key=lambda each: each.rev, reverse=True)


def waiting_proposals(person_id: int) -> list[ProposalShape]:
    """Bridges proposed to a group that the person moderates, not answered yet; the oldest first."""
    rows = Side.objects.filter(
        state=SideState.INVITED, bridge__state__in=[BridgeState.INVITED, BridgeState.OPEN],
        group_id__in=desk_seats(person_id).values("group_id"),
    )  # fmt: skip
    return sorted(proposals_of(rows.values_list("pk", flat=True)).values(), key=lambda each: each.proposed_at)
