"""Services beside the intravenous family, which neither take nor use the initial: shots, pumps, other routes, blood."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from plugin.chart.administration import Manner, Route
from plugin.chart.evidence import Strength
from plugin.engine.clock import day_started
from plugin.engine.findings import Findings, total
from plugin.engine.given import Given
from plugin.engine.injections import injection_lines
from plugin.engine.prompts import ask
from plugin.engine.proposal import Kind, Line, NotBilled
from plugin.engine.pumps import arterial, implanted_refill, portable_pump, portable_refill, under_the_skin
from plugin.engine.timeline import Desk

APPLIES = (
    "R-ADM-10", "R-ADM-11", "R-ADM-30", "R-ADM-71", "R-ADM-77", "R-ADM-78", "R-ADM-80", "R-ADM-81", "R-DOC-04",
)  # fmt: skip

Coder = Callable[[Given, Desk, date], Findings]
ONE_CODE: dict[tuple[Route, Manner | None], tuple[str, str]] = {
    (Route.INTRAVENTRICULAR, None): ("R-ADM-77", "reservoir"),
    (Route.INTRAVESICAL, None): ("R-ADM-78", "code"),
    (Route.INTRAPLEURAL, None): ("R-ADM-80", "pleural"),
    (Route.INTRAPERITONEAL, None): ("R-ADM-80", "peritoneal"),
    (Route.INTRALESIONAL, None): ("R-ADM-80", "lesions"),
}
BY_MANNER: dict[Manner, Coder] = {
    Manner.PORTABLE_PUMP: portable_pump,
    Manner.IMPLANTED_PUMP: implanted_refill,
    Manner.PUMP_REFILL: portable_refill,
    Manner.PUMP_INFUSION: under_the_skin,
}


def is_inline(item: Given) -> bool:
    """Whether an administration belongs to the intravenous family of its access site."""
    administration = item.administration
    manner = administration.manner.value if administration.manner else None
    intravenous = administration.route is None or administration.route.value is Route.INTRAVENOUS
    return intravenous and manner in (None, Manner.INFUSION, Manner.PUSH) and item.group not in ("blood", "vaccine")


def special_lines(given: tuple[Given, ...], cancer: bool | None, desk: Desk, day: date) -> Findings:
    """Lines outside the intravenous family (R-ADM-30). `cancer` says whether a neoplasm is coded, None if unknown."""
    injections = tuple(g for g in given if _is_injection(g))
    blood = tuple(g for g in given if g.group == "blood")
    vaccines = tuple(g for g in given if g.group == "vaccine")
    others = [g for g in given if g not in injections and g not in blood and g not in vaccines]
    parts = [_other(g, desk, day) for g in others]
    return total(
        [
            *parts,
            injection_lines(injections, cancer, desk, day),
            _transfusion(blood, desk, day),
            _vaccines(vaccines, desk, day),
        ]
    )


def _is_injection(item: Given) -> bool:
    administration = item.administration
    manner = administration.manner.value if administration.manner else None
    shot = administration.route is not None and administration.route.value in (
        Route.SUBCUTANEOUS, Route.INTRAMUSCULAR, Route.INTRADERMAL,
    )  # fmt: skip
    return shot and manner not in BY_MANNER and item.group not in ("blood", "vaccine")


def _other(item: Given, desk: Desk, day: date) -> Findings:
    administration = item.administration
    manner = administration.manner.value if administration.manner else None
    route = administration.route.value if administration.route else None
    if manner in BY_MANNER:
        return BY_MANNER[manner](item, desk, day)
    if manner is Manner.DECLOT or route is Route.CATHETER:
        return _single(item, desk, day, "R-ADM-81", "code")
    if route is Route.INTRA_ARTERIAL:
        return arterial(item, desk, day)
    if route is Route.INTRATHECAL:
        if item.group == "chemo":
            return _single(item, desk, day, "R-ADM-77", "spinal")
        return Findings(not_billed=(NotBilled(f"{item.name}, into the spine", ("R-ADM-77",), item.evidence),))
    if route is not None and (route, None) in ONE_CODE:
        return _single(item, desk, day, *ONE_CODE[route, None])
    question = ask(desk.book, "R-DOC-04", administration.id, "R-ADM-01", drug=item.name)
    return Findings((), (NotBilled(f"{item.name}, route not understood", ("R-DOC-04",), item.evidence),), (question,))


def _single(item: Given, desk: Desk, day: date, rule: str, parameter: str) -> Findings:
    code = desk.book.rule(rule).text(parameter)
    line = Line(
        code,
        1,
        Kind.ADMINISTRATION,
        day_started(item.administration, day),
        (rule,),
        item.evidence,
        strength=strength_of(item),
        what=item.name,
    )
    return Findings(lines=(line,))


def strength_of(item: Given) -> Strength:
    """The weakest fact of a service that is not timed."""
    facts = (item.administration.route, item.administration.manner)
    return min((f.strength for f in facts if f), default=Strength.CHARTED)


def _transfusion(blood: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """One transfusion a day whatever the number of units (R-ADM-11)."""
    code = desk.book.rule("R-ADM-11").text("code")
    days = dict.fromkeys(day_started(g.administration, day) for g in blood)
    lines = []
    for on in days:
        units = [g for g in blood if day_started(g.administration, day) == on]
        evidence = tuple(dict.fromkeys(row for g in units for row in g.evidence))
        strength = min(strength_of(g) for g in units)
        lines.append(
            Line(code, 1, Kind.ADMINISTRATION, on, ("R-ADM-11",), evidence, strength=strength, what=units[0].name)
        )
    return Findings(lines=tuple(lines))


def _vaccines(vaccines: tuple[Given, ...], desk: Desk, day: date) -> Findings:
    """Medicare's own codes by vaccine, else a first and each further vaccine (R-ADM-10)."""
    rule = desk.book.rule("R-ADM-10")
    medicare = rule.table("medicare") if desk.payer == "medicare" else {}
    first = True
    lines = []
    for item in vaccines:
        words = " ".join(f.words for f in item.found) + " " + item.key
        own = next((code for name, code in medicare.items() if name in words), "")
        covid = rule.text("covid") if "covid" in words else ""
        code = own or covid or rule.text("first" if first else "further")
        first = first and bool(own or covid)
        lines.append(
            Line(
                code,
                1,
                Kind.ADMINISTRATION,
                day_started(item.administration, day),
                ("R-ADM-10",),
                item.evidence,
                strength=strength_of(item),
                what=item.name,
            )
        )
    return Findings(lines=tuple(lines))
