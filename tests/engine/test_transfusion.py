"""Drugs given before a transfusion."""

from dataclasses import replace

from tests.engine.builders import asked, charge, fact, given, released, visit


def test_premedication_of_a_transfusion_without_its_own_indication_is_not_released() -> None:
    # R-ADM-11 default (bill when individually ordered with an indication, else drop with advisory), R-DOC-42
    chart = visit(
        given("diphenhydramine", "iv_push", "08:30", dose="25 mg"),
        given("packed red blood cells", start="09:00", stop="11:00"),
    )
    assert "transfusion_premedication" in asked(chart)
    assert "96374" not in released(chart)


def test_a_drug_before_a_transfusion_whose_order_has_a_reason_of_its_own_is_billed() -> None:
    # R-ADM-11, R-DOC-42
    chart = visit(
        given("diphenhydramine", "iv_push", "08:30", dose="25 mg"),
        given("packed red blood cells", start="09:00", stop="11:00"),
    )
    chart = replace(chart, orders=tuple(replace(o, reason=fact("urticaria after the last unit")) for o in chart.orders))
    assert charge(chart) == {"36430": 1, "96374": 1}
    assert "transfusion_premedication" not in asked(chart)


def test_premedication_of_chemotherapy_stays_on_a_day_with_a_transfusion() -> None:
    # R-ADM-04, R-ADM-11
    chart = visit(
        given("dexamethasone", "iv_push", "08:00", dose="10 mg"),
        given("paclitaxel", start="08:30", stop="09:30"),
        given("packed red blood cells", start="10:00", stop="12:00"),
    )
    assert charge(chart) == {"36430": 1, "96375": 1, "96413": 1}


def test_a_drug_for_the_patients_condition_before_a_transfusion_is_billed() -> None:
    # R-ADM-11
    chart = visit(
        given("furosemide", "iv_push", "08:30", dose="20 mg"),
        given("packed red blood cells", start="09:00", stop="11:00"),
    )
    assert charge(chart) == {"36430": 1, "96374": 1}


def test_the_drug_itself_is_charged_where_its_administration_is_not() -> None:
    # R-ADM-11 speaks of the administration
    chart = visit(
        given("diphenhydramine", "iv_push", "08:30", dose="25 mg"),
        given("packed red blood cells", start="09:00", stop="11:00"),
    )
    assert charge(chart, "drug") == {"J1200": 1}
