"""Small cells: what a breakdown of secret votes may show.

A number below LEAST tells too much of too few; so does none, which says of everybody in a row what they did not choose.
Rows with such a number are joined until there is none left; leaving them out would not do, since they could be had
from the total by subtraction.  A breakdown that comes to a single row is none.
"""

from collections.abc import Sequence

from .rule import Part

LEAST = 5  # votes in a cell that is shown


def joined(parts: Sequence[Part], least: int = LEAST) -> tuple[Part, ...]:
    """The rows that may be shown, those of joined constituencies last and named "a+b"; none where only one would be left."""
    shown = [part for part in parts if not _small(part, least)]
    rest = [part for part in parts if _small(part, least)]
    if not rest:
        return tuple(shown) if len(shown) > 1 else ()
    while _small(_sum(rest), least) and shown:
        nearest = min(shown, key=lambda part: (part.cast, part.key))
        shown.remove(nearest)
        rest.append(nearest)
    return (*shown, _sum(rest)) if shown else ()


def _small(part: Part, least: int) -> bool:
    """Whether a row has a number that is too small."""
    return any(votes < least for _, votes in part.counts) or 0 < part.abstained < least


def _sum(parts: Sequence[Part]) -> Part:
    """Several rows as one.  It carries nothing: constituencies do, one by one."""
    counts = tuple((key, sum(dict(part.counts)[key] for part in parts)) for key, _ in parts[0].counts)
    return Part(
        "+".join(sorted(part.key for part in parts)), sum(part.eligible for part in parts), sum(part.cast for part in parts),
        sum(part.abstained for part in parts), counts,
    )  # fmt: skip
