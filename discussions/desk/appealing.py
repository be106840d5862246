"""Appealing against a mute or a redaction, and answering: once, to another moderator than the one who decided."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Min, Q

from collab.audit.record import record
from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock_all
from collab.text.plain import tidy
from collab.text.render import render
from discussions.chat.models import Message
from discussions.chat.wished import bring_back
from discussions.desk.appeal_reads import (
    answering,
    appeal_at,
    appeal_facts,
    appeal_of,
    appeals_of,
    own_ruling,
    ruling_shape,
)
from discussions.desk.appeal_shapes import AppealDraft, AppealShape, AppealText, AppealWord, RulingShape
from discussions.desk.models import Appeal, Ruling
from discussions.desk.policies import check_answer, check_appeal
from discussions.desk.reads import desk_seat
from discussions.desk.roles import RulingKind
from discussions.desk.rulings import end
from discussions.desk.sealing import unseal
from discussions.personal.actions import notify
from discussions.spaces.models import Admission
from discussions.spaces.reads import admissions_of
from groups.models import Seat


@transaction.atomic
def appeal(person_id: int, number: int, draft: AppealDraft) -> RulingShape:
    """Put a ruling about oneself before another moderator of the group, once.  The same words again change nothing.

    It is answered within `APPEAL_DAYS`, and before a mute ends by itself.
    Raises NotFound, Conflict (wrong_state: appealed before, over; nobody_else).
    """
    ruling = own_ruling(person_id, number)
    if ruling is None:
        raise NotFound
    group = ruling.seat.group
    counter = lock_all([group.desk_id])[group.desk_id]
    ruling, note = own_ruling(person_id, number), tidy(draft.note)
    others = answering(group.pk)
    earlier = appeal_of(ruling) if ruling else None
    if earlier is None or earlier.note != note:
        check_appeal(appeal_facts(ruling, person_id, others))
    if ruling is None:
        raise NotFound
    if earlier is None:
        due = now() + timedelta(days=settings.APPEAL_DAYS)
        Appeal.objects.create(
            entry=counter.show("appeal"), group=group, ruling=ruling, note=note, at=now(),
            due_at=min(due, ruling.until) if ruling.kind == RulingKind.MUTE else due,
        )  # fmt: skip
        counter.save()
    ruling = own_ruling(person_id, number)
    assert ruling is not None, "it was there under the same lock"
    return ruling_shape(ruling, person_id, set(admissions_of(person_id).values_list("space_id", flat=True)), others)


@transaction.atomic
def open_appeal(person_id: int, group_id: int, place: int) -> AppealText:
    """The words that were redacted, for the moderator who is to answer; the opening is in the audit.

    Raises NotFound, Refused (own_work), Conflict (wrong_state).
    """
    ruling = appeal_at(person_id, group_id, place)
    check_answer(appeal_facts(ruling, person_id))
    if ruling is None or ruling.kind != RulingKind.REDACTION:
        raise NotFound
    said = unseal(ruling.sealed)
    record("appeal.open", group_id=group_id, actor_id=person_id, subject=("ruling", ruling.number))
    return AppealText(
        group=group_id, place=place, kept=said is not None, html=render(said["body"]) if said else "", note=said["note"] if said else ""
    )


@transaction.atomic
def answer_appeal(person_id: int, group_id: int, place: int, word: AppealWord) -> AppealShape:
    """Lift a mute or a redaction, or let it stand; the last word on it.  The appellant is told, with the reason.

    A mute that is lifted ends at once; a message that was redacted says again what it said.
    Raises NotFound, Refused (own_work), Conflict (wrong_state).
    """
    ruling = appeal_at(person_id, group_id, place)
    check_answer(appeal_facts(ruling, person_id))
    if ruling is None:
        raise NotFound
    counters = locked(ruling)
    ruling = appeal_at(person_id, group_id, place)  # again, now that nobody else can answer
    check_answer(appeal_facts(ruling, person_id))
    given = appeal_of(ruling) if ruling else None
    seat = desk_seat(person_id, group_id)
    if ruling is None or given is None or seat is None:
        raise NotFound
    given.answer, given.words, given.decided_by, given.decided_at = word.answer, tidy(word.words), seat, now()
    given.save(update_fields=["answer", "words", "decided_by", "decided_at"])
    own, desk = counters[ruling.seat.person.stream_id], counters[ruling.seat.group.desk_id]
    if word.answer == "lifted":
        lift(ruling, counters)
    end([ruling], desk)
    desk.touch(given.entry)
    notify(
        own, ruling.seat.person_id, "appeal_answered", ruling.message.entry if ruling.message else None, answer=word.answer,
        against=ruling.kind, reason=given.words, group=group_id,
    )  # fmt: skip
    for counter in counters.values():
        counter.save()
    record(
        f"appeal.{word.answer}", group_id=group_id, actor_id=person_id, subject=("ruling", ruling.number), reason=given.words,
        against=ruling.kind, space=ruling.space_id, message=address_of(ruling.message),
    )  # fmt: skip
    return appeals_of([given.pk])[given.pk]


def address_of(message: Message | None) -> str:
    """How the audit names a message."""
    return f"{message.space_id}/{message.entry.place}" if message else ""


def locked(ruling: Ruling) -> dict[int, Counter]:
    """The seat's row, then the counters of desk, appellant, and every space that may look different."""
    Seat.objects.select_for_update(of=("self",), no_key=True).get(pk=ruling.seat_id)
    spaces = set(Admission.objects.filter(seat=ruling.seat, ended_at__isnull=True).values_list("space_id", flat=True))
    if ruling.kind == RulingKind.REDACTION:
        spaces = {ruling.space_id} if ruling.space_id else set()
    return lock_all({ruling.seat.group.desk_id, ruling.seat.person.stream_id, *spaces})


def lift(ruling: Ruling, counters: dict[int, Counter]) -> None:
    """Undo a ruling.  Of a message that has gone otherwise meanwhile, and of words that are sealed no more, nothing comes back."""
    if ruling.kind == RulingKind.REDACTION:
        message = Message.objects.select_related("entry", "author").get(pk=ruling.message_id)
        said = unseal(ruling.sealed)
        if message.gone == "redacted" and said is not None:
            bring_back(message, said, counters[message.space_id])
        return
    rows = Admission.objects.select_related("door").filter(seat=ruling.seat, ended_at__isnull=True)
    if ruling.space_id is None:
        Seat.objects.filter(pk=ruling.seat_id).update(muted_until=None)
    else:
        rows = rows.filter(space_id=ruling.space_id)
        rows.update(muted_until=None)
    for row in rows:
        if row.space_id in counters:  # who came in between is told rightly from the start
            counters[ruling.seat.person.stream_id].touch(row.door)


def end_due(moment: datetime) -> datetime | None:
    """End what is over: mutes, redactions that nobody appealed against, and what nobody answered.  Returns the next such moment (UTC)."""
    standing = Ruling.objects.filter(ended_at__isnull=True)
    waits = Q(appeal__answer="", kind=RulingKind.REDACTION)
    over = standing.filter(until__lte=moment).exclude(waits) | standing.filter(waits, appeal__due_at__lte=moment)
    over |= standing.filter(kind=RulingKind.REDACTION, message__isnull=False).exclude(message__gone="redacted")  # nothing comes back
    for pk in list(over.values_list("pk", flat=True)):
        end_one(pk, moment)
    nexts = [
        standing.filter(until__gt=moment).aggregate(next=Min("until"))["next"],
        standing.filter(waits, appeal__due_at__gt=moment).aggregate(next=Min("appeal__due_at"))["next"],
    ]
    return min((each for each in nexts if each is not None), default=None)


@transaction.atomic
def end_one(ruling_id: int, moment: datetime) -> None:
    """End one ruling whose time is over.  Whoever appealed and was not answered is told.  Repeating changes nothing."""
    row = Ruling.objects.select_related("seat__person", "seat__group").get(pk=ruling_id)
    counters = lock_all([row.seat.group.desk_id, row.seat.person.stream_id])
    row = Ruling.objects.select_related("seat__person", "seat__group", "message__entry", "appeal").get(pk=ruling_id)
    given = appeal_of(row)
    waits = given is not None and not given.answer
    last = given.due_at if given is not None and waits and row.kind == RulingKind.REDACTION else row.until
    gone = row.kind == RulingKind.REDACTION and row.message is not None and row.message.gone != "redacted"
    if row.ended_at is not None or (last > moment and not gone):
        return
    end([row], counters[row.seat.group.desk_id])
    if waits:
        own, about = counters[row.seat.person.stream_id], row.message.entry if row.message else None
        notify(own, row.seat.person_id, "appeal_over", about, against=row.kind, group=row.seat.group_id)
    for counter in counters.values():
        counter.save()
