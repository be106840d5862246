"""What several people write at once: edits, how they merge, and the text as Markdown."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pycrdt import XmlElement, XmlText

from collab.errors import Code, Invalid
from discussions.documents.coedit import EDIT_LIMIT, blocks_of, check_edit, merged
from discussions.documents.manuscript import Block, Run, as_markdown, is_empty
from tests.coedit import Desk, said


def test_two_writers_come_to_the_same_text_in_whatever_order() -> None:
    ada = Desk()
    ada.write("yarn")
    ben = Desk(*ada.made)
    before = len(ada.made)
    ada.write("from Ada")
    ben.write("from Ben")
    orders = [[*ada.made, *ben.made], [*ada.made[:before], *ben.made, *ada.made[before:]]]
    assert len({said(*each) for each in orders}) == 1
    assert sorted(said(*orders[0]).split("\n")) == ["from Ada", "from Ben", "yarn"]
    assert said(merged(b"", *orders[0])) == said(*orders[1])
    assert said(merged(merged(b"", *ada.made), *ben.made, *ada.made)) == said(*orders[0])


def test_what_was_deleted_is_not_in_a_merged_state() -> None:
    desk = Desk()
    text = desk.write("the secret word is marigold")
    del text[18:]
    state = merged(b"", *desk.made)
    assert said(state) == "the secret word is"
    assert b"marigold" in b"".join(desk.made)
    assert b"marigold" not in state


@pytest.mark.parametrize("data", [b"\x01", b"hello", b"\xff" * 40, b"\x01\x01\xff\xff\xff\xff\x0f\x00\x00"])
def test_bytes_that_are_no_edit_are_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        check_edit(data)
    assert refusal.value.code == Code.INVALID


def test_an_edit_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(Invalid) as refusal:
        check_edit(b"\xff" * (EDIT_LIMIT + 1))
    assert (refusal.value.code, refusal.value.facts) == (Code.TOO_LARGE, {"limit": EDIT_LIMIT})


def test_damaged_edits_are_refused_or_read_and_nothing_else() -> None:
    desk, chance = Desk(), Random(7)
    for n in range(20):
        desk.write(f"line {n}", "heading", level=2)
    for _n in range(400):
        data = bytearray(chance.choice(desk.made))
        data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            check_edit(bytes(data))
        except Invalid as refusal:
            assert refusal.code == Code.INVALID


def test_a_text_is_read_block_by_block() -> None:
    desk = Desk()
    desk.write("Aims", "heading", level=2)
    text = desk.write("Read ")
    text.insert(5, "this", {"bold": {}})
    text.insert(9, " page", {"link": {"href": "https://example.org/a"}})
    items = desk.root.children.append(XmlElement("orderedList"))
    for words in ("first", "second"):
        items.children.append(XmlElement("listItem")).children.append(XmlElement("paragraph")).children.append(XmlText(words))
    desk.root.children.append(XmlElement("horizontalRule"))
    desk.write("kept as words", "somethingNew")
    blocks = blocks_of(b"", *desk.made)
    assert blocks == [
        Block("heading", (Run("Aims"),), level=2),
        Block("paragraph", (Run("Read "), Run("this", bold=True), Run(" page", href="https://example.org/a"))),
        Block("ordered", items=((Block("paragraph", (Run("first"),)),), (Block("paragraph", (Run("second"),)),))),
        Block("rule"),
        Block("paragraph", (Run("kept as words"),)),
    ]
    assert as_markdown("On *yarn*", blocks) == (
        "# On \\*yarn\\*\n\n## Aims\n\nRead **this**[page](https://example.org/a)\n\n1. first\n2. second\n\n---\n\nkept as words\n"
    )
    assert (is_empty(blocks), is_empty(blocks_of(b""))) == (False, True)


def test_what_no_editor_makes_is_read_as_far_as_it_goes() -> None:
    desk = Desk()
    desk.write("level", "heading", level="many")
    node = desk.root.children.append(XmlElement("blockquote"))
    for _n in range(40):
        node = node.children.append(XmlElement("blockquote"))
    node.children.append(XmlText("out of reach"))
    heading, quote = blocks_of(b"", *desk.made)
    assert (heading, quote.kind, is_empty([quote])) == (Block("heading", (Run("level"),), level=2), "quote", True)


def test_a_link_leads_only_where_links_may() -> None:
    for href in ("javascript:alert(1)", "https://example.org/a b", "//example.org", "https://example.org/)x"):
        assert as_markdown("T", [Block("paragraph", (Run("word", href=href),))]) == "# T\n\nword\n"


def test_two_lists_in_a_row_stay_two() -> None:
    one = Block("bullets", items=((Block("paragraph", (Run("a"),)),),))
    html = MarkdownIt("commonmark").render(as_markdown("T", [one, one, one]))
    assert html.count("<ul>") == 3


WORDS = st.text(st.sampled_from("ab1 .,#*_-+[]()<>&`~|\\!=:é中。م"), max_size=12)
RUNS = st.lists(st.builds(Run, WORDS, st.booleans(), st.booleans()), min_size=1, max_size=4).map(tuple)
PARAGRAPHS = st.builds(lambda runs: Block("paragraph", runs), RUNS)


def visible(tokens: Any) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "text_special"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield "\n"
        yield from visible(token.children or [])


@example(Block("paragraph", (Run("1"), Run("_", italic=True))))
@given(PARAGRAPHS)
def test_markdown_says_what_was_written_whatever_its_signs(block: Block) -> None:
    [_open, _title, _close, *rest] = MarkdownIt("commonmark").parse(as_markdown("T", [block]))
    assert "".join("".join(visible(rest)).split()) == "".join("".join(run.words for run in block.runs).split())
    assert {token.type for token in rest} <= {"paragraph_open", "inline", "paragraph_close"}
