"""Which lines may leave while one question stays open and all others are answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from plugin.chart.chart import Chart
from plugin.engine.given import visits_of_rows
from plugin.engine.holds import is_about, settled
from plugin.engine.payer_known import is_about_payer
from plugin.engine.prices import Part
from plugin.engine.proposal import Line, LineState, Prompt, Severity
from plugin.engine.propose import Judged, Passed, judged, passes
from plugin.engine.rulebook import Rulebook
from plugin.engine.switches import Switches

# Questions that only reduce the charge, and for which lines are held all the same (R-ADM-25, R-DRG-05, R-MOD-01).
HOLD_LINES_TOO = ("second_site_reason", "container_size_unknown", "separate_visit_note")
Parts = Counter[Part]  # each part without its units, with how many there are


@dataclass(frozen=True, slots=True)
class Worked:
    """A chart with what the passes saw in it and what was found before questions hold lines."""

    chart: Chart
    passed: Passed
    found: Judged
    book: Rulebook


def worked(chart: Chart, book: Rulebook, switches: Switches) -> Worked:
    """A chart worked through the passes. Raises as `propose` does."""
    passed = passes(chart, book, switches)
    return Worked(chart, passed, judged(passed.found, passed.kept, chart, passed.desk), book)


def leaving(of: Worked, still_open: Collection[Prompt]) -> Parts:
    """What may leave with these questions open and the others answered without changing a line."""
    visit_of = visits_of_rows(of.chart)
    holding = [p for p in of.found.prompts if p.severity is Severity.BLOCKS or p.kind in HOLD_LINES_TOO]
    answered = [p for p in holding if p not in still_open]
    lines = tuple(
        replace(line, state=LineState.PROPOSED)
        if line.state is LineState.HELD
        and any(_waits(line, p, visit_of, of.book) for p in answered)
        and not any(_waits(line, p, visit_of, of.book) for p in still_open)
        else line
        for line in of.found.lines
    )
    done = settled(lines, tuple(still_open), of.passed.kept.given, of.chart, of.book)
    return parts_of((line for line in done if line.state is LineState.PROPOSED), of.book)


def parts_of(lines: Iterable[Line], book: Rulebook) -> Parts:
    """Lines as what is paid for them: units by code, day, kind, and a modifier that changes what is paid."""
    other_rates = book.rule("R-DRG-19").words("other_rates")
    found: Parts = Counter()
    for line in lines:
        modifier = next((m for m in line.modifiers if m in other_rates), "")
        found[Part(line.code, 1, line.kind, line.date, modifier)] += line.units
    return found


def _waits(line: Line, prompt: Prompt, visit_of: dict[str, str], book: Rulebook) -> bool:
    """Whether a question is about a line and of a kind that concerns such lines, or of the rule that holds it."""
    if is_about_payer(prompt):
        return prompt.because[-1] in line.because
    rule = book.rule(prompt.because[-1])
    kinds = rule.words("holds") if "holds" in rule.parameters else ()  # a card without them is about no line
    return line.kind in kinds and is_about(line, prompt, visit_of)
