"""Markdown to clean HTML: once, when a text is written."""

import html
import re
import threading

from markdown_it import MarkdownIt
from markdown_it.token import Token

from collab.text.clean import clean

_local = threading.local()
# A text without any of these characters is its own Markdown: it renders to paragraphs and line breaks.
# Letters of a bare link ("http") and of a mention ("@") are among them.
_MARKUP = re.compile(r"[\\`*_{}\[\]<>&\"'#+\-!|~=:@\t\r\x00-\x08\x0b-\x1f]|^\s*\d+[.)]|^ | $|  |www\.", re.MULTILINE)
MENTION = re.compile(r"@\[([^\]\n]{1,120})\]\((seat|role|group):(\d{1,16}|[a-z]{1,12})\)")


def _parser(*, breaks: bool = True) -> MarkdownIt:
    name = "talk" if breaks else "document"
    parser: MarkdownIt | None = getattr(_local, name, None)
    if parser is None:
        parser = MarkdownIt("commonmark", {"html": False, "breaks": breaks, "maxNesting": 20}).enable(["table", "strikethrough"])
        parser.disable(["image", "html_block", "html_inline"])
        setattr(_local, name, parser)
    return parser


def render(source: str) -> str:
    """Clean HTML of a Markdown text.

    Raw HTML and images are off, headings start at level 3, links carry `rel`.  Mentions written
    `@[Name](seat:12)` become a span with the seat's number.
    """
    if not _MARKUP.search(source):
        return plain_paragraphs(source)
    return full(source)


def plain_paragraphs(source: str) -> str:
    """The fast path for text without markup; a property test holds it equal to `full`."""
    paragraphs = (part.strip("\n") for part in re.split(r"\n{2,}", source.strip("\n")))
    return "".join(f"<p>{part.replace(chr(10), '<br>' + chr(10))}</p>\n" for part in paragraphs if part)


def full(source: str) -> str:
    """The whole way, for any text."""
    parser = _parser()
    marked, mentions = _set_mentions_aside(source)
    tokens = parser.parse(marked)
    for token in tokens:
        _adjust(token, first_heading=3)
    out = clean(parser.renderer.render(tokens, parser.options, {}))
    for sign, span in mentions.items():
        out = out.replace(sign, span)
    return out


def _set_mentions_aside(source: str) -> tuple[str, dict[str, str]]:
    """Mentions become signs of letters that no Markdown rule touches, since their brackets would read as links."""
    mentions: dict[str, str] = {}

    def aside(match: re.Match[str]) -> str:
        name, kind, key = match.groups()
        sign = f"\ue000{len(mentions)}\ue001"
        mentions[sign] = f'<span class="mention" data-seat="{key if kind == "seat" else kind}">@{html.escape(name)}</span>'
        return sign

    return MENTION.sub(aside, source), mentions


def render_document(source: str) -> str:
    """Clean HTML of a document in Markdown: as `render`, but wrapped lines are one, headings start at level 2, and nobody is called."""
    parser = _parser(breaks=False)
    tokens = parser.parse(source)
    for token in tokens:
        _adjust(token, first_heading=2)
    return clean(parser.renderer.render(tokens, parser.options, {}))


def words_shown(source: str) -> str:
    """What `render_document` shows of a document, without how it looks: a line for each block."""
    lines = []
    for token in _parser(breaks=False).parse(source):
        if token.children is not None:
            lines.append("".join(" " if each.type in {"softbreak", "hardbreak"} else each.content for each in token.children))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    return "\n".join(lines)


def _adjust(token: Token, *, first_heading: int) -> None:
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(int(token.tag[1]) + first_heading - 1, 5)}"
    for child in token.children or []:
        if child.type == "link_open":
            child.attrSet("rel", "noopener noreferrer nofollow")


def mentioned(source: str) -> tuple[set[int], set[str]]:
    """The seats a text names, and the words `role:moderators`, `group:all` that it uses."""
    seats, words = set(), set()
    for _, kind, key in MENTION.findall(source):
        if kind == "seat" and key.isdigit():
            seats.add(int(key))
        elif kind in {"role", "group"}:
            words.add(f"{kind}:{key}")
    return seats, words
