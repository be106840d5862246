"""Numbers as results show them: exact, and never a float."""

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Literal

Number = int | Fraction
PLACES = 9


def plain(number: Number) -> int | str:
    """A number as JSON holds it: whole, "20.33316" where nine decimal places are exact, else "61/3"."""
    if isinstance(number, int) or number.denominator == 1:
        return int(number)
    scaled = number * 10**PLACES
    if scaled.denominator != 1:
        return f"{number.numerator}/{number.denominator}"
    sign, (whole, rest) = "-" if scaled < 0 else "", divmod(abs(scaled.numerator), 10**PLACES)
    return f"{sign}{whole}.{rest:0{PLACES}}".rstrip("0")


def decimal(number: Fraction, places: int) -> str:
    """A number that is not negative, cut to so many decimal places; for people, who read no fractions."""
    whole, rest = divmod(floor(number * 10**places), 10**places)
    return f"{whole}.{rest:0{places}}"


@dataclass(frozen=True, slots=True)
class Share:
    """The threshold of a rule: at least, or more than, a share of the votes cast or of the roll."""

    share: Fraction
    of: Literal["cast", "eligible"] = "cast"
    more_than: bool = False
    with_abstentions: bool = False


HALF = Share(Fraction(1, 2), more_than=True)


def enough(threshold: Share, base: int) -> int:
    """The smallest whole number of votes that passes, out of `base`; nothing passes with none."""
    exact = threshold.share * base
    return max(1, floor(exact) + 1 if threshold.more_than else ceil(exact))
