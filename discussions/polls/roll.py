"""The roll: who may vote in a poll, fixed when it opens, and the hash that says so."""

import hashlib
import json
from datetime import datetime

from discussions.polls.models import Poll, Voter
from discussions.polls.reads import key_of, option_shape, voting_seats
from discussions.polls.roles import UNLINKED, PollState, Unit
from discussions.polls.urn import open_urn
from groups.models import Seat

# Of a poll's shape, what the hash covers beside the roll.
HASHED = (
    "poll_kind", "secrecy", "unit", "question", "version", "options", "min_choices", "max_choices", "max_points", "budget", "reasons",
    "quorum", "rule",
)  # fmt: skip


def freeze_roll(poll: Poll, moment: datetime) -> None:
    """Write down who may vote, from now on unchanged, and the hash that says so.  Inside a transaction that holds the counter."""
    by_person = poll.unit == Unit.PERSON
    voters: dict[str, Seat] = {}
    for admission in voting_seats(poll, moment).select_related("seat").order_by("pk"):
        voters.setdefault(key_of(poll, admission.seat), admission.seat)
    Voter.objects.bulk_create(
        Voter(
            poll=poll, key=key, number=number, seat=voters[key] if by_person else None,
            organisation_id=None if by_person else voters[key].organisation_id,
        )
        for number, key in enumerate(sorted(voters))
    )  # fmt: skip
    if poll.secrecy in UNLINKED:
        open_urn(poll, len(voters))
        poll.turnout_at = moment
    poll.state, poll.eligible, poll.roll_hash = PollState.OPEN, len(voters), roll_hash(poll, sorted(voters))
    poll.save(update_fields=["state", "eligible", "roll_hash", "turnout_at"])


def roll_hash(poll: Poll, keys: list[str]) -> str:
    """SHA-256 over the canonical JSON of the roll and of what is voted on: what nobody can change unseen after opening."""
    content = {name: getattr(poll, name) for name in HASHED if hasattr(poll, name)}
    content |= {
        "poll_kind": poll.kind,
        "options": [option_shape(each).model_dump(mode="json") for each in poll.options.all()],
        "roll": keys,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()
