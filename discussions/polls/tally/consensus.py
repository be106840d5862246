"""Group-informed consensus: how well every constituency can live with a statement, whatever its size.

Source: Small et al., "Polis: scaling deliberation by mapping high dimensional opinion spaces" (2021): the product over
groups of (agree + 1) / (votes + 2).  Our groups are known, so none are guessed.  The geometric mean of the same factors
does not fall with the number of groups, so polls with different numbers of constituencies can be compared by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import prod

PLACES = 4


@dataclass(frozen=True, slots=True)
class Consensus:
    """The score of a statement; `key` None: of a proposal as a whole."""

    key: str | None
    product: Fraction
    mean: Fraction  # geometric, cut off at PLACES decimal places


def consensus(key: str | None, groups: Iterable[tuple[int, int]]) -> Consensus:
    """The score from (agree, votes) of each group; of none it is 1."""
    factors = [Fraction(agree + 1, votes + 2) for agree, votes in groups]
    product = prod(factors, start=Fraction(1))
    return Consensus(key, product, _root(product, len(factors)) if factors else Fraction(1))


def _root(number: Fraction, degree: int) -> Fraction:
    """The root of a number between 0 and 1, cut off after PLACES decimal places."""
    scale = 10**PLACES
    low, high = 0, scale
    while low < high:  # the largest n with (n / scale) ** degree <= number
        middle = (low + high + 1) // 2
        if Fraction(middle, scale) ** degree <= number:
            low = middle
        else:
            high = middle - 1
    return Fraction(low, scale)
