"""What ballots say in words: reasons, conditions, and the answers of a question round.

Told after closing, as far as the mode of secrecy goes.
"""

from typing import Any

from discussions.polls.models import Ballot, Poll, Result, SecretBallot
from discussions.polls.page import constituency
from discussions.polls.reads import unit_name
from discussions.polls.result_shapes import VoiceShape
from discussions.polls.roles import UNLINKED, Secrecy
from discussions.polls.units import full_voters

SPOKEN = ("choices", "reason", "conditions", "texts")


def voices_of(poll: Poll, found: Result) -> list[VoiceShape]:
    """The ballots that say something in words: with their unit where votes are named, else without, and in the order of their words.

    Two queries.  Of a withheld result nothing.
    """
    if found.withheld:
        return []
    if poll.secrecy == Secrecy.NAMED:
        voters = full_voters().filter(poll=poll, ballot__version=poll.version)
        said = [
            VoiceShape(unit_name=unit_name(voter), constituency=constituency(voter), **spoken(voter.ballot))
            for voter in voters.select_related("constituency", "seat__organisation")
        ]
    else:
        ballots = SecretBallot.objects.filter(poll=poll) if poll.secrecy in UNLINKED else poll.ballots.filter(version=poll.version)
        said = [VoiceShape(unit_name="", constituency="", **spoken(ballot)) for ballot in ballots]
        if poll.max_choices > 1:  # which of several were chosen together would tell ballots from one another
            said = [each.model_copy(update={"choices": []}) for each in said]
    return sorted(
        (each for each in said if each.reason or each.conditions or each.texts),
        key=lambda each: (each.unit_name.casefold(), each.reason, each.conditions, each.choices),
    )


def spoken(ballot: Ballot | SecretBallot) -> dict[str, Any]:
    """The parts of a ballot that belong to its words: not its points and its ranking, which would tell it from others."""
    return {part: ballot.content[part] for part in SPOKEN if part in ballot.content}
