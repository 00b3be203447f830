"""Which code a charted product leads to, by its name, its codes, the way it went in, the setting and the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.engine.builders import asked, charge, given, lines, proposal, visit

ONDANSETRON = "00404993002"
IN_2026 = date(2026, 3, 4)
AFTER_THE_CROSSWALK = date(2026, 10, 2)
STELARA_VEIN, WEZLANA_VEIN = "57894005427", "84612006601"
BORTEZOMIB, BORTEZOMIB_HOSPIRA = "00143909801", "00409170301"
REMICADE, INFLECTRA = "57894003001", "00069080901"
PEMETREXED, PEMETREXED_HOSPIRA = "00002762301", "00409000404"

# Product as charted, its codes, route, dose, the one drug code it leads to.
FOUND = [
    ("infliximab", (), "iv_infusion", "400 mg", "J1745"),
    ("inFLIXimab (REMICADE) 100 mg", (), "iv_infusion", "400 mg", "J1745"),
    ("infliximab-dyyb", (), "iv_infusion", "400 mg", "Q5103"),
    ("INFLIXIMAB-ABDA (RENFLEXIS)", (), "iv_infusion", "400 mg", "Q5104"),
    ("infliximab-dyyb (ZYMFENTRA) 120 mg", (), "sc", "120 mg", "J1748"),
    ("infliximab-dyyb (INFLECTRA) 100 mg", (), "iv_infusion", "400 mg", "Q5103"),
    ("infliximab", (("ndc", REMICADE),), "iv_infusion", "400 mg", "J1745"),
    ("infliximab", (("ndc", INFLECTRA),), "iv_infusion", "400 mg", "Q5103"),
    ("infliximab-dyyb", (("ndc", INFLECTRA),), "iv_infusion", "400 mg", "Q5103"),
    ("drug not named", (("ndc", "00069-0809-01"),), "iv_infusion", "400 mg", "Q5103"),
    ("infliximab", (("hcpcs", "Q5104"),), "iv_infusion", "400 mg", "Q5104"),
    ("ustekinumab", (), "iv_infusion", "390 mg", "J3358"),
    ("ustekinumab", (), "sc", "90 mg", "J3357"),
    ("STELARA 130 mg/26 mL", (("ndc", STELARA_VEIN),), "iv_infusion", "390 mg", "J3358"),
    ("ustekinumab-auub", (), "iv_infusion", "390 mg", "Q5138"),
    ("ustekinumab-auub (WEZLANA)", (), "sc", "90 mg", "Q5137"),
    ("ustekinumab-ttwe", (), "sc", "90 mg", "Q9996"),
    ("ustekinumab-ttwe", (), "iv_infusion", "390 mg", "Q9997"),
    ("hepatitis b immune globulin (HEPAGAM B)", (), "im", "1 mL", "J1571"),
    ("hepatitis b immune globulin (HEPAGAM B)", (("ndc", "70257005251"),), "im", "1 mL", "J1571"),
    ("bortezomib", (), "sc", "2.5 mg", "J9041"),
    ("bortezomib", (("ndc", BORTEZOMIB),), "sc", "2.5 mg", "J9041"),
    ("bortezomib", (("ndc", BORTEZOMIB_HOSPIRA),), "sc", "2.5 mg", "J9049"),
    ("pemetrexed", (), "iv_infusion", "500 mg", "J9305"),
    ("pemetrexed", (("ndc", PEMETREXED_HOSPIRA),), "iv_infusion", "500 mg", "J9294"),
    ("pemetrexed dipotassium (AXTLE)", (), "iv_infusion", "500 mg", "J9292"),
    ("darbepoetin alfa", (("ndc", "55513011101"),), "sc", "100 mg", "J0881"),
    ("pembrolizumab", (("rxnorm", "1547545"),), "iv_infusion", "200 mg", "J9271"),
    ("study drug A", (("rxnorm", "1547545"),), "iv_infusion", "200 mg", "J9271"),
    ("rituximab", (("rxnorm", "121191"),), "iv_infusion", "500 mg", "J9312"),
    ("rituximab", (("rxnorm", "1657864"),), "iv_infusion", "500 mg", "J9312"),
    ("rituximab", (("rxnorm", "121191"), ("rxnorm", "2105831")), "iv_infusion", "500 mg", "Q5115"),
    ("drug not named", (("rxnorm", "2273517"),), "iv_infusion", "500 mg", "Q5119"),
    ("rituximab-arrx", (("rxnorm", "2472330"),), "iv_infusion", "500 mg", "Q5123"),
    ("DOXOrubicin liposome", (("rxnorm", "3639"),), "iv_infusion", "50 mg", "Q2050"),
    ("tocilizumab", (), "sc", "162 mg", "J3262"),
    ("octreotide 100 mcg", (), "sc", "0.1 mg", "J2354"),
    ("SandoSTATIN LAR Depot", (), "im", "20 mg", "J2353"),
    ("Lupron Depot 3.75 mg", (), "im", "3.75 mg", "J1950"),
    ("leuprolide acetate (ELIGARD) 22.5 mg", (), "sc", "22.5 mg", "J9217"),
    ("ondansetron", (("snomed", "372487007"),), "iv_push", "4 mg", "J2405"),
    ("eculizumab", (("hcpcs", "J1300"),), "iv_infusion", "900 mg", "J1299"),
    ("drug not named", (("hcpcs", "J1300"),), "iv_infusion", "900 mg", "J1299"),
    ("eculizumab-aeeb", (), "iv_infusion", "900 mg", "Q5152"),
    ("drug not named", (("hcpcs", "Q5139"),), "iv_infusion", "900 mg", "Q5152"),
    ("ertapenem", (("ndc", "00006384371"),), "iv_infusion", "1000 mg", "J1335"),
    ("drug not named", (("ndc", "00006384371"),), "iv_infusion", "1000 mg", "J1335"),
]  # fmt: skip

ASKED = [
    ("adenosine", (), "iv_push", "6 mg"),
    ("ondansetron", (("ndc", BORTEZOMIB),), "iv_push", "4 mg"),
    ("ondansetron", (("rxnorm", "1547545"),), "iv_push", "4 mg"),
    ("ondansetron", (("ndc", ONDANSETRON), ("ndc", BORTEZOMIB)), "iv_push", "4 mg"),
    ("rituximab", (("rxnorm", "2472330"),), "iv_infusion", "500 mg"),
    ("rituximab-abbs", (("rxnorm", "2273517"),), "iv_infusion", "500 mg"),
    ("chemo bag", (("rxnorm", "3639"),), "iv_infusion", "50 mg"),
    ("372487007", (("snomed", "372487007"),), "iv_push", "4 mg"),
    ("infliximab-dyyb", (("ndc", REMICADE),), "iv_infusion", "400 mg"),
    ("infliximab-dyyb", (("hcpcs", "J1745"),), "iv_infusion", "400 mg"),
    ("infliximab (REMICADE)", (("hcpcs", "Q5103"), ("hcpcs", "Q5104")), "iv_infusion", "400 mg"),
    ("infliximab-qbtx (IXIFI)", (), "iv_infusion", "400 mg"),
    ("infliximab-zzzz", (), "iv_infusion", "400 mg"),
    ("denosumab-mobz", (), "sc", "60 mg"),
    ("ustekinumab", (("hcpcs", "J3357"),), "iv_infusion", "390 mg"),
    ("ustekinumab", (("ndc", STELARA_VEIN),), "sc", "90 mg"),
    ("ustekinumab-auub", (("ndc", WEZLANA_VEIN),), "sc", "90 mg"),
    ("ustekinumab", (), "im", "90 mg"),
    ("morphine", (), "intrathecal", "2 mg"),
    ("golimumab", (), "sc", "50 mg"),
    ("infliximab", (), "sc", "120 mg"),
    ("immune globulin", (("ndc", "13533033512"),), "im", "100 mg"),
    ("immune globulin", (), "iv_infusion", "20000 mg"),
    ("bortezomib", (("ndc", BORTEZOMIB), ("ndc", BORTEZOMIB_HOSPIRA)), "sc", "2.5 mg"),
    ("bortezomib", (("ndc", BORTEZOMIB), ("hcpcs", "J9049")), "sc", "2.5 mg"),
    ("pemetrexed dipotassium", (("ndc", PEMETREXED),), "iv_infusion", "500 mg"),
    ("trastuzumab rezetecan", (), "iv_infusion", "400 mg"),
    ("trastuzumab botidotin", (), "iv_infusion", "400 mg"),
    ("cefepime-taniborbactam 2.5 g", (), "iv_infusion", "2500 mg"),
    ("pembrolizumab and vibostolimab", (), "iv_infusion", "200 mg"),
    ("ondansetron and zzqx", (), "iv_infusion", "8 mg"),
    ("ondansetron/zzqx 8 mg/4 mL in NS", (), "iv_infusion", "8 mg"),
    ("dexamethasone with exosomes", (), "iv_push", "10 mg"),
    ("zzqx", (), "iv_infusion", "10 mg"),
]  # fmt: skip


def product(text: str, codes: tuple[tuple[str, str], ...], route: str, dose: str):
    stop = "10:00" if route == "iv_infusion" else None
    return given(text, route, "09:00", stop, dose=dose, codes=codes)


@pytest.mark.parametrize(("text", "codes", "route", "dose", "code"), FOUND)
def test_a_charted_product_leads_to_one_code(text: str, codes, route: str, dose: str, code: str) -> None:
    chart = visit(product(text, codes, route, dose), day=IN_2026)
    assert set(charge(chart, "drug")) == {code}
    assert "unclear_drug" not in asked(chart)


@pytest.mark.parametrize(("text", "codes", "route", "dose"), ASKED)
def test_a_product_that_leads_to_no_one_code_is_asked_about_and_has_no_drug_line(
    text: str, codes, route: str, dose: str
) -> None:
    chart = visit(product(text, codes, route, dose), day=IN_2026)
    assert charge(chart, "drug") == {}
    assert "unclear_drug" in asked(chart)


@pytest.mark.parametrize("codes", [(), (("hcpcs", "C9145"),)])
@pytest.mark.parametrize("name", ["aprepitant (APONVIE)", "aprepitant injectable emulsion (Aponvie) 32 mg/4.4 mL"])
def test_a_hospital_code_is_for_hospitals_only(name: str, codes) -> None:
    # R-DRG-14: C9145 is Aponvie's; an office reports it as unlisted, and never as Cinvanti (J0185)
    row = given(name, "iv_push", "09:00", dose="32 mg", codes=codes)
    assert set(charge(visit(row), "drug")) == {"C9145"}
    assert set(charge(visit(row, setting="office", main="aprepitant"), "drug")) == {"J3490"}


def test_two_makers_of_one_drug_get_a_line_each() -> None:
    # R-DRG-12, R-DRG-14: match by NDC, not by name
    rows = [
        given("bortezomib", "sc", at, dose="1.3 mg", codes=(("ndc", ndc),))
        for at, ndc in (("09:00", BORTEZOMIB), ("09:05", BORTEZOMIB_HOSPIRA))
    ]
    assert charge(visit(*rows), "drug") == {"J9041": 13, "J9049": 13}


def test_a_package_whose_code_changed_after_the_crosswalk_keeps_drug_code_and_label() -> None:
    # R-DRG-15: leucovorin J0640 (50 mg) until 2026-09-30, J0643 (1 mg) after it
    row = given("leucovorin", "iv_push", "09:00", dose="200 mg", codes=(("ndc", "00143-9368-01"),))
    chart = visit(row, day=AFTER_THE_CROSSWALK)
    (line,) = (line for line in lines(chart) if line.kind.value == "drug")
    assert (line.code, line.units) == ("J0643", 200)
    assert line.ndc is not None
    assert (line.ndc.code, line.ndc.quantity, line.ndc.unit) == ("00143936801", 1, "UN")


def test_a_code_of_one_maker_that_has_ended_does_not_become_another_makers() -> None:
    # R-DRG-14, R-DRG-15: J9258 was one maker's until 2024-09-30; J9259 of another and the general J9264 are left
    row = given("drug not named", start="09:00", stop="09:30", dose="200 mg", codes=(("hcpcs", "J9258"),))
    after_its_end = visit(row, day=date(2024, 10, 15))
    assert "unclear_drug" in asked(after_its_end)
    assert charge(after_its_end, "drug") == {}


def test_a_charted_code_settles_which_of_two_codes_of_a_package_is_meant() -> None:
    row = given("darbepoetin alfa", "sc", "09:00", dose="0.1 mg", codes=(("ndc", "55513011101"), ("hcpcs", "J0882")))
    assert charge(visit(row), "drug") == {"J0882": 100}


@pytest.mark.parametrize(
    ("day", "charted", "used", "says"),
    [
        (date(2025, 3, 31), "J1300", "J1300", ()),
        (date(2025, 4, 1), "J1299", "J1299", ()),
        (date(2025, 4, 1), "J1300", "J1299",
         ("J1300 is charted for eculizumab; it was valid until 2025-03-31. J1299 is used.",)),
        (date(2025, 3, 31), "J1299", "J1300",
         ("J1299 is charted for eculizumab; it is valid from 2025-04-01 on. J1300 is used.",)),
    ],
)  # fmt: skip
def test_a_charted_code_not_valid_on_the_day_is_replaced_and_the_proposal_says_so(
    day: date, charted: str, used: str, says: tuple[str, ...]
) -> None:
    row = given("eculizumab", "iv_infusion", "09:00", "09:40", dose="900 mg", codes=(("hcpcs", charted),))
    found = proposal(visit(row, day=day))
    assert {line.code for line in found.lines if line.kind.value == "drug"} == {used}
    assert tuple(a.sentence for a in found.advice if a.because == ("R-DRG-15",)) == says


def test_no_code_is_said_to_be_used_where_the_drug_is_still_asked_about() -> None:
    row = given("eculizumab", "iv_infusion", "09:00", "09:40", dose=None, codes=(("hcpcs", "J1300"),))
    (sentence,) = (a.sentence for a in proposal(visit(row)).advice if a.because == ("R-DRG-15",))
    assert sentence.endswith("No line has it.")


def test_the_same_ended_code_charted_twice_is_said_once() -> None:
    row = given("eculizumab", "iv_infusion", "09:00", "09:40", dose="900 mg", codes=(("hcpcs", "J1300"),))
    again = replace(row, id="MedicationAdministration/again")
    assert len([a for a in proposal(visit(row, again)).advice if a.because == ("R-DRG-15",)]) == 1
