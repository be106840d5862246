"""Counting.  Pure and exact: whole numbers and fractions, nothing but the standard library, no order of ballots.

`count` is all that others need.  A tie is returned as a tie.  The modules know one another by relative names, since
`recount.py` loads this folder by its path, without Django and without the rest of the project.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .consensus import Consensus, consensus
from .irv import irv
from .marks import Total, chosen, leading, pointed
from .meek import meek
from .numbers import Number, Share, enough
from .outcome import Outcome
from .rule import METHODS, STANCES, Condition, Method, Part, Rule, Stance, carried, passed, read_rule, subjects, tests_of, total_counts
from .schulze import Matrix, order_of, pairwise, strongest_paths
from .stv import stv
from .ties import Breaker, Counted, Round, Tie, draw, seed_of, settle
from .votes import Malformed, Vote, checked, rankings

__all__ = [
    "METHODS", "STANCES", "Condition", "Malformed", "Method", "Outcome", "Part", "Round", "Rule", "Share", "Stance", "Tie", "Total",
    "Vote", "count", "enough", "read_rule",
]  # fmt: skip

RANKED = frozenset({"irv", "schulze", "stv", "meek"})
PLAIN = Share(Fraction(1, 2))  # of the votes that say something; only its base is asked for


@dataclass(frozen=True, slots=True)
class _Found:
    """What a method says."""

    totals: tuple[Total, ...]
    counted: Counted
    order: tuple[tuple[str, ...], ...] = ()
    pairs: Matrix = ()
    paths: Matrix = ()


def count(
    options: Sequence[str],
    votes: Iterable[Vote],
    *,
    rule: Rule = Rule(),  # noqa: B008 - it is frozen
    eligible: int | Mapping[str, int],
    quorum: int | None = None,
    lot: str | None = None,
) -> Outcome:
    """Count a poll.

    `eligible`: units on the roll, or how many of each constituency; then the outcome has a part for each.
    `lot`: the number that the chair read out after closing, where the rule breaks ties by lot; without it they stay open.
    Abstentions count for the quorum, and for a threshold of the votes cast only where the rule says so.
    Raises Malformed.
    """
    ballots = checked(options, votes)
    roll = {"": eligible} if isinstance(eligible, int) else eligible
    seed = seed_of(ballots, lot) if lot is not None and rule.ties == "lot" else None
    found = _METHODS[rule.method](options, ballots, rule, seed)
    whole = _part(options, ballots, "", sum(roll.values()))
    parts: tuple[Part, ...] = ()
    if not isinstance(eligible, int):
        if missing := sorted({vote.constituency for vote in ballots} - set(roll)):
            raise Malformed(f"A vote comes from {missing[0]!r}, of which nobody is on the roll.")
        parts = tuple(_with_carried(rule, _part(options, ballots, key, size)) for key, size in sorted(roll.items()))
    tests = tests_of(rule, quorum, whole, parts)
    winners = found.counted.winners
    return Outcome(
        rule.method, whole.eligible, whole.cast, whole.abstained, found.totals, winners, passed(rule, tests, winners, options), tests,
        found.counted.ties, found.counted.rounds, found.order, found.pairs, found.paths, parts, _agreement(rule, whole, parts),
    )  # fmt: skip


def _part(options: Sequence[str], votes: Sequence[Vote], key: str, eligible: int) -> Part:
    """The votes of one constituency, or all ("")."""
    own = [vote for vote in votes if not key or vote.constituency == key]
    points = pointed(options, own)
    totals = points if any(total.count for total in points) else chosen(options, own)
    abstained = sum(vote.weight for vote in own if vote.abstained)
    return Part(key, eligible, sum(vote.weight for vote in own), abstained, total_counts(totals))


def _with_carried(rule: Rule, part: Part) -> Part:
    return Part(part.key, part.eligible, part.cast, part.abstained, part.counts, () if rule.method in RANKED else carried(rule, part))


def _agreement(rule: Rule, whole: Part, parts: Sequence[Part]) -> tuple[Consensus, ...]:
    """Group-informed consensus of each option, or of the proposal: where several constituencies vote by choices."""
    if len(parts) < 2 or rule.method not in {"plurality", "approval", "stances"}:
        return ()
    groups = [subjects(rule, part, PLAIN) for part in parts]
    return tuple(consensus(key, [rows[key] for rows in groups]) for key in subjects(rule, whole, PLAIN))


def _lead(winners: tuple[str, ...], seed: str | None, numbers: Iterable[tuple[str, Number]] = ()) -> Counted:
    """A count in one round; several that lead are a tie, unless the rule draws a lot."""
    votes = tuple(numbers)
    if len(winners) < 2:
        return Counted(winners, _one_round(votes, winners))
    if seed is None:
        return Counted(winners, _one_round(votes), (Tie(1, winners, "lead", "open"),))
    first = draw(seed, 1, winners)
    return Counted((first,), _one_round(votes, (first,)), (Tie(1, winners, "lead", "lot", first),))


def _one_round(votes: tuple[tuple[str, Number], ...], elected: tuple[str, ...] = ()) -> tuple[Round, ...]:
    return (Round(1, "first", None, votes, elected=elected),) if votes else ()


def _by_choices(options: Sequence[str], votes: list[Vote], rule: Rule, seed: str | None) -> _Found:
    totals = chosen(options, votes)
    numbers = [(total.key, total.count) for total in totals]
    return _Found(totals, _lead(leading(numbers), seed, numbers))


def _by_points(options: Sequence[str], votes: list[Vote], rule: Rule, seed: str | None) -> _Found:
    totals = pointed(options, votes, zero_is_opinion=rule.method == "score")
    speaking = sum(vote.weight for vote in votes if not vote.abstained)
    if rule.method == "score" and rule.score == "mean":
        least = rule.mean_needs * speaking
        numbers: list[tuple[str, Number]] = [(total.key, (total.mean or 0) if total.count >= least else 0) for total in totals]
    else:
        numbers = [(total.key, total.points or 0) for total in totals]
    return _Found(totals, _lead(leading(numbers), seed, numbers))


def _by_rounds(options: Sequence[str], votes: list[Vote], rule: Rule, seed: str | None) -> _Found:
    ballots = rankings(votes)

    def run(breaker: Breaker) -> Counted:
        match rule.method:
            case "stv":
                return stv(options, ballots, rule.seats, rule.quota, breaker)
            case "meek":
                return meek(options, ballots, rule.seats, breaker)
        return irv(options, ballots, breaker)

    return _Found(chosen(options, votes), settle(run, seed, len(ballots)), pairs=pairwise(options, votes))


def _by_pairs(options: Sequence[str], votes: list[Vote], rule: Rule, seed: str | None) -> _Found:
    pairs = pairwise(options, votes)
    paths = strongest_paths(pairs)
    order = order_of(options, paths)
    voted = any(any(row) for row in pairs)
    return _Found(chosen(options, votes), _lead(order[0] if order and voted else (), seed), order if voted else (), pairs, paths)


_METHODS: dict[Method, Callable[[Sequence[str], list[Vote], Rule, str | None], _Found]] = {
    "plurality": _by_choices, "approval": _by_choices, "stances": _by_choices, "score": _by_points, "dots": _by_points,
    "irv": _by_rounds, "stv": _by_rounds, "meek": _by_rounds, "schulze": _by_pairs,
}  # fmt: skip
