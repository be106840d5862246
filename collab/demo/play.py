"""Letting the example alliance talk: every message, edit and word in the order of its time, by the actions of chat."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid5

from collab.demo.accounts import EVERYBODY
from collab.demo.cast import Stage, marked
from collab.demo.past import Event
from collab.demo.script import Line, Talk
from discussions.chat.actions import edit_message, pin_message, react, withdraw_message
from discussions.chat.posting import post_message
from discussions.chat.shapes import CardRef, MessageDraft, MessageEdit, TopicDraft, TopicEdit, Word
from discussions.chat.topics import edit_topic, open_topic

ROOT = UUID("5d2f6a6e-3f0b-4f0e-9f6e-0d5a4d1c7b11")  # whence the client ids: the same with every seed
MINUTE = timedelta(minutes=1)
_CALL = re.compile(r"@\{(\w+)\}")


@dataclass(slots=True)
class Played:
    """A topic as far as it has been said."""

    talk: Talk
    space: int
    topic: int = 0  # its place
    places: list[int] = field(default_factory=list)  # of its messages


class Play:
    """All topics on one stage."""

    def __init__(self, stage: Stage, talks: list[Talk]) -> None:
        self.stage = stage
        self.topics = [Played(talk, stage.spaces[talk.group, talk.space]) for talk in talks]
        self.by_title = {played.talk.title: played for played in self.topics}
        self.names = {each.key: marked(each.name) for each in EVERYBODY}

    def events(self) -> Iterator[Event]:
        """What is said, topic by topic."""
        for played in self.topics:
            moments = played.talk.moments()
            for index, (line, ago) in enumerate(zip(played.talk.lines, moments, strict=True)):
                for later, happen in self.around(played, index, line):
                    yield max(ago - later, timedelta()), happen
            if played.talk.locked or played.talk.pinned:
                yield max(moments[-1] - 5 * MINUTE, timedelta()), partial(self.close, played)

    def carry(self, who: str, title: str, says: str, card: CardRef) -> None:
        """A message in the topic of this title that carries a document."""
        played = self.by_title[title]
        client_id = uuid5(ROOT, f"{played.talk.group}/{title}/card/{card.place}")
        draft = MessageDraft(client_id=client_id, topic=played.topic, body=says, cards=[card])
        post_message(self.stage.people[who], played.space, draft)

    def around(self, played: Played, index: int, line: Line) -> Iterator[Event]:
        """A message and what follows on it, each with how long after it."""
        space, by = played.space, self.stage.people[line.by]
        yield timedelta(), partial(self.say if index else self.open, played, line)
        for wait, (word, who) in enumerate(line.words, 1):
            yield wait * MINUTE, partial(self.answer, played, index, word, who)
        if line.pin:
            yield MINUTE, partial(self.pin, played, index)
        if line.edit_after is not None:
            edit = MessageEdit(body=self.called(played, line.edited))
            yield line.edit_after, lambda: edit_message(by, space, played.places[index], edit)
        if line.withdraw_after is not None:
            yield line.withdraw_after, lambda: withdraw_message(by, space, played.places[index])

    def pin(self, played: Played, index: int) -> None:
        """A message that should not be missed, pinned by a moderator."""
        pin_message(self.keeper(played), played.space, played.places[index], True)

    def open(self, played: Played, line: Line) -> None:
        """The topic and its first message."""
        talk = played.talk
        draft = TopicDraft(
            client_id=uuid5(ROOT, f"{talk.group}/{talk.space}/{talk.title}/0"), title=talk.title, label=talk.label,
            capabilities=talk.capabilities, body=self.called(played, line.body), note=line.note,
        )  # fmt: skip
        topic, message = open_topic(self.stage.people[line.by], played.space, draft)
        played.topic = topic.place
        played.places.append(message.place)

    def say(self, played: Played, line: Line) -> None:
        """One more message."""
        talk = played.talk
        draft = MessageDraft(
            client_id=uuid5(ROOT, f"{talk.group}/{talk.space}/{talk.title}/{len(played.places)}"), topic=played.topic,
            body=self.called(played, line.body), label=line.label, note=line.note,
            quote=played.places[line.quote - 1] if line.quote else None,
        )  # fmt: skip
        played.places.append(post_message(self.stage.people[line.by], played.space, draft).place)

    def answer(self, played: Played, index: int, word: Word, who: str) -> None:
        """One word on a message."""
        react(self.stage.people[who], played.space, played.places[index], word, True)

    def close(self, played: Played) -> None:
        """Pinning and locking, by a moderator."""
        edit = TopicEdit(pinned=played.talk.pinned or None, locked=played.talk.locked or None)
        edit_topic(self.keeper(played), played.space, played.topic, edit)

    def keeper(self, played: Played) -> int:
        """Who moderates the space: the first seat of its group."""
        return self.stage.people[next(who for group, who in self.stage.seats if group == played.talk.group)]

    def called(self, played: Played, text: str) -> str:
        """`@{ines}` as the composer writes it."""

        def call(match: re.Match[str]) -> str:
            key = match[1]
            if key == "all":
                return "@[Everybody here](group:all)"
            if key == "moderators":
                return "@[Moderators](role:moderators)"
            return f"@[{self.names[key]}](seat:{self.stage.seats[played.talk.group, key]})"

        return _CALL.sub(call, text)
