"""Finding a row."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")


def one_or_none(rows: "QuerySet[M, T]") -> T | None:
    """The one row, or None.  For conditions that no two rows meet.

    `first()` orders the rows, and ordering a joined query takes Django as long as all the rest: 4 ms of 14 for a poll, 3 of 6 for a unit
    on its roll.
    """
    return next(iter(rows[:1]), None)
