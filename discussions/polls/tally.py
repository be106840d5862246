"""Counting.  Pure and exact: whole numbers only, nothing but the standard library, no order of ballots.

A tie is returned as a tie.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal


@dataclass(frozen=True, slots=True)
class Vote:
    """One unit's vote: some options, or an abstention."""

    choices: tuple[str, ...] = ()
    abstained: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """The threshold of a rule: at least, or more than, a share of the votes cast or of the roll."""

    share: Fraction
    of: Literal["cast", "eligible"] = "cast"
    more_than: bool = False
    with_abstentions: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """`reached` of `of`, where `needed` were enough."""

    test: Literal["quorum", "threshold"]
    option: str | None
    reached: int
    of: int
    needed: int

    @property
    def met(self) -> bool:
        """Whether it is passed."""
        return self.reached >= self.needed


@dataclass(frozen=True, slots=True)
class Count:
    """What the votes come to.  `counts` in the order of the options; `leading` has all that tie."""

    eligible: int
    cast: int
    abstained: int
    counts: tuple[tuple[str, int], ...]
    leading: tuple[str, ...]
    tests: tuple[Condition, ...]


def count(
    options: Sequence[str], votes: Iterable[Vote], *, eligible: int, quorum: int | None = None, threshold: Share | None = None
) -> Count:
    """Count a choice among options.

    Abstentions count for the quorum, and for a threshold of the votes cast only where the rule says so.
    Raises KeyError for an option that is not offered.
    """
    counts = dict.fromkeys(options, 0)
    cast = abstained = 0
    for vote in votes:
        cast += 1
        abstained += vote.abstained
        for key in vote.choices:
            counts[key] += 1
    most = max(counts.values(), default=0)
    leading = tuple(key for key in options if most and counts[key] == most)
    tests = [] if quorum is None else [Condition("quorum", None, cast, eligible, quorum)]
    if threshold is not None:
        base = eligible if threshold.of == "eligible" else cast if threshold.with_abstentions else cast - abstained
        tests += [Condition("threshold", key, counts[key], base, enough(threshold, base)) for key in options]
    return Count(eligible, cast, abstained, tuple(counts.items()), leading, tuple(tests))


def enough(threshold: Share, base: int) -> int:
    """The smallest whole number of votes that passes, out of `base`; nothing passes with none."""
    exact = threshold.share * base
    return max(1, floor(exact) + 1 if threshold.more_than else ceil(exact))
