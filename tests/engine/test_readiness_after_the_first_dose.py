"""After the first dose: what is not begun stays on the list, what runs is on it in its own right, what ended leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import Administration, State
from plugin.chart.chart import Chart, Unread
from plugin.chart.visit import Provider
from plugin.engine.proposal import Proposal, Who
from plugin.engine.ready import About, Standing
from tests.engine.authorized_visits import authorization, units
from tests.engine.builders import given, library, proposal
from tests.engine.ordered_visits import RX, before, check, order, ordered, planned

READY, OPEN, UNKNOWN = Standing.READY, Standing.TO_SETTLE, Standing.CANNOT_TELL
PREMEDICATION = "MedicationRequest/rx0"
REQUEST = planned("ondansetron", "iv_push", "8 mg", PREMEDICATION)


def pushed(**more) -> Administration:
    """The premedication, charted in full."""
    return replace(
        given("ondansetron", "iv_push", start="09:00", dose="8 mg", id="MedicationAdministration/push"),
        **({"order": PREMEDICATION} | more),
    )


def running(drug: str = "infliximab", dose: str | None = "370 mg", **more) -> Administration:
    """A drug that was started under its order and has not ended."""
    made = given(drug, "iv_infusion", start="09:20", stop=None, dose=dose, id="MedicationAdministration/run")
    return replace(made, **({"state": State.RUNNING, "order": RX} | more))


def opened(*administrations: Administration, to_come: tuple[Administration, ...] = (planned(),), **more) -> Chart:
    """An open visit with these charted, and these still to come."""
    orders = (order(REQUEST), order(planned()))
    chart = ordered(*to_come, orders=more.pop("orders", orders), **more)
    return replace(chart, administrations=administrations, planned=to_come)


def asked_of(found: Proposal, about: str) -> set[str]:
    return {p.kind for p in found.prompts if p.about == about}


def test_the_drug_that_is_not_begun_stays_on_the_list_after_the_premedication():
    chart = replace(opened(pushed()), authorizations=(authorization(ends=date(2026, 3, 3)),))
    found = proposal(chart)
    assert [dose.dose.id for dose in before(chart).doses] == [RX]
    assert before(chart).begun
    assert asked_of(found, RX) == {"authorization_problem"}
    assert {line.what for line in found.lines} == {"ondansetron"}


def test_a_complete_order_beside_a_complete_premedication_asks_nothing():
    chart = replace(opened(pushed()), authorizations=(authorization(),))
    assert proposal(chart).prompts == ()
    assert before(chart).count(OPEN) == 0


def test_what_is_to_come_changes_no_line_of_what_was_given():
    chart = replace(opened(pushed()), authorizations=(authorization(ends=date(2026, 3, 3)),))
    assert proposal(chart).lines == proposal(replace(chart, planned=())).lines


def test_a_charted_dose_without_an_order_is_the_ordered_dose_of_its_drug():
    finished = given("infliximab", "iv_infusion", start="09:20", stop="11:30", dose="370 mg")
    chart = opened(finished, replace(pushed(), order=PREMEDICATION))
    assert proposal(chart).readiness is None


def test_a_second_ordered_dose_of_a_drug_that_was_given_stays():
    again = planned("ondansetron", "iv_push", "8 mg", "MedicationRequest/rx9")
    chart = opened(pushed(), to_come=(again,), orders=(order(REQUEST), order(again)))
    assert [dose.dose.id for dose in before(chart).doses] == ["MedicationRequest/rx9"]


@pytest.mark.parametrize(
    ("terms_of_new", "terms_of_old"),
    [({"replaces": RX}, {}), ({"requests": (RX,)}, {}), ({}, {"status": "completed"}), ({}, {"intent": "plan"})],
)
def test_an_order_leaves_once_the_one_in_its_place_was_begun(terms_of_new, terms_of_old):
    new = planned(id="MedicationRequest/new")
    chart = opened(running(order=new.id), orders=(order(new, **terms_of_new), order(planned(), **terms_of_old)))
    assert [dose.dose.id for dose in before(chart).doses] == ["MedicationAdministration/run"]


def test_an_order_leaves_once_one_made_from_it_was_begun():
    new = planned(id="MedicationRequest/new")
    parent = replace(order(planned()), requests=("MedicationRequest/new",))
    chart = opened(running(order=new.id), orders=(order(new), parent))
    assert [dose.dose.id for dose in before(chart).doses] == ["MedicationAdministration/run"]


def test_an_order_that_another_one_replaced_is_not_counted_towards_the_limit():
    old, new = planned(id="MedicationRequest/old", dose="800 mg"), planned(dose="800 mg")
    chart = ordered(old, new, orders=(order(old), order(new, replaces=old.id)))
    assert check(chart, About.AMOUNT).standing is READY


def test_what_was_given_counts_towards_the_limit_of_the_drug_to_come():
    first = given("infliximab", "iv_infusion", start="09:00", stop="10:30", dose="800 mg", order="MedicationRequest/a")
    to_come = planned(dose="800 mg")
    chart = opened(first, to_come=(to_come,), orders=(order(to_come), order(planned(id="MedicationRequest/a"))))
    assert check(chart, About.AMOUNT).facts == ("160 units on 2026-03-04, limit 150",)
    assert "units_over_mue" in {p.kind for p in proposal(chart).prompts}
    assert len([p for p in proposal(chart).prompts if p.kind == "units_over_mue"]) == 1


def test_units_that_were_given_count_towards_what_is_approved():
    first = given("infliximab", "iv_infusion", start="09:00", stop="10:30", dose="370 mg", order="MedicationRequest/a")
    chart = opened(first, orders=(order(planned()), order(planned(id="MedicationRequest/a"))))
    approved = replace(chart, authorizations=(authorization(units=units(40)),))
    assert any("74 in this visit" in fact for fact in check(approved, About.AUTHORIZATION).facts)


def test_a_diagnosis_that_is_asked_of_what_was_given_is_not_asked_in_the_list_too():
    chart = opened(pushed(), diagnoses=())
    found = proposal(chart)
    of_visit = [p for p in found.prompts if p.kind == "missing_diagnosis" and p.about == "Encounter/e1"]
    assert len(of_visit) == 1
    assert ("missing_diagnosis", "Encounter/e1") not in before(chart).asked
    assert About.DIAGNOSIS not in {c.about for c in before(chart).visit}


def test_a_provider_asked_about_for_what_was_given_is_not_asked_about_in_the_list_too():
    chart = replace(opened(pushed(), setting="office"), providers=(Provider("Practitioner/dr1"),))
    assert [p.kind for p in proposal(chart).prompts].count("missing_ordering_npi") == 1
    assert About.ORDERER not in {c.about for c in before(chart).visit}


def test_a_drug_that_runs_without_a_fitting_authorization_is_asked_about_before_it_ends():
    chart = replace(opened(running(), to_come=()), authorizations=(authorization(ends=date(2026, 3, 3)),))
    found, said = proposal(chart), check(chart, About.AUTHORIZATION)
    assert (said.standing, said.who) == (OPEN, Who.FRONT_DESK)
    assert said.facts == ("authorization A1: it ended on 2026-03-03, given on 2026-03-04",)
    assert asked_of(found, "MedicationAdministration/run") == {"authorization_problem"}
    assert found.lines == ()
    assert [item.because for item in found.not_billed] == [("R-ADM-40",)]


def test_a_running_drug_that_is_complete_asks_nothing_and_lacks_no_stop():
    chart = replace(opened(running(), to_come=()), authorizations=(authorization(),))
    assert proposal(chart).prompts == ()
    assert before(chart).count(OPEN) == 0
    assert before(chart).doses[0].runs


@pytest.mark.parametrize("dose", ["3700 mg", None])
def test_a_running_dose_above_the_limit_is_asked_of_the_pharmacy_by_its_charted_or_ordered_amount(dose):
    much = planned(dose="3700 mg")
    chart = opened(running(dose=dose), to_come=(), orders=(order(much),))
    found = check(chart, About.AMOUNT)
    assert (found.standing, found.who, found.facts) == (OPEN, Who.PHARMACY, ("370 units on 2026-03-04, limit 150",))
    assert asked_of(proposal(chart), "MedicationAdministration/run") == {"units_over_mue"}


def test_a_running_drug_outside_the_policy_is_asked_about_while_it_runs():
    chart = opened(running(), to_come=(), diagnoses=("L03.115",))
    contractor = next(c for c, code in library().of(chart).coverage if code == "J1745")
    found = {p.kind for p in proposal(chart, contractor=contractor).prompts}
    assert {"diagnosis_not_covered", "notice_needed"} <= found


def test_a_running_drug_without_any_diagnosis_is_asked_about_while_it_runs():
    chart = opened(running(), to_come=(), diagnoses=())
    (prompt,) = proposal(chart).prompts
    assert (prompt.kind, prompt.question) == (
        "missing_diagnosis",
        "For which condition is this treatment ordered?",
    )


@pytest.mark.parametrize(
    ("terms", "says"),
    [({"signed_by": None}, "who signed it is not recorded"), ({"status": "draft"}, "it is a draft")],
)
def test_a_running_drug_with_an_order_that_does_not_hold_is_asked_of_the_provider(terms, says):
    chart = opened(running(), to_come=(), orders=(order(planned(), **terms),))
    assert says in check(chart, About.ORDER).says
    (prompt,) = proposal(chart).prompts
    assert (prompt.kind, prompt.who, prompt.about) == ("missing_order", Who.PROVIDER, "MedicationAdministration/run")
    assert prompt.question == "Which signed and dated order for infliximab holds on this day?"


def test_an_order_that_is_used_up_by_the_dose_that_runs_is_complete():
    chart = opened(running(), to_come=(), orders=(order(planned(), status="completed"),))
    assert check(chart, About.ORDER).standing is READY


def test_a_running_drug_without_an_order_is_asked_about_and_one_whose_order_was_not_read_is_not():
    chart = opened(running(order=None), to_come=())
    assert check(chart, About.ORDER).standing is OPEN
    unread = replace(chart, unread=(Unread("MedicationRequest", "Not allowed."),))
    assert check(unread, About.ORDER).standing is UNKNOWN
    assert proposal(unread).prompts == ()
    named = opened(running(order="MedicationRequest/gone"), to_come=())
    assert check(named, About.ORDER).standing is UNKNOWN


@pytest.mark.parametrize(("drug", "route"), [("normal saline", "kvo"), ("acetaminophen", "oral")])
def test_what_runs_and_is_never_charged_is_not_looked_at(drug, route):
    kept_open = replace(given(drug, route, start="09:00", stop=None), state=State.RUNNING)
    assert proposal(opened(kept_open, to_come=())).readiness is None


def test_what_ended_leaves_the_list_and_its_questions_are_those_of_a_dose_given():
    ended = replace(running(), state=State.GIVEN)
    chart = replace(opened(ended, to_come=()), authorizations=(authorization(ends=date(2026, 3, 3)),))
    found = proposal(chart)
    assert found.readiness is None
    assert {"authorization_problem", "missing_stop_time"} <= asked_of(found, "MedicationAdministration/run")


def test_a_drug_that_runs_and_one_to_come_share_what_is_approved():
    other = planned(id="MedicationRequest/rx5")
    chart = opened(running(), to_come=(other,), orders=(order(planned()), order(other)))
    approved = replace(chart, authorizations=(authorization(units=units(40)),))
    found = proposal(approved)
    for about in ("MedicationAdministration/run", "MedicationRequest/rx5"):
        assert asked_of(found, about) == {"authorization_problem"}


def test_nothing_is_worked_out_a_second_time_for_a_visit_without_such_doses(monkeypatch):
    def fail(*_args):
        raise AssertionError("looked ahead")

    monkeypatch.setattr("plugin.engine.propose.ready_doses.doses_of", fail)
    assert proposal(replace(opened(pushed()), planned=())).readiness is None
