"""A time without a zone is never guessed, and costs neither the drug nor the question."""

import pytest

from tests.intake.builders import Json, administration, at, clocks, reasons, visit

NAKED = "2026-03-04T10:00:00"
NO_TIME = "2026-03-04T25:99:00-06:00"


def infused(start: str, end: str) -> Json:
    return administration(effectivePeriod={"start": start, "end": end})


@pytest.mark.parametrize(
    ("period", "known", "asked"),
    [
        ((at("09:00"), NAKED), [("09:00", None)], ["the stop is charted as 2026-03-04T10:00:00"]),
        ((NAKED, at("11:00")), [(None, "11:00")], ["the start is charted as 2026-03-04T10:00:00"]),
        ((at("09:00"), NO_TIME), [("09:00", None)], ["the stop is charted as 2026-03-04T25:99:00-06:00"]),
    ],
)
def test_a_time_no_clock_can_use_is_quoted_as_a_contradiction(
    period: tuple[str, str], known: list[tuple[str | None, str | None]], asked: list[str]
) -> None:
    chart = visit(infused(*period))
    (found,) = chart.administrations
    assert clocks(found) == known
    assert [e.shown.partition(",")[0] for e in found.conflicts] == asked
    assert reasons(chart) == {}


def test_both_times_without_a_zone_leave_the_drug_and_two_contradictions() -> None:
    (found,) = visit(infused(NAKED, NAKED)).administrations
    assert [e.element for e in found.conflicts] == ["effective", "effective"]
    assert found.products[0].text == "ceftriaxone"


def test_a_moment_without_a_zone_is_kept_aside_too() -> None:
    (found,) = visit(administration(effectiveDateTime=NAKED)).administrations
    assert [e.shown.partition(",")[0] for e in found.conflicts] == ["the start is charted as 2026-03-04T10:00:00"]


@pytest.mark.parametrize("day", ["2026-03-04", "2026-03", "2026"])
def test_a_date_is_no_unusable_time(day: str) -> None:
    (found,) = visit(administration(effectiveDateTime=day)).administrations
    assert found.conflicts == ()
