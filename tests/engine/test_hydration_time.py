"""What hydration keeps of its minutes beside infusions whose times are known, missing, or still running."""

from plugin.chart.administration import State
from tests.engine.builders import SALINE, asked, charge, fact, given, proposal, released, visit


def test_hydration_beside_an_infusion_without_any_time_is_not_released() -> None:
    # R-ADM-59, R-ADM-60 (both missing), R-ADM-46: no hydration minute is known to be its own
    chart = visit(given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone"))
    assert "96361" not in released(chart)


def test_hydration_after_a_restart_without_a_stop_is_not_released() -> None:
    # R-ADM-59: only minutes before the open start count (15 here), and the line is held
    chart = visit(
        given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone", runs=(("08:00", "08:30"), ("08:45", None)))
    )
    assert "96361" not in released(chart)


def test_hydration_beside_an_infusion_still_running_is_not_released() -> None:
    # R-ADM-59, R-ADM-46: a running infusion has an unknown stop
    chart = visit(given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone", start="09:00", state=State.RUNNING))
    assert not {"96360", "96361"} & set(released(chart))


def test_a_start_and_a_charted_length_take_their_minutes_from_hydration() -> None:
    # R-ADM-46, R-ADM-60: 09:00 for 45 min leaves 135 of 180 min: two units, not three
    chart = visit(
        given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone", start="09:00", charted_minutes=fact(45))
    )
    assert released(chart)["96361"] == 2


def test_the_switch_for_a_modifier_on_secondary_hydration_sets_it() -> None:
    # R-ADM-45, 0.4 hydration_secondary_modifier
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00"), given(SALINE, start="10:00", stop="11:00"))
    assert charge(chart, hydration_secondary_modifier="59") == {"96361-59": 1, "96365": 1}


def test_fluid_that_ran_only_beside_a_drug_is_not_asked_for_a_reason() -> None:
    # R-DOC-08 (effect: hydration dropped), R-ADM-46, R-ADM-09: there is no hydration to drop (T43)
    rows = (given("ceftriaxone", start="09:00", stop="10:00"), given(SALINE, start="09:00", stop="10:00"))
    assert "missing_hydration_order" not in asked(visit(*rows, reasons_for_fluid=False, diagnoses=("L03.115",)))


def test_hydration_refused_by_the_contiguous_switch_says_so() -> None:
    # R-ADM-47 (T46): 29 and 20 minutes ran alone
    chart = visit(given(SALINE, start="08:00", stop="10:20"), given("paclitaxel", start="08:29", stop="10:00"))
    (item,) = [n for n in proposal(chart, hydration_split="contiguous").not_billed if "saline" in n.what]
    assert "R-ADM-47" in item.because
    assert "49 min" in item.what


def test_an_infusion_without_a_start_leaves_hydration_the_minutes_after_its_stop() -> None:
    # R-ADM-46: after 09:00 all 120 minutes are hydration's own, before it none is sure
    chart = visit(given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone", stop="09:00"))
    assert charge(chart)["96361"] == 2


def test_hydration_before_the_start_of_a_running_infusion_keeps_its_minutes() -> None:
    # R-ADM-46
    chart = visit(given(SALINE, start="08:00", stop="10:00"), given("ceftriaxone", start="10:00", state=State.RUNNING))
    assert charge(chart) == {"96360": 1, "96361": 1}


def test_nothing_of_a_line_leaves_while_an_infusion_still_runs_on_it() -> None:
    # R-ADM-20, R-ADM-22: what still runs may take the initial place, and then every other code changes
    rows = given("ondansetron", "iv_push", "08:00"), given("paclitaxel", start="08:30", state=State.RUNNING)
    assert charge(visit(*rows)) == {"96374": 1}
    assert not any(code.startswith("96") for code in released(visit(*rows)))


def test_an_infusion_running_on_another_line_takes_no_minutes() -> None:
    # R-ADM-46: the same site
    chart = visit(
        given(SALINE, start="08:00", stop="10:00"),
        given("ceftriaxone", start="08:00", site="right port", state=State.RUNNING),
    )
    assert charge(chart) == {"96360": 1, "96361": 1}


def test_hydration_beside_a_length_without_any_clock_time_is_not_released() -> None:
    # R-ADM-46, R-ADM-60: nobody can say which 45 minutes
    chart = visit(given(SALINE, start="08:00", stop="11:00"), given("ceftriaxone", charted_minutes=fact(45)))
    assert "96361" not in released(chart)


def test_fluid_whose_own_minutes_wait_for_another_drug_is_not_asked_about_beside_it() -> None:
    # R-DOC-01, R-DOC-09: one stop is missing, and one question is asked
    rows = (given(SALINE, start="09:00", stop="11:00"), given("ceftriaxone", start="09:20"))
    assert asked(visit(*rows, diagnoses=("L03.115", "E86.0"))) == {"missing_stop_time"}
