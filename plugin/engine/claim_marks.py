"""What lines carry beside their code: place, trial, notice, exclusion, attestation, and the questions about these."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.chart.chart import Chart
from plugin.engine import attestation, campus, free_drugs, modifiers, notices, self_administered, trial_marks
from plugin.engine.campus import marked_by_campus
from plugin.engine.coverage import checked_coverage
from plugin.engine.free_drugs import free_drug_advice
from plugin.engine.given import Given
from plugin.engine.modifiers import with_modifiers_in_order
from plugin.engine.proposal import Advice, Line, Prompt
from plugin.engine.self_administered import with_excluded_drugs
from plugin.engine.timeline import Desk
from plugin.engine.trial_marks import with_trial_marks

PASSES = (attestation, campus, free_drugs, modifiers, notices, self_administered, trial_marks)
APPLIES = tuple(rule for module in PASSES for rule in module.APPLIES)


@dataclass(frozen=True, slots=True)
class Marked:
    """The lines with all their modifiers in order, the questions these wait for, and what must be known of them."""

    lines: tuple[Line, ...]
    prompts: tuple[Prompt, ...]
    advice: tuple[Advice, ...]


def marked(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, desk: Desk) -> Marked:
    """Every modifier that no earlier pass has put on, then all of a line in order (R-MOD)."""
    in_trial, of_trial = with_trial_marks(lines, given, chart, desk)
    allowed = with_excluded_drugs(in_trial, given, desk)
    covered = checked_coverage(allowed.lines, given, desk)
    placed = marked_by_campus(covered.lines, chart, desk)
    ordered, overfull = with_modifiers_in_order(placed.lines, desk.book)
    return Marked(
        ordered,
        placed.prompts + allowed.prompts + covered.prompts,
        covered.advice + of_trial + free_drug_advice(given, desk) + overfull,
    )
