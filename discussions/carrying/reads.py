"""Requests to carry on, and consents, read as shapes and as facts.  What one may not see is not found."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from collab.clock import now
from collab.errors import NotFound
from collab.labels import Label
from collab.streams.models import Entry
from discussions.bridges.audience import Audience, Author, audience_of, audiences, shown_as
from discussions.bridges.custody.reads import own_among, wrote_message
from discussions.bridges.models import Crossing
from discussions.bridges.policies import least_crowd, least_groups
from discussions.bridges.reads import badge_or_none, desk_seats
from discussions.bridges.roles import Attribution
from discussions.bridges.room_shapes import AttributionChoice
from discussions.carrying.models import OPEN, Carry, Consent, SealedConsent
from discussions.carrying.policies import ConsentFacts, groups_counted, hash_of, told_state, ways_of
from discussions.carrying.roles import Answered, CarryState, Part
from discussions.carrying.shapes import CarryShape, ConsentShape, Origin, Where
from discussions.chat.holds import kept_from
from discussions.spaces.reads import admissions_of, audience_sizes, readable_entries
from discussions.spaces.shapes import GroupRef
from groups.badges import Badge
from groups.models import Seat

SHOWN = 30  # on a first page, beside all that wait
TOLD = {CarryState.CARRIED: "carried", CarryState.REFUSED: "refused", CarryState.EXPIRED: "expired", CarryState.VOID: "void",
        CarryState.TAKEN_BACK: "taken_back"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waits:
    """A request that waits for somebody: as a moderator of a group, or with None as who wrote the words."""

    carry: Carry
    group_id: int | None


def full_carries() -> QuerySet[Carry]:
    """Requests with all that shapes and acts need of rows."""
    return Carry.objects.select_related(
        "entry", "bridge__space", "origin", "message__entry", "asker__person", "asker__organisation", "space__group", "topic",
        "poster__person", "poster__organisation", "poster__group", "copy__entry", "crossing",
    )  # fmt: skip


def full_consents() -> QuerySet[Consent]:
    """Questions with all that shapes and acts need of rows."""
    return Consent.objects.select_related(
        "entry", "seat__person", "seat__organisation", "seat__group", "group", "first__person", "first__organisation",
        *(f"carry__{path}" for path in ("entry", "bridge__space", "origin", "message__entry", "asker__person", "asker__organisation",
                                        "space__group", "topic")),
    )  # fmt: skip


def consents_known_to(person_id: int) -> QuerySet[Consent]:
    """Those that the person is asked as an author, by a seat that counts, and those of the desks that the person reads."""
    mine = Seat.objects.reading_at(now()).filter(person_id=person_id)
    of_desks = Q(group__in=desk_seats(person_id).values("group"))
    return full_consents().filter(Q(group__isnull=True, seat__in=mine) | of_desks)


def consent_facts(person_id: int, consent: Consent) -> ConsentFacts:
    """What the rules ask of a question before a person who knows of it."""
    return ConsentFacts(
        state=CarryState(consent.carry.state), part=Part(consent.part), answer=Answered(consent.answer), known=True,
        wrote=wrote(person_id, consent), asked=consent.carry.asker.person_id == person_id,
    )  # fmt: skip


def wrote(person_id: int, consent: Consent) -> bool:
    """Whether the words are of the person who asks this."""
    if consent.seat is None:
        return wrote_message(person_id, consent.carry.message_id)
    return consent.seat.person_id == person_id


def present_hash(carry: Carry, part: str) -> str:
    """The hash of what a yes to this question would stand for now."""
    return hash_of(
        part=part, bridge=carry.bridge_id, place=carry.message.entry.place, space=carry.space_id, topic=carry.topic.place,
        body=carry.body, note=carry.note, label=carry.label, attribution=carry.attribution,
    )  # fmt: skip


def carries_of(entry_ids: Iterable[int]) -> dict[int, CarryShape]:
    """Shapes of requests by the id of their entry, as whoever asked is told; one query."""
    return {row.pk: carry_shape(row) for row in full_carries().filter(pk__in=list(entry_ids))}


def carry_shape(row: Carry) -> CarryShape:
    """A request for whoever asked: until it is settled nothing has happened.  No end tells whether somebody who is sealed has answered."""
    ended = row.settled_at is not None
    return CarryShape(
        place=row.entry.place, rev=row.entry.rev, carry=row.number, bridge=row.bridge_id, bridge_title=row.bridge.space.title,
        message=row.message.entry.place, html=row.html, label=Label(row.label), space=row.space_id, space_title=row.space.title,
        state=told(row) if ended else "asked",  # type: ignore[arg-type]  # the words of TOLD
        asked_at=row.asked_at, expires_at=row.expires_at, ended_at=row.settled_at,
        copy_place=row.copy.entry.place if row.copy and ended else None,
    )  # fmt: skip


def told(row: Carry) -> str:
    """The word for how it ended, for whoever asked."""
    return TOLD[told_state(CarryState(row.state), sealed=row.sealed)]


def consents_of(entry_ids: Iterable[int]) -> dict[int, ConsentShape]:
    """Shapes of questions by the id of their entry.  An author whose seat no longer reads is shown nothing of it any more."""
    rows = list(full_consents().filter(pk__in=list(entry_ids)))
    reading = set(Seat.objects.reading_at(now()).filter(pk__in={row.seat_id for row in rows}).values_list("pk", flat=True))
    sizes = audience_sizes({row.carry.space_id for row in rows})
    around = {bridge: audience_of(bridge) for bridge in {row.carry.origin_id for row in rows if may_answer(row)}}
    return {row.pk: consent_shape(row, sizes, around) for row in rows if row.group_id is not None or row.seat_id in reading}


def may_answer(row: Consent) -> bool:
    """Whether the question waits."""
    return row.answer == Answered.WAITING and row.carry.state in OPEN


def consent_shape(row: Consent, sizes: dict[int, tuple[int, int]], around: dict[int, Audience]) -> ConsentShape:
    """A question for those who are asked."""
    carry, group, waits = row.carry, row.carry.space.group, may_answer(row)
    return ConsentShape(
        place=row.entry.place, rev=row.entry.rev, consent=row.number, part=Part(row.part), group=row.group_id or 0,
        bridge=carry.bridge_id, bridge_title=carry.bridge.space.title, message=carry.message.entry.place, by=Badge.of(carry.asker),
        words=carry.words, author=Badge.of(row.seat) if row.group_id and row.seat else None, sealed=carry.sealed,
        agreed_by=badge_or_none(row.first) if waits else None,
        where=Where(title=carry.space.title, group=GroupRef.of(group) if group else None, people=sizes.get(carry.space_id, (0, 0))[0],
                    ceiling=Label(carry.space.ceiling)),
        html=carry.html, note=carry.note, least=Label(carry.label), label=Label(carry.label),
        attribution=Attribution(carry.attribution) if carry.attribution else None,
        shown_as=Badge.model_validate(carry.shown_as) if carry.shown_as else None,
        ways=ways(carry, row.seat, around[carry.origin_id]) if waits and row.seat and row.part != Part.MODERATOR else [],
        hash=present_hash(carry, row.part),
        answer=Answered(row.answer), unasked=carry.unasked, carried=carry.state == CarryState.CARRIED, may_answer=waits,
        asked_at=carry.asked_at,
        expires_at=carry.expires_at, at=row.at,
    )  # fmt: skip


def ways(carry: Carry, author: Author, audience: Audience) -> list[AttributionChoice]:
    """How the author could be shown to the new readers: each way with its crowd, which is that of the thread."""
    before = Attribution(carry.shown_before)
    possible = ways_of(carry.origin.chatham or carry.bridge.chatham, before if carry.sealed else None)
    pseudonym = isinstance(author, Seat) and bool(author.pseudonym)
    found = []
    for each in Attribution:
        if carry.sealed and each not in possible:
            continue  # of an author whom nobody knows there is no such badge
        crowd, least = audience.crowd(author, each), least_crowd(each)
        groups = groups_counted(each, before, audience.crowd_groups(author, each))
        fits = each in possible and crowd >= least and groups >= least_groups(each)
        allowed = fits and not (pseudonym and each is Attribution.ORGANISATION)
        found.append(
            AttributionChoice(
                attribution=each,
                shown_as=shown_as(author, each),
                crowd=crowd,
                least=least,
                groups=groups,
                least_groups=least_groups(each),
                allowed=allowed,
                sealable=False,
            )
        )
    return found


def newest_carries(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of one's requests for a first page: all that are open, and the newest others."""
    mine = Carry.objects.filter(entry__stream_id=stream_id)
    ended = mine.filter(settled_at__isnull=False).order_by("-settled_at").values("pk")[:SHOWN]
    return Entry.objects.filter(Q(pk__in=mine.filter(settled_at__isnull=True).values("pk")) | Q(pk__in=ended))


def newest_consents(stream_id: int, floor: int) -> QuerySet[Entry]:
    """Entries of the questions of a desk or a person for a first page: all that wait, and the newest others."""
    here = Consent.objects.filter(entry__stream_id=stream_id)
    waiting = here.filter(answer=Answered.WAITING).values("pk")
    answered = here.exclude(answer=Answered.WAITING).order_by("-at", "-pk").values("pk")[:SHOWN]
    return Entry.objects.filter(Q(pk__in=waiting) | Q(pk__in=answered))


def waiting_consents(person_id: int) -> list[Waits]:
    """Questions that wait for the person, the nearest to run out first."""
    rows = consents_known_to(person_id).filter(answer=Answered.WAITING, carry__state__in=OPEN)
    rows = rows.exclude(part=Part.MODERATOR, seat__person_id=person_id).exclude(part=Part.MODERATOR, carry__asker__person_id=person_id)
    found = [Waits(row.carry, row.group_id) for row in rows if row.seat is not None or still_asked(person_id, row)]
    sealed = [Waits(row.carry, None) for row in own_questions(person_id) if row.answer == Answered.WAITING and row.carry.state in OPEN]
    return sorted([*found, *sealed], key=lambda each: (each.carry.expires_at, each.carry.pk))


def still_asked(person_id: int, row: Consent) -> bool:
    """Whether a moderator is still asked about the words of somebody who is sealed: not about own ones, and once."""
    first = row.first is not None and row.first.person_id == person_id
    return not first and not wrote(person_id, row)


def own_questions(person_id: int, **which: int) -> list[SealedConsent]:
    """Questions about sealed posts of the person who asks, by a seat that still reads; the newest first.

    Never ask it for anybody else.  As many queries whoever asks.
    """
    about = SealedConsent.objects.filter(**which)
    mine = own_among(person_id, Crossing.objects.filter(message__in=about.values("carry__message")))
    rows = about.filter(carry__message__in=[row.message_id for row in mine])
    paths = ("entry", "bridge__space", "origin", "message__entry", "asker__person", "asker__organisation", "space__group", "topic")
    return list(rows.select_related(*(f"carry__{path}" for path in paths)).order_by("-carry_id"))


def sealed_consents(person_id: int) -> list[ConsentShape]:
    """What the person who asks is asked about their sealed posts.  It lies in no stream: a browser has to look."""
    return sealed_shapes(own_questions(person_id))


def sealed_shapes(rows: list[SealedConsent]) -> list[ConsentShape]:
    """Questions to an author who is sealed: with neither place nor number in a stream, and no moment of an answer."""
    sizes, around = audience_sizes({row.carry.space_id for row in rows}), audiences({row.carry.origin_id for row in rows})
    posts = Crossing.objects.select_related("seal", "side", "author").filter(message__in=[row.carry.message_id for row in rows])
    voices = {post.message_id: post.voice for post in posts}
    return [sealed_shape(row, sizes, voices[row.carry.message_id], around[row.carry.origin_id]) for row in rows]


def sealed_shape(row: SealedConsent, sizes: dict[int, tuple[int, int]], voice: Author, audience: Audience) -> ConsentShape:
    """One of them."""
    carry, group, waits = row.carry, row.carry.space.group, row.answer == Answered.WAITING and row.carry.state in OPEN
    return ConsentShape(
        place=0, rev=0, consent=row.number, part=Part.AUTHOR, group=0, bridge=carry.bridge_id, bridge_title=carry.bridge.space.title,
        message=carry.message.entry.place, by=Badge.of(carry.asker), words=carry.words, author=None, sealed=True, agreed_by=None,
        where=Where(title=carry.space.title, group=GroupRef.of(group) if group else None, people=sizes.get(carry.space_id, (0, 0))[0],
                    ceiling=Label(carry.space.ceiling)),
        html=carry.html, note=carry.note, least=Label(carry.label), label=Label(carry.label),
        attribution=Attribution(carry.attribution) if carry.attribution else None,
        shown_as=Badge.model_validate(carry.shown_as) if carry.shown_as else None,
        ways=ways(carry, voice, audience) if waits else [], hash=present_hash(carry, Part.AUTHOR), answer=answered(row),
        unasked=carry.unasked, carried=carry.state == CarryState.CARRIED, may_answer=waits, asked_at=carry.asked_at,
        expires_at=carry.expires_at, at=None,
    )  # fmt: skip


def answered(row: SealedConsent) -> Answered:
    """What became of it; a question whose time is over is over, though nothing was stored."""
    over = row.answer == Answered.WAITING and row.carry.state not in OPEN
    return Answered.OVER if over else Answered(row.answer)


def origin_of(person_id: int, number: int) -> Origin:
    """Where a carried post was said, for whoever reads it; nothing of it for who does not sit there.  Raises NotFound."""
    entries = readable_entries(person_id).exclude(kept_from(person_id)).values("pk")
    rows = Carry.objects.select_related("message__entry", "bridge__space").filter(number=number)
    row = rows.filter(Q(copy__in=entries, copy__gone="") | Q(crossing__message__in=entries, crossing__message__gone="")).first()
    if row is None:
        raise NotFound
    place = row.message.entry.place
    sits = admissions_of(person_id).filter(space=row.bridge_id, floor__lt=place).exists()
    return Origin(space=row.bridge_id, place=place, title=row.bridge.space.title) if sits else Origin(space=None, place=None, title="")
