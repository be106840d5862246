"""The slots of a date poll as an iCalendar file (RFC 5545).  Pure."""

from datetime import UTC, datetime

from collab.labels import Label
from discussions.polls.roles import PollState
from discussions.polls.shapes import OptionShape, PollShape

FOLD = 75  # octets of a line


def calendar(poll: PollShape) -> str:
    """The slots that are still possible: all while votes are taken, afterwards those that lead; the one that does is confirmed."""
    leading = poll.result.leading if poll.result else []
    chosen = [each for each in poll.options if each.key in leading] if poll.state is PollState.CLOSED else poll.options
    status = "CONFIRMED" if poll.state is PollState.CLOSED and len(chosen) == 1 else "TENTATIVE"
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Collab//Polls//EN", "METHOD:PUBLISH"]
    for each in chosen:
        lines += event(poll, each, status)
    return "".join(f"{fold(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def event(poll: PollShape, slot: OptionShape, status: str) -> list[str]:
    """One slot."""
    assert slot.starts_at is not None, "a slot of a date poll begins"
    assert slot.ends_at is not None, "a slot of a date poll ends"
    note = [f"DESCRIPTION:{escaped(slot.note)}"] if slot.note else []
    return [
        "BEGIN:VEVENT", f"UID:{poll.space}-{poll.place}-{slot.key}@collab", f"DTSTAMP:{moment(poll.opens_at)}",
        f"DTSTART:{moment(slot.starts_at)}", f"DTEND:{moment(slot.ends_at)}",
        f"SUMMARY:{escaped(f'{Label(poll.label).label} {poll.question}')}", *note, f"STATUS:{status}", "END:VEVENT",
    ]  # fmt: skip


def moment(at: datetime) -> str:
    """A moment in UTC."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "\\n")


def fold(line: str) -> str:
    """A long line as several, each of at most FOLD octets, cut between characters (RFC 5545, 3.1)."""
    parts: list[str] = []
    part = ""
    for character in line:
        if len((part + character).encode()) > FOLD - (1 if parts else 0):
            parts.append(part)
            part = ""
        part += character
    return "\r\n ".join([*parts, part])
