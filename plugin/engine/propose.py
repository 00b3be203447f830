"""From a chart to a proposed charge: the passes, classify, place in time, choose roles, code, check, ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from plugin.chart.chart import Chart
from plugin.engine import (
    authorization,
    avoidable_waste,
    blood,
    by_package,
    calendar_days,
    claim_marks,
    classify,
    clock,
    codes,
    complexity,
    containers,
    coverage,
    diagnoses,
    drug_marks,
    drugs,
    edits,
    encounters,
    fluid_times,
    flushes,
    holds,
    hydration,
    identify,
    initial,
    injections,
    label_hydration,
    main_drug,
    makers_codes,
    ndc,
    ndc_needed,
    observation,
    ordered_and_given,
    overlap,
    paperwork,
    payer_known,
    portions,
    prices,
    procedures,
    products_without_line,
    pumps,
    pushes,
    readiness,
    ready_doses,
    ready_orderers,
    ready_orders,
    ready_payers,
    ready_plans,
    roles,
    second_visits,
    services,
    sites,
    special,
    stopped_early,
    supervision,
    table_ages,
    timed_routes,
    timeline,
    treatment_visits,
    trials,
    unlisted,
    unread_kinds,
    vaccines,
    valid_diagnoses,
    waste,
    waste_scope,
    who_reports,
)
from plugin.engine.code_validity import code_advice
from plugin.engine.errors import NoVisit
from plugin.engine.findings import Findings, total
from plugin.engine.makers_codes import makers_advice
from plugin.engine.prompts import in_order
from plugin.engine.proposal import Advice, Heading, Line, NotBilled, Prompt, Proposal
from plugin.engine.rulebook import Rulebook
from plugin.engine.rules_used import digest_of
from plugin.engine.switches import Switches
from plugin.engine.table_ages import table_advice
from plugin.engine.timeline import Desk

PASSES = (
    authorization, avoidable_waste, blood, by_package, calendar_days, claim_marks, classify, clock, codes, complexity,
    containers, coverage, diagnoses, drug_marks, drugs, edits, encounters, fluid_times, flushes, holds, hydration,
    identify, initial, injections, label_hydration, main_drug, makers_codes, ndc, ndc_needed, observation,
    ordered_and_given, overlap, paperwork, payer_known, portions, prices, procedures, products_without_line, pumps,
    pushes, readiness, ready_orderers, ready_orders, ready_payers, ready_plans, roles, second_visits, services, sites,
    special, stopped_early, supervision, table_ages, timed_routes, timeline, treatment_visits, trials, unlisted,
    unread_kinds, vaccines, valid_diagnoses, waste, waste_scope, who_reports,
)  # fmt: skip
RULES_APPLIED: frozenset[str] = frozenset(rule for module in PASSES for rule in module.APPLIES)


@dataclass(frozen=True, slots=True)
class Passed:
    """What the passes found before the claim edits, with the classes they saw and the desk of each visit.

    `chart` is the one they saw, in which visits that may be one are one (R-ADM-27).
    """

    kept: classify.Classified
    desks: Mapping[str, Desk]
    found: Findings
    chart: Chart

    @property
    def desk(self) -> Desk:
        """The desk of the first visit: for what counts by the day."""
        return next(iter(self.desks.values()))


@dataclass(frozen=True, slots=True)
class Judged:
    """Lines, what is not billed, questions in order, and what the coverage policies leave to be said."""

    lines: tuple[Line, ...]
    not_billed: tuple[NotBilled, ...]
    prompts: tuple[Prompt, ...]
    advice: tuple[Advice, ...]


def propose(chart: Chart, book: Rulebook, switches: Switches, general: Switches | None = None) -> Proposal:
    """The proposed charge for a chart. Same chart, same rulebook, same switches: same proposal.

    `general` are the switches of a payer that is not known, where `switches` are those of a class of payer. While the
    visit is open, ordered doses that are not begun, and those that run, are looked at beforehand. Raises NoVisit, and
    NoRuleInForce where the day needs a rule that has no version then.
    """
    passed = passes(chart, book, switches, general)
    proposed = _finished(passed.found, passed.kept, passed.chart, passed.desk)
    return _with_readiness(proposed, chart, passed.desk) if ready_doses.looks_ahead(chart) else proposed


def _with_readiness(proposed: Proposal, chart: Chart, desk: Desk) -> Proposal:
    """The proposal with what is to settle of doses not begun or not ended; its lines stay those of what was done."""
    doses = ready_doses.doses_of(chart, desk)
    if not doses.every:
        return proposed
    as_given = ready_doses.as_if_given(chart, doses)
    passed = passes(as_given, desk.book, desk.switches, desk.general)
    expected = _finished(passed.found, passed.kept, passed.chart, desk)
    asked = frozenset((prompt.kind, prompt.about) for prompt in proposed.prompts)
    before = readiness.readiness(chart, readiness.Outlook(doses, expected, passed.kept, asked), desk)
    order = {about: n for n, about in enumerate((*_first_seen(chart), *(dose.id for dose in doses.to_come)))}
    return replace(
        proposed,
        prompts=in_order(proposed.prompts + before.prompts, order),
        advice=proposed.advice + before.advice,
        readiness=before.ready,
    )


def passes(chart: Chart, book: Rulebook, switches: Switches, general: Switches | None = None) -> Passed:
    """All passes up to the claim edits. Raises as `propose` does."""
    if not chart.visits or chart.day == date.min:  # nothing read gives the visit a day
        raise NoVisit
    chart, unsettled = second_visits.one_visit_where_unclear(chart, book)
    kept = classify.classify(chart, book, switches)
    desks = {visit.id: Desk(book, switches, visit, chart.setting, chart.payer, general) for visit in chart.visits}
    desk = next(iter(desks.values()))
    found = [unsettled, kept.findings]
    found.append(encounters.encounter_lines(kept, chart, desks))
    found.append(blood.transfusion_lines(kept.given, chart, desk))
    found.append(vaccines.vaccine_lines(kept.given, desk, chart.day))
    found.append(drugs.drug_lines(kept.given, desk, chart.day))
    found.append(flushes.flush_lines(kept.flushes, total(found).lines, chart, desk))
    found.append(services.service_lines(total(found).lines, chart, desk))
    return Passed(kept, desks, total(found), chart)


def judged(found: Findings, kept: classify.Classified, chart: Chart, desk: Desk) -> Judged:
    """What the passes found with claim edits and diagnoses, and all its questions, before one of them holds a line."""
    edited = edits.edited(found.lines, desk)
    apart = procedures.beside_procedures(edited.lines, chart, desk.book)
    reported = who_reports.held_in_hospitals(apart, chart, desk.book)
    linked = diagnoses.with_diagnoses(reported, kept.given, chart, desk.book)
    papers = paperwork.paperwork(kept, found.lines, chart, desk.book)
    authorized = authorization.authorization_questions(linked.lines, chart, desk)
    asked = found.prompts + edited.prompts + linked.prompts + papers.prompts + authorized
    asked += stopped_early.stopped_early_questions(kept.given, asked, chart, desk.book)
    asked += fluid_times.fluid_questions(kept.given, asked, desk.book)
    asked += main_drug.main_drug_questions(linked.lines, chart, desk.book)
    marked = claim_marks.marked(linked.lines, kept.given, chart, desk)
    lines = _held_for_payer(marked.lines, chart, desk)
    every = unread_kinds.asked_beside_unread(asked + marked.prompts, chart, desk.book)
    prompts = in_order(every + payer_known.payer_questions(lines, chart, desk), _first_seen(chart))
    return Judged(lines, found.not_billed + edited.not_billed, prompts, marked.advice)


def _held_for_payer(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> tuple[Line, ...]:
    """The lines with those held that turn on a payer of whom the chart does not quite say that it pays (R-AUT-04)."""
    if not payer_known.is_in_doubt(chart):
        return lines
    book, switches = desk.book.of_unknown_payer(), desk.general or desk.switches
    without = passes(replace(chart, coverages=()), book, switches)
    unknown = judged(without.found, without.kept, without.chart, without.desk)
    return payer_known.held_where_it_differs(lines, unknown.lines, chart)


def _finished(found: Findings, kept: classify.Classified, chart: Chart, desk: Desk) -> Proposal:
    before = judged(found, kept, chart, desk)
    lines = unread_kinds.held_for_unread(before.lines, chart, desk.book)
    return Proposal(
        id=chart.id,
        visit=Heading(
            encounter=chart.visits[0].id,
            patient=chart.patient.id,
            setting=chart.setting.value,
            date_of_service=chart.day,
            payer=desk.payer or None,
        ),
        in_force=desk.book.day,
        digest=digest_of(lines, desk.book),
        lines=holds.settled(lines, before.prompts, kept.given, chart, desk.book),
        not_billed=before.not_billed,
        prompts=before.prompts,
        unread=chart.unread,
        advice=table_advice(lines, desk.book)
        + code_advice(kept.given, lines, desk.book)
        + makers_advice(kept.given, lines, chart, desk.book)
        + avoidable_waste.waste_advice(kept.given, lines, desk, chart.day)
        + observation.observation_advice(kept.given, chart, desk)
        + ordered_and_given.dose_advice(kept.given, chart, desk.book)
        + who_reports.stay_advice(lines, chart, desk.book)
        + payer_known.payer_advice(lines, chart, desk)
        + valid_diagnoses.validity_advice(lines, desk.book)
        + before.advice
        + unread_kinds.unread_advice(chart, desk.book)
        + products_without_line.product_advice(kept.given, lines, desk.book),
    )


def _first_seen(chart: Chart) -> dict[str, int]:
    """Rank of each administration by time of day, so that questions come in that order."""
    timed = sorted(chart.administrations, key=lambda a: (clock.first_start(a), a.id))
    return {a.id: n for n, a in enumerate(timed)}
