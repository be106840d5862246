"""What several people write at once: edits, how they merge, and what the result says.  The only importer of pycrdt.

Plain functions over bytes: no table, no request.  The bytes are updates of Yjs (v1), in which two edits merge to the same text in
whatever order they come; the browser's editor keeps its text in the fragment `default`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pycrdt import Doc, XmlElement, XmlFragment, XmlText

from collab.errors import Code, Invalid
from discussions.documents.manuscript import HEADINGS, Block, Run

EDIT_LIMIT = 256 * 1024  # bytes of one edit: a large paste
TEXT_LIMIT = 1024 * 1024  # bytes of a text with all its edits: it goes to a browser as one frame
DEEPEST = 12  # lists in lists; what lies deeper is not read: no editor makes it, a hostile one may
FRAGMENT = "default"
INSERTION, DELETION = "insertion", "deletion"  # marks over what is suggested; each names its suggestion by a key
_KEY = re.compile(rb'"key":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')  # in an update, a mark's attributes are JSON


def check_edit(data: bytes) -> None:
    """Raise Invalid for what is no edit, or too large for one."""
    if len(data) > EDIT_LIMIT:
        raise Invalid(Code.TOO_LARGE, _("This is too much at once."), limit=EDIT_LIMIT)
    merged(data)


def merged(state: bytes, *edits: bytes) -> bytes:
    """A state with later edits in it, in their order; what was deleted is no longer in it.  Raises Invalid for bytes that are no edits."""
    return bytes(_doc_of(state, *edits).get_update())


def blocks_of(state: bytes, *edits: bytes) -> list[Block]:
    """What a text says: without what is only suggested.  Nodes that the editor does not know are read as their words."""
    return list(_blocks(_doc_of(state, *edits).get(FRAGMENT, type=XmlFragment).children))


def all_words_of(state: bytes, *edits: bytes) -> str:
    """The words that are seen in a text: those that are only suggested too."""
    doc = _doc_of(state, *edits)
    root = doc.get(FRAGMENT, type=XmlFragment)
    return "\n".join(_all_words(root.children, 0))


def _all_words(children: Iterable[Any], depth: int) -> Iterator[str]:
    for child in children if depth < 2 * DEEPEST else []:
        if isinstance(child, XmlText):
            yield "".join(words for words, _marks in child.diff() if isinstance(words, str))
        elif isinstance(child, XmlElement):
            yield from _all_words(child.children, depth + 1)


def keys_in(edit: bytes) -> set[UUID]:
    """The keys of suggestions that an edit names, without reading the text: new ones, and some of those beside which it wrote."""
    return {UUID(found.decode()) for found in _KEY.findall(edit)}


def suggested_in(state: bytes, *edits: bytes) -> set[UUID]:
    """The keys of the suggestions that stand in a text."""
    marks = _marks(_doc_of(state, *edits).get(FRAGMENT, type=XmlFragment).children, 0)
    return {key for mark in marks if (key := _key_of(mark)) is not None}


def _marks(children: Iterable[Any], depth: int) -> Iterator[Any]:
    for child in children if depth < 2 * DEEPEST else []:
        if isinstance(child, XmlText):
            yield from (marks[kind] for _words, marks in child.diff() if marks for kind in (INSERTION, DELETION) if kind in marks)
        elif isinstance(child, XmlElement):
            yield from _marks(child.children, depth + 1)


def _key_of(mark: Any) -> UUID | None:
    try:
        return UUID(mark["key"])
    except (TypeError, KeyError, ValueError, AttributeError):
        return None  # no editor makes it


def _doc_of(*updates: bytes) -> "Doc[Any]":
    doc: Doc[Any] = Doc()
    try:
        with doc.transaction():
            for each in updates:
                if each:
                    doc.apply_update(each)
    except ValueError:
        raise Invalid(Code.INVALID, _("This is no edit of a text. Load the page anew.")) from None
    return doc


def _blocks(children: Iterable[Any], depth: int = 0) -> Iterator[Block]:
    for child in children if depth < DEEPEST else []:
        if not isinstance(child, XmlElement):
            if runs := tuple(_runs([child], depth)):
                yield Block("paragraph", runs=runs)
        elif child.tag == "heading":
            yield Block("heading", runs=tuple(_runs(child.children, depth)), level=_level(child))
        elif child.tag in {"bulletList", "orderedList"}:
            items = tuple(tuple(_blocks(_children(item), depth + 1)) for item in child.children)
            yield Block("ordered" if child.tag == "orderedList" else "bullets", items=items)
        elif child.tag == "blockquote":
            yield Block("quote", items=(tuple(_blocks(child.children, depth + 1)),))
        elif child.tag == "horizontalRule":
            yield Block("rule")
        else:
            yield Block("paragraph", runs=tuple(_runs(child.children, depth)))


def _level(heading: XmlElement) -> int:
    given: Any = heading.attributes.get("level")
    level = int(given) if isinstance(given, (int, float)) and abs(given) < 10 else HEADINGS[0]
    return min(max(level, HEADINGS[0]), HEADINGS[-1])


def _children(node: Any) -> Iterable[Any]:
    return node.children if isinstance(node, XmlElement) else [node]


def _runs(children: Iterable[Any], depth: int) -> Iterator[Run]:
    for child in children if depth < DEEPEST else []:
        if isinstance(child, XmlText):
            for words, marks in child.diff():
                if isinstance(words, str) and words and INSERTION not in (marks or {}):
                    yield _run(words, marks or {})
        elif isinstance(child, XmlElement):
            yield from [Run("\n")] if child.tag == "hardBreak" else _runs(child.children, depth + 1)


def _run(words: str, marks: Mapping[str, Any]) -> Run:
    link = marks.get("link")
    href = str(link.get("href") or "") if isinstance(link, Mapping) else ""
    return Run(words, bold="bold" in marks, italic="italic" in marks, href=href)


def words_of(blocks: Iterable[Block]) -> str:
    """The words of blocks alone, a line for each."""
    return "\n".join(filter(None, chain.from_iterable(_lines(block) for block in blocks)))


def _lines(block: Block) -> Iterator[str]:
    yield "".join(run.words for run in block.runs)
    for item in block.items:
        yield words_of(item)
