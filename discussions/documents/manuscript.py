"""A text as blocks of runs, and the same as Markdown.  Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

HEADINGS = (2, 3, 4)  # levels within a text; its title is the first
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|&])")
_MARK = re.compile(r"^([#+=-])", re.MULTILINE)  # would begin a heading, a list, a rule
_NUMBER = re.compile(r"^(\d{1,9})([.)])", re.MULTILINE)
_WORDS = re.compile(r"^([\W_]*)(.*?)([\W_]*)$", re.DOTALL)  # an underscore is a sign, as CommonMark has it
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s<>()\\]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one guise.  A line break is a run of its own: `\\n`."""

    words: str
    bold: bool = False
    italic: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or heading with its runs; a list with the blocks of each item; a quotation with its blocks as its one item."""

    kind: Literal["paragraph", "heading", "bullets", "ordered", "quote", "rule"]
    runs: tuple[Run, ...] = ()
    level: int = 0
    items: tuple[tuple["Block", ...], ...] = ()


def is_empty(blocks: Iterable[Block]) -> bool:
    """Whether nobody would read a word."""
    return not any("".join(run.words for run in block.runs).strip() or any(not is_empty(item) for item in block.items) for block in blocks)


def as_markdown(title: str, blocks: Sequence[Block]) -> str:
    """The text under its title, as Markdown (CommonMark).  What people wrote is escaped, so that it says the same when it is rendered."""
    return "\n".join([f"# {_inline([Run(title)], ' ')}", "", *_lines(blocks)]).rstrip("\n") + "\n"


def _lines(blocks: Sequence[Block]) -> list[str]:
    lines: list[str] = []
    again, before = False, ""
    for block in blocks:
        again = block.kind == before and not again  # two lists in a row: with the same mark they would be read as one
        lines += [*([""] if lines else []), *_block(block, again)]
        before = block.kind
    return lines


def _block(block: Block, again: bool) -> list[str]:
    match block.kind:
        case "heading":
            return [f"{'#' * block.level} {_inline(block.runs, ' ')}".rstrip()]
        case "bullets":
            return [line for item in block.items for line in _indented("* " if again else "- ", item)]
        case "ordered":
            return [line for n, item in enumerate(block.items, 1) for line in _indented(f"{n}) " if again else f"{n}. ", item)]
        case "quote":
            return [f"> {line}".rstrip() for line in _lines([each for item in block.items for each in item])] or [">"]
        case "rule":
            return ["---"]
        case _:
            return _inline(block.runs, "\\\n").split("\n")


def _indented(mark: str, item: Sequence[Block]) -> list[str]:
    lines = _lines(item) or [""]
    return [f"{mark}{lines[0]}".rstrip(), *(f"{' ' * len(mark)}{line}".rstrip() for line in lines[1:])]


def _inline(runs: Iterable[Run], line_break: str) -> str:
    text = "".join(_linked(href, list(some)) for href, some in groupby(runs, key=lambda run: run.href))
    lines = [" ".join(line.split()) for line in text.strip().split("\n")]
    return line_break.join(_NUMBER.sub(r"\1\\\2", _MARK.sub(r"\\\1", line)) for line in lines)


def _linked(href: str, runs: Sequence[Run]) -> str:
    bare = [part for run in runs for part in _parts(run)]
    text = "".join(_wrapped("**" if bold else "", _slanted(some)) for bold, some in groupby(bare, key=lambda run: run.bold))
    return f"[{' '.join(text.split())}]({href})" if _ADDRESS.fullmatch(href) and text.strip() else text


def _slanted(runs: Iterable[Run]) -> str:
    return "".join(
        _wrapped("*" if italic else "", _SPECIAL.sub(r"\\\1", "".join(run.words for run in some)))
        for italic, some in groupby(runs, key=lambda run: run.italic)
    )


def _wrapped(mark: str, text: str) -> str:
    return f"{mark}{text}{mark}"


def _parts(run: Run) -> Iterator[Run]:
    """A run whose mark touches letters alone: `**word.**next` would not be read as bold."""
    if not (run.bold or run.italic):
        yield run
        return
    found = _WORDS.fullmatch(run.words)
    before, core, after = found.groups() if found else ("", run.words, "")
    yield from (each for each in (Run(before), Run(core, run.bold, run.italic), Run(after)) if each.words)
