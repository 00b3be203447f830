"""Charts for engine tests: builders fill in a complete, uneventful visit, so a test names only what it is about."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache

from plugin.chart.administration import (
    Administration,
    Amount,
    Container,
    ContainerKind,
    Manner,
    Product,
    ProductCode,
    Route,
    State,
)
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact, Strength
from plugin.chart.times import Run
from plugin.chart.visit import Coverage, Diagnosis, Order, Patient, Payer, Provider, Service, Setting, Visit
from plugin.engine.proposal import Line, LineState, Proposal
from plugin.engine.propose import propose
from plugin.engine.switches import Switches
from plugin.rules.library import Library, load_library

DAY = date(2026, 3, 4)
ZONE = timezone(timedelta(hours=-6))
SALINE = "normal saline"
SINGLE = ContainerKind.SINGLE_DOSE
WAYS: dict[str, tuple[Route, Manner]] = {
    "iv_infusion": (Route.INTRAVENOUS, Manner.INFUSION),
    "iv_push": (Route.INTRAVENOUS, Manner.PUSH),
    "im": (Route.INTRAMUSCULAR, Manner.INJECTION),
    "sc": (Route.SUBCUTANEOUS, Manner.INJECTION),
    "sc_infusion": (Route.SUBCUTANEOUS, Manner.PUMP_INFUSION),
    "on_body_injector": (Route.SUBCUTANEOUS, Manner.WEARABLE_INJECTOR),
    "portable_pump": (Route.INTRAVENOUS, Manner.PORTABLE_PUMP),
    "pump_refill": (Route.INTRAVENOUS, Manner.PUMP_REFILL),
    "pump_disconnect": (Route.INTRAVENOUS, Manner.PUMP_DISCONNECT),
    "implanted_pump": (Route.OTHER, Manner.IMPLANTED_PUMP),
    "port_flush": (Route.INTRAVENOUS, Manner.FLUSH),
    "keep_open": (Route.INTRAVENOUS, Manner.KEEP_OPEN),
    "declot": (Route.CATHETER, Manner.DECLOT),
    "intrathecal": (Route.INTRATHECAL, Manner.INJECTION),
    "intravesical": (Route.INTRAVESICAL, Manner.INJECTION),
    "intraventricular": (Route.INTRAVENTRICULAR, Manner.INJECTION),
    "intrapleural": (Route.INTRAPLEURAL, Manner.INFUSION),
    "intraperitoneal": (Route.INTRAPERITONEAL, Manner.INFUSION),
    "intralesional": (Route.INTRALESIONAL, Manner.INJECTION),
    "intra_arterial_push": (Route.INTRA_ARTERIAL, Manner.PUSH),
    "intra_arterial_infusion": (Route.INTRA_ARTERIAL, Manner.INFUSION),
    "oral": (Route.ORAL, Manner.INJECTION),
}


@cache
def library() -> Library:
    """The rules and tables of the product, loaded once."""
    return load_library()


def at(clock: str, day: date = DAY) -> datetime:
    """'HH:MM' or 'D+1 HH:MM' on the day of the visit."""
    ahead, _, time = clock.rpartition(" ")
    hours, minutes = time.split(":")
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE)
    return midnight + timedelta(days=int(ahead[2:] or 0) if ahead else 0, hours=int(hours), minutes=int(minutes))


def fact(value, about: str = "MedicationAdministration/ma") -> Fact:
    return Fact(value, Evidence(about))


def answered(value) -> Fact:
    """A fact given in the application that the chart does not show yet."""
    return Fact(value, Evidence("MedicationAdministration/ma1", by="nurse"), Strength.ANSWERED)


def amount(text: str) -> Amount:
    """'350 mg'."""
    value, unit = text.split(" ", 1)
    return Amount(Decimal(value.replace(",", "")), unit)


def given(
    drug: str,
    route: str = "iv_infusion",
    start: str | None = None,
    stop: str | None = None,
    *,
    runs: tuple[tuple[str | None, str | None], ...] = (),
    site: str | None = "left forearm",
    dose: str | None = "100 mg",
    opened: int | None = None,
    vial: str | None = None,
    kind: ContainerKind | None = ContainerKind.MULTI_DOSE,
    discarded: str | None = None,
    order: str | None = "own",
    codes: tuple[tuple[str, str], ...] = (),
    id: str = "",
    **more,
) -> Administration:
    """One administration; `drug` may be "a + b" for one bag. `order` "own" gives it an order of its own in `visit`."""
    way = WAYS.get(route)
    times = runs or ((start, stop),)
    container = Container(amount(vial) if vial else None, kind)
    products = tuple(
        Product(name.strip(), tuple(ProductCode(*c) for c in codes), fact(amount(dose)) if dose else None, container)
        for name in drug.split(" + ")
    )
    inline = route in ("iv_infusion", "iv_push", "port_flush", "portable_pump")
    return Administration(
        id=id,
        visit="Encounter/e1",
        products=products,
        route=fact(way[0]) if way else None,
        manner=fact(way[1]) if way else None,
        site=fact(site) if site and inline else None,
        runs=tuple(Run(fact(at(a)) if a else None, fact(at(b)) if b else None) for a, b in times if a or b),
        order=order,
        opened=fact(opened) if opened is not None else None,
        discarded=fact(amount(discarded)) if discarded else None,
        **more,
    )


def visit(
    *administrations: Administration,
    setting: str = "facility",
    payer: str | None = "medicare",
    day: date = DAY,
    main: str | None = None,
    diagnoses: tuple[str, ...] = ("Z51.11", "C50.911", "E86.0"),
    services: tuple[str, ...] = (),
    supervisor: bool = True,
    reasons_for_fluid: bool = True,
    second_visit: tuple[int, ...] = (),
) -> Chart:
    """A finished visit in which everything else is charted. `main` is the drug an office visit is for."""
    numbered = tuple(_numbered(n, a) for n, a in enumerate(administrations, 1))
    numbered = tuple(_moved(a, day - DAY) for a in numbered)
    moved = tuple(replace(a, visit="Encounter/e2") if n in second_visit else a for n, a in enumerate(numbered, 1))
    orders = tuple(_order(a, main, reasons_for_fluid) for a in moved if a.order)
    doctor = fact("Practitioner/dr2", "Encounter/e1") if supervisor else None
    visits = [Visit("Encounter/e1", supervisor=doctor, reasons=("ServiceRequest/visit",), main_reason=_reason(main))]
    if second_visit:
        visits.append(Visit("Encounter/e2", supervisor=doctor, arrived=at("12:30"), reasons=("ServiceRequest/visit",)))
        visits[0] = replace(visits[0], arrived=at("00:00"))
    return Chart(
        id="case",
        patient=Patient("Patient/p1", "Sample", "Pat"),
        setting=Setting(setting),
        day=day,
        visits=tuple(visits),
        administrations=moved,
        orders=orders,
        diagnoses=tuple(Diagnosis(code, Evidence(f"Condition/{n}")) for n, code in enumerate(diagnoses)),
        coverages=(Coverage("Coverage/c1", Payer(payer), order=1, begins=date(2020, 1, 1)),) if payer else (),
        services=tuple(Service(f"Procedure/s{n}", code, "Encounter/e1") for n, code in enumerate(services)),
        providers=(Provider("Practitioner/dr1", "Olive Ordering", "1679576722"),),
    )


def office(*administrations: Administration, **more) -> Chart:
    """The same in an office, for an infection and dehydration."""
    return visit(*administrations, **{"setting": "office", "diagnoses": ("L03.115", "E86.0"), **more})


def proposal(chart: Chart, **switches: str) -> Proposal:
    """The proposal of the product's own rules for a chart."""
    return propose(chart, library().of(chart), Switches.of(switches))


def charge(chart: Chart, kind: str = "administration", **switches: str) -> dict[str, int]:
    """Code (with modifiers) to units of all lines of one kind, held ones included."""
    found: dict[str, int] = {}
    for line in proposal(chart, **switches).lines:
        if line.kind.value == kind or (kind == "drug" and line.kind.value == "drug_waste"):
            code = "-".join((line.code, *line.modifiers))
            found[code] = found.get(code, 0) + line.units
    return found


def lines(chart: Chart, **switches: str) -> tuple[Line, ...]:
    """All lines of a proposal."""
    return proposal(chart, **switches).lines


def released(chart: Chart, **switches: str) -> dict[str, int]:
    """Code (with modifiers) to units of the lines a coder may release, of all kinds."""
    found: dict[str, int] = {}
    for line in lines(chart, **switches):
        if line.state is LineState.PROPOSED:
            code = "-".join((line.code, *line.modifiers))
            found[code] = found.get(code, 0) + line.units
    return found


def asked(chart: Chart, **switches: str) -> set[str]:
    """The kinds of all open questions."""
    return {p.kind for p in proposal(chart, **switches).prompts}


def _moved(administration: Administration, by: timedelta) -> Administration:
    """The administration on the day of its visit; clock times are written for DAY."""
    later = [Run(*(f and replace(f, value=f.value + by) for f in (run.start, run.stop))) for run in administration.runs]
    return replace(administration, runs=tuple(later)) if by else administration


def _numbered(number: int, administration: Administration) -> Administration:
    own = administration.id or f"MedicationAdministration/ma{number}"
    order = f"MedicationRequest/rx{number}" if administration.order == "own" else administration.order
    return replace(administration, id=own, rows=administration.rows or (own,), order=order)


def _order(administration: Administration, main: str | None, reasons: bool) -> Order:
    here_for = ("ServiceRequest/visit",) if main and main in administration.text else ()
    reason = fact("vomiting and dehydration") if reasons and "saline" in administration.text else None
    return Order(administration.order or "", administration.text, True, fact("Practitioner/dr1"), here_for, reason)


def _reason(main: str | None) -> Fact | None:
    return fact(main, "ServiceRequest/visit") if main else None


__all__ = [
    "SALINE", "SINGLE", "State", "amount", "answered", "asked", "at", "charge", "fact", "given", "library", "lines",
    "office", "proposal", "released", "visit",
]  # fmt: skip
