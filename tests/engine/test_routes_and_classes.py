"""The code follows the way a drug was given and what its order says it was given for."""

from dataclasses import replace

import pytest

from tests.engine.builders import asked, charge, given, released, visit


def test_an_infusion_without_a_route_is_asked_about_and_held() -> None:
    # R-DOC-04, R-ADM-01: "infusion" alone may be under the skin or into an artery
    chart = visit(replace(given("ceftriaxone", start="09:00", stop="10:00"), route=None))
    assert "missing_route" in asked(chart)
    assert not released(chart)


def test_a_hormone_ordered_for_another_condition_is_a_plain_shot_though_cancer_is_coded_too() -> None:
    # R-ADM-06: the order names its own indication
    chart = visit(given("leuprolide acetate", "im", "09:00", dose="7.5 mg"), diagnoses=("C50.911", "N80.9"))
    chart = replace(chart, orders=tuple(replace(o, diagnoses=("N80.9",)) for o in chart.orders))
    assert charge(chart) == {"96372": 1}


def test_a_hormone_ordered_for_cancer_is_hormonal_though_the_visit_codes_something_else() -> None:
    # R-ADM-06
    chart = visit(given("leuprolide acetate", "im", "09:00", dose="7.5 mg"), diagnoses=("E86.0",))
    chart = replace(chart, orders=tuple(replace(o, diagnoses=("C61",)) for o in chart.orders))
    assert charge(chart) == {"96402": 1}


def test_potassium_in_fluid_ordered_for_e87_6_is_a_drug() -> None:
    # R-ADM-08: a measured deficit, said by the diagnosis of the order
    chart = visit(given("normal saline with potassium chloride", start="09:00", stop="11:00"), diagnoses=("E87.6",))
    chart = replace(chart, orders=tuple(replace(o, reason=None, diagnoses=("E87.6",)) for o in chart.orders))
    assert charge(chart) == {"96365": 1, "96366": 1}


@pytest.mark.parametrize(
    ("drug", "way", "code"),
    [
        ("gentamicin", "intravesical", "51720"),
        ("triamcinolone acetonide", "intralesional", "96405"),
        ("alteplase", "intrapleural", "96440"),
        ("ceftazidime", "intraperitoneal", "96446"),
        ("vancomycin", "intraventricular", "96542"),
    ],
)
def test_a_drug_that_is_no_cancer_drug_does_not_earn_a_chemotherapy_route_code(drug, way, code) -> None:
    # R-ADM-78 ("for anticancer agents"), R-ADM-80, R-ADM-77, R-ADM-02
    assert code not in released(visit(given(drug, way, "09:00", dose="10 mg")))


@pytest.mark.parametrize("drug", ["heparin sodium", "vancomycin"])
def test_only_a_thrombolytic_in_the_catheter_is_declotting(drug) -> None:
    # R-ADM-81: heparin or saline to keep open is not 36593; neither is an antibiotic lock
    row = replace(given(drug, "declot", "09:00", dose="10 mg"), manner=None)
    assert "36593" not in released(visit(row))
