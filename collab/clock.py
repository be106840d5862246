"""The only reader of time.  Tests shift it here, never by an endpoint."""

from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> datetime:
    """The present moment in UTC, timezone-aware."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> None:
    """Move the clock of this process; for tests alone."""
    global _shift  # noqa: PLW0603 - one clock per process is the point
    _shift = by
