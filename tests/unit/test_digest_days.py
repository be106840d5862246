"""When a digest is due: chosen days and hour, by the person's own clock."""

from datetime import UTC, datetime, timedelta

import pytest

from discussions.digest.policies import next_after


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "days", "hour", "zone", "expected"),
    [  # 26 November 2026 is a Thursday
        ("2026-11-26T06:59", {4}, 7, "UTC", "2026-11-26T07:00"),
        ("2026-11-26T07:00", {4}, 7, "UTC", "2026-12-03T07:00"),
        ("2026-11-26T08:00", {1, 3, 5}, 7, "UTC", "2026-11-27T07:00"),
        ("2026-11-28T08:00", {1, 3, 5}, 7, "UTC", "2026-11-30T07:00"),
        ("2026-11-26T12:00", {5}, 7, "Pacific/Auckland", "2026-11-26T18:00"),  # Friday there
        ("2026-11-26T12:00", {4}, 23, "America/Los_Angeles", "2026-11-27T07:00"),  # still Thursday there
        ("2026-03-28T12:00", {7}, 2, "Europe/Paris", "2026-03-29T01:00"),  # two o'clock is left out: it is three
        ("2026-10-24T12:00", {7}, 2, "Europe/Paris", "2026-10-25T00:00"),  # two o'clock comes twice: the first one
        ("2026-11-26T12:00", {7}, 0, "Asia/Kathmandu", "2026-11-28T18:15"),
    ],
)
def test_the_next_chosen_day(moment: str, days: set[int], hour: int, zone: str, expected: str) -> None:
    assert next_after(at(moment), days, hour, zone) == at(expected)


def test_without_a_day_there_is_none() -> None:
    assert next_after(at("2026-11-26T12:00"), set(), 7, "UTC") is None


@pytest.mark.parametrize("zone", ["UTC", "Europe/Paris", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu"])
def test_every_day_of_a_year_has_one(zone: str) -> None:
    moment, over, count = at("2026-01-01T00:00"), at("2027-01-01T00:00"), 0
    while (following := next_after(moment, {1, 2, 3, 4, 5, 6, 7}, 7, zone)) and following < over:
        assert timedelta(0) < following - moment <= timedelta(hours=25)
        moment, count = following, count + 1
    assert count == 365
