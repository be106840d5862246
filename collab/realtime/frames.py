"""What travels over the socket: frames from the browser, frames to it.

Items inside `changes` are the shapes of the domains; this module knows only the envelopes.
"""

import json
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


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


class PingFrame(Frame):
    """Is anybody there?"""

    do: Literal["ping"]


@dataclass(frozen=True, slots=True)
class Item:
    """One shape on its way to listeners.

    `since` is compared with a listener's floor: who may read from place 40 on is not sent an item since 12.
    """

    since: int
    shape: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What a stream shows after `after` (None: a first page), read in one snapshot with its counter and epoch."""

    after: int | None
    rev: int
    epoch: int
    items: list[Item] = field(default_factory=list)
    more: bool = False  # another page lies behind `rev`
    earlier: bool = False  # first page only: history lies before it

    def frame(self, name: str, floor: int = 0) -> dict[str, Any]:
        """The `changes` frame for listeners with this floor."""
        shown = [item.shape for item in self.items if item.since > floor or not floor]
        frame = {"kind": "changes", "stream": name, "after": self.after, "rev": self.rev, "items": shown}
        return frame if self.after is not None else {**frame, "earlier": self.earlier}


def encode(*frames: dict[str, Any]) -> str:
    """The text of one socket message: always a list."""
    return json.dumps(frames, ensure_ascii=False, separators=(",", ":"))
