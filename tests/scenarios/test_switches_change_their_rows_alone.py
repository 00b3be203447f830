"""A switch changes the worked cases its rule decides, each citing that rule, and no other case at all."""

from dataclasses import fields

import pytest

from plugin.chart.chart import Chart
from plugin.engine.proposal import Proposal
from plugin.engine.switches import ALLOWED, Switches
from tests.engine.builders import proposal
from tests.scenarios.test_worked_cases import WORKED, chart_of

RULES = {
    "complexity_policy": {"R-ADM-02", "R-ADM-03"},
    "complexity_list": {"R-ADM-02", "R-ADM-03"},
    "sc_biologic_list": {"R-ADM-05"},
    "hydration_label_required": {"R-ADM-07"},
    "hydration_split": {"R-ADM-47"},
    "hydration_secondary_modifier": {"R-ADM-45"},
    "concurrent_min_overlap": {"R-ADM-49", "R-ADM-51"},
    "partial_overlap": {"R-ADM-51"},
    "chemo_chemo_concurrent": {"R-ADM-53"},
    "same_drug_repeat_infusion": {"R-ADM-57"},
    "pause_gap": {"R-ADM-62"},
    "missing_stop": {"R-ADM-59"},
    "calculated_stop": {"R-ADM-60"},
    "duration_without_clock": {"R-ADM-60"},
    "aborted_infusion": {"R-ADM-64"},
    "calendar_day_initial": {"R-ADM-28"},
    "midnight": {"R-ADM-65"},
    "split_dose_injections": {"R-ADM-67"},
    "second_site_modifier": {"R-ADM-25"},
    "second_encounter_modifier": {"R-ADM-27"},
    "pump_code": {"R-ADM-73"},
    "drug_rounding": {"R-DRG-02"},
    "covid_admin_25": {"R-EDT-04"},
    "jw_jz_payers": {"R-DRG-05", "R-DRG-06"},
    "entity_340b": {"R-DRG-11"},
    "stock_340b": {"R-DRG-11"},
    "contractor": {"R-DRG-18", "R-DX-06"},
    "authorization_drugs": {"R-AUT-01"},
    "auth_expiry_warn_days": {"R-AUT-03"},
}
SEPARATELY_PAID = "T47 T55 T60 T68 T69 T71 T78 T81 T82 T89 T115 T116 T125 T128 T129"
CHANGED = {
    ("complexity_policy", "mac_legacy_list"): "",
    ("complexity_policy", "payer_list"): "T68 T89",
    ("complexity_list", "infliximab"): "",
    ("sc_biologic_list", "methotrexate"): "",
    ("hydration_label_required", "integral"): "",
    ("hydration_split", "contiguous"): "T13 T14 T15 T41 T45 T91",
    ("hydration_secondary_modifier", "59"): "T39 T40 T42 T44 T45 T61 T70 T76 T97",
    ("hydration_secondary_modifier", "XU"): "T39 T40 T42 T44 T45 T61 T70 T76 T97",
    ("concurrent_min_overlap", "1"): "T51",
    ("partial_overlap", "split_remainder"): "T52 T92 T94",
    ("chemo_chemo_concurrent", "sequential_if_remainder_16"): "",
    ("chemo_chemo_concurrent", "not_billed"): "T54",
    ("same_drug_repeat_infusion", "sum_minutes"): "T62 T63 T96 T126",
    ("same_drug_repeat_infusion", "96367_legacy"): "T62 T63 T96 T126",
    ("pause_gap", "0"): "T101",
    ("pause_gap", "60"): "",
    ("missing_stop", "hold"): "T72 T73 T75",
    ("missing_stop", "not_billable"): "T72 T73 T75",
    ("calculated_stop", "deny"): "",
    ("duration_without_clock", "deny"): "",
    ("aborted_infusion", "planned_53"): "",
    ("calendar_day_initial", "on"): "T126",
    ("midnight", "unit_date"): "",
    ("midnight", "start_date"): "T76 T77",
    ("split_dose_injections", "per_injection"): "T111",
    ("second_site_modifier", "XS"): "T65 T66",
    ("second_encounter_modifier", "XE"): "T67",
    ("pump_code", "96416"): "T88 T119 T123",
    ("drug_rounding", "round_each_dose"): "T63 T64 T88 T96 T101",
    ("covid_admin_25", "auto"): "",
    ("jw_jz_payers", "commercial"): "",
    ("entity_340b", "jg"): SEPARATELY_PAID,
    ("entity_340b", "tb"): SEPARATELY_PAID,
    ("stock_340b", "all"): "",
    ("contractor", "CGS"): "T68",
    ("authorization_drugs", "infliximab"): "T68",
    ("auth_expiry_warn_days", "0"): "",
}
CHARTS = {case.id: chart_of(case) for _, case in WORKED if not case.switches}


def cited(*proposals: Proposal) -> set[str]:
    """Every rule that a line, an omission, a question or an advice of the proposals rests on."""
    parts = (part for p in proposals for part in (*p.lines, *p.not_billed, *p.prompts, *p.advice))
    return {rule for part in parts for rule in part.because}


def told_apart(chart: Chart, switch: str, value: str) -> tuple[Proposal, Proposal]:
    return proposal(chart), proposal(chart, **{switch: value})


def test_every_switch_and_every_other_value_of_it_is_in_the_table() -> None:
    default = Switches()
    others = {(name, v) for name, values in ALLOWED.items() for v in values if v != getattr(default, name)}
    assert others <= set(CHANGED)
    assert {name for name, _ in CHANGED} == {field.name for field in fields(Switches)} == set(RULES)


@pytest.mark.parametrize(("switch", "value"), CHANGED, ids=["=".join(choice) for choice in CHANGED])
def test_a_switch_changes_these_cases_and_no_other(switch: str, value: str) -> None:
    differ = {name for name, chart in CHARTS.items() if len(set(map(repr, told_apart(chart, switch, value)))) > 1}
    assert differ == set(CHANGED[switch, value].split())


@pytest.mark.parametrize(
    ("switch", "value", "case"), [(*choice, case) for choice, cases in CHANGED.items() for case in cases.split()]
)
def test_a_case_that_changes_cites_the_rule_of_the_switch(switch: str, value: str, case: str) -> None:
    assert cited(*told_apart(CHARTS[case], switch, value)) & RULES[switch]
