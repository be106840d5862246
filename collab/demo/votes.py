"""Polls of the example alliance: opened, voted in, closed at their second."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import uuid5

from collab.demo.cast import Stage, Vote
from collab.demo.content.votes import VOTES
from collab.demo.past import Event, Past, span
from collab.demo.play import ROOT, Play
from discussions.polls.actions import open_poll
from discussions.polls.casting import cast_ballot
from discussions.polls.draft_shapes import OptionDraft
from discussions.polls.life import settle_if_due
from discussions.polls.rules import Rule
from discussions.polls.shapes import BallotDraft, PollDraft


def ago_of(text: str) -> timedelta:
    """`-1d`: a day before loading; `in 2d`: two days after it, as a negative duration."""
    return -span(text.removeprefix("in ")) if text.startswith("in ") else span(text.removeprefix("-"))


class Urn:
    """Polls, and where each landed."""

    def __init__(self, stage: Stage, play: Play, past: Past) -> None:
        self.stage, self.play, self.past = stage, play, past
        self.places: dict[str, int] = {}  # by question

    def moment(self, text: str) -> datetime:
        """A moment that the data name."""
        return self.past.before(ago_of(text))

    def open(self, vote: Vote) -> None:
        """The question, with its options, and the message that carries it."""
        draft = PollDraft(
            client_id=uuid5(ROOT, f"poll/{vote.question}"), unit=vote.unit, question=vote.question,
            options=[OptionDraft(text=text) for text in vote.options], max_choices=vote.most, quorum=vote.quorum,
            rule=vote.rule or Rule(), opens_at=self.moment(vote.opens) if vote.opens else None, closes_at=self.moment(vote.closes),
            capabilities=list(vote.tags), topic=self.play.by_title[vote.topic].topic if vote.topic else None, body=vote.says,
        )  # fmt: skip
        self.places[vote.question] = open_poll(self.stage.people[vote.by], self.space(vote), draft).poll.place

    def cast(self, vote: Vote, who: str, chosen: tuple[int, ...]) -> None:
        """One vote; nothing chosen is an abstention."""
        key = uuid5(ROOT, f"ballot/{vote.question}/{who}")
        draft = BallotDraft(client_id=key, choices=[f"o{number}" for number in chosen], abstained=not chosen)
        cast_ballot(self.stage.people[who], self.space(vote), self.places[vote.question], draft)

    def settle(self, vote: Vote) -> None:
        """The clock's part."""
        settle_if_due(self.stage.people[vote.by], self.space(vote), self.places[vote.question])

    def space(self, vote: Vote) -> int:
        """Where the question is put."""
        return self.stage.spaces[vote.group, vote.space]


def votes(stage: Stage, play: Play, past: Past) -> Iterator[Event]:
    """What happens in polls."""
    urn = Urn(stage, play, past)
    for vote in VOTES:
        yield span(vote.ago), partial(urn.open, vote)
        for ago, who, chosen in vote.ballots:
            yield span(ago), partial(urn.cast, vote, who, chosen)
        if ago_of(vote.closes) > timedelta():
            yield ago_of(vote.closes), partial(urn.settle, vote)
