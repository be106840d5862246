"""Who speaks for each unit under silence, now."""

from collections.abc import Iterable
from datetime import datetime

from discussions.polls.models import Poll
from discussions.polls.silence.policies import InLine, designated_of
from discussions.polls.units import key_of, officers
from discussions.spaces.models import Admission
from groups.models import Seat
from groups.roles import Post, Role


def designated(poll: Poll, moment: datetime) -> dict[str, Seat]:
    """The seat that speaks for each unit of a silence procedure, by the unit's key; two queries.

    Found anew at every look: who has left speaks no more, and a new head speaks from that day.
    """
    return {key: seat for (_poll, key), seat in designated_in([poll], moment).items()}


def designated_in(polls: Iterable[Poll], moment: datetime) -> dict[tuple[int, str], Seat]:
    """The same of several procedures, by poll and key.  Polls need their entry."""
    rows = list(polls)
    if not rows:
        return {}
    admissions = Admission.objects.filter(
        space_id__in={poll.space_id for poll in rows}, ended_at__isnull=True, seat__in=Seat.objects.open_at(moment)
    ).exclude(seat__role=Role.OBSERVER)
    inside = list(admissions.exclude(seat__person_id__in=officers(moment).values("person_id")).select_related(
        "seat__person", "seat__organisation"
    ))  # fmt: skip
    found: dict[tuple[int, str], Seat] = {}
    for poll in rows:
        own = [each for each in inside if each.space_id == poll.space_id and each.floor < poll.entry.place]
        seats = {each.seat_id: each.seat for each in own}
        units: dict[str, list[InLine]] = {}
        for each in own:
            units.setdefault(key_of(poll, each.seat), []).append(InLine(Post(each.seat.post), each.pk, each.seat_id))
        for key, line in units.items():
            first = designated_of(line)
            if first is not None:
                found[poll.pk, key] = seats[first]
    return found


def name_of(seat: Seat | None) -> str:
    """How others call the seat that speaks for a unit; "" for nobody."""
    return (seat.pseudonym or seat.person.name) if seat else ""
