from datetime import UTC, date, datetime

import pytest

from plugin.intake.instants import day_of, instant, span


def test_an_instant_keeps_the_offset_it_came_with() -> None:
    assert instant("2026-03-04T09:00:00-06:00", "").isoformat() == "2026-03-04T09:00:00-06:00"


def test_nanoseconds_are_cut_to_what_a_clock_time_holds() -> None:
    assert instant("2026-03-04T09:00:00.123456789Z", "") == datetime(2026, 3, 4, 9, 0, 0, 123456, UTC)


@pytest.mark.parametrize(
    "text", ["2026-03-04T09:00:00", "2026-03-04", "2026", "", "noon on Tuesday", "9999-12-31T23:59:59Z"]
)
def test_what_is_no_instant_of_a_place_is_none(text: str) -> None:
    assert instant(text, "Asia/Tokyo") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2026-03-04", date(2026, 3, 4)), ("2026-03", None), ("2026", None), ("", None), ("2026-13-40", None)],
)
def test_only_a_full_date_is_a_day(text: str, expected: date | None) -> None:
    assert day_of(text) == expected


def test_a_period_with_only_a_dated_end_is_of_that_day() -> None:
    assert span({"end": "2026-03-04"}, "").day == date(2026, 3, 4)
