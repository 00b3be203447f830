"""The section on authorizations of the coder's page: what was approved, what is used, what is left after this visit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from plugin.chart.authorization import Authorization
from plugin.chart.chart import Chart
from plugin.chart.evidence import Fact
from plugin.engine.authorized_use import Balance, Taken, balances, is_for, taken
from plugin.engine.plan_changes import plan_changes
from plugin.engine.proposal import Line
from plugin.engine.rulebook import DrugTable
from plugin.views import formats
from plugin.views.review import Quoted, quotations

NOT_RECORDED = "not recorded"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar, in hundredths of the whole: `look` is before, here or over."""

    look: str
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class BurnDown:
    """What is left of one measure, in words and as a bar. `over` where more was given than approved."""

    says: str
    parts: tuple[Part, ...]
    over: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """One authorization: its number, facts by label, what is left of it, and what the record says."""

    number: str
    facts: tuple[tuple[str, str], ...]
    burn_downs: tuple[BurnDown, ...]
    evidence: tuple[Quoted, ...]


def authorization_sheets(lines: tuple[Line, ...], chart: Chart, table: DrugTable) -> tuple[Sheet, ...]:
    """All authorizations that were read, those of drugs of this visit first."""
    if not chart.authorizations:
        return ()
    drugs = taken(lines, chart, table)
    found = [(a, next((d for d in drugs if is_for(a, d.drug, table)), None)) for a in chart.authorizations]
    found.sort(key=lambda pair: pair[1] is None)
    return tuple(_sheet(a, used, chart, table) for a, used in found)


def _sheet(a: Authorization, used: Taken | None, chart: Chart, table: DrugTable) -> Sheet:
    alone = replace(chart, visits=(), administrations=(), orders=(), diagnoses=(), authorizations=(a,))
    return Sheet(
        number=a.number.value if a.number else "No number recorded",
        facts=tuple(_facts(a, used, chart, table)),
        burn_downs=tuple(_burn_down(b) for b in balances(a, used, table)) if used else (),
        evidence=quotations(alone).get(a.id, ()),
    )


def _facts(a: Authorization, used: Taken | None, chart: Chart, table: DrugTable) -> Iterator[tuple[str, str]]:
    codes = ", ".join(code.value for code in a.product.codes)
    yield "Decision", str(a.decision.value)
    yield "For", _words(a.product.text, codes) or NOT_RECORDED
    yield "Given in this visit", _words(used.name, ", ".join(used.codes)) if used else "nothing of it"
    yield "Valid", f"{_day(a.begins, 'start')} to {_day(a.ends, 'end')}"
    yield "Payer", _payer(a, chart) or NOT_RECORDED
    yield "Allowed", ", ".join(_allowed(a)) or "no limit recorded"
    if a.diagnoses:
        yield "Diagnoses", ", ".join(a.diagnoses)
    if a.places:
        yield "Place of service", ", ".join(a.places)
    names = {p.id: p.name for p in chart.providers if p.name}
    if people := dict.fromkeys((*a.givers, *a.orderers)):
        yield "People", ", ".join(names.get(person, person) for person in people)
    if used and (changes := plan_changes(used, chart, table)):
        yield "Against the order", "; ".join(changes)


def _words(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _day(fact: Fact[date] | None, which: str) -> str:
    return formats.day(fact.value) if fact else f"{which} {NOT_RECORDED}"


def _payer(a: Authorization, chart: Chart) -> str:
    covers = {c.id: c.text for c in chart.coverages if c.text}
    return covers.get(a.coverage.value, a.payer or a.coverage.value) if a.coverage else a.payer


def _allowed(a: Authorization) -> Iterator[str]:
    if a.units:
        yield _amount(a.units.value.value, a.units.value.unit)
    if a.units_per_dose:
        yield f"{_amount(a.units_per_dose.value.value, a.units_per_dose.value.unit)} a dose"
    if a.doses:
        yield formats.plural(a.doses.value, "dose")


def _amount(value: Decimal, unit: str) -> str:
    return f"{formats.number(value)} {'units' if unit == 'unit' else formats.UNITS.get(unit, unit)}"


def _burn_down(b: Balance) -> BurnDown:
    before = "used before is not recorded" if b.before is None else f"{formats.number(b.before)} used before"
    over = b.left < 0
    left = f"{formats.number(abs(b.left))} {'more than approved' if over else 'left'}"
    most = "at most " if b.before is None and not over else ""
    says = f"{formats.number(b.approved)} {b.measure}: {before}, {formats.number(b.here)} in this visit, {most}{left}"
    return BurnDown(says, tuple(_parts(b)), over)


def _parts(b: Balance) -> Iterator[Part]:
    """Used before, used here, and what goes beyond the approved, on a bar as long as the larger of the two."""
    before = b.before or Decimal()
    whole = max(b.approved, before + b.here)
    if whole <= 0:
        return
    spans = (
        ("before", Decimal(), min(before, b.approved)),
        ("here", min(before, b.approved), min(before + b.here, b.approved)),
        ("over", b.approved, whole),
    )
    for look, start, end in spans:
        if end > start:
            yield Part(look, _hundredths(start / whole), _hundredths((end - start) / whole))


def _hundredths(share: Decimal) -> str:
    return f"{share * 100:.2f}%"
