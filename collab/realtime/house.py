"""What the live side needs from the domains, written out in collab.wiring."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from collab.realtime.deadlines import DueJob
from collab.realtime.frames import NOBODY, Changes, Frame
from collab.realtime.lanes import Together


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person behind a valid session."""

    person_id: int
    session_key: str


@dataclass(frozen=True, slots=True)
class Access:
    """The right of one person to listen to one stream, as it stands now."""

    name: str  # on the wire: "space:12", "desk:3", "me"
    stream_id: int
    rev: int
    epoch: int
    floor: int = 0  # the place behind which the person reads
    baseline: int = 0  # the place behind which a message may be new to the person
    moderates: bool = False
    seat: dict[str, Any] | None = None  # {seat, name} for presence and typing; None: hints are off
    sides: frozenset[int] = NOBODY  # between groups: the groups for which the person sits there


@dataclass(frozen=True, slots=True)
class Verb:
    """A frame from the browser that changes something, and the function that does it.

    `act(person_id, frame)` runs in the writing lane and returns the frames to answer with.
    It asks the permission itself; `permission` names it for the inventory.
    """

    frame: type[Frame]
    act: Callable[[int, Any], list[dict[str, Any]]]
    permission: str


@dataclass(frozen=True, slots=True)
class BatchVerb:
    """A frame that is acted on together with what others ask at the same time, in one transaction.

    `act` runs in the writing lane, takes (person_id, frame) pairs and returns for each the frames to answer with;
    a refusal is such an answer, so that one fails alone.
    """

    frame: type[Frame]
    act: Together[tuple[int, Any], list[dict[str, Any]]]
    permission: str


@dataclass(frozen=True, slots=True)
class House:
    """The functions behind the live side.  All of them are blocking and run in a lane."""

    signed_in: Callable[[str], SignedIn | None]  # by session key
    hello: Callable[[int], dict[str, Any]]
    access: Callable[[int, Iterable[str]], dict[str, Access]]  # names that may not be heard are left out
    first_page: Callable[[Access], Changes]
    changes_after: Callable[[int, int], Changes]
    caught_up: Callable[[int, list[Access]], dict[str, dict[str, Any]]]  # per-person facts by stream name
    floors: Callable[[int, set[int]], dict[int, int]]
    heads: Callable[[Iterable[int]], dict[int, tuple[int, int]]]  # (rev, epoch) by stream id
    live_sessions: Callable[[set[str]], set[str]]
    verbs: dict[str, Verb | BatchVerb]
    due_jobs: Sequence[DueJob] = ()  # what the clock does at its moment
