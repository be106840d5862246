"""The frames by which a browser changes something: the same actions as by HTTP."""

from typing import Any, Literal

from pydantic import Field

from collab.errors import DomainError
from collab.realtime.frames import Frame
from discussions.chat.actions import react
from discussions.chat.posting import post_messages, prepare
from discussions.chat.shapes import MessageDraft, Word
from discussions.personal.actions import mark_read


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


def act_post(person_id: int, frame: PostFrame) -> list[dict[str, Any]]:
    """Post; answered with `ack` once it is committed, or with `refused`."""
    draft = MessageDraft.model_validate(frame.model_dump(exclude={"do", "space"}))
    [answer] = post_messages([prepare(person_id, frame.space, draft)])
    if isinstance(answer, DomainError):
        return [{"kind": "refused", "do": "post", "client_id": str(frame.client_id), **answer.as_answer()}]
    return [{"kind": "ack", "client_id": str(frame.client_id), "space": answer.space, "place": answer.place, "rev": answer.rev}]


def act_react(person_id: int, frame: ReactFrame) -> list[dict[str, Any]]:
    """React; the change comes back through the space's stream."""
    react(person_id, frame.space, frame.place, frame.word, frame.on)
    return []


def act_read(person_id: int, frame: ReadFrame) -> list[dict[str, Any]]:
    """Move a read mark; the change comes back through one's own stream."""
    mark_read(person_id, frame.space, frame.topic, frame.upto)
    return []
