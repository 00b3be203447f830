"""A dose in millilitres becomes an amount only by a label, and only where it cannot have been diluted (R-DRG-03)."""

from __future__ import annotations

import pytest

from plugin.chart.evidence import Strength
from tests.engine.builders import asked, charge, given, lines, proposal, visit

KETOROLAC, IRON_SUCROSE, GAMMAGARD, ZOLEDRONIC_BOTTLE, PACLITAXEL = (
    "00338007225", "00517231005", "00944270005", "00078043561", "00703321601",
)  # fmt: skip


def row(drug: str, route: str, dose: str, ndc: str = "", **more):
    stop = "10:00" if route == "iv_infusion" else None
    codes = (("ndc", ndc),) if ndc else ()
    return given(drug, route, "09:00", stop, dose=dose, codes=codes, **more)


@pytest.mark.parametrize(
    ("given_row", "expected"),
    [
        (row("ketorolac", "im", "1 mL", KETOROLAC), {"J1885": 2}),
        (row("ketorolac", "iv_push", "0.5 mL", KETOROLAC), {"J1885": 1}),
        (row("ketorolac 30 mg/mL", "im", "2 mL"), {"J1885": 4}),
        (row("ketorolac 60 mg/2 mL injection", "im", "2 mL"), {"J1885": 4}),
        (row("iron sucrose", "iv_push", "5 mL", IRON_SUCROSE), {"J1756": 100}),
        (row("iron sucrose", "iv_infusion", "15 mL", IRON_SUCROSE, opened=2), {"J1756": 300}),
        (row("immune globulin (GAMMAGARD LIQUID)", "iv_infusion", "100 mL", GAMMAGARD), {"J1569": 20}),
        (row("zoledronic acid", "iv_infusion", "100 mL", ZOLEDRONIC_BOTTLE), {"J3489": 5}),
    ],
    ids=lambda value: value.text if hasattr(value, "text") else "",
)
def test_a_label_makes_an_amount_of_millilitres(given_row, expected: dict[str, int]) -> None:
    assert charge(visit(given_row), "drug") == expected
    assert "missing_dose" not in asked(visit(given_row))


def test_a_dose_made_from_a_label_is_derived_and_its_arithmetic_is_exact() -> None:
    # 1.7 mL of 30 mg in 1 mL: 51 mg, four units of 15 mg
    (line,) = (each for each in lines(visit(row("ketorolac 30 mg/mL", "im", "1.7 mL"))) if each.kind.value == "drug")
    assert (line.units, line.strength) == (4, Strength.DERIVED)


@pytest.mark.parametrize(
    "given_row",
    [
        row("iron sucrose", "iv_infusion", "100 mL", IRON_SUCROSE),
        row("iron sucrose", "iv_infusion", "10 mL", IRON_SUCROSE),
        row("iron sucrose", "iv_infusion", "10 mL", IRON_SUCROSE, opened=2),
        row("iron sucrose in normal saline", "iv_infusion", "15 mL", IRON_SUCROSE, opened=2),
        row("iron sucrose + normal saline", "iv_infusion", "15 mL", IRON_SUCROSE, opened=2),
        row("paclitaxel", "iv_infusion", "250 mL", PACLITAXEL),
        row("ketorolac", "iv_push", "10 mL", KETOROLAC),
        row("ketorolac", "im", "2 mL", KETOROLAC),
        row("ketorolac 30 mg/mL", "iv_push", "2 mL"),
        row("ketorolac 15 mg/mL or 30 mg/mL", "im", "1 mL"),
        row("ketorolac", "im", "1 mL"),
        row("ketorolac 0 mg/mL", "im", "1 mL"),
    ],
    ids=lambda each: each.text,
)
def test_millilitres_that_may_be_of_a_dilution_are_asked_about(given_row) -> None:
    assert charge(visit(given_row), "drug") == {}
    (question,) = (p for p in proposal(visit(given_row)).prompts if p.kind == "missing_dose")
    assert "mL, the code counts in mg" in question.facts


@pytest.mark.parametrize(
    ("drug", "dose", "counts"),
    [
        ("vancomycin", "15 mg/kg", "mg"),
        ("cetuximab", "400 mg/m2", "mg"),
        ("magnesium sulfate", "4 %", "mg"),
        ("magnesium sulfate", "8 meq", "mg"),
        ("magnesium sulfate", "4 mmol", "mg"),
        ("potassium chloride", "20 mmol", "meq"),
        ("heparin", "50 mg", "unit"),
        ("ketorolac", "30 [iU]", "mg"),
    ],
)
def test_amounts_of_another_kind_are_never_converted(drug: str, dose: str, counts: str) -> None:
    chart = visit(given(drug, start="09:00", stop="10:00", dose=dose))
    assert charge(chart, "drug") == {}
    (question,) = (p for p in proposal(chart).prompts if p.kind == "missing_dose")
    assert question.facts.endswith(f"the code counts in {counts}")
