"""Pairs of options, and Schulze's method on them.

Source: M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
election method", Social Choice and Welfare 36 (2011), with the strength of a link measured by winning votes.
"""

from collections.abc import Iterable, Mapping, Sequence

from .votes import Vote

Matrix = tuple[tuple[int, ...], ...]


def pairwise(options: Sequence[str], votes: Iterable[Vote]) -> Matrix:
    """How many votes prefer each option (row) to each other (column).  What a vote does not rank stands below all it ranks."""
    at = {key: n for n, key in enumerate(options)}
    size = len(options)
    alike: dict[tuple[tuple[str, ...], ...], int] = {}
    for vote in votes:
        if not vote.abstained:
            alike[vote.ranking] = alike.get(vote.ranking, 0) + vote.weight
    counts = [[0] * size for _ in options]
    for ranking, weight in alike.items():
        below = set(range(size))
        for place in ranking:
            here = [at[key] for key in place]
            below.difference_update(here)
            for one in here:
                row = counts[one]
                for other in below:
                    row[other] += weight
    return tuple(tuple(row) for row in counts)


def strongest_paths(pairs: Matrix) -> Matrix:
    """The strength of the strongest path from each option to each other: that of its weakest link."""
    size = range(len(pairs))
    paths = [[pairs[i][j] if pairs[i][j] > pairs[j][i] else 0 for j in size] for i in size]
    for via in size:
        for i in size:
            if i == via:
                continue
            for j in size:
                if j not in (i, via):
                    paths[i][j] = max(paths[i][j], min(paths[i][via], paths[via][j]))
    return tuple(tuple(row) for row in paths)


def order_of(options: Sequence[str], paths: Matrix) -> tuple[tuple[str, ...], ...]:
    """The options from first to last; those whom nothing tells apart stand in one place."""
    left, order = list(range(len(options))), []
    while left:
        best = [i for i in left if not any(paths[j][i] > paths[i][j] for j in left)]
        order.append(tuple(options[i] for i in best))
        left = [i for i in left if i not in best]
    return tuple(order)


def named(options: Sequence[str], matrix: Matrix) -> Mapping[str, Mapping[str, int]]:
    """A matrix by the keys of the options."""
    return {one: {other: matrix[i][j] for j, other in enumerate(options) if i != j} for i, one in enumerate(options)}
