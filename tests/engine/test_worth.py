"""What a missing fact is worth: the lines of the nearest complete chart without those of the chart as it is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.engine.contract import ContractRate, RateBasis
from plugin.engine.prices import Priced
from plugin.engine.proposal import Severity
from plugin.engine.propose import judged, passes, propose
from plugin.engine.rates import Rates, RateTable, no_rates
from plugin.engine.switches import Switches
from plugin.engine.worth.case import Case
from plugin.engine.worth.completed import COMPLETED
from plugin.engine.worth.losses import MOST_DOSES, Losses, losses
from plugin.engine.worth.worth import VisitWorth, Worth, worth_of
from tests.engine.builders import SALINE, SINGLE, amount, at, fact, given, library, office, visit

HOSPITAL = RateTable(
    "2026Q1",
    {"96365": Decimal("217.31"), "96366": Decimal("47.84"), "96374": Decimal("217.31"), "96375": Decimal("47.84"),
     "96413": Decimal("337.46"), "96409": Decimal("337.46"), "96360": Decimal("217.31"), "96361": Decimal("47.84")},
    {"96365": "S", "96366": "S", "96374": "S", "96375": "S", "96413": "S", "96409": "S", "96360": "S", "96361": "S",
     "96368": "N", "96372": "Q1", "51720": "J1", "J9271": "K", "J0696": "N"},
)  # fmt: skip
LIMITS = RateTable("2026Q1", {"J9271": Decimal("59.7265"), "J0696": Decimal("0.4455")})
FEES = RateTable("2025Q4", {"96365": Decimal("57.900235"), "96374": Decimal("33.963825")}, {"96365": "A", "96374": "A"})
LOADED = Rates(limits=LIMITS, fees=FEES, hospital=HOSPITAL)


def found(chart: Chart, **switches: str) -> Losses:
    return losses(chart, library().of(chart), Switches.of(switches))


def worth(chart: Chart, rates: Rates = LOADED, **switches: str) -> VisitWorth:
    return worth_of(found(chart, **switches), chart.setting.value, library().of(chart), lambda _: rates)


def of_kind(of_visit: VisitWorth, kind: str) -> Worth:
    return next(w for (each, _), w in of_visit.each.items() if each == kind)


def per_unit(dollars: str) -> ContractRate:
    return ContractRate(Decimal(dollars), RateBasis.UNIT)


def listed(parts: tuple[Priced, ...]) -> list[tuple[str, int]]:
    return [(p.part.code, p.part.units) for p in parts]


def antibiotic(**more: object) -> Chart:
    return visit(given("ceftriaxone", start="09:00", dose="1000 mg", **more), diagnoses=("L03.115",))


def vial(**more: object) -> Chart:
    facts = {"start": "09:00", "stop": "09:40", "dose": "150 mg", "vial": "100 mg", "kind": SINGLE, **more}
    return visit(given("pembrolizumab", **facts))


def without_route() -> Chart:
    chart = antibiotic(stop="09:40")
    return replace(chart, administrations=(replace(chart.administrations[0], route=None),))


def ordered_dose() -> Chart:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", dose=None))
    return replace(chart, orders=(replace(chart.orders[0], dose=fact(amount("200 mg"))),))


def premedicated() -> Chart:
    units = given("red blood cells", start="10:00", stop="12:00", dose="1 unit")
    return visit(given("diphenhydramine", "iv_push", "09:50", dose="25 mg"), units, diagnoses=("D63.0", "C50.911"))


def on_two_lines() -> Chart:
    other = given("vancomycin", start="09:30", stop="11:00", dose="1000 mg", site="right hand")
    return visit(given("ceftriaxone", start="09:00", stop="09:40", dose="1000 mg"), other, diagnoses=("L03.115",))


def unreasoned_fluid() -> Chart:
    fluid = given(SALINE, start="09:00", stop="11:40", dose="1000 mL")
    return visit(fluid, reasons_for_fluid=False, diagnoses=("C50.911",))


ASKED: dict[str, Chart] = {
    "missing_stop_time": antibiotic(),
    "missing_start_time": visit(given("ceftriaxone", stop="10:00", dose="1000 mg"), diagnoses=("L03.115",)),
    "missing_route": without_route(),
    "missing_dose": ordered_dose(),
    "missing_order": antibiotic(stop="10:00", order=None),
    "missing_hydration_order": unreasoned_fluid(),
    "transfusion_premedication": premedicated(),
    "second_site_reason": on_two_lines(),
    "complexity_support": visit(given("vedolizumab", start="09:00", stop="09:40", dose="300 mg")),
    "missing_waste": vial(),
    "container_type_unknown": office(
        given("triamcinolone acetonide", "im", "09:00", dose="40 mg", opened=1, vial="40 mg", kind=None)
    ),
    "container_size_unknown": vial(vial=None),
    "missing_supervising_provider": office(given("ceftriaxone", start="09:00", stop="10:00"), supervisor=False),
    "stock_340b_unknown": vial(discarded="50 mg", opened=2),
}
SWITCHES = {"stock_340b_unknown": {"entity_340b": "tb"}}


def test_every_kind_with_a_nearest_chart_is_tried_here() -> None:
    assert set(ASKED) == set(COMPLETED)


@pytest.mark.parametrize("kind", sorted(ASKED))
def test_the_nearest_chart_answers_its_question_and_asks_it_no_more(kind: str) -> None:
    chart, chosen = ASKED[kind], Switches.of(SWITCHES.get(kind, {}))
    book = library().of(chart)
    passed = passes(chart, book, chosen)
    before = judged(passed.found, passed.kept, chart, passed.desk).prompts
    prompt = next(p for p in before if p.kind == kind)
    nearest = COMPLETED[kind](Case(chart, prompt, passed, book))
    assert nearest is not None
    after = propose(nearest.chart, book, chosen).prompts
    assert (prompt.kind, prompt.about) not in {(p.kind, p.about) for p in after}
    assert found(chart, **SWITCHES.get(kind, {})).each[kind, prompt.about].assumption


def test_a_missing_stop_is_taken_from_the_plan_and_says_so() -> None:
    stop = of_kind(worth(antibiotic(planned_minutes=150)), "missing_stop_time")
    assert listed(stop.lost) == [("96365", 1), ("96366", 1)]
    assert listed(stop.instead) == [("96374", 1)]
    assert stop.assumption == "it stopped at 11:30, after the 150 min it was planned for"
    assert stop.amount == Decimal("47.84")


def test_without_a_plan_it_is_the_fewest_minutes_of_the_card() -> None:
    stop = of_kind(worth(antibiotic()), "missing_stop_time")
    assert stop.assumption == "it stopped at 09:16, after 16 min, the fewest that earn its code (R-ADM-41)"
    assert (listed(stop.lost), listed(stop.instead), stop.amount) == ([("96365", 1)], [("96374", 1)], Decimal("0.00"))


def test_fluid_needs_as_many_minutes_as_hydration_does() -> None:
    fluid = visit(given(SALINE, start="09:00", dose="1000 mL"), diagnoses=("E86.0",))
    stop = of_kind(worth(fluid), "missing_stop_time")
    assert stop.assumption == "it stopped at 09:31, after 31 min, the fewest that earn its code (R-ADM-44)"
    assert listed(stop.lost) == [("96360", 1)]


def test_a_plan_that_ends_after_the_patient_left_is_not_assumed() -> None:
    chart = antibiotic(planned_minutes=150)
    left = replace(chart, visits=(replace(chart.visits[0], left=at("10:00")),))
    assert of_kind(worth(left), "missing_stop_time").assumption.startswith("it stopped at 09:16")


def test_no_stop_is_assumed_where_even_the_fewest_minutes_end_after_the_patient_left() -> None:
    chart = antibiotic()
    left = replace(chart, visits=(replace(chart.visits[0], left=at("09:10")),))
    assert [key for key in worth(left).each if key[0] == "missing_stop_time"] == []


def test_no_time_is_assumed_of_a_dose_without_start_and_stop() -> None:
    kinds = {kind for kind, _ in worth(visit(given("ceftriaxone", dose="1000 mg"), diagnoses=("L03.115",))).each}
    assert not kinds & {"missing_stop_time", "missing_start_time"}


def test_a_rest_nobody_charted_holds_the_drug_and_its_discarded_units() -> None:
    waste = of_kind(worth(vial()), "missing_waste")
    assert listed(waste.lost) == [("J9271", 150), ("J9271", 50)]
    assert waste.assumption == "the remaining 50 mg were discarded"
    assert [p.amount for p in waste.lost] == [Decimal("8958.98"), Decimal("2986.33")]


def test_lines_that_wait_for_two_questions_are_lost_to_each_and_counted_once_in_all() -> None:
    chart = office(given("ceftriaxone", start="09:00", stop="10:00", order=None), supervisor=False)
    value = worth(chart)
    assert listed(of_kind(value, "missing_order").lost) == listed(of_kind(value, "missing_supervising_provider").lost)
    assert listed(value.together.lost) == listed(of_kind(value, "missing_order").lost)


def test_a_question_that_only_advises_loses_nothing() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00", site=None), diagnoses=("L03.115",))
    site = of_kind(worth(chart, Rates()), "missing_access_site")
    assert (site.lost, site.instead, site.amount) == ((), (), Decimal("0.00"))


def test_lines_that_wait_for_what_nobody_can_assume_are_named_without_an_amount() -> None:
    chart = visit(given("ceftriaxone", start="10:00", stop="09:00", dose="1000 mg"), diagnoses=("L03.115",))
    value = worth(chart)
    times = of_kind(value, "conflicting_times")
    assert (listed(times.lost), times.assumption, times.amount) == ([("96374", 1)], "", None)
    assert [p.kind for p in value.left_out] == ["conflicting_times"]
    assert listed(value.together.lost) == []


def test_a_missing_diagnosis_lets_the_lines_go_as_they_stand() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), diagnoses=())
    diagnosis = of_kind(worth(chart), "missing_diagnosis")
    assert listed(diagnosis.lost) == [("96365", 1), ("J0696", 4)]
    assert diagnosis.assumption == "a charted diagnosis supports it"


def test_the_amounts_of_lost_lines_less_those_that_stand_instead_are_the_amount() -> None:
    for chart in ASKED.values():
        value = worth(chart)
        for each in (*value.each.values(), value.together):
            if each.amount is not None and not each.not_priced:
                lost, instead = (sum((p.amount or 0 for p in side), Decimal()) for side in (each.lost, each.instead))
                assert each.amount == lost - instead


def test_with_no_rates_the_lines_are_named_and_the_amount_is_not_there() -> None:
    waste = of_kind(worth(vial(), Rates()), "missing_waste")
    assert listed(waste.lost) == [("J9271", 150), ("J9271", 50)]
    assert (waste.amount, waste.rates) == (None, ())
    assert {p.says for p in waste.not_priced} == {"no Medicare OPPS Addendum B loaded for 2026-03-04"}
    assert no_rates(at("09:00").date()) == Rates()


def test_a_rate_missing_on_one_lost_line_leaves_it_out_by_name() -> None:
    rates = replace(LOADED, limits=RateTable("2026Q1", {}))
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", order=None))
    order = of_kind(worth(chart, rates), "missing_order")
    assert order.amount == Decimal("337.46")
    assert [(p.part.code, p.says) for p in order.not_priced] == [
        ("J9271", "not in Medicare payment limits of drugs, 2026Q1")
    ]


def test_a_rate_missing_beside_a_line_that_stands_instead_leaves_no_amount_at_all() -> None:
    per_unit = {code: rate for code, rate in HOSPITAL.per_unit.items() if code != "96366"}
    stop = of_kind(
        worth(antibiotic(planned_minutes=150), replace(LOADED, hospital=replace(HOSPITAL, per_unit=per_unit))),
        "missing_stop_time",
    )
    assert stop.amount is None


def test_an_answer_that_lowers_the_charge_is_worth_less_than_nothing() -> None:
    per_unit = {**HOSPITAL.per_unit, "96374": Decimal("300.00")}
    stop = of_kind(
        worth(antibiotic(), replace(LOADED, hospital=replace(HOSPITAL, per_unit=per_unit))), "missing_stop_time"
    )
    assert stop.amount == Decimal("-82.69")


def test_what_a_hospital_is_paid_within_another_payment_is_nothing_and_says_so() -> None:
    order = of_kind(worth(antibiotic(stop="10:00", order=None)), "missing_order")
    assert [(p.part.code, p.amount) for p in order.lost] == [("96365", Decimal("217.31")), ("J0696", Decimal("0.00"))]
    assert order.lost[1].says == "packaged, Medicare OPPS Addendum B, 2026Q1"


@pytest.mark.parametrize(
    ("drug", "route", "says"),
    [
        ("ketorolac", "im", "not counted: status Q1 in Medicare OPPS Addendum B, 2026Q1"),
        ("bcg", "intravesical",
         "not counted: the visit is paid as a whole, status J1 in Medicare OPPS Addendum B, 2026Q1"),
    ],
)  # fmt: skip
def test_a_status_that_turns_on_the_rest_of_the_visit_has_no_amount(drug: str, route: str, says: str) -> None:
    chart = visit(given(drug, route, "09:00", order=None), diagnoses=("C67.9",))
    order = of_kind(worth(chart), "missing_order")
    assert order.lost[0].says == says
    assert order.lost[0].amount is None


def test_an_office_is_paid_by_the_fee_schedule_rounded_once_a_line() -> None:
    chart = office(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), supervisor=False)
    supervisor = of_kind(worth(chart), "missing_supervising_provider")
    assert [(p.part.code, p.part.units, p.amount) for p in supervisor.lost] == [
        ("96365", 1, Decimal("57.90")), ("J0696", 4, Decimal("1.78")),
    ]  # fmt: skip
    assert supervisor.rates == ("Medicare physician fee schedule, 2025Q4", "Medicare payment limits of drugs, 2026Q1")
    assert supervisor.amount == Decimal("59.68")


def test_another_payer_pays_by_contract_alone() -> None:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", order=None), payer="commercial")
    assert of_kind(worth(chart), "missing_order").amount is None
    agreed = {("96413", ""): per_unit("400"), ("J9271", ""): per_unit("70.005")}
    order = of_kind(worth(chart, replace(LOADED, contract=agreed)), "missing_order")
    assert [p.amount for p in order.lost] == [Decimal("400.00"), Decimal("7000.50")]


def test_a_contract_may_pay_a_line_whatever_its_units() -> None:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", order=None), payer="commercial")
    agreed = {("J9271", ""): ContractRate(Decimal("9000"), RateBasis.LINE)}
    order = of_kind(worth(chart, Rates(contract=agreed)), "missing_order")
    assert order.amount == Decimal("9000.00")
    assert order.rates == ("contract rates of the payer, 2026-03-04",)
    assert [p.says for p in order.not_priced] == ["not in the contract rates of the payer"]


def test_nothing_is_counted_while_nobody_knows_who_pays() -> None:
    chart = visit(given("pembrolizumab", start="09:00", stop="09:40", order=None), payer=None)
    order = of_kind(worth(chart), "missing_order")
    assert {p.says for p in order.lost} == {"not counted: who pays is not known"}


def test_a_line_that_is_paid_at_another_rate_is_not_counted() -> None:
    chart = office(
        given("ceftriaxone", start="09:00", stop="09:10", stopped_because=fact("rash")), supervisor=False,
    )  # fmt: skip
    supervisor = of_kind(worth(chart, aborted_infusion="planned_53"), "missing_supervising_provider")
    assert supervisor.lost[0].says == "not counted: paid at another rate with 53"


def test_all_questions_together_answered_free_what_is_held_now() -> None:
    chart = visit(given("pembrolizumab", start="09:00", dose="150 mg", vial="100 mg", kind=SINGLE, planned_minutes=40))
    value = worth(chart)
    assert listed(value.together.lost) == [("96413", 1), ("J9271", 150), ("J9271", 50)]
    assert listed(value.together.instead) == [("96409", 1)]


def test_the_chart_itself_is_not_touched_and_its_proposal_stays_the_same() -> None:
    for chart in ASKED.values():
        before = propose(chart, library().of(chart), Switches())
        found(chart)
        assert propose(chart, library().of(chart), Switches()) == before


def test_a_finished_visit_has_nothing_at_stake() -> None:
    value = worth(visit(given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg"), diagnoses=("L03.115",)))
    assert (dict(value.each), value.together.lost, value.left_out) == ({}, (), ())
    assert value.together.amount == Decimal("0.00")


def test_an_answer_given_here_is_no_question_any_more() -> None:
    chart = antibiotic()
    run = chart.administrations[0].runs[0]
    said = replace(fact(at("10:00")), strength=Strength.ANSWERED)
    answered = replace(chart, administrations=(replace(chart.administrations[0], runs=(replace(run, stop=said),)),))
    assert not [
        p for p in propose(answered, library().of(answered), Switches()).prompts if p.severity is not Severity.ADVISES
    ]
    assert listed(worth(answered).together.lost) == []


def test_of_very_many_questions_the_first_are_worked_out_and_the_rest_are_left_out() -> None:
    doses = [given("ceftriaxone", start=f"D+{n} 09:00", stop=f"D+{n} 10:00", order=f"none {n}") for n in range(70)]
    chart = replace(visit(*doses, diagnoses=("L03.115",)), orders=())
    of_visit = worth(chart)
    orders = [w for (kind, _), w in of_visit.each.items() if kind == "missing_order"]
    assert len(orders) == 70
    assert sum(bool(w.assumption) for w in orders) == MOST_DOSES // 70
    assert len(of_visit.left_out) == 70 - MOST_DOSES // 70


def test_discarded_units_and_modifiers_have_rates_of_their_own_where_a_contract_says_so() -> None:
    vials = {"dose": "150 mg", "vial": "100 mg", "kind": SINGLE, "discarded": "50 mg"}
    chart = visit(
        given("pembrolizumab", start="09:00", stop="09:40", order=None, **vials), payer="medicare advantage",
    )  # fmt: skip
    agreed = {("J9271", ""): per_unit("60"), ("J9271", "JW"): per_unit("0")}
    order = of_kind(worth(chart, Rates(contract=agreed)), "missing_order")
    assert [(p.part.units, p.amount) for p in order.lost if p.part.code == "J9271"] == [
        (150, Decimal("9000.00")), (50, Decimal("0.00")),
    ]  # fmt: skip


def test_a_modifier_the_contract_does_not_name_is_not_priced_without_it() -> None:
    chart = office(
        given("ceftriaxone", start="09:00", stop="09:10", stopped_because=fact("rash")),
        supervisor=False, payer="commercial",
    )  # fmt: skip
    agreed = {("96365", ""): per_unit("150"), ("J0696", ""): per_unit("1")}
    for rates, says in (
        (agreed, "not counted: paid at another rate with 53"),
        ({**agreed, ("96365", "53"): per_unit("75")}, "contract rates of the payer, 2026-03-04"),
    ):
        value = worth(chart, Rates(contract=rates), aborted_infusion="planned_53")
        assert of_kind(value, "missing_supervising_provider").lost[0].says == says


def test_a_question_of_a_card_that_holds_no_lines_is_worth_nothing_that_can_be_told() -> None:
    chart = visit(given("ceftriaxone", start="09:00", stop="09:10", dose="1000 mg", order=None), diagnoses=("L03.115",))
    book = library().of(chart)
    rule = book.rule("R-DOC-10")
    without = replace(rule, parameters={k: v for k, v in rule.parameters.items() if k != "holds"})
    found_ = losses(chart, replace(book, rules={**book.rules, "R-DOC-10": without}), Switches())
    assert "infusion_under_16_min" not in {kind for kind, _ in found_.each}
    assert [p.code for p in found_.together.lost] == ["96374", "J0696"]


def test_every_kind_with_a_nearest_chart_has_a_sentence_on_its_card() -> None:
    on_day = (library().on(at("09:00").date(), setting, "medicare") for setting in ("office", "facility"))
    cards = [rule for book in on_day for rule in book.rules.values() if rule.stage == "prompts"]
    assert set(COMPLETED) <= {rule.text("kind") for rule in cards if "assumed" in rule.parameters}


def test_a_visit_level_is_lost_while_its_note_is_not_charted() -> None:
    # R-DOC-39: without the note the visit is dropped
    chart = office(given("ceftriaxone", start="09:00", stop="10:00"), main="ceftriaxone", services=("99213",))
    assert listed(of_kind(worth(chart), "separate_visit_note").lost) == [("99213", 1)]
