"""Time on a site whose clock stands still: its processes run with the settings of tests/e2e/frozen.py."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

SECOND = timedelta(seconds=1)
AHEAD = timedelta(hours=12)  # of browsers, whose clocks go on: a dialog never takes a moment of a long run's last test for past
START = datetime.now(UTC).replace(microsecond=0) + AHEAD  # where such a site's clock stands at first


def set_clock(folder: Path, moment: datetime) -> None:
    """From now on it is `moment` (UTC) for the site with this data folder."""
    written = folder / "clock.new"
    written.write_text(moment.isoformat())
    written.rename(folder / "clock")
