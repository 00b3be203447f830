"""Where it cannot be told who pays on the day, the front desk is asked once, and what turns on it waits (R-AUT-04)."""

from dataclasses import replace
from datetime import date

import pytest

from plugin.chart.administration import ContainerKind
from plugin.chart.chart import Chart, Unread
from plugin.chart.visit import Coverage, Payer
from plugin.engine.proposal import LineState, Prompt, Severity, Who
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.engine.why_not import why_not
from plugin.engine.worth.losses import losses
from tests.engine.builders import fact, given, library, proposal, visit

YEAR = {"begins": date(2026, 1, 1)}
MEDICARE = Coverage("Coverage/c1", Payer.MEDICARE, "Medicare Part B", 1, **YEAR)
ACME = Coverage("Coverage/c2", Payer.COMMERCIAL, "Acme PPO", 2, payor="Acme Health", **YEAR)
ENDED = replace(MEDICARE, active=False, begins=None, ends=date(2026, 2, 28))
TO_COME = replace(ACME, active=False, begins=date(2026, 4, 1))
UNKNOWN = Coverage("Coverage/c1", None, "Harbor Plan", 1, **YEAR)
EACH = {
    "one place": (MEDICARE, replace(ACME, order=1)),
    "no order": (replace(MEDICARE, order=None), replace(ACME, order=None)),
    "none first": (replace(MEDICARE, order=None), ACME),
    "no dates": (replace(MEDICARE, begins=None),),
    "ended or to come": (ENDED, TO_COME),
    "kind unknown": (UNKNOWN,),
}
each = pytest.mark.parametrize("covers", EACH.values(), ids=EACH)


def with_waste(*covers: Coverage) -> Chart:
    vial = {"dose": "150 mg", "vial": "100 mg", "opened": 2, "kind": ContainerKind.SINGLE_DOSE, "discarded": "50 mg"}
    row = given("pembrolizumab", start="09:00", stop="09:40", **vial)
    return replace(visit(row, diagnoses=("Z51.12", "C34.11")), coverages=covers)


def antibiotic(*covers: Coverage) -> Chart:
    row = given("ceftriaxone", start="09:00", stop="10:00", dose="1000 mg")
    return replace(visit(row, diagnoses=("L03.115",)), coverages=covers)


def asked(chart: Chart) -> Prompt:
    (prompt,) = proposal(chart).prompts
    return prompt


def leaving(chart: Chart, **switches: str) -> set[tuple[str, tuple[str, ...]]]:
    return {(x.code, x.modifiers) for x in proposal(chart, **switches).lines if x.state is LineState.PROPOSED}


@each
def test_the_front_desk_is_asked_once_and_the_lines_that_turn_on_the_payer_wait(covers) -> None:
    found = asked(with_waste(*covers))
    assert (found.kind, found.severity, found.who) == ("authorization_problem", Severity.BLOCKS, Who.FRONT_DESK)
    assert (found.because, found.denials) == (("R-AUT-04",), ("CO-22", "CO-27", "CO-109"))
    assert found.options[-2:] == ("other", "cannot_tell")
    assert leaving(with_waste(*covers)) == {("96413", ())}
    waiting = [x for x in proposal(with_waste(*covers)).lines if x.code == "J9271"]
    assert waiting
    assert all("R-AUT-04" in line.because for line in waiting)


@each
def test_it_is_not_told_again_as_advice(covers) -> None:
    assert not [a for a in proposal(with_waste(*covers)).advice if "R-AUT-04" in a.because]


@each
def test_once_the_chart_says_it_nothing_is_asked_and_the_lines_leave(covers) -> None:
    settled = with_waste(MEDICARE, *(replace(c, order=n) for n, c in enumerate(covers, 2) if c.id != MEDICARE.id))
    assert proposal(settled).prompts == ()
    assert leaving(settled) == {("96413", ()), ("J9271", ()), ("J9271", ("JW",))}


@pytest.mark.parametrize("name", ["one place", "no order", "none first", "no dates", "ended or to come"])
def test_where_no_line_waits_for_it_the_question_only_advises(name: str) -> None:
    chart = antibiotic(*EACH[name])
    assert asked(chart).severity is Severity.ADVISES
    assert leaving(chart) == leaving(antibiotic(MEDICARE))


def test_a_kind_on_which_no_line_turns_is_told_to_the_coder_and_nobody_is_asked() -> None:
    found = proposal(antibiotic(UNKNOWN))
    assert (found.prompts, [a.about for a in found.advice if "R-AUT-04" in a.because]) == ((), ["payer"])


def test_where_no_coverage_was_read_or_it_could_not_be_the_coder_is_told_and_nobody_is_asked() -> None:
    for unread in ((), (Unread("Coverage", "not allowed"),)):
        found = proposal(replace(with_waste(), unread=unread))
        assert (found.prompts, "payer" in {a.about for a in found.advice}) == ((), True)


@pytest.mark.parametrize(
    ("name", "about", "words", "facts"),
    [
        ("one place", "Encounter/e1", "Which coverage is primary on this day: Medicare Part B or Acme Health?", ""),
        ("no dates", "Coverage/c1",
         "Does the patient have Medicare Part B on this day? No dates are on record for it.", ""),
        ("ended or to come", "Encounter/e1", "Which coverage does the patient have on this day?",
         "Medicare Part B ended on 2026-02-28; Acme Health begins on 2026-04-01"),
        ("kind unknown", "Coverage/c1", "What kind of coverage is Harbor Plan?", ""),
    ],
)  # fmt: skip
def test_it_names_the_candidates_by_their_payer_and_says_what_is_on_record(name, about, words, facts) -> None:
    found = asked(with_waste(*EACH[name]))
    assert (found.about, found.question, found.facts) == (about, words, facts)


def test_two_plans_of_one_payer_are_told_apart() -> None:
    plans = (replace(ACME, order=1), replace(ACME, id="Coverage/c3", order=1, text="Acme HMO"))
    assert "Acme Health, Acme PPO or Acme Health, Acme HMO" in asked(with_waste(*plans)).question


@pytest.mark.parametrize(("first", "jw"), [(ACME, False), (MEDICARE, True)])
def test_medicare_as_secondary_stays_secondary(first: Coverage, jw: bool) -> None:
    other = MEDICARE if first is ACME else ACME
    chart = with_waste(replace(first, order=1), replace(other, order=2))
    assert proposal(chart).prompts == ()
    assert (("J9271", ("JW",)) in leaving(chart)) is jw


def test_a_first_coverage_of_unknown_kind_is_not_passed_over_for_the_second() -> None:
    chart = with_waste(UNKNOWN, replace(MEDICARE, id="Coverage/c9", order=2))
    assert (chart.payer, asked(chart).about) == ("", "Coverage/c1")


def test_a_coverage_that_ended_does_not_compete() -> None:
    assert proposal(with_waste(MEDICARE, replace(ACME, order=1, active=False, ends=date(2026, 1, 31)))).prompts == ()


def test_what_a_site_chose_for_one_class_of_payer_waits_too_while_its_coverage_has_no_dates() -> None:
    runs = (("09:00", "09:20"), ("10:30", "10:50"))
    fluid = given("normal saline", runs=runs, dose="1000 mL")
    dated = replace(visit(fluid, diagnoses=("E86.0",)), coverages=(replace(ACME, order=1),))
    undated = replace(dated, coverages=(replace(ACME, order=1, begins=None),))
    own, general = Switches.of({"hydration_split": "sum"}), Switches.of({"hydration_split": "contiguous"})

    def states(chart: Chart, *switches: Switches) -> dict[str, LineState]:
        return {x.code: x.state for x in propose(chart, library().of(chart), *switches).lines}

    assert states(dated, own, general) == {"96360": LineState.PROPOSED}
    assert states(undated, general, general) == {}
    assert states(undated, own, general) == {"96360": LineState.HELD}


def test_what_only_one_class_of_payer_has_a_rule_for_waits_too_while_its_coverage_has_no_dates() -> None:
    row = given("trastuzumab-anns", start="09:00", stop="09:35", dose="396 mg", stock_340b=fact(value=True))
    chart = replace(visit(row), coverages=EACH["no dates"])
    marked = [x for x in proposal(chart, entity_340b="tb").lines if "TB" in x.modifiers]
    assert {x.state for x in marked} == {LineState.HELD}
    dated = proposal(replace(chart, coverages=(MEDICARE,)), entity_340b="tb").lines
    assert {x.state for x in dated if "TB" in x.modifiers} == {LineState.PROPOSED}


@each
def test_its_lines_are_named_as_what_waits_for_the_answer(covers) -> None:
    chart = with_waste(*covers)
    found = losses(chart, library().of(chart), Switches())
    (loss,) = found.each.values()
    assert {part.code for part in loss.lost} == {"J9271"}
    assert loss.assumption == ""


def test_why_a_code_is_held_names_the_question() -> None:
    chart = with_waste(*EACH["one place"])
    reasons = why_not("J9271", chart, library().of(chart), Switches()).reasons
    assert any("Which coverage is primary" in reason.sentence for reason in reasons)


def test_an_authorization_keeps_a_question_of_its_own_beside_it() -> None:
    found = proposal(with_waste(*EACH["one place"]), authorization_drugs="pembrolizumab").prompts
    assert {(p.kind, p.about) for p in found} == {
        ("authorization_problem", "Encounter/e1"), ("authorization_problem", "MedicationAdministration/ma1"),
    }  # fmt: skip
