"""Summaries, read as shapes and as facts.  What one may not see is not found."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.text.render import render
from discussions.bridges.models import Bridge, Side
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import BridgeState, SideState
from discussions.bridges.speaking import own_admissions
from discussions.chat.holds import kept_from
from discussions.chat.models import Message
from discussions.documents.policies import check_share
from discussions.spaces.reads import admissions_of, readable_entries, standing_from
from discussions.spaces.shapes import GroupRef
from discussions.summaries.models import Dissent, Signature, Summary
from discussions.summaries.policies import SUMMED_UP, SummaryFacts, acts_of, passes
from discussions.summaries.roles import SummaryState
from discussions.summaries.shapes import DissentShape, SignatureShape, SourceShape, SummaryList, SummaryShape, Target
from discussions.summaries.text import Source, who
from groups.badges import Badge
from groups.models import Constituency, Group
from groups.roles import Role


def full_summaries() -> QuerySet[Summary]:
    """Summaries with all that shapes and acts need of rows."""
    return Summary.objects.select_related("bridge__space", "side__group", "drafted_by__person", "drafted_by__group")


def summaries_known_to(person_id: int) -> QuerySet[Summary]:
    """Those of the sides for which the person sits in the thread, or whose group they moderate; joint ones of all these sides."""
    mine, desks = admissions_of(person_id), desk_seats(person_id).values("group")
    of_side = Exists(mine.filter(space=OuterRef("bridge"), seat__group=OuterRef("side__group"))) | Q(side__group__in=desks)
    parts = Side.objects.filter(bridge=OuterRef("bridge"), state=SideState.ACCEPTED)
    sits = Exists(parts.filter(Exists(mine.filter(space=OuterRef("bridge"), seat__group=OuterRef("group")))))
    of_all = Q(side__isnull=True) & (Q(sits) | Q(Exists(parts.filter(group__in=desks))))
    return full_summaries().filter(Q(side__isnull=False) & Q(of_side) | of_all)


def sides_of(summary: Summary) -> list[Side]:
    """The sides whose signature it takes: its own, or all that take part; by the name of their group."""
    rows = Side.objects.select_related("group").filter(bridge_id=summary.bridge_id).order_by("group__name", "pk")
    return list(rows.filter(pk=summary.side_id) if summary.side_id else rows.filter(state=SideState.ACCEPTED))


def acting_side(person_id: int, summary: Summary, group: int | None) -> Side | None:
    """The side for which the person acts as a moderator: the one named, or the first of those asked."""
    groups = set(desk_seats(person_id).values_list("group_id", flat=True))
    return next((side for side in sides_of(summary) if side.group_id in groups and group in {None, side.group_id}), None)


def facts_of(person_id: int, summary: Summary, side: Side | None) -> SummaryFacts:
    """What the rules ask of a summary that the person knows of, acting for `side`."""
    drafted = summary.drafted_by.person_id == person_id
    return SummaryFacts(
        known=True,
        bridge=BridgeState(summary.bridge.state),
        state=SummaryState(summary.state),
        joint=summary.side_id is None,
        mine=drafted and admissions_of(person_id).filter(space=summary.bridge_id, seat=summary.drafted_by_id).exists(),
        drafted=drafted,
        moderates=side is not None,
        asked=side is not None,
        drafts=side is not None and side.group_id == summary.drafted_by.group_id,
    )


def readable_sources(person_id: int, bridge_id: int) -> dict[int, Source]:
    """The released posts of a thread that the person reads, and that are still there, by place."""
    entries = readable_entries(person_id).filter(stream_id=bridge_id, kind="message").exclude(kept_from(person_id))
    return sources_at(bridge_id, entries.values_list("place", flat=True))


def sources_at(bridge_id: int, places: Iterable[int]) -> dict[int, Source]:
    """The posts at these places that are still there, by place."""
    rows = Message.objects.select_related("entry").filter(space_id=bridge_id, entry__place__in=list(places), gone="")
    return {
        row.entry.place: Source(row.entry.place, Badge.model_validate(row.shown_as), row.posted_at, row.entry.label)
        for row in rows
        if row.shown_as is not None
    }


def constituency_names() -> dict[str, str]:
    """What constituencies are called, by slug."""
    return dict(Constituency.objects.values_list("slug", "name"))


def dissents_of(summary: Summary) -> list[Dissent]:
    """Where sides do not agree, by the name of their group."""
    return list(summary.dissents.select_related("side__group").order_by("side__group__name", "pk"))


def summary_shape(person_id: int, row: Summary) -> SummaryShape:
    """A summary for a person who knows of it."""
    sides, signed = sides_of(row), {each.side_id: each for each in full_signatures().filter(summary=row)}
    found, called = sources_at(row.bridge_id, row.sources), constituency_names()
    reads = set(
        readable_entries(person_id).filter(document__in=[each.document_id for each in signed.values()]).values_list("pk", flat=True)
    )
    return SummaryShape(
        number=row.pk, bridge=row.bridge_id, group=GroupRef.of(row.side.group) if row.side else None,
        drafting=GroupRef.of(row.drafted_by.group), state=SummaryState(row.state), title=row.title, body=row.body, label=Label(row.label),
        names=row.names, html=render(row.text), sha256=row.sha256,
        sources=[
            SourceShape(place=place, who=who(found[place].by, called, names=row.names), at=found[place].at)
            for place in row.sources if place in found
        ],
        dissents=[
            DissentShape(group=GroupRef.of(each.side.group), body=each.body, html=render(each.body)) for each in dissents_of(row)
        ],
        signatures=[signature_shape(side, signed.get(side.pk), reads) for side in sides],
        may=acts_of(facts_of(person_id, row, acting_side(person_id, row, None))),
        drafted_at=row.drafted_at, changed_at=row.changed_at, settled_at=row.settled_at,
    )  # fmt: skip


def full_signatures() -> QuerySet[Signature]:
    """Signatures with what their shapes need."""
    return Signature.objects.select_related("seat__person", "seat__organisation", "document__entry")


def signature_shape(side: Side, signed: Signature | None, reads: set[int]) -> SignatureShape:
    """Whether a side has signed; where its document stands is told to who reads there."""
    here = signed is not None and signed.document_id in reads
    return SignatureShape(
        group=GroupRef.of(side.group), by=Badge.of(signed.seat) if signed else None, at=signed.at if signed else None,
        space=signed.space_id if signed and here else None,
        place=signed.document.entry.place if signed and signed.document and here else None,
    )  # fmt: skip


def summaries_for(person_id: int, bridge_id: int) -> SummaryList:
    """The summaries of a thread, for who sits in it or moderates one of its sides.  Raises NotFound."""
    mine = own_admissions(person_id, bridge_id)
    desks = set(desk_seats(person_id).values_list("group_id", flat=True))
    sides = list(Side.objects.select_related("group").filter(bridge_id=bridge_id, state=SideState.ACCEPTED).order_by("group__name"))
    bridge = Bridge.objects.select_related("space").filter(pk=bridge_id).first()
    moderated = [side.group_id for side in sides if side.group_id in desks]
    if bridge is None or not (mine or moderated):
        raise NotFound
    rows = list(summaries_known_to(person_id).filter(bridge=bridge).exclude(state=SummaryState.WITHDRAWN).order_by("-drafted_at", "-pk"))
    open_sides = {row.side_id for row in rows if row.state == SummaryState.OPEN}
    writes = {row.seat.group_id for row in mine if row.seat.role != Role.OBSERVER and bridge.state in SUMMED_UP}
    return SummaryList(
        title=bridge.space.title, items=[summary_shape(person_id, row) for row in rows],
        may_draft=[GroupRef.of(side.group) for side in sides if side.group_id in writes and side.pk not in open_sides],
        may_draft_joint=bool(writes) and None not in open_sides,
        spaces=targets_of(person_id, moderated),
    )  # fmt: skip


def targets_of(person_id: int, groups: Iterable[int]) -> list[Target]:
    """The open spaces of these groups in which the person may share a document."""
    rows = admissions_of(person_id).filter(space__group__in=list(groups), space__closed=False).select_related(
        "space", "seat__person", "seat__organisation"
    )  # fmt: skip
    moment, found = now(), dict[int, Target]()
    for row in rows.order_by("space__title", "pk"):
        if passes(lambda row=row: check_share(standing_from(row, moment))):  # type: ignore[misc]  # bound at once
            found[row.space_id] = Target(
                space=row.space_id, title=row.space.title, group=row.space.group_id or 0, ceiling=Label(row.space.ceiling)
            )
    return list(found.values())


def waiting_summaries(person_id: int) -> list[tuple[Summary, Group]]:
    """Summaries that wait for the person's signature, by side, the oldest first; what one drafted oneself waits for somebody else."""
    groups = {seat.group_id: seat.group for seat in desk_seats(person_id).select_related("group")}
    rows = summaries_known_to(person_id).filter(state=SummaryState.OPEN, bridge__state__in=SUMMED_UP).exclude(drafted_by__person=person_id)
    parts = Side.objects.filter(state=SideState.ACCEPTED, group__in=groups, bridge__in=[row.bridge_id for row in rows])
    signed = set(Signature.objects.filter(summary__in=rows).values_list("summary_id", "side_id"))
    return [
        (row, groups[side.group_id])
        for row in rows.order_by("changed_at", "pk")
        for side in parts
        if side.bridge_id == row.bridge_id and row.side_id in {None, side.pk} and (row.pk, side.pk) not in signed
    ]
