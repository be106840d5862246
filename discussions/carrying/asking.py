"""Putting a question: into the stream of whoever wrote the words, or onto the desk of their group."""

from discussions.carrying.locks import Counters
from discussions.carrying.models import Carry, Consent
from discussions.carrying.roles import Part
from discussions.personal.actions import notify
from groups.models import Group, Seat


def ask_author(carry: Carry, seat: Seat, part: Part, counters: Counters) -> None:
    """Put the question into the stream of whoever wrote the words, with a notice."""
    own = counters[seat.person.stream_id]
    Consent.objects.create(entry=own.show("consent", label=carry.label), carry=carry, part=part, seat=seat)
    notify(own, seat.person_id, "carry_asked", bridge=carry.bridge_id)


def ask_moderators(carry: Carry, group: Group, seat: Seat | None, counters: Counters) -> None:
    """Put the question onto the desk of the author's group; `seat`: the author's, where they are known."""
    entry = counters[group.desk_id].show("consent", label=carry.label)
    Consent.objects.create(entry=entry, carry=carry, part=Part.MODERATOR, seat=seat, group=group)
