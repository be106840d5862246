"""The decision bundle: a poll as it was closed, as one JSON file from which anybody can count it again."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .rule import Rule, read_rule
from .votes import Malformed, Vote

FORMAT = "collab-decision-1"


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle says, as far as counting asks."""

    options: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    rule: Rule
    quorum: int | None
    eligible: int | Mapping[str, int]
    votes: tuple[Vote, ...] = field(repr=False)
    lot: str | None
    result: Mapping[str, Any] = field(repr=False)  # as it was stored at closing


def read_bundle(data: Mapping[str, Any]) -> Bundle:
    """A bundle from its JSON.  Raises Malformed."""
    try:
        if data["format"] != FORMAT:
            raise Malformed(f"This file is no decision bundle of the form {FORMAT}.")
        poll, names = data["poll"], {each["key"]: each["text"] for each in data["poll"]["options"]}
        return Bundle(
            tuple(names), names, read_rule(poll["rule"]), poll["quorum"], data["eligible"], tuple(map(read_vote, data["votes"])),
            data["lot"], data["result"],
        )  # fmt: skip
    except (KeyError, TypeError, AttributeError) as wrong:
        raise Malformed("This file is no decision bundle, or it is cut off.") from wrong


def comparable(result: Mapping[str, Any], read: Bundle) -> dict[str, Any]:
    """The parts of a result that a bundle lets one count again.

    Where votes are secret it has them without their constituencies, so what is asked of these rests on the stored numbers.
    """
    if not isinstance(read.eligible, int):
        return dict(result)
    tests = [test for test in result["tests"] if test["test"] not in {"constituency_quorum", "double_majority"}]
    by_parts = read.rule.constituencies is not None or read.rule.constituency_quorum is not None
    left_out = {"constituencies", "agreement"} | ({"passed"} if by_parts else set())
    return {name: value for name, value in result.items() if name not in left_out} | {"tests": tests}


def read_vote(data: Mapping[str, Any]) -> Vote:
    """A vote from its JSON form: what is missing is not said."""
    return Vote(
        choices=tuple(data.get("choices", ())),
        abstained=bool(data.get("abstained")),
        points=tuple(sorted(data.get("points", {}).items())),
        ranking=tuple((place,) if isinstance(place, str) else tuple(place) for place in data.get("ranking", ())),
        constituency=data.get("constituency", ""),
        weight=int(data.get("weight", 1)),
    )


def vote_json(vote: Vote) -> dict[str, Any]:
    """The JSON form of a vote."""
    data: dict[str, Any] = {}
    if vote.choices:
        data["choices"] = sorted(vote.choices)
    if vote.abstained:
        data["abstained"] = True
    if vote.points:
        data["points"] = dict(vote.points)
    if vote.ranking:
        data["ranking"] = [list(place) for place in vote.ranking]
    if vote.constituency:
        data["constituency"] = vote.constituency
    return data


def votes_json(votes: Iterable[Vote]) -> list[dict[str, Any]]:
    """Votes as a bundle holds them: equal ones together, in an order that tells nothing of who voted when."""
    counted: Counter[str] = Counter()
    for vote in votes:
        counted[canonical(vote_json(vote))] += vote.weight
    return [{**json.loads(text), "weight": weight} for text, weight in sorted(counted.items())]


def canonical(data: Any) -> str:
    """JSON with sorted keys and no spaces: what is hashed."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()
