"""Instant runoff: whoever has fewest votes is left out, one at a time, until somebody has more than half."""

from collections.abc import Mapping, Sequence

from .ties import Breaker, Counted, Round
from .votes import Ranking


def irv(options: Sequence[str], ballots: Mapping[Ranking, int], breaker: Breaker) -> Counted:
    """Count one seat.  More than half: of the votes that still name somebody; those that do not are `exhausted`.

    Raises OpenTieError.
    """
    standing, left = list(options), None
    piles: dict[str, list[tuple[Ranking, int, int]]] = {key: [] for key in options}  # (ranking, place in it, votes)
    exhausted = _deal([(ranking, -1, votes) for ranking, votes in ballots.items()], standing, piles)
    while True:
        votes = {key: sum(pile[2] for pile in piles[key]) for key in options}
        breaker.rounds.append(
            Round(
                len(breaker.rounds) + 1,
                "exclude" if left else "first",
                left,
                tuple(votes.items()),
                exhausted,
                quota=sum(votes.values()) // 2 + 1,
            )
        )
        most = max(votes.values(), default=0)
        if not most:
            return breaker.counted()
        if 2 * most > sum(votes.values()):
            breaker.mark(elected=[key for key in standing if votes[key] == most])
            return breaker.counted()
        least = min(votes[key] for key in standing)
        left = breaker.pick([key for key in standing if votes[key] == least], "exclude", idle=not least)
        breaker.mark(excluded=[left])
        standing.remove(left)
        moving, piles[left] = piles[left], []
        exhausted += _deal(moving, standing, piles)


def _deal(moving: list[tuple[Ranking, int, int]], standing: Sequence[str], piles: dict[str, list[tuple[Ranking, int, int]]]) -> int:
    """Give each vote to the next option that stands; returns how many name none."""
    exhausted, left = 0, frozenset(standing)
    for ranking, place, votes in moving:
        at = next((n for n in range(place + 1, len(ranking)) if ranking[n] in left), None)
        if at is None:
            exhausted += votes
        else:
            piles[ranking[at]].append((ranking, at, votes))
    return exhausted
