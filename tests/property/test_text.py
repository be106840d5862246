"""Texts from people, of every kind."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from collab.text.clean import clean
from collab.text.plain import excerpt, from_html, tidy
from collab.text.render import full, mentioned, render, render_document, words_shown

ANY = st.text(max_size=400)
LIVELY = st.lists(
    st.sampled_from([
        "word", "two words", "\n", "\n\n", "  ", " ", "**b**", "`c`", "```\ncode\n```", "- item\n", "1. one\n", "12) x\n", "> q\n", "# h\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n", "https://example.org/x", "www.example.org", "[l](https://example.org)",
        "[x](javascript:alert(1))",
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&amp;", "&lt;", "~~s~~", "@[Ben](seat:12)", "@[all](group:all)",
        "مرحبا", "你好", "\u202e", "a\\*b", "http", "0", "1", ".", ")", "é", "\ue000", "---\n", "===\n", "\tcode", "    code",
    ]),
    max_size=14,
).map("".join)  # fmt: skip
TAG = re.compile(r"<\s*/?\s*([a-z0-9]+)([^>]*)>", re.IGNORECASE)
ALLOWED = {"p", "br", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a", "span", "h3", "h4", "h5",
           "table", "thead", "tbody", "tr", "th", "td"}  # fmt: skip


@settings(max_examples=600)
@given(ANY | LIVELY)
def test_the_fast_path_is_the_full_path_byte_for_byte(text: str) -> None:
    source = tidy(text)
    assert render(source) == full(source)


@given(ANY | LIVELY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    html = render(tidy(text))
    assert clean(html) == html


@given(ANY | LIVELY)
def test_nothing_but_the_allowed_tags_comes_out(text: str) -> None:
    for name, attributes in TAG.findall(render(tidy(text))):
        assert name.lower() in ALLOWED
        assert not re.search(r"\bon\w+\s*=", attributes)
        assert "javascript:" not in attributes.lower()


@given(ANY | LIVELY)
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


@given(ANY | LIVELY, st.integers(min_value=20, max_value=200))
def test_an_excerpt_is_one_line_and_short(text: str, limit: int) -> None:
    found = excerpt(tidy(text), limit)
    assert "\n" not in found
    assert len(found) <= limit + 1


def test_mentions_name_seats_and_words() -> None:
    source = "@[Ben (example)](seat:12) and @[moderators](role:moderators), @[everyone](group:all), @[x](seat:abc)"
    assert mentioned(source) == ({12}, {"role:moderators", "group:all"})
    assert render("Ask @[Ben *x* <b>](seat:12)") == '<p>Ask <span class="mention" data-seat="12">@Ben *x* &lt;b&gt;</span></p>\n'


def test_what_common_markdown_becomes() -> None:
    assert render("# Title\n\n- one\n- **two**") == "<h3>Title</h3>\n<ul>\n<li>one</li>\n<li><strong>two</strong></li>\n</ul>\n"
    assert render("[site](https://example.org)") == '<p><a href="https://example.org" rel="noopener noreferrer nofollow">site</a></p>\n'
    assert render("<script>alert(1)</script>") == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"
    assert render("line one\nline two") == "<p>line one<br>\nline two</p>\n"
    assert render("![alt](https://example.org/x.png)") == (
        '<p>!<a href="https://example.org/x.png" rel="noopener noreferrer nofollow">alt</a></p>\n'
    )


@given(ANY | LIVELY)
def test_a_document_is_cleaned_as_a_message_is(text: str) -> None:
    html = render_document(tidy(text))
    assert clean(html) == html
    for name, attributes in TAG.findall(html):
        assert name.lower() in ALLOWED | {"h2"}
        assert "javascript:" not in attributes.lower()


@given(ANY | LIVELY)
def test_the_words_of_a_document_are_those_that_it_shows(text: str) -> None:
    source = tidy(text)
    assert "".join(words_shown(source).split()) == "".join(from_html(render_document(source)).split())
