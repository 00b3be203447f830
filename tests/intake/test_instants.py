from datetime import UTC, date, datetime

import pytest

from plugin.intake.encounters import OPEN
from plugin.intake.instants import UNUSABLE, day_of, instant, span
from plugin.intake.searches import second_searches
from tests.intake.builders import at, clocks, encounter, infusion, mar, push, reasons, visit

ABOUT = "MedicationAdministration/ma1"
OUTSIDE = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "1899-12-31T23:59:59Z", "2201-01-01T00:00:00Z"]


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


@pytest.mark.parametrize("text", OUTSIDE)
@pytest.mark.parametrize("zone", ["", "America/Chicago"])
def test_a_moment_in_a_year_of_no_chart_is_no_instant_and_no_day(text: str, zone: str) -> None:
    assert (instant(text, zone), day_of(text)) == (None, None)


@pytest.mark.parametrize("text", ["1900-01-01T12:00:00Z", "2200-12-31T12:00:00Z"])
def test_the_first_and_the_last_year_of_charts_are_read(text: str) -> None:
    assert instant(text, "") is not None


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_row_whose_stop_is_in_no_year_of_a_chart_has_no_stop_and_is_shown(text: str) -> None:
    chart = visit(infusion(effectivePeriod={"start": at("09:00"), "end": text}))
    assert clocks(chart.administrations[0]) == [("09:00", None)]
    assert reasons(chart) == {ABOUT: UNUSABLE}


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_row_at_a_moment_in_no_year_of_a_chart_has_no_time_and_is_shown(text: str) -> None:
    chart = visit(push(effectiveDateTime=text))
    assert clocks(chart.administrations[0]) == []
    assert reasons(chart) == {ABOUT: UNUSABLE}


@pytest.mark.parametrize("text", OUTSIDE)
def test_a_visit_in_no_year_of_a_chart_has_the_day_of_its_rows_and_is_shown(text: str) -> None:
    chart = visit(push(context=None), of=encounter(period={"start": text, "end": text}))
    assert (chart.day, chart.visits[0].arrived) == (date(2026, 3, 4), None)
    assert reasons(chart) == {"Encounter/e1": UNUSABLE}


@pytest.mark.parametrize("text", [*OUTSIDE, "0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("status", ["finished", min(OPEN)])
def test_no_search_is_made_around_a_visit_in_no_year_of_a_chart(text: str, status: str) -> None:
    around = encounter(status=status, period={"start": text, "end": text})
    assert second_searches("generic", "p1", around, ()) == ()


@pytest.mark.parametrize("text", ["0 mL infused", "99999 mL infused"])
def test_a_volume_that_gives_no_length_of_a_visit_computes_no_stop(text: str) -> None:
    rate = {"rateQuantity": {"value": 0.001, "unit": "mL/h"}}
    chart = visit(infusion(end=None, note=[{"text": text}], dosage=rate))
    assert clocks(chart.administrations[0]) == [("09:00", None)]


@pytest.mark.parametrize("minutes", [-30, 10**14])
def test_a_planned_length_of_no_visit_is_no_plan_and_stops_no_reading(minutes: int) -> None:
    url = "https://fhir-ehr.cerner.com/r4/StructureDefinition/infuse-over-time"
    over = [{"url": url, "valueQuantity": {"value": minutes, "unit": "min"}}]
    rows = [mar("New Bag", "09:00", extension=over), mar("New Bag", "10:00", id="second", extension=over)]
    assert visit(*rows).administrations[0].planned_minutes is None
