"""The short way of folding words is the long way, letter for letter."""

from hypothesis import given
from hypothesis import strategies as st

from collab.search.fold import fold, fold_any


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_of_folding_is_the_long_way(text: str) -> None:
    assert fold(text) == fold_any(text)
