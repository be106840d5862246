"""What a poll comes to, and its JSON form: what is stored at closing, shown, exported, and counted again offline."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .consensus import Consensus
from .marks import Total
from .numbers import plain
from .rule import Condition, Method, Part
from .schulze import Matrix
from .ties import Round, Tie


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole of a count.

    `winners`: whoever leads or is elected; where a tie that nothing breaks stands in the way, all who tie (see `ties`).
    `passed`: the options that passed every test of the rule.
    """

    method: Method
    eligible: int
    cast: int
    abstained: int
    totals: tuple[Total, ...]  # in the order of the options; of rankings: first places
    winners: tuple[str, ...]
    passed: tuple[str, ...]
    tests: tuple[Condition, ...]
    ties: tuple[Tie, ...] = ()
    rounds: tuple[Round, ...] = ()
    order: tuple[tuple[str, ...], ...] = ()  # best first, where the method orders all options
    pairs: Matrix = ()  # in the order of the options
    paths: Matrix = ()
    parts: tuple[Part, ...] = ()  # by constituency
    agreement: tuple[Consensus, ...] = ()  # group-informed

    def as_json(self) -> dict[str, Any]:
        """Numbers are whole, or text: see numbers.plain."""
        return {
            "method": self.method,
            "eligible": self.eligible,
            "cast": self.cast,
            "abstained": self.abstained,
            "counts": [total_json(total) for total in self.totals],
            "winners": list(self.winners),
            "passed": list(self.passed),
            "tests": [test_json(test) for test in self.tests],
            "ties": [tie_json(tie) for tie in self.ties],
            "rounds": [round_json(each) for each in self.rounds],
            "order": [list(place) for place in self.order],
            "pairs": [list(row) for row in self.pairs],
            "paths": [list(row) for row in self.paths],
            "constituencies": [part_json(part) for part in self.parts],
            "agreement": [{"key": each.key, "product": plain(each.product), "mean": plain(each.mean)} for each in self.agreement],
        }


def total_json(total: Total) -> dict[str, Any]:
    """One option.  `points` and what follows from them: None where the method has none."""
    scored = total.points is not None
    return {
        "key": total.key, "count": total.count, "points": total.points,
        "mean": plain(total.mean) if total.mean is not None else None,
        "median": plain(total.median) if total.median is not None else None,
        "spread": [list(each) for each in total.spread] if scored else None,
    }  # fmt: skip


def test_json(test: Condition) -> dict[str, Any]:
    """One test."""
    return {
        "test": test.test, "option": test.option, "constituency": test.constituency, "reached": test.reached, "of": test.of,
        "needed": test.needed, "met": test.met,
    }  # fmt: skip


def tie_json(tie: Tie) -> dict[str, Any]:
    """One tie."""
    return {"round": tie.round, "among": list(tie.among), "purpose": tie.purpose, "by": tie.by, "picked": tie.picked}


def round_json(each: Round) -> dict[str, Any]:
    """One round."""
    return {
        "round": each.number, "step": each.step, "of": each.of,
        "votes": [{"key": key, "votes": plain(votes)} for key, votes in each.votes],
        "exhausted": plain(each.exhausted), "residual": plain(each.residual),
        "quota": plain(each.quota) if each.quota is not None else None,
        "elected": list(each.elected), "excluded": list(each.excluded),
    }  # fmt: skip


def part_json(part: Part) -> dict[str, Any]:
    """One constituency."""
    return {
        "key": part.key, "eligible": part.eligible, "cast": part.cast, "abstained": part.abstained,
        "counts": [{"key": key, "count": count} for key, count in part.counts], "carried": list(part.carried),
    }  # fmt: skip


def renamed(outcome: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Method, winners, rounds and ties, with names in the place of keys: what an offline recount says."""

    def all_of(keys: Sequence[str]) -> list[str]:
        return [names.get(key, key) for key in keys]

    return by_pairs(outcome, all_of) | {
        "method": outcome["method"],
        "winners": all_of(outcome["winners"]),
        "rounds": [
            {
                **each, "of": names.get(each["of"], each["of"]),
                "votes": {names.get(row["key"], row["key"]): row["votes"] for row in each["votes"]},
                "elected": all_of(each["elected"]), "excluded": all_of(each["excluded"]),
            }
            for each in outcome["rounds"]
        ],
        "ties": [
            {**tie, "among": all_of(tie["among"]), "picked": names.get(tie["picked"], tie["picked"])} for tie in outcome["ties"]
        ],
    }  # fmt: skip


def by_pairs(outcome: Mapping[str, Any], all_of: Callable[[Sequence[str]], list[str]]) -> dict[str, Any]:
    """Of a method that compares pairs: the order that it found."""
    return {"order": [all_of(place) for place in outcome["order"]]} if outcome["order"] else {}
