"""Counts a poll again, offline: `python recount.py FILE [--method NAME] [--json]`.

FILE is a decision bundle of this platform, or any BLT file.  Needs Python 3.11 and the folder `tally` beside it,
nothing else: no Django, no network, no other file of the project.  Works under `python -I` too.
"""

import argparse
import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
ALIASES = {
    "choose": "plurality", "first_past_the_post": "plurality", "fptp": "plurality", "proposal": "stances", "ladder": "stances",
    "sense_check": "stances", "opt_in": "stances", "dot": "dots", "cumulative": "dots", "instant_runoff": "irv", "ranked": "irv",
    "beatpath": "schulze", "scottish": "stv", "scottish_stv": "stv", "stv_scottish": "stv", "wigm": "stv", "meek_stv": "meek",
    "stv_meek": "meek",
}  # fmt: skip


def load(name: str) -> ModuleType:
    """The module of `tally` of that name, by its path; "" for the package itself."""
    full = f"tally.{name}" if name else "tally"
    if full not in sys.modules:
        file = HERE / "tally" / f"{name or '__init__'}.py"
        spec = importlib.util.spec_from_file_location(full, file, submodule_search_locations=None if name else [str(file.parent)])
        assert spec is not None and spec.loader is not None, "a file that is there can be loaded"
        sys.modules[full] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[full]


tally = load("")
blt, bundle, outcome = load("blt"), load("bundle"), load("outcome")


def method_of(name: str) -> str:
    """The method by one of its names.  Raises Malformed."""
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    found = ALIASES.get(plain, plain)
    if found not in tally.METHODS:
        raise tally.Malformed(f"There is no method {name!r}. There are: {', '.join(tally.METHODS)}.")
    return found


def recount_blt(text: str, asked: argparse.Namespace) -> dict[str, Any]:
    """Counts a BLT file.  Plurality takes first places, approval everything that is ranked."""
    election = blt.read_blt(text)
    method = method_of(asked.method or ("stv" if election.seats > 1 else "irv"))
    votes = election.votes
    if method in {"plurality", "approval"}:
        votes = [as_choices(vote, all_of=method == "approval") for vote in votes]
    elif method not in {"irv", "schulze", "stv", "meek"}:
        raise tally.Malformed(f"A BLT file has rankings, which cannot be counted as {method}.")
    rule = tally.Rule(method, seats=asked.seats or election.seats, quota=asked.quota or "droop", ties="lot" if asked.lot else "open")
    counted = tally.count(election.options, votes, rule=rule, eligible=sum(vote.weight for vote in votes), lot=asked.lot).as_json()
    return dict(outcome.renamed(counted, election.by_key))


def as_choices(vote: Any, *, all_of: bool) -> Any:
    """A ranking as a choice of its first place, or of all that it ranks."""
    places = vote.ranking if all_of else vote.ranking[:1]
    choices = tuple(key for place in places for key in place) if all_of or all(len(place) == 1 for place in places) else ()
    return tally.Vote(choices=choices, weight=vote.weight)


def recount_bundle(data: Any, asked: argparse.Namespace) -> dict[str, Any]:
    """Counts a bundle; by its own rule, `agrees` says whether everything comes out as it was stored at closing."""
    read = bundle.read_bundle(data)
    rule, own = read.rule, asked.method is None or method_of(asked.method) == read.rule.method
    own = own and not (asked.seats or asked.quota or asked.lot)
    if not own:
        ties = "lot" if asked.lot else rule.ties
        rule = tally.Rule(
            method_of(asked.method or rule.method), seats=asked.seats or rule.seats, quota=asked.quota or rule.quota, ties=ties
        )
    counted = tally.count(
        read.options, read.votes, rule=rule, eligible=read.eligible, quorum=read.quorum, lot=asked.lot or read.lot
    ).as_json()
    answer = dict(outcome.renamed(counted, read.names))
    if own:
        answer |= {key: counted[key] for key in ("counts", "tests", "passed", "constituencies")}
        answer["agrees"] = bundle.canonical(bundle.comparable(counted, read)) == bundle.canonical(bundle.comparable(read.result, read))
    return answer


def recount(asked: argparse.Namespace) -> dict[str, Any]:
    """Counts the file that is asked for.  Raises Malformed, OSError."""
    raw = asked.file.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("latin-1")  # as many BLT files are
    if not text.lstrip().startswith("{"):
        return recount_blt(text, asked)
    try:
        data = json.loads(text)
    except ValueError:
        raise tally.Malformed("This file is neither JSON nor BLT.") from None
    return recount_bundle(data, asked)


def sentences(answer: dict[str, Any]) -> list[str]:
    """The count for people to read."""
    lines = [f"Method: {answer['method']}"]
    for each in answer["rounds"]:
        moved = {"first": "first preferences", "surplus": "surplus of", "exclude": "votes of"}[each["step"]]
        lines += [f"Round {each['round']}: {moved} {each['of'] or ''}".rstrip() + f" (quota {each['quota']})"]
        lines += [f"  {votes:>16}  {name}" for name, votes in each["votes"].items()]
        lines += [f"  {each['exhausted']:>16}  (exhausted)", *(f"  elected: {name}" for name in each["elected"])]
        lines += [f"  excluded: {name}" for name in each["excluded"]]
    for tie in answer["ties"]:
        how = {"open": "left open", "same": "of no consequence", "lot": "by lot", "earlier_round": "by an earlier round"}[tie["by"]]
        lines.append(f"Tie in round {tie['round']}: {', '.join(tie['among'])}; {how}" + (f": {tie['picked']}" if tie["picked"] else ""))
    for test in answer.get("tests", []):
        name, met = f"{test['test']} {test['constituency'] or test['option'] or ''}".rstrip(), "met" if test["met"] else "not met"
        lines.append(f"{name}: {test['reached']} of {test['of']}, {test['needed']} needed: {met}")
    lines.append("Winners: " + (", ".join(answer["winners"]) or "none"))
    if "agrees" in answer:
        lines.append("This agrees with the result in the file." if answer["agrees"] else "THIS DIFFERS FROM THE RESULT IN THE FILE.")
    return lines


def main() -> int:
    """Count, and print; 0, or 1 where the count differs from the file's, or 2 where nothing can be counted."""
    parser = argparse.ArgumentParser(description="Counts a poll again, offline.")
    parser.add_argument("file", type=Path, metavar="FILE", help="a decision bundle (JSON), or a BLT file")
    parser.add_argument("--method", metavar="NAME", help="else that of the bundle; of BLT: stv for several seats, irv for one")
    parser.add_argument("--seats", type=int, help="else those of the file")
    parser.add_argument("--quota", choices=["droop", "hare"])
    parser.add_argument("--lot", metavar="NUMBER", help="the number read out after closing, to break ties by lot")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    try:
        answer = recount(asked)
    except (tally.Malformed, OSError) as wrong:
        print(f"recount: {wrong}", file=sys.stderr)
        return 2
    print(json.dumps(answer, ensure_ascii=False, indent=2) if asked.json else "\n".join(sentences(answer)))
    return 0 if answer.get("agrees", True) else 1


if __name__ == "__main__":
    sys.exit(main())
