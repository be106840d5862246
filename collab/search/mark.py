"""An excerpt of a text around the words that were sought, as HTML with nothing in it but `<mark>`."""

import html
import re

from collab.search.find import Words
from collab.search.fold import HAN, fold

EXCERPT = 200  # characters of text
LEAD = 60  # of these, before the first word found
_WORD = re.compile(rf"[{HAN}]|(?:(?![{HAN}])[\w\u0300-\u036f\u064b-\u065f\u0670\u06d6-\u06ed])+")


def marked(text: str, words: Words) -> str:
    """The part of `text` where the words are, escaped, the words in `<mark>`; its beginning when they are elsewhere."""
    line = " ".join(text.split())
    found = [match.span() for match in _WORD.finditer(line) if sought(match[0], words)]
    start, end = window(line, found[0][0] if found else 0)
    out, at = ["…" if start else ""], start
    for left, right in found:
        if left >= at and right <= end:
            out += [html.escape(line[at:left]), "<mark>", html.escape(line[left:right]), "</mark>"]
            at = right
    return "".join([*out, html.escape(line[at:end]), "…" if end < len(line) else ""]).replace("</mark><mark>", "")


def sought(word: str, words: Words) -> bool:
    """Whether a word of the text is one of those sought; the last of them may go on."""
    folded = fold(word)
    every = [each for phrase in words.phrases for each in phrase]
    return folded in every or bool(folded and every and folded.startswith(every[-1]))


def window(line: str, first: int) -> tuple[int, int]:
    """From where to where a line is shown, cut between words."""
    if len(line) <= EXCERPT:
        return 0, len(line)
    start = max(0, first - LEAD)
    if start:
        start = line.find(" ", start, first) + 1 or start
    end = min(len(line), start + EXCERPT)
    if end < len(line):
        end = max(line.rfind(" ", start, end), min(end, start + LEAD + 1))
    return start, end
