"""Diagnoses of each line: what a service was given for points to its own reason (R-DX-01, R-DX-05).

On a professional claim these are the pointers, the main reason of the line first. A hospital claim has none: there they
are the codes of the claim that support the line, in the order the claim has them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from plugin.chart.chart import Chart
from plugin.chart.visit import Setting
from plugin.engine.charted_diagnoses import ChartedDiagnoses, of_visits, sorted_by_kind
from plugin.engine.drug_uses import Use, use_of
from plugin.engine.findings import Findings
from plugin.engine.given import Given
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, Prompt, Severity
from plugin.engine.reasons import FOR_CANCER, Reason, fitting, named_by_order
from plugin.engine.rulebook import Rulebook
from plugin.engine.treatment_visits import Treated, treatment_questions
from plugin.engine.trials import trial_questions, with_trial
from plugin.engine.valid_diagnoses import invalid_codes

APPLIES = (
    "R-DX-01", "R-DX-02", "R-DX-03", "R-DX-04", "R-DX-05", "R-DX-07", "R-DX-08", "R-DX-10", "R-DOC-23",
)  # fmt: skip
TREATMENTS = frozenset({Use.CANCER, Use.TWO_USES, Use.BIOLOGIC})


@dataclass(frozen=True, slots=True)
class _Linked:
    """An administration with its use and the reason found for it."""

    item: Given
    use: Use
    reason: Reason


def with_diagnoses(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart, book: Rulebook) -> Findings:
    """Each line with its diagnoses, at most four, main reason first; what leaves the reason open is asked.

    Where no diagnosis is charted that is one question for each visit.
    """
    charted = of_visits(chart, None)
    if not charted:
        facts = _history(chart)
        asked = [ask(book, "R-DOC-23", visit, "R-DX-05", facts=facts) for visit in _visits(lines, given, chart)]
        return Findings(lines, (), tuple(asked))
    linked = [found for visit in _given_in(given) for found in _of_visit(visit, given, chart, book)]
    by_row = {row: found for found in linked for row in found.item.evidence}
    every = sorted_by_kind(charted, book)
    codes = [_codes(line, _found(line, by_row), every, book) for line in lines]
    done = _alike_together(lines, codes, every, book)
    billed = {row for line in lines for row in line.evidence}
    unsure = [found for found in linked if found.reason.unsure and billed.intersection(found.item.evidence)]
    prompts = [_question(found, book) for found in unsure]
    prompts += treatment_questions(_treated(linked), chart, book)
    prompts += trial_questions(done, given, chart, book)
    prompts += invalid_codes(done, _visits(lines, given, chart), chart, book)
    return Findings(done, (), tuple(prompts))


def _visits(lines: tuple[Line, ...], given: tuple[Given, ...], chart: Chart) -> tuple[str, ...]:
    """The visits something was given in; the first one for lines of anything else."""
    seen = {g.administration.visit for g in given}
    visits = tuple(v.id for v in chart.visits if v.id in seen) or (chart.visits[0].id,)
    return visits if lines else ()


def _given_in(given: tuple[Given, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item.administration.visit for item in given))


def _history(chart: Chart) -> str:
    """What the problem list holds, to be read beside the question: it is history and codes nothing by itself."""
    codes = tuple(dict.fromkeys(d.code for d in chart.diagnoses if not d.of_visit))
    return f"only on the problem list: {', '.join(codes)}" if codes else ""


def _of_visit(visit: str, given: tuple[Given, ...], chart: Chart, book: Rulebook) -> list[_Linked]:
    """What was given in a visit with its reasons; drugs that support a treatment follow it."""
    own = of_visits(chart, visit)
    charted = sorted_by_kind(own, book)
    mine = [(g, use_of(g, book)) for g in given if g.administration.visit == visit]
    first = [_Linked(g, use, _reason(g, use, charted, (), chart, book)) for g, use in mine if use in TREATMENTS]
    codes = dict.fromkeys(code for found in first for code in found.reason.codes)
    treated = tuple(code for code in codes if code not in charted.treatment and code not in charted.long_term)
    rest = [_Linked(g, u, _reason(g, u, charted, treated, chart, book)) for g, u in mine if u not in TREATMENTS]
    return first + rest


def _reason(
    item: Given, use: Use, charted: ChartedDiagnoses, treated: tuple[str, ...], chart: Chart, book: Rulebook
) -> Reason:
    """What the order names among the diagnoses of the visit; where it names none, what fits the use."""
    order = chart.order(item.administration.order)
    named = order.diagnoses if order else ()
    own = tuple(code for code in charted.every if code in named)
    by_order = named_by_order(use, own, charted, book)
    if by_order.codes:
        return by_order
    reason = fitting(use, charted, treated, book)
    if not reason.codes:
        return replace(reason, unsure="no diagnosis of the visit says what it was given for", blocks=True)
    elsewhere = _of_no_visit(named, charted)
    if elsewhere and not reason.unsure:
        return replace(reason, unsure=f"its order names {', '.join(elsewhere)}, which the visit does not have")
    unnamed = order is not None and not named and chart.setting is Setting.OFFICE
    if unnamed and not reason.unsure and _several_fit(reason, use, charted):
        return replace(reason, unsure="its order names no diagnosis, and the visit has several that may be its reason")
    return reason


def _several_fit(reason: Reason, use: Use, charted: ChartedDiagnoses) -> bool:
    """Whether unrelated diseases fit a drug, of which a professional claim points to the one it was for (R-DX-01)."""
    if use not in (Use.OTHER, Use.BIOLOGIC, Use.SUPPORTIVE, Use.BONE) or reason.rule not in ("R-DX-03", "R-DX-05"):
        return False
    own = [code for code in reason.codes if code not in charted.long_term and code not in charted.trial]
    return len({code[:3].upper() for code in own}) > 1


def _of_no_visit(named: tuple[str, ...], charted: ChartedDiagnoses) -> tuple[str, ...]:
    """What an order names where the visit has nothing of the same category (R-DX-05)."""
    categories = {code[:3].upper() for code in charted.every}
    return () if any(code[:3].upper() in categories for code in named) else named


def _found(line: Line, by_row: dict[str, _Linked]) -> list[_Linked]:
    if len(line.evidence) == 1:
        return [found] if (found := by_row.get(line.evidence[0])) else []
    return list({id(found): found for row in line.evidence if (found := by_row.get(row))}.values())


def _codes(line: Line, found: list[_Linked], every: ChartedDiagnoses, book: Rulebook) -> tuple[str, ...]:
    """The codes of all that a line was given as; a transfusion or a visit without a drug has those of its day."""
    if not found and line.code == book.rule("R-ADM-11").text("code"):
        return fitting(Use.BLOOD, every, (), book).codes
    if not found:
        return _of_the_day(every)
    return _in_sequence((code for each in found for code in each.reason.codes), every)


def _alike_together(
    lines: tuple[Line, ...], codes: list[tuple[str, ...]], every: ChartedDiagnoses, book: Rulebook
) -> tuple[Line, ...]:
    """The lines with their codes. Services of one code and day share them: apart they were duplicates (R-EDT-09)."""
    most = book.rule("R-DX-01").number("pointers")
    keys = [_alike(line) for line in lines]
    shared: dict[tuple[object, ...], tuple[str, ...]] = {}
    for key, own in zip(keys, codes, strict=True):
        shared[key] = shared.get(key, ()) + own
    pointers = {key: with_trial(_in_sequence(group, every), every)[:most] for key, group in shared.items()}
    return tuple(replace(line, diagnoses=pointers[key]) for line, key in zip(lines, keys, strict=True))


def _alike(line: Line) -> tuple[object, ...]:
    if line.kind is not Kind.ADMINISTRATION:
        return line.kind, line.code, line.date, line.evidence
    return line.kind, line.code, line.date, line.modifiers


def _of_the_day(every: ChartedDiagnoses) -> tuple[str, ...]:
    """All diagnoses but those for fluid, long-term use never first (R-DX-07)."""
    apart = {*every.fluid, *every.long_term, *every.trial}
    rest = tuple(code for code in every.every if code not in apart)
    return rest + every.long_term if rest else every.fluid + every.long_term


def _in_sequence(codes: Iterable[str], every: ChartedDiagnoses) -> tuple[str, ...]:
    """The codes of several drugs on one line: treatment codes first, long-term use last."""
    once = tuple(dict.fromkeys(codes))
    if len(once) < 2:
        return once
    first = [code for code in once if code in every.treatment]
    last = [code for code in once if code in every.long_term]
    return tuple(dict.fromkeys((*first, *(code for code in once if code not in last), *last)))


def _question(found: _Linked, book: Rulebook) -> Prompt:
    """For what a drug was given."""
    item, reason = found.item, found.reason
    severity = None if reason.blocks else Severity.ADVISES
    because = tuple(dict.fromkeys((reason.rule, "R-DX-05")))
    about = item.administration.id
    return ask(book, "R-DOC-23", about, *because, facts=reason.unsure, severity=severity, drug=item.name)


def _treated(linked: Iterable[_Linked]) -> tuple[Treated, ...]:
    """The antineoplastic drugs that point to a cancer: what makes a visit one for its treatment."""
    return tuple(
        Treated(found.item, found.reason.codes)
        for found in linked
        if found.use in FOR_CANCER and not found.reason.unsure and found.reason.rule == "R-DX-02"
    )
