"""When a digest is due.  Pure."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

WEEK = 7


def next_after(moment: datetime, days: Collection[int], hour: int, zone: str) -> datetime | None:
    """The first moment (UTC) after `moment` at which it is `hour` o'clock in `zone` on one of `days` (ISO weekdays); none without days.

    An hour that summer time leaves out comes an hour later; one that comes twice counts the first time.
    """
    here = ZoneInfo(zone)
    today = moment.astimezone(here).date()
    for ahead in range(WEEK + 1):
        day = today + timedelta(days=ahead)
        then = datetime.combine(day, time(hour), here).astimezone(UTC)
        if then > moment and day.isoweekday() in days:
            return then
    return None
