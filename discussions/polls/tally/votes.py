"""What is counted: votes, and what is wrong with those that cannot be."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Ranking = tuple[str, ...]  # best first


class Malformed(ValueError):
    """Something that cannot be counted: a vote, a rule or a file.  Says what, in one English sentence."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One unit's vote, or `weight` equal ones.

    Which part speaks depends on the method: `choices` (plurality, approval, stances), `points` (score, dots) or
    `ranking`, best first, where a place holds one option or several that are ranked equal.
    """

    choices: tuple[str, ...] = ()
    abstained: bool = False
    points: tuple[tuple[str, int], ...] = ()
    ranking: tuple[tuple[str, ...], ...] = ()
    constituency: str = ""
    weight: int = 1

    @classmethod
    def ranked(cls, *places: str | Sequence[str], constituency: str = "", weight: int = 1) -> "Vote":
        """A ranking; a place may be one option or several."""
        ranking = tuple((place,) if isinstance(place, str) else tuple(place) for place in places)
        return cls(ranking=ranking, constituency=constituency, weight=weight)

    def named(self) -> list[str]:
        """Every option that the vote names, as often as it does."""
        return [*self.choices, *(key for key, _ in self.points), *(key for place in self.ranking for key in place)]


def checked(options: Sequence[str], votes: Iterable[Vote]) -> list[Vote]:
    """The votes, if all can be counted.  Raises Malformed."""
    if len(set(options)) < len(options):
        raise Malformed("Two options have the same key.")
    offered, found = frozenset(options), []
    for vote in votes:
        named = vote.named()
        if not offered.issuperset(named):
            raise Malformed(f"A vote names {sorted(set(named) - offered)[0]!r}, which is not on offer.")
        if len(set(named)) < len(named):
            raise Malformed(f"A vote names {next(key for key in named if named.count(key) > 1)!r} twice.")
        if vote.weight < 1:
            raise Malformed("A vote weighs less than one.")
        if vote.abstained and named:
            raise Malformed("A vote abstains and names an option.")
        found.append(vote)
    return found


def rankings(votes: Iterable[Vote]) -> dict[Ranking, int]:
    """How often each ranking was given, for methods that move votes from one option to the next.

    A place that several options share ends the ranking there: nobody can say to whom the vote goes next.  (So do the
    Scottish Local Government Elections Order 2011, rules 46 and 50.)  The order is that of the texts, not of the votes.
    """
    counted: Counter[Ranking] = Counter()
    for vote in votes:
        if vote.abstained:
            continue
        ranking: list[str] = []
        for place in vote.ranking:
            if len(place) != 1:
                break
            ranking.append(place[0])
        counted[tuple(ranking)] += vote.weight
    return dict(sorted(counted.items()))
