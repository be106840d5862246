"""Figures and the table."""

import pytest

from bench.catalogue import PROCESSES, ROWS
from bench.figures import Figures, at, milliseconds
from bench.goals import GOALS, Goal, number
from bench.rows.processes import compared
from bench.table import BEGIN, END, HEAD, TEXTBOOK, Results, lines, markdown, plain, trouble, written_into

DELIVERY = next(goal for goal in GOALS if goal.row == "delivery-200")
QUIET = next(goal for goal in GOALS if goal.row == "quiet" and len(goal.figures) == 2)


@pytest.mark.parametrize(
    ("share", "value"), [(0.0, 1), (0.01, 1), (0.25, 1), (0.26, 2), (0.5, 2), (0.75, 3), (0.76, 4), (0.99, 4), (1.0, 4)]
)
def test_a_percentile_is_the_nearest_rank(share: float, value: float) -> None:
    assert at([4, 1, 3, 2], share) == value


def test_the_99th_of_a_hundred_leaves_one_above() -> None:
    assert at(range(1, 101), 0.99) == 99
    assert at(range(1, 102), 0.99) == 100


def test_of_nothing_there_is_no_percentile() -> None:
    assert at([], 0.5) is None
    assert milliseconds("ack", []) == {"ack_p50_ms": None, "ack_p99_ms": None, "ack_max_ms": None}


def test_seconds_become_milliseconds() -> None:
    assert milliseconds("ack", [0.001, 0.002, 0.0030004]) == {"ack_p50_ms": 2.0, "ack_p99_ms": 3.0, "ack_max_ms": 3.0}


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "–"), (0, "0"), (0.2357, "0.236"), (1.5, "1.5"), (2.0, "2"), (12.34, "12.3"), (99.96, "100"), (1234567.8, "1,234,568")],
)
def test_numbers_are_short(value: float | None, text: str) -> None:
    assert number(value) == text


def told(results: Results) -> list[dict[str, str]]:
    return [dict(zip(HEAD, line, strict=True)) for line in lines(results)]


def test_a_line_sets_the_goal_beside_the_measure_and_the_textbook() -> None:
    ours: Figures = {"deliveries_per_cpu_second": 120_000}
    [line] = told({("delivery-200", "embedded"): ours, ("delivery-200", TEXTBOOK): {"deliveries_per_cpu_second": 6_000}})
    assert line == {
        "row": "delivery-200", "engines": "embedded", "what": DELIVERY.what, "goal": "≥ 110,000 deliveries / CPU s",
        "measured": "120,000 deliveries / CPU s", "reached": "yes", "textbook": "6,000", "ratio": "20 ×", "remarks": "",
    }  # fmt: skip


def test_times_are_better_when_they_are_shorter() -> None:
    ours: Figures = {"delivery_p50_ms": 1.5, "delivery_p99_ms": 6.0, "deliveries_per_cpu_second": 1}
    line = told({("quiet", "embedded"): ours, ("quiet", TEXTBOOK): {"delivery_p99_ms": 60.0}})[0]
    assert (line["goal"], line["measured"], line["reached"], line["ratio"]) == ("≤ 2 / 5 ms", "1.5 / 6 ms", "no", "10 ×")
    assert QUIET.reached((2, 5))
    assert not QUIET.reached((2.1, 5))


def test_without_a_textbook_or_a_figure_there_is_no_ratio() -> None:
    [line] = told({("delivery-200", "embedded"): {"broken": True, "happened": "not run: it did not start"}})
    assert (line["measured"], line["reached"], line["textbook"], line["ratio"]) == ("– deliveries / CPU s", "no", "–", "–")
    assert line["remarks"] == "not run: it did not start"


def test_a_figure_without_a_goal_is_shown_for_comparison() -> None:
    ours: Figures = {"accepted_per_second": 6000, "accepted_per_cpu_second": 7000}
    last = told({("writing", "embedded"): ours, ("writing", TEXTBOOK): {"accepted_per_cpu_second": 350}})[-1]
    assert (last["goal"], last["measured"], last["reached"], last["ratio"]) == ("–", "7,000 / CPU s", "", "20 ×")


def test_every_row_has_a_line() -> None:
    results: Results = {(goal.row, goal.engine): {} for goal in GOALS}
    assert [(line["row"], line["engines"]) for line in told(results)] == [(goal.row, goal.engine) for goal in GOALS]
    assert {goal.row for goal in GOALS} == {*ROWS, PROCESSES}


def test_a_code_is_no_quantity() -> None:
    figures: Figures = {"p99_times": 1.0, "grown_kb": 300, "slow_closed_with": 4008}
    last = told({("slow-reader", "embedded"): figures})[-1]
    assert (last["goal"], last["measured"], last["reached"]) == ("= 4008", "4008", "yes")


def test_remarks_say_what_spoils_a_line() -> None:
    wrong = {"lost": 3, "doubled": 0, "unanswered": 1, "refused": {"too_many": 2}, "closed": {4008: 5}}
    ours: Figures = {
        "ack_p50_ms": 1,
        "ack_p99_ms": 1,
        "check": wrong,
        "saturated": True,
        "quiet": False,
        "others_share": 0.5,
        "core_speed": 3.0,
    }
    theirs: Figures = {"ack_p99_ms": 2, "core_speed": 6.0, "check": {"lost": 9}}
    [line] = told({("ack", "embedded"): ours, ("ack", TEXTBOOK): theirs})
    assert line["remarks"].split("; ") == [
        "3 lost", "1 unanswered", "2 refused (too_many)", "5 closed with 4008", "textbook: 9 lost",
        "generator at its limit: a lower bound", "other work on the machine: 50% of a core", "core at 50% of its speed",
    ]  # fmt: skip


def test_other_work_does_not_spoil_what_processor_time_tells() -> None:
    ours: Figures = {"deliveries_per_cpu_second": 1, "quiet": False, "others_share": 1.5, "saturated": True}
    [line] = told({("delivery-200", "embedded"): ours})
    assert line["remarks"] == "generator at its limit"


def test_only_what_is_ours_is_trouble() -> None:
    bad: Figures = {"check": {"lost": 2, "doubled": 1, "refused": {"muted": 4}}}
    assert trouble({("hot", "embedded"): bad, ("hot", TEXTBOOK): bad, ("ack", "full"): {}}) == [
        "hot (embedded): 2 lost",
        "hot (embedded): 1 doubled",
    ]


def test_columns_stand_below_one_another() -> None:
    printed = plain([("a", "b", "c", "d", "e", "f", "g", "h", ""), ("aaaaaaaa", *"bcdefgh", "i")]).split("\n")
    assert [line.index(letter) for line, letter in zip(printed[1:], "bb", strict=True)] == [printed[0].index("engines")] * 2
    assert all(line == line.rstrip() for line in printed)


def test_the_page_keeps_its_words_and_changes_its_table() -> None:
    page = f"Before.\n{BEGIN}\nold\n{END}\nAfter.\n"
    once = written_into(page, "Now.", [("a|b", *"cdefghij")])
    assert once == f"Before.\n{BEGIN}\nNow.\n\n{markdown([('a|b', *'cdefghij')])}\n{END}\nAfter.\n"
    assert "| a\\|b | c |" in once
    assert written_into(once, "Now.", [("a|b", *"cdefghij")]) == once


def test_a_page_without_markers_is_not_written_over() -> None:
    with pytest.raises(ValueError, match="no markers"):
        written_into("Nothing here.", "Now.", [])


def test_two_processes_are_measured_by_the_busier_one() -> None:
    one: Figures = {"deliveries_per_busiest_cpu_second": 1000}
    two: Figures = {"deliveries_per_busiest_cpu_second": 1900, "check": {"lost": 0}}
    assert compared(one, two) == {**two, "times": 1.9, "one": one}


def test_every_goal_names_as_many_figures_as_it_wants() -> None:
    assert [goal for goal in GOALS if goal.wanted and len(goal.wanted) != len(goal.figures)] == []


def test_a_goal_compares_the_last_figure() -> None:
    goal = Goal("row", "what", ("p50", "p99"), (1, 2), "ms", "less", beside="row", beside_figure="slowest")
    assert (goal.textbook_figure, QUIET.textbook_figure) == ("slowest", "delivery_p99_ms")
    assert goal.times(2, 8) == 4
