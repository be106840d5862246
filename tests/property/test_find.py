"""Excerpts carry nothing but escaped text and marks, whatever is written and sought."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from collab.search.find import Words
from collab.search.fold import fold
from collab.search.mark import EXCERPT, marked

ALPHABET = st.sampled_from([*list("ab AB.,-_<>&\"'éÉß0१"), "ال", "ة", "أ", "ُ", "合", "作", "ё", "ﬁ", "\u200f", "½", "İ", "<b>", "</mark>"])
TEXT = st.lists(ALPHABET, max_size=300).map("".join)
QUERY = st.lists(ALPHABET, max_size=12).map("".join)


@given(TEXT, QUERY)
def test_an_excerpt_is_text_and_marks(text: str, query: str) -> None:
    shown = marked(text, Words.of(query))
    assert re.sub(r"</?mark>", "", shown).count("<") == 0
    assert re.findall(r"</?mark>", shown) == ["<mark>", "</mark>"] * (shown.count("<mark>"))
    plain = html.unescape(re.sub(r"</?mark>", "", shown)).strip("…")
    assert plain in " ".join(text.split())
    assert len(plain) <= EXCERPT


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    """What is sought is folded once, what is stored is folded once: they must meet."""
    assert fold(fold(text)) == fold(fold(fold(text)))


@given(QUERY)
def test_a_query_is_only_words(query: str) -> None:
    """Whatever is typed, the databases are asked for letters and digits between signs of our own."""
    words = Words.of(query)
    if words.phrases:
        assert all(each and re.fullmatch(r"\w+", each) for phrase in words.phrases for each in phrase)
        assert re.fullmatch(r"(\"[\w ]+\" ?)+\*", words.for_sqlite())
        assert re.fullmatch(r"('\w+'( <-> | & )?)+:\*", words.for_postgresql())
