"""What is asked where it cannot be told who pays on the day, and the lines that wait for it (R-AUT-04)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from plugin.chart.chart import Chart
from plugin.chart.evidence import Strength
from plugin.chart.visit import Coverage, Payer
from plugin.engine.proposal import Advice, Line, LineState, Prompt, Severity, Who
from plugin.engine.rulebook import Rulebook
from plugin.engine.timeline import Desk

APPLIES = ("R-AUT-04",)

RULE, ASKED_AS = "R-AUT-04", "R-DOC-29"
KIND = "authorization_problem"
# Answers to which kind of coverage it is, and the class each is.
CLASSES = {
    "medicare": Payer.MEDICARE,
    "medicare_advantage": Payer.MEDICARE_ADVANTAGE,
    "medicaid": Payer.MEDICAID,
    "commercial": Payer.COMMERCIAL,
    "other_kind": Payer.OTHER,
}


class Open(StrEnum):
    """What is open of who pays; the words of the card go by these names."""

    SEVERAL = "several"
    NONE_HOLDS = "none_holds"
    KIND_UNKNOWN = "kind_unknown"
    UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is open and the coverages it is about. None are left where each was said not to hold."""

    open: Open
    coverages: tuple[Coverage, ...]

    @property
    def about_one(self) -> bool:
        """Whether it is about one coverage, and not about which of them it is."""
        return self.open in (Open.KIND_UNKNOWN, Open.UNDATED)


def doubt_of(chart: Chart) -> Doubt | None:
    """Why it cannot be told who pays on the day; None where it can, and where no coverage was read at all."""
    first = chart.paying
    if not first:
        candidates = tuple(cover for cover in chart.coverages if cover.said is None)
        return Doubt(Open.NONE_HOLDS, candidates) if chart.coverages else None
    if len(first) > 1:
        return Doubt(Open.SEVERAL, first)
    if first[0].payer is None:
        return Doubt(Open.KIND_UNKNOWN, first)
    return Doubt(Open.UNDATED, first) if first[0].undated and first[0].said is None else None


def is_about_payer(prompt: Prompt) -> bool:
    """Whether a question is about who pays, and not about an authorization."""
    return prompt.kind == KIND and prompt.because[-1] == RULE


def payer_questions(lines: Sequence[Line], chart: Chart, desk: Desk) -> tuple[Prompt, ...]:
    """The one question about who pays. It blocks where lines are held for the answer, and else advises.

    Of a coverage of unknown class nothing is asked where no line turns on the class.
    """
    doubt, held = doubt_of(chart), any(_waits(line) for line in lines)
    if doubt is None or not lines or (doubt.open is Open.KIND_UNKNOWN and not held):
        return ()
    rule, names = desk.book.rule(RULE), labels(doubt.coverages)
    named = " or ".join(dict.fromkeys(names[cover.id] for cover in doubt.coverages))
    return (
        Prompt(
            kind=KIND,
            severity=Severity.BLOCKS if held else Severity.ADVISES,
            who=Who(desk.book.rule(ASKED_AS).text("who")),
            about=doubt.coverages[0].id if doubt.about_one else chart.visits[0].id,
            question=rule.table("questions")[doubt.open].format(names=named),
            because=(RULE,),
            denials=rule.denials,
            facts="; ".join(fact for cover in doubt.coverages if (fact := why_not(cover, chart.day))),
            options=options_of(doubt, desk.book),
        ),
    )


def options_of(doubt: Doubt, book: Rulebook) -> tuple[str, ...]:
    """The answers offered: which coverage, whether it holds, or of which kind it is."""
    names = {Open.UNDATED: "options_of_days", Open.KIND_UNKNOWN: "options_of_kind"}
    return book.rule(RULE).words(names.get(doubt.open, "options"))


def payer_advice(lines: tuple[Line, ...], chart: Chart, desk: Desk) -> tuple[Advice, ...]:
    """A sentence for the coder where the payer is not known and nobody is asked: no coverage was read, or one of a
    class that is not known on which no line turns."""
    if not lines or desk.payer or any(_waits(line) for line in lines if chart.coverages):
        return ()
    doubt = doubt_of(chart)
    if doubt and doubt.open is not Open.KIND_UNKNOWN:
        return ()
    waiting = sorted({line.code for line in lines if line.state is LineState.HELD})
    held = f" Held for it, or for a question: {', '.join(waiting)}." if waiting else ""
    return (Advice("payer", desk.book.rule(RULE).text("advice") + held, (RULE,)),)


def is_in_doubt(chart: Chart) -> bool:
    """Whether a payer is taken for known that the chart does not quite say: without dates, or by an answer alone."""
    return bool(chart.payer) and any(cover.undated or cover.said for cover in chart.paying)


def held_where_it_differs(lines: tuple[Line, ...], unknown: Sequence[Line], chart: Chart) -> tuple[Line, ...]:
    """The lines with those held that would not leave as they are if the payer were `unknown`; they rest on an answer
    where the payer was said here."""
    alike = {_same(line) for line in unknown if not _waits(line)}
    said = any(cover.said for cover in chart.paying)
    return tuple(
        line if _same(line) in alike else (line.no_stronger(Strength.ANSWERED) if said else line).held(RULE)
        for line in lines
    )


def labels(coverages: Sequence[Coverage]) -> dict[str, str]:
    """Coverages by the name of their payer; two of one payer with the plan beside it."""
    names = [cover.name for cover in coverages]
    return {
        cover.id: f"{cover.name}, {cover.text}" if names.count(cover.name) > 1 and cover.text else cover.name
        for cover in coverages
    }


def why_not(cover: Coverage, day: date) -> str:
    """Why a coverage does not hold on the day, "" where it does."""
    if cover.active:
        return ""
    if cover.ends and cover.ends < day:
        return f"{cover.name} ended on {cover.ends}"
    if cover.begins and cover.begins > day:
        return f"{cover.name} begins on {cover.begins}"
    return f"{cover.name} is not active"


def _waits(line: Line) -> bool:
    return line.state is LineState.HELD and RULE in line.because


def _same(line: Line) -> tuple[object, ...]:
    what = (line.code, line.units, line.kind, line.date, line.modifiers, line.diagnoses, line.ndc, line.narrative)
    return (*what, line.evidence)
