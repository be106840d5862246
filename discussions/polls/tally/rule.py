"""The rule of a poll as data, and its tests: each with its numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, get_args

from .marks import Total
from .numbers import HALF, Share, enough
from .votes import Malformed

Method = Literal["plurality", "approval", "score", "dots", "stances", "irv", "schulze", "stv", "meek"]
METHODS: tuple[Method, ...] = get_args(Method)
Stance = Literal["for", "neutral", "against", "block"]
Test = Literal["quorum", "constituency_quorum", "blocks", "threshold", "double_majority"]
STANCES: Mapping[str, Stance] = {  # of the options that proposals and their kin offer, by key
    "agree": "for", "abstain": "neutral", "disagree": "against", "block": "block",
    "good": "for", "unsure": "neutral", "concerned": "against",
    "accept": "for", "decline": "against",
    # the ladder, from whole-hearted endorsement down to a veto
    "g1": "for", "g2": "for", "g3": "for", "g4": "neutral", "g5": "neutral", "g6": "against", "g7": "against", "g8": "block",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """How votes are compared (`method`), and what must hold besides.  See docs/polls.md for each part."""

    method: Method = "plurality"
    seats: int = 1
    quota: Literal["droop", "hare"] = "droop"
    score: Literal["sum", "mean"] = "sum"
    mean_needs: Fraction = Fraction(0)  # of the votes that do not abstain: how many must score an option for its mean to count
    ties: Literal["open", "lot"] = "open"
    threshold: Share | None = None
    constituency_quorum: Fraction | None = None  # of each constituency's part of the roll
    constituencies: int | None = None  # double majority: how many must carry it, each by `carried_by`
    carried_by: Share = HALF
    blocks: int | None = None  # at most so many
    stances: Mapping[str, Stance] = field(default_factory=dict)  # of options whose keys are not those of STANCES

    def stance(self, key: str) -> Stance:
        """What an option means.  Raises Malformed."""
        found = self.stances.get(key) or STANCES.get(key)
        if found is None:
            raise Malformed(f"The rule does not say what {key!r} means: for, against, neutral or block.")
        return found


def read_rule(data: Mapping[str, Any]) -> Rule:
    """A rule from its JSON form, also from the form with `method` "threshold" that polls used to have.  Raises Malformed."""
    try:
        method = data.get("method", "plurality")
        if method == "threshold":
            return Rule(threshold=_share(data))
        if method not in METHODS:
            raise Malformed(f"There is no method {method!r}.")
        threshold, own, carried = data.get("threshold"), data.get("constituency_quorum"), data.get("carried_by")
        return Rule(
            method=method, seats=int(data.get("seats", 1)), quota=data.get("quota", "droop"), score=data.get("score", "sum"),
            mean_needs=Fraction(*data.get("mean_needs", (0, 1))), ties=data.get("ties", "open"),
            threshold=_share(threshold) if threshold else None, constituency_quorum=Fraction(*own) if own else None,
            constituencies=data.get("constituencies"), carried_by=_share(carried) if carried else HALF,
            blocks=data.get("blocks"), stances=data.get("stances", {}),
        )  # fmt: skip
    except (TypeError, KeyError, ZeroDivisionError, ValueError) as wrong:
        raise wrong if isinstance(wrong, Malformed) else Malformed("The rule cannot be read.") from wrong


def _share(data: Mapping[str, Any]) -> Share:
    numerator, denominator = data["at_least"]
    return Share(Fraction(numerator, denominator), data.get("of", "cast"), bool(data.get("more_than")), bool(data.get("with_abstentions")))


@dataclass(frozen=True, slots=True)
class Condition:
    """`reached` of `of`, where `needed` were enough, or, of blocks, the most that may be."""

    test: Test
    option: str | None
    reached: int
    of: int
    needed: int
    constituency: str | None = None

    @property
    def met(self) -> bool:
        """Whether it is passed."""
        return self.reached <= self.needed if self.test == "blocks" else self.reached >= self.needed


@dataclass(frozen=True, slots=True)
class Part:
    """One constituency, or all together: who could vote, who did, and what each option got.  `carried`: the options it carries."""

    key: str
    eligible: int
    cast: int
    abstained: int
    counts: tuple[tuple[str, int], ...]
    carried: tuple[str, ...] = ()


def subjects(rule: Rule, part: Part, share: Share) -> dict[str | None, tuple[int, int]]:
    """What a share asks of, by option: how many votes it has, out of how many.  Of stances: those for, None standing for the proposal.

    Abstentions, and stances that are neutral, count only where the share says so.
    """
    counts = dict(part.counts)
    if rule.method != "stances":
        base = part.eligible if share.of == "eligible" else part.cast if share.with_abstentions else part.cast - part.abstained
        return {key: (votes, base) for key, votes in counts.items()}
    by = {stance: sum(votes for key, votes in counts.items() if rule.stance(key) == stance) for stance in get_args(Stance)}
    base = by["for"] + by["against"] + by["block"]
    return {None: (by["for"], part.eligible if share.of == "eligible" else part.cast if share.with_abstentions else base)}


def carried(rule: Rule, part: Part) -> tuple[str, ...]:
    """The options that a constituency carries; of stances those that are for, or none."""
    found = [key for key, (votes, base) in subjects(rule, part, rule.carried_by).items() if votes >= enough(rule.carried_by, base)]
    if rule.method != "stances":
        return tuple(key for key in found if key is not None)
    return tuple(key for key, _ in part.counts if found and rule.stance(key) == "for")


def tests_of(rule: Rule, quorum: int | None, whole: Part, parts: Sequence[Part]) -> tuple[Condition, ...]:
    """Every test of the rule with its numbers, in the order in which people ask: enough voters, no block, enough votes, everywhere."""
    tests = [] if quorum is None else [Condition("quorum", None, whole.cast, whole.eligible, quorum)]
    if rule.constituency_quorum is not None:
        own = Share(rule.constituency_quorum)
        tests += [Condition("constituency_quorum", None, part.cast, part.eligible, enough(own, part.eligible), part.key) for part in parts]
    if rule.blocks is not None and rule.method == "stances":
        blocks = sum(votes for key, votes in whole.counts if rule.stance(key) == "block")
        tests.append(Condition("blocks", None, blocks, whole.cast, rule.blocks))
    if rule.threshold is not None:
        rows = subjects(rule, whole, rule.threshold)
        tests += [Condition("threshold", key, votes, base, enough(rule.threshold, base)) for key, (votes, base) in rows.items()]
    if rule.constituencies is not None:
        for key in subjects(rule, whole, rule.carried_by):
            carrying = sum(bool(part.carried) if key is None else key in part.carried for part in parts)
            tests.append(Condition("double_majority", key, carrying, len(parts), rule.constituencies))
    return tuple(tests)


def passed(rule: Rule, tests: Sequence[Condition], winners: Sequence[str], options: Sequence[str]) -> tuple[str, ...]:
    """The options that passed every test, their own and those of all.

    Without a test of their own those that won.  Of stances those that are for; where nothing is tested, nothing passes.
    """
    if not all(test.met for test in tests if test.option is None):
        return ()
    if rule.method == "stances":
        return tuple(key for key in options if rule.stance(key) == "for") if tests else ()
    own = {test.option for test in tests if test.option is not None}
    failed = {test.option for test in tests if not test.met}
    return tuple(key for key in (options if own else winners) if key not in failed)


def total_counts(totals: Sequence[Total]) -> tuple[tuple[str, int], ...]:
    """Votes by option."""
    return tuple((total.key, total.count) for total in totals)
