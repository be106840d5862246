"""Whatever two texts hold: without what came the comparison reads as the one, without what went as the other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from collab.files import comparer

WORDS = st.sampled_from(["red", "blue", "wool", "of", ",", ".", "\n", "\n\n", "线", "l’eau", "¿", "a-b", "12"])
TEXTS = st.lists(WORDS, max_size=40).map(" ".join)


def words(text: str) -> list[str]:
    return [word for _, word in comparer.words_of(text)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_runs(before: str, after: str) -> None:
    runs = comparer.runs(before, after)
    assert words("".join(str(run["text"]) for run in runs if run["kind"] != "inserted")) == words(before)
    assert words("".join(str(run["text"]) for run in runs if run["kind"] != "deleted")) == words(after)
    kinds = [run["kind"] for run in runs]
    assert all(a != b for a, b in pairwise(kinds)), "neighbours of one kind are one run"


@given(TEXTS)
def test_a_text_has_not_changed_against_itself_however_it_is_wrapped(text: str) -> None:
    wrapped = text.replace(" ", "\n")
    assert {run["kind"] for run in comparer.runs(text, wrapped)} <= {"same"}
