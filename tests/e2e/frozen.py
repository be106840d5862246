"""The project's settings for a site whose clock stands still until a test sets it: its processes read the moment from a file."""

import os
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Self

from collab import clock
from collab.settings import *  # noqa: F403 - every setting, as it is


class Hand(datetime):
    """Says what the file says."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """The moment in the file; see set_clock."""
        return cls.fromisoformat((Path(os.environ["DATA_DIR"]) / "clock").read_text())


setattr(clock, "datetime", Hand)  # noqa: B010 - a module's name, which mypy would take for a type


def set_clock(folder: Path, moment: datetime) -> None:
    """From now on it is `moment` (UTC) for the site with this data folder."""
    written = folder / "clock.new"
    written.write_text(moment.isoformat())
    written.rename(folder / "clock")
