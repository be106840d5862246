"""`comparer.py`: read two texts as JSON, print the runs of words that stayed, came and went.

Runs alone, started by `collab.files.compare`, with limits on memory and time that it sets before it reads anything: comparing
what is very long and very different takes more than a serving process may spend.  Words, not lines: a text that was wrapped or
paginated anew has not changed.
"""

import json
import re
import resource
import sys
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher

MEMORY_BYTES = 512 * 1024 * 1024  # of address space
CPU_SECONDS = 8
CRUMB_WORDS, CRUMB_SIGNS = 2, 7  # so little between two changes reads as part of one change
SHOWN_WORDS = 40  # of what stayed, at each side of a change; the rest is folded

# A word with what joins it, one sign of a script that writes without spaces, or one mark; each with the blank space before it.
_WORD = re.compile(r"(\s*)([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+(?:['’\u2010\u2011-]\w+)*|[^\w\s])")
_ENDS = frozenset(".!?。！？؟;；")

Word = tuple[str, str]  # the blank space before it, and itself
Run = dict[str, str | int]  # kind (same, inserted, deleted, skipped), text, words


def main() -> None:
    """Compare `{"before", "after", "whole"}` from standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    given = json.load(sys.stdin)
    found = runs(given["before"], given["after"])
    print(json.dumps(found if given["whole"] else folded(found)))


def runs(before: str, after: str) -> list[Run]:
    """Both texts as one row of runs.  Without the deleted ones it reads as `after`, without the inserted ones as `before`."""
    old, new = words_of(before), words_of(after)
    return [shown(kind, words) for kind, words in joined(without_crumbs(changes(old, new)))]


def words_of(text: str) -> list[Word]:
    """The words of a text in order."""
    return [(gap(blank), word) for blank, word in _WORD.findall(text)]


def gap(blank: str) -> str:
    """What stands between two words, as far as it is shown: nothing, a space, a new line, a new paragraph."""
    lines = blank.count("\n")
    return "\n\n" if lines > 1 else "\n" if lines else " " if blank else ""


def changes(old: list[Word], new: list[Word]) -> Iterator[tuple[str, list[Word]]]:
    """Runs of words: first sentence by sentence, which is quick and keeps together what belongs so; then words inside what changed."""
    left, right = sentences(old), sentences(new)
    for tag, a, b, c, d in SequenceMatcher(None, keys(left), keys(right), autojunk=False).get_opcodes():
        gone, come = flat(left[a:b]), flat(right[c:d])
        if tag == "equal":
            yield "same", stayed(gone, come)
            continue
        matcher = SequenceMatcher(None, [word for _, word in gone], [word for _, word in come], autojunk=len(come) > 1000)
        for inner, e, f, g, h in matcher.get_opcodes():
            if inner == "equal":
                yield "same", stayed(gone[e:f], come[g:h])
                continue
            yield "deleted", gone[e:f]
            yield "inserted", come[g:h]


def stayed(gone: list[Word], come: list[Word]) -> list[Word]:
    """Words that are in both, as they stand in the newer text; what stood apart in either one stays apart."""
    return [(blank or before, word) for (before, _), (blank, word) in zip(gone, come, strict=True)]


def sentences(words: list[Word]) -> list[list[Word]]:
    """The words by sentence; blank space ends none, since it is where a text that was wrapped anew differs."""
    found: list[list[Word]] = []
    for before, word in zip([("", "."), *words], words, strict=False):
        if before[1] in _ENDS:
            found.append([])
        found[-1].append(word)
    return found


def keys(found: list[list[Word]]) -> list[tuple[str, ...]]:
    """Sentences without the blank space in them."""
    return [tuple(word for _, word in each) for each in found]


def flat(found: list[list[Word]]) -> list[Word]:
    """Their words."""
    return [word for each in found for word in each]


def without_crumbs(found: Iterable[tuple[str, list[Word]]]) -> list[tuple[str, list[Word]]]:
    """The same, where a word or two that stayed between two changes count as gone and come again."""
    rows = [(kind, words) for kind, words in found if words]
    kept: list[tuple[str, list[Word]]] = []
    for at, (kind, words) in enumerate(rows):
        between = 0 < at < len(rows) - 1 and rows[at - 1][0] != "same" and rows[at + 1][0] != "same"
        small = len(words) <= CRUMB_WORDS and sum(len(word) for _, word in words) <= CRUMB_SIGNS
        if kind == "same" and between and small and any(word.isalnum() for _, word in words):
            kept += [("deleted", words), ("inserted", words)]
        else:
            kept.append((kind, words))
    return kept


def joined(found: list[tuple[str, list[Word]]]) -> Iterator[tuple[str, list[Word]]]:
    """Between two runs that stayed: all that went in one run, then all that came in one."""
    gone: list[Word] = []
    come: list[Word] = []
    same: list[Word] = []
    for kind, words in [*found, ("same", [])]:
        if kind != "same":
            if same:
                yield "same", same
                same = []
            (gone if kind == "deleted" else come).extend(words)
            continue
        for name, some in (("deleted", gone), ("inserted", come)):
            if some:
                yield name, some
        gone, come = [], []
        same = [*same, *words]
    if same:
        yield "same", same


def shown(kind: str, words: list[Word]) -> Run:
    """A run as it travels; marks are no words."""
    return {"kind": kind, "text": "".join(blank + word for blank, word in words), "words": sum(word[0].isalnum() for _, word in words)}


def folded(found: list[Run]) -> list[Run]:
    """The same without the middle of what stayed for long."""
    kept: list[Run] = []
    for at, run in enumerate(found):
        words = words_of(str(run["text"])) if run["kind"] == "same" else []
        head = SHOWN_WORDS if at else 0
        tail = SHOWN_WORDS if at < len(found) - 1 else 0
        if len(words) <= head + tail + SHOWN_WORDS:
            kept.append(run)
            continue
        parts = (("same", words[:head]), ("skipped", words[head : len(words) - tail]), ("same", words[len(words) - tail :]))
        for kind, some in parts:
            if some:
                kept.append(shown(kind, some) | ({"text": ""} if kind == "skipped" else {}))
    return kept


if __name__ == "__main__":
    main()
