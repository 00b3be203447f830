"""A code that does stand in the proposal: on which line, what holds it, and at which minute one more unit begins."""

from __future__ import annotations

from collections.abc import Iterator

from plugin.chart.evidence import Strength
from plugin.chart.visit import Setting
from plugin.engine.given import visits_of_rows
from plugin.engine.holds import ONLY_ORDERED, is_about
from plugin.engine.payer_known import is_about_payer
from plugin.engine.procedures import is_within
from plugin.engine.proposal import Kind, Line, LineState, Prompt, Severity
from plugin.engine.why.answer import Reason
from plugin.engine.why.taken_off import without_primary
from plugin.engine.why.unit_counts import how_many
from plugin.engine.why.words import listed, plural
from plugin.engine.why.worksheet import Worksheet, rows_of


def where_it_stands(code: str, sheet: Worksheet) -> tuple[Reason, ...]:
    """A reason for each line of the code, what holds it, and when a further unit would begin."""
    found = [r for n, line in enumerate(sheet.proposal.lines, 1) if line.code == code for r in _line(n, line, sheet)]
    return tuple(found) + (how_many(code, sheet) if found else ())


def _line(number: int, line: Line, sheet: Worksheet) -> Iterator[Reason]:
    code = "-".join((line.code, *line.modifiers))
    state = "proposed" if line.state is LineState.PROPOSED else "proposed but held"
    names = [g.name for g in sheet.all_given if set(g.evidence) & set(line.evidence)]
    names = names if line.kind is Kind.ADMINISTRATION and names else [line.what] if line.what else []
    what = f" for {listed(names)}" if names else ""
    units = plural(line.units, "unit")
    yield sheet.reason(
        line.because, f"it is {state}: line {number}, {code} with {units} on {line.date}{what}.", line.evidence
    )
    if line.state is LineState.HELD:
        yield from _what_holds(line, sheet)


def _what_holds(line: Line, sheet: Worksheet) -> Iterator[Reason]:
    visit_of = visits_of_rows(sheet.chart)
    of_payer = [p for p in sheet.proposal.prompts if is_about_payer(p)]
    about = [p for p in sheet.proposal.prompts if p not in of_payer and is_about(line, p, visit_of)]
    blocking = [p for p in about if p.severity is Severity.BLOCKS and _holds(p, line, sheet)]
    found = [sheet.reason(p.because, f'held until "{p.question}" is answered.', (p.about,)) for p in blocking]
    waiting = [p for p in of_payer if p.because[-1] in line.because]
    found += [sheet.reason(p.because, f'held until "{p.question}" is answered.', (p.about,)) for p in waiting]
    found += _facts_that_hold(line, sheet)
    if not found:
        open_ones = [p for p in about if p.severity is not Severity.ADVISES]
        found = [sheet.reason(p.because, f'held while "{p.question}" is open.', (p.about,)) for p in open_ones]
    yield from found or [sheet.reason(line.because, "held for a coder by its own rule.", line.evidence)]


def _holds(prompt: Prompt, line: Line, sheet: Worksheet) -> bool:
    return line.kind in sheet.book.rule(prompt.because[-1]).words("holds")


def _facts_that_hold(line: Line, sheet: Worksheet) -> list[Reason]:
    found = [*_contradicted(line, sheet), *_second_line(line, sheet), *_part_of_procedure(line, sheet)]
    if "R-EDT-07" in line.because:
        found.append(without_primary(line, sheet, "held as an add-on: "))
    if line.strength is Strength.ANSWERED:
        said = "it rests on an answer given here that the chart does not show yet."
        found.append(sheet.reason(line.because, said, line.evidence))
    if any(row.startswith(ONLY_ORDERED) for row in line.evidence):
        found.append(sheet.reason(line.because, "only its order was read, not that it was given.", line.evidence))
    named = [v.id for v in sheet.chart.visits if v.supervisor and v.supervisor.strength is Strength.ANSWERED]
    if named and sheet.chart.setting is Setting.OFFICE and line.kind in sheet.book.rule("R-DOC-26").words("holds"):
        found.append(sheet.reason(("R-SUP-06",), "the supervisor was named here and is not charted yet.", named))
    return found


def _second_line(line: Line, sheet: Worksheet) -> list[Reason]:
    """What a second line holds: its initial service while its reason is asked, and fluid in any case (R-ADM-25)."""
    if line.kind is not Kind.ADMINISTRATION:
        return []
    found = []
    for site in (s for s in sheet.sites if s.site.number):
        asked = sheet.question("R-DOC-13", rows_of(site.site.doses))
        if asked and site.initial and set(site.initial.dose.evidence) & set(line.evidence):
            said = f"the initial service of a second line is held until {asked} is answered."
            found.append(sheet.reason(("R-ADM-25", "R-DOC-13"), said, line.evidence))
        if site.fluid and "R-ADM-46" in line.because and set(site.fluid.dose.evidence) & set(line.evidence):
            said = "fluid on a second line runs beside the first one, and a coder decides."
            found.append(sheet.reason(("R-ADM-46", "R-ADM-25"), said, line.evidence))
    return found


def _part_of_procedure(line: Line, sheet: Worksheet) -> list[Reason]:
    """Procedures and tests charted for the day that may include what the line is for (R-ADM-12, R-ADM-13)."""
    found = []
    for rule in (sheet.book.rule(r) for r in ("R-ADM-12", "R-ADM-13") if r in line.because):
        met = [s for s in sheet.chart.services if is_within(s.code, rule)]
        if met:
            said = f"it may be part of {listed(s.code for s in met)}, charted for the day; a coder decides."
            found.append(sheet.reason((rule.id,), said, (*line.evidence, *(s.id for s in met))))
    return found


def _contradicted(line: Line, sheet: Worksheet) -> list[Reason]:
    """The question about another infusion of the same drug that ran at the same time (R-ADM-61)."""
    keys = {d.key for d in sheet.doses if "R-ADM-61" in d.because and set(d.evidence) & set(line.evidence)}
    others = rows_of(d for d in sheet.doses if d.key in keys and not set(d.evidence) & set(line.evidence))
    asked = sheet.question("R-DOC-03", others)
    if not asked:
        return []
    said = f"two infusions of {line.what} run at the same time; held until {asked} is answered."
    return [sheet.reason(("R-ADM-61", "R-DOC-03"), said, (*line.evidence, *others))]
