"""Ties: broken by an earlier round, by a lot that can be drawn again by anybody, or left open and said so.

Nothing here is random.  A tie that no rule breaks is taken every way it may go: if all ways elect the same, it
decided nothing (`same`); otherwise it is left `open`, and the count stops where it stands.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from .numbers import Number
from .votes import Vote

How = Literal["earlier_round", "lot", "same", "open"]
Purpose = Literal["exclude", "surplus", "lead"]
WAYS = 2_000  # to try, at most
WORK = 2_000_000  # ways times different votes, at most


@dataclass(frozen=True, slots=True)
class Tie:
    """Options with equally many votes in a round where one had to be picked, or several that lead alike."""

    round: int
    among: tuple[str, ...]
    purpose: Purpose
    by: How
    picked: str | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """The votes after a step.  `elected` and `excluded`: what follows from them."""

    number: int
    step: Literal["first", "surplus", "exclude"]  # what led to these votes
    of: str | None  # whose votes moved
    votes: tuple[tuple[str, Number], ...]  # of all options, in their order
    exhausted: Number = 0  # votes that name nobody who is left
    residual: Number = 0  # lost by cutting values off at the last decimal place
    quota: Number | None = None
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counted:
    """What a method that goes in rounds comes to."""

    winners: tuple[str, ...]  # in the order of their election
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...] = ()


class OpenTieError(Exception):
    """A tie that nothing breaks."""

    def __init__(self, tie: Tie, so_far: Counted) -> None:
        super().__init__(tie)
        self.tie, self.so_far = tie, so_far


@dataclass
class Breaker:
    """Picks one of several that tie, in one count.  `plan`: the picks to make where nothing else does."""

    lot: str | None = None  # the seed of one
    plan: tuple[str, ...] = ()
    rounds: list[Round] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    elected: list[str] = field(default_factory=list)

    def pick(self, among: Sequence[str], purpose: Purpose, *, idle: bool = False) -> str:
        """The one to exclude, or whose surplus goes first.  `idle`: all of them go next, in whatever order, and no vote moves.

        Raises OpenTieError.

        First the most recent earlier round in which they differ decides: the lowest is excluded, the highest goes first
        (Scottish Local Government Elections Order 2011, rules 49 and 51); then the lot.
        """
        if len(among) == 1:
            return among[0]
        now, left = self.rounds[-1].number, list(among)
        for each in reversed(self.rounds[:-1]):
            votes = dict(each.votes)
            end = min if purpose == "exclude" else max
            edge = end(votes[key] for key in left)
            left = [key for key in left if votes[key] == edge]
            if len(left) == 1:
                return self._picked(Tie(now, tuple(among), purpose, "earlier_round", left[0]))
        if idle:
            return self._picked(Tie(now, tuple(among), purpose, "same", left[0]))
        if self.lot is not None:
            return self._picked(Tie(now, tuple(among), purpose, "lot", draw(self.lot, now, left)))
        taken = sum(tie.by == "open" for tie in self.ties)
        if taken < len(self.plan):
            return self._picked(Tie(now, tuple(among), purpose, "open", self.plan[taken]))
        raise OpenTieError(Tie(now, tuple(left), purpose, "open"), self.counted())

    def _picked(self, tie: Tie) -> str:
        assert tie.picked is not None, "a tie that is broken has somebody picked"
        self.ties.append(tie)
        return tie.picked

    def mark(self, *, elected: Iterable[str] = (), excluded: Iterable[str] = ()) -> None:
        """Note what follows from the last round."""
        elected = tuple(elected)
        self.elected += elected
        last = self.rounds[-1]
        self.rounds[-1] = replace(last, elected=last.elected + elected, excluded=last.excluded + tuple(excluded))

    def counted(self) -> Counted:
        """The count as it stands."""
        return Counted(tuple(self.elected), tuple(self.rounds), tuple(self.ties))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def draw(seed: str, number: int, among: Iterable[str]) -> str:
    """Whom the lot picks in a round: the smallest SHA-256 of seed, round and key."""
    return min(among, key=lambda key: _digest(f"{seed}|{number}|{key}"))


def seed_of(votes: Iterable[Vote], number: str) -> str:
    """The seed of a lot: SHA-256 over the digests of the votes, sorted, and a number read out after closing.

    Nobody knows the one before all have voted, and nobody can choose the other after that.
    """
    digests: list[str] = []
    for vote in votes:
        digests += [_digest(repr((vote.choices, vote.abstained, vote.points, vote.ranking)))] * vote.weight
    return _digest("\n".join([*sorted(digests), number]))


def settle(method: Callable[[Breaker], Counted], lot: str | None, different: int) -> Counted:
    """Count by `method`, and take every tie that is left open each way it may go.

    `winners` of a tie that matters are all who could win; the rounds end with the tie.  `different`: how many
    different votes there are, which bounds the ways that are tried; beyond that the winners are those elected before the tie.
    """
    try:
        return method(Breaker(lot))
    except OpenTieError as first:
        found: dict[tuple[str, ...], Counted] = {}
        todo: list[tuple[str, ...]] = [(key,) for key in reversed(first.tie.among)]
        budget = min(WAYS, max(50, WORK // max(1, different)))
        while todo:
            plan, budget = todo.pop(), budget - 1
            if budget < 0:
                return replace(first.so_far, ties=(*first.so_far.ties, first.tie))
            try:
                end = method(Breaker(plan=plan))
                found.setdefault(tuple(sorted(end.winners)), end)
            except OpenTieError as further:
                todo += [(*plan, key) for key in reversed(further.tie.among)]
        if len(found) == 1:
            end = next(iter(found.values()))
            return replace(end, ties=tuple(replace(tie, by="same") if tie.by == "open" else tie for tie in end.ties))
        return replace(first.so_far, winners=_all_of(found), ties=(*first.so_far.ties, first.tie))


def _all_of(found: Mapping[tuple[str, ...], Counted]) -> tuple[str, ...]:
    """Everybody who wins in some way; first those who win in every way."""
    everybody = sorted({key for winners in found for key in winners})
    return tuple(sorted(everybody, key=lambda key: not all(key in winners for winners in found)))
