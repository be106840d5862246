"""Texts under silence of the example alliance: placed, broken, adopted at their second."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import uuid5

from collab.demo.cast import Stage, Text
from collab.demo.content.silences import SILENCES
from collab.demo.past import Event, Past, span
from collab.demo.play import ROOT
from collab.demo.votes import ago_of
from discussions.polls.actions import open_poll
from discussions.polls.life import settle_if_due
from discussions.polls.roles import PollKind
from discussions.polls.shapes import PollDraft, PollShape
from discussions.polls.silence.actions import break_silence
from discussions.polls.silence.shapes import BreakDraft, SilenceDraft
from discussions.polls.silence.telling import tell_ends


class Silences:
    """Procedures, and where each landed."""

    def __init__(self, stage: Stage, past: Past) -> None:
        self.stage, self.past = stage, past
        self.placed: dict[str, PollShape] = {}  # by title

    def place(self, text: Text) -> None:
        """The text, from now on under silence."""
        follows = self.placed[text.follows].place if text.follows else None
        draft = PollDraft(
            client_id=uuid5(ROOT, f"silence/{text.title}"), poll_kind=PollKind.SILENCE, unit=text.unit, question=text.title,
            closes_at=self.past.before(ago_of(text.closes)), silence=SilenceDraft(text=text.text, follows=follows),
        )  # fmt: skip
        self.placed[text.title] = open_poll(self.stage.people[text.by], self.stage.spaces[text.group, text.space], draft).poll

    def interrupt(self, text: Text, who: str, reason: str, remedy: str) -> None:
        """Somebody objects."""
        poll = self.placed[text.title]
        assert poll.silence is not None, "it was placed as one"
        draft = BreakDraft(client_id=uuid5(ROOT, f"break/{text.title}"), text=poll.silence.sha256, reason=reason, remedy=remedy)
        break_silence(self.stage.people[who], poll.space, poll.place, draft)
        tell_ends()

    def settle(self, text: Text) -> None:
        """The clock's part, and the worker's."""
        poll = self.placed[text.title]
        settle_if_due(self.stage.people[text.by], poll.space, poll.place)
        tell_ends()


def silences(stage: Stage, past: Past) -> Iterator[Event]:
    """What happens to texts under silence."""
    kept = Silences(stage, past)
    for text in SILENCES:
        yield span(text.ago), partial(kept.place, text)
        if text.broken:
            ago, *words = text.broken
            yield span(ago), partial(kept.interrupt, text, *words)
        elif ago_of(text.closes) > timedelta():
            yield ago_of(text.closes), partial(kept.settle, text)
