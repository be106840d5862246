"""Counting of what each vote says by itself: choices and points."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .numbers import Number
from .votes import Vote


@dataclass(frozen=True, slots=True)
class Total:
    """What one option got: `count` votes that name it; of points also their sum, mean, median and how often each was given."""

    key: str
    count: int
    points: int | None = None
    mean: Fraction | None = None
    median: Fraction | None = None
    spread: tuple[tuple[int, int], ...] = ()  # (points, votes), most points first


def chosen(options: Sequence[str], votes: Iterable[Vote]) -> tuple[Total, ...]:
    """How many votes choose each option; of rankings, how many put it first."""
    counts = dict.fromkeys(options, 0)
    for vote in votes:
        first = vote.ranking[0] if vote.ranking and len(vote.ranking[0]) == 1 else ()
        for key in (*vote.choices, *first):
            counts[key] += vote.weight
    return tuple(Total(key, count) for key, count in counts.items())


def pointed(options: Sequence[str], votes: Iterable[Vote], *, zero_is_opinion: bool = True) -> tuple[Total, ...]:
    """The points of each option.  An option without points in a vote has none from it: neither in the sum nor in the mean.

    `zero_is_opinion`: whether a vote that gives zero points counts as one that names the option; of dots it does not.
    """
    given: dict[str, Counter[int]] = {key: Counter() for key in options}
    for vote in votes:
        for key, points in vote.points:
            if points or zero_is_opinion:
                given[key][points] += vote.weight
    totals = []
    for key, spread in given.items():
        number, points = sum(spread.values()), sum(value * times for value, times in spread.items())
        mean = Fraction(points, number) if number else None
        totals.append(Total(key, number, points, mean, _median(spread), tuple(sorted(spread.items(), reverse=True))))
    return tuple(totals)


def _median(spread: Counter[int]) -> Fraction | None:
    """The middle value, or half the sum of the two middle ones; None where there is none."""
    number = sum(spread.values())
    if not number:
        return None
    middle, passed = ((number - 1) // 2, number // 2), 0
    found: list[int] = []
    for value, times in sorted(spread.items()):
        found += [value for at in middle if passed <= at < passed + times]
        passed += times
    return Fraction(sum(found), 2)


def leading(totals: Sequence[tuple[str, Number]]) -> tuple[str, ...]:
    """All options with the most, if that is more than nothing."""
    most = max((value for _, value in totals), default=0)
    return tuple(key for key, value in totals if most > 0 and value == most)
