"""Drugs of which some makers have codes of their own, where nothing in the record tells the maker (R-DRG-14)."""

from __future__ import annotations

from plugin.chart.administration import Route
from plugin.chart.chart import Chart
from plugin.chart.visit import Setting
from plugin.engine.code_of_product import may_report
from plugin.engine.given import Given
from plugin.engine.identify import OF_A_PACKAGE, Identified
from plugin.engine.proposal import Advice, Kind, Line
from plugin.engine.rulebook import HcpcsUnit, Rulebook

APPLIES = ("R-DRG-14",)


def makers_advice(
    given: tuple[Given, ...], lines: tuple[Line, ...], chart: Chart, book: Rulebook
) -> tuple[Advice, ...]:
    """A sentence for each drug line whose general code rests on the name alone while some products have their own."""
    hospital = chart.setting is Setting.FACILITY
    by_row = {row: item for item in given for row in item.evidence}
    said: dict[str, Advice] = {}
    for line in lines:
        unit = book.drugs.units.get(line.code) if line.kind is Kind.DRUG else None
        if unit is None or unit.narrow or unit.products:
            continue
        others = _of_makers(unit, book, hospital=hospital)
        items = {id(item): item for row in line.evidence if (item := by_row.get(row))} if others else {}
        own = [u.code for u in others if any(_may_be(u, item, unit, book) for item in items.values())]
        if own:
            sentence = book.rule("R-DRG-14").text("makers")
            told = sentence.format(drug=line.what or line.code, code=line.code, codes=", ".join(own))
            said.setdefault(told, Advice(line.code, told, ("R-DRG-14",)))
    return tuple(said.values())


def _of_makers(unit: HcpcsUnit, book: Rulebook, *, hospital: bool) -> list[HcpcsUnit]:
    """The codes of the same drug for products that only a package code tells apart."""
    every = book.drugs.by_drug.get(unit.drug, ())
    return [u for u in every if u.narrow and not u.products and may_report(u, hospital=hospital)]


def _may_be(other: HcpcsUnit, item: Given, unit: HcpcsUnit, book: Rulebook) -> bool:
    """Whether what was given may be a product of the other code: it goes in this way, and nothing tells the package."""
    ways: frozenset[Route] | None = book.drugs.routes.get(other.code)
    fits = item.route is None or ways is None or item.route in ways
    return fits and any(_by_name(found) for found in item.found if unit.drug in {d.name for d in found.drugs})


def _by_name(found: Identified) -> bool:
    return not any(code.system in OF_A_PACKAGE for code in found.product.codes)
