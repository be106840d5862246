"""Counting a poll at its closing: what is counted, what is kept of it, and what of it may ever be shown."""

from dataclasses import replace
from typing import Any

from django.db.models import Count, Value
from django.db.models.functions import Coalesce

from discussions.polls import tally
from discussions.polls.models import Ballot, Poll, Result, SecretBallot, Voter
from discussions.polls.roles import INQUIRIES, UNLINKED, VOTES_SHOWN, Secrecy
from discussions.polls.tally.bundle import digest, read_vote, votes_json
from discussions.polls.tally.cells import joined
from discussions.polls.urn import lock_urn, seal, turnout

CONSTITUENCY = ("constituency_id", "organisation__constituency_id", "seat__organisation__constituency_id")  # of a unit
FEWEST_ELIGIBLE, FEWEST_CAST = 5, VOTES_SHOWN  # for a secret result to be shown at all
COUNTED = ("choices", "points", "ranking")  # the parts of a ballot that are counted; words are not
BRIEF = ("method", "eligible", "cast", "abstained", "counts", "winners", "passed", "tests", "ties")


def roll_of(poll: Poll) -> dict[str, int]:
    """How many units of each constituency are on the roll."""
    rows = Voter.objects.filter(poll=poll, removed_at__isnull=True).values_list(Coalesce(*CONSTITUENCY))
    return dict(rows.annotate(units=Count("pk")).order_by())


def votes_of(poll: Poll) -> list[tally.Vote]:
    """The votes as they stand, each with the constituency of its unit, which nobody knows of a secret one.

    Equal ones come together from the database: of two thousand there are seldom more than fifty kinds, and the process
    that counts them is the one that talks to everybody meanwhile.
    """
    if poll.secrecy in UNLINKED:
        secret = SecretBallot.objects.filter(poll=poll).values_list("content", "abstained", Value(""))
        return [vote_of(*row) for row in secret.annotate(ballots=Count("pk")).order_by()]
    confirmed = Ballot.objects.filter(poll=poll, version=poll.version)
    rows = confirmed.values_list("content", "abstained", Coalesce(*(f"voter__{each}" for each in CONSTITUENCY)))
    return [vote_of(*row) for row in rows.annotate(ballots=Count("pk")).order_by()]


def vote_of(content: dict[str, Any], abstained: bool, constituency: str, ballots: int) -> tally.Vote:
    """So many equal ballots, to be counted.  Answers in words are read, not counted."""
    parts = {part: content[part] for part in COUNTED if part in content}
    return replace(read_vote(parts), abstained=abstained, constituency=constituency, weight=ballots)


def is_sealed(poll: Poll) -> bool:
    """Seal the urn of a secret poll; of too few votes, empty it, and say so.  Inside the transaction that claimed the closing."""
    poll.cast = turnout(lock_urn(poll.pk))
    poll.save(update_fields=["cast"])
    if poll.cast < VOTES_SHOWN:
        SecretBallot.objects.filter(poll=poll).delete()
        return False
    seal(poll, keep_handles=poll.secrecy == Secrecy.RECEIPT)
    return True


def kept(poll: Poll, lot: str = "") -> dict[str, Any]:
    """The fields of a result: what the votes come to, and the votes themselves, as far as either may be shown.

    Where votes are not named they are kept without their constituencies, which appear only joined to cells of at least
    tally.cells.LEAST; of a poll with very few voters nothing is kept but the turnout.
    """
    votes, roll = votes_of(poll), poll.eligible if poll.secrecy in UNLINKED else roll_of(poll)
    options = [option.key for option in poll.options.all()]
    found = tally.count(options, votes, rule=tally.read_rule(poll.rule), eligible=roll, quorum=poll.quorum, lot=lot or None)
    named = poll.secrecy == Secrecy.NAMED
    withheld = not named and (found.eligible < FEWEST_ELIGIBLE or found.cast < FEWEST_CAST)
    if withheld:
        found = bare(found)
    elif not named:
        rows = joined(found.parts)
        found = replace(found, parts=rows, agreement=found.agreement if rows == found.parts else ())
    outcome = found.as_json()
    return {
        "eligible": roll if named else poll.eligible,
        "votes": [] if withheld else votes_json(votes if named else [replace(vote, constituency="") for vote in votes]),
        "brief": {name: outcome[name] for name in BRIEF},
        "outcome": outcome,
        "withheld": withheld,
        "lot": lot,
        "digest": digest(outcome),
    }


def bare(found: tally.Outcome) -> tally.Outcome:
    """The turnout alone."""
    quorum = tuple(test for test in found.tests if test.test == "quorum")
    return tally.Outcome(found.method, found.eligible, found.cast, 0, (), (), (), quorum)


def store_result(poll: Poll) -> Result | None:
    """Count, and keep what came out; None where too few secret votes are in.  Inside the transaction that claimed the closing.

    Answers to a form are not votes: they are read, not counted here.
    """
    if poll.kind in INQUIRIES:
        return None
    if poll.secrecy in UNLINKED and not is_sealed(poll):
        return None
    return Result.objects.create(poll=poll, question=poll.question, rule=poll.rule, version=poll.version, **kept(poll))
