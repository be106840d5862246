"""Finding a held post under its locks, and showing that it changed: to its desk and to its author, to nobody else."""

from django.utils.translation import gettext_lazy as _

from collab.clock import now
from collab.errors import Code, NotFound, Refused
from collab.streams.counter import Counter, lock_all
from collab.streams.models import Entry
from discussions.bridges.audience import Audience, Author
from discussions.bridges.custody.reads import own_among
from discussions.bridges.models import WAITING, Bridge, Crossing, Side
from discussions.bridges.policies import check_attribution
from discussions.bridges.reads import crossings_known_to, crossings_of, full_crossings, own_sealed
from discussions.bridges.roles import Attribution, CrossingState
from discussions.bridges.shapes import CrossingShape
from discussions.chat.models import Topic
from discussions.personal.actions import notify
from groups.models import Seat


def find_locked(person_id: int, number: int) -> tuple[Crossing, dict[int, Counter]]:
    """A crossing that the person knows of, read under the locks of its desk, its author's stream and its bridge's room.

    Raises NotFound to everybody else, before any lock is taken.
    """
    crossing = known_crossing(person_id, number)
    counters = lock_all([*streams_of(crossing), crossing.bridge_id])
    return known_crossing(person_id, number), counters


def known_crossing(person_id: int, number: int) -> Crossing:
    """The crossing, for its author and the moderators of the author's group: others' are not there.  Raises NotFound."""
    crossing = crossings_known_to(person_id).filter(number=number).first()
    found = [crossing] if crossing is not None else own_among(person_id, full_crossings().filter(number=number))
    if not found:
        raise NotFound
    return found[0]


def streams_of(crossing: Crossing) -> set[int]:
    """Where a crossing is shown."""
    return {entry.stream_id for entry in crossing.entries}


def show(crossing: Crossing, counters: dict[int, Counter]) -> None:
    """Mark a crossing as changed for desk and author."""
    for entry in crossing.entries:
        counters[entry.stream_id].touch(entry)


def own_shape(crossing: Crossing) -> CrossingShape:
    """The crossing as its author sees it."""
    if crossing.own_id is None:
        return own_sealed([crossing])[0]
    return crossings_of([crossing.own_id])[crossing.own_id]


def desk_shape(crossing: Crossing) -> CrossingShape:
    """The crossing as the desk sees it."""
    return crossings_of([crossing.entry_id])[crossing.entry_id]


def save_shown(crossing: Crossing, counters: dict[int, Counter]) -> None:
    """Show a changed crossing to desk and author, and write both counters."""
    show(crossing, counters)
    for stream in streams_of(crossing):
        counters[stream].save()


def tell_author(crossing: Crossing, counters: dict[int, Counter], about: Entry | None = None) -> None:
    """Put a notice of the post's new state into its author's stream: which post, in which bridge, never its words.

    An author who is sealed is told nothing: whoever knew whom to tell would know the author.  Their browser asks.
    """
    if crossing.own is None or crossing.author is None:
        return
    own = counters[crossing.own.stream_id]
    notify(own, crossing.author.person_id, f"crossing_{crossing.state}", about, crossing=crossing.number, bridge=crossing.bridge_id)


def check_unlocked(topic: Topic) -> None:
    """Raise Refused in a locked topic."""
    if topic.locked_at is not None:
        raise Refused(Code.TOPIC_LOCKED, _("This topic is locked. It can be read, not written."))


def check_crowd(bridge: Bridge, seat: Author, attribution: str, audience: Audience) -> None:
    """Raise Invalid unless the charter knows the attribution and its crowd hides the author now."""
    wanted = Attribution(attribution)
    agreed = [Attribution(word) for word in bridge.attributions]
    pseudonym = isinstance(seat, Seat) and bool(seat.pseudonym)
    check_attribution(wanted, agreed, pseudonym=pseudonym, crowd=audience.crowd(seat, wanted), groups=audience.crowd_groups(seat, wanted))


def held_streams(bridge_id: int) -> set[int]:
    """The streams that show posts waiting at a bridge: those of their desks and of their authors."""
    rows = Crossing.objects.filter(bridge_id=bridge_id, state__in=WAITING)
    return {stream for pair in rows.values_list("entry__stream_id", "own__stream_id") for stream in pair if stream is not None}


def show_held_anew(bridge_id: int, counters: dict[int, Counter]) -> None:
    """A group has joined: what waits has another audience and another hash, which moderators must read before they release."""
    held = full_crossings().filter(bridge_id=bridge_id, state__in=WAITING)
    for crossing in held.order_by("pk"):
        if streams_of(crossing) <= set(counters):
            show(crossing, counters)


def return_held(bridge_id: int, side: Side | None = None) -> None:
    """Give what waits back to its authors, of one side or of all: nobody decides on it any more.  Inside a transaction."""
    held = full_crossings().filter(bridge_id=bridge_id, state__in=[*WAITING, CrossingState.PASSED])
    rows = list((held if side is None else held.filter(side=side)).order_by("pk"))
    counters = lock_all({stream for row in rows for stream in streams_of(row)})
    for row in rows:
        row.state, row.decided_by, row.decided_at, row.travels_at = CrossingState.RETURNED, None, now(), None
        row.save(update_fields=["state", "decided_by", "decided_at", "travels_at"])
        tell_author(row, counters)
        show(row, counters)
    for counter in counters.values():
        counter.save()
