"""Polls of the example alliance: opened, voted in, closed at their second."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import zip_longest
from typing import Any
from uuid import uuid5

from collab.demo.cast import Declared, Said, Stage, Vote
from collab.demo.content.polls import POLLS
from collab.demo.content.votes import VOTES
from collab.demo.past import Event, Past, span
from collab.demo.play import ROOT, Play
from discussions.polls.actions import open_poll
from discussions.polls.casting import cast_ballot
from discussions.polls.declaring import declare_outcome
from discussions.polls.draft_shapes import OptionDraft, PollText
from discussions.polls.drafts import keep_draft
from discussions.polls.life import settle_if_due
from discussions.polls.roles import PollKind
from discussions.polls.rules import Rule
from discussions.polls.shapes import BallotDraft, OutcomeDraft, PollDraft


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
        text = PollText(
            poll_kind=vote.kind, secrecy=vote.secrecy, unit=vote.unit, question=vote.question, options=self.options(vote),
            min_choices=vote.least, max_choices=vote.most, budget=vote.dots, reasons=vote.reasons, quorum=vote.quorum,
            rule=vote.rule or Rule(), opens_at=self.moment(vote.opens) if vote.opens else None, closes_at=self.moment(vote.closes),
            capabilities=list(vote.tags), topic=self.play.by_title[vote.topic].topic if vote.topic else None, body=vote.says,
        )  # fmt: skip
        author, space = self.stage.people[vote.by], self.space(vote)
        if vote.kept:
            keep_draft(author, space, text)
            return
        draft = PollDraft.model_validate(text.model_dump() | {"client_id": uuid5(ROOT, f"poll/{vote.question}")})
        self.places[vote.question] = open_poll(author, space, draft).poll.place

    def options(self, vote: Vote) -> list[OptionDraft]:
        """The answers on offer."""
        slots = [(self.moment(starts), timedelta(minutes=minutes)) for starts, minutes in vote.slots]
        words = zip_longest(vote.options, vote.notes, fillvalue="")
        return [OptionDraft(text=text, note=note) for text, note in words] + [
            OptionDraft(starts_at=starts, ends_at=starts + takes) for starts, takes in slots
        ]

    def cast(self, vote: Vote, who: str, said: Said) -> None:
        """One vote."""
        key = uuid5(ROOT, f"ballot/{vote.question}/{who}")
        secret = uuid5(ROOT, f"secret/{vote.question}/{who}").hex
        draft = BallotDraft(client_id=key, secret=secret, **content_of(vote.kind, said))
        cast_ballot(self.stage.people[who], self.space(vote), self.places[vote.question], draft)

    def declare(self, vote: Vote, what: Declared) -> None:
        """What followed."""
        review_on = self.past.before(-span(what.review)).date() if what.review else None
        draft = OutcomeDraft(text=what.text, dissent=what.dissent, owner=what.owner, review_on=review_on)
        declare_outcome(self.stage.people[what.by], self.space(vote), self.places[vote.question], draft)

    def settle(self, vote: Vote) -> None:
        """The clock's part."""
        settle_if_due(self.stage.people[vote.by], self.space(vote), self.places[vote.question])

    def space(self, vote: Vote) -> int:
        """Where the question is put."""
        return self.stage.spaces[vote.group, vote.space]


def content_of(kind: PollKind, said: Said) -> dict[str, Any]:
    """The part of a ballot that the kind asks for."""
    if not said:
        return {"abstained": True}
    if isinstance(said, str):
        key, _, reason = said.partition(": ")
        return {"choices": [key], "reason": reason}
    if isinstance(said, dict):
        part = "texts" if kind is PollKind.QUESTIONS else "points"
        return {part: {f"o{number}": value for number, value in said.items()}}
    return {"ranking" if kind is PollKind.RANKED else "choices": [f"o{number}" for number in said]}


def votes(stage: Stage, play: Play, past: Past) -> Iterator[Event]:
    """What happens in polls."""
    urn = Urn(stage, play, past)
    for vote in (*VOTES, *POLLS):
        yield span(vote.ago), partial(urn.open, vote)
        for ago, who, said in vote.ballots:
            yield span(ago), partial(urn.cast, vote, who, said)
        if ago_of(vote.closes) > timedelta() and not vote.kept:
            yield ago_of(vote.closes), partial(urn.settle, vote)
        if vote.declared:
            yield span(vote.declared.ago), partial(urn.declare, vote, vote.declared)
