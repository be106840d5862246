"""The ceremony by which the name behind a sealed post is opened: asked with a reason, granted by custodians, read by the asker alone.

The server passes shares on that it cannot read: each was sealed to a custodian, and by her browser to the asker.  Every step stands
in the chain of each side, and all sides see that it was asked, why, and how it ended.
"""

from django.db import transaction

from collab.clock import now
from collab.errors import NotFound
from collab.streams.counter import lock_all
from collab.text.plain import tidy
from discussions.bridges.audience import Audience
from discussions.bridges.custody.models import Unsealing, UnsealingAnswer
from discussions.bridges.custody.policies import check_answer_unsealing, check_ask_unsealing, check_open_unsealing, check_was_released
from discussions.bridges.custody.roles import UnsealingState
from discussions.bridges.custody.sealing import is_key
from discussions.bridges.custody.unseal_reads import (
    asked_custodians,
    custodian_share,
    custodians_who_are,
    full_unsealings,
    opened_shape,
    unsealing_facts,
    unsealing_known_to,
    unsealing_shape,
)
from discussions.bridges.custody.unseal_shapes import CustodianAnswer, OpenedShape, RequestShape, UnsealDraft, UnsealingShape
from discussions.bridges.held import known_crossing
from discussions.bridges.held_back import holding_seats
from discussions.bridges.models import Crossing, Side
from discussions.bridges.reads import facts_of
from discussions.bridges.sides import record_for_all, streams_of, tell_sides
from discussions.chat.actions import seen_message
from discussions.personal.actions import notify
from discussions.spaces.actions import tell_doors
from discussions.spaces.reads import standing_in


@transaction.atomic
def ask_unsealing(person_id: int, bridge_id: int, place: int, draft: UnsealDraft) -> UnsealingShape:
    """Ask the custodians for the name behind a released post.  Moderators of a side who sit in the thread.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (invalid).
    """
    standing = standing_in(person_id, bridge_id)
    message = seen_message(standing, place)
    seats = [seat for seat in holding_seats(person_id, bridge_id) if draft.group in {None, seat.group_id}]
    crossing = Crossing.objects.select_related("seal").filter(message=message, author=None).first()
    custodians = asked_custodians(crossing) if crossing else []
    open_now = crossing is not None and full_unsealings().filter(crossing=crossing, ended_at=None, until__gt=now()).exists()
    check_ask_unsealing(standing, moderates=bool(seats), sealed=crossing is not None, asked=open_now, key=is_key(draft.public_key))
    assert crossing is not None, "check_ask_unsealing refuses what is not sealed"
    side = Side.objects.select_related("entry", "bridge__space").get(bridge_id=bridge_id, group_id=seats[0].group_id)
    people = {each.seat.person for each in custodians}
    counters = lock_all(streams_of(side) | {each.stream_id for each in people})
    row = Unsealing.asked(crossing, side, seats[0], reason=tidy(draft.reason), public_key=draft.public_key)
    for each in people:
        notify(counters[each.stream_id], each.pk, "unsealing_asked", unsealing=row.number, bridge=bridge_id)
        counters[each.stream_id].save()
    tell_all(row)
    record_for_all(side, "custody.ask", person_id, reason=row.reason, unsealing=row.number, place=place)
    return unsealing_shape(row, person_id)


@transaction.atomic
def ask_unsealing_of(person_id: int, number: int, draft: UnsealDraft) -> UnsealingShape:
    """The same from the desk of the author's group, by the number of the post there; only once it was released.

    Raises NotFound, Refused (not_allowed), Conflict (wrong_state), Invalid (invalid).
    """
    crossing = known_crossing(person_id, number)
    facts = facts_of(person_id, crossing, Audience())
    check_was_released(moderates=facts.moderates, sealed=crossing.author_id is None, released=crossing.message is not None)
    if crossing.message is None:  # and of one whose author is not sealed there is nothing to ask
        raise NotFound
    return ask_unsealing(person_id, crossing.bridge_id, crossing.message.entry.place, draft)


@transaction.atomic
def answer_unsealing(person_id: int, number: int, answer: CustodianAnswer) -> RequestShape:
    """Grant or refuse as one of the custodians, once.  With the last share that it takes the request is granted; it is refused once too
    few are left who could.

    Raises NotFound, Conflict (wrong_state).
    """
    row = locked_unsealing(person_id, number)
    share = custodian_share(custodians_who_are(person_id), row)
    check_answer_unsealing(unsealing_facts(row, person_id, now()), known=share is not None)
    assert share is not None, "check_answer_unsealing refuses who is no custodian"
    granted = answer.letter is not None
    UnsealingAnswer.objects.create(
        unsealing=row, custodian=share.custodian, share=share.number, granted=granted, reason=tidy(answer.reason), at=now(),
        letter=answer.letter.model_dump() if answer.letter else None,
    )  # fmt: skip
    row = full_unsealings().get(number=number)
    facts = unsealing_facts(row, person_id, now())
    if facts.state in {UnsealingState.GRANTED, UnsealingState.REFUSED}:
        row.state, row.ended_at = facts.state, now()
        row.save(update_fields=["state", "ended_at"])
    tell_all(row)
    verb = "custody.grant" if granted else "custody.refuse"
    record_for_all(row.side, verb, person_id, reason=tidy(answer.reason), unsealing=number)
    if row.ended_at is not None:
        record_for_all(row.side, "custody.end", None, unsealing=number, state=row.state)
    return share.shape


@transaction.atomic
def take_back_unsealing(person_id: int, number: int) -> UnsealingShape:
    """Give a request up.  The asker.  Raises NotFound, Conflict (wrong_state)."""
    row = locked_unsealing(person_id, number)
    check_open_unsealing(unsealing_facts(row, person_id, now()), wanted=UnsealingState.ASKED)
    row.state, row.ended_at = UnsealingState.WITHDRAWN, now()
    row.save(update_fields=["state", "ended_at"])
    tell_all(row)
    record_for_all(row.side, "custody.end", person_id, unsealing=number, state=row.state)
    return unsealing_shape(row, person_id)


@transaction.atomic
def open_unsealing(person_id: int, number: int) -> OpenedShape:
    """The shares that were granted, for the asker's browser to join.  Each time is in the chain of each side.

    Raises NotFound, Conflict (wrong_state).
    """
    row = locked_unsealing(person_id, number)
    check_open_unsealing(unsealing_facts(row, person_id, now()), wanted=UnsealingState.GRANTED)
    record_for_all(row.side, "custody.open", person_id, unsealing=number)
    return opened_shape(row)


def locked_unsealing(person_id: int, number: int) -> Unsealing:
    """A request that the person knows of, read under the locks of all that is told of it.  Raises NotFound before any lock is taken."""
    row = unsealing_known_to(person_id, number)
    if row is None:
        raise NotFound
    lock_all(streams_of(row.side))
    return full_unsealings().get(number=number)


def tell_all(row: Unsealing) -> None:
    """Show the thread and the desks of its sides anew.  Inside a transaction."""
    tell_doors(row.side.bridge.space)
    tell_sides(row.side)
