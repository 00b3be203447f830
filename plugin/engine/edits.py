"""Claim edits over all lines of a day: add-ons, pairs, once-a-day codes, unit limits (R-EDT)."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from plugin.engine.findings import Findings
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, LineState, NotBilled, Prompt, Severity, Who
from plugin.engine.rulebook import EditTables
from plugin.engine.timeline import Desk

APPLIES = (
    "R-ADM-23", "R-ADM-50", "R-EDT-02", "R-EDT-06", "R-EDT-07", "R-EDT-09", "R-MOD-04",
    "R-DOC-32", "R-DOC-33",
)  # fmt: skip

DISTINCT = frozenset({"59", "XE", "XS", "XP", "XU"})


def edited(lines: tuple[Line, ...], desk: Desk) -> Findings:
    """The lines as a claim may carry them; what an edit takes off is listed, what it opens gets its modifier."""
    once = _concurrent_once(lines, desk)
    paired = _pairs(once.lines, desk)
    supported = _add_ons(paired.lines, desk.book.edits[desk.setting.value], desk)
    return replace(once, lines=()) + replace(paired, lines=()) + supported + _limits(supported.lines, desk)


def _concurrent_once(lines: tuple[Line, ...], desk: Desk) -> Findings:
    """The concurrent code is one unit for the whole encounter, not timed (R-ADM-50)."""
    code = desk.book.rule("R-ADM-49").text("code")
    concurrent = [line for line in lines if line.code == code]
    most = desk.book.rule("R-ADM-50").number("most")
    kept = tuple(line for line in lines if line.code != code or line in concurrent[:most])
    return _dropped_concurrent(kept, concurrent[most:], desk)


def _dropped_concurrent(kept: tuple[Line, ...], dropped: list[Line], desk: Desk) -> Findings:
    listed = tuple(NotBilled(f"{line.what}, at the same time", ("R-ADM-50",), line.evidence) for line in dropped)
    asked = tuple(ask(desk.book, "R-DOC-33", line.evidence[0], "R-ADM-50", drug=line.what) for line in dropped)
    return Findings(kept, listed, asked)


def _pairs(lines: tuple[Line, ...], desk: Desk) -> Findings:
    """Column-two codes: taken off, or marked distinct where a modifier may open the pair (R-EDT-02, R-MOD-04).

    A modifier on either code of a pair opens it, so what a second visit or line marked already is left alone.
    """
    kept: list[Line] = []
    dropped: list[NotBilled] = []
    of_day: dict[date, list[Line]] = {}
    for line in lines:
        of_day.setdefault(line.date, []).append(line)
    for line in lines:
        pairs = desk.on(line.date).book.edits[desk.setting.value].pairs
        others = [other for other in of_day[line.date] if other.code != line.code]
        met = [(o, verdict) for o in others if (verdict := pairs.get((o.code, line.code))) is not None]
        verdicts = {verdict for other, verdict in met if verdict == 0 or not DISTINCT & set(other.modifiers)}
        if 0 in verdicts:
            dropped.append(
                NotBilled(f"{line.what or line.code}, part of another service", ("R-EDT-02",), line.evidence)
            )
        elif 1 in verdicts and not DISTINCT & set(line.modifiers) and line.kind is Kind.ADMINISTRATION:
            kept.append(line.modified("59", "R-EDT-02", "R-MOD-04"))
        else:
            kept.append(line)
    return Findings(tuple(kept), tuple(dropped))


def _add_ons(lines: tuple[Line, ...], tables: EditTables, desk: Desk) -> Findings:
    """An add-on needs a primary on the claim (R-ADM-23); without one the concurrent code goes, others are held."""
    codes = {line.code for line in lines}
    concurrent = desk.book.rule("R-ADM-49").text("code")
    orphans = [line for line in lines if line.code in tables.add_ons and not tables.add_ons[line.code] & codes]
    alone = [line for line in orphans if line.code == concurrent]
    kept = tuple(
        replace(line, state=LineState.HELD, because=(*line.because, "R-EDT-07")) if line in orphans else line
        for line in lines
        if line not in alone
    )
    return _dropped_concurrent(kept, alone, desk)


def _limits(lines: tuple[Line, ...], desk: Desk) -> Findings:
    """Units of a code and day above its limit ask; indicator 2 blocks, 1 and 3 advise (R-EDT-06, R-DRG-10)."""
    units: Counter[tuple[str, date]] = Counter()
    for line in lines:
        units[line.code, line.date] += line.units
    prompts: list[Prompt] = []
    for (code, day), count in units.items():
        limit = desk.on(day).book.edits[desk.setting.value].limits.get(code)
        if limit is None or count <= limit.units:
            continue
        line = next(x for x in lines if x.code == code and x.date == day)
        severity = Severity.BLOCKS if limit.indicator == 2 else Severity.ADVISES
        facts = f"{count} units on {day}, limit {limit.units}"
        asked = ask(desk.book, "R-DOC-32", line.evidence[0], "R-EDT-06", facts=facts, severity=severity, drug=line.what)
        prompts.append(asked if line.kind is not Kind.ADMINISTRATION else _of_a_service(asked, line, desk))
    return Findings(prompts=tuple(prompts))


def _of_a_service(asked: Prompt, line: Line, desk: Desk) -> Prompt:
    """The question as a coder is asked it about an administration: whether so many services are documented."""
    question = desk.book.rule("R-DOC-32").text("question_of_services").format(code=line.code)
    return replace(asked, who=Who.CODER, question=question)
