"""The consultation and the survey of the example alliance: opened, answered, closed at their second."""

from collections.abc import Iterator
from functools import partial
from typing import Any
from uuid import uuid5

from collab.demo.cast import Inquiry, Stage
from collab.demo.content.inquiries import INQUIRIES
from collab.demo.past import Event, Past, span
from collab.demo.play import ROOT, Play
from collab.demo.votes import ago_of
from discussions.inquiries.actions import open_inquiry
from discussions.inquiries.filing import keep_answer
from discussions.inquiries.forms import Form
from discussions.inquiries.shapes import AnswerDraft, InquiryDraft
from discussions.polls.life import settle_if_due


class Forms:
    """What is asked by forms, and where each landed."""

    def __init__(self, stage: Stage, play: Play, past: Past) -> None:
        self.stage, self.play, self.past = stage, play, past
        self.places: dict[str, int] = {}  # by title

    def open(self, asked: Inquiry) -> None:
        """The form, and the message that carries it."""
        draft = InquiryDraft(
            client_id=uuid5(ROOT, f"inquiry/{asked.title}"), poll_kind=asked.kind, unit=asked.unit, secrecy=asked.secrecy,
            shown=asked.shown, question=asked.title, form=Form.model_validate(asked.form), closes_at=self.past.before(ago_of(asked.closes)),
            topic=self.play.by_title[asked.topic].topic if asked.topic else None, body=asked.says,
        )  # fmt: skip
        self.places[asked.title] = open_inquiry(self.stage.people[asked.by], self.space(asked), draft).poll.place

    def answer(self, asked: Inquiry, who: str, said: dict[str, Any]) -> None:
        """One answer, handed in."""
        key = uuid5(ROOT, f"answer/{asked.title}/{who}")
        draft = AnswerDraft.model_validate({"client_id": key, "revision": 0, "answers": said, "file": True})
        keep_answer(self.stage.people[who], self.space(asked), self.places[asked.title], draft)

    def settle(self, asked: Inquiry) -> None:
        """The clock's part."""
        settle_if_due(self.stage.people[asked.by], self.space(asked), self.places[asked.title])

    def space(self, asked: Inquiry) -> int:
        """Where it is asked."""
        return self.stage.spaces[asked.group, asked.space]


def inquiries(stage: Stage, play: Play, past: Past) -> Iterator[Event]:
    """What happens with forms."""
    forms = Forms(stage, play, past)
    for asked in INQUIRIES:
        yield span(asked.ago), partial(forms.open, asked)
        for ago, who, said in asked.answers:
            yield span(ago), partial(forms.answer, asked, who, said)
        if asked.closes.startswith("-"):
            yield ago_of(asked.closes), partial(forms.settle, asked)
