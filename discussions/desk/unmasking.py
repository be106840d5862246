"""Who somebody is behind a pseudonym: looked up by those who lead the group, with a reason, on the record, and told to the person."""

from django.db import transaction

from collab.audit.record import record
from collab.streams.counter import lock
from collab.text.plain import tidy
from discussions.desk.policies import check_look_up
from discussions.desk.shapes import PersonBehind
from discussions.personal.actions import notify
from discussions.spaces.seating import locked_seat
from groups.reads import place_in_group


@transaction.atomic
def look_up(person_id: int, seat_id: int, reason: str) -> PersonBehind:
    """The person behind a pseudonym; that it was asked, and why, is told to them and stands in the group's record.

    Leads of the group.  Raises NotFound, Refused (not_allowed, second_factor_needed).
    """
    seat = locked_seat(person_id, seat_id)
    check_look_up(place_in_group(person_id, seat.group_id), own=seat.person_id == person_id, masked=bool(seat.pseudonym))
    counter = lock(seat.person.stream_id)
    notify(counter, seat.person_id, "looked_up", reason=tidy(reason), group=seat.group_id)
    counter.save()
    record("seat.look_up", group_id=seat.group_id, actor_id=person_id, subject=("seat", seat.pk), reason=tidy(reason))
    return PersonBehind(seat=seat.pk, name=seat.person.name, email=seat.person.email)
