"""How polls open and close: at their second by the clock, or when somebody comes by first.

Each step is claimed by a conditional UPDATE under the lock of the space's counter, so it happens once,
whichever process comes first.
"""

import hashlib
import json
import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Min, Q

from collab.audit.record import record
from collab.clock import now
from collab.streams.counter import lock
from discussions.polls import tally
from discussions.polls.models import Ballot, Poll, Result, Voter
from discussions.polls.reads import key_of, voting_seats
from discussions.polls.roles import PollState, Unit
from discussions.spaces.reads import admissions_of
from groups.models import Seat

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
    return min((each for each in later.values() if each is not None), default=None)


def settle_if_due(person_id: int, space_id: int, place: int) -> None:
    """Open or close one poll if its moment has come; for its readers who come by before the clock does.  One query if not."""
    mine = admissions_of(person_id).filter(space_id=space_id)
    poll_id = Poll.objects.filter(due(now()), Exists(mine), space_id=space_id, entry__place=place).values_list("pk", flat=True).first()
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
        acts.append("poll.open")
    if Poll.objects.filter(pk=poll_id, state=PollState.OPEN, closes_at__lte=moment).update(
        state=PollState.CLOSED, closed_at=poll.closes_at
    ):
        store_result(poll)
        acts.append("poll.close")
    if acts:
        counter.touch(poll.entry)
        counter.save()
    for act in acts:
        tell_audit(act, poll, actor_id=None)


def freeze_roll(poll: Poll, moment: datetime) -> None:
    """Write down who may vote, from now on unchanged, and the hash that says so.  Inside a transaction that holds the counter."""
    by_person = poll.unit == Unit.PERSON
    voters: dict[str, Seat] = {}
    for admission in voting_seats(poll, moment).select_related("seat").order_by("pk"):
        voters.setdefault(key_of(poll, admission.seat), admission.seat)
    Voter.objects.bulk_create(
        Voter(poll=poll, key=key, seat=voters[key]) if by_person else Voter(poll=poll, key=key, organisation_id=voters[key].organisation_id)
        for key in sorted(voters)
    )
    poll.state, poll.eligible, poll.roll_hash = PollState.OPEN, len(voters), roll_hash(poll, sorted(voters))
    poll.save(update_fields=["state", "eligible", "roll_hash"])


def roll_hash(poll: Poll, keys: list[str]) -> str:
    """SHA-256 over the canonical JSON of roll, question, options and rule: what nobody can change unseen after opening."""
    content = {
        "question": poll.question, "options": [[each.key, each.text, each.note] for each in poll.options.all()], "unit": poll.unit,
        "choices": [poll.min_choices, poll.max_choices], "quorum": poll.quorum, "rule": poll.rule, "version": poll.version, "roll": keys,
    }  # fmt: skip
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def store_result(poll: Poll) -> Result:
    """Count, and keep what came out.  Inside the transaction that claimed the closing."""
    rows = Ballot.objects.filter(poll=poll).values_list("choices", "abstained")
    outcome = tally.count(
        [option.key for option in poll.options.all()],
        [tally.Vote(tuple(choices), abstained) for choices, abstained in rows],
        rule=tally.read_rule(poll.rule),
        eligible=poll.eligible,
        quorum=poll.quorum,
    ).as_json()
    return Result.objects.create(
        poll=poll, question=poll.question, rule=poll.rule, version=poll.version, eligible=outcome["eligible"], cast=outcome["cast"],
        abstained=outcome["abstained"], counts=[{"key": each["key"], "count": each["count"]} for each in outcome["counts"]],
        leading=outcome["winners"], tests=outcome["tests"],
    )  # fmt: skip


def tell_audit(verb: str, poll: Poll, *, actor_id: int | None, reason: str = "") -> None:
    """Record what was done to a poll.  Last write of its transaction; `actor_id` None: the clock."""
    subject = ("poll", f"{poll.space_id}/{poll.entry.place}")
    record(
        verb, group_id=poll.space.group_id, actor_id=actor_id, subject=subject, reason=reason, eligible=poll.eligible, roll=poll.roll_hash
    )
