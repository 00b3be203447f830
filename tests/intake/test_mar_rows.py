import pytest

from plugin.chart.administration import Manner, State
from plugin.intake.site import Site
from tests.intake.builders import INTRAVENOUS, clocks, encounter, infusion, mar, only, push, quantity, reasons, visit

OPEN = encounter(status="in-progress", period={"start": "2026-03-04T08:00:00-06:00"})
NO_DOSE = {"dose": None}


def rows(*said: str, **more) -> list[dict]:
    """'New Bag 09:00' and so on as rows of one order."""
    return [mar(*line.rsplit(" ", 1), **more) for line in said]


def test_new_bag_and_stopped_are_one_infusion() -> None:
    found = only(*rows("New Bag 09:00", "Stopped 10:00"))
    assert clocks(found) == [("09:00", "10:00")]
    assert found.manner.value is Manner.INFUSION
    assert found.rows == ("MedicationAdministration/New-Bag-0900", "MedicationAdministration/Stopped-1000")


def test_a_rate_change_goes_on_without_a_new_start() -> None:
    assert clocks(only(*rows("New Bag 09:00", "Rate Change 09:15", "Rate Verify 09:30", "Stopped 10:00"))) == [
        ("09:00", "10:00")
    ]


def test_a_pause_ends_a_run_and_a_restart_begins_the_next() -> None:
    found = only(*rows("New Bag 09:00", "Paused 09:30", "Restarted 09:40", "Stopped 10:25"))
    assert clocks(found) == [("09:00", "09:30"), ("09:40", "10:25")]


def test_a_new_bag_during_an_open_bag_is_a_bag_change() -> None:
    assert clocks(only(*rows("New Bag 09:00", "New Bag 10:00", "Stopped 11:00"))) == [("09:00", "11:00")]


def test_the_doses_of_changed_bags_are_added() -> None:
    found = only(*rows("New Bag 09:00", "New Bag 10:00"), *rows("Stopped 11:00", dosage=NO_DOSE))
    assert found.products[0].dose.value.value == 2000


def test_a_bag_change_charted_as_stop_and_start_of_one_minute_makes_two_bags_without_a_gap() -> None:
    chart = visit(*rows("New Bag 09:00", "Stopped 10:00", "New Bag 10:00", "Stopped 11:00"))
    assert sorted(clocks(a)[0] for a in chart.administrations) == [("09:00", "10:00"), ("10:00", "11:00")]


def test_a_new_bag_long_after_the_first_must_have_run_dry_is_a_new_dose() -> None:
    over = {
        "url": "https://fhir-ehr.cerner.com/r4/StructureDefinition/infuse-over-time",
        "valueQuantity": quantity("30 min"),
    }
    chart = visit(
        mar("New Bag", "09:00", extension=[over]), mar("New Bag", "15:00", extension=[over]), mar("Stopped", "15:30")
    )
    assert sorted(clocks(a)[0] for a in chart.administrations) == [("09:00", None), ("15:00", "15:30")]


def test_a_bag_nobody_stopped_has_no_stop() -> None:
    found = only(*rows("New Bag 09:00", "Rate Change 09:30"))
    assert (found.state, clocks(found)) == (State.GIVEN, [("09:00", None)])


def test_a_bag_nobody_stopped_yet_in_an_open_visit_is_running() -> None:
    assert only(*rows("New Bag 09:00"), of=OPEN).state is State.RUNNING


def test_a_paused_bag_in_an_open_visit_is_still_running() -> None:
    assert only(*rows("New Bag 09:00", "Paused 09:30"), of=OPEN).state is State.RUNNING


def test_a_stop_without_a_start_keeps_the_start_open() -> None:
    assert clocks(only(*rows("Stopped 10:00"))) == [(None, "10:00")]


def test_a_rate_change_without_a_start_keeps_the_start_open() -> None:
    assert clocks(only(*rows("Rate Change 09:30", "Stopped 10:00"))) == [(None, "10:00")]


def test_a_restart_without_a_start_asks_for_what_went_before() -> None:
    assert clocks(only(*rows("Restarted 09:30", "Stopped 10:00"))) == [(None, None), ("09:30", "10:00")]


def test_a_restart_after_a_stop_goes_on_with_the_same_bag() -> None:
    assert clocks(only(*rows("New Bag 09:00", "Stopped 09:30", "Restarted 09:45", "Stopped 10:15"))) == [
        ("09:00", "09:30"),
        ("09:45", "10:15"),
    ]


def test_two_different_stops_are_a_conflict_and_none_is_chosen() -> None:
    found = only(*rows("New Bag 09:00", "Stopped 10:00", "Stopped 10:20"))
    assert "10:00 and again at 10:20" in found.conflicts[0].shown


def test_a_rate_while_paused_is_a_conflict() -> None:
    running = {"rateQuantity": {"value": 100, "unit": "mL/h"}}
    found = only(
        *rows("New Bag 09:00", "Paused 09:30"), mar("Rate Change", "09:40", dosage=running), mar("Stopped", "10:00")
    )
    assert "while it was paused" in found.conflicts[0].shown


def test_a_rate_change_to_zero_ends_the_flow() -> None:
    nothing = {"rateQuantity": {"value": 0, "unit": "mL/h"}, "dose": None}
    found = only(mar("New Bag", "09:00"), mar("Rate Change", "09:40", dosage=nothing))
    assert clocks(found) == [("09:00", "09:40")]


def test_a_dose_of_zero_is_a_stop() -> None:
    found = only(mar("New Bag", "09:00"), mar("Given", "10:00", dosage={"dose": quantity("0 mg")}))
    assert clocks(found) == [("09:00", "10:00")]


def test_a_dose_of_zero_with_nothing_open_was_not_given() -> None:
    assert only(mar("Given", "10:00", dosage={"dose": quantity("0 mg")})).state is State.NOT_GIVEN


@pytest.mark.parametrize("action", ["Refused", "Missed", "Canceled Entry", "Held", "Due", "Prepared"])
def test_what_was_never_begun_was_not_given(action: str) -> None:
    assert only(mar(action, "09:00")).state is State.NOT_GIVEN


def test_an_order_held_and_released_and_then_hung_starts_when_it_was_hung() -> None:
    chart = visit(*rows("MAR Hold 08:30", "MAR Unhold 08:50", "New Bag 09:00", "Stopped 10:00"))
    given = [a for a in chart.administrations if a.state is State.GIVEN]
    assert [clocks(a) for a in given] == [[("09:00", "10:00")]]


def test_an_unknown_action_is_unread_and_never_given() -> None:
    chart = visit(mar("Zorbed", "09:00", id="z"))
    assert chart.administrations == ()
    assert "unclassified" in reasons(chart)["MedicationAdministration/z"]


def test_a_word_of_the_site_means_what_the_site_says() -> None:
    site = Site(mar_actions={" zorbed ": "start"})
    assert clocks(only(mar("ZORBED", "09:00"), mar("Stopped", "10:00"), site=site)) == [("09:00", "10:00")]


def test_the_action_is_read_where_the_site_keeps_it() -> None:
    site = Site(paths={"mar_action": "extension.where(url='https://ehr.example/action').value"})
    kept = [{"url": "https://ehr.example/action", "valueString": "New Bag"}]
    row = mar("anything", "09:00", extension=kept)
    assert only(row, site=site).manner.value is Manner.INFUSION


def test_not_given_in_a_code_of_the_method_was_not_given() -> None:
    method = {"coding": [{"system": "http://mimic.mit.edu/method", "code": "Not Given"}]}
    assert only(mar("", "09:00", id="m", dosage={"method": method})).state is State.NOT_GIVEN


def test_a_start_that_is_not_done_at_once_is_unread() -> None:
    chart = visit(mar("New Bag", "09:00", id="z", status="not-done"))
    assert list(reasons(chart)) == ["MedicationAdministration/z"]


def test_a_pause_whose_status_is_on_hold_is_a_pause() -> None:
    found = only(
        mar("New Bag", "09:00"), mar("Paused", "09:20", status="on-hold"), *rows("Restarted 09:30", "Stopped 10:00")
    )
    assert clocks(found) == [("09:00", "09:20"), ("09:30", "10:00")]


def test_a_row_entered_in_error_changes_no_time() -> None:
    wrong = mar("Stopped", "09:10", id="wrong", status="entered-in-error")
    chart = visit(wrong, *rows("New Bag 09:00", "Stopped 10:00"))
    states = {a.id: (a.state, clocks(a)) for a in chart.administrations}
    assert states["MedicationAdministration/New-Bag-0900"] == (State.GIVEN, [("09:00", "10:00")])
    assert states["MedicationAdministration/wrong"][0] is State.WITHDRAWN


def test_rows_of_two_orders_never_join() -> None:
    chart = visit(mar("New Bag", "09:00", order="rx1"), mar("Stopped", "10:00", order="rx2"))
    assert {a.order: clocks(a) for a in chart.administrations} == {
        "MedicationRequest/rx1": [("09:00", None)],
        "MedicationRequest/rx2": [(None, "10:00")],
    }


def test_rows_without_an_order_join_by_their_drug() -> None:
    found = only(mar("New Bag", "09:00", request=None), mar("Stopped", "10:00", request=None))
    assert clocks(found) == [("09:00", "10:00")]


def test_given_followed_by_stopped_began_an_infusion() -> None:
    assert clocks(only(*rows("Given 09:00", "Stopped 09:45"))) == [("09:00", "09:45")]


def test_given_twice_is_two_pushes() -> None:
    chart = visit(*rows("Given 09:00", "Given 13:00"))
    assert [a.manner.value for a in chart.administrations] == [Manner.PUSH, Manner.PUSH]


@pytest.mark.parametrize("action", ["Push", "Bolus"])
def test_the_action_push_makes_a_push(action: str) -> None:
    assert only(mar(action, "09:00", dosage={"route": INTRAVENOUS})).manner.value is Manner.PUSH


def test_a_bolus_during_an_infusion_is_its_own_administration() -> None:
    chart = visit(*rows("New Bag 09:00", "Bolus 09:30", "Stopped 10:00"))
    assert {a.manner.value for a in chart.administrations} == {Manner.INFUSION, Manner.PUSH}


def test_rows_across_midnight_are_one_infusion() -> None:
    last = mar("Stopped", "00:30", effectiveDateTime="2026-03-05T00:30:00-06:00")
    found = only(mar("New Bag", "23:00"), last, of=encounter(period={"start": "2026-03-04T22:00:00-06:00"}))
    assert (found.runs[0].stop.value - found.runs[0].start.value).total_seconds() == 90 * 60


def test_a_row_with_a_whole_period_opens_and_closes_its_own_bag() -> None:
    whole = infusion(dosage={"method": {"text": "New Bag"}})
    assert clocks(only(whole)) == [("09:00", "10:00")]


def test_an_action_without_a_time_is_unread() -> None:
    chart = visit(mar("Stopped", "10:00", id="z", effectiveDateTime="2026-03-04"))
    assert "no time" in reasons(chart)["MedicationAdministration/z"]


def test_the_reason_of_the_stop_is_why_it_was_stopped() -> None:
    stopped = mar("Stopped", "09:10", statusReason=[{"text": "Reaction"}])
    assert only(mar("New Bag", "09:00"), stopped).stopped_because.value == "Reaction"
    assert only(mar("New Bag", "09:00"), stopped).stopped_early.value == "Reaction"


def test_a_stop_without_a_reason_is_how_every_infusion_ends() -> None:
    for status in ("completed", "stopped"):
        stopped = mar("Stopped", "09:10", status=status)
        assert only(mar("New Bag", "09:00"), stopped).stopped_early is None


def test_a_pause_with_a_reason_is_no_stop_for_good() -> None:
    paused = mar("Paused", "09:10", statusReason=[{"text": "Reaction"}])
    found = only(mar("New Bag", "09:00"), paused, mar("Restarted", "09:30"), mar("Stopped", "10:00"))
    assert found.stopped_early is None


def test_a_stop_charted_before_the_start_is_a_conflict_and_both_times_stay() -> None:
    found = only(*rows("New Bag 09:00", "Stopped 08:30"))
    assert clocks(found) == [("09:00", "08:30")]
    assert "before the start" in found.conflicts[0].shown


def test_rows_without_words_end_with_a_dose_of_zero() -> None:
    ended = push("ma2", "10:00", request={"reference": "MedicationRequest/rx1"}, dosage={"dose": quantity("0 mg")})
    found = only(push("ma1", "09:00", request={"reference": "MedicationRequest/rx1"}), ended)
    assert (clocks(found), found.rows) == (
        [("09:00", "10:00")],
        ("MedicationAdministration/ma1", "MedicationAdministration/ma2"),
    )


def test_a_dose_of_zero_alone_was_not_given() -> None:
    assert only(push(dosage={"dose": quantity("0 mg")})).state is State.NOT_GIVEN


def test_pushes_of_one_order_stay_pushes() -> None:
    ordered = {"request": {"reference": "MedicationRequest/rx1"}}
    assert len(visit(push("ma1", "09:00", **ordered), push("ma2", "13:00", **ordered)).administrations) == 2


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    night = {
        "of": encounter(period={"start": "2026-11-01T05:00:00Z"}),
        "site": Site(timezone="America/Chicago"),
    }
    found = only(
        mar("New Bag", "", id="a", effectiveDateTime="2026-11-01T06:30:00Z"),
        mar("Stopped", "", id="b", effectiveDateTime="2026-11-01T07:15:00Z"),
        **night,
    )
    assert clocks(found) == [("01:30", "01:15")]
    assert (found.runs[0].stop.value - found.runs[0].start.value).total_seconds() == 45 * 60
    assert found.conflicts == ()


def test_a_rate_after_the_stop_is_a_conflict() -> None:
    running = {"rateQuantity": {"value": 100, "unit": "mL/h"}}
    found = only(*rows("New Bag 09:00", "Stopped 09:30"), mar("Rate Verify", "09:45", dosage=running))
    assert "09:45 while it was stopped" in found.conflicts[0].shown


def test_an_action_that_cannot_be_looked_up_is_unread_and_never_given() -> None:
    chart = visit(push(), site=Site(paths={"mar_action": "dosage.dose.value.substring(1, 'x')"}))
    assert (chart.administrations, list(reasons(chart))) == ((), ["MedicationAdministration/ma1"])


def test_the_administration_a_row_is_part_of_is_what_it_continues() -> None:
    found = only(infusion(partOf=[{"reference": "MedicationAdministration/ma0"}]))
    assert found.continues == "MedicationAdministration/ma0"


def test_a_stopped_row_with_a_period_stopped_at_its_end() -> None:
    stopped = infusion("ma2", dosage={"method": {"text": "Stopped"}}, request={"reference": "MedicationRequest/rx1"})
    assert clocks(only(mar("New Bag", "09:00"), stopped)) == [("09:00", "10:00")]


def test_a_stopped_row_with_a_period_alone_has_both_times() -> None:
    assert clocks(only(infusion(dosage={"method": {"text": "Stopped"}}))) == [("09:00", "10:00")]


def test_a_start_and_a_stop_of_one_minute_are_no_conflict() -> None:
    found = only(*rows("New Bag 09:00", "Stopped 09:00"))
    assert (clocks(found), found.conflicts) == ([("09:00", "09:00")], ())
