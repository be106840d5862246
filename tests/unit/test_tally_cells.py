"""What a breakdown of secret votes may show."""

from hypothesis import given
from hypothesis import strategies as st

from discussions.polls.tally import Part
from discussions.polls.tally.cells import LEAST, joined


def part(key: str, *counts: int, abstained: int = 0) -> Part:
    cast = sum(counts) + abstained
    return Part(key, cast + 3, cast, abstained, tuple(zip("ab", counts, strict=True)), ("a",))


def test_large_cells_are_shown_as_they_are() -> None:
    rows = (part("gov", 13, 5), part("civil", 11, 6))
    assert joined(rows) == rows


def test_small_rows_are_joined() -> None:
    found = joined((part("gov", 13, 7), part("igo", 4, 3), part("research", 2, 5)))
    assert found == (part("gov", 13, 7), Part("igo+research", 20, 14, 0, (("a", 6), ("b", 8))))


def test_a_row_that_stays_small_takes_the_smallest_with_it() -> None:
    found = joined((part("gov", 13, 7), part("civil", 9, 9), part("igo", 1, 0)))
    assert [each.key for each in found] == ["gov", "civil+igo"]


def test_none_says_too_much_as_well() -> None:
    """Of a row without any vote for b, everybody is known not to have chosen b."""
    assert joined((part("gov", 13, 7), part("igo", 9, 0))) == ()


def test_a_single_row_is_none() -> None:
    assert joined((part("igo", 3, 3), part("research", 3, 3))) == ()
    assert joined((part("gov", 9, 9),)) == ()
    assert joined(()) == ()


def test_few_abstentions_are_small_too() -> None:
    assert joined((part("gov", 9, 9, abstained=2), part("civil", 9, 9))) == ()
    assert len(joined((part("gov", 9, 9, abstained=6), part("civil", 9, 9)))) == 2


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_no_cell_is_small_and_no_vote_is_lost(rows: list[tuple[int, int]]) -> None:
    found = joined([part(f"c{number}", *counts) for number, counts in enumerate(rows)])
    assert all(votes >= LEAST for each in found for _, votes in each.counts)
    if found:
        assert sum(each.cast for each in found) == sum(map(sum, rows))
        assert len(found) > 1
