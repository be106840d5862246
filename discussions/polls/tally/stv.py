"""Single transferable vote for several seats, as in Scottish local elections.

Source: The Scottish Local Government Elections Order 2011, schedule 1, rules 45 to 52 (weighted inclusive Gregory
method): every paper of an elected option moves on, at a value cut off at the fifth decimal place; surpluses go one
at a time, the largest first; then the lowest is excluded, one at a time; the count ends when the seats are filled,
or as many are left as there are seats.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import Literal

from .ties import Breaker, Counted, Round
from .votes import Ranking

ONE = 10**5  # values are whole numbers of hundred-thousandths
Quota = Literal["droop", "hare"]


def quota_of(kind: Quota, votes: int, seats: int) -> Fraction:
    """Votes that elect.  Droop: more than votes / (seats + 1), whole.  Hare: votes / seats, rounded up at the fifth decimal place."""
    if kind == "droop":
        return Fraction(votes // (seats + 1) + 1)
    return Fraction(ceil(Fraction(votes * ONE, seats)), ONE)


@dataclass(slots=True)
class Parcel:
    """Papers that say the same and are worth the same."""

    ranking: Ranking
    place: int  # where in the ranking they are
    papers: int
    value: int  # of each, in units of ONE


class _Count:
    """The state of one count."""

    def __init__(self, options: Sequence[str], ballots: Mapping[Ranking, int], seats: int, quota: Quota, breaker: Breaker) -> None:
        self.options, self.seats, self.breaker = options, seats, breaker
        self.standing = list(options)
        self.piles: dict[str, list[Parcel]] = {key: [] for key in options}
        self.kept: dict[str, int] = {}  # votes that the elected keep once their surplus has gone
        self.exhausted = self.residual = 0
        valid = {ranking: papers for ranking, papers in ballots.items() if ranking}
        self.quota = int(quota_of(quota, sum(valid.values()), seats) * ONE)
        self.deal([Parcel(ranking, -1, papers, ONE) for ranking, papers in valid.items()])

    def votes(self) -> dict[str, int]:
        return {key: self.kept.get(key, sum(each.papers * each.value for each in self.piles[key])) for key in self.options}

    def deal(self, parcels: list[Parcel]) -> int:
        """Move papers to the next option that stands; returns what they are worth in all."""
        moved, left = 0, frozenset(self.standing)
        for each in parcels:
            moved += each.papers * each.value
            at = next((n for n in range(each.place + 1, len(each.ranking)) if each.ranking[n] in left), None)
            if at is None:
                self.exhausted += each.papers * each.value
            else:
                each.place = at
                self.piles[each.ranking[at]].append(each)
        return moved

    def note(self, step: Literal["first", "surplus", "exclude"], of: str | None) -> None:
        """Write the round down, and elect whoever has the quota."""
        votes = self.votes()
        shown = tuple((key, Fraction(value, ONE)) for key, value in votes.items())
        self.breaker.rounds.append(
            Round(
                len(self.breaker.rounds) + 1, step, of, shown, Fraction(self.exhausted, ONE), Fraction(self.residual, ONE),
                Fraction(self.quota, ONE),
            )
        )  # fmt: skip
        self.elect(sorted((key for key in self.standing if votes[key] >= self.quota), key=lambda key: -votes[key]))

    def elect(self, keys: list[str]) -> None:
        self.breaker.mark(elected=keys)
        self.standing = [key for key in self.standing if key not in keys]

    def pass_on(self, key: str) -> None:
        """Transfer a surplus."""
        total = self.votes()[key]
        surplus, papers, self.piles[key], self.kept[key] = total - self.quota, self.piles[key], [], self.quota
        for each in papers:
            each.value = surplus * each.value // total
        self.residual += surplus - self.deal(papers)

    def leave_out(self, key: str) -> None:
        """Exclude an option, and transfer its papers at the value they have."""
        self.breaker.mark(excluded=[key])
        self.standing.remove(key)
        papers, self.piles[key] = self.piles[key], []
        self.deal(papers)


def stv(options: Sequence[str], ballots: Mapping[Ranking, int], seats: int, quota: Quota, breaker: Breaker) -> Counted:
    """Count `seats` seats.  Raises OpenTieError."""
    count = _Count(options, ballots, seats, quota, breaker)
    count.note("first", None)
    while len(breaker.elected) < seats and any(ballots.values()):
        votes = count.votes()
        if len(count.standing) <= seats - len(breaker.elected):
            count.elect(sorted(count.standing, key=lambda key: -votes[key]))
            break
        surpluses = {key: votes[key] - count.quota for key in breaker.elected if key not in count.kept and votes[key] > count.quota}
        if surpluses:
            most = max(surpluses.values())
            key = breaker.pick([key for key in options if surpluses.get(key) == most], "surplus")
            count.pass_on(key)
            count.note("surplus", key)
        else:
            least = min(votes[key] for key in count.standing)
            last = [key for key in count.standing if votes[key] == least]
            key = breaker.pick(last, "exclude", idle=not least and len(count.standing) - len(last) >= seats - len(breaker.elected))
            count.leave_out(key)
            count.note("exclude", key)
    return breaker.counted()
