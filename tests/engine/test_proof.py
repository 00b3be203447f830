"""The proof of a drug charge: every fact with its source, every step in exact decimals, the reason for JW or JZ."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import ContainerKind
from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.proof import Proof, proofs
from plugin.engine.switches import Switches
from tests.engine.builders import SINGLE, answered, fact, given, library, office, visit
from tests.engine.builders import amount as amount_of

MULTI = ContainerKind.MULTI_DOSE


def proved(chart: Chart, **switches: str) -> Proof:
    (proof,) = proofs(chart, library().of(chart), Switches.of(switches))
    return proof


def steps(chart: Chart, **switches: str) -> list[str]:
    return [step.sentence for step in proved(chart, **switches).steps]


def infliximab(much: str, opened: int | None, rest: str | None = None, vial: str | None = "100 mg", **more):
    row = {"start": "09:00", "stop": "11:00", "kind": SINGLE} | more
    return given("infliximab", dose=much, opened=opened, vial=vial, discarded=rest, **row)


def test_each_step_is_exact() -> None:
    assert steps(office(infliximab("305 mg", 4, "95 mg"))) == [
        "305 mg / 10 mg = 30.5, rounded up to 31 units given",
        "4 x 100 mg = 400 mg opened",
        "400 mg / 10 mg = 40 units on the label, less 31 = 9 discarded units",
        "charted 305 mg given + 95 mg discarded = 400 mg; 400 mg / 10 mg = 40 units, less 31 = 9 discarded units",
    ]


def test_a_division_without_a_short_decimal_names_what_is_over() -> None:
    row = given("morphine", "iv_push", "09:00", dose="4.0000001 mg", kind=MULTI)
    assert steps(office(row)) == ["4.0000001 mg / 10 mg = 0 and 4.0000001 mg over, rounded up to 1 unit given"]


def test_doses_are_added_first_or_rounded_each_as_the_site_chose() -> None:
    rows = [given("morphine", "iv_push", at, dose="4 mg", kind=MULTI) for at in ("09:00", "15:00")]
    assert steps(office(*rows)) == [
        "4 mg + 4 mg = 8 mg given",
        "8 mg / 10 mg = 0.8, rounded up to 1 unit given",
    ]
    assert steps(office(*rows), drug_rounding="round_each_dose")[-1] == (
        "1 + 1 = 2 units: this site rounds each dose up (drug_rounding=round_each_dose)"
    )


def test_a_container_smaller_than_a_unit_adds_up_by_rounding() -> None:
    check = proved(office(given("morphine", "iv_push", "09:00", dose="4 mg", vial="4 mg", kind=SINGLE, opened=1))).check
    assert (check.ok, check.given_units, check.container_units) == (True, 1, 0)
    assert "more only because a part of a unit is rounded up" in check.sentence


def test_containers_nobody_knows_leave_the_sums_unchecked() -> None:
    proof = proved(office(infliximab("350 mg", None, vial=None)))
    assert (proof.check.ok, proof.sums.opened, proof.decision.outcome) == (None, None, "waits")


def test_how_each_fact_is_known_is_said() -> None:
    row = given(
        "pembrolizumab", start="09:00", stop="09:30", dose="200 mg", kind=None, codes=(("ndc", "0006-3026-02"),)
    )
    (container,) = proved(visit(row)).containers
    assert (container.label, container.label_from, container.kind_from) == (
        amount_of("100 mg"), "known of its NDC", "known of its NDC",
    )  # fmt: skip
    assert (container.number, container.counted) == (2, False)


def test_a_kind_that_follows_from_the_code_says_so() -> None:
    (container,) = proved(office(infliximab("400 mg", 4, kind=None))).containers
    assert (container.kind, container.kind_from, container.counted) == (SINGLE, "known of the code", True)


def test_an_answered_dose_is_not_called_charted() -> None:
    row = infliximab("400 mg", 4)
    told = replace(row, products=(replace(row.products[0], dose=answered(amount_of("400 mg"))),))
    (portion,) = proved(office(told)).portions
    assert (portion.known, portion.evidence.by) == (Strength.ANSWERED, "nurse")


PART = infliximab("350 mg", 4, "50 mg")


@pytest.mark.parametrize(
    ("chart", "outcome", "said"),
    [
        (office(PART), "JW", "Whole units were discarded"),
        (office(infliximab("400 mg", 4)), "JZ", "No whole unit was discarded"),
        (office(infliximab("350 mg", 4)), "waits", "nothing is charted of the rest"),
        (office(infliximab("350 mg", 4, "9 mg")), "waits", "do not agree"),
        (office(infliximab("350 mg", 4, "150 mg")), "JW", "held until the question is answered"),
        (office(PART, payer=None), "waits", "the payer is not known"),
        (office(PART, payer="commercial"), "neither", "jw_jz_payers"),
        (office(infliximab("80 mg", 1, kind=MULTI)), "neither", "Multi-dose"),
        (office(infliximab("400 mg", 4), day=date(2023, 6, 30)), "neither", "JZ is not required on this day"),
        (visit(given("carboplatin", start="09:00", stop="10:00", dose="412 mg", kind=SINGLE)), "neither", "Status N"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 8 else "",
)  # fmt: skip
def test_the_reason_for_jw_jz_or_neither_is_said(chart: Chart, outcome: str, said: str) -> None:
    decided = proved(chart).decision
    assert decided.outcome == outcome
    assert said in decided.sentence
    assert "R-DRG-06" in decided.because


def test_marks_are_told_with_their_rules() -> None:
    row = given("abatacept", start="09:00", stop="09:30", dose="250 mg", vial="250 mg", kind=SINGLE, opened=1)
    bought = replace(row, stock_340b=fact(True))
    marks = proved(office(bought, day=date(2026, 7, 1)), contractor="CGS", entity_340b="tb").decision.marks
    assert [(m, rules) for m, _, rules in marks] == [
        ("TB", ("R-DRG-11", "R-MOD-07")),
        ("JA", ("R-DRG-18", "R-MOD-08")),
    ]
    assert "CGS lists this code" in marks[1][1]


def test_the_quantity_of_an_ndc_is_worked_out() -> None:
    row = given(
        "infliximab", start="09:00", stop="10:00", dose="350 mg", kind=None, codes=(("ndc", "57894003001"),),
        discarded="50 mg",
    )  # fmt: skip
    assert steps(visit(row))[-2:] == [
        "NDC 57894003001: 350 mg given / 100 mg in one container = 3.5 UN",
        "NDC 57894003001: 50 mg left / 100 mg in one container = 0.5 UN",
    ]


def test_one_code_given_both_ways_has_a_proof_for_each_with_its_own_line() -> None:
    rows = [
        given("abatacept", way, "09:00", stop, dose="250 mg", vial="250 mg", kind=SINGLE, opened=1)
        for way, stop in (("iv_infusion", "09:30"), ("sc", None))
    ]
    chart = office(*rows, day=date(2026, 7, 1))
    found = proofs(chart, library().of(chart), Switches.of({"contractor": "CGS"}))
    assert [[line.modifiers for line in proof.lines] for proof in found] == [[("JZ", "JA")], [("JZ", "JB")]]


def test_the_tables_are_named_with_the_quarter_of_the_crosswalk() -> None:
    row = given("pembrolizumab", start="09:00", stop="09:30", dose="200 mg", kind=None, codes=(("ndc", "00006302602"),))
    (crosswalk,) = (t for t in proved(visit(row)).tables if t.name == "NDC crosswalk")
    assert (crosswalk.quarter, crosswalk.outdated) == ("2026Q1", False)


def test_a_table_of_another_quarter_than_the_day_says_which_one_was_used() -> None:
    later = visit(infliximab("400 mg", 4), day=date(2027, 2, 1))
    used = {table.name: (table.quarter, table.outdated) for table in proved(later).tables}
    assert used["OPPS Addendum B"] == ("2026Q2", True)
    assert used["HCPCS Level II"] == ("2026Q4", True)


def test_a_package_without_a_unit_on_a_claim_says_why_it_has_no_quantity() -> None:
    row = given(
        "pembrolizumab", start="09:00", stop="09:30", dose="200 mg", vial="100 mg", opened=2, kind=SINGLE,
        codes=(("ndc", "99999-9999-99"),),
    )  # fmt: skip
    assert steps(office(row))[-1] == "NDC 99999999999: what it is counted in on a claim is not known"
