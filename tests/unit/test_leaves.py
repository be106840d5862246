"""Texts in pages: nothing is lost, and what belongs together stays together."""

from hypothesis import given
from hypothesis import strategies as st

from discussions.documents.leaves import LEAF, fenced, leaves_of, markdown_leaves

blocks = st.lists(st.sampled_from(["Blue wool. " * 40, "- one\n- two", "```", "x" * 4000, "", "# Head", "```python\ncode"]), max_size=30)


@given(blocks)
def test_pages_of_markdown_are_the_text_and_end_between_blocks(parts: list[str]) -> None:
    source = "\n\n".join(parts)
    leaves = markdown_leaves(source)
    assert [each for each in "\n\n".join(leaves).split("\n\n") if each] == [each for each in source.split("\n\n") if each]
    assert not any(fenced(leaf) for leaf in leaves[:-1])
    assert all(len(leaf) <= LEAF or leaf.strip().count("\n\n") == 0 or "```" in leaf for leaf in leaves)


def test_a_short_text_is_one_page_and_an_empty_one_too() -> None:
    assert markdown_leaves("# Head\n\nWords.") == ["# Head\n\nWords."]
    assert markdown_leaves("") == leaves_of("") == [""]


def test_a_fence_is_not_divided() -> None:
    code = "```\n" + "\n\n".join(["line " * 100] * 20) + "\n```"
    assert markdown_leaves(f"Before.\n\n{code}\n\nAfter.") == ["Before.\n\n" + code, "After."]
