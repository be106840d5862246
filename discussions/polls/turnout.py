"""The turnout of secret polls: told once a minute, and by at least VOTES_SHOWN, so that no vote is seen coming in."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from collab.streams.counter import lock
from discussions.polls.models import Poll
from discussions.polls.roles import UNLINKED, VOTES_SHOWN, PollState
from discussions.polls.urn import lock_urn, put_in_order, turnout

log = logging.getLogger("collab.polls")
EVERY = timedelta(minutes=1)


def tell_turnouts(moment: datetime) -> datetime | None:
    """Look at each secret poll whose minute is over.  Returns the next moment (UTC) at which there is something to look at."""
    running = Poll.objects.filter(state=PollState.OPEN, secrecy__in=UNLINKED, closes_at__gt=moment)
    for poll_id in list(running.filter(turnout_at__lte=moment - EVERY).values_list("pk", flat=True)):
        try:
            tell(poll_id, moment)
        except Exception:
            log.exception("the turnout of poll %s could not be told", poll_id)
    first: datetime | None = running.aggregate(first=Min("turnout_at"))["first"]
    return first + EVERY if first else None


@transaction.atomic
def tell(poll_id: int, moment: datetime) -> None:
    """Take the turnout of one poll from its urn, if it has moved enough or everybody has voted."""
    counter = lock(Poll.objects.values_list("space_id", flat=True).get(pk=poll_id))
    poll = Poll.objects.select_related("entry").get(pk=poll_id)
    if not Poll.objects.filter(pk=poll_id, state=PollState.OPEN, turnout_at__lte=moment - EVERY).update(turnout_at=moment):
        return
    put_in_order(poll)
    cast = turnout(lock_urn(poll_id))
    if cast - poll.cast >= VOTES_SHOWN or poll.cast < cast == poll.eligible:
        Poll.objects.filter(pk=poll_id).update(cast=cast)
        counter.touch(poll.entry)
        counter.save()
