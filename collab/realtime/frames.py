"""What travels over the socket: frames from the browser, frames to it.

Items inside `changes` are the shapes of the domains; this module knows only the envelopes.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

NOBODY: frozenset[int] = frozenset()


class Frame(BaseModel):
    """A frame from a browser.  A field that is not declared is refused."""

    model_config = ConfigDict(extra="forbid")


class WatchFrame(Frame):
    """Listen to streams.  A number: send what lies after that rev.  Null: send a first page."""

    do: Literal["watch"]
    streams: dict[Annotated[str, Field(max_length=32)], Annotated[int, Field(ge=0)] | None] = Field(max_length=500)


class LeaveFrame(Frame):
    """Stop listening."""

    do: Literal["leave"]
    streams: list[Annotated[str, Field(max_length=32)]] = Field(max_length=500)


class FocusFrame(Frame):
    """What this tab has on screen; presence and typing go only to tabs with the same space."""

    do: Literal["focus"]
    space: int | None = None


class TypingFrame(Frame):
    """A hint that somebody writes in a topic."""

    do: Literal["typing"]
    space: int
    topic: int


class CaretFrame(Frame):
    """A hint where somebody writes in a text that others write in as well."""

    do: Literal["caret"]
    text: int  # the number of its stream
    client: Annotated[int, Field(ge=0, lt=2**53)]  # one copy of the text in one tab
    at: Annotated[str, Field(max_length=1000)] | None = None  # only the editors understand it; None: nowhere any more


class PingFrame(Frame):
    """Is anybody there?"""

    do: Literal["ping"]


@dataclass(frozen=True, slots=True)
class Item:
    """One shape on its way to listeners: encoded once, whoever it goes to.

    `since` is compared with a listener's floor: who may read from place 40 on is not sent an item since 12.
    A shape that tells of something older, as a quote does, brings that place and itself `without` it.  One that some
    groups keep from their own people brings those and what they are shown instead (`kept`).
    """

    place: int
    rev: int
    since: int
    text: str  # the shape as JSON
    older: int = 0
    without: str = ""
    kept_from: frozenset[int] = NOBODY
    kept: str = ""

    def seen_from(self, floor: int, sides: frozenset[int] = NOBODY) -> str:
        """What a listener with this floor, of these sides, is sent of it, as JSON; nothing: an empty string."""
        if floor and self.since <= floor:
            return ""
        if self.kept_from & sides:
            return self.kept
        return self.without if self.without and self.older <= floor else self.text

    @property
    def size(self) -> int:
        """Characters."""
        return len(self.text) + len(self.without) + len(self.kept)

    @property
    def shape(self) -> dict[str, Any]:
        """The shape, decoded anew each time."""
        decoded: dict[str, Any] = json.loads(self.text)
        return decoded


@dataclass(frozen=True, slots=True)
class Changes:
    """What a stream shows after `after` (None: a first page), with the epoch that held when it was read or written."""

    after: int | None
    rev: int
    epoch: int
    items: list[Item] = field(default_factory=list)
    more: bool = False  # another page lies behind `rev`
    earlier: bool = False  # first page only: history lies before it

    @property
    def same_for_all(self) -> bool:
        """Whether everybody who reads from the start is sent the same."""
        return not any(item.kept_from for item in self.items)

    def frame(self, name: str, floor: int = 0, sides: frozenset[int] = NOBODY) -> str:
        """The `changes` frame for listeners with this floor, of these sides, as JSON."""
        shown = ",".join(text for item in self.items if (text := item.seen_from(floor, sides)))
        head = f'{{"kind":"changes","stream":"{name}","after":{"null" if self.after is None else self.after},"rev":{self.rev}'
        earlier = "" if self.after is not None else f',"earlier":{"true" if self.earlier else "false"}'
        return f'{head},"items":[{shown}]{earlier}}}'

    def followed_by(self, later: "Changes") -> "Changes":
        """This page and the one that begins where it ends, as one: of a thing that changed twice the last state alone."""
        newer = {item.place for item in later.items}
        items = [item for item in self.items if item.place not in newer] + later.items
        return Changes(self.after, later.rev, later.epoch, items, more=later.more)


def encode(*frames: dict[str, Any] | str) -> str:
    """The text of one socket message: always a list.  A frame that is a string is JSON already."""
    return f"[{','.join(each if isinstance(each, str) else _json(each) for each in frames)}]"


def _json(frame: dict[str, Any]) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
