"""A text in pages, for reading on a screen.  Pure; no ORM here."""

LEAF = 3_000  # characters on one page, about
FENCE = "```"


def leaves_of(text: str) -> list[str]:
    """A text in pages, each ending with a line, else with a word."""
    leaves, rest = [], text
    while len(rest) > LEAF:
        cut = max(rest.rfind("\n", LEAF // 2, LEAF), 0) or max(rest.rfind(" ", LEAF // 2, LEAF), 0) or LEAF
        leaves.append(rest[:cut])
        rest = rest[cut:].lstrip("\n ")
    return [*leaves, rest] if rest.strip() or not leaves else leaves


def markdown_leaves(source: str) -> list[str]:
    """A text in Markdown in pages, each ending between two blocks: what is rendered alone looks as it would in the whole.

    A block is never divided, and neither is what a fence holds.
    """
    leaves, leaf = [], ""
    for block in source.split("\n\n"):
        if leaf.strip() and len(leaf) + len(block) > LEAF and not fenced(leaf):
            leaves.append(leaf)
            leaf = block
        else:
            leaf = f"{leaf}\n\n{block}" if leaf else block
    return [*leaves, leaf] if leaf.strip() or not leaves else leaves


def fenced(text: str) -> bool:
    """Whether a text ends within a fence of code."""
    return sum(line.lstrip().startswith(FENCE) for line in text.split("\n")) % 2 == 1
