"""Passages of a text: whether one stands in it, word for word.  Pure; no ORM here."""

import re

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|\w+|[^\w\s]")
LONGEST = 600  # characters of a passage
ANCHOR = 400  # characters that say where a passage stands in a text that is written here


def words_of(text: str) -> tuple[str, ...]:
    """The words and marks of a text; how it is wrapped, and soft hyphens, do not count."""
    return tuple(_WORD.findall(text.replace("\u00ad", "").replace("\ufffe", "")))


class Text:
    """A text in which passages are sought often: taken apart once."""

    def __init__(self, text: str) -> None:
        self.words = words_of(text)
        self._joined = f"\0{chr(0).join(self.words)}\0"

    def holds(self, passage: str) -> bool:
        """Whether these words stand in the text, side by side and in this order."""
        words = words_of(passage)
        return bool(words) and f"\0{chr(0).join(words)}\0" in self._joined
