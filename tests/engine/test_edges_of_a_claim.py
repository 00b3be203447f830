"""What rests on who pays, where the visit was, what else was done that day: asked about or held, never assumed."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.visit import Coverage, Payer, Service
from tests.engine.builders import (
    SALINE,
    SINGLE,
    asked,
    at,
    charge,
    fact,
    given,
    lines,
    office,
    proposal,
    released,
    visit,
)

VANCOMYCIN = given("vancomycin", start="09:00", stop="10:00", dose="1000 mg")


def services(chart, *found: Service):
    return replace(chart, services=found)


# Who pays: R-AUT-04, R-DRG-06, R-ADM-10, R-ADM-73


def test_without_a_payer_a_drug_whose_modifier_turns_on_it_is_held_and_the_coder_is_told() -> None:
    chart = visit(
        given("bevacizumab", start="09:00", stop="10:00", dose="350 mg", vial="100 mg", opened=4, kind=SINGLE),
        payer=None,
    )
    assert "J9035" not in released(chart)
    assert any(a.about == "payer" and "J9035" in a.sentence for a in proposal(chart).advice)


@pytest.mark.parametrize(
    "row",
    [given("influenza vaccine", "im", "09:00"), given("fluorouracil", "portable_pump", "09:00", planned_minutes=2760)],
)
def test_without_a_payer_what_medicare_codes_otherwise_is_held(row) -> None:
    assert not any(code[:2] in ("90", "96", "G0") for code in released(visit(row, payer=None)))


def test_two_payers_that_both_claim_to_pay_first_are_no_payer() -> None:
    both = (Coverage("Coverage/a", Payer.MEDICARE), Coverage("Coverage/b", Payer.COMMERCIAL))
    assert replace(visit(VANCOMYCIN), coverages=both).payer == ""
    first = (replace(both[0], order=2), replace(both[1], order=1))
    assert replace(visit(VANCOMYCIN), coverages=first).payer == "commercial"


# Where the visit was: R-ADM-15, R-EDT-08


def test_an_office_claim_of_a_visit_in_a_hospital_is_held() -> None:
    chart = office(VANCOMYCIN)
    there = replace(chart, visits=tuple(replace(v, place="22") for v in chart.visits))
    here = replace(chart, visits=tuple(replace(v, place="11") for v in chart.visits))
    assert ("96365" in released(there), "96365" in released(here)) == (False, True)


@pytest.mark.parametrize(
    ("fact", "leaves"),
    [
        ({"class_code": "IMP"}, False),
        ({"class_code": "ACUTE"}, False),
        ({"class_code": "NONAC"}, False),
        ({"place": "21"}, False),
        ({"class_code": "OBSENC"}, True),
        ({"class_code": "AMB"}, True),
        ({"place": "22"}, True),
    ],
)
def test_no_line_of_an_inpatient_stay_leaves_and_the_coder_is_told_why(fact: dict[str, str], leaves: bool) -> None:
    chart = visit(VANCOMYCIN)
    stay = replace(chart, visits=tuple(replace(v, **fact) for v in chart.visits))
    assert bool(released(stay)) is leaves
    assert any("inpatient stay" in advice.sentence for advice in proposal(stay).advice) is not leaves


def test_an_office_claim_of_an_inpatient_is_held() -> None:
    chart = office(VANCOMYCIN)
    stay = replace(chart, visits=tuple(replace(v, class_code="IMP") for v in chart.visits))
    assert "96365" not in released(stay)


@pytest.mark.parametrize(
    ("setting", "code", "leaves"),
    [("facility", "99213", False), ("facility", "G0463", True), ("office", "99213", True), ("office", "G0463", False)],
)
def test_a_visit_code_of_the_other_kind_of_claim_is_held(setting: str, code: str, leaves: bool) -> None:
    chart = visit(VANCOMYCIN, setting=setting, services=(code,))
    noted = tuple(replace(s, note=fact("DocumentReference/n1", s.id)) for s in chart.services)  # else it waits for one
    chart = replace(chart, services=noted)
    assert charge(chart, "service") == {f"{code}-25": 1}
    assert (f"{code}-25" in released(chart)) is leaves


# What else was done: R-ADM-11, R-ADM-12, R-ADM-13, R-ADM-82, R-ADM-83, R-ADM-84


def test_blood_charted_as_a_service_alone_is_a_transfusion_and_asks_about_its_premedication() -> None:
    chart = services(
        visit(given("diphenhydramine", "iv_push", "08:30", dose="25 mg"), diagnoses=("D64.9",)),
        Service("Procedure/b", "36430", "Encounter/e1", at("09:00")),
    )
    assert charge(chart) == {"36430": 1}
    assert "transfusion_premedication" in asked(chart)


def test_a_drug_six_hours_before_a_transfusion_is_no_premedication() -> None:
    rows = (
        given("diphenhydramine", "iv_push", "06:00", dose="25 mg"),
        given("packed red blood cells", start="12:00", stop="14:00"),
    )
    assert charge(visit(*rows)) == {"36430": 1, "96374": 1}


@pytest.mark.parametrize(("clock", "part"), [("09:30", True), ("20:00", False), ("D+1 09:00", False)])
def test_a_sedative_is_part_of_a_sedation_near_it(clock: str, part: bool) -> None:
    chart = services(
        visit(given("midazolam", "iv_push", clock, dose="2 mg")),
        Service("Procedure/s", "99152", "Encounter/e1", at("09:00")),
    )
    assert (charge(chart) == {}) is part


def test_a_test_of_another_day_or_visit_says_nothing_of_an_infusion() -> None:
    scan = Service("Procedure/s", "74177", "Encounter/e1", at("D+1 09:00"))
    assert released(services(visit(VANCOMYCIN), scan))["96365"] == 1
    elsewhere = Service("Procedure/s", "36569", "Encounter/e9", at("08:00"))
    assert released(services(visit(VANCOMYCIN), elsewhere))["96365"] == 1


@pytest.mark.parametrize(
    ("setting", "day", "row", "billed"),
    [
        ("facility", date(2026, 3, 4), VANCOMYCIN, False),
        ("office", date(2026, 3, 4), VANCOMYCIN, False),
        ("office", date(2026, 3, 4), given("influenza vaccine", "im", "09:00"), True),
        ("office", date(2024, 6, 4), given("influenza vaccine", "im", "09:00"), False),
    ],
)
def test_the_add_on_of_a_visit_stands_beside_vaccines_alone(setting: str, day: date, row, billed: bool) -> None:
    chart = visit(row, setting=setting, day=day, services=("99213", "G2211"))
    assert any(code.startswith("G2211") for code in charge(chart, "service")) is billed
    assert any("R-ADM-83" in item.because for item in proposal(chart).not_billed) is not billed


def test_the_ended_code_before_immune_globulin_is_listed_and_not_billed() -> None:
    chart = visit(given("immune globulin (Privigen)", start="09:00", stop="11:30"), services=("G0332",))
    assert charge(chart, "service") == {}
    assert any(item.because == ("R-ADM-82",) for item in proposal(chart).not_billed)


def test_a_coder_is_told_of_chemotherapy_during_observation() -> None:
    chart = visit(given("paclitaxel", start="09:00", stop="11:00"), services=("G0378",))
    (advice,) = (a for a in proposal(chart).advice if a.because == ("R-ADM-84",))
    assert advice.sentence.startswith("120 minutes")
    assert not any(a.because == ("R-ADM-84",) for a in proposal(visit(VANCOMYCIN, services=("G0378",))).advice)


# What rests on something held: R-EDT-02, R-DOC-04


def test_a_modifier_that_rests_on_a_held_line_is_held_with_it() -> None:
    rows = given("vancomycin", start="09:00", stop="10:00", order=None), given("ketorolac", "im", "10:05", dose="30 mg")
    assert charge(visit(*rows))["96372-59"] == 1
    assert not any(code.startswith("96") for code in released(visit(*rows)))


@pytest.mark.parametrize(
    "other", [given(SALINE, start="08:00", stop="10:00"), given("ondansetron", "iv_push", "07:50")]
)
def test_nothing_of_a_line_leaves_while_a_route_is_open(other) -> None:
    chart = visit(given("paclitaxel", "unknown", "08:00", "09:00"), other)
    assert not any(code.startswith("96") for code in released(chart))


# Drugs: R-DRG-05, R-DRG-07, R-ADM-80, R-EDT-09


@pytest.mark.parametrize("dose", ["104 mg", "109 mg"])
def test_overfill_is_not_billed(dose: str) -> None:
    row = given("bevacizumab", start="09:00", stop="10:00", dose=dose, vial="100 mg", opened=1, kind=SINGLE)
    assert charge(visit(row), "drug") == {"J9035-JZ": 10}


def test_more_given_and_discarded_than_a_shared_container_holds_is_asked_about() -> None:
    row = given("infliximab", start="09:00", stop="11:00", dose="40 mg", vial="100 mg", opened=1, kind=SINGLE)
    row = replace(row, shared_container=fact(True), discarded=fact(replace(row.products[0].dose.value, value=80)))
    assert "container_size_unknown" in asked(office(row))
    assert not any(code.startswith("J1745") for code in released(office(row)))


def test_a_shared_container_is_billed_by_what_was_given() -> None:
    # D23, R-DRG-08
    row = given("infliximab", start="09:00", stop="11:00", dose="40 mg", vial="100 mg", opened=1, kind=SINGLE)
    assert charge(office(replace(row, shared_container=fact(True))), "drug") == {"J1745-JZ": 4}


def test_a_held_line_of_doubtful_waste_claims_neither_jw_nor_jz() -> None:
    row = given(
        "infliximab", start="09:00", stop="11:00", dose="350 mg", vial="100 mg", opened=4, kind=SINGLE, discarded="0 mg"
    )
    assert charge(office(row), "drug") == {"J1745": 35}
    assert "missing_waste" in asked(office(row))


def test_lesions_wait_for_their_number() -> None:
    chart = visit(given("bleomycin", "intralesional", "09:00", dose="10 [iU]"))
    assert charge(chart) == {"96405": 1}
    assert "96405" not in released(chart)


def test_a_drug_whose_way_in_is_coded_elsewhere_asks_about_its_line() -> None:
    chart = visit(given("gentamicin", "intravesical", "09:00", dose="80 mg"))
    assert "drug_without_administration" in asked(chart)


# Access sites: R-ADM-26


@pytest.mark.parametrize(("one", "other"), [("L AC", "left antecubital"), ("Rt FA", "right forearm")])
def test_an_abbreviated_site_is_the_same_site(one: str, other: str) -> None:
    rows = (
        given("vancomycin", start="08:00", stop="09:00", site=one),
        given("cefepime", start="09:00", stop="10:00", site=other),
    )
    assert charge(visit(*rows)) == {"96365": 1, "96367": 1}


def test_the_limit_of_a_service_is_a_coders_question() -> None:
    rows = (
        given("vancomycin", start="08:00", stop="09:00"),
        given("cefepime", start="08:00", stop="09:00", site="right port", site_reason=fact("incompatible")),
    )
    (question,) = (p for p in proposal(office(*rows, main="vancomycin")).prompts if p.kind == "units_over_mue")
    assert (question.who.value, "services" in question.question) == ("coder", True)
    assert all(line.what for line in lines(office(*rows, services=("99213",))))


def test_products_without_a_line_of_their_own_are_named_to_the_coder() -> None:
    rows = given(SALINE, start="09:00", stop="10:00"), given("packed red blood cells", start="10:00", stop="12:00")
    (advice,) = (a for a in proposal(visit(*rows)).advice if a.about == "products")
    assert "saline" in advice.sentence
    assert "red blood cells" in advice.sentence
    assert not any(a.about == "products" for a in proposal(visit(VANCOMYCIN)).advice)


@pytest.mark.parametrize("row", [given("influenza vaccine", "im", "09:00"), given("ceftriaxone", "iv_push", "09:00")])
def test_what_a_medicare_plan_codes_its_own_way_is_held(row) -> None:
    leaves = "90471" in released(visit(row, payer="medicare advantage")) or "96374" in released(
        visit(row, payer="medicare advantage")
    )
    assert leaves is ("ceftriaxone" in row.text)


def test_an_office_that_falls_back_on_the_hospital_order_cites_both_rules() -> None:
    rows = given("vancomycin", start="09:00", stop="10:00"), given("ondansetron", "iv_push", "08:50")
    (line,) = (x for x in lines(office(*rows)) if x.code == "96365")
    assert {"R-ADM-20", "R-ADM-21"} <= set(line.because)
