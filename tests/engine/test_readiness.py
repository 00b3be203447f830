"""Before the first dose: what is complete raises nothing, and what is open is named with who can settle it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.authorization import Decision
from plugin.chart.chart import Unread
from plugin.chart.visit import Coverage, Payer, Provider
from plugin.engine.proposal import Severity, Who
from plugin.engine.ready import About, Standing
from tests.engine.authorized_visits import authorization, units
from tests.engine.builders import asked, given, library, proposal, visit
from tests.engine.ordered_visits import RX, before, check, order, ordered, planned

READY, OPEN, UNKNOWN = Standing.READY, Standing.TO_SETTLE, Standing.CANNOT_TELL


def test_a_complete_order_with_an_authorization_that_fits_asks_nothing():
    chart = replace(ordered(), authorizations=(authorization(),))
    found = proposal(chart)
    assert (found.lines, found.prompts, found.not_billed) == ((), (), ())
    assert before(chart).count(OPEN) == 0


def test_nothing_is_looked_at_beforehand_where_all_was_given():
    assert proposal(visit(given("infliximab", start="09:00", stop="11:00"))).readiness is None


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        ({"status": "draft"}, "it is a draft"),
        ({"status": "on-hold"}, "it is on hold"),
        ({"status": "completed"}, "it is completed, so nothing is left of it"),
        ({"status": "unknown"}, "its status is not known"),
        ({"intent": "plan"}, "it is planned and not ordered yet"),
        ({"signed_by": None}, "who signed it is not recorded"),
        ({"written": None}, "its date is not recorded"),
        ({"written": date(2026, 3, 5)}, "it is dated 2026-03-05"),
        ({"begins": date(2026, 3, 5)}, "it holds from 2026-03-05"),
        ({"ends": date(2026, 3, 3)}, "it ended on 2026-03-03"),
    ],
)
def test_an_order_that_does_not_hold_on_the_day_is_asked_of_the_provider(terms, says):
    chart = ordered(terms=terms)
    found = check(chart, About.ORDER)
    assert (found.standing, found.who, found.evidence) == (OPEN, Who.PROVIDER, (RX,))
    assert says in found.says
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "missing_order"]
    assert (prompt.about, prompt.facts, prompt.because) == (RX, says, ("R-SUP-05", "R-DOC-07"))
    assert prompt.question == "Which signed and dated order for infliximab holds on this day?"


def test_an_order_that_begins_and_ends_on_the_day_holds():
    chart = ordered(terms={"begins": date(2026, 3, 4), "ends": date(2026, 3, 4), "written": date(2026, 3, 4)})
    assert check(chart, About.ORDER).standing is READY


def test_an_order_without_a_dose_is_asked_for_its_dose():
    chart = ordered(planned(dose=None))
    assert "the dose is not written" in check(chart, About.ORDER).says
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "missing_dose"]
    assert (prompt.who, prompt.question) == (Who.PROVIDER, "How much infliximab is to be given?")


def test_a_dose_by_weight_is_a_dose_though_nothing_can_be_counted_from_it():
    chart = ordered(planned(dose=None), terms={"dose_said": "5 mg/kg"})
    assert check(chart, About.ORDER).standing is READY
    assert check(chart, About.AMOUNT).standing is UNKNOWN
    assert asked(chart) == set()


def test_an_order_without_a_route_is_asked_for_its_route():
    chart = ordered(replace(planned(), route=None, manner=None))
    assert "the route is not written" in check(chart, About.ORDER).says
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "missing_route"]
    assert prompt.question == "How is infliximab to be given?"


def test_an_order_that_was_replaced_or_used_up_gives_way_to_the_one_that_holds():
    old, new = planned(id="MedicationRequest/old"), planned()
    chart = ordered(old, new, orders=(order(old, status="completed"), order(new)))
    assert [dose.dose.id for dose in before(chart).doses] == [RX]
    replaced = ordered(old, new, orders=(order(old), order(new, replaces=old.id)))
    assert [dose.dose.id for dose in before(replaced).doses] == [RX]


def test_no_record_of_an_authorization_is_said_as_that_and_never_as_none_needed():
    found = check(ordered(), About.AUTHORIZATION)
    assert (found.standing, found.says) == (UNKNOWN, "No record of an authorization was found.")
    assert "authorization_problem" not in asked(ordered())


def test_a_drug_the_site_lists_is_asked_about_without_a_record():
    chart = ordered()
    found = check(chart, About.AUTHORIZATION, authorization_drugs="infliximab")
    assert (found.standing, found.who) == (OPEN, Who.FRONT_DESK)
    assert "authorization_problem" in asked(chart, authorization_drugs="infliximab")


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"ends": date(2026, 3, 3)}, "authorization A1: it ended on 2026-03-03, ordered for 2026-03-04"),
        ({"begins": date(2026, 3, 5)}, "authorization A1: it begins on 2026-03-05, ordered for 2026-03-04"),
        ({"units": units(36)}, "authorization A1: 36 units approved, 0 used before, 37 in this visit"),
        ({"units_per_dose": units(30)}, "authorization A1: 30 units a dose approved, 37 units ordered for 2026-03-04"),
        ({"decision": Decision.PENDING}, "authorization A1: it is still pending"),
        ({"places": ("11",)}, "place of service 11, ordered to be given at facility (19 or 22)"),
        ({"doses": 1, "doses_used": 1}, "1 doses approved, 1 used before, 1 ordered for this visit"),
    ],
)
def test_what_an_authorization_does_not_cover_is_named_before_the_dose(facts, says):
    chart = replace(ordered(), authorizations=(authorization(**facts),))
    found = check(chart, About.AUTHORIZATION)
    assert (found.standing, found.who, found.evidence) == (OPEN, Who.FRONT_DESK, (RX, "ClaimResponse/a1"))
    assert any(says in fact for fact in found.facts)
    assert ("authorization_problem", RX) in {(p.kind, p.about) for p in proposal(chart).prompts}


def test_an_authorization_for_another_product_is_named_before_the_dose():
    chart = replace(ordered(planned("Inflectra")), authorizations=(authorization(),))
    assert "ordered is Inflectra" in check(chart, About.AUTHORIZATION).facts[0]


def test_an_authorization_that_ends_soon_covers_this_dose_and_is_told():
    chart = replace(ordered(), authorizations=(authorization(ends=date(2026, 3, 10)),))
    found = check(chart, About.AUTHORIZATION)
    assert (found.standing, found.facts) == (
        READY,
        ("authorization A1: it ends on 2026-03-10, 6 days after this visit",),
    )
    assert asked(chart) == {"authorization_ending"}


def test_an_authorization_of_which_the_use_is_not_recorded_is_not_said_to_cover_the_dose():
    chart = replace(ordered(), authorizations=(authorization(units_used=None),))
    assert check(chart, About.AUTHORIZATION).standing is UNKNOWN


def test_an_authorization_that_could_not_be_read_is_not_said_to_be_missing():
    chart = replace(ordered(), unread=(Unread("ClaimResponse", "Not allowed."),))
    assert check(chart, About.AUTHORIZATION).facts == ("part of the record could not be read",)


def test_a_visit_and_orders_without_any_diagnosis_are_asked_once():
    chart = ordered(planned(), planned("ondansetron", "iv_push", "8 mg", "MedicationRequest/rx2"), diagnoses=())
    found = check(chart, About.DIAGNOSIS)
    assert (found.standing, found.who) == (OPEN, Who.PROVIDER)
    (prompt,) = [p for p in proposal(chart).prompts if p.kind == "missing_diagnosis"]
    assert (prompt.about, prompt.question) == ("Encounter/e1", "For which condition is this treatment ordered?")


def test_a_diagnosis_that_only_the_order_names_is_enough_before_the_dose():
    chart = ordered(terms={"diagnoses": ("K50.90",)}, diagnoses=())
    found = check(chart, About.DIAGNOSIS)
    assert (found.standing, found.facts) == (READY, ("the order names it, the visit has none yet",))
    assert "missing_diagnosis" not in asked(chart)


def test_a_diagnosis_is_said_not_to_be_checked_where_no_policy_is_loaded():
    assert "not checked" in check(ordered(), About.DIAGNOSIS).says


def test_a_diagnosis_is_held_against_the_policy_of_the_sites_contractor():
    policies = library().of(ordered()).coverage
    contractor, code = next((c, code) for c, code in policies if code == "J1745")
    chart = ordered(diagnoses=("K50.90",))
    listed = policies[contractor, code].diagnoses
    assert "K50.90" in listed
    assert "on the list" in check(chart, About.DIAGNOSIS, contractor=contractor).says
    found = proposal(ordered(diagnoses=("L03.115",)), contractor=contractor)
    assert {"diagnosis_not_covered", "notice_needed"} <= {p.kind for p in found.prompts}


def test_an_amount_above_the_limit_of_a_day_is_asked_of_the_pharmacy():
    chart = ordered(planned(dose="3700 mg"))
    found = check(chart, About.AMOUNT)
    assert (found.standing, found.who, found.facts) == (OPEN, Who.PHARMACY, ("370 units on 2026-03-04, limit 150",))
    assert "units_over_mue" in asked(chart)


@pytest.mark.parametrize(
    ("covers", "standing", "says"),
    [
        ((), UNKNOWN, "none was read"),
        ((Coverage("Coverage/c1", Payer.MEDICARE, "Plan A", 1, begins=date(2026, 1, 1)),), READY,
         "Coverage is on record for this day."),
        ((Coverage("Coverage/c1", Payer.MEDICARE, "Plan A", 1),), UNKNOWN, "no dates are on record"),
        ((Coverage("Coverage/c1", Payer.MEDICARE, "A", 1), Coverage("Coverage/c2", Payer.COMMERCIAL, "B", 1)), UNKNOWN,
         "several claim the same place"),
        ((Coverage("Coverage/c1", Payer.MEDICARE, "A", active=False, ends=date(2026, 2, 28)),), OPEN,
         "holds on this day"),
    ],
)  # fmt: skip
def test_coverage_is_looked_up_on_the_day(covers, standing, says):
    found = check(replace(ordered(), coverages=covers), About.COVERAGE)
    assert found.standing is standing
    assert says in found.says


def test_of_coverage_that_ended_the_front_desk_is_asked_before_the_dose_and_nothing_is_said_twice():
    ended = Coverage("Coverage/c1", Payer.MEDICARE, "Plan A", active=False, ends=date(2026, 2, 28))
    found = proposal(replace(ordered(), coverages=(ended,)))
    (asked,) = (p for p in found.prompts if p.about == "Encounter/e1")
    assert (asked.kind, asked.who, asked.facts) == (
        "authorization_problem", Who.FRONT_DESK, "Plan A ended on 2026-02-28",
    )  # fmt: skip
    assert not [item for item in found.advice if item.about in ("coverage", "payer")]


def test_a_kind_of_coverage_that_is_asked_for_is_not_said_to_be_ready():
    unknown = Coverage("Coverage/c1", None, "Acme Health", 1, begins=date(2026, 1, 1))
    chart = replace(ordered(), coverages=(unknown,))
    assert "R-AUT-04" in {rule for p in proposal(chart).prompts for rule in p.because}
    assert check(chart, About.COVERAGE).standing is UNKNOWN


@pytest.mark.parametrize(("day", "word"), [(date(2026, 4, 1), "month"), (date(2026, 1, 1), "year")])
def test_on_the_first_day_of_a_month_or_year_the_coverage_is_to_be_looked_up_again(day, word):
    found = check(replace(ordered(day=day), planned=ordered().planned), About.COVERAGE)
    assert (found.standing, f"A {word} begins" in found.says) == (READY, True)


def test_what_is_only_flushed_is_not_listed_and_fluid_is_looked_at_for_its_order_alone():
    saline = planned("normal saline", dose="500 mL", id="MedicationRequest/rx2")
    flush = planned("heparin flush", "port_flush", "500 [USP'U]", id="MedicationRequest/rx3")
    doses = before(ordered(planned(), saline, flush)).doses
    assert [dose.name for dose in doses] == ["infliximab", "normal saline"]
    assert [c.about for c in doses[1].checks] == [About.ORDER]


def test_the_same_chart_gives_the_same_checks():
    chart = replace(ordered(), authorizations=(authorization(),))
    assert before(chart) == before(chart)


def test_what_is_to_settle_before_the_dose_holds_no_line_of_what_was_done():
    chart = replace(ordered(), services=visit(services=("99213",)).services)
    assert {line.code for line in proposal(chart).lines} == {"99213"}


def test_a_plan_change_never_blocks():
    chart = ordered(terms={"replaces": "MedicationRequest/rx0"})
    earlier = order(planned(dose="400 mg", id="MedicationRequest/rx0"))
    found = proposal(replace(chart, orders=(*chart.orders, earlier))).prompts
    assert [(p.kind, p.severity) for p in found] == [("conflicting_dose", Severity.ADVISES)]


def office_order(npi: str | None):
    people = (Provider("Practitioner/dr1", "Karl Lindqvist", npi),) if npi is not None else ()
    return replace(ordered(setting="office"), providers=people)


@pytest.mark.parametrize("npi", ["", "2004188612", "200418862", "20041886211", "abcdefghij"])
def test_in_an_office_a_missing_or_wrong_number_of_the_ordering_provider_is_asked_before_the_dose(npi: str) -> None:
    found = check(office_order(npi), About.ORDERER)
    assert (found.standing, found.who, found.facts) == (OPEN, Who.FRONT_DESK, ("Karl Lindqvist",))
    (prompt,) = [p for p in proposal(office_order(npi)).prompts if p.kind == "missing_ordering_npi"]
    assert (prompt.about, prompt.because) == ("Practitioner/dr1", ("R-SUP-04", "R-DOC-28"))


def test_a_right_number_is_ready_and_a_provider_who_was_not_read_cannot_be_told():
    assert check(office_order("2004188621"), About.ORDERER).standing is READY
    assert check(office_order(None), About.ORDERER).standing is UNKNOWN


def test_one_provider_of_several_orders_is_asked_about_once():
    doses = (planned(), planned("ondansetron", "iv_push", "8 mg", "MedicationRequest/rx2"))
    chart = replace(ordered(*doses, setting="office"), providers=(Provider("Practitioner/dr1"),))
    assert [p.kind for p in proposal(chart).prompts].count("missing_ordering_npi") == 1


def test_a_hospital_names_no_ordering_provider_on_its_claim():
    assert About.ORDERER not in [c.about for c in before(ordered()).checks]


def test_a_drug_whose_record_was_refused_is_not_said_to_be_missing_from_its_order():
    chart = ordered(planned("drug not named"))
    assert "the drug is not named" in check(chart, About.ORDER).says
    refused = replace(chart, unread=(Unread("Medication/m1", "Not allowed."),))
    assert check(refused, About.ORDER).standing is UNKNOWN
    assert "unclear_drug" not in asked(refused)


def test_diagnoses_that_were_refused_are_not_said_to_be_missing():
    chart = replace(ordered(diagnoses=()), unread=(Unread("Condition", "Not allowed."),))
    assert check(chart, About.DIAGNOSIS).standing is UNKNOWN
    assert "missing_diagnosis" not in asked(chart)
