"""A result as tables of words and numbers, in the reader's language: what is printed, and what spreadsheets hold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Cell = int | str
Names = Mapping[str, str]  # of options and constituencies, by key
METHODS: dict[str, Promise] = {
    "plurality": gettext_lazy("most votes"),
    "approval": gettext_lazy("approval"),
    "score": gettext_lazy("points"),
    "dots": gettext_lazy("dots"),
    "stances": gettext_lazy("agreement and objections"),
    "irv": gettext_lazy("instant runoff"),
    "schulze": gettext_lazy("Schulze"),
    "stv": gettext_lazy("single transferable vote, Scottish rules"),
    "meek": gettext_lazy("single transferable vote, Meek"),
}
TESTS: dict[str, Promise] = {
    "quorum": gettext_lazy("Quorum"),
    "constituency_quorum": gettext_lazy("Quorum of a constituency"),
    "blocks": gettext_lazy("Blocks, at most"),
    "threshold": gettext_lazy("Share of the votes"),
    "double_majority": gettext_lazy("Constituencies that carry it"),
}
STEPS: dict[str, Promise] = {
    "first": gettext_lazy("first preferences"),
    "surplus": gettext_lazy("surplus of"),
    "exclude": gettext_lazy("votes of"),
}
BREAKERS: dict[str, Promise] = {
    "earlier_round": gettext_lazy("an earlier round"),
    "lot": gettext_lazy("lot"),
    "same": gettext_lazy("nothing: it decides nothing"),
    "open": gettext_lazy("nothing: it stays a tie"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a heading."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def tables_of(facts: Sequence[Sequence[Cell]], outcome: Mapping[str, Any], names: Names) -> list[Table]:
    """A result, table by table; those without rows are left out."""
    keys = [each["key"] for each in outcome["counts"]]
    tables = [
        Table(_("Poll"), (_("What"), _("Value")), facts), _counts(outcome, names), _tests(outcome, names),
        _constituencies(outcome, names, keys), _rounds(outcome, names, keys), _ties(outcome, names), _pairs(outcome, names, keys),
    ]  # fmt: skip
    return [table for table in tables if table.rows]


def rule_lines(rule: Mapping[str, Any], quorum: int | None) -> list[tuple[str, Cell]]:
    """The rule of a poll, a line for each part that says something."""
    lines: list[tuple[str, Cell]] = [(_("Counted by"), str(METHODS[rule.get("method", "plurality")]))]
    if rule["method"] in {"stv", "meek"}:
        lines.append((_("Seats"), rule["seats"]))
    if rule["method"] == "stv":
        lines.append((_("Quota of votes"), "Droop" if rule["quota"] == "droop" else "Hare"))
    if quorum is not None:
        lines.append((_("Quorum"), quorum))
    if rule["constituency_quorum"]:
        lines.append((_("Quorum of a constituency"), _share(rule["constituency_quorum"], more=False)))
    if rule["blocks"] is not None:
        lines.append((_("Blocks, at most"), rule["blocks"]))
    if rule["threshold"]:
        lines.append((_("Share of the votes"), _threshold(rule["threshold"])))
    if rule["constituencies"]:
        lines.append((_("Constituencies that carry it"), rule["constituencies"]))
    lines.append((_("Ties"), _("lot") if rule["ties"] == "lot" else _("stay ties")))
    return lines


def _threshold(share: Mapping[str, Any]) -> str:
    if share["of"] == "eligible":
        base = _("of the roll")
    else:
        base = _("of the votes cast") if share["with_abstentions"] else _("of the votes cast, without abstentions")
    return f"{_share(share['at_least'], more=share['more_than'])} {base}"


def _share(share: Sequence[int], *, more: bool) -> str:
    return f"{'>' if more else '≥'} {share[0]}/{share[1]}"


def _counts(outcome: Mapping[str, Any], names: Names) -> Table:
    scored = any(each["points"] is not None for each in outcome["counts"])
    rows: list[list[Cell]] = []
    for each in outcome["counts"]:
        points = [each[part] if each[part] is not None else "" for part in ("points", "mean", "median")] if scored else []
        marks = [_("leads")] * (each["key"] in outcome["winners"]) + [_("passed")] * (each["key"] in outcome["passed"])
        rows.append([names[each["key"]], each["count"], *points, ", ".join(marks)])
    extra = (_("Points"), _("Mean"), _("Median")) if scored else ()
    return Table(_("Votes"), (_("Option"), _("Votes"), *extra, _("Result")), rows)


def _tests(outcome: Mapping[str, Any], names: Names) -> Table:
    rows = [
        [
            str(TESTS[test["test"]]), names.get(test["option"] or test["constituency"], ""), test["reached"], test["of"], test["needed"],
            _("met") if test["met"] else _("not met"),
        ]
        for test in outcome["tests"]
    ]  # fmt: skip
    return Table(_("Tests"), (_("Test"), _("For"), _("Reached"), _("Out of"), _("Needed"), _("Result")), rows)


def _constituencies(outcome: Mapping[str, Any], names: Names, keys: Sequence[str]) -> Table:
    rows = [
        [
            " + ".join(names.get(key, key) for key in part["key"].split("+")), part["eligible"], part["cast"], part["abstained"],
            *(each["count"] for each in part["counts"]),
        ]
        for part in outcome["constituencies"]
    ]  # fmt: skip
    head = (_("Constituency"), _("On the roll"), _("Cast"), _("Abstentions"), *(names[key] for key in keys))
    return Table(_("Constituencies"), head, rows)


def _rounds(outcome: Mapping[str, Any], names: Names, keys: Sequence[str]) -> Table:
    rows = [
        [
            each["round"], str(STEPS[each["step"]]), names.get(each["of"], ""), *(one["votes"] for one in each["votes"]),
            each["exhausted"], each["residual"], each["quota"] if each["quota"] is not None else "",
            ", ".join(names[key] for key in each["elected"]), ", ".join(names[key] for key in each["excluded"]),
        ]
        for each in outcome["rounds"]
        if outcome["method"] in {"irv", "stv", "meek"}
    ]  # fmt: skip
    moved = (_("Exhausted"), _("Lost by rounding"), _("Quota of votes"), _("Elected"), _("Excluded"))
    return Table(_("Rounds"), (_("Round"), _("Step"), _("Option"), *(names[key] for key in keys), *moved), rows)


def _ties(outcome: Mapping[str, Any], names: Names) -> Table:
    rows = [
        [tie["round"], ", ".join(names[key] for key in tie["among"]), str(BREAKERS[tie["by"]]), names.get(tie["picked"], "")]
        for tie in outcome["ties"]
    ]
    return Table(_("Ties"), (_("Round"), _("Among"), _("Decided by"), _("Picked")), rows)


def _pairs(outcome: Mapping[str, Any], names: Names, keys: Sequence[str]) -> Table:
    rows = [[names[key], *row] for key, row in zip(keys, outcome["pairs"], strict=False)]
    return Table(_("Pairs"), (_("Preferred to"), *(names[key] for key in keys)), rows)
