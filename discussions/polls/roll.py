"""The roll: who may vote in a poll, fixed when it opens, and the hash that says so."""

import hashlib
import json
from datetime import datetime
from typing import Any

from discussions.polls.models import Poll, Voter
from discussions.polls.reads import option_shape
from discussions.polls.roles import UNLINKED, PollKind, PollState, Unit
from discussions.polls.units import key_of, voting_seats
from discussions.polls.urn import open_urn
from groups.models import Seat

# Of a poll's shape, what the hash covers beside the roll.
HASHED = (
    "poll_kind", "secrecy", "unit", "question", "version", "options", "min_choices", "max_choices", "max_points", "budget", "reasons",
    "quorum", "rule",
)  # fmt: skip


def freeze_roll(poll: Poll, moment: datetime) -> None:
    """Write down who may vote, from now on unchanged, and the hash that says so.  Inside a transaction that holds the counter."""
    voters: dict[str, Seat] = {}
    for admission in voting_seats(poll, moment).select_related("seat__organisation__constituency").order_by("pk"):
        voters.setdefault(key_of(poll, admission.seat), admission.seat)
    Voter.objects.bulk_create(Voter(**voter_for(poll, voters[key], number)) for number, key in enumerate(sorted(voters)))
    if poll.secrecy in UNLINKED:
        open_urn(poll, len(voters))
        poll.turnout_at = moment
    poll.state, poll.eligible, poll.roll_hash = PollState.OPEN, len(voters), roll_hash(poll, sorted(voters))
    poll.save(update_fields=["state", "eligible", "roll_hash", "turnout_at"])


def voter_for(poll: Poll, seat: Seat, number: int) -> dict[str, Any]:
    """The columns of the unit for which a seat votes.  Needs the seat's organisation and its constituency."""
    unit = Unit(poll.unit)
    return {
        "poll": poll, "key": key_of(poll, seat), "number": number, "seat": seat if unit is Unit.PERSON else None,
        "organisation": seat.organisation if unit in {Unit.DELEGATION, Unit.ORGANISATION} else None,
        "constituency": seat.organisation.constituency if unit is Unit.CONSTITUENCY else None,
    }  # fmt: skip


def roll_hash(poll: Poll, keys: list[str]) -> str:
    """SHA-256 over the canonical JSON of the roll and of what is voted on: what nobody can change unseen after opening."""
    content = {name: getattr(poll, name) for name in HASHED if hasattr(poll, name)}
    content |= {
        "poll_kind": poll.kind,
        "options": [option_shape(each).model_dump(mode="json") for each in poll.options.all()],
        "roll": keys,
    }
    if poll.kind == PollKind.SILENCE:
        content["text"] = poll.silence.sha256
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
