"""Visits with an authorization that fits, so that a test names only what does not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from plugin.chart.administration import Amount, Product, ProductCode
from plugin.chart.authorization import Authorization, Decision
from plugin.chart.chart import Chart
from plugin.engine.payer_known import is_about_payer
from plugin.engine.proposal import Prompt
from tests.engine.builders import DAY, SINGLE, fact, given, proposal, visit

APPROVAL = "ClaimResponse/a1"


def product(text: str = "", *, hcpcs: str = "", ndc: str = "") -> Product:
    codes = [ProductCode(system, value) for system, value in (("hcpcs", hcpcs), ("ndc", ndc)) if value]
    return Product(text, tuple(codes))


def units(count: int) -> Amount:
    return Amount(Decimal(count), "unit")


def authorization(of: Product | None = None, id: str = APPROVAL, **more) -> Authorization:
    """Number A1 for infliximab, J1745, this year, 400 units of which 0 are used; `more` in place of any of these.

    Values are given plain; None leaves one out.
    """
    facts = {
        "decision": Decision.APPROVED,
        "number": "A1",
        "begins": date(2026, 1, 1),
        "ends": date(2026, 12, 31),
        "units": units(400),
        "units_used": Decimal(0),
    } | {name: value for name, value in more.items() if name not in PLAIN}
    known = {name: None if value is None else fact(value, id) for name, value in facts.items()}
    plain = {name: value for name, value in more.items() if name in PLAIN}
    return Authorization(id, product=of or product("infliximab", hcpcs="J1745"), **known, **plain)


PLAIN = {"line", "diagnoses", "places", "givers", "orderers", "payer"}


def infliximab(drug: str = "infliximab", dose: str = "370 mg", **more):
    """370 mg are 37 units; the rest of the fourth vial makes 3 more."""
    usual = {"vial": "100 mg", "kind": SINGLE, "opened": 4, "discarded": "30 mg"}
    return given(drug, start="09:00", stop="11:00", dose=dose, **(usual | more))


def authorized(*authorizations: Authorization, rows=(), **more) -> Chart:
    """A visit for Crohn's disease with these authorizations."""
    chart = visit(*(rows or (infliximab(),)), **({"diagnoses": ("K50.90",)} | more))
    return replace(chart, authorizations=authorizations)


def asked_about(chart: Chart, **switches: str) -> dict[str, str]:
    """The facts of the questions on authorizations, by kind."""
    return {p.kind: p.facts for p in questions(chart, **switches)}


def questions(chart: Chart, **switches: str) -> tuple[Prompt, ...]:
    every = proposal(chart, **switches).prompts
    asked = (p for p in every if p.kind in ("authorization_problem", "authorization_ending"))
    return tuple(p for p in asked if not is_about_payer(p))


__all__ = ["DAY", "asked_about", "authorization", "authorized", "infliximab", "product", "questions", "units"]
