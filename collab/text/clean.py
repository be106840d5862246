"""Cleaning rendered HTML against a small allow-list.  The only module that imports bleach.

bleach receives no further releases, so it never sees HTML written by people: markdown-it renders with raw
HTML off, this cleans what it made, and the page's Content-Security-Policy stands behind both.
"""

import threading

from bleach.sanitizer import Cleaner

TAGS = frozenset({
    "p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a", "span",
    "h2", "h3", "h4", "h5", "table", "thead", "tbody", "tr", "th", "td", "mark",
})  # fmt: skip
ATTRIBUTES = {"a": ["href", "rel"], "span": ["class", "data-seat"], "ol": ["start"], "th": ["align"], "td": ["align"]}
PROTOCOLS = frozenset({"https", "http", "mailto"})
_local = threading.local()  # a Cleaner is costly to make and not safe to share between threads


def clean(html: str) -> str:
    """`html` with every tag, attribute and protocol outside the allow-list removed."""
    cleaner: Cleaner | None = getattr(_local, "cleaner", None)
    if cleaner is None:
        cleaner = _local.cleaner = Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True, strip_comments=True)
    return cleaner.clean(html)
