"""Each kind of question with the smallest visit that raises it, the same visit charted, and what an answer does.

Kind, severity, who, rules and denials are written by hand from the rules' own table of documentation questions (their
section 9), not read from the cards. `asked` raises this question and no other, `charted` is the same visit with the
fact in the chart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from plugin.chart.billing import Billing, Campus, CampusFound, Notice, TrialPart
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence
from plugin.chart.visit import Provider, SupervisionMode
from tests.engine.authorized_visits import DAY, authorization, authorized
from tests.engine.builders import SALINE, SINGLE, at, fact, given, office, visit

MA1, MA2, E1 = "MedicationAdministration/ma1", "MedicationAdministration/ma2", "Encounter/e1"
INFECTED: Mapping[str, tuple[str, ...]] = {"diagnoses": ("L03.115",)}
HOUR = {"start": "09:00", "stop": "10:00"}
CODER = "it is a coder's question about charted facts; the answer is kept for the coder"
EHR = "only the chart can say it: {}; the answer is kept for the next person"


@dataclass(frozen=True)
class Row:
    """One kind. `answer` is a choice and what is typed with it; where there is none, `kept` says why.

    `also` are kinds that come with it by the rules, `more_denials` what the card names beyond the rules' table.
    """

    kind: str
    rule: str
    severity: str
    who: str
    about: str
    because: tuple[str, ...]
    denials: set[str]
    asked: Chart
    charted: Chart
    answer: tuple[str, str] | None = None
    kept: str = ""
    also: frozenset[str] = frozenset()
    also_charted: frozenset[str] = frozenset()
    more_denials: frozenset[str] = frozenset()
    switches: Mapping[str, str] = field(default_factory=dict)


def antibiotic(**more) -> Chart:
    return visit(given("ceftriaxone", **{**HOUR, "dose": "1000 mg", **more}), **INFECTED)


def vial(**more) -> Chart:
    facts = {"start": "09:00", "stop": "09:40", "dose": "150 mg", "vial": "100 mg", "opened": 2, "kind": SINGLE, **more}
    return visit(given("pembrolizumab", **facts), diagnoses=("Z51.12", "C34.11"))


def fluid(stop: str, *, reason: bool = True) -> Chart:
    row = given(SALINE, start="09:00", stop=stop, dose="1000 mL")
    return visit(row, reasons_for_fluid=reason, diagnoses=("E86.0",) if reason else ("I10",))


def two_lines(**more) -> Chart:
    other = given("vancomycin", start="09:30", stop="11:00", dose="1000 mg", site="right hand", **more)
    return visit(given("ceftriaxone", **HOUR, dose="1000 mg"), other, **INFECTED)


def two_visits(left: str) -> Chart:
    rows = (given("ceftriaxone", start="08:00", stop="09:00"), given("vancomycin", start="13:00", stop="14:00"))
    chart = visit(*rows, second_visit=(2,), **INFECTED)
    first, second = chart.visits
    return replace(chart, visits=(replace(first, left=at(left)), replace(second, arrived=at("12:30"))))


def office_with_two(main: str | None) -> Chart:
    return office(given("ceftriaxone", **HOUR), given("ketorolac", "iv_push", "09:05"), main=main, **INFECTED)


def complex_if_shown(**more) -> Chart:
    row = given("vedolizumab", start="09:00", stop="09:40", dose="300 mg")
    return visit(replace(row, **more), diagnoses=("K50.90",))


def in_office(kind=SINGLE) -> Chart:
    row = given("triamcinolone acetonide", "im", "09:00", dose="40 mg", vial="40 mg", opened=1, kind=kind)
    return office(row, main="triamcinolone", diagnoses=("M17.11",))


def for_medicaid(*codes: tuple[str, str]) -> Chart:
    row = given("pembrolizumab", start="09:00", stop="09:40", dose="200 mg", codes=codes, vial="100 mg", opened=2)
    return visit(row, payer="medicaid", diagnoses=("Z51.12", "C34.11"))


def whole_vials(**more) -> Chart:
    return vial(dose="200 mg", **more)


def on_a_list(diagnosis: str, notice: Notice | None = Notice.SIGNED) -> Chart:
    row = given("infliximab", start="09:00", stop="11:00", dose="400 mg")
    return visit(replace(row, billing=Billing(notice=notice and fact(notice))), diagnoses=(diagnosis,))


def chemo(*diagnoses: str) -> Chart:
    return visit(given("paclitaxel", **HOUR, dose="300 mg"), diagnoses=diagnoses)


def for_infection(*, supervisor: bool = True, mode: SupervisionMode | None = None) -> Chart:
    chart = office(given("ceftriaxone", **HOUR), main="ceftriaxone", supervisor=supervisor, **INFECTED)
    said = fact(mode) if mode else None
    return replace(chart, visits=(replace(chart.visits[0], supervision_mode=said),))


def without_number(number: str) -> Chart:
    return replace(for_infection(), providers=(Provider("Practitioner/dr1", "Ordering", number),))


def much(dose: str) -> Chart:
    row = given("infliximab", start="09:00", stop="11:00", dose=dose, vial="100 mg", opened=int(dose.split()[0]) // 100)
    return visit(row, diagnoses=("K50.90",), day=date(2024, 8, 1))


def after_another(drug: str, start: str) -> Chart:
    """A second chemotherapy drug after paclitaxel, which stops at ten."""
    rows = (given("paclitaxel", **HOUR, dose="300 mg"), given(drug, start=start, stop="10:40", dose="450 mg"))
    return visit(*rows, diagnoses=("Z51.11", "C50.911"))


def overlapping(start: str) -> Chart:
    """An antibiotic from eight to ten, and a longer one from `start`."""
    rows = (given("ceftriaxone", start="08:00", stop="10:00"), given("vancomycin", start=start, stop="13:30"))
    return visit(*rows, **INFECTED)


def twice(*, one_bag: bool) -> Chart:
    rows = [given("cefazolin", start=s, stop=e, dose="1000 mg") for s, e in (("08:00", "08:30"), ("10:00", "10:30"))]
    return visit(rows[0], replace(rows[1], continues=MA1 if one_bag else None), **INFECTED)


def stopped(reason: bool) -> Chart:
    why = fact("Infusion reaction")
    row = given("infliximab", start="09:00", stop="09:20", dose="40 mg", vial="100 mg", opened=4, kind=SINGLE,
                discarded="360 mg", stopped_early=why, stopped_because=why if reason else None)  # fmt: skip
    return visit(row, diagnoses=("K50.90",))


def pump(minutes: int | None) -> Chart:
    row = given("fluorouracil", "portable_pump", "09:00", dose="4000 mg", planned_minutes=minutes)
    return visit(row, payer="commercial", diagnoses=("Z51.11", "C18.7"))


def trial(part: TrialPart | None) -> Chart:
    row = given("pembrolizumab", start="09:00", stop="09:40", dose="200 mg", vial="100 mg", opened=2, kind=SINGLE)
    row = replace(row, billing=Billing(trial_part=part and fact(part), supplied_free=part and fact(value=False)))
    chart = visit(row, diagnoses=("Z51.12", "C34.11", "Z00.6"))
    return replace(chart, orders=tuple(replace(o, text=f"{o.text}, trial NCT01234567") for o in chart.orders))


def visit_level(*, noted: bool) -> Chart:
    chart = office(given("ceftriaxone", **HOUR), main="ceftriaxone", services=("99213",), **INFECTED)
    note = fact("DocumentReference/n1", chart.services[0].id) if noted else None
    return replace(chart, services=(replace(chart.services[0], note=note),))


def under_the_skin(use: bool | None) -> Chart:
    row = given("ustekinumab", "sc", "09:00", dose="90 mg", codes=(("hcpcs", "J3357"),))
    said = None if use is None else fact(use)
    return visit(replace(row, billing=Billing(excluded_use=said)), diagnoses=("K50.90",))


def into_the_bladder(route: str) -> Chart:
    times = HOUR if route == "iv_infusion" else {"start": "09:00"}
    return visit(given("gentamicin", route, **times, dose="80 mg"), **INFECTED)


def premedicated(*, reason: bool) -> Chart:
    rows = (
        given("diphenhydramine", "iv_push", "08:30", dose="25 mg"),
        given("packed red blood cells", start="09:00", stop="11:00"),
    )
    chart = visit(*rows, diagnoses=("D64.9", "L50.0"))
    said = fact("hives after the last unit") if reason else None
    return replace(chart, orders=tuple(replace(o, reason=said) for o in chart.orders))


def at_place(found: CampusFound) -> Chart:
    chart = antibiotic()
    return replace(chart, visits=(replace(chart.visits[0], found_at=found),))


def disagreeing(*, agree: bool) -> Chart:
    row = given("ceftriaxone", **HOUR, dose="1000 mg")
    said = Evidence(MA1, "dosage", shown="1000 mg given, 600 mg by rate and time")
    return visit(row if agree else replace(row, conflicts=(said,)), **INFECTED)


def without_code(**codes) -> Chart:
    row = given("glutathione", "iv_push", "09:00", dose="200 mg", vial="200 mg", opened=1, kind=SINGLE, **codes)
    return office(row, main="glutathione", diagnoses=("E72.19",))


DOUBT = CampusFound(doubt="place of service 19 is off campus, and which kind of place it is was never set")
PALMETTO = {"contractor": "Palmetto"}
ROWS: tuple[Row, ...] = (
    Row("missing_stop_time", "R-DOC-01", "reduces", "nurse", MA1, ("R-ADM-59",), {"151", "150"},
        antibiotic(stop=None), antibiotic(), ("time", "10:00")),
    Row("missing_start_time", "R-DOC-02", "reduces", "nurse", MA1, ("R-ADM-60",), {"151"},
        antibiotic(start=None), antibiotic(), ("time", "09:00")),
    Row("conflicting_times", "R-DOC-03", "blocks", "nurse", MA1, ("R-ADM-61",), {"16", "150"},
        antibiotic(stop="08:00"), antibiotic(), kept=EHR.format("one more time does not mend two that contradict")),
    Row("missing_route", "R-DOC-04", "blocks", "nurse", MA1, ("R-ADM-01",), {"16", "4"},
        visit(given("ceftriaxone", "not charted", **HOUR), **INFECTED), antibiotic(), ("infusion", "")),
    Row("unclear_drug", "R-DOC-05", "blocks", "nurse", MA1, ("R-DRG-14",), {"16"},
        visit(given("", **HOUR), **INFECTED), antibiotic(), kept=EHR.format("which product it was is in its record")),
    Row("missing_dose", "R-DOC-06", "blocks", "nurse", MA1, ("R-DRG-01",), {"16", "151"},
        antibiotic(dose=None), antibiotic(), ("amount", "1000 mg")),
    Row("missing_order", "R-DOC-07", "blocks", "provider", MA1, ("R-SUP-05",), {"50", "226"},
        antibiotic(order=None), antibiotic(), kept=EHR.format("an order is signed there")),
    Row("missing_hydration_order", "R-DOC-08", "blocks", "provider", MA1, ("R-ADM-07",), {"50"},
        fluid("10:00", reason=False), fluid("10:00"), kept=EHR.format("an order and its reason are signed there")),
    Row("hydration_under_31_min", "R-DOC-09", "advises", "nurse", MA1, ("R-ADM-44",), {"97", "151"},
        fluid("09:30"), fluid("09:31"), kept=EHR.format("its times are charted, and only a correction changes them")),
    Row("infusion_under_16_min", "R-DOC-10", "reduces", "nurse", MA1, ("R-ADM-41",), {"150"},
        antibiotic(stop="09:15"), antibiotic(stop="09:16"), kept=EHR.format("its times are charted")),
    Row("push_over_15_min", "R-DOC-11", "advises", "nurse", MA1, ("R-ADM-66",), {"150"},
        visit(given("furosemide", "iv_push", "09:00", "09:20"), **INFECTED),
        visit(given("furosemide", "iv_push", "09:00", "09:15"), **INFECTED), kept=EHR.format("its times are charted")),
    Row("missing_access_site", "R-DOC-12", "advises", "nurse", MA1, ("R-ADM-22",), {"236"},
        antibiotic(site=None), antibiotic(), ("text", "left forearm")),
    Row("second_site_reason", "R-DOC-13", "reduces", "nurse", MA2, ("R-ADM-25",), {"236", "18"},
        two_lines(), two_lines(site_reason=fact("the drugs may not share a line")),
        kept=EHR.format("why a second line was needed is a note of its own")),
    Row("second_visit_unclear", "R-DOC-14", "reduces", "nurse", "Encounter/e2", ("R-ADM-27",), {"18", "236"},
        two_visits("12:30"), two_visits("12:00"), ("left_and_returned", "")),
    Row("main_reason_of_visit", "R-DOC-15", "advises", "coder", E1, ("R-ADM-21",), {"97"},
        office_with_two(None), office_with_two("ceftriaxone"), ("text", "ceftriaxone")),
    Row("complexity_support", "R-DOC-16", "reduces", "nurse", MA1, ("R-ADM-02",), {"150"},
        complex_if_shown(), complex_if_shown(complex_care=fact(value=True)), kept=CODER),
    Row("missing_waste", "R-DOC-17", "blocks", "nurse", MA1, ("R-DRG-07",), {"16"},
        vial(), vial(discarded="50 mg"), ("amount", "50 mg")),
    Row("container_type_unknown", "R-DOC-18", "blocks", "pharmacy", MA1, ("R-DRG-06",), {"16"},
        in_office(None), in_office(), ("single_dose", "")),
    Row("container_size_unknown", "R-DOC-19", "reduces", "pharmacy", MA1, ("R-DRG-05",), {"16"},
        whole_vials(vial=None), whole_vials(), ("amount", "2 x 100 mg")),
    Row("ndc_missing", "R-DOC-20", "blocks", "pharmacy", MA1, ("R-DRG-12",), {"16"},
        for_medicaid(), for_medicaid(("ndc", "0006-3026-02")), ("text", "0006-3026-02")),
    Row("stock_340b_unknown", "R-DOC-21", "blocks", "pharmacy", MA1, ("R-DRG-11",), {"4", "16"},
        whole_vials(), whole_vials(stock_340b=fact(value=True)), ("yes", ""), switches={"entity_340b": "tb"}),
    Row("unlisted_drug_narrative", "R-DOC-22", "blocks", "pharmacy", MA1, ("R-DRG-13",), {"16"},
        without_code(), without_code(codes=(("ndc", "12345-6789-01"),)),
        kept=EHR.format("name, dose, route and package code are facts of their own")),
    Row("missing_diagnosis", "R-DOC-23", "blocks", "provider", E1, ("R-DX-05",), {"11", "50"},
        visit(given("ceftriaxone", **HOUR), diagnoses=()), antibiotic(),
        kept=EHR.format("a diagnosis is made by the provider")),
    Row("diagnosis_not_covered", "R-DOC-24", "blocks", "provider", MA1, ("R-DX-06",), {"50", "167"},
        on_a_list("M54.50", None), on_a_list("K50.90", None), kept=EHR.format("a diagnosis is made by the provider"),
        also=frozenset({"notice_needed"}), switches=PALMETTO),
    Row("treatment_diagnosis_order", "R-DOC-25", "advises", "coder", E1, ("R-DX-02",), {"11", "16"},
        chemo("C50.911"), chemo("Z51.11", "C50.911"), kept=CODER),
    Row("missing_supervising_provider", "R-DOC-26", "blocks", "provider", E1, ("R-SUP-01",), {"B7", "185"},
        for_infection(supervisor=False), for_infection(), ("text", "Dr. Present")),
    Row("virtual_supervision_mode", "R-DOC-27", "advises", "provider", E1, ("R-SUP-02",), set(),
        for_infection(mode=SupervisionMode.VIRTUAL), for_infection(mode=SupervisionMode.VIDEO), ("video", ""),
        more_denials=frozenset({"185", "B7"})),
    Row("missing_ordering_npi", "R-DOC-28", "blocks", "front_desk", "Practitioner/dr1", ("R-SUP-04",),
        {"206", "208", "183"}, without_number(""), without_number("1234567893"), ("text", "1234567893")),
    Row("authorization_problem", "R-DOC-29", "blocks", "front_desk", MA1, ("R-AUT-01",), {"15", "197", "198", "243"},
        authorized(), authorized(authorization()), kept=EHR.format("an authorization is the payer's"),
        switches={"authorization_drugs": "infliximab"}, more_denials=frozenset({"39"})),
    Row("authorization_ending", "R-DOC-30", "advises", "front_desk", MA1, ("R-AUT-03",), {"197"},
        authorized(authorization(ends=DAY + timedelta(days=14))), authorized(authorization()),
        kept=EHR.format("an authorization is the payer's"), more_denials=frozenset({"198"})),
    Row("notice_needed", "R-DOC-31", "advises", "front_desk", MA1, ("R-MOD-09",), set(),
        on_a_list("M54.50", None), on_a_list("M54.50"), ("signed", ""), switches=PALMETTO,
        also=frozenset({"diagnosis_not_covered"}), also_charted=frozenset({"diagnosis_not_covered"})),
    Row("units_over_mue", "R-DOC-32", "advises", "pharmacy", MA1, ("R-EDT-06",), {"151", "222"},
        much("1600 mg"), much("1500 mg"), kept=CODER),
    Row("concurrent_not_coded", "R-DOC-33", "advises", "coder", MA1, ("R-ADM-51",), {"97"},
        overlapping("09:30"), overlapping("10:00"), kept=CODER),
    Row("overlapping_chemo", "R-DOC-34", "blocks", "coder", MA1, ("R-ADM-53",), {"16", "97"},
        after_another("carboplatin", "09:30"), after_another("carboplatin", "10:00"), kept=CODER),
    Row("same_drug_again", "R-DOC-35", "advises", "coder", MA2, ("R-ADM-57",), {"151"},
        twice(one_bag=False), twice(one_bag=True), kept=CODER),
    Row("stopped_early", "R-DOC-36", "reduces", "nurse", MA1, ("R-ADM-64",), {"50", "16"},
        stopped(reason=False), stopped(reason=True), ("text", "hives")),
    Row("pump_details", "R-DOC-37", "blocks", "nurse", MA1, ("R-ADM-73",), {"97", "236"},
        pump(None), pump(2760), kept=EHR.format("owner, start and length of a pump are several facts")),
    Row("trial_details", "R-DOC-38", "blocks", "provider", MA1, ("R-MOD-10",), {"16"},
        trial(None), trial(TrialPart.UNDER_STUDY), ("under_study", "")),
    Row("separate_visit_note", "R-DOC-39", "reduces", "provider", "Procedure/s0", ("R-MOD-01",), {"97", "236"},
        visit_level(noted=False), visit_level(noted=True), kept=EHR.format("a note is written there")),
    Row("self_administered_drug", "R-DOC-40", "advises", "pharmacy", MA1, ("R-DRG-18",), {"96"},
        under_the_skin(None), under_the_skin(use=True), ("no", ""), switches={"contractor": "Noridian JF"}),
    Row("drug_without_administration", "R-DOC-41", "advises", "nurse", MA1, ("R-EDT-09",), {"107", "16"},
        into_the_bladder("intravesical"), into_the_bladder("iv_infusion"),
        kept=EHR.format("what was done is a record of its own")),
    Row("transfusion_premedication", "R-DOC-42", "reduces", "nurse", MA1, ("R-ADM-11",), {"97"},
        premedicated(reason=False), premedicated(reason=True), kept=EHR.format("an order is signed there")),
    Row("off_campus_unknown", "R-DOC-43", "blocks", "front_desk", E1, ("R-MOD-12",), {"4"},
        at_place(DOUBT), at_place(CampusFound(fact(Campus.EXCEPTED, E1))), ("on_campus", "")),
    Row("conflicting_dose", "R-DOC-44", "blocks", "nurse", MA1, ("R-DRG-03",), {"16", "151"},
        disagreeing(agree=False), disagreeing(agree=True),
        kept=EHR.format("one more amount does not mend two that contradict")),
)  # fmt: skip
