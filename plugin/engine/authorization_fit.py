"""Where an authorization does not fit what was given: each misfit in words, the approved beside the given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from plugin.chart.authorization import Authorization, Decision
from plugin.chart.chart import Chart
from plugin.chart.visit import Setting
from plugin.engine.authorized_product import another_product
from plugin.engine.authorized_use import DOSES, Taken, balances, in_units
from plugin.engine.charted_diagnoses import undotted
from plugin.engine.portions import in_words
from plugin.engine.rulebook import DrugTable, Rulebook

MATCH, SWITCH = "R-AUT-01", "R-AUT-02"
SETTLED = (Decision.APPROVED, Decision.NOT_NEEDED)
PERSON = "Practitioner/"


@dataclass(frozen=True, slots=True)
class Misfit:
    """One thing that does not fit. `begins_later` is that of a renewal whose time has not come."""

    rule: str
    says: str
    begins_later: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """An authorization beside what was given."""

    authorization: Authorization
    used: Taken
    chart: Chart
    book: Rulebook

    @property
    def table(self) -> DrugTable:
        """The drugs of the day."""
        return self.book.drugs


def misfits(authorization: Authorization, used: Taken, chart: Chart, book: Rulebook) -> tuple[Misfit, ...]:
    """All that does not fit, in the order of the check list (R-AUT-01, R-AUT-02). What is not recorded fits."""
    compared = Compared(authorization, used, chart, book)
    return tuple(misfit for check in CHECKS for misfit in check(compared))


def _decision(c: Compared) -> Iterable[Misfit]:
    decision = c.authorization.decision.value
    if decision not in SETTLED:
        yield Misfit(MATCH, f"it is {decision}")
    elif decision is Decision.APPROVED and c.authorization.number is None:
        yield Misfit(MATCH, "its number is not recorded")


def _dates(c: Compared) -> Iterable[Misfit]:
    begins, ends, days = c.authorization.begins, c.authorization.ends, c.used.days
    if ends and days[-1] > ends.value:
        yield Misfit(MATCH, f"it ended on {ends.value}, {c.used.verbs.on} {days[-1]}")
    if begins and days[0] < begins.value:
        yield Misfit(MATCH, f"it begins on {begins.value}, {c.used.verbs.on} {days[0]}", begins_later=True)


def _product(c: Compared) -> Iterable[Misfit]:
    says = another_product(c.authorization, c.used, c.table, hospital=c.chart.setting is Setting.FACILITY)
    if says:
        yield Misfit(SWITCH, says)


def _left(c: Compared) -> Iterable[Misfit]:
    for b in balances(c.authorization, c.used, c.table):
        if b.left < 0:
            before = "used before is not recorded" if b.before is None else f"{b.before} used before"
            yield Misfit(MATCH, f"{b.approved} {b.measure} approved, {before}, {b.here} {_here(b.measure, c.used)}")


def _here(measure: str, used: Taken) -> str:
    return used.verbs.here if measure == DOSES else "in this visit"


def _dose(c: Compared) -> Iterable[Misfit]:
    allowed = c.authorization.units_per_dose
    most = in_units(allowed.value, c.used, c.table) if allowed else None
    if allowed is None or most is None:
        return
    for day in c.used.days:
        if c.used.given_on(day) > most:
            words = in_words(allowed.value)
            yield Misfit(SWITCH, f"{words} a dose approved, {c.used.given_on(day)} units {c.used.verbs.on} {day}")


def _payer(c: Compared) -> Iterable[Misfit]:
    """Approved by a coverage that does not pay first on the day (R-AUT-04)."""
    named, covers = c.authorization.coverage, c.chart.coverages
    if named is None or not covers:
        return
    payers = c.chart.paying
    if named.value in [cover.id for cover in payers]:
        return
    own = next((cover.text for cover in covers if cover.id == named.value and cover.text), named.value)
    now = ", ".join(cover.text or cover.id for cover in payers) or "no active coverage"
    yield Misfit(MATCH, f"it is of {own}, on this day pays {now}")


def _place(c: Compared) -> Iterable[Misfit]:
    approved = c.authorization.places
    if not approved:
        return
    usual = c.book.rule(MATCH).words("office_places" if c.chart.setting is Setting.OFFICE else "hospital_places")
    visits = {a.visit for a in c.used.administrations}
    charted = {v.place for v in c.chart.visits if v.id in visits and v.place}
    if not (charted <= set(approved) if charted else set(usual) & set(approved)):
        here = ", ".join(sorted(charted)) or f"{c.chart.setting.value} ({' or '.join(usual)})"
        yield Misfit(MATCH, f"approved for place of service {', '.join(approved)}, {c.used.verbs.at} {here}")


def _diagnosis(c: Compared) -> Iterable[Misfit]:
    approved = c.authorization.diagnoses
    charted = list(dict.fromkeys(code for line in c.used.lines for code in line.diagnoses))
    if approved and charted and not any(undotted(own).startswith(undotted(a)) for own in charted for a in approved):
        yield Misfit(MATCH, f"approved for {', '.join(approved)}, on the line is {', '.join(charted)}")


def _people(c: Compared) -> Iterable[Misfit]:
    visits = {a.visit for a in c.used.administrations}
    seen = [v for v in c.chart.visits if v.id in visits]
    giving = {v.attender or "" for v in seen} | {v.supervisor.value for v in seen if v.supervisor}
    orders = [c.chart.order(a.order) for a in c.used.administrations]
    ordering = {o.signed_by.value for o in orders if o and o.signed_by}
    for approved, here, does in (
        (c.authorization.givers, giving, "treats"),
        (c.authorization.orderers, ordering, "ordered"),
    ):
        people, known = _known(approved), _known(here)
        if people and known and not people & known:
            yield Misfit(MATCH, f"approved for {_names(people, c.chart)}, here {does} {_names(known, c.chart)}")


def _known(references: Iterable[str]) -> set[str]:
    """Those named, if all are people: an organization or a role may hold anybody, so it cannot be compared."""
    named = {reference for reference in references if reference}
    return named if all(reference.startswith(PERSON) for reference in named) else set()


def _names(references: set[str], chart: Chart) -> str:
    names = {p.id: p.name for p in chart.providers}
    return ", ".join(names.get(r) or r for r in sorted(references))


CHECKS: tuple[Callable[[Compared], Iterable[Misfit]], ...] = (
    _decision, _dates, _product, _left, _dose, _payer, _place, _diagnosis, _people,
)  # fmt: skip
