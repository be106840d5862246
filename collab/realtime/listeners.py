"""Connections, and what each holds on to."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from collab.realtime.frames import NOBODY


@dataclass(eq=False, slots=True)
class Listener:
    """One connection: a socket, or one round of long-polling.

    `push` hands one text message over: it never waits and never raises.
    """

    person_id: int
    session_key: str
    push: Callable[[str], None]
    close: Callable[[int], Awaitable[None]]
    focus: int | None = None  # the space on screen
    watches: dict[int, "Watch"] = field(default_factory=dict)  # by stream id


@dataclass(eq=False, slots=True)
class Watch:
    """A listener's hold on one stream."""

    name: str
    floor: int
    seat: dict[str, Any] | None = None  # who they are there, for presence and typing; None: hints are off
    sides: frozenset[int] = NOBODY  # between groups: for which the person sits there
    live: bool = True  # False while a first page or a catch-up is being read: what comes meanwhile is read as well
