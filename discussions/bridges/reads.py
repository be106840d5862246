"""Bridges and crossings, read as shapes and as facts.  Proposals on the desks: see proposals.py."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.streams.models import Entry
from collab.text.identifying import traces_in
from discussions.bridges.attachments.attaching import versions_of
from discussions.bridges.attachments.reads import attached_shape, attached_to, hashed, narrow, readers_by_space, with_attachments
from discussions.bridges.audience import Audience, audience_of, audiences, shown_as
from discussions.bridges.custody.reads import (
    approvals_of,
    custodians_of,
    custody_shape,
    is_mine,
    own_among,
    reachable,
)
from discussions.bridges.custody.unseal_reads import unsealings_of
from discussions.bridges.models import UNDER_WAY, WAITING, Bridge, Crossing, Side
from discussions.bridges.policies import CrossingFacts, goes_in_batches, hash_of
from discussions.bridges.roles import MODERATORS, Attribution, BridgeState, CrossingState, Gate, SideState
from discussions.bridges.room_shapes import AudienceSide, BridgeShape, Reacted
from discussions.bridges.shapes import CrossingShape, Reading
from discussions.bridges.speaking import own_admissions, speaker
from discussions.bridges.thread import TALKING
from discussions.chat.holds import groups_keeping_titles
from discussions.chat.models import Reaction, Topic
from discussions.chat.shapes import KEPT_TITLE, ExcerptShape, Word
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Group, Seat

SEALED_SHOWN = 100  # of one's own in a thread, the newest
CROSSINGS_SHOWN = 50  # on a first page, beside all that wait


def desk_seats(person_id: int) -> QuerySet[Seat]:
    """The seats by which the person leads or moderates a group and may read its desk now."""
    return Seat.objects.reading_at(now()).filter(person_id=person_id, role__in=MODERATORS)


def badge_or_none(seat: Seat | None) -> Badge | None:
    """The badge of a seat that may be missing."""
    return Badge.of(seat) if seat else None


# Crossings ----------------------------------------------------------------------------------------


def full_crossings() -> QuerySet[Crossing]:
    """Crossings with all that a shape needs of rows."""
    return Crossing.objects.select_related(
        "entry", "own", "topic", "bridge__space", "side", "author__person", "author__organisation", "decided_by__person",
        "decided_by__organisation", "message__entry", "revises__message__entry", "declined_by", "seal",
    ).prefetch_related(with_attachments())  # fmt: skip


def crossings_known_to(person_id: int) -> QuerySet[Crossing]:
    """Those that the person wrote by a seat that counts, and those of the groups that they moderate: others are not there.

    Which sealed ones a person wrote, no query tells: see custody.reads.own_among.
    """
    mine = Seat.objects.reading_at(now()).filter(person_id=person_id)
    return full_crossings().filter(Q(author__in=mine) | Q(side__group__in=desk_seats(person_id).values("group")))


def facts_of(person_id: int, crossing: Crossing, audience: Audience) -> CrossingFacts:
    """What the rules ask of a crossing before one person."""
    return CrossingFacts(
        bridge=BridgeState(crossing.bridge.state),
        state=CrossingState(crossing.state),
        mine=is_mine(person_id, crossing),
        moderates=desk_seats(person_id).filter(group_id=crossing.side.group_id).exists(),
        author_seated=crossing.author_id is None or audience.sits(crossing.author_id),  # of who is sealed, nobody knows
        declined_by_me=crossing.declined_by is not None and crossing.declined_by.person_id == person_id,
        revision=crossing.revises_id is not None,
        revising=crossing.state == CrossingState.RELEASED and crossing.revisions.filter(state__in=UNDER_WAY).exists(),
        gone=crossing.message is not None and bool(crossing.message.gone),
        carried=bool(crossing.carried),
    )


def present_hash(crossing: Crossing, audience: Audience) -> str:
    """The hash of what a release of the crossing would publish now, and to whom."""
    return hash_of(
        bridge=crossing.bridge_id, topic=crossing.topic.place if crossing.topic else None, title=crossing.title, body=crossing.body,
        note=crossing.note, label=crossing.entry.label, attribution=crossing.attribution, audience=audience.groups,
        attachments=hashed(attached_to(crossing), crossing.entry.label), submitted_at=crossing.submitted_at,
        revises=place_revised(crossing), carried=crossing.carried, unasked=crossing.unasked,
    )  # fmt: skip


def writers_of(rows: Iterable[Crossing], around: dict[int, Audience]) -> dict[int, Audience]:
    """By crossing, the audience with those as possible authors who could have attached what goes with it.

    One query, and none where nothing is attached.  Needs the attachments.
    """
    carrying = {row.pk: versions_of(row) for row in rows}
    readers = readers_by_space({version.document.space_id for versions in carrying.values() for version in versions})
    return {
        row.pk: narrow(around[row.bridge_id], row.side.group_id, carrying[row.pk], readers) if carrying[row.pk] else around[row.bridge_id]
        for row in rows
    }


def place_revised(crossing: Crossing) -> int | None:
    """The place of the message for which a crossing brings new words."""
    original = crossing.revises
    return original.message.entry.place if original and original.message else None


def crossings_of(entry_ids: Iterable[int]) -> dict[int, CrossingShape]:
    """Shapes of crossings by the id of their entry, on a desk or in an author's stream.  Queries do not grow with their number.

    An author whose seat no longer reads is shown nothing of it any more.
    """
    ids = set(entry_ids)
    rows = list(full_crossings().filter(Q(entry_id__in=ids) | Q(own_id__in=ids)))
    around = audiences({row.bridge_id for row in rows})
    topics = {row.topic_id for row in rows if row.topic_id}
    titles, kept = dict(Topic.objects.filter(pk__in=topics).values_list("pk", "title")), groups_keeping_titles(topics)
    groups = {int(group) for row in rows for group in row.released_to}
    refs = {group.pk: GroupRef.of(group) for group in Group.objects.filter(pk__in=groups)} if groups else {}
    wrote_here = {row.author_id for row in rows if row.author_id is not None}
    reading = set(Seat.objects.reading_at(now()).filter(pk__in=wrote_here).values_list("pk", flat=True))
    approvals = approvals_of(rows)
    writers = writers_of(rows, around)
    found: dict[int, CrossingShape] = {}
    for row in rows:
        title = titles[row.topic_id] if row.topic_id else row.title
        if row.side.group_id in kept.get(row.topic_id or 0, ()):
            title = KEPT_TITLE
        if row.entry_id in ids:
            shape = crossing_shape(row, row.entry, writers[row.pk], title, refs)
            shape.approved_by = [Badge.of(each.seat) for each in approvals.get(row.pk, ()) if each.hash == shape.hash]
            found[row.entry_id] = shape
        if row.own is not None and row.own.pk in ids and row.author_id in reading:
            found[row.own.pk] = crossing_shape(row, row.own, writers[row.pk], title, refs)
    return found


def own_sealed(rows: Iterable[Crossing]) -> list[CrossingShape]:
    """Sealed crossings as their author sees them.  They stand in no stream of the author's, and so have neither place nor number there."""
    ids = [row.entry_id for row in rows]
    shapes = crossings_of(ids)
    return [shapes[each].model_copy(update={"place": 0, "rev": 0}) for each in ids]


def crossing_shape(row: Crossing, entry: Entry, audience: Audience, title: str, refs: dict[int, GroupRef]) -> CrossingShape:
    """A crossing as one of its two entries shows it."""
    attribution, waits, voice = Attribution(row.attribution), row.state in UNDER_WAY, row.voice
    present = present_hash(row, audience) if waits else row.released_hash
    return CrossingShape(
        place=entry.place, rev=entry.rev, crossing=row.number, bridge=row.bridge_id, bridge_title=row.bridge.space.title,
        group=row.side.group_id, topic=row.topic.place if row.topic else None, title=title,
        by=Badge.of(voice) if isinstance(voice, Seat) else shown_as(voice, attribution),
        shown_as=shown_as(voice, attribution), attribution=attribution, crowd=audience.crowd(voice, attribution),
        body=row.body, html=row.html, note=row.note, traces=traces_in(f"{title}\n{row.note}\n{row.body}"),
        label=Label(entry.label),
        hash=present, sealed=row.author_id is None, approved_by=[],
        readers=audience.people() if waits else sum(row.released_to.values()),
        state=CrossingState(row.state), reason=row.reason, suggestion=row.suggestion, appeal=row.appeal,
        declined_by=row.declined_by_id or 0,
        revises=place_revised(row), overdue=row.lapse_at is not None and row.state in WAITING,
        decided_by=badge_or_none(row.decided_by), submitted_at=row.submitted_at,
        due_at=row.due_at, decided_at=row.decided_at, travels_at=row.travels_at, message=row.message.entry.place if row.message else None,
        readable_by=readings(row, audience, refs), carried=ExcerptShape.model_validate(row.carried) if row.carried else None,
        unasked=row.message.unasked if row.message else row.unasked,
        attachments=[attached_shape(each, row.entry.label if waits else row.bridge.space.ceiling) for each in attached_to(row)],
    )  # fmt: skip


def readings(row: Crossing, audience: Audience, refs: dict[int, GroupRef]) -> list[Reading]:
    """Who could read a released post, then and now, by side; who has joined since reads from their joining on.

    What is held for everybody nobody reads now.
    """
    if row.state != CrossingState.RELEASED:
        return []
    held = row.message is not None and row.message.gone == "flagged"
    then = {int(group): people for group, people in row.released_to.items()}
    return [
        Reading(group=refs[group], then=people, now=audience.people(group) if group in audience.groups and not held else 0)
        for group, people in then.items()
    ]


def newest_crossings(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the crossings for a first page of a desk or of one's own stream: all that wait, and the newest others."""
    waiting = Crossing.objects.filter(state__in=UNDER_WAY, bridge__state__in=TALKING)
    here = Entry.objects.filter(stream_id=stream_id, kind="crossing")
    newest = list(here.order_by("-rev").values_list("pk", flat=True)[:CROSSINGS_SHOWN])
    return here.filter(Q(pk__in=waiting.values("entry_id")) | Q(pk__in=waiting.values("own_id")) | Q(pk__in=newest))


# The bridge ---------------------------------------------------------------------------------------


def bridge_for(person_id: int, bridge_id: int) -> BridgeShape:
    """A bridge as one of its people sees it.  Raises NotFound, for those who do not sit in it as for what is missing."""
    mine = own_admissions(person_id, bridge_id)
    bridge = Bridge.objects.select_related("space").filter(pk=bridge_id).first()
    if bridge is None or not mine:
        raise NotFound
    space, audience = bridge.space, audience_of(bridge_id)
    reacted = Reaction.objects.filter(message__space_id=bridge_id, seat_id__in=[row.seat_id for row in mine]).order_by("pk")
    sides = {side.group_id: side for side in Side.objects.filter(bridge=bridge)}
    custodians = custodians_of(bridge_id)
    able = len(reachable(custodians))
    own = own_among(person_id, Crossing.objects.filter(bridge_id=bridge_id))
    return BridgeShape(
        id=bridge.pk, title=space.title, purpose=space.purpose, state=BridgeState(bridge.state), label=Label(space.label),
        ceiling=Label(space.ceiling), history="joining" if space.history == "joining" else "all",
        response_hours=bridge.response_hours, batch_minutes=batch_minutes(bridge), chatham=bridge.chatham,
        unasked=bridge.unasked, opened_at=bridge.opened_at,
        paused_until=bridge.paused_until, closed_at=bridge.closed_at,
        close_reason=bridge.close_reason, sides=sides_of(sides, audience), people=audience.people(),
        speakers=[speaker(row, bridge, audience, sides[row.seat.group_id], able) for row in mine],
        custody=custody_shape(bridge, custodians),
        unsealings=unsealings_of([bridge_id], person_id)[bridge_id], sealed=own_sealed(own[:SEALED_SHOWN]) if own else [],
        reacted=[Reacted(place=row.message.entry.place, word=Word(row.word)) for row in reacted.select_related("message__entry")],
    )  # fmt: skip


def batch_minutes(bridge: Bridge) -> int:
    """How often the posts of a thread go out together; 0: each at once."""
    return settings.RELEASE_BATCH_MINUTES if goes_in_batches(map(Attribution, bridge.attributions)) else 0


def sides_of(sides: dict[int, Side], audience: Audience) -> list[AudienceSide]:
    """The sides of an open bridge, by name: how many read, and who answers for what passes."""
    moderators: dict[int, list[Badge]] = {}
    answering = Seat.objects.reading_at(now()).filter(group_id__in=audience.groups, role__in=MODERATORS)
    for seat in answering.select_related("person", "organisation").order_by("since", "pk"):
        moderators.setdefault(seat.group_id, []).append(Badge.of(seat))
    return [
        AudienceSide(
            group=GroupRef.of(group),
            people=audience.people(group.pk),
            gate=Gate(sides[group.pk].gate),
            moderators=moderators.get(group.pk, []),
        )
        for group in Group.objects.filter(pk__in=audience.groups).order_by("name")
    ]


# What waits ---------------------------------------------------------------------------------------


def waiting_crossings(person_id: int) -> list[CrossingShape]:
    """Posts that wait for the person as a moderator, the nearest due first.  Own posts wait for somebody else."""
    rows = Crossing.objects.filter(
        state__in=WAITING, bridge__state__in=TALKING, side__group_id__in=desk_seats(person_id).values("group_id")
    ).exclude(author__person_id=person_id)
    rows = rows.exclude(state=CrossingState.APPEALED, declined_by__person_id=person_id)
    shapes = list(crossings_of(rows.values_list("entry_id", flat=True)).values())
    if any(each.sealed for each in shapes):
        own = {row.number for row in own_among(person_id, rows)}
        seats = set(desk_seats(person_id).values_list("pk", flat=True))
        shapes = [each for each in shapes if each.crossing not in own and not seats & {badge.seat for badge in each.approved_by}]
    return sorted(shapes, key=lambda each: each.due_at)


def returned_crossings(person_id: int) -> list[CrossingShape]:
    """One's own posts that came back with a reason, the newest first."""
    rows = Crossing.objects.filter(state=CrossingState.RETURNED, bridge__state=BridgeState.OPEN, side__state=SideState.ACCEPTED)
    mine = crossings_of(rows.filter(author__person_id=person_id).values_list("own_id", flat=True)).values()
    sealed = own_among(person_id, rows)
    return sorted([*mine, *(own_sealed(sealed) if sealed else [])], key=lambda each: each.rev, reverse=True)
