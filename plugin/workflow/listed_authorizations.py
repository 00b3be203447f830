"""Authorizations of the site's own list, beside those the EHR gave, in the chart of the patient's visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from plugin.chart.administration import Amount, Product, ProductCode
from plugin.chart.authorization import LISTED, Authorization, Decision
from plugin.chart.chart import Chart, Unread
from plugin.chart.evidence import Evidence, Fact
from plugin.reference.authorization_list import AuthorizationRow

T = TypeVar("T")
UNIT = "unit"
PAYER_NOT_COMPARED = "The payer of this authorization is no coverage that was read, so the two were not compared."
NPI_NOT_COMPARED = "The NPI of this authorization is of nobody who was read, so it was not compared."


def with_listed(chart: Chart, rows: Iterable[AuthorizationRow]) -> Chart:
    """The chart with the authorizations of the list; of those in time for the visit, what could not be compared is
    listed as unread."""
    found = [(row, _authorization(row, chart)) for row in rows]
    if not found:
        return chart
    lacks = [lack for row, made in found if row.begins <= chart.day <= row.ends for lack in _lacks(row, made)]
    unread = sorted({*chart.unread, *lacks}, key=lambda u: (u.about, u.reason))
    every = sorted((*chart.authorizations, *(made for _, made in found)), key=lambda a: (a.id, a.line))
    return replace(chart, authorizations=tuple(every), unread=tuple(unread))


def _authorization(row: AuthorizationRow, chart: Chart) -> Authorization:
    about = f"{LISTED}{row.number}"
    people = tuple(p.id for p in chart.providers if row.npi and p.npi == row.npi)
    covers = [c.id for c in chart.coverages if row.payer and c.text.casefold() == row.payer.casefold()]
    codes = (ProductCode(system, value) for system, value in (("hcpcs", row.hcpcs), ("ndc", row.ndc)) if value)
    return Authorization(
        id=about,
        line=row.hcpcs or row.ndc or row.product,
        decision=_fact(Decision[row.decision], about, "decision"),
        product=Product(row.product, tuple(codes)),
        number=_fact(row.number, about, "number"),
        coverage=_fact(covers[0], about, "payer", row.payer) if len(covers) == 1 else None,
        payer=row.payer,
        diagnoses=row.diagnoses,
        begins=_fact(row.begins, about, "begins"),
        ends=_fact(row.ends, about, "ends"),
        units=None if row.units is None else _fact(Amount(row.units, UNIT), about, "units", f"{row.units:f}"),
        units_used=_maybe(row.units_used, about, "units_used"),
        units_per_dose=(
            _fact(Amount(row.units_per_dose, UNIT), about, "units_per_dose", f"{row.units_per_dose:f}")
            if row.units_per_dose
            else None
        ),
        doses=_maybe(row.doses, about, "doses"),
        doses_used=_maybe(row.doses_used, about, "doses_used"),
        places=row.places,
        givers=people,
    )


def _fact(value: T, about: str, column: str, shown: str = "") -> Fact[T]:
    return Fact(value, Evidence(about, column, shown=shown or str(value)))


def _maybe(value: T | None, about: str, column: str) -> Fact[T] | None:
    return None if value is None else _fact(value, about, column)


def _lacks(row: AuthorizationRow, made: Authorization) -> Iterator[Unread]:
    if row.payer and made.coverage is None:
        yield Unread(made.id, PAYER_NOT_COMPARED)
    if row.npi and not made.givers:
        yield Unread(made.id, NPI_NOT_COMPARED)
