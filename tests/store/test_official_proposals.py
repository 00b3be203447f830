"""A loaded official file changes the proposals of the days it covers as it says, and no others (R-EDT-01)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proposal import Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.export import proposal_json
from plugin.reference.quarters import Quarter
from plugin.reference.rows import AddOnRow, DiagnosisRow, PairRow, PaymentLimitRow, Row, UnitLimitRow
from plugin.rules.library import Library, load_library
from plugin.store.store import Store
from tests.engine.builders import SINGLE, given, library, visit
from tests.official import Q3, load, package, status

DAY, BEFORE, AFTER = date(2026, 8, 3), date(2026, 6, 30), date(2026, 10, 1)
KEYTRUDA, DEXAMETHASONE = "00006302602", "63323051610"
CLAIM_EDITS: dict[str, tuple[Row, ...]] = {
    "pairs-hospital": (PairRow("96365", "96372", None, None, 0),),
    "mue-hospital": (UnitLimitRow("J9271", 100, 2),),
    "add-on-codes": (AddOnRow("96366", "96365", 1, None, None),),
}


@pytest.fixture
def watching(store: Store) -> Library:
    return load_library(official=store.references, watch=True)


def shot(day: date) -> Chart:
    """An antibiotic by vein and a shot: a pair that a modifier may open."""
    return visit(
        given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), given("ketorolac", "im", "10:30"), day=day
    )


def pembrolizumab(day: date, **more: object) -> Chart:
    vials = {"dose": "200 mg", "vial": "100 mg", "opened": 2, "kind": SINGLE, "codes": (("ndc", KEYTRUDA),)}
    return visit(given("pembrolizumab", "iv_infusion", "09:00", "09:40", **vials), day=day, **more)


def dexamethasone(day: date) -> Chart:
    vial = {"dose": "7.5 mg", "vial": "10 mg", "opened": 1, "kind": SINGLE, "discarded": "2.5 mg"}
    return visit(given("dexamethasone", "iv_push", "09:00", **vial, codes=(("ndc", DEXAMETHASONE),)), day=day)


def proposed(chart: Chart, rules: Library) -> Proposal:
    return propose(chart, rules.of(chart), Switches())


def codes(proposal: Proposal) -> list[str]:
    return ["-".join((line.code, *line.modifiers)) for line in proposal.lines]


def asked(proposal: Proposal) -> dict[str, str]:
    return {prompt.kind: prompt.severity.value for prompt in proposal.prompts}


def same_elsewhere(chart_of: object, rules: Library) -> bool:
    """Whether the days before and after the quarter are proposed byte for byte as with the shipped tables."""
    charts = [chart_of(day) for day in (BEFORE, AFTER)]  # type: ignore[operator]
    return all(
        proposal_json.dumps(proposed(chart, rules)) == proposal_json.dumps(proposed(chart, library()))
        for chart in charts
    )


def test_a_pair_that_no_modifier_opens_any_more_takes_the_code_off(store: Store, watching: Library) -> None:
    assert "96372-59" in codes(proposed(shot(DAY), watching))
    load(store.references, "pairs-hospital", PairRow("96365", "96372", None, None, 0))
    after = proposed(shot(DAY), watching)
    assert "96365" in codes(after)
    assert [code for code in codes(after) if code.startswith("96372")] == []
    assert [n.because for n in after.not_billed if "part of another service" in n.what] == [("R-EDT-02",)]
    assert same_elsewhere(shot, watching)


def test_a_pair_counts_from_its_own_first_day_to_its_last(store: Store, watching: Library) -> None:
    edit = PairRow("96365", "96372", date(2026, 8, 3), date(2026, 8, 31), 0)
    load(store.references, "pairs-hospital", edit)
    days = (date(2026, 8, 2), date(2026, 8, 3), date(2026, 8, 31), date(2026, 9, 1))
    assert [any(c.startswith("96372") for c in codes(proposed(shot(day), watching))) for day in days] == [
        True, False, False, True,
    ]  # fmt: skip


def test_an_edit_of_the_other_claim_changes_nothing_here(store: Store, watching: Library) -> None:
    load(store.references, "pairs-practitioner", PairRow("96365", "96372", None, None, 0))
    assert "96372-59" in codes(proposed(shot(DAY), watching))


def test_a_lower_unit_limit_asks_about_more(store: Store, watching: Library) -> None:
    assert "units_over_mue" not in asked(proposed(pembrolizumab(DAY), watching))
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2))
    assert asked(proposed(pembrolizumab(DAY), watching))["units_over_mue"] == "blocks"
    assert same_elsewhere(pembrolizumab, watching)


def test_an_add_on_whose_primary_is_not_on_the_claim_is_held(store: Store, watching: Library) -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="11:00", dose="1000 mg"), day=DAY)
    states = {line.code: line.state.value for line in proposed(chart, watching).lines}
    assert states["96366"] == "proposed"
    load(store.references, "add-on-codes", AddOnRow("96366", "96413", 1, None, None))
    states = {line.code: line.state.value for line in proposed(chart, watching).lines}
    assert (states["96365"], states["96366"]) == ("proposed", "held")


def test_a_drug_that_is_paid_by_itself_in_this_quarter_shows_its_waste(store: Store, watching: Library) -> None:
    assert codes(proposed(dexamethasone(DAY), watching)) == ["96374", "J1100"]
    load(store.references, "opps-addendum-b", status("J1100", "K"))
    assert codes(proposed(dexamethasone(DAY), watching)) == ["96374", "J1100", "J1100-JW"]
    assert same_elsewhere(dexamethasone, watching)


def test_a_package_that_moved_to_another_code_is_billed_by_that_one(store: Store, watching: Library) -> None:
    def infliximab(day: date) -> Chart:
        vial = {"dose": "100 mg", "vial": "100 mg", "opened": 1, "kind": SINGLE, "codes": (("ndc", "57894003001"),)}
        return visit(given("infliximab", "iv_infusion", "09:00", "11:00", **vial), day=day)

    assert "J1745-JZ" in codes(proposed(infliximab(DAY), watching))
    load(store.references, "asp-crosswalk", package("57894003001", "Q5103", "10"))
    assert [code for code in codes(proposed(infliximab(DAY), watching)) if code[0] in "JQ"] == ["Q5103-JZ"]
    assert same_elsewhere(infliximab, watching)


def test_a_package_listed_under_a_code_nobody_knows_is_not_billed_by_its_former_one(
    store: Store, watching: Library
) -> None:
    def by_package(day: date) -> Chart:
        return visit(given("study agent", "iv_push", "09:00", codes=(("ndc", KEYTRUDA),)), day=day)

    assert "J9271" in [line.code for line in proposed(by_package(DAY), watching).lines]
    load(store.references, "asp-crosswalk", package(KEYTRUDA, "J9998", "100", size="4"))
    after = proposed(by_package(DAY), watching)
    assert "J9271" not in [line.code for line in after.lines]
    assert "unclear_drug" in asked(after)


def test_what_is_loaded_needs_no_advice_and_what_is_not_keeps_its_own(store: Store, watching: Library) -> None:
    def advice(chart: Chart) -> list[str]:
        return [each.about for each in proposed(chart, watching).advice]

    assert advice(pembrolizumab(DAY)) == ["claim edits", "NDC crosswalk", "payment status", "diagnosis codes"]
    listed = (DiagnosisRow(d.code, "Words", True) for d in pembrolizumab(DAY).diagnoses)
    load(store.references, "icd10cm", *listed, quarter=Quarter(2026, 2))
    assert advice(pembrolizumab(DAY)) == ["claim edits", "NDC crosswalk", "payment status"]
    load(store.references, "mue-hospital", *CLAIM_EDITS["mue-hospital"])
    assert advice(pembrolizumab(DAY)) == ["pair edits", "add-on codes", "NDC crosswalk", "payment status"]
    load(store.references, "pairs-hospital", *CLAIM_EDITS["pairs-hospital"])
    load(store.references, "add-on-codes", *CLAIM_EDITS["add-on-codes"])
    load(store.references, "asp-crosswalk", package(KEYTRUDA, "J9271", "100", size="4"))
    assert advice(pembrolizumab(DAY)) == ["payment status"]
    load(store.references, "opps-addendum-b", status("J9271", "K"))
    assert advice(pembrolizumab(DAY)) == []
    assert advice(pembrolizumab(DAY, setting="office")) == ["pair edits", "unit limits"]
    assert advice(pembrolizumab(AFTER)) == ["claim edits", "NDC crosswalk", "payment status", "diagnosis codes"]


def test_pairs_in_four_files_answer_only_when_all_four_are_there(store: Store, watching: Library) -> None:
    for part in (1, 2, 3):
        load(store.references, "pairs-hospital", PairRow("96365", f"9637{part}", None, None, 0), part=part)
    assert "96372-59" in codes(proposed(shot(DAY), watching))
    load(store.references, "pairs-hospital", PairRow("96413", "36000", None, None, 0), part=4)
    assert "96372" not in "".join(codes(proposed(shot(DAY), watching)))


def test_rows_that_contradict_each_other_decide_nothing(store: Store, watching: Library) -> None:
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2), UnitLimitRow("J9271", 50, 2))
    assert "units_over_mue" not in asked(proposed(pembrolizumab(DAY), watching))


def test_the_digest_names_the_files_that_decide_the_day(store: Store, watching: Library) -> None:
    def digest(day: date, rules: Library = watching) -> str:
        return rules.on(day).digest

    plain = digest(DAY)
    assert plain == watching.digest == library().digest
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2))
    first = digest(DAY)
    assert first not in (plain, "")
    assert digest(Q3.first) == digest(Q3.last) == first
    assert digest(BEFORE) == digest(AFTER) == plain
    load(store.references, "asp-limits", PaymentLimitRow("J9271", "1 MG", Decimal(60), None, ""))
    assert digest(DAY) == first
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 400, 2), again=True)
    assert digest(DAY) not in (plain, first)
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2), again=True)
    assert digest(DAY) == digest(DAY, load_library(official=store.references)) == first


def test_a_replaced_file_counts_at_once(store: Store, watching: Library) -> None:
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2))
    assert "units_over_mue" in asked(proposed(pembrolizumab(DAY), watching))
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 400, 2), again=True)
    assert "units_over_mue" not in asked(proposed(pembrolizumab(DAY), watching))


def test_without_watching_the_files_there_at_first_go_on_counting(store: Store) -> None:
    once = load_library(official=store.references)
    before = proposal_json.dumps(proposed(pembrolizumab(DAY), once))
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2))
    assert proposal_json.dumps(proposed(pembrolizumab(DAY), once)) == before


def test_a_file_replaced_while_a_day_is_read_is_read_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2))
    once, asking = load_library(official=store.references), store.references.unit_limits_on
    limits = iter(("400", ""))

    def replaced_meanwhile(day: date, setting: str, among: frozenset[str] | None = None) -> object:
        found = asking(day, setting, among)
        if next(limits, ""):
            load(store.references, "mue-hospital", UnitLimitRow("J9271", 400, 2), again=True)
        return found

    monkeypatch.setattr(store.references, "unit_limits_on", replaced_meanwhile)
    book = once.on(DAY)
    assert book.edits["facility"].limits["J9271"].units == 400
    assert book.digest == load_library(official=store.references).on(DAY).digest


def test_the_same_files_give_the_same_proposal_byte_for_byte(store: Store) -> None:
    for kind, rows in CLAIM_EDITS.items():
        load(store.references, kind, *rows)
    load(store.references, "asp-crosswalk", package(KEYTRUDA, "J9271", "100", size="4"))
    load(store.references, "opps-addendum-b", status("J9271", "K"))
    both = [
        proposal_json.dumps(proposed(pembrolizumab(DAY), load_library(official=store.references))) for _ in range(2)
    ]
    assert both[0] == both[1]


def test_a_file_of_another_quarter_is_never_used(store: Store, watching: Library) -> None:
    load(store.references, "mue-hospital", UnitLimitRow("J9271", 100, 2), quarter=Quarter(2026, 2))
    assert "units_over_mue" not in asked(proposed(pembrolizumab(DAY), watching))
    assert watching.on(DAY).digest == library().digest


def test_a_diagnosis_that_may_not_be_billed_on_the_day_is_asked_about(store: Store, watching: Library) -> None:
    # R-DX-01: G35 was divided in October 2025 and is a heading since
    def infused(code: str, day: date = DAY) -> dict[str, str]:
        chart = visit(given("ocrelizumab", start="09:00", stop="11:00"), day=day, diagnoses=(code,))
        return asked(proposed(chart, watching))

    assert "missing_diagnosis" not in infused("G35")
    edition = (DiagnosisRow("G35", "Words", False), DiagnosisRow("G35.A", "Words", True))
    load(store.references, "icd10cm", *edition, quarter=Quarter(2026, 2))
    assert infused("G35")["missing_diagnosis"] == "blocks"
    assert "missing_diagnosis" not in infused("G35.A")
    assert "missing_diagnosis" not in infused("G35A")
    assert "missing_diagnosis" not in infused("G35", AFTER)  # no edition of that day is loaded
