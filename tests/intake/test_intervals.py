from datetime import UTC, date, datetime

import pytest

from plugin.chart.administration import Manner, State
from plugin.chart.evidence import Strength
from plugin.intake.site import Site
from tests.intake.builders import administration, clocks, encounter, infusion, only, push, reasons, visit

OPEN = encounter(status="in-progress", period={"start": "2026-03-04T08:00:00-06:00"})


def test_a_period_is_one_run_with_its_own_offset() -> None:
    found = only(infusion())
    assert clocks(found) == [("09:00", "10:00")]
    assert found.runs[0].start.value == datetime(2026, 3, 4, 15, tzinfo=UTC)


def test_instants_are_told_in_the_zone_of_the_site() -> None:
    utc = infusion(effectivePeriod={"start": "2026-03-04T15:00:00Z", "end": "2026-03-04T16:00:00Z"})
    assert clocks(only(utc, site=Site(timezone="America/Chicago"))) == [("09:00", "10:00")]


def test_the_day_of_a_visit_is_that_of_its_place() -> None:
    late = encounter(period={"start": "2026-03-05T01:00:00Z", "end": "2026-03-05T03:00:00Z"})
    assert visit(of=late, site=Site(timezone="America/Chicago")).day == date(2026, 3, 4)


def test_seconds_are_kept() -> None:
    found = only(infusion(effectivePeriod={"start": "2026-03-04T09:00:21-06:00", "end": "2026-03-04T10:00:43.5-06:00"}))
    assert found.runs[0].start.value.second == 21


def test_a_bare_date_is_a_day_and_never_midnight() -> None:
    found = only(administration(effectiveDateTime="2026-03-04"))
    assert (found.runs[0].day, found.runs[0].start, found.manner) == (date(2026, 3, 4), None, None)


def test_a_period_of_bare_dates_has_no_clock_time() -> None:
    found = only(infusion(effectivePeriod={"start": "2026-03-04", "end": "2026-03-04"}))
    assert (found.runs[0].day, found.runs[0].start, found.runs[0].stop) == (date(2026, 3, 4), None, None)


@pytest.mark.parametrize(("start", "end"), [("09:00", None), (None, "10:00")])
def test_a_period_with_one_end_keeps_that_end_alone(start: str | None, end: str | None) -> None:
    assert clocks(only(infusion(start=start, end=end))) == [(start, end)]


def test_no_time_at_all_is_no_run() -> None:
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    assert only(administration(effectivePeriod={"extension": [absent]})).runs == ()


def test_a_stop_before_the_start_keeps_both_times_and_says_so() -> None:
    found = only(infusion(start="10:00", end="09:00"))
    assert clocks(found) == [("10:00", "09:00")]
    assert found.conflicts[0].element == "effectivePeriod"
    assert "before the start" in found.conflicts[0].shown


def test_entered_in_error_is_withdrawn() -> None:
    assert only(push(status="entered-in-error")).state is State.WITHDRAWN


def test_not_done_is_not_given() -> None:
    assert only(push(status="not-done")).state is State.NOT_GIVEN


@pytest.mark.parametrize("place", ["statusReason", "reasonCode"])
def test_completed_and_refused_at_once_is_unread(place: str) -> None:
    chart = visit(push(**{place: [{"text": "Patient refused"}]}))
    assert chart.administrations == ()
    assert reasons(chart) == {"MedicationAdministration/ma1": "It says completed and not given at once."}


@pytest.mark.parametrize("status", ["banana", "unknown"])
def test_a_status_that_says_nothing_is_unread_and_never_given(status: str) -> None:
    chart = visit(push(status=status))
    assert chart.administrations == ()
    assert list(reasons(chart)) == ["MedicationAdministration/ma1"]


def test_in_progress_in_an_open_visit_is_running() -> None:
    assert only(infusion(end=None, status="in-progress"), of=OPEN).state is State.RUNNING


def test_in_progress_in_a_finished_visit_lacks_its_stop() -> None:
    found = only(infusion(end=None, status="in-progress"))
    assert (found.state, clocks(found)) == (State.GIVEN, [("09:00", None)])


def test_completed_in_an_open_visit_is_given() -> None:
    assert only(infusion(), of=OPEN).state is State.GIVEN


def test_on_hold_for_a_contraindication_was_not_given() -> None:
    held = push(status="on-hold", statusReason=[{"text": "Not done: contraindicated"}])
    assert only(held).state is State.NOT_GIVEN


def test_why_it_was_stopped_is_kept() -> None:
    found = only(infusion(status="stopped", statusReason=[{"text": "Infusion reaction"}]))
    assert found.stopped_because.value == "Infusion reaction"
    assert found.stopped_early.value == "Infusion reaction"


@pytest.mark.parametrize(
    ("row", "early"),
    [
        ({"status": "stopped"}, True),
        ({"status": "completed", "statusReason": [{"text": "Patient request"}]}, True),
        ({"status": "stopped", "statusReason": [{"text": "Infusion not completed"}]}, True),
        ({"status": "stopped", "statusReason": [{"text": "Infusion complete"}]}, False),
        ({"status": "completed"}, False),
        ({"status": "on-hold", "statusReason": [{"text": "Rash"}]}, False),
    ],
)
def test_an_infusion_is_stopped_early_where_its_status_or_its_reason_says_so(row: dict, early) -> None:
    assert (only(infusion(**row)).stopped_early is not None) is early


def test_one_moment_in_a_vein_is_a_push_by_its_shape() -> None:
    found = only(push())
    assert (found.manner.value, found.manner.strength) == (Manner.PUSH, Strength.DERIVED)


def test_a_moment_with_a_rate_is_an_infusion() -> None:
    rated = push(dosage={"rateQuantity": {"value": 100, "unit": "mL/h"}})
    assert only(rated).manner.value is Manner.INFUSION


def test_the_version_of_the_resource_stands_in_its_evidence() -> None:
    found = only(infusion(meta={"versionId": "7"}))
    assert {found.version, found.runs[0].start.evidence.version, found.route.evidence.version} == {"7"}


def test_the_access_site_is_kept_as_charted() -> None:
    assert (
        only(infusion(dosage={"site": {"text": "Implanted port, right chest"}})).site.value
        == "Implanted port, right chest"
    )


def test_a_note_that_says_why_there_is_a_second_line_is_its_reason() -> None:
    assert only(infusion(note=[{"text": "Second IV placed, drugs incompatible"}])).site_reason is not None


def test_another_note_is_no_reason_for_a_second_line() -> None:
    assert only(infusion(note=[{"text": "Patient slept well"}])).site_reason is None
