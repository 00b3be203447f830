"""Last pass: what an open question holds, what rests on an answer given here, like lines merged."""

from __future__ import annotations

from dataclasses import replace

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.given import Given, evidence_of, visits_of_rows
from plugin.engine.payer_known import is_about_payer
from plugin.engine.proposal import Kind, Line, LineState, Prompt, Severity
from plugin.engine.provider_numbers import ASKS, named_on_claims, person_asked_about
from plugin.engine.rulebook import EditTables, Rulebook

APPLIES = ("R-EDT-02", "R-EDT-07", "R-EDT-09", "R-SUP-04", "R-SUP-06")

# A server without administrations (athenaOne) shows orders only: nothing says yet that they were given.
ONLY_ORDERED = "MedicationRequest/"
NO_ROWS: frozenset[str] = frozenset()
OPENING = {"25", "59", "XE", "XS", "XP", "XU"}
ORDER = {Kind.ADMINISTRATION: 0, Kind.SERVICE: 1, Kind.DRUG: 2, Kind.DRUG_WASTE: 2}


def settled(
    lines: tuple[Line, ...], prompts: tuple[Prompt, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook
) -> tuple[Line, ...]:
    """The lines as they stand: held where a blocking question is about them or their facts are not charted yet."""
    visit_of = visits_of_rows(chart)
    unknown = {row for g in given if any(f.unclear for f in g.found) for row in g.evidence}
    blocking = [
        (p, frozenset(book.rule(p.because[-1]).words("holds")))
        for p in prompts
        if p.severity is Severity.BLOCKS and not is_about_payer(p)  # the passes hold what waits for that (R-AUT-04)
    ]
    answered = _answered_supervisors(chart)
    unnumbered, said_of = _numbered(prompts, chart)
    supervised_kinds = book.rule("R-DOC-26").words("holds") if answered else ()
    done = []
    for line in lines:
        held = any(is_about(line, p, visit_of) for p, kinds in blocking if line.kind in kinds)
        if said_of and said_of.intersection(line.evidence):
            line = line.no_stronger(Strength.ANSWERED)  # noqa: PLW2901  # it rests on a number that was given here
        held |= bool(unnumbered) and bool(unnumbered.intersection(line.evidence))
        held |= line.strength is Strength.ANSWERED or bool(unknown & set(line.evidence))
        held |= any(row.startswith(ONLY_ORDERED) for row in line.evidence)
        held |= line.kind in supervised_kinds and any(visit_of.get(row) in answered for row in line.evidence)
        done.append(line.held() if held and line.state is not LineState.HELD else line)
    return _merged(_resting_on_what_leaves(done, book.edits[chart.setting.value]))


def _resting_on_what_leaves(lines: list[Line], tables: EditTables) -> list[Line]:
    """The lines with those held that stand on held ones alone, until none is left that does."""
    while True:
        leaving = {line.code for line in lines if line.state is LineState.PROPOSED}
        held = [_without_primary(_without_its_pair(line, lines, tables), leaving, tables) for line in lines]
        if held == lines:
            return lines
        lines = held


def _without_primary(line: Line, leaving: set[str], tables: EditTables) -> Line:
    """An add-on held where no primary of it leaves (R-EDT-07)."""
    orphan = line.code in tables.add_ons and not tables.add_ons[line.code] & leaving
    return line.held("R-EDT-07") if orphan and line.state is LineState.PROPOSED else line


def _without_its_pair(line: Line, lines: list[Line], tables: EditTables) -> Line:
    """A line held whose 59 or 25 rests on lines that are all held: without them it would be wrong (R-EDT-02)."""
    if line.state is LineState.HELD or not set(line.modifiers) & OPENING:
        return line
    met = [o for o in lines if o.date == line.date and (o.code, line.code) in tables.pairs]
    return line.held("R-EDT-02") if met and all(o.state is LineState.HELD for o in met) else line


def _answered_supervisors(chart: Chart) -> set[str | None]:
    """The office visits whose supervisor was named here and is not charted yet (R-SUP-06)."""
    named = {v.id: v.supervisor.strength for v in chart.visits if v.supervisor and chart.setting is Setting.OFFICE}
    return {visit for visit, strength in named.items() if strength is Strength.ANSWERED}


def _numbered(prompts: tuple[Prompt, ...], chart: Chart) -> tuple[frozenset[str], frozenset[str]]:
    """The rows of somebody whose number is asked for, and those of somebody whose number was said here (R-SUP-04)."""
    asked = {person_asked_about(p.about, chart) for p in prompts if p.because[-1] == ASKS}
    said = {provider.id for provider in chart.providers if provider.said}
    if not asked and not said:
        return NO_ROWS, NO_ROWS
    rows = [(evidence_of(a), who) for a, who in named_on_claims(chart.administrations, chart)]
    return (
        frozenset(row for evidence, who in rows if who in asked for row in evidence),
        frozenset(row for evidence, who in rows if who in said for row in evidence),
    )


def is_about(line: Line, prompt: Prompt, visit_of: dict[str, str]) -> bool:
    """Whether a question is about what a line rests on: the same resource, or the visit it belongs to."""
    if prompt.about in line.evidence:
        return True
    visits = {visit_of[row] for row in line.evidence if row in visit_of}
    return prompt.about in visits or (prompt.about.startswith("Encounter/") and not visits)


def _merged(lines: list[Line]) -> tuple[Line, ...]:
    """Lines alike in all but their evidence as one, so that no payer sees a duplicate (R-EDT-09); what an unlisted code
    describes keeps two drugs apart (R-DRG-13)."""
    out: dict[tuple[object, ...], Line] = {}
    for line in lines:
        key = (line.code, line.kind, line.date, line.modifiers, line.diagnoses, line.state, line.ndc, line.narrative)
        before = out.get(key)
        out[key] = line if before is None else _together(before, line)
    return tuple(sorted(out.values(), key=lambda x: (ORDER[x.kind], x.date, x.code, x.modifiers, x.state, x.evidence)))


def _together(a: Line, b: Line) -> Line:
    return replace(
        a,
        units=a.units + b.units,
        because=tuple(dict.fromkeys(a.because + b.because)),
        evidence=tuple(dict.fromkeys(a.evidence + b.evidence)),
        strength=min(a.strength, b.strength),
    )
