"""How polls open and close: at their second by the clock, or when somebody comes by first.

Each step is claimed by a conditional UPDATE under the lock of the space's counter, so it happens once,
whichever process comes first.
"""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Min, Q

from collab.audit.record import record
from collab.clock import now
from collab.rows import one_or_none
from collab.streams.counter import lock
from discussions.polls.counting import store_result
from discussions.polls.models import Poll, Urn
from discussions.polls.policies import is_too_small
from discussions.polls.roles import PollKind, PollState, Secrecy
from discussions.polls.roll import freeze_roll
from discussions.polls.turnout import tell_turnouts
from discussions.spaces.reads import admissions_of

log = logging.getLogger("collab.polls")


def due(moment: datetime) -> Q:
    """Polls that should have opened or closed by `moment`."""
    return Q(state=PollState.SCHEDULED, opens_at__lte=moment) | Q(state=PollState.OPEN, closes_at__lte=moment)


def keep_time(moment: datetime) -> datetime | None:
    """Open and close every poll whose moment has come.  Returns the next moment (UTC) at which there is something to do.

    A poll that fails is logged and tried again; it does not keep others waiting.
    """
    for poll_id in Poll.objects.filter(due(moment)).order_by("closes_at").values_list("pk", flat=True):
        try:
            settle(poll_id)
        except Exception:
            log.exception("poll %s could not be opened or closed", poll_id)
    running = Poll.objects.filter(state__in=[PollState.SCHEDULED, PollState.OPEN])  # few, and found by an index
    later = running.exclude(due(moment)).aggregate(
        opens=Min("opens_at", filter=Q(state=PollState.SCHEDULED)), closes=Min("closes_at", filter=Q(state=PollState.OPEN))
    )
    return min((each for each in (*later.values(), tell_turnouts(moment)) if each is not None), default=None)


def settle_if_due(person_id: int, space_id: int, place: int) -> None:
    """Open or close one poll if its moment has come; for its readers who come by before the clock does.  One query if not."""
    mine = admissions_of(person_id).filter(space_id=space_id)
    poll_id = one_or_none(Poll.objects.filter(due(now()), Exists(mine), space_id=space_id, entry__place=place).values_list("pk", flat=True))
    if poll_id is not None:
        settle(poll_id)


@transaction.atomic
def settle(poll_id: int) -> None:
    """Open and close a poll as far as its times say, and show it.  Repeating changes nothing."""
    counter = lock(Poll.objects.values_list("space_id", flat=True).get(pk=poll_id))
    poll = Poll.objects.select_related("entry", "space").get(pk=poll_id)
    moment = now()
    acts = []
    if Poll.objects.filter(pk=poll_id, state=PollState.SCHEDULED, opens_at__lte=moment).update(state=PollState.OPEN):
        freeze_roll(poll, moment)
        if is_too_small(poll.eligible, Secrecy(poll.secrecy)):
            call_off(poll, moment)
            acts.append("poll.cancel")
        else:
            acts.append("poll.open")
    if Poll.objects.filter(pk=poll_id, state=PollState.OPEN, closes_at__lte=moment).update(
        state=PollState.CLOSED, closed_at=poll.closes_at
    ):
        store_result(poll)
        acts.append("silence.adopt" if poll.kind == PollKind.SILENCE else "poll.close")
    if acts:
        counter.touch(poll.entry)
        counter.save()
    for act in acts:
        tell_audit(act, poll, actor_id=None)


def call_off(poll: Poll, moment: datetime) -> None:
    """A secret poll that would open to so few that it could not be one is not opened."""
    poll.state, poll.closed_at = PollState.CANCELLED, moment
    poll.save(update_fields=["state", "closed_at"])
    Urn.objects.filter(poll=poll).delete()


def tell_audit(verb: str, poll: Poll, *, actor_id: int | None, reason: str = "", **facts: str) -> None:
    """Record what was done to a poll.  Last write of its transaction; `actor_id` None: the clock."""
    subject = ("poll", f"{poll.space_id}/{poll.entry.place}")
    if poll.kind == PollKind.SILENCE:
        facts["text"] = poll.silence.sha256
    record(
        verb, group_id=poll.space.group_id, actor_id=actor_id, subject=subject, reason=reason, eligible=poll.eligible, roll=poll.roll_hash,
        **facts,
    )  # fmt: skip
