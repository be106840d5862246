"""Finding a request under the locks of all that its end may write to, and showing that it changed."""

from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import Counter, lock_all
from discussions.bridges.models import Crossing
from discussions.carrying.models import Carry, Consent
from discussions.carrying.reads import consents_known_to, full_carries, full_consents
from discussions.carrying.roles import Answered, CarryState
from discussions.chat.models import Message
from discussions.personal.actions import notify
from discussions.spaces.policies import Standing
from groups.models import Seat

Counters = dict[int, Counter]


def streams_of(carry: Carry) -> set[int]:
    """Both rooms, whoever asked, all who are asked or may be, and the desk before which a copy may come."""
    asked = Consent.objects.filter(carry=carry).values_list("entry__stream_id", "seat__person__stream_id", "seat__group__desk_id")
    home = Crossing.objects.filter(message=carry.message).values_list("side__entry__stream_id", flat=True)
    quoted = writer_quoted(carry.message)
    streams = {stream for row in asked for stream in row if stream is not None} | {
        *home,
        carry.bridge_id,
        carry.space_id,
        carry.entry.stream_id,
    }
    return streams | ({quoted.person.stream_id} if quoted else set()) | {carry.poster.group.desk_id}


def streams_to_ask(source: Standing, target: Standing, message: Message) -> set[int]:
    """All that a new request may write to: where its author had agreed beforehand, both rooms too.  A sealed author has no stream here."""
    wrote = Crossing.objects.filter(message=message)
    rows = wrote.values_list("author__person__stream_id", "side__entry__stream_id")
    streams = {source.space_id, *(stream for row in rows for stream in row if stream is not None)}
    seats = Seat.objects.filter(pk__in=[source.seat, target.seat] if target.inside else [source.seat])
    streams |= set(seats.filter(pk=source.seat).values_list("person__stream_id", flat=True))
    return streams | ({target.space_id} | set(seats.values_list("group__desk_id", flat=True)) if target.inside else set())


def writer_quoted(message: Message) -> Seat | None:
    """Whose words a post brings from another thread, where it does."""
    said = Carry.objects.select_related("writer__person").filter(number=message.carried["number"]).first() if message.carried else None
    return said.writer if said else None


def locked_carry(number: int) -> tuple[Carry, Counters]:
    """The request, read again under its locks."""
    counters = lock_all(streams_of(full_carries().get(number=number)))
    return full_carries().get(number=number), counters


def known_consent(person_id: int, number: int) -> Consent:
    """The question, for those who are asked: to others there is none.  Raises NotFound."""
    consent = consents_known_to(person_id).filter(number=number).first()
    if consent is None:
        raise NotFound
    return consent


def touch(consent: Consent, counters: Counters) -> None:
    """Show a question anew where it lies."""
    counters[consent.entry.stream_id].touch(consent.entry)


def close_waiting(carry: Carry, counters: Counters) -> None:
    """There is nothing to answer any more: what still waits is over."""
    for consent in full_consents().filter(carry=carry, answer=Answered.WAITING).order_by("pk"):
        consent.answer, consent.at = Answered.OVER, now()
        consent.save(update_fields=["answer", "at"])
        touch(consent, counters)


def tell_asker(carry: Carry, counters: Counters, what: str) -> None:
    """Show whoever asked how it ended, and put a notice beside it: about the copy, where there is one in a space.

    Where nobody had to be asked it is carried on in the same moment, and no news.
    """
    own = counters[carry.entry.stream_id]
    own.touch(carry.entry)
    if carry.unasked and what == CarryState.CARRIED:
        return
    notify(own, carry.asker.person_id, f"carry_{what}", carry.copy.entry if carry.copy else None, carry=carry.number)


def save_all_changed(counters: Counters) -> None:
    """Write every counter that moved."""
    for counter in counters.values():
        if counter.stream.rev > counter.before:
            counter.save()
