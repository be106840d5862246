"""A Markdown text as a Word file: for those who work on with it elsewhere.  What holds is the Markdown, whose bytes were approved."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

MADE = datetime(2000, 1, 1, tzinfo=UTC)  # it says nothing of when it was taken
DEEPEST = 3  # levels of lists for which the template has a style
EDGE = Pt(12)  # the label at each edge of a page (TLP)
RIGHT_TO_LEFT = {"ar", "dv", "fa", "he", "ps", "ur", "yi"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands beside the words: a title for the file, its language (BCP 47), its label, whose copy it is ("": nobody's)."""

    title: str
    language: str
    label: str
    mark: str = ""


def as_word(source: str, leaf: Leaf) -> bytes:
    """The bytes of a DOCX.  Its label stands in header and footer of every page; no name of its makers is in it."""
    out = Document()
    facts = out.core_properties
    facts.author = facts.last_modified_by = facts.comments = ""
    facts.title, facts.language, facts.created, facts.modified = leaf.title[:255], leaf.language, MADE, MADE
    for language in out.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), leaf.language)
        language.set(qn("w:bidi"), leaf.language)
    for edge in (out.sections[0].header, out.sections[0].footer):
        line = edge.paragraphs[0]
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = line.add_run(leaf.label)
        run.font.size, run.bold = EDGE, True
    if leaf.mark:
        out.sections[0].footer.add_paragraph().add_run(leaf.mark)
    tree = SyntaxTreeNode(MarkdownIt("commonmark", {"html": False, "maxNesting": 40}).parse(source))
    _Writer(out, leaf.language.partition("-")[0] in RIGHT_TO_LEFT).blocks(tree.children)
    content = io.BytesIO()
    out.save(content)
    return content.getvalue()


class _Writer:
    def __init__(self, out: Any, right_to_left: bool) -> None:
        self.out, self.right_to_left = out, right_to_left

    def blocks(self, nodes: Iterable[SyntaxTreeNode], style: str = "Normal", depth: int = 0, mark: str = "") -> None:
        """Blocks, the first of them behind `mark`."""
        for node in nodes:
            match node.type:
                case "heading":
                    self._paragraph(node, f"Heading {node.tag[1:]}", mark)
                case "bullet_list":
                    level = min(depth + 1, DEEPEST)
                    for item in node.children:
                        self.blocks(item.children, "List Bullet" if level == 1 else f"List Bullet {level}", depth + 1)
                case "ordered_list":
                    level = min(depth + 1, DEEPEST)
                    for n, item in enumerate(node.children, int(node.attrs.get("start", 1))):  # Word's own would go on from list to list
                        self.blocks(item.children, "List" if level == 1 else f"List {level}", depth + 1, f"{n}. ")
                case "blockquote":
                    self.blocks(node.children, "Quote", depth, mark)
                case "hr":
                    self.out.add_paragraph("* * *").alignment = WD_ALIGN_PARAGRAPH.CENTER
                case "code_block" | "fence" | "html_block":
                    self._run(self._new(style), mark + node.content.rstrip("\n"))
                case _:
                    self._paragraph(node, style, mark)
            mark = ""

    def _new(self, style: str) -> Any:
        paragraph = self.out.add_paragraph(style=style)
        if self.right_to_left:
            paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))
        return paragraph

    def _run(self, paragraph: Any, words: str) -> Any:
        run = paragraph.add_run(words)
        if self.right_to_left:
            run.font.rtl = True
        return run

    def _paragraph(self, node: SyntaxTreeNode, style: str, mark: str) -> None:
        paragraph = self._new(style)
        if mark:
            self._run(paragraph, mark)
        for each in node.children:
            self._runs(paragraph, each.children, bold=False, italic=False)

    def _runs(self, paragraph: Any, nodes: Iterable[SyntaxTreeNode], *, bold: bool, italic: bool) -> None:
        for node in nodes:
            if node.type in {"softbreak", "hardbreak"}:
                self._run(paragraph, "").add_break()
            elif node.type in {"strong", "em", "link"}:
                self._runs(paragraph, node.children, bold=bold or node.type == "strong", italic=italic or node.type == "em")
                if node.type == "link":
                    self._run(paragraph, f" ({node.attrGet('href')})")  # in sight, and nothing that a click follows
            else:
                run = self._run(paragraph, node.content)
                run.bold, run.italic = bold or None, italic or None
