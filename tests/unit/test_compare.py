"""Two texts beside each other: words, not lines; what stayed is folded; hostile texts are cut off by their process."""

import pytest

from collab.errors import Invalid
from collab.files import comparer
from collab.files.compare import Run, compare


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(str(run["kind"]), str(run["text"])) for run in comparer.runs(before, after)]


def test_words_not_lines() -> None:
    before = "Retention ends when its purpose ends. The body publishes, once a year, the average time."
    after = "Retention ends when\nits purpose ends.\n\nThe body publishes, once a year, the median time."
    assert told(before, after) == [
        ("same", "Retention ends when\nits purpose ends.\n\nThe body publishes, once a year, the"),
        ("deleted", " average"),
        ("inserted", " median"),
        ("same", " time."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "gone", "come"),
    [
        ("عشرون يوما", "ثلاثون يوما", "عشرون", "ثلاثون"),
        ("毛线价格表", "毛线新表", "价格", "新"),
        ("l’avis du comité", "l’avis du conseil", " comité", " conseil"),
        ("end-to-end support", "child-friendly support", "end-to-end", "child-friendly"),
        ("within 12 days, then", "within 12 days then", ",", ""),
    ],
)
def test_words_of_every_script(before: str, after: str, gone: str, come: str) -> None:
    found = told(before, after)
    assert "".join(text for kind, text in found if kind == "deleted") == gone
    assert "".join(text for kind, text in found if kind == "inserted") == come


def test_a_word_between_two_changes_belongs_to_them() -> None:
    assert told("in red or blue wool", "in green or white wool") == [
        ("same", "in"),
        ("deleted", " red or blue"),
        ("inserted", " green or white"),
        ("same", " wool"),
    ]


def test_what_stayed_for_long_is_folded() -> None:
    long = " ".join(f"w{n}" for n in range(200))
    found = compare(f"{long} old {long} end", f"{long} new {long} end", whole=False)
    assert [(run.kind, run.words) for run in found] == [
        ("skipped", 160), ("same", 40), ("deleted", 1), ("inserted", 1), ("same", 40), ("skipped", 161),
    ]  # fmt: skip
    assert [run.words for run in compare(f"{long} old", f"{long} new", whole=True)] == [200, 1, 1]
    assert compare("the same", "the same", whole=False) == [Run("same", "the same", 2)]


def test_a_comparison_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("collab.files.compare.SECONDS", 0.001)
    with pytest.raises(Invalid) as refused:
        compare("red", "blue", whole=False)
    assert refused.value.code == "too_large"


@pytest.mark.timeout(30)
def test_texts_of_full_length_that_share_nothing() -> None:
    found = compare("a b " * 50_000, "b c " * 50_000, whole=False)
    assert sum(run.words for run in found if run.kind != "inserted") == 100_000
