"""How a silence ended, for what is printed and taken away."""

from typing import Any

from django.utils.translation import gettext as _

from discussions.polls.models import Poll
from discussions.polls.silence.shapes import SilenceShape
from discussions.polls.tables import Cell


def silence_json(poll: Poll) -> dict[str, Any]:
    """The text with its hash, whether it was adopted, and what broke the silence.  Needs WITH_SILENCE."""
    shape = SilenceShape.of(poll.silence)
    return shape.model_dump(mode="json") | {"adopted": shape.broken is None}


def silence_lines(poll: Poll) -> list[tuple[str, Cell]]:
    """The same in a line for each part that says something."""
    shape = SilenceShape.of(poll.silence)
    lines: list[tuple[str, Cell]] = [(_("Outcome"), _("Silence broken: not adopted") if shape.broken else _("Adopted by silence"))]
    if shape.text:
        lines.append((_("Text"), shape.text))
    else:
        title = shape.title or _("Disposed document")
        lines.append((_("Document"), f"{title} ({shape.version})"))
    lines.append((_("Hash of the text (SHA-256)"), shape.sha256))
    if shape.broken:
        by = ", ".join(filter(None, (shape.broken.by.name, shape.broken.by.organisation)))
        lines += [
            (_("Broken by"), by), (_("Broken at"), f"{shape.broken.at:%Y-%m-%d %H:%M:%S.%f} UTC"), (_("Reason"), shape.broken.reason),
            (_("Remedy"), shape.broken.remedy),
        ]  # fmt: skip
    extension = getattr(poll, "extension", None)
    if extension:
        lines += [(_("Deadline before it was moved"), f"{extension.was:%Y-%m-%d %H:%M:%S} UTC"), (_("Why it was moved"), extension.reason)]
    return lines
