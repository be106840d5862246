"""The choice of a digest as it travels."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from collab.api.request import Request


def each_once(days: list[int]) -> list[int]:
    """The days in order, if none is named twice."""
    if len(set(days)) < len(days):
        raise ValueError("a day is named twice")
    return sorted(days)


Weekday = Annotated[int, Field(ge=1, le=7)]


class DigestChoice(Request):
    """On which days (ISO: 1 is Monday; none: never) and at which hour of one's own clock."""

    days: Annotated[list[Weekday], Field(max_length=7), AfterValidator(each_once)]
    hour: Annotated[int, Field(ge=0, le=23)]


class DigestShape(BaseModel):
    """The choice, and when the next digest comes (UTC) if there is anything to tell."""

    days: list[int]
    hour: int
    next_at: datetime | None
