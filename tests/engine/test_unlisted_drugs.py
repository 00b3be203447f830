"""Drugs without a code of their own: a line for each drug, what became of the rest, and the sheet that proves it."""

from dataclasses import replace

from plugin.chart.administration import ContainerKind
from plugin.chart.billing import Billing
from plugin.chart.chart import Chart
from plugin.engine.proof import Proof, proofs
from plugin.engine.proposal import Kind, Line, LineState, Severity, Who
from plugin.engine.switches import Switches
from tests.engine.builders import SINGLE, asked, charge, fact, given, library, office, proposal, visit

NDC = (("ndc", "12345-6789-01"),)
HELD, PROPOSED = LineState.HELD, LineState.PROPOSED


def glutathione(much: str | None, rest: str | None = None, name: str = "glutathione", at: str = "09:00", **more):
    row = {"vial": "200 mg", "opened": 1, "kind": SINGLE, "codes": NDC} | more
    return given(name, "iv_push", at, dose=much, discarded=rest, **row)


def drug_lines(chart: Chart) -> list[Line]:
    return [x for x in proposal(chart).lines if x.kind in (Kind.DRUG, Kind.DRUG_WASTE)]


def sheets(chart: Chart) -> tuple[Proof, ...]:
    return proofs(chart, library().of(chart), Switches())


def clinic(*rows) -> Chart:
    return office(*rows, main="glutathione")


def test_what_is_discarded_is_described_on_its_own_line() -> None:
    told = [(x.modifiers, x.units, x.narrative) for x in drug_lines(clinic(glutathione("150 mg", "50 mg")))]
    assert told == [
        ((), 1, "glutathione, NDC 12345678901, 150 mg, intravenous"),
        (("JW",), 1, "glutathione, NDC 12345678901, 50 mg discarded, intravenous"),
    ]


def test_a_rest_nobody_charted_is_asked_about_and_not_called_nothing() -> None:
    chart = clinic(glutathione("150 mg"))
    assert [(x.modifiers, x.state) for x in drug_lines(chart)] == [((), HELD)]
    assert "missing_waste" in asked(chart)


def test_a_rest_that_does_not_fit_the_containers_is_asked_about() -> None:
    chart = clinic(glutathione("150 mg", "10 mg"))
    assert {x.state for x in drug_lines(chart)} == {HELD}
    assert "missing_waste" in asked(chart)


def test_a_rest_of_a_few_percent_that_nobody_charted_only_advises() -> None:
    chart = clinic(glutathione("195 mg"))
    assert [(x.modifiers, x.state) for x in drug_lines(chart)] == [(("JZ",), PROPOSED)]
    assert "missing_waste" in asked(chart)


def test_a_container_of_unknown_size_is_asked_about() -> None:
    chart = clinic(glutathione("150 mg", vial=None, opened=None))
    assert [(x.modifiers, x.state) for x in drug_lines(chart)] == [((), HELD)]
    assert "container_size_unknown" in asked(chart)


def test_more_than_the_labels_hold_is_asked_about() -> None:
    chart = clinic(glutathione("400 mg"))
    assert [x.state for x in drug_lines(chart)] == [HELD]
    assert "container_size_unknown" in asked(chart)


def test_multi_dose_containers_have_neither_jw_nor_jz() -> None:
    chart = clinic(glutathione("150 mg", kind=ContainerKind.MULTI_DOSE))
    assert [(x.modifiers, x.state) for x in drug_lines(chart)] == [((), PROPOSED)]


def test_who_pays_decides_so_an_unknown_payer_holds_the_line() -> None:
    assert [x.state for x in drug_lines(office(glutathione("200 mg"), main="glutathione", payer=None))] == [HELD]


def test_two_doses_of_one_drug_are_described_in_one_amount() -> None:
    # the exact dose of the day, not that of the first push
    chart = clinic(glutathione("200 mg"), glutathione("200 mg", at="13:00"))
    (line,) = drug_lines(chart)
    assert (line.units, line.narrative) == (1, "glutathione, NDC 12345678901, 400 mg in 2 doses, intravenous")


def test_two_unlisted_drugs_keep_their_own_descriptions() -> None:
    chart = clinic(glutathione("200 mg"), glutathione("200 mg", name="ascorbic acid", at="13:00"))
    assert [(x.units, x.narrative.partition(",")[0]) for x in drug_lines(chart)] == [
        (1, "glutathione"), (1, "ascorbic acid"),
    ]  # fmt: skip


def test_an_antibody_without_a_code_is_a_biologic_in_an_office() -> None:
    row = given("raxibacumab", start="09:00", stop="11:00", dose="3000 mg")
    assert set(charge(office(row, main="raxibacumab"), "drug")) == {"J3590"}
    dinutuximab = given("dinutuximab", start="09:00", stop="19:00", dose="30 mg")
    assert set(charge(office(dinutuximab, main="dinutuximab"), "drug")) == {"J9999"}


def test_each_unlisted_drug_has_a_sheet_with_its_own_line() -> None:
    found = sheets(clinic(glutathione("200 mg"), glutathione("100 mg", "100 mg", "ascorbic acid", "13:00")))
    assert [(p.code, p.drug, [line.modifiers for line in p.lines]) for p in found] == [
        ("J3490", "glutathione", [("JZ",)]),
        ("J3490", "ascorbic acid", [(), ("JW",)]),
    ]


def test_the_sheet_says_why_one_unit_and_checks_the_amounts() -> None:
    (sheet,) = sheets(clinic(glutathione("150 mg", "50 mg")))
    assert [(step.sentence, step.because) for step in sheet.steps] == [
        ("J3490 has no unit of its own: 1 unit a day, described in words", ("R-DRG-13",)),
        ("200 mg opened, less 150 mg given = 50 mg left", ("R-DRG-05",)),
        ("50 mg discarded: 1 unit on a line of its own, described in words", ("R-DRG-07", "R-DRG-13")),
        ("NDC 12345678901: what it is counted in on a claim is not known", ("R-DRG-12",)),
    ]
    assert (sheet.check.ok, sheet.unit) == (True, None)
    assert sheet.check.sentence == "150 mg given + 50 mg discarded = 200 mg; the containers hold 200 mg."
    assert sheet.decision.outcome == "JW"


def test_the_sheet_says_which_part_of_the_description_is_missing() -> None:
    (sheet,) = sheets(clinic(glutathione(None, codes=())))
    assert sheet.unlisted is not None
    assert dict(sheet.unlisted.described) == {"name": "glutathione", "NDC": "", "dose": "", "route": "intravenous"}
    assert (sheet.check.ok, sheet.decision.outcome, sheet.portions[0].dose) == (None, "waits", None)
    assert "unlisted_drug_narrative" in {question.kind for question in sheet.questions}


def test_the_sheet_says_what_was_looked_up_and_in_which_quarter() -> None:
    (sheet,) = sheets(clinic(glutathione("200 mg")))
    assert sheet.unlisted is not None
    assert [(one.what, one.table, one.edition) for one in sheet.unlisted.looked_up] == [
        ("glutathione", "drug names", ""),
        ("glutathione", "HCPCS Level II", ""),
        ("NDC 12345678901", "NDC crosswalk", "2026Q1"),
    ]
    assert "no code of this drug" in sheet.unlisted.looked_up[1].found
    assert "not listed" in sheet.unlisted.looked_up[2].found


def test_a_code_for_hospitals_only_is_named_as_the_reason() -> None:
    row = given("aprepitant (APONVIE)", "iv_push", "09:00", dose="32 mg", codes=(("hcpcs", "C9145"),))
    (sheet,) = sheets(office(row, main="aprepitant"))
    assert sheet.unlisted is not None
    by_drug = [one.found for one in sheet.unlisted.looked_up if one.table == "HCPCS Level II"]
    assert "C9145 is for hospitals only" in by_drug[0]
    assert by_drug[1] == "is for hospitals only"


def test_a_hospital_states_the_same_with_its_own_code() -> None:
    (sheet,) = sheets(visit(glutathione("200 mg")))
    assert (sheet.code, sheet.check.ok, sheet.decision.outcome) == ("C9399", True, "neither")


def test_a_hospital_is_asked_whether_a_drug_without_a_code_is_a_new_one_and_its_line_waits() -> None:
    # R-DRG-13, D25: the hospital's code is for drugs approved and not yet coded; glutathione is an old one
    found = proposal(visit(glutathione("200 mg")))
    assert [(x.code, x.state) for x in found.lines if x.kind is Kind.DRUG] == [("C9399", HELD)]
    (question,) = [p for p in found.prompts if p.kind == "unlisted_drug_narrative"]
    assert (question.who, question.severity) == (Who.CODER, Severity.BLOCKS)
    assert "glutathione" in question.question
    assert "unlisted_drug_narrative" not in asked(clinic(glutathione("200 mg")))


def test_what_a_hospitals_description_lacks_is_asked_of_the_pharmacy() -> None:
    # R-DOC-22
    row = given("glutathione", "iv_push", "09:00", dose="200 mg", vial="200 mg", opened=1, kind=SINGLE)
    (question,) = [p for p in proposal(visit(row)).prompts if p.kind == "unlisted_drug_narrative"]
    assert (question.who, "not charted: NDC" in question.facts) == (Who.PHARMACY, True)


def test_stock_bought_under_340b_is_marked_on_an_unlisted_drug_too() -> None:
    # R-DRG-11: an office of a covered entity
    chart = clinic(replace(glutathione("200 mg"), stock_340b=fact(True)))
    assert set(charge(chart, "drug", entity_340b="tb")) == {"J3490-JZ-TB"}


def test_a_drug_supplied_free_claims_nothing_for_its_rest_and_says_so() -> None:
    # R-DRG-17: no JW, no JZ, no question what became of the rest
    chart = clinic(replace(glutathione("150 mg"), billing=Billing(supplied_free=fact(True))))
    (line,) = drug_lines(chart)
    assert (line.modifiers, line.state) == ((), PROPOSED)
    assert line.narrative == "glutathione, NDC 12345678901, 150 mg, intravenous, supplied free of charge"
    assert "missing_waste" not in asked(chart)
    (sheet,) = sheets(chart)
    assert (sheet.lines, sheet.decision.outcome, sheet.decision.because) == ((line,), "neither", ("R-DRG-17",))
