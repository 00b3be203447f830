"""What a visit takes of the drugs it charges, and what an authorization has left after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_FLOOR, Decimal

from plugin.chart.administration import Administration, Amount, Product
from plugin.chart.authorization import Authorization
from plugin.chart.chart import Chart
from plugin.engine.given import evidence_of
from plugin.engine.identify import Identified, identify
from plugin.engine.portions import same_kind
from plugin.engine.proposal import Kind, Line
from plugin.engine.rulebook import DrugTable, HcpcsUnit

OF_DRUGS = (Kind.DRUG, Kind.DRUG_WASTE)
BILLING_UNIT = "unit"
UNITS, DOSES = "units", "doses"
ORDER = "MedicationRequest/"


@dataclass(frozen=True, slots=True)
class Verbs:
    """How a sentence says that something was given, or is only ordered so far."""

    on: str
    product: str
    at: str
    here: str


GIVEN = Verbs("given on", "given was", "given at", "given in this visit")
ORDERED = Verbs("ordered for", "ordered is", "ordered to be given at", "ordered for this visit")
PARTLY = Verbs(
    "given or ordered for", "given or ordered is", "given or to be given at", "given in or ordered for this visit"
)


@dataclass(frozen=True, slots=True)
class Taken:
    """All lines of one drug of a visit, with the administrations behind them and its products as they were given.

    A drug that has no line of its own yet (its dose is not charted, say) has the days its administration is charged on.
    """

    drug: str
    name: str
    lines: tuple[Line, ...]
    administrations: tuple[Administration, ...]
    products: tuple[Identified, ...]
    charged_on: tuple[date, ...] = ()

    @property
    def verbs(self) -> Verbs:
        """How sentences speak of it: nothing says yet that what is only ordered was given."""
        ordered = [a.id.startswith(ORDER) for a in self.administrations]
        return ORDERED if all(ordered) else PARTLY if any(ordered) else GIVEN

    @property
    def units(self) -> int:
        """All units charged, those discarded too: they are billed, and so they are used up."""
        return sum(line.units for line in self.lines)

    @property
    def days(self) -> tuple[date, ...]:
        """The days it was given on; each is one dose."""
        return tuple(sorted({line.date for line in self.lines} or self.charged_on))

    @property
    def codes(self) -> tuple[str, ...]:
        """Its codes on the lines."""
        return tuple(dict.fromkeys(line.code for line in self.lines))

    def given_on(self, day: date) -> int:
        """Units given on a day, without what was discarded."""
        return sum(line.units for line in self.lines if line.date == day and line.kind is Kind.DRUG)


@dataclass(frozen=True, slots=True)
class Balance:
    """One measure of an authorization, `units` or `doses`. `before` is None where nothing says what was used earlier.

    Then `left` is the most that can be left.
    """

    measure: str
    approved: Decimal
    before: Decimal | None
    here: Decimal

    @property
    def left(self) -> Decimal:
        """What is left after this visit; below nothing where more was given than approved."""
        return self.approved - (self.before or Decimal()) - self.here


def taken(lines: tuple[Line, ...], chart: Chart, table: DrugTable) -> tuple[Taken, ...]:
    """The drugs of the lines, each once, then those of which only the administration has one."""
    by_row = {row: a for a in chart.administrations for row in evidence_of(a)}
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if line.kind in OF_DRUGS:
            behind = [by_row[row] for row in line.evidence if row in by_row]
            groups.setdefault(_drug_of(line, behind, table), []).append(line)
    charged = tuple(_taken(drug, tuple(own), by_row, table) for drug, own in groups.items())
    return charged + _without_line(lines, by_row, charged, table)


def _taken(drug: str, lines: tuple[Line, ...], by_row: dict[str, Administration], table: DrugTable) -> Taken:
    behind = {by_row[row].id: by_row[row] for line in lines for row in line.evidence if row in by_row}
    found = [identify(product, table) for a in behind.values() for product in a.products]
    own = tuple(f for f in found if drug in names_of(f, table))
    name = own[0].product.text if own else drug
    return Taken(drug, name, lines, tuple(behind.values()), own)


def _without_line(
    lines: tuple[Line, ...], by_row: dict[str, Administration], charged: tuple[Taken, ...], table: DrugTable
) -> tuple[Taken, ...]:
    """The drugs that were given, and charged as given, but have no line of their own."""
    days: dict[str, set[date]] = {}
    for line in lines:
        for row in line.evidence if line.kind is Kind.ADMINISTRATION else ():
            if row in by_row:
                days.setdefault(by_row[row].id, set()).add(line.date)
    done = {(a.id, f.product) for used in charged for a in used.administrations for f in used.products}
    found: dict[str, list[tuple[Administration, Identified]]] = {}
    for a in {a.id: a for a in by_row.values()}.values():
        for product in a.products if a.id in days else ():
            if (a.id, product) not in done:
                known = identify(product, table)
                for drug in names_of(known, table):
                    found.setdefault(drug, []).append((a, known))
    return tuple(
        Taken(
            drug=drug,
            name=own[0][1].product.text,
            lines=(),
            administrations=tuple({a.id: a for a, _ in own}.values()),
            products=tuple(known for _, known in own),
            charged_on=tuple(sorted({day for a, _ in own for day in days[a.id]})),
        )
        for drug, own in found.items()
    )


def _drug_of(line: Line, behind: list[Administration], table: DrugTable) -> str:
    """The drug of a line by its code; of an unlisted one by its name."""
    known = unit_of_code(line.code, table)
    if known:
        return known.drug
    named = [n for a in behind for p in a.products for n in names_of(identify(p, table), table)]
    return named[0] if named else line.what


def names_of(found: Identified, table: DrugTable) -> tuple[str, ...]:
    """The drugs a product is, or may be; those of codes that have ended too."""
    by_code = (unit.drug for code in found.codes for unit in table.ever.get(code, ()))
    return tuple(dict.fromkeys((*(drug.name for drug in found.drugs), *by_code)))


def unit_of_code(code: str, table: DrugTable) -> HcpcsUnit | None:
    """What a code counts on the day; of one that has ended or not begun what it ever counted."""
    return table.units.get(code) or next(iter(table.ever.get(code, ())), None)


def is_for(authorization: Authorization, drug: str, table: DrugTable) -> bool:
    """Whether an authorization names a drug, whichever product of it."""
    return drug in names_of(product_of(authorization.product, table), table)


def product_of(product: Product, table: DrugTable) -> Identified:
    """The product of an authorization as the drug table knows it; its codes are read in capitals."""
    return identify(product, table)


def balances(authorization: Authorization, used: Taken, table: DrugTable) -> tuple[Balance, ...]:
    """What an authorization has left in each measure it limits and that can be compared with the lines."""
    found = []
    approved = in_units(authorization.units.value, used, table) if authorization.units else None
    if approved is not None:
        before = authorization.units_used.value if authorization.units_used else None
        found.append(Balance(UNITS, approved, before, Decimal(used.units)))
    if authorization.doses:
        earlier = Decimal(authorization.doses_used.value) if authorization.doses_used else None
        found.append(Balance(DOSES, Decimal(authorization.doses.value), earlier, Decimal(len(used.days))))
    return tuple(found)


def in_units(amount: Amount, used: Taken, table: DrugTable) -> Decimal | None:
    """An approved amount in billing units of the lines, begun units left off; None where the two cannot be compared."""
    if amount.unit == BILLING_UNIT:
        return amount.value
    counted = {(u.per.value, u.per.unit) for code in used.codes if (u := unit_of_code(code, table))}
    if len(counted) != 1:
        return None
    per, unit = counted.pop()
    return (amount.value / per).to_integral_value(ROUND_FLOOR) if same_kind(amount.unit, unit) else None
