"""A Markdown text as a Word file."""

from io import BytesIO

import docx
from docx.oxml.ns import qn

from collab.text.word import Leaf, as_word

SOURCE = """# Title

## Aims

A **bold** and *slanted* [word](https://example.org/a).
- one
  - deeper

3. first
4. second

> said

---

<script>alert(1)</script>
"""


def test_every_block_has_its_style_and_every_word_is_there() -> None:
    word = docx.Document(BytesIO(as_word(SOURCE, Leaf("Title", "en", "TLP:AMBER"))))
    assert [(each.style and each.style.name, each.text) for each in word.paragraphs] == [
        ("Heading 1", "Title"), ("Heading 2", "Aims"), ("Normal", "A bold and slanted word (https://example.org/a)."),
        ("List Bullet", "one"), ("List Bullet 2", "deeper"), ("List", "3. first"), ("List", "4. second"), ("Quote", "said"),
        ("Normal", "* * *"), ("Normal", "<script>alert(1)</script>"),
    ]  # fmt: skip
    assert [(run.text, run.bold, run.italic) for run in word.paragraphs[2].runs if run.bold or run.italic] == [
        ("bold", True, None), ("slanted", None, True),
    ]  # fmt: skip


def test_each_page_carries_the_label_and_the_mark_and_the_file_no_name_of_a_maker() -> None:
    word = docx.Document(BytesIO(as_word(SOURCE, Leaf("Yarn", "fr", "TLP:AMBER", "Ada (example) · 7"))))
    section = word.sections[0]
    assert [each.text for edge in (section.header, section.footer) for each in edge.paragraphs] == [
        "TLP:AMBER", "TLP:AMBER", "Ada (example) · 7",
    ]  # fmt: skip
    assert [(run.font.size and run.font.size.pt, run.bold) for run in section.header.paragraphs[0].runs] == [(12.0, True)]
    facts = word.core_properties
    assert (facts.author, facts.last_modified_by, facts.comments, facts.title, facts.language) == ("", "", "", "Yarn", "fr")
    assert {each.get(qn("w:val")) for each in word.styles.element.iter(qn("w:lang"))} == {"fr"}


def test_arabic_runs_from_right_to_left() -> None:
    word = docx.Document(BytesIO(as_word("# a *b*", Leaf("a", "ar-SA", "TLP:GREEN"))))
    assert word.paragraphs[0]._p.find(f".//{qn('w:bidi')}") is not None
    assert [run.font.rtl for run in word.paragraphs[0].runs] == [True, True]
    left = docx.Document(BytesIO(as_word("# a", Leaf("a", "en", "TLP:GREEN"))))
    assert left.paragraphs[0]._p.find(f".//{qn('w:bidi')}") is None
