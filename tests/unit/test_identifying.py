"""Shapes that may point to one person: found in the ways people write them, and not in ordinary sentences.

The same cases are read by `frontend/src/parts/chat/identifying.test.ts`, which asks by the same patterns.
"""

import json
import time
from pathlib import Path

import pytest

from collab.text.identifying import PATTERNS, Trace, traces_in

TOLD = json.loads(Path(__file__).with_name("identifying.json").read_text(encoding="utf-8"))
CASES = TOLD["cases"]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[case[0][:30] for case in CASES])
def test_what_points_to_a_person_is_found(text: str, expected: list[str]) -> None:
    assert traces_in(text) == expected


def test_the_browser_is_tested_with_the_same_patterns() -> None:
    assert TOLD["patterns"] == PATTERNS


def test_the_cases_cover_every_kind() -> None:
    assert {trace for _, found in CASES for trace in found} == set(Trace) == set(PATTERNS)


@pytest.mark.parametrize("unit", ["a@a.", "+1 ", "0123 ", "@ab", "Case 1/", "Ab ", "Aa, 1", "AB-2024-", "(0", "A" * 24 + " "])
def test_no_text_makes_the_search_slow(unit: str) -> None:
    """The longest message, made of what a pattern begins with: a search that tried all ways would take minutes."""
    text = (unit * 4000)[:16000]
    began = time.process_time()
    traces_in(text)
    assert time.process_time() - began < 1
