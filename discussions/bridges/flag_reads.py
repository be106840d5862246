"""Flags, read for the desks of the sides."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Literal

from django.db.models import Exists, OuterRef, Q, QuerySet

from collab.clock import now
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.custody.reads import own_among, wrote_message
from discussions.bridges.flag_shapes import FlagShape, FlagVoiceShape
from discussions.bridges.models import Crossing, FlagDesk, FlagVoice, Side
from discussions.bridges.panel import FlagFacts, PanelFacts, Voice
from discussions.bridges.reads import desk_seats
from discussions.bridges.roles import MODERATORS, FlagOutcome, SideState
from discussions.chat.models import Flag, Message
from discussions.chat.reads import by
from discussions.spaces.models import Admission
from discussions.spaces.reads import admissions_of
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Seat

DECIDED_SHOWN = 20  # on the first page of a desk, beside all that are open


def full_flags() -> QuerySet[FlagDesk]:
    """Flags on desks, with all that a shape needs but what was said."""
    return FlagDesk.objects.select_related(
        "entry", "flag__message__entry__topic", "flag__message__space", "flag__message__author", "flag__by__person",
        "flag__by__organisation", "flag__by__group",
    )  # fmt: skip


def flags_of(entry_ids: Iterable[int]) -> dict[int, FlagShape]:
    """Shapes of flags by the id of their entry, in two queries."""
    rows = list(full_flags().filter(pk__in=list(entry_ids)))
    voices = defaultdict[int, list[FlagVoiceShape]](list)
    said = FlagVoice.objects.filter(flag__in={row.flag_id for row in rows}).order_by("at", "pk")
    for each in said.select_related("seat__person", "seat__organisation", "seat__group"):
        told = FlagVoiceShape(by=Badge.of(each.seat), group=GroupRef.of(each.seat.group), remove=each.remove, words=each.words, at=each.at)
        voices[each.flag_id].append(told)
    return {row.pk: flag_shape(row, voices[row.flag_id]) for row in rows}


def flag_shape(row: FlagDesk, voices: list[FlagVoiceShape]) -> FlagShape:
    """A flag without the words that it holds."""
    flag, message = row.flag, row.flag.message
    states: dict[str, Literal["removed", "released", "lapsed", "withdrawn"]] = {each.value: each.value for each in FlagOutcome}
    return FlagShape(
        group=row.group_id, place=row.entry.place, rev=row.entry.rev, space=message.space_id, message=message.entry.place,
        space_title=message.space.title, label=Label(message.entry.label), by=by(message), reason=flag.reason,
        flagged_by=Badge.of(flag.by), flagged_for=GroupRef.of(flag.by.group), at=flag.at, until=flag.until,
        state=states[flag.outcome] if flag.outcome else "open", voices=voices, decided_at=flag.ended_at,
    )  # fmt: skip


def flags_on_desk(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the flags of a desk: all that are open, and the newest of those that are not."""
    here = FlagDesk.objects.filter(entry__stream_id=stream_id)
    ended = here.filter(flag__ended_at__isnull=False).order_by("-flag__ended_at").values("pk")[:DECIDED_SHOWN]
    return Entry.objects.filter(Q(pk__in=here.filter(flag__ended_at__isnull=True).values("pk")) | Q(pk__in=ended))


def flag_at(person_id: int, group_id: int, place: int) -> FlagDesk | None:
    """The flag at a place of the group's desk, for those who answer for it."""
    seats = desk_seats(person_id).values("group")
    return full_flags().filter(group__in=seats, group_id=group_id, entry__place=place).first()


def open_flag(message: Message) -> Flag | None:
    """The flag that holds a message now."""
    return Flag.objects.select_related("by").filter(message=message, ended_at__isnull=True).first()


def is_own(person_id: int, message: Message) -> bool:
    """Whether the post is of the person who asks, be it sealed.  Never ask it for anybody else."""
    return wrote_message(person_id, message.pk) if message.author is None else message.author.person_id == person_id


def sides_taking_part(bridge_id: int) -> list[Side]:
    """The sides of a thread, by the id of their group."""
    rows = Side.objects.filter(bridge_id=bridge_id, state=SideState.ACCEPTED).select_related("entry", "group")
    return list(rows.order_by("group_id"))


def flag_facts(person_id: int, message: Message, seat: Seat | None) -> FlagFacts:
    """What the rules ask before the post is held for all.  `seat`: by which the person moderates a side."""
    if seat is None:
        return FlagFacts(moderates=False)
    earlier = Flag.objects.filter(message=message, ended_at__isnull=False, at__gte=message.edited_at or message.posted_at)
    inside = Admission.objects.filter(space_id=message.space_id, ended_at__isnull=True, seat__role__in=MODERATORS)
    others = inside.filter(seat__in=Seat.objects.reading_at(now())).exclude(seat__group=seat.group_id)
    held = Flag.objects.filter(message__space=message.space_id, by__group=seat.group_id, ended_at__isnull=True)
    return FlagFacts(
        moderates=True, mine=is_own(person_id, message), gone=bool(message.gone),
        before=earlier.filter(by__group=seat.group_id).exists(), judged=earlier.filter(outcome=FlagOutcome.RELEASED).exists(),
        others=others.values("seat__group").distinct().count(), held=held.count(),
    )  # fmt: skip


def panel_facts(person_id: int, row: FlagDesk | None) -> PanelFacts:
    """What the rules ask of a flag before one person."""
    if row is None:
        return PanelFacts(known=False, reads=False, mine=False, open=False)
    message = row.flag.message
    reads = admissions_of(person_id).filter(space=message.space_id, floor__lt=message.entry.place)
    return PanelFacts(
        known=True, reads=reads.exists(), mine=is_own(person_id, message),
        open=row.flag.ended_at is None and message.gone == "flagged",
    )  # fmt: skip


def voices_on(flag: Flag) -> list[Voice]:
    """What those say who answer for a side that takes part now."""
    groups = [side.group_id for side in sides_taking_part(flag.message.space_id)]
    seats = Seat.objects.reading_at(now()).filter(group__in=groups, role__in=MODERATORS)
    rows = FlagVoice.objects.filter(flag=flag, seat__in=seats)
    return [Voice(*row) for row in rows.order_by("pk").values_list("seat__group_id", "remove")]


def waiting_flags(person_id: int) -> list[FlagDesk]:
    """Posts held for all that wait for the person's word, the nearest end first; one for each desk."""
    reads = admissions_of(person_id).filter(space=OuterRef("flag__message__space"), floor__lt=OuterRef("flag__message__entry__place"))
    rows = full_flags().select_related("group").filter(group__in=desk_seats(person_id).values("group"), flag__ended_at__isnull=True)
    rows = rows.filter(Exists(reads), flag__message__gone="flagged").exclude(flag__voices__seat__person=person_id)
    rows = rows.exclude(flag__message__author__person_id=person_id)
    found = list(rows.order_by("flag__until", "pk"))
    sealed = [row.flag.message_id for row in found if row.flag.message.author_id is None]
    own = {each.message_id for each in own_among(person_id, Crossing.objects.filter(message__in=sealed))} if sealed else set[int | None]()
    return [row for row in found if row.flag.message_id not in own]
