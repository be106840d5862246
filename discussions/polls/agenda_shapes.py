"""Polls in lists, and those that wait for somebody."""

from typing import Literal

from pydantic import AwareDatetime, BaseModel

from discussions.polls.shapes import PollShape


class DecisionRow(BaseModel):
    """A poll in a list, and how the reader stands to it."""

    poll: PollShape
    where: str  # title of its space
    mine: Literal["cannot", "waiting", "cast", "speaks"]  # speaks: may break the silence for a unit


class Decisions(BaseModel):
    """One page of polls.  `next`: ask again with it for more."""

    items: list[DecisionRow]
    next: str | None


class WaitingVote(BaseModel):
    """An open poll that waits for the vote of one's unit, for its answers, for its word, or for a break of the silence."""

    verb: Literal["vote", "position", "survey", "silence", "recorded"]
    title: str
    space: int
    place: int
    topic: int | None
    group: int | None
    where: str  # title of the space
    unit: str  # for whom one votes
    since: AwareDatetime
    due: AwareDatetime
