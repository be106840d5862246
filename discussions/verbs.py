"""The frames by which a browser changes something: the same actions as by HTTP."""

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field

from collab.errors import DomainError
from collab.realtime.frames import Frame
from discussions.chat.actions import react
from discussions.chat.posting import post_messages, prepare
from discussions.chat.shapes import MessageDraft, MessageShape, Word
from discussions.personal.actions import mark_read
from discussions.polls.casting import cast_ballot
from discussions.polls.shapes import BallotDraft


class PostFrame(MessageDraft, Frame):
    """Say something."""

    do: Literal["post"]
    space: int


class ReactFrame(Frame):
    """Say or take back a word."""

    do: Literal["react"]
    space: int
    place: int
    word: Word
    on: bool


class ReadFrame(Frame):
    """Note up to where one has read."""

    do: Literal["read"]
    space: int
    topic: int
    upto: int = Field(ge=0)


class VoteFrame(BallotDraft, Frame):
    """Vote for one's unit."""

    do: Literal["vote"]
    space: int
    place: int


def act_posts(asked: Sequence[tuple[int, PostFrame]]) -> list[list[dict[str, Any]]]:
    """Post, all in one transaction; each is answered with `ack` once it is committed, or with `refused`."""
    answers = post_messages([prepare(person_id, frame.space, frame) for person_id, frame in asked])
    return [[answer_to(frame, answer)] for (_, frame), answer in zip(asked, answers, strict=True)]


def answer_to(frame: PostFrame, answer: MessageShape | DomainError) -> dict[str, Any]:
    """The frame that answers a post."""
    if isinstance(answer, DomainError):
        return {"kind": "refused", "do": "post", "client_id": str(frame.client_id), **answer.as_answer()}
    return {"kind": "ack", "client_id": str(frame.client_id), "space": answer.space, "place": answer.place, "rev": answer.rev}


def act_react(person_id: int, frame: ReactFrame) -> list[dict[str, Any]]:
    """React; the change comes back through the space's stream."""
    react(person_id, frame.space, frame.place, frame.word, frame.on)
    return []


def act_read(person_id: int, frame: ReadFrame) -> list[dict[str, Any]]:
    """Move a read mark; the change comes back through one's own stream."""
    mark_read(person_id, frame.space, frame.topic, frame.upto)
    return []


def act_vote(person_id: int, frame: VoteFrame) -> list[dict[str, Any]]:
    """Vote; answered with `ack` once it is committed.  What the vote says comes back through one's own stream, unless it is secret."""
    draft = BallotDraft.model_validate(frame.model_dump(exclude={"do", "space", "place"}))
    cast_ballot(person_id, frame.space, frame.place, draft)
    return [{"kind": "ack", "client_id": str(frame.client_id), "space": frame.space, "place": frame.place}]
