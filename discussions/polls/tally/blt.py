"""BLT, the file that counts of ranked votes are exchanged in: read and written.

4 2              options, seats
-3               withdrawn (optional)
28 1 2 3 4 0     28 votes for the first, then the second …
3 2=4 1 0        three that rank the second and the fourth equal
0                no more votes
"First" …        the names, then a title
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .votes import Malformed, Vote

_BRACKETS = re.compile(r"\[\s*(?P<what>\w+)(?P<rest>[^\]\n]*)\]")
_TOKENS = re.compile(r'"(?P<name>(?:[^"\\]|\\.)*)"|#[^\n]*|(?P<word>[^\s"#]+)')


@dataclass(frozen=True, slots=True)
class Election:
    """What a BLT file says.  Options have their numbers as keys, from "1"."""

    title: str
    seats: int
    names: tuple[str, ...]  # of all options, also those that withdrew
    withdrawn: frozenset[str]
    votes: tuple[Vote, ...]

    @property
    def options(self) -> tuple[str, ...]:
        """The keys of those that stand."""
        return tuple(key for key in map(str, range(1, len(self.names) + 1)) if key not in self.withdrawn)

    @property
    def by_key(self) -> dict[str, str]:
        """Names by key."""
        return {str(number): name for number, name in enumerate(self.names, 1)}


def read_blt(text: str) -> Election:
    """A file of votes.  Those that withdrew are taken out of every ranking.  Raises Malformed."""
    words, names = _split(text)
    try:
        count, seats = int(words[0]), int(words[1])
        at, withdrawn, votes = 2, set(), []
        while words[at].startswith("-") and words[at] != "-":
            withdrawn.add(str(-int(words[at])))
            at += 1
        while words[at] != "0":
            if words[at].startswith("("):  # the mark of a paper: one vote
                weight = 1
            else:
                weight = int(words[at])
            end = words.index("0", at + 1)
            places = [_place(word, count) for word in words[at + 1 : end] if word not in {"-", "_"}]
            left = tuple(tuple(key for key in place if key not in withdrawn) for place in places)
            votes.append(Vote(ranking=tuple(place for place in left if place), weight=weight))
            at = end + 1
    except (ValueError, IndexError) as wrong:
        raise wrong if isinstance(wrong, Malformed) else Malformed("This is not a BLT file, or it is cut off.") from wrong
    if count < 1 or seats < 1 or len(names) < count:
        raise Malformed(f"The file promises {count} options and {seats} seats, and names {len(names)}.")
    return Election(names[count] if len(names) > count else "", seats, tuple(names[:count]), frozenset(withdrawn), tuple(votes))


def _split(text: str) -> tuple[list[str], list[str]]:
    """The numbers up to the first name, and the names."""
    words: list[str] = []
    names: list[str] = []
    for match in _TOKENS.finditer(_BRACKETS.sub(_bracket, text.lstrip("\ufeff"))):
        if match["name"] is not None:
            names.append(re.sub(r"\\(.)", r"\1", match["name"]))
        elif match["word"] is not None and not names:
            words.append(match["word"])
    return words, names


def _bracket(found: re.Match[str]) -> str:
    """What a bracket comes to in numbers.  Raises Malformed for one that renames the options."""
    if found["what"] == "nick":
        raise Malformed("The file gives its options nicknames, which are not read here.")
    return " ".join(f"-{number}" for number in found["rest"].split()) if found["what"] == "withdrawn" else ""


def _place(word: str, count: int) -> tuple[str, ...]:
    """The options in one place of a ranking.  Raises Malformed."""
    numbers = [int(part) for part in word.split("=")]
    if not all(1 <= number <= count for number in numbers):
        raise Malformed(f"A vote names option {word}, and there are {count}.")
    return tuple(str(number) for number in numbers)


def write_blt(title: str, seats: int, options: Sequence[tuple[str, str]], votes: Iterable[Vote]) -> str:
    """A file of votes: equal ones together, in the order of their rankings, which tells nothing of who voted when.

    `options`: (key, name).  Abstentions are left out; BLT has no word for them.
    """
    number = {key: n for n, (key, _) in enumerate(options, 1)}
    counted: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for vote in votes:
        if not vote.abstained:
            counted[tuple(tuple(sorted(number[key] for key in place)) for place in vote.ranking)] += vote.weight
    lines = [f"{len(options)} {seats}"]
    for ranking, weight in sorted(counted.items()):
        lines.append(" ".join([str(weight), *("=".join(map(str, place)) for place in ranking), "0"]))
    lines += ["0", *(_quoted(name) for _, name in options), _quoted(title)]
    return "\n".join(lines) + "\n"


def _quoted(name: str) -> str:
    """A name on one line; BLT has no agreed way to write a quotation mark."""
    return '"' + " ".join(name.replace('"', "'").replace("\\", "/").split()) + '"'
