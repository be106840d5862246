"""The table: goals beside what was measured, for a terminal and for docs/speed.md."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.figures import Figures
from bench.goals import GOALS, Goal, number

HEAD = ("row", "engines", "what", "goal", "measured", "reached", "textbook", "ratio", "remarks")
BEGIN, END = "<!-- table: python -m bench.run --write-page -->", "<!-- end of table -->"
Results = Mapping[tuple[str, str], Figures]  # by (row, engine); the textbook's engine is "textbook"
TEXTBOOK = "textbook"


def lines(results: Results) -> list[tuple[str, ...]]:
    """One line for each goal whose row was run."""
    run = [goal for goal in GOALS if (goal.row, goal.engine) in results]
    return [line(goal, results[goal.row, goal.engine], results.get((goal.beside, TEXTBOOK), {})) for goal in run]


def line(goal: Goal, ours: Figures, theirs: Figures) -> tuple[str, ...]:
    """One line in words."""
    values = [ours.get(figure) for figure in goal.figures]
    known = tuple(value for value in values if value is not None)
    whole = len(known) == len(values)
    wanted, measured = (f"{' / '.join(map(goal.shown, each))} {goal.unit}".rstrip() for each in (goal.wanted, values))
    other = theirs.get(goal.textbook_figure)
    ratio = f"{number(goal.times(known[-1], other))} ×" if whole and known[-1] and other else "–"
    if not goal.wanted:
        return goal.row, goal.engine, goal.what, "–", measured, "", number(other), ratio, remarks(ours, timed=goal.timed)
    reached = "yes" if whole and goal.reached(known) else "no"
    return (
        goal.row,
        goal.engine,
        goal.what,
        f"{goal.sign} {wanted}",
        measured,
        reached,
        number(other),
        ratio,
        remarks(ours, timed=goal.timed),
    )


def remarks(figures: Figures, *, timed: bool) -> str:
    """What a reader must know to trust a line, or not to."""
    found = [figures["happened"]] if figures.get("happened") else []
    check = figures.get("check", {})
    found += [f"{check[what]:,} {what}" for what in ("lost", "doubled", "unanswered") if check.get(what)]
    found += [f"{count:,} refused ({code})" for code, count in check.get("refused", {}).items()]
    found += [f"{count:,} closed with {code}" for code, count in check.get("closed", {}).items()]
    if figures.get("under_way"):
        found.append(f"{figures['under_way']} under way")
    if figures.get("saturated"):
        found.append("generator at its limit" + (": a lower bound" if timed else ""))
    if timed and figures.get("quiet") is False:
        found.append(f"other work on the machine: {figures['others_share']:.0%} of a core")
    return "; ".join(found)


def plain(rows: Sequence[Sequence[str]]) -> str:
    """For a terminal."""
    widths = [max(len(row[column]) for row in [HEAD, *rows]) for column in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [HEAD, *rows])


def markdown(rows: Iterable[Sequence[str]]) -> str:
    """For a page."""
    cells = [HEAD, ["---"] * len(HEAD), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


def written_into(page: str, heading: str, rows: Iterable[Sequence[str]]) -> str:
    """The page with its table replaced.  Raises ValueError when it has no markers."""
    before, found_begin, rest = page.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not (found_begin and found_end):
        raise ValueError("the page has no markers between which the table belongs")
    return f"{before}{BEGIN}\n{heading}\n\n{markdown(rows)}\n{END}{after}"


def trouble(results: Results) -> list[str]:
    """What of ours was lost, doubled or never answered."""
    found: list[str] = []
    for (row, engine), figures in results.items():
        check: dict[str, Any] = figures.get("check", {})
        if engine != TEXTBOOK:
            found += [f"{row} ({engine}): {check[what]:,} {what}" for what in ("lost", "doubled", "unanswered") if check.get(what)]
    return found
