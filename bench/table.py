"""The table: goals beside what was measured, for a terminal and for docs/speed.md."""

from collections.abc import Iterable, Mapping, Sequence

from bench.figures import Figures
from bench.goals import GOALS, Goal, number

HEAD = ("row", "engines", "what", "goal", "measured", "reached", "textbook", "ratio", "remarks")
BEGIN, END = "<!-- table: python -m bench.run --write-page -->", "<!-- end of table -->"
Results = Mapping[tuple[str, str], Figures]  # by (row, engine); the textbook's engine is "textbook"
TEXTBOOK = "textbook"
WRONG = ("lost", "doubled", "unanswered")
SLOWED = 0.8  # share of its best speed below which a core's figures are marked


def lines(results: Results) -> list[tuple[str, ...]]:
    """One line for each goal whose row was run."""
    run = [goal for goal in GOALS if (goal.row, goal.engine) in results]
    fastest = max((figures.get("core_speed", 0.0) for figures in results.values()), default=0.0)
    return [line(goal, results[goal.row, goal.engine], results.get((goal.beside, TEXTBOOK), {}), fastest) for goal in run]


def line(goal: Goal, ours: Figures, theirs: Figures, fastest: float) -> tuple[str, ...]:
    """One line in words.  `fastest`: the speed of the server's core at its best in this run."""
    values = [ours.get(figure) for figure in goal.figures]
    known = tuple(value for value in values if value is not None)
    whole = len(known) == len(values)
    wanted, measured = (f"{' / '.join(map(goal.shown, each))} {goal.unit}".rstrip() for each in (goal.wanted, values))
    other = theirs.get(goal.textbook_figure)
    ratio = f"{number(goal.times(known[-1], other))} ×" if whole and known[-1] and other else "–"
    judged = ("–", measured, "")
    if goal.wanted:
        judged = (f"{goal.sign} {wanted}", measured, "yes" if whole and goal.reached(known) else "no")
    return (
        goal.row,
        goal.engine,
        goal.what,
        *judged,
        number(other),
        ratio,
        remarks(ours, theirs, fastest, timed=goal.timed),
    )


def remarks(ours: Figures, theirs: Figures, fastest: float, *, timed: bool) -> str:
    """What a reader must know to trust a line, or not to."""
    found = [*went_wrong(ours), *(f"textbook: {each}" for each in went_wrong(theirs))]
    if ours.get("under_way"):
        found.append(f"{ours['under_way']} under way")
    if ours.get("saturated"):
        found.append("generator at its limit: a lower bound" if timed else "generator at its limit")
    if timed and ours.get("quiet") is False:
        found.append(f"other work on the machine: {ours['others_share']:.0%} of a core")
    for whose, figures in (("core", ours), ("textbook's core", theirs)):
        speed = figures.get("core_speed", fastest)
        if speed < SLOWED * fastest:
            found.append(f"{whose} at {speed / fastest:.0%} of its speed")
    return "; ".join(found)


def went_wrong(figures: Figures) -> list[str]:
    """What was lost, doubled, refused or closed, in words."""
    check = figures.get("check", {})
    found = [figures["happened"]] if figures.get("happened") else []
    found += [f"{check[what]:,} {what}" for what in WRONG if check.get(what)]
    found += [f"{count:,} refused ({code})" for code, count in check.get("refused", {}).items()]
    return found + [f"{count:,} closed with {code}" for code, count in check.get("closed", {}).items()]


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
        check = figures.get("check", {})
        if engine != TEXTBOOK:
            found += [f"{row} ({engine}): {check[what]:,} {what}" for what in WRONG if check.get(what)]
    return found
