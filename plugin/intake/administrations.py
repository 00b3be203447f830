"""Administrations of the chart: which rows are of this visit, put together to bags, each with all its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from plugin.chart.administration import Administration, Amount, Product, State
from plugin.chart.chart import Unread
from plugin.chart.evidence import Evidence, Fact
from plugin.intake.bags import Bag, bag_of_interval
from plugin.intake.billing import billing_of
from plugin.intake.containers import discarded, opened
from plugin.intake.disagreements import dosage_disagreement
from plugin.intake.durations import charted_minutes, planned_minutes, with_derived_times
from plugin.intake.fhir_json import Element, concept_text, element, elements, relative, word
from plugin.intake.implied_actions import with_implied_actions
from plugin.intake.impossible_amounts import impossible_amounts
from plugin.intake.instants import UNUSABLE, is_unusable
from plugin.intake.mar_rows import bags_of_rows
from plugin.intake.products import products_of
from plugin.intake.rows import Row, read_row, reason_given
from plugin.intake.site import Site
from plugin.intake.sources import Shelf
from plugin.intake.stops import stopped_early
from plugin.intake.unusable_times import unusable_times
from plugin.intake.visits import Visits
from plugin.intake.ways import Way, way_of
from plugin.intake.yes_or_no import yes_or_no

SECOND_LINE = re.compile(
    r"\b(second|another|new|additional|separate)\b.{0,30}\b(line|iv|site|access|vein|cannula)\b|infiltrat|incompatib",
    re.IGNORECASE,
)


def administrations_of(
    visits: Visits, site: Site, shelf: Shelf, resources: Iterable[Element]
) -> tuple[tuple[Administration, ...], tuple[Unread, ...]]:
    """The administrations of the visits, and the MedicationAdministrations that are not used, each with the reason."""
    rows: list[Row] = []
    unread: list[Unread] = []
    for resource in resources:
        place = visits.place_of(resource, "context")
        row = place if isinstance(place, Unread) else read_row(resource, place, site, shelf)
        if isinstance(row, Unread):
            unread.append(row)
        else:
            rows.append(row)
            unread += [Unread(row.source.about, UNUSABLE)] if is_unusable(resource, "effective") else []
    rows = with_implied_actions(rows)
    bags, unplaced = bags_of_rows([r for r in rows if r.action], visits.open)
    bags += [bag_of_interval(r, visit_open=r.visit in visits.open or not visits.known) for r in rows if not r.action]
    found = []
    for bag in bags:
        administration, unclear = _administration(bag, site, shelf)
        found.append(administration)
        unread += unclear
    return tuple(sorted(found, key=lambda a: a.id)), (*unread, *unplaced)


def _administration(bag: Bag, site: Site, shelf: Shelf) -> tuple[Administration, list[Unread]]:
    first = bag.rows[0]
    order = shelf.get(first.order) if first.order else None
    plan = planned_minutes(bag, order)
    runs = with_derived_times(bag)
    products, mixed = _products(bag, shelf)
    way = way_of(bag, order, planned=plan is not None, drug=" ".join(p.text for p in products))
    disagreement = dosage_disagreement(bag)
    shared, odd_shared = yes_or_no(bag, site, "shared_container")
    stock, odd_stock = yes_or_no(bag, site, "stock_340b")
    care, odd_care = yes_or_no(bag, site, "complex_care")
    billing, odd_billing = billing_of(bag, site)
    return (
        Administration(
            id=first.source.about,
            visit=first.visit,
            products=products,
            state=bag.state,
            rows=tuple(row.source.about for row in bag.rows),
            route=way.route,
            manner=way.manner,
            site=_site(bag),
            site_reason=_site_reason(bag),
            runs=runs,
            order=first.order,
            opened=opened(bag, site),
            discarded=discarded(bag, site),
            shared_container=shared,
            stock_340b=stock,
            complex_care=care,
            billing=billing,
            charted_minutes=charted_minutes(bag),
            planned_minutes=plan,
            stopped_because=_stopped_because(bag),
            stopped_early=stopped_early(bag),
            continues=_continues(first),
            conflicts=(*bag.conflicts, *_unusable(bag), *((disagreement,) if disagreement else ()), *mixed),
            version=first.source.version,
        ),
        [*impossible_amounts(bag, site), *odd_shared, *odd_stock, *odd_care, *odd_billing, *_unclear(way, bag)],
    )


def _unusable(bag: Bag) -> Iterator[Evidence]:
    return (evidence for row in bag.rows for evidence in unusable_times(row))


def _unclear(way: Way, bag: Bag) -> list[Unread]:
    shown = way.unclear and bag.state is not State.WITHDRAWN
    return [Unread(bag.rows[0].source.about, way.unclear)] if shown else []


def _products(bag: Bag, shelf: Shelf) -> tuple[tuple[Product, ...], tuple[Evidence, ...]]:
    """The products of all bags of one infusion, their doses added; bags that do not match are asked about."""
    each = [products_of(row.medication, element(row.dosage, "dose"), row.source) for row in bag.doses]
    whole = each[0]
    for row, more in zip(bag.doses[1:], each[1:], strict=True):
        summed = [_added(a, b) for a, b in zip(whole, more, strict=False)]
        if len(more) != len(whole) or None in summed:
            return whole, (row.source.evidence("dosage", "the bags of one infusion have doses that cannot be added"),)
        whole = tuple(p for p in summed if p)
    return whole, ()


def _added(a: Product, b: Product) -> Product | None:
    """Both as one product, None where they are not one. Bags of two packages keep the codes of both (R-DRG-12)."""
    if a.text != b.text:
        return None
    codes = tuple(dict.fromkeys(a.codes + b.codes))
    if a.dose is None or b.dose is None:
        return replace(a, codes=codes) if a.dose == b.dose else None
    if a.dose.value.unit != b.dose.value.unit:
        return None
    total = Amount(a.dose.value.value + b.dose.value.value, a.dose.value.unit)
    return replace(a, codes=codes, dose=Fact(total, a.dose.evidence, min(a.dose.strength, b.dose.strength)))


def _continues(row: Row) -> str | None:
    """The earlier administration that a record says it is a part of."""
    parts = (relative(word(link, "reference")) for link in elements(row.resource, "partOf"))
    return next((part for part in parts if part.startswith("MedicationAdministration/")), None)


def _site(bag: Bag) -> Fact[str] | None:
    """The access site as charted, from the first row that names one."""
    for row in bag.rows:
        text = concept_text(element(row.dosage, "site"))
        if text:
            return row.source.fact(text, "dosage.site", text)
    return None


def _site_reason(bag: Bag) -> Fact[str] | None:
    """Why there is a second line, where a note says so."""
    for row in bag.rows:
        for note in elements(row.resource, "note"):
            text = word(note, "text")
            if SECOND_LINE.search(text):
                return row.source.fact(text, "note", text)
    return None


def _stopped_because(bag: Bag) -> Fact[str] | None:
    row = bag.stopped_by
    text = reason_given(row) if row else ""
    return row.source.fact(text, "statusReason", text) if row and text else None
