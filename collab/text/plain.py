"""Plain text of what people wrote, for search, excerpts, mail and titles."""

import html
import re
import unicodedata

from collab.text.render import MENTION

_TAG = re.compile(r"<[^>]+>")
# Characters that nobody means to write: controls, halves of pairs, those that reorder text around them (S59),
# and the two that stand for mentions while a text is rendered.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\ue000\ue001]")


def tidy(text: str) -> str:
    """`text` in NFC, without control and direction-overriding characters, line ends as \\n, outer blank space gone."""
    return _UNWANTED.sub("", unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))).strip()


def from_html(markup: str) -> str:
    """The text of rendered HTML on one line."""
    return " ".join(html.unescape(_TAG.sub(" ", markup)).split())


def excerpt(source: str, limit: int = 160) -> str:
    """The first `limit` characters of a Markdown text on one line, cut at a word, with an ellipsis when cut."""
    text = " ".join(MENTION.sub(lambda match: f"@{match[1]}", source).split())
    return text if len(text) <= limit else text[:limit].rsplit(" ", 1)[0] + "…"
