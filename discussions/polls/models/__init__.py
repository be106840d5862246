"""The tables of polls."""

from discussions.polls.models.mandates import Proxy, ProxyVote, Recorded
from discussions.polls.models.polls import (
    Amendment,
    Ballot,
    Cast,
    Draft,
    Option,
    Outcome,
    OwnBallot,
    Poll,
    Result,
    Revision,
    SecretBallot,
    Urn,
    Voter,
)
from discussions.polls.models.silence import Break, Extension, Silence

__all__ = [
    "Amendment",
    "Ballot",
    "Break",
    "Cast",
    "Draft",
    "Extension",
    "Option",
    "Outcome",
    "OwnBallot",
    "Poll",
    "Proxy",
    "ProxyVote",
    "Recorded",
    "Result",
    "Revision",
    "SecretBallot",
    "Silence",
    "Urn",
    "Voter",
]
