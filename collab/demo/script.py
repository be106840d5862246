"""Reading the conversations: Markdown files with a few signs at the starts of lines.

# Civil Society Reference Group          the group
## Legislation menu                      a space of it
### Which regional samples first?        a topic
!start 9d4h                              how long before loading it opens
!capabilities legislation                slugs; also !label amber_strict, !pinned, !locked
@mateus                                  a message; @awa 14m: that long after the one before;
                                         then any of: quote=2 (the second message), label=…, pin, note=… (to the end)
Bom dia. …                               its Markdown; @{ines}, @{all}, @{moderators} call people
!thanks ines awa                         who said which word to it
!edit 5m                                 the lines that follow are its new words, that much later
!withdraw 6m                             its author takes it back
"""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from collab.demo.past import span
from collab.labels import Label
from discussions.chat.shapes import Word

FOLDER = Path(__file__).parent / "content" / "talk"
_HEAD = re.compile(r"@(\w+)(?: ((?:\d+[dhm])+))?(?: quote=(\d+))?(?: label=(\w+))?( pin)?(?: note=(.+))?")


@dataclass(slots=True)
class Line:
    """A message to come.  `after`: since the message before it."""

    by: str
    after: timedelta
    quote: int = 0  # number of a message in the topic, from 1; 0: none
    label: Label | None = None
    pin: bool = False
    note: str = ""
    body: str = ""
    words: list[tuple[Word, str]] = field(default_factory=list)  # who says which
    edit_after: timedelta | None = None
    edited: str = ""
    withdraw_after: timedelta | None = None


@dataclass(slots=True)
class Talk:
    """A topic to come, with all that is said in it."""

    group: str
    space: str
    title: str
    start: timedelta = timedelta()
    end: timedelta | None = None
    label: Label | None = None
    capabilities: list[str] = field(default_factory=list)
    pinned: bool = False
    locked: bool = False
    lines: list[Line] = field(default_factory=list)

    def moments(self) -> list[timedelta]:
        """How long before loading each message comes.  Raises ValueError where one would come after it."""
        pauses = sum((line.after for line in self.lines), timedelta())
        stretch = (self.start - self.end) / pauses if self.end is not None else 1.0
        found, ago = [], self.start
        for line in self.lines:
            ago -= line.after * stretch
            found.append(ago)
        if found[-1] < timedelta():
            raise ValueError(f"{self.title!r} ends after the present")
        return found


def talks() -> list[Talk]:
    """Every topic of every file, in the order of the files' names."""
    return [talk for path in sorted(FOLDER.glob("*.md")) for talk in Reader().read(path.read_text(encoding="utf-8"))]


class Reader:
    """Reads one file, line by line."""

    def __init__(self) -> None:
        self.group = self.space = ""
        self.found: list[Talk] = []
        self.text: list[str] = []

    def read(self, text: str) -> list[Talk]:
        """The topics in the text.  Raises ValueError, with the line, for one that it does not understand."""
        for number, line in enumerate(text.split("\n"), 1):
            try:
                self.take(line)
            except (ValueError, IndexError) as fault:
                raise ValueError(f"line {number}: {line!r}: {fault}") from fault
        self.finish()
        return self.found

    def take(self, line: str) -> None:
        """One line."""
        sign, _, rest = line.partition(" ")
        if sign in {"#", "##", "###"}:
            self.finish()
            self.title(sign, rest)
        elif _HEAD.fullmatch(line):
            self.finish()
            self.head(line)
        elif line.startswith("!"):
            self.finish()
            self.direct(sign[1:], rest)
        else:
            self.text.append(line)

    def finish(self) -> None:
        """What was read since the last sign belongs to the last message."""
        text, self.text = "\n".join(self.text).strip(), []
        if text:
            line = self.found[-1].lines[-1]
            if line.edit_after is None:
                line.body = text
            else:
                line.edited = text

    def title(self, sign: str, text: str) -> None:
        """A group, a space or a topic."""
        if sign == "#":
            self.group = text
        elif sign == "##":
            self.space = text
        else:
            self.found.append(Talk(self.group, self.space, text))

    def head(self, line: str) -> None:
        """Who speaks, when, how."""
        match = _HEAD.fullmatch(line)
        assert match is not None, "take has looked"
        by, after, quote, label, pin, note = match.groups()
        self.found[-1].lines.append(
            Line(by, span(after) if after else timedelta(), int(quote or 0), Label(label) if label else None, bool(pin), note or "")
        )

    def direct(self, what: str, rest: str) -> None:
        """What is said of a topic, or of the last message."""
        talk = self.found[-1]
        if what == "start":
            talk.start = span(rest)
        elif what == "end":
            talk.end = span(rest)
        elif what == "capabilities":
            talk.capabilities = rest.split()
        elif what == "label":
            talk.label = Label(rest)
        elif what == "pinned":
            talk.pinned = True
        elif what == "locked":
            talk.locked = True
        elif what == "edit":
            talk.lines[-1].edit_after = span(rest)
        elif what == "withdraw":
            talk.lines[-1].withdraw_after = span(rest)
        else:
            talk.lines[-1].words += [(Word(what), who) for who in rest.split()]
