"""A time in UTC without a configured zone is not silently taken for the local day."""

import pytest

from plugin.intake.site import Site
from tests.intake.builders import administration, at, encounter, visit


def given_at(clock: str, offset: str, zone: str = "") -> list[str]:
    row = administration(effectiveDateTime=at(clock, offset=offset))
    chart = visit(row, site=Site(timezone=zone), of=encounter(period={"start": at("00:00"), "end": at("23:59")}))
    return [u.about for u in chart.unread if "UTC" in u.reason]


@pytest.mark.parametrize("clock", ["00:30", "05:00", "11:59"])
def test_a_morning_in_utc_may_be_the_evening_before_and_is_shown(clock: str) -> None:
    assert given_at(clock, "Z") == ["Encounter/e1"]


def test_an_afternoon_in_utc_is_the_same_day_everywhere() -> None:
    assert given_at("14:00", "Z") == []


def test_a_local_offset_or_a_configured_zone_settles_the_day() -> None:
    assert given_at("05:00", "-06:00") == []
    assert given_at("08:00", "Z", zone="America/Chicago") == []
