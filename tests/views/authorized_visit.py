"""A visit whose coder sees an approval that is used up, one of which little is recorded, and one of no drug given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from plugin.chart.administration import Amount
from plugin.chart.authorization import Authorization
from plugin.chart.chart import Chart
from plugin.chart.evidence import Evidence, Fact
from plugin.chart.visit import Coverage, Payer, Provider
from tests.engine.authorized_visits import authorization, authorized, infliximab, product, units
from tests.engine.builders import fact

LONG = "PLAN-OF-THE-LAKES-2026-INFLIXIMAB-REFERENCE-000000000000000000000000000000123456789"


def used_up() -> Authorization:
    """100 units of which 80 are used; this visit takes 40."""
    number = Fact(
        "AUTH-7", Evidence("ClaimResponse/a1", "item[0].adjudication[0].extension[reviewAction]", "3", "AUTH-7")
    )
    made = authorization(units=units(100), units_used=Decimal(80), units_per_dose=units(40), coverage="Coverage/c1")
    return replace(
        made, number=number, diagnoses=("K50.90",), places=("22",), givers=("Practitioner/dr2",), version="3"
    )


def three_authorizations() -> Chart:
    """The first covers too little, the second says little, the third is for a drug that was not given."""
    little = authorization(
        product("infliximab"), id="ServiceRequest/s1", number=LONG, units_used=None, begins=None, ends=None, doses=6
    )
    other = authorization(
        product("rituximab", hcpcs="J9312"), id="ClaimResponse/a3", number=None, ends=date(2026, 4, 1), units=None
    )
    chart = authorized(other, used_up(), little, rows=(infliximab(),))
    ordered = replace(chart.orders[0], dose=fact(Amount(Decimal(350), "mg")))
    return replace(
        chart,
        orders=(ordered,),
        coverages=(Coverage("Coverage/c1", Payer.MEDICARE, "Plan of the Lakes", 1),),
        providers=(Provider("Practitioner/dr2", "Elisa Romano MD"),),
    )


def one_problem() -> Chart:
    """The first alone."""
    return replace(three_authorizations(), authorizations=(used_up(),))
