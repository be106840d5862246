"""A summary as one text: what is signed, byte for byte, and becomes the document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from collab.labels import Label
from groups.badges import Badge


@dataclass(frozen=True, slots=True)
class Source:
    """A released post, with whom its readers see."""

    place: int
    by: Badge
    at: datetime
    label: str


def who(by: Badge, constituencies: dict[str, str], *, names: bool) -> str:
    """Whom the list of sources names: no more than the thread shows, and without `names` the constituency alone."""
    if names and by.name:
        return ", ".join(part for part in (by.name, by.organisation) if part)
    if names and by.organisation:
        return by.organisation
    return constituencies.get(by.constituency, "") or _("A participant")


def compose(
    *,
    title: str,
    thread: str,
    label: str,
    body: str,
    dissents: Iterable[tuple[str, str]],
    sources: Iterable[Source],
    constituencies: dict[str, str],
    names: bool,
    language: str,
) -> str:
    """Markdown.  `dissents`: (group, words) in the order of the groups' names.  The same facts give the same bytes."""
    with override(language):
        lines = [f"# {title}", "", f"{Label(label).label} · {thread}", "", body, ""]
        told, dissent, drawn_from = list(dissents), _("Dissent"), _("Drawn from")
        if told:
            lines += [f"## {dissent}", ""]
        for group, words in told:
            lines += [f"### {group}", "", words, ""]
        lines += [f"## {drawn_from}", ""]
        lines += [f"{n}. {who(each.by, constituencies, names=names)}, {each.at:%Y-%m-%d}" for n, each in enumerate(sources, 1)]
    return "\n".join(lines) + "\n"
