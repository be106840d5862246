"""Meek's method for several seats: who is elected keeps just what the quota needs of every vote, and all else moves on.

Source: the reference Meek rule (after Hill, Wichmann and Woodall, Algorithm 123, Computer Journal 30, 1987): fixed
point with nine decimal places, an iteration ends when the surplus is below 0.000001, and options that the remaining
surplus could still reorder count as tied for exclusion.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from .ties import Breaker, Counted, Round
from .votes import Ranking

ONE = 10**9
OMEGA = ONE // 10**6


def _up(product: int, by: int) -> int:
    """A quotient, rounded up."""
    return -(-product // by)


def _distribute(ballots: Mapping[Ranking, int], keep: Mapping[str, int]) -> dict[str, int]:
    """What each option gets when everybody keeps their share of every vote."""
    votes = dict.fromkeys(keep, 0)
    for ranking, papers in ballots.items():
        weight = ONE
        for key in ranking:
            part = _up(weight * keep[key], ONE)
            votes[key] += part * papers
            weight -= part
            if weight <= 0:
                break
    return votes


def meek(options: Sequence[str], ballots: Mapping[Ranking, int], seats: int, breaker: Breaker) -> Counted:
    """Count `seats` seats, with the Droop quota of what is not exhausted.  Raises OpenTieError."""
    valid = {ranking: papers for ranking, papers in ballots.items() if ranking}
    total = sum(valid.values()) * ONE
    keep, standing = dict.fromkeys(options, ONE), list(options)
    elected: list[str] = breaker.elected
    last: str | None = None
    while total:
        before = -1
        fresh: list[str] = []
        while True:
            votes = _distribute(valid, keep)
            quota = sum(votes.values()) // (seats + 1) + 1
            new = sorted((key for key in standing if votes[key] >= quota), key=lambda key: -votes[key])
            fresh += new
            standing = [key for key in standing if key not in new]
            surplus = sum(max(0, votes[key] - quota) for key in (*elected, *fresh))
            if new or surplus < OMEGA or 0 <= before <= surplus:
                break
            before = surplus
            for key in (*elected, *fresh):
                keep[key] = _up(_up(keep[key] * quota, ONE) * ONE, votes[key])
        breaker.rounds.append(
            Round(
                len(breaker.rounds) + 1, "first" if not breaker.rounds else "exclude" if last else "surplus", last,
                tuple((key, Fraction(value, ONE)) for key, value in votes.items()),
                exhausted=max(Fraction(0), Fraction(total - sum(votes.values()), ONE)), quota=Fraction(quota, ONE),
            )
        )  # fmt: skip
        breaker.mark(elected=fresh)
        last = None
        if len(elected) >= seats:
            break
        if len(standing) <= seats - len(elected):
            breaker.mark(elected=sorted(standing, key=lambda key: -votes[key]))
            break
        if fresh:
            for key in elected:
                keep[key] = _up(_up(keep[key] * quota, ONE) * ONE, votes[key])
            continue
        least = min(votes[key] for key in standing)
        level = [key for key in standing if votes[key] <= least + surplus]
        idle = not any(votes[key] for key in level) and len(standing) - len(level) >= seats - len(elected)
        last = breaker.pick(level, "exclude", idle=idle)
        breaker.mark(excluded=[last])
        standing.remove(last)
        keep[last] = 0
    return breaker.counted()
