"""The only reader of time.  Tests and the example alliance shift it here, never an endpoint."""

from datetime import UTC, datetime, timedelta

_shift = timedelta()


def now() -> datetime:
    """The present moment in UTC, timezone-aware."""
    return datetime.now(UTC) + _shift


def shift(by: timedelta) -> timedelta:
    """Set the clock of this process `by` off the true time.  Comes back: by how much it was off before."""
    global _shift
    before, _shift = _shift, by
    return before
